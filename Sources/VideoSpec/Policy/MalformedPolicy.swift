/// An error that says why a text is not a policy, or a value not a condition.
public struct MalformedPolicy: Error, Hashable, Sendable, CustomStringConvertible {
  public var reason: String

  public init(_ reason: String) { self.reason = reason }

  public var description: String { reason }
}
