import AdapterProtocol
import VideoSpec

// What a report shows of an implementation, without the secrets of the cases' inputs.

extension Redaction {
  init(_ input: JSONValue) {
    self.init()
    add(input)
  }

  /// Adds the secrets of an input.
  mutating func add(_ input: JSONValue) {
    // The credentials of a scenario are in the input that opens the recorder.
    if let open = input["open"] { add(open) }
    let member = input["credentials"] ?? .null
    for credentials in member.array ?? [member] {
      for secret in [credentials["secretAccessKey"], credentials["sessionToken"]] {
        if let secret = secret.flatMap({ Text(protocolForm: $0) }) { add(secret) }
      }
    }
  }

  /// Redacts all texts in a value, except for the names of members.
  func apply(to value: JSONValue) -> JSONValue {
    if isEmpty { return value }
    switch value {
    case .string(let text): return .string(apply(to: text))
    case .array(let elements): return .array(elements.map { apply(to: $0) })
    case .object(let object):
      return .object(JSONObject(members: object.members.map { .init(name: $0.name, value: apply(to: $0.value)) }))
    default: return value
    }
  }

  func apply(to breakage: Breakage) -> Breakage {
    Breakage(breakage.kind, apply(to: breakage.detail), standardError: apply(to: breakage.standardError))
  }

  package func apply(to verdict: Verdict) -> Verdict {
    switch verdict {
    case .pass: .pass
    case .fail(let failure):
      .fail(
        failure.replacing(
          reason: apply(to: failure.reason),
          divergence: failure.divergence.map { divergence in
            Divergence(
              step: divergence.step, expected: apply(to: divergence.expected), observed: apply(to: divergence.observed))
          }, exchange: failure.exchange.map { apply(to: $0) }))
    case .unsupported(let reason): .unsupported(apply(to: reason))
    case .broken(let breakage): .broken(apply(to: breakage))
    case .notRun(let reason): .notRun(apply(to: reason))
    }
  }
}

extension Conclusion {
  /// The conclusion as a report shows it: without the secrets of the cases' inputs, and with texts of a bounded length.
  var shown: Conclusion {
    var copy = self
    for index in copy.outcomes.indices {
      copy.outcomes[index].verdict = copy.outcomes[index].verdict.shown(for: copy.outcomes[index].vector)
    }
    copy.reasons = copy.reasons.map { $0.cut(to: Verdict.reasonLimit) }
    return copy
  }
}

extension Verdict {
  /// The most bytes of a reason that are kept: an implementation can send megabytes.
  fileprivate static let reasonLimit = 2000
  /// The most bytes of each differing text that are kept. The longest line of a vector is shorter.
  private static let textLimit = 64 << 10

  /// Returns the verdict without the secrets of the case's input, and with texts of a bounded length. Texts are redacted before they are
  /// cut, so that no part of a secret is left.
  func shown(for vector: VectorCase) -> Verdict {
    self == .pass ? self : Redaction(vector.input).apply(to: self).bounded
  }

  private var bounded: Verdict {
    switch self {
    case .pass: self
    case .fail(let failure):
      .fail(
        failure.replacing(
          reason: failure.reason.cut(to: Self.reasonLimit), divergence: failure.divergence?.cut(to: Self.textLimit),
          exchange: failure.exchange?.cut(to: Self.textLimit)))
    case .unsupported(let reason): .unsupported(reason.cut(to: Self.reasonLimit))
    case .broken(let breakage):
      .broken(
        Breakage(
          breakage.kind, breakage.detail.cut(to: Self.reasonLimit), standardError: breakage.standardError))
    case .notRun(let reason): .notRun(reason.cut(to: Self.reasonLimit))
    }
  }
}

extension ImplementationInfo {
  /// With names that fit on a line.
  var bounded: ImplementationInfo {
    var copy = self
    for path in [\.name, \.version, \.language, \.source] as [WritableKeyPath<ImplementationInfo, String>] {
      copy[keyPath: path] = copy[keyPath: path].cut(to: 200)
    }
    for index in copy.unsupported.indices {
      copy.unsupported[index].reason = copy.unsupported[index].reason.cut(to: 2000)
    }
    return copy
  }
}
