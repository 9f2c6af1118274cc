import VideoSpec

/// Writes chunks and trailing headers as they are sent (SIG-122, SIG-127, SIG-128).
enum ChunkFrame {
  static let signatureLabel = Array(";chunk-signature=".utf8)
  static let trailerSignatureName: Text = "x-amz-trailer-signature"
  static let lineEnd: [UInt8] = [0x0D, 0x0A]
  /// The fewest bytes of every chunk except the last (SIG-129).
  static let smallestSize = 8192

  /// Returns the line before a chunk's data: the size in hexadecimal and, for signed chunks, the signature.
  static func head(size: Int, signature: Text?) -> [UInt8] {
    var line = Array(String(size, radix: 16).utf8)
    if let signature { line += signatureLabel + signature.bytes }
    return line + lineEnd
  }

  /// Returns a trailing header as it is signed: `name:value`.
  static func canonical(_ field: HeaderField) -> [UInt8] {
    var line = field.name.lowercased.bytes + [UInt8(ascii: ":")]
    HeaderValue.append(field.value, to: &line)
    return line
  }

  /// Returns a trailing header as it is sent.
  static func line(_ field: HeaderField) -> [UInt8] {
    canonical(field) + lineEnd
  }
}
