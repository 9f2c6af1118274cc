import AdapterProtocol
import VideoSpec

/// Replaces the secrets of a case's input in what a report shows.
struct Redaction {
  static let mark: Text = "<redacted>"

  /// Shorter texts are not replaced: they occur in any text, and no real secret is that short.
  private static let shortest = 6

  private var secrets: [Text] = []

  /// Creates a redaction that replaces nothing.
  init() {}

  init(_ input: JSONValue) { add(input) }

  /// Adds the secrets of an input.
  mutating func add(_ input: JSONValue) {
    // The credentials of a scenario are in the input that opens the recorder.
    if let open = input["open"] { add(open) }
    let member = input["credentials"] ?? .null
    let values = (member.array ?? [member]).flatMap { [$0["secretAccessKey"], $0["sessionToken"]] }
    for secret in values.compactMap({ $0.flatMap { Text(protocolForm: $0) } })
    where secret.bytes.count >= Redaction.shortest && !secrets.contains(secret) {
      secrets.append(secret)
    }
  }

  func apply(to text: Text) -> Text { secrets.reduce(text) { Redaction.take($1, outOf: $0) } }

  func apply(to string: String) -> String { secrets.isEmpty ? string : apply(to: Text(string)).string }

  /// Redacts all texts in a value, except for the names of members.
  func apply(to value: JSONValue) -> JSONValue {
    if secrets.isEmpty { return value }
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

  func apply(to verdict: Verdict) -> Verdict {
    switch verdict {
    case .pass: .pass
    case .fail(let failure):
      .fail(
        failure.replacing(
          reason: apply(to: failure.reason),
          divergence: failure.divergence.map { divergence in
            Divergence(
              step: divergence.step, expected: apply(to: divergence.expected), observed: apply(to: divergence.observed))
          }))
    case .unsupported(let reason): .unsupported(apply(to: reason))
    case .broken(let breakage): .broken(apply(to: breakage))
    case .notRun(let reason): .notRun(reason)
    }
  }
}

extension Conclusion {
  /// The most bytes of a reason that are kept: an implementation can send megabytes.
  private static let reasonLimit = 2000

  /// The conclusion without the secrets of the cases' inputs. Reasons are shortened after that, so that no part of a secret is left.
  var redacted: Conclusion {
    var copy = self
    for index in copy.outcomes.indices where copy.outcomes[index].verdict != .pass {
      let outcome = copy.outcomes[index]
      let verdict = Redaction(outcome.vector.input).apply(to: outcome.verdict)
      copy.outcomes[index].verdict = verdict.cut(to: Conclusion.reasonLimit)
    }
    copy.reasons = copy.reasons.map { $0.cut(to: Conclusion.reasonLimit) }
    return copy
  }
}

extension Verdict {
  /// Returns the verdict with a reason of at most `limit` bytes.
  fileprivate func cut(to limit: Int) -> Verdict {
    switch self {
    case .pass: self
    case .fail(let failure):
      .fail(failure.replacing(reason: failure.reason.cut(to: limit), divergence: failure.divergence))
    case .unsupported(let reason): .unsupported(reason.cut(to: limit))
    case .broken(let breakage):
      .broken(
        Breakage(breakage.kind, breakage.detail.cut(to: limit), standardError: breakage.standardError))
    case .notRun(let reason): .notRun(reason.cut(to: limit))
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

extension Redaction {
  private static func take(_ secret: Text, outOf text: Text) -> Text {
    var output: [UInt8] = []
    var index = 0
    while index < text.bytes.count {
      if let length = length(of: secret.bytes, in: text.bytes, at: index) {
        output += mark.bytes
        index += length
      } else {
        output.append(text.bytes[index])
        index += 1
      }
    }
    return Text(bytes: output)
  }

  /// Returns the length of a secret at a place, with or without some of its bytes escaped; nil if it is not there.
  private static func length(of secret: [UInt8], in bytes: [UInt8], at start: Int) -> Int? {
    if bytes[start...].starts(with: secret) { return secret.count }
    var end = start
    for byte in secret {
      guard end < bytes.count, let length = length(of: byte, in: bytes[end...]) else { return nil }
      end += length
    }
    return end - start
  }

  /// Returns the length of a byte of the secret at a place: the byte itself, `%2F` in a query, `%252F` in the query of a query, `\/` or `\u002f` in JSON.
  private static func length(of byte: UInt8, in bytes: ArraySlice<UInt8>) -> Int? {
    for escape in ["%25", "%", "\\u00"] as [Text] where bytes.starts(with: escape.bytes) {
      let digits = bytes.dropFirst(escape.bytes.count).prefix(2)
      if digits.count == 2, Hexadecimal.byte(digits[digits.startIndex], digits[digits.startIndex + 1]) == byte {
        return escape.bytes.count + 2
      }
    }
    if bytes.starts(with: [UInt8(ascii: "\\"), byte]) { return 2 }
    return bytes.first == byte ? 1 : nil
  }
}
