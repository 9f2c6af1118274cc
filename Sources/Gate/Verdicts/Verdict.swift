public import AdapterProtocol
public import VideoSpec

/// What came of one case.
public enum Verdict: Hashable, Sendable {
  case pass
  case fail(Failure)
  /// The implementation lacks what the case asks for, and why.
  case unsupported(String)
  /// There was no answer to judge.
  case broken(Breakage)
  /// The run was stopped before, and why.
  case notRun(String)

  /// The verdict in a word, as reports and files of known failures have it.
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

  /// Why it is not a pass; nil for a pass.
  public var reason: String? {
    switch self {
    case .pass: nil
    case .fail(let failure): failure.reason
    case .unsupported(let reason), .notRun(let reason): reason
    case .broken(let breakage): breakage.description
    }
  }
}

/// Why an answer is not the one that the case demands.
public struct Failure: Hashable, Sendable {
  /// The first thing that is wrong, in a sentence.
  public var reason: String
  /// The first intermediate that differs, where one is known.
  public var divergence: Divergence?

  public init(_ reason: String, divergence: Divergence? = nil) {
    self.reason = reason
    self.divergence = divergence
  }
}

/// The first step from a request to its signature at which two sides part.
public struct Divergence: Hashable, Sendable {
  /// `canonicalRequest`, `stringToSign`, `signature`, or the member of the output.
  public var step: String
  public var expected: Text
  public var observed: Text

  public init(step: String, expected: Text, observed: Text) {
    self.step = step
    self.expected = expected
    self.observed = observed
  }

  /// Where the two texts part: a 1-based line, the 1-based byte in it, and that line of either.
  public struct Place: Hashable, Sendable {
    public var line: Int
    public var byte: Int
    public var expected: Text
    public var observed: Text
  }

  /// Nil when the texts are equal.
  public var place: Place? {
    guard expected != observed else { return nil }
    let common = zip(expected.bytes, observed.bytes).prefix { $0 == $1 }.count
    let start = expected.bytes[..<common].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    func line(of text: Text) -> Text { Text(text.bytes[start...].prefix { $0 != 0x0A }) }
    return Place(
      line: expected.bytes[..<start].count { $0 == 0x0A } + 1, byte: common - start + 1, expected: line(of: expected),
      observed: line(of: observed))
  }
}

/// A case and what came of it.
public struct CaseOutcome: Hashable, Sendable {
  public var vector: VectorCase
  public var verdict: Verdict

  public init(vector: VectorCase, verdict: Verdict) {
    self.vector = vector
    self.verdict = verdict
  }
}
