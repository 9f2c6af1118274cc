public import AdapterProtocol
public import VideoSpec

/// What a case came to.
public enum Verdict: Hashable, Sendable {
  case pass
  case fail(Failure)
  /// The implementation does not support what the case needs, for this reason.
  case unsupported(String)
  /// There was no result to judge.
  case broken(Breakage)
  /// The case was not run, for this reason.
  case notRun(String)

  /// The verdict in a word, as in reports and files of known failures.
  public enum Kind: String, Sendable, CaseIterable {
    case pass
    case fail
    case unsupported
    case broken
    case notRun = "not-run"
  }

  public var kind: Kind {
    switch self {
    case .pass: .pass
    case .fail: .fail
    case .unsupported: .unsupported
    case .broken: .broken
    case .notRun: .notRun
    }
  }

  /// Why the case did not pass; nil if it did.
  public var reason: String? {
    switch self {
    case .pass: nil
    case .fail(let failure): failure.reason
    case .unsupported(let reason), .notRun(let reason): reason
    case .broken(let breakage): breakage.description
    }
  }
}

/// Why a result does not fulfil its case.
public struct Failure: Hashable, Sendable {
  /// The first thing that is wrong, in one sentence.
  public var reason: String
  /// The first text that differs from the expected one, if it is known.
  public var divergence: Divergence?
  /// The rules that such a fault breaks, the most likely one first; empty if only the case's own rule is known.
  public var rules: [RequirementID]
  /// The known mistake that causes the failure, in one sentence. Failures with the same mistake are reported as one.
  public var mistake: String?
  /// The requests and responses of an endpoint that show the failure, bounded and without secrets; nil for an adapter.
  public var exchange: String?
  /// Whether the signature is wrong, and no known mistake explains it.
  var isUnexplainedSignature = false

  public init(
    _ reason: String, divergence: Divergence? = nil, breaks rules: [RequirementID] = [], mistake: String? = nil
  ) {
    self.reason = reason
    self.divergence = divergence
    self.rules = rules
    self.mistake = mistake
  }

  /// Returns the same failure in other words.
  func replacing(reason: String, divergence: Divergence?, exchange: String?) -> Failure {
    var copy = self
    (copy.reason, copy.divergence, copy.exchange) = (reason, divergence, exchange)
    return copy
  }
}

/// A case and its verdict.
public struct CaseOutcome: Hashable, Sendable {
  public var vector: VectorCase
  public var verdict: Verdict
  /// How long the case took, including the judging; zero if it was not run.
  public var duration: Duration

  public init(vector: VectorCase, verdict: Verdict, duration: Duration = .zero) {
    self.vector = vector
    self.verdict = verdict
    self.duration = duration
  }
}

extension Verdict {
  /// The rule that the verdict on a case counts for.
  ///
  /// It is the case's own rule, unless the case failed because the implementation breaks another one. Such a failure says nothing about
  /// the case's own rule, which it leaves untested.
  func rule(for vector: VectorCase) -> Requirement {
    guard case .fail(let failure) = self, let first = failure.rules.first,
      !failure.rules.contains(vector.requirement.id)
    else { return vector.requirement }
    return Catalogue.requirement(first) ?? vector.requirement
  }
}
