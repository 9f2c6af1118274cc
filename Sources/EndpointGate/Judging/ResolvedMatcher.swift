import Gate
import ReferenceImpl
import VideoSpec

/// A matcher whose references are replaced by their values.
indirect enum ResolvedMatcher: Hashable {
  case equal(Text)
  case absent
  case present
  case oneOf([Text])
  case like(Text)
  case not(ResolvedMatcher)
  case anyOf([ResolvedMatcher])
  case tokens([Text])
  case each(ResolvedMatcher)
  case list([Text])
  case set([Text])
  case count(Int)
  case size(Int)
  case sha256(Text)
  case number(from: Int?, to: Int?)

  init(_ matcher: ResponseMatcher, _ values: ScenarioValues) throws(CaseStop) {
    func texts(_ texts: [ScenarioText]) throws(CaseStop) -> [Text] {
      var resolved: [Text] = []
      for text in texts { resolved.append(try values.text(text)) }
      return resolved
    }
    switch matcher {
    case .equal(let text): self = .equal(try values.text(text))
    case .absent: self = .absent
    case .present: self = .present
    case .oneOf(let choices): self = .oneOf(try texts(choices))
    case .like(let pattern): self = .like(try values.text(pattern))
    case .not(let matcher): self = .not(try ResolvedMatcher(matcher, values))
    case .anyOf(let matchers):
      var resolved: [ResolvedMatcher] = []
      for matcher in matchers { resolved.append(try ResolvedMatcher(matcher, values)) }
      self = .anyOf(resolved)
    case .tokens(let tokens): self = .tokens(try texts(tokens))
    case .each(let matcher): self = .each(try ResolvedMatcher(matcher, values))
    case .list(let list): self = .list(try texts(list))
    case .set(let set): self = .set(try texts(set))
    case .count(let count): self = .count(count)
    case .size(let size): self = .size(size)
    case .sha256(let digits): self = .sha256(digits)
    case .number(let from, let to): self = .number(from: from, to: to)
    }
  }

  /// Whether the values are right. A header or a body is one value, or none; a path of XML can have several.
  func accepts(_ values: [Text]) -> Bool {
    /// Most matchers are about one value.
    let only = values.count == 1 ? values[0] : nil
    switch self {
    case .equal(let text): return only == text
    case .absent: return values.isEmpty
    case .present: return !values.isEmpty
    case .oneOf(let texts): return only.map(texts.contains) ?? false
    case .like(let pattern): return only.map { Self.matches($0.bytes, pattern.bytes) } ?? false
    case .not(let matcher): return !matcher.accepts(values)
    case .anyOf(let matchers): return matchers.contains { $0.accepts(values) }
    case .tokens(let tokens):
      let found = values.flatMap { $0.lowercased.split(at: UInt8(ascii: ",")) }.map(Self.trimmed)
      return tokens.allSatisfy { found.contains($0.lowercased) }
    case .each(let matcher): return !values.isEmpty && values.allSatisfy { matcher.accepts([$0]) }
    case .list(let texts): return values == texts
    case .set(let texts): return values.sorted() == texts.sorted()
    case .count(let count): return values.count == count
    case .size(let size): return only?.bytes.count == size
    case .sha256(let digits):
      return only.map { Hexadecimal.encode(SHA256.digest(of: $0.bytes)) == digits.bytes } ?? false
    case .number(let from, let to):
      guard let only, only.bytes.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }),
        let number = Int(only.string)
      else { return false }
      return number >= from ?? .min && number <= to ?? .max
    }
  }

  private static func trimmed(_ text: Text) -> Text {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let head = text.bytes.drop(while: isSpace)
    return Text(head.reversed().drop(while: isSpace).reversed())
  }

  /// Whether a whole value matches a pattern, in which `*` stands for any bytes and `?` for one. The time is at most the product of both
  /// lengths.
  private static func matches(_ value: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (index, place) = (0, 0)
    var star: (place: Int, index: Int)?
    while index < value.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        star = (place, index)
        place += 1
      } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") || pattern[place] == value[index] {
        place += 1
        index += 1
      } else if let last = star {
        place = last.place + 1
        index = last.index + 1
        star = (last.place, index)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// The text that the value should have had; nil if it is not one text.
  var text: String? {
    switch self {
    case .equal(let text), .like(let text): text.string
    case .list(let texts): texts.map(\.string).joined(separator: "\n")
    default: nil
    }
  }

  /// The expectation in words.
  var shown: String {
    switch self {
    case .equal(let text): return Self.shown([text])
    case .absent: return "absent"
    case .present: return "present"
    case .oneOf(let texts): return "one of \(Self.shown(texts))"
    case .like(let text): return "like \(Self.shown([text]))"
    case .not(let matcher): return "not \(matcher.shown)"
    case .anyOf(let matchers): return matchers.map(\.shown).joined(separator: ", or ")
    case .tokens(let texts): return "a list with \(Self.shown(texts))"
    case .each(let matcher): return "each \(matcher.shown)"
    case .list(let texts): return texts.isEmpty ? "none" : "\(Self.shown(texts)) in this order"
    case .set(let texts): return texts.isEmpty ? "none" : "\(Self.shown(texts)) in any order"
    case .count(let count): return "\(count) of them"
    case .size(let size): return "\(size) bytes"
    case .sha256(let digits): return "bytes with the SHA-256 \(digits)"
    case .number(let from, let to):
      switch (from, to) {
      case (let from?, let to?): return "a number from \(from) to \(to)"
      case (let from?, nil): return "a number of \(from) or more"
      case (nil, let to?): return "a number of \(to) or less"
      case (nil, nil): return "a number"
      }
    }
  }

  /// Values for a sentence: quoted, each cut to a bounded length.
  static func shown(_ values: [Text]) -> String {
    let limit = 120
    let quoted = values.prefix(20).map { value in
      let text = Printable.text(Text(value.bytes.prefix(limit)))
      return value.bytes.count > limit ? "\"\(text)…\" (\(value.bytes.count) bytes)" : "\"\(text)\""
    }
    return quoted.joined(separator: ", ") + (values.count > 20 ? " and \(values.count - 20) more" : "")
  }
}
