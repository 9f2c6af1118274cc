import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// S3's response to a wrong signature without its tags, as browsers show XML and copy it.
  ///
  /// The bytes of S3's texts in hexadecimal are still there: pairs of digits with a space between them. What follows the last pair has
  /// no space before it.
  static let fusedXML = PastedFormat(name: "S3's response without its tags") { lines in
    var found: [Found] = []
    var end = 0
    for text in lines.offsets(of: FusedXML.beginning).prefix(40) where text >= end {
      let before = lines.bytes[max(end, text - FusedXML.reachBefore)..<text]
      guard let offset = before.offsets(of: FusedXML.code, limit: 1000).last else { continue }
      let bytes = lines.bytes[offset..<min(lines.end, text + FusedXML.reach)]
      guard let response = FusedXML(bytes, text: text) else { continue }
      end = response.end
      found.append(
        Found(lines: lines.lines(of: offset..<end), contents: [.response(ErrorResponse(elements: response.elements))]))
    }
    return found
  }
}

/// The elements of XML that has lost its tags.
private struct FusedXML {
  static let code: Text = "SignatureDoesNotMatch"
  /// The bytes of `AWS4-`, with which the string to sign begins.
  static let beginning: Text = "41 57 53 34 2d "
  /// How far the code is before the string to sign at most, and how long the bytes are.
  static let (reachBefore, reach) = (1 << 12, 1 << 15)
  private static let message: Text =
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
  /// `PUT`, `GET`, `HEAD`, `POST` and `DELETE`, each with a line break.
  private static let methods: [Text] = [
    "50 55 54 0a ", "47 45 54 0a ", "48 45 41 44 0a ", "50 4f 53 54 0a ", "44 45 4c 45 54 45 0a ",
  ]

  private(set) var elements: [(name: Text, value: Text)]
  /// The offset after the last bytes.
  private(set) var end: Int

  /// - Parameters:
  ///   - bytes: The text from the code on.
  ///   - text: Where the string to sign begins. Behind a tag it is XML, and behind a quotation mark another format.
  init?(_ bytes: ArraySlice<UInt8>, text: Int) {
    guard !bytes[..<text].contains("</Code>"), let last = bytes[..<text].last, !">\"' :".utf8.contains(last) else {
      return nil
    }
    let stringToSign = Self.pairs(bytes[text...])
    elements = [("Code", Self.code), ("Message", Self.message), ("StringToSignBytes", Text(stringToSign).trimmed)]
    end = stringToSign.endIndex
    let signature = bytes[..<text].suffix(64)
    if signature.count == 64, signature.allSatisfy(Self.isDigit) {
      elements.append(("SignatureProvided", Text(signature)))
    }
    let rest = bytes[end...]
    guard let request = Self.methods.compactMap({ rest.offsets(of: $0, limit: 1).first }).min() else { return }
    let canonicalRequest = Self.pairs(bytes[request...])
    elements.append(("CanonicalRequestBytes", Text(canonicalRequest).trimmed))
    end = canonicalRequest.endIndex
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) }

  private static func pairs(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end = bytes.startIndex
    while end + 1 < bytes.endIndex, isDigit(bytes[end]), isDigit(bytes[end + 1]) {
      end += 2
      guard end < bytes.endIndex, bytes[end] == 0x20 else { break }
      end += 1
    }
    return bytes[..<end]
  }
}
