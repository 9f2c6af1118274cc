public import VideoSpec

/// One vector: an input and what is expected.
public struct VectorCase: Hashable, Sendable {
  public var id: CaseID
  public var requirement: Requirement
  public var profile: Profile
  public var operation: Operation
  public var title: String
  public var since: Edition
  /// The first edition that no longer has the case.
  public var withdrawn: Edition?
  public var flags: [String]
  public var evidence: Evidence
  /// The time of the case. Requests to an endpoint are sent at the present time: their clock is the beginning of 1970, and means nothing.
  public var clock: Timestamp
  /// The complete input: defaults are merged, and repetitions are expanded. For requests to an endpoint it is the members `given` and
  /// `steps` as they are written.
  public var input: JSONValue
  public var expectation: Expectation
  /// Whether a rejection passes as well, although the input is accepted by others: a signer may refuse what it cannot send unchanged.
  public var mayReject: Bool
  /// The expected intermediate texts. Reports show where an implementation differs from them, but they are never judged.
  public var trace: Trace
  /// The name of the vector file.
  public var file: String
}

/// What an implementation must do with an input.
public enum Expectation: Hashable, Sendable {
  /// Accept it with an output. The output is nil if only its meaning is judged, for example with the random signatures of SigV4a.
  case accepted(output: JSONValue?)
  /// Reject it. Only some operations require the code (``CallShape``): a signer's names for errors are its own. Without a code any
  /// rejection is right. The field, if there is one, is required by all operations.
  case rejected(code: ErrorCode?, status: Int?, field: String? = nil)
}

extension VectorCase {
  /// Whether the case belongs to an edition of the suite.
  public func isPart(of edition: Edition) -> Bool {
    since <= edition && withdrawn.map { edition < $0 } ?? true
  }

  /// Whether the case was withdrawn in an edition or an earlier one.
  public func isWithdrawn(in edition: Edition) -> Bool { withdrawn.map { $0 <= edition } ?? false }
}
