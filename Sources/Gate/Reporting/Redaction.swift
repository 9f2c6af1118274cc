import VideoSpec

/// Takes the secrets of a case's input out of what is shown of it.
struct Redaction {
  static let mark: Text = "<redacted>"

  /// Shorter ones are words of every text; no real secret is that short.
  private static let shortest = 6

  private let secrets: [Text]

  init(_ input: JSONValue) {
    let member = input["credentials"] ?? .null
    let values = (member.array ?? [member]).flatMap { [$0["secretAccessKey"], $0["sessionToken"]] }
    let plain = values.compactMap { $0.flatMap { Text(protocolForm: $0) } }
    // As they are, in a query, and in the query of a query.
    secrets = plain.flatMap { [$0, $0.percentEncoded, $0.percentEncoded.percentEncoded] }
      .filter { $0.bytes.count >= Redaction.shortest }
  }

  func apply(to text: Text) -> Text { secrets.reduce(text) { $0.replacing($1, with: Redaction.mark) } }

  func apply(to string: String) -> String { secrets.isEmpty ? string : apply(to: Text(string)).string }

  func apply(to verdict: Verdict) -> Verdict {
    switch verdict {
    case .pass: .pass
    case .fail(let failure):
      .fail(
        Failure(
          apply(to: failure.reason),
          divergence: failure.divergence.map { divergence in
            Divergence(
              step: divergence.step, expected: apply(to: divergence.expected), observed: apply(to: divergence.observed))
          }))
    case .unsupported(let reason): .unsupported(apply(to: reason))
    case .broken(let breakage):
      .broken(
        Breakage(
          breakage.kind, apply(to: breakage.detail), standardError: apply(to: breakage.standardError)))
    case .notRun(let reason): .notRun(reason)
    }
  }
}

extension Conclusion {
  /// Without the secrets of the cases' inputs.
  var redacted: Conclusion {
    var copy = self
    for index in copy.outcomes.indices where copy.outcomes[index].verdict != .pass {
      let outcome = copy.outcomes[index]
      copy.outcomes[index].verdict = Redaction(outcome.vector.input).apply(to: outcome.verdict)
    }
    return copy
  }
}

extension Text {
  /// Every byte but the unreserved ones as `%XX`.
  var percentEncoded: Text {
    let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    return Text(
      bytes: bytes.flatMap { byte in
        unreserved.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      })
  }
}
