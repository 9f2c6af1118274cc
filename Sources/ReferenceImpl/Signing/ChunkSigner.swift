public import VideoSpec

/// Signs the chunks of a body one after the other, each over the signature before it (SIG-121).
public struct ChunkSigner: Sendable {
  private let key: HMACKey
  private let time: Text
  private let scope: Text
  /// The signature that the next chunk signs: the seed's at first.
  public private(set) var previous: Text

  init(key: HMACKey, time: Text, scope: Text, seed: Text) {
    self.key = key
    self.time = time
    self.scope = scope
    previous = seed
  }

  /// The signature of the next chunk, in lower-case hexadecimal; the last chunk is empty (SIG-123).
  public mutating func sign(chunk: Text) -> Text {
    var text = stringToSign("AWS4-HMAC-SHA256-PAYLOAD")
    text += Hexadecimal.encode(SHA256.digest(of: []))
    text.append(UInt8(ascii: "\n"))
    text += Hexadecimal.encode(SHA256.digest(of: chunk.bytes))
    return finish(text)
  }

  /// The signature of the trailing headers, after the last chunk's (SIG-126).
  public mutating func sign(trailer: [HeaderField]) -> Text {
    var lines: [UInt8] = []
    for field in trailer { lines += ChunkFrame.canonical(field) + [UInt8(ascii: "\n")] }
    return finish(stringToSign("AWS4-HMAC-SHA256-TRAILER") + Hexadecimal.encode(SHA256.digest(of: lines)))
  }

  private func stringToSign(_ algorithm: Text) -> [UInt8] {
    var text: [UInt8] = []
    StringToSign.append(algorithm: algorithm, time: time, scope: scope, to: &text)
    text += previous.bytes
    text.append(UInt8(ascii: "\n"))
    return text
  }

  private mutating func finish(_ text: [UInt8]) -> Text {
    previous = Text(bytes: Hexadecimal.encode(key.authenticate(text)))
    return previous
  }
}

/// How chunks and trailers look on the wire (SIG-122, SIG-127, SIG-128).
enum ChunkFrame {
  static let signatureLabel = Array(";chunk-signature=".utf8)
  static let trailerSignatureName: Text = "x-amz-trailer-signature"
  static let lineEnd: [UInt8] = [0x0D, 0x0A]

  /// The line before a chunk's data.
  static func head(size: Int, signature: Text?) -> [UInt8] {
    var line = Array(String(size, radix: 16).utf8)
    if let signature { line += signatureLabel + signature.bytes }
    return line + lineEnd
  }

  /// `name:value`, as a trailing header is signed and sent.
  static func canonical(_ field: HeaderField) -> [UInt8] {
    var line = field.name.lowercased.bytes + [UInt8(ascii: ":")]
    HeaderValue.append(field.value, to: &line)
    return line
  }

  static func line(_ field: HeaderField) -> [UInt8] {
    canonical(field) + lineEnd
  }
}
