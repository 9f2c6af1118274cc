public import VideoSpec

/// Why a run has no result: the adapter crashed, timed out, broke the protocol or reported an error of its own. Never a rejection.
public struct Breakage: Error, Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// The adapter ended before it sent a result.
    case crash
    /// The adapter sent no result within the deadline.
    case timeout
    /// The adapter sent something that `Docs/Protocol.md` does not allow.
    case `protocol`
    /// The adapter sent a result with the status `error`.
    case adapterError = "adapter-error"
  }

  public var kind: Kind
  /// The details, for people.
  public var detail: String
  /// The end of what the adapter wrote to standard error.
  public var standardError: Text

  public init(_ kind: Kind, _ detail: String, standardError: Text = Text()) {
    self.kind = kind
    self.detail = detail
    self.standardError = standardError
  }
}

extension Breakage: CustomStringConvertible {
  public var description: String {
    switch kind {
    case .crash: "the adapter crashed: \(detail)"
    case .timeout: "the adapter timed out: \(detail)"
    case .protocol: "the adapter broke the protocol: \(detail)"
    case .adapterError: "the adapter reported an error: \(detail)"
    }
  }
}
