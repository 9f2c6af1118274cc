import ReferenceImpl
import VideoSpec

/// Checks whether a signature has 64 lower-case hexadecimal digits, and compares whatever digits it has.
struct SignatureFormat {
  private static let length = 64
  /// Fewer digits could match by chance.
  private static let comparableLength = 16

  private let text: Text
  /// The first run of hexadecimal digits, in lower case, at most 64.
  let digits: [UInt8]

  init(_ text: Text) {
    self.text = text
    digits = Array(
      text.withoutPythonMark.lowercased.bytes.drop { !Self.isDigit($0) }.prefix(while: Self.isDigit).prefix(Self.length)
    )
  }

  /// Whether a text was masked before it was pasted: `***`, `<redacted>`, `XXXX`, `[FILTERED]`.
  static func isMasked(_ text: Text) -> Bool {
    let text = text.lowercased
    let marks: [Text] = [
      "**", "xxxx", "redacted", "filtered", "masked", "hidden", "removed", "censored", "%2a%2a", "%e2%80%a6",
    ]
    let isBracketed = ["<", "[", "{", "%3c", "%5b", "%7b", "$"].contains { text.hasPrefix($0) }
    return isBracketed || marks.contains { text.contains($0) } || text == "..." || text == "\u{2026}"
      || text == "signature"
      || text == "xxx"
  }

  /// Whether a text was shortened before it was pasted: it has `…` at its end or in its middle.
  static func isShortened(_ text: Text) -> Bool { text.contains("...") || text.contains("\u{2026}") }

  /// Whether there are enough digits to compare them with a signature.
  var isComparable: Bool { digits.count >= Self.comparableLength }

  /// Whether a signature begins with these digits.
  func matches(_ signature: [UInt8]) -> Bool { isComparable && signature.starts(with: digits) }

  /// What is wrong with the signature.
  /// - Parameters:
  ///   - name: The parameter, header or field that contains the signature.
  ///   - whole: What was cut off if the signature is too short, such as "URL".
  /// - Returns: The cause and a detail that shows no digits of the signature; nil for 64 lower-case digits.
  func fault(in name: String, of whole: String) -> (code: CauseCode, detail: String)? {
    let bytes = text.bytes
    if bytes.isEmpty { return (.signatureCutOff, "\(name) is empty: the \(whole) was cut off") }
    if text.withoutPythonMark != text {
      return (.signatureMalformed, "\(name) is a Python bytes literal, b'…': use .decode(), or hexdigest() of hmac")
    }
    if let index = bytes.firstIndex(where: { !Self.isDigit($0) }) {
      let rest = Text(bytes[index...])
      if index < Self.length, rest == "…" || rest == "..." {
        let detail =
          "\(name) has \"\(rest)\" after \(index) of 64 hexadecimal digits: it was copied from a shortened text"
        return (.signatureCutOff, detail)
      }
      if Base64.decode(bytes)?.count == Self.length / 2 {
        return (.signatureMalformed, "\(name) is Base64 instead of hexadecimal")
      }
      return (.signatureMalformed, "\(name) has \(Self.shown(bytes[index])) after \(index) hexadecimal digits")
    }
    if bytes.count < Self.length {
      return (.signatureCutOff, "\(name) has \(bytes.count) of 64 hexadecimal digits: the \(whole) was cut off")
    }
    if bytes.count > Self.length {
      return (.signatureMalformed, "\(name) has \(bytes.count) hexadecimal digits instead of 64")
    }
    return text == text.lowercased ? nil : (.signatureUpperCase, "\(name) is in upper case")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"),
      UInt8(ascii: "a")...UInt8(ascii: "f"):
      true
    default: false
    }
  }

  /// A byte that is no hexadecimal digit, for a message.
  static func shown(_ byte: UInt8) -> String {
    let text = Text(bytes: [byte])
    if byte == UInt8(ascii: "\"") { return "'\"'" }
    return (0x21...0x7E).contains(byte) ? "\"\(text)\"" : PercentEncoding.encode(text).string
  }
}

extension Text {
  /// The text in `b'…'`, as `str()` writes Python's bytes.
  fileprivate var withoutPythonMark: Text {
    hasPrefix("b'") || hasPrefix("b\"") ? Text(bytes: Array(bytes.dropFirst(2))) : self
  }
}

extension Diagnosis {
  /// Whether the signature has the wrong length or other characters than hexadecimal digits.
  var hasBrokenSignature: Bool { has(.signatureCutOff) || has(.signatureMalformed) }

  /// Adds a finding if a signature is malformed.
  mutating func checkFormat(of signature: Text, in name: String, of whole: String) {
    if let (code, detail) = SignatureFormat(signature).fault(in: name, of: whole) { add(code, .certain, detail) }
  }

  /// Adds a hint if a malformed signature has the right digits.
  mutating func noteThatDigitsMatch() {
    if hasBrokenSignature {
      hints.append("The digits that are left of the signature are right.")
    }
  }
}
