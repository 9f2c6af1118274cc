import ReferenceImpl
import VideoSpec

/// One step of canonicalization that a signer may have left out, or one change that it should not have made.
struct CanonicalStep: Sendable {
  enum Side: Sendable {
    /// A correct transformation, applied to what was signed.
    case signed
    /// A mistake that loses something, applied to what S3 computed.
    case received
  }

  let code: CauseCode
  var detail: String?
  var side = Side.signed
  let change: @Sendable (Text) -> Text

  init(_ code: CauseCode, _ side: Side = .signed, detail: String? = nil, _ change: @escaping @Sendable (Text) -> Text) {
    self.code = code
    self.side = side
    self.detail = detail
    self.change = change
  }

  /// The bytes that the search for a set of steps may transform.
  private static let budget = 4 << 20
  /// S3 accepts 8 KB of headers and 8 KB of a URL.
  private static let longest = 1 << 16

  /// The smallest set of steps, three at most, that makes what was signed equal to what S3 computed; nil if there is none.
  static func smallest(_ signed: Text, _ received: Text, _ steps: [CanonicalStep]) -> [CanonicalStep]? {
    if signed == received { return [] }
    guard signed.bytes.count + received.bytes.count < longest else { return nil }
    // A step without an effect on either text is part of no set.
    let steps = steps.filter {
      $0.change($0.side == .signed ? signed : received) != ($0.side == .signed ? signed : received)
    }
    var budget = budget
    func isEqual(_ indices: [Int]) -> Bool {
      var (left, right) = (signed, received)
      for index in indices {
        if steps[index].side == .signed { left = steps[index].change(left) } else { right = steps[index].change(right) }
        budget -= left.bytes.count + 64
      }
      return left == right
    }
    for first in steps.indices where isEqual([first]) { return [steps[first]] }
    for first in steps.indices {
      for second in steps.indices where second > first && budget > 0 {
        if isEqual([first, second]) { return [steps[first], steps[second]] }
      }
    }
    for first in steps.indices {
      for second in steps.indices where second > first {
        for third in steps.indices where third > second && budget > 0 {
          if isEqual([first, second, third]) { return [steps[first], steps[second], steps[third]] }
        }
      }
    }
    return nil
  }
}

// MARK: The path

extension CanonicalStep {
  static let path: [CanonicalStep] =
    [
      CanonicalStep(.emptyPathLeftEmpty) { $0.isEmpty ? "/" : $0 },
      CanonicalStep(.hexLowerCase) { $0.withUppercaseEscapes },
      CanonicalStep(.s3PathNormalized, .received) { $0.withoutDotSegments },
      CanonicalStep(.s3SlashesCollapsed, .received) { path in
        path.bytes.reduce(into: Text()) { if $1 != 0x2F || $0.bytes.last != 0x2F { $0.bytes.append($1) } }
      },
      CanonicalStep(.marksRaw) { $0.encoding("!'()*".utf8) },
      CanonicalStep(.spaceInPathAsPlus, detail: "a space was signed as \"+\"") { $0.replacing("+", with: "%20") },
      CanonicalStep(.plusInPath) { $0.replacing("+", with: "%2B") },
      CanonicalStep(.pathDelimitersRaw) { $0.encoding("@:=&,;$".utf8) },
      CanonicalStep(.pathUnencoded) { $0.encodingRaw(keeping: "/%+!'()*@:=&,;$".utf8) },
      CanonicalStep(.tildeEncoded) { $0.replacing("%7E", with: "~").replacing("%7e", with: "~") },
      CanonicalStep(.pathAsSent, detail: "unreserved characters were signed encoded") { $0.decodingUnreserved },
      CanonicalStep(.slashInKeyEncoded) { $0.replacing("%2F", with: "/") },
      CanonicalStep(.pathEncodedTwice) { $0.replacing("%25", with: "%") },
      CanonicalStep(.plusInPathReadAsSpace, .received) { $0.replacing("%2B", with: "%20") },
      CanonicalStep(.pathEncodedOnTheWay, .received) { $0.replacing("%25", with: "%") },
    ] + texts { PercentEncoding.encodePath($0) }

  /// Other encodings of text beyond ASCII.
  private static func texts(_ encode: @escaping @Sendable (Text) -> Text) -> [CanonicalStep] {
    func step(
      _ code: CauseCode, _ side: Side, _ detail: String, _ change: @escaping @Sendable (Text) -> Text?
    ) -> CanonicalStep {
      CanonicalStep(code, side, detail: detail) { text in
        let decoded = PercentEncoding.decode(text)
        guard decoded.bytes.contains(where: { $0 >= 0x80 }), let other = change(decoded), other != decoded else {
          return text
        }
        return encode(other)
      }
    }
    return [
      step(.textNotUtf8, .signed, "signed as Latin-1") { $0.isUTF8 ? nil : $0.mojibake.first },
      step(.textNotUtf8, .received, "received as Latin-1") { $0.isUTF8 ? nil : $0.mojibake.first },
      step(.textMojibake, .signed, "signed garbled") { $0.withoutMojibake },
      step(.textMojibake, .received, "received garbled") { $0.withoutMojibake },
      step(.textComposed, .signed, "signed in another normalization than received") { $0.composed },
      step(.textComposed, .signed, "signed in another normalization than received") { $0.decomposed },
    ]
  }

  // MARK: The query

  static let query: [CanonicalStep] =
    [
      CanonicalStep(.signatureInCanonicalQuery) { onPairs($0) { $0.filter { !$0.hasPrefix("X-Amz-Signature=") } } },
      CanonicalStep(.valuelessWithoutEquals) { query in
        onPairs(query) { $0.map { $0.bytes.contains(UInt8(ascii: "=")) ? $0 : $0 + "=" } }
      },
      CanonicalStep(.valuelessNamesDropped, .received) {
        onPairs($0) { $0.filter { $0.bytes.last != UInt8(ascii: "=") } }
      },
      CanonicalStep(.repeatedNamesCollapsed, .received) { query in
        onPairs(query) { pairs in
          var seen: Set<Text> = []
          return pairs.reversed().filter { seen.insert($0.splitOnce(at: UInt8(ascii: "="))?.head ?? $0).inserted }
            .reversed()
        }
      },
      CanonicalStep(.equalPairsCollapsed, .received) { query in
        onPairs(query) { pairs in
          var seen: Set<Text> = []
          return pairs.filter { seen.insert($0).inserted }
        }
      },
      CanonicalStep(.hexLowerCase) { $0.withUppercaseEscapes },
      CanonicalStep(.credentialSlashRaw) { query in
        onPairs(query) { $0.map { $0.hasPrefix("X-Amz-Credential=") ? $0.encoding("/".utf8) : $0 } }
      },
      CanonicalStep(.signedHeadersSeparatorRaw) { query in
        onPairs(query) { $0.map { $0.hasPrefix("X-Amz-SignedHeaders=") ? $0.encoding(";".utf8) : $0 } }
      },
      CanonicalStep(.slashInQueryRaw) { $0.encoding("/".utf8) },
      CanonicalStep(.spaceInQueryAsPlus) { $0.replacing("+", with: "%20") },
      CanonicalStep(.queryNamesRaw) { query in
        onPairs(query) { $0.map { onParts($0, name: { $0.encodingRaw(keeping: "%".utf8) }) { $0 } } }
      },
      CanonicalStep(.queryAsSent, detail: "characters were signed unencoded") { query in
        onPairs(query) { $0.map { onParts($0, name: { $0 }) { $0.encodingRaw(keeping: "%".utf8) } } }
      },
      CanonicalStep(.tildeEncoded) { $0.replacing("%7E", with: "~").replacing("%7e", with: "~") },
      CanonicalStep(.queryAsSent, detail: "unreserved characters were signed encoded") { $0.decodingUnreserved },
      CanonicalStep(.queryEncodedTwice) { $0.replacing("%25", with: "%") },
    ]
    + texts { $0 }.map { step in
      CanonicalStep(step.code, step.side, detail: step.detail) { query in
        onPairs(query) { $0.map { onParts($0, name: { $0 }) { encoded(step.change($0), unless: $0) } } }
      }
    } + [
      // Last, because the other steps change the order.
      CanonicalStep(.queryUnsorted) { query in
        onPairs(query) { pairs in
          pairs.map { $0.splitOnce(at: UInt8(ascii: "=")) ?? ($0, "") }.enumerated().sorted { left, right in
            (left.element.0, left.element.1) < (right.element.0, right.element.1)
          }.map { pairs[$0.offset] }
        }
      }
    ]

  private static func encoded(_ changed: Text, unless same: Text) -> Text {
    changed == same ? same : PercentEncoding.encode(changed)
  }

  private static func onPairs(_ query: Text, _ change: ([Text]) -> [Text]) -> Text {
    Text(change(query.split(at: UInt8(ascii: "&"))).map(\.bytes).joined(separator: [UInt8(ascii: "&")]))
  }

  private static func onParts(_ pair: Text, name: (Text) -> Text, value: (Text) -> Text) -> Text {
    guard let (head, tail) = pair.splitOnce(at: UInt8(ascii: "=")) else { return name(pair) }
    return name(head) + "=" + value(tail)
  }

  /// The cause of parameters in a wrong order: it depends on which order it is.
  static func causeOfOrder(_ query: Text) -> CauseCode {
    let pairs = query.split(at: UInt8(ascii: "&"))
    let split = pairs.map { $0.splitOnce(at: UInt8(ascii: "=")) ?? ($0, "") }
    func isSorted(_ precedes: ((Text, Text), (Text, Text)) -> Bool) -> Bool {
      zip(split, split.dropFirst()).allSatisfy { !precedes($1, $0) }
    }
    if isSorted({ $0.0 < $1.0 }) { return .equalNamesUnsorted }
    if isSorted({
      (PercentEncoding.decode($0.0), PercentEncoding.decode($0.1)) < (
        PercentEncoding.decode($1.0), PercentEncoding.decode($1.1)
      )
    }) {
      return .querySortedBeforeEncoding
    }
    if isSorted({ ($0.0.lowercased, $0.1) < ($1.0.lowercased, $1.1) }) { return .querySortedWithoutCase }
    if zip(pairs, pairs.dropFirst()).allSatisfy({ !($1 < $0) }) { return .querySortedAsJoined }
    return .queryUnsorted
  }

  // MARK: A header's value

  static let value: [CanonicalStep] = [
    CanonicalStep(.foldedLinesKept) { value in
      Text(
        value.split(at: 0x0A).enumerated().map { $0.offset == 0 ? $0.element.bytes : $0.element.trimmed.bytes }
          .joined(separator: [0x20]))
    },
    CanonicalStep(.headerValuesUntrimmed) { $0.trimmed },
    CanonicalStep(.innerSpacesKept) { value in
      value.bytes.reduce(into: Text()) { output, byte in
        let isSpace = byte == 0x20 || byte == 0x09
        // Spaces at the ends are another step's.
        if isSpace, output.bytes.last == 0x20, output.bytes.contains(where: { $0 != 0x20 }) { return }
        output.bytes.append(isSpace ? 0x20 : byte)
      }
    },
    CanonicalStep(.repeatedHeadersJoinedWithSpace) { $0.replacing(", ", with: ",") },
    CanonicalStep(.headerTextNotAscii) { $0.isASCII ? $0 : $0.mojibake.first ?? $0 },
    CanonicalStep(.headerTextNotAscii) { $0.isASCII ? $0 : $0.mojibake.last ?? $0 },
    CanonicalStep(.headerTextNotAscii) { $0.isASCII ? $0 : $0.latin1 ?? $0 },
    CanonicalStep(.headerTextNotAscii, .received) { $0.isASCII ? $0 : $0.mojibake.first ?? $0 },
    CanonicalStep(.headerTextNotAscii, .received) { $0.isASCII ? $0 : $0.latin1 ?? $0 },
    CanonicalStep(.headerValueRewritten) { PercentEncoding.decode($0) },
    CanonicalStep(.headerValueRewritten, .received) { PercentEncoding.decode($0) },
    CanonicalStep(.headerValueRewritten, .received) { $0.lowercased },
    CanonicalStep(.headerValueRewritten, .received) { $0.replacing("\"", with: "") },
  ]
}

extension Text {
  fileprivate var isASCII: Bool { bytes.allSatisfy { $0 < 0x80 } }

  /// The path without the segments `.` and `..`, as browsers and HTTP clients write it.
  fileprivate var withoutDotSegments: Text {
    let segments = split(at: 0x2F)
    guard segments.contains(where: { $0 == "." || $0 == ".." }) else { return self }
    var kept: [Text] = []
    for segment in segments {
      if segment == ".." {
        if kept.count > 1 { kept.removeLast() }
      } else if segment != "." {
        kept.append(segment)
      }
    }
    if let last = segments.last, last == "." || last == ".." { kept.append("") }
    return Text(kept.map(\.bytes).joined(separator: [0x2F]))
  }

  /// The text with the hexadecimal digits of its escapes in upper case.
  fileprivate var withUppercaseEscapes: Text {
    var output = bytes
    for index in bytes.indices where bytes[index] == UInt8(ascii: "%") {
      for digit in (index + 1)..<(index + 3) where digit < bytes.count {
        if (0x61...0x66).contains(output[digit]) { output[digit] -= 0x20 }
      }
    }
    return Text(bytes: output)
  }

  /// The text with these bytes percent-encoded.
  fileprivate func encoding(_ marks: some Sequence<UInt8>) -> Text {
    let marks = Set(marks)
    return Text(bytes: bytes.flatMap { marks.contains($0) ? PercentEncoding.encode(Text(bytes: [$0])).bytes : [$0] })
  }

  /// The text with every reserved byte percent-encoded, except these.
  fileprivate func encodingRaw(keeping kept: some Sequence<UInt8>) -> Text {
    let kept = Set(kept)
    return Text(bytes: bytes.flatMap { kept.contains($0) ? [$0] : PercentEncoding.encode(Text(bytes: [$0])).bytes })
  }

  /// The text with the escapes of unreserved characters decoded.
  fileprivate var decodingUnreserved: Text {
    var output: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count {
        let byte = PercentEncoding.decode(bytes[index..<(index + 3)])
        if byte.count == 1, PercentEncoding.encode(Text(bytes: byte)).bytes == byte {
          output += byte
          index += 3
          continue
        }
      }
      output.append(bytes[index])
      index += 1
    }
    return Text(bytes: output)
  }
}
