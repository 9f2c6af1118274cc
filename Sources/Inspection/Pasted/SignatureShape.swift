import ReferenceImpl
import VideoSpec

/// How a signature is written, whatever it is of: 64 lower-case hexadecimal digits, or something else.
struct SignatureShape {
  private static let length = 64
  /// Fewer digits could fit by chance.
  private static let tellingLength = 16

  private let text: Text
  /// Its hexadecimal digits, without what stands before and after them; in lower case, at most 64.
  let digits: [UInt8]

  init(_ text: Text) {
    self.text = text
    digits = Array(
      text.lowercased.bytes.drop { !Self.isDigit($0) }.prefix(while: Self.isDigit).prefix(Self.length))
  }

  /// Whether there are digits enough to hold them against a signature.
  var isTelling: Bool { digits.count >= Self.tellingLength }

  /// Whether a signature is this one, as far as this one goes.
  func fits(_ signature: [UInt8]) -> Bool { isTelling && signature.starts(with: digits) }

  /// What is wrong with it.
  /// - Parameters:
  ///   - name: The parameter, header or field that it stands in.
  ///   - whole: What was cut off where it is short: the URL.
  /// - Returns: The code of the cause, and what was seen, with no digit of the signature in it; nil for 64 lower-case digits.
  func fault(_ name: String, of whole: String) -> (code: String, detail: String)? {
    let bytes = text.bytes
    if bytes.isEmpty { return ("signature-cut-off", "\(name) is empty: the \(whole) was cut off") }
    if let index = bytes.firstIndex(where: { !Self.isDigit($0) }) {
      let rest = Text(bytes[index...])
      if index < Self.length, rest == "…" || rest == "..." {
        let detail =
          "\(name) has \"\(rest)\" after \(index) of 64 hexadecimal digits: it was shortened where it was copied"
        return ("signature-cut-off", detail)
      }
      if Base64.decode(bytes)?.count == Self.length / 2 {
        return ("signature-malformed", "\(name) is Base64, and not hexadecimal")
      }
      return ("signature-malformed", "in \(name) \(Self.shown(bytes[index])) stands after \(index) hexadecimal digits")
    }
    if bytes.count < Self.length {
      return ("signature-cut-off", "\(name) has \(bytes.count) of 64 hexadecimal digits: the \(whole) was cut off")
    }
    if bytes.count > Self.length {
      return ("signature-malformed", "\(name) has \(bytes.count) hexadecimal digits, and not 64")
    }
    return text == text.lowercased ? nil : ("signature-upper-case", "\(name) is in upper case")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"),
      UInt8(ascii: "a")...UInt8(ascii: "f"):
      true
    default: false
    }
  }

  private static func shown(_ byte: UInt8) -> String {
    let text = Text(bytes: [byte])
    if byte == UInt8(ascii: "\"") { return "'\"'" }
    return (0x21...0x7E).contains(byte) ? "\"\(text)\"" : PercentEncoding.encode(text).string
  }
}

extension Diagnosis {
  /// Whether the signature is one that no request could have, for its length or its characters.
  var hasBrokenSignature: Bool { has("signature-cut-off") || has("signature-malformed") }

  /// Says what is wrong with how a signature is written.
  mutating func examine(_ signature: Text, _ name: String, of whole: String) {
    if let (code, detail) = SignatureShape(signature).fault(name, of: whole) { add(code, .certain, detail) }
  }

  /// What is left of a broken signature is that of what was sent.
  mutating func noteThatDigitsFit() {
    if hasBrokenSignature {
      hints.append("The digits that the signature has are the right ones: nothing else is wrong with it.")
    }
  }
}
