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
    finish(
      ChunkText.payload(
        of: .v4, time: time, scope: scope, previous: previous, hash: SHA256.digest(of: chunk.bytes).bytes))
  }

  /// Returns the signature of the trailing headers, which follows the last chunk's (SIG-126).
  mutating func sign(trailer: [HeaderField]) -> Text {
    finish(ChunkText.trailer(of: .v4, time: time, scope: scope, previous: previous, fields: trailer))
  }

  private mutating func finish(_ text: [UInt8]) -> Text {
    previous = Text(bytes: Hexadecimal.encode(key.authenticate(text)))
    return previous
  }
}

/// Writes the texts that the signatures of chunks and of trailing headers sign (SIG-121, SIG-126).
enum ChunkText {
  static func payload(
    of algorithm: SigningAlgorithm, time: Text, scope: Text, previous: Text, hash: [UInt8]
  ) -> [UInt8] {
    var text = begin(Text(algorithm.rawValue) + "-PAYLOAD", time, scope, previous)
    text += Hexadecimal.encode(SHA256.digest(of: []))
    text.append(UInt8(ascii: "\n"))
    return text + Hexadecimal.encode(hash)
  }

  static func trailer(
    of algorithm: SigningAlgorithm, time: Text, scope: Text, previous: Text, fields: [HeaderField]
  ) -> [UInt8] {
    var lines: [UInt8] = []
    for field in fields { lines += ChunkFrame.canonical(field) + [UInt8(ascii: "\n")] }
    return begin(Text(algorithm.rawValue) + "-TRAILER", time, scope, previous)
      + Hexadecimal.encode(SHA256.digest(of: lines))
  }

  private static func begin(_ algorithm: Text, _ time: Text, _ scope: Text, _ previous: Text) -> [UInt8] {
    var text: [UInt8] = []
    StringToSign.append(algorithm: algorithm, time: time, scope: scope, to: &text)
    return text + previous.bytes + [UInt8(ascii: "\n")]
  }
}
