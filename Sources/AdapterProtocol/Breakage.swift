public import VideoSpec

/// Why a run has no answer: the adapter crashed, hung, did not keep to the protocol or had trouble of its own. Never a rejection.
public struct Breakage: Error, Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// It ended before it answered.
    case crash
    /// It did not answer within the deadline.
    case timeout
    /// It said something that `Docs/Protocol.md` does not allow.
    case `protocol`
    /// It answered `error`.
    case adapterError = "adapter-error"
  }

  public var kind: Kind
  /// For people.
  public var detail: String
  /// The end of what it wrote to standard error.
  public var standardError: Text

  public init(_ kind: Kind, _ detail: String, standardError: Text = Text()) {
    self.kind = kind
    self.detail = detail
    self.standardError = standardError
  }
}

extension Breakage: CustomStringConvertible {
  public var description: String { "\(kind.rawValue): \(detail)" }
}
