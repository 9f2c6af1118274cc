public import VideoSpec

/// The outcome of one run: the protocol's `result` message.
public struct Observation: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    /// The implementation accepted the input and returned this output.
    case output(JSONValue)
    /// The implementation rejected the input.
    case rejected(Rejection)
    /// The implementation reached the fault point with this name, and waits there to be killed.
    case waiting(at: String)
    /// The implementation cannot express the input.
    case unsupported(String)
    /// The adapter itself failed. This is never a rejection.
    case error(String)
  }

  public var outcome: Outcome
  /// The intermediate texts, in order: `canonicalRequest`, `stringToSign`, `signature`.
  public var trace: Trace

  public init(_ outcome: Outcome, trace: Trace = Trace()) {
    self.outcome = outcome
    self.trace = trace
  }
}
