import ReferenceImpl
import VideoSpec

/// The text of a form's `policy` field: what is wrong with its Base64, and the document in it.
///
/// It undoes one accident after another (a data URI, quotation marks, escapes, line breaks …) until a document appears. A document
/// proves the accident.
struct PolicyEncoding {
  /// What is wrong; nil if the text is well-formed Base64.
  private(set) var code: CauseCode?
  private(set) var detail: String?
  /// The Base64 that was probably meant.
  private(set) var base64: [UInt8]
  /// The decoded document, as far as it can be decoded.
  private(set) var document: [UInt8]?

  init(_ policy: Text) {
    base64 = policy.bytes
    document = Base64.decode(base64)
    if let document, Self.isDocument(document) { return }
    if let document, let inner = Base64.decode(Text(bytes: document).trimmed.bytes), Self.isDocument(inner) {
      found(.policyBase64Twice, base64: Text(bytes: document).trimmed.bytes)
      return
    }
    if Self.isDocument(policy.bytes) {
      base64 = Base64.encode(policy.bytes)
      document = policy.bytes
      code = .policyUnencoded
      return
    }
    if let bytes = Self.withoutPythonMarks(policy) {
      found(.policyPythonBytes, base64: bytes)
      return
    }
    if document != nil { return }
    for repair in Self.repairs {
      guard let (bytes, detail) = repair.change(policy.trimmed.bytes) else { continue }
      found(repair.code, detail, base64: bytes)
      return
    }
    checkAlphabet(policy)
  }

  private mutating func found(_ code: CauseCode, _ detail: String? = nil, base64: [UInt8]) {
    self.code = code
    self.detail = detail
    // The text within may have a second fault, which is the first one's consequence.
    let inner = PolicyEncoding(plain: base64)
    self.base64 = inner.base64
    document = inner.document
  }

  /// Repairs only what every decoder can repair: line breaks, the URL-safe alphabet, padding.
  private init(plain: [UInt8]) {
    base64 = plain.filter { $0 != 0x0A && $0 != 0x0D }.map(Self.standard)
    while let last = base64.last, last == UInt8(ascii: "=") { base64.removeLast() }
    if base64.count % 4 != 1 { while base64.count % 4 != 0 { base64.append(UInt8(ascii: "=")) } }
    document = Base64.decode(base64)
  }

  private static func standard(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "-"), 0x20: UInt8(ascii: "+")
    case UInt8(ascii: "_"): UInt8(ascii: "/")
    default: byte
    }
  }

  /// Whether bytes look like a policy document.
  private static func isDocument(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first(where: { !" \t\r\n".utf8.contains($0) }) else { return false }
    return first == UInt8(ascii: "{")
  }

  /// Whether bytes are the end of a policy document.
  private static func isWhole(_ bytes: [UInt8]?) -> Bool {
    guard let bytes, isDocument(bytes) else { return false }
    return bytes.last { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "}")
  }

  // MARK: Accidents

  /// The Base64 in `b'…'`, as `str()` writes Python's bytes. If the quotation marks were stripped, only the `b` is left.
  private static func withoutPythonMarks(_ policy: Text) -> [UInt8]? {
    let bytes = policy.trimmed.bytes
    guard bytes.first == UInt8(ascii: "b") else { return nil }
    for mark in ["'", "\"", "&#39;", "&#x27;", "&quot;", "\\\""] as [Text]
    where bytes.dropFirst().starts(with: mark.bytes) {
      let rest = bytes.dropFirst(1 + mark.bytes.count)
      return Array(rest.prefix { $0.isASCIIAlphanumeric || "+/=-_".utf8.contains($0) })
    }
    // `beyJ…`: no document begins with a `b`, but `eyJ` is how each one begins.
    return bytes.dropFirst().starts(with: "eyJ".utf8)
      && isDocument(PolicyEncoding(plain: Array(bytes.dropFirst())).document ?? [])
      ? Array(bytes.dropFirst()) : nil
  }

  private struct Repair: Sendable {
    var code: CauseCode
    /// The repaired bytes and a detail; nil if the accident did not happen.
    var change: @Sendable ([UInt8]) -> ([UInt8], String?)?
  }

  private static let repairs: [Repair] = [
    Repair(code: .policyDataUri) { bytes in
      guard bytes.starts(with: "data:".utf8), let end = Text(bytes: bytes).firstRange(of: "base64,") else { return nil }
      return (Array(bytes[(end + 7)...]), nil)
    },
    Repair(code: .policyQuoted) { bytes in
      let marks = "\"'\\`".utf8
      guard let first = bytes.first, marks.contains(first) else { return nil }
      let rest = bytes.drop { marks.contains($0) }
      return (Array(rest[..<(rest.lastIndex { !marks.contains($0) }.map { $0 + 1 } ?? rest.startIndex)]), nil)
    },
    Repair(code: .policyPercentEncoded) { bytes in
      guard bytes.contains(UInt8(ascii: "%")), PercentEncoding.isWellFormed(bytes[...]) else { return nil }
      return (PercentEncoding.decode(bytes[...]), nil)
    },
    Repair(code: .policyJsonEscaped) { bytes in
      guard bytes.contains(UInt8(ascii: "\\")) else { return nil }
      let hasBreaks = Text(bytes: bytes).contains("\\n")
      guard case .string(let text)? = try? JSONValue(parsing: [0x22] + bytes + [0x22]) else { return nil }
      return (text.bytes, hasBreaks ? "it has line breaks, written as \\n" : nil)
    },
    Repair(code: .policyBase64Wrapped) { bytes in
      guard bytes.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return nil }
      return (bytes.filter { $0 != 0x0A && $0 != 0x0D }, nil)
    },
    Repair(code: .policyBase64UrlSafe) { bytes in
      guard let mark = bytes.first(where: { "-_".utf8.contains($0) }) else { return nil }
      return (bytes, "it contains \"\(Text(bytes: [mark]))\"")
    },
    Repair(code: .policyPlusAsSpace) { bytes in
      let repaired = PolicyEncoding(plain: bytes)
      return bytes.contains(0x20) && repaired.document.map(isDocument) == true ? (repaired.base64, nil) : nil
    },
  ]

  /// Finds what is wrong with a text of Base64's characters alone, or the first other character.
  private mutating func checkAlphabet(_ policy: Text) {
    let bytes = policy.bytes
    let digits = bytes.prefix { $0.isASCIIAlphanumeric || "+/".utf8.contains($0) }
    let padding = bytes[digits.endIndex...].prefix { $0 == UInt8(ascii: "=") }
    let isBase64 = padding.endIndex == bytes.endIndex
    self = PolicyEncoding(plain: policy.trimmed.bytes)
    if policy.trimmed != policy {
      code = .policyNotBase64
      detail = "there is white space around it"
    } else if isBase64, digits.count % 4 == 1 {
      code = .policyBase64CutOff
      detail = "it has \(digits.count) characters before the padding"
    } else if isBase64, padding.isEmpty, document == nil || Self.isDocument(document ?? []) && !Self.isWhole(document) {
      // The last bits of whole Base64 are zero, and the document in it ends with a brace.
      code = .policyBase64CutOff
      detail = "the document in it ends early"
    } else if isBase64, padding.isEmpty {
      code = .policyBase64Unpadded
    } else if isBase64 {
      code = .policyNotBase64
      detail = "its number of \"=\" is wrong"
    } else {
      code = .policyNotBase64
      let place = padding.endIndex
      detail = "byte \(place + 1) is \(SignatureFormat.shown(bytes[place]))"
    }
  }
}
