/// An input that does not follow `Docs/Protocol.md`. This is a fault of the sender, not a rejection.
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path of the member: `request.method`.
  public var field: String
  /// What is wrong with the member, as the rest of a sentence that begins with its path: `is missing`.
  public var reason: String

  public init(field: String, reason: String) {
    self.field = field
    self.reason = reason
  }

  public var description: String { "input.\(field) \(reason)" }
}
