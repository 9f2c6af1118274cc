import VideoSpec

/// Signs the chunks of a body one after the other, each together with the signature before it (SIG-121).
struct ChunkSigner: Sendable {
  private let key: HMACKey
  private let time: Text
  private let scope: Text
  /// The last signature, which the next chunk signs. It is the seed's at first.
  var previous: Text

  init(key: HMACKey, time: Text, scope: Text, seed: Text) {
    self.key = key
    self.time = time
    self.scope = scope
    previous = seed
  }

  /// Returns the signature of the next chunk in lower-case hexadecimal. The last chunk is empty (SIG-123).
  mutating func sign(chunk: Text) -> Text {
    var text = stringToSign("AWS4-HMAC-SHA256-PAYLOAD")
    text += Hexadecimal.encode(SHA256.digest(of: []))
    text.append(UInt8(ascii: "\n"))
    text += Hexadecimal.encode(SHA256.digest(of: chunk.bytes))
    return finish(text)
  }

  /// Returns the signature of the trailing headers, which follows the last chunk's (SIG-126).
  mutating func sign(trailer: [HeaderField]) -> Text {
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
