/// Writes the parts of a chunked body that are no data.
/// - Note: RFC 9112 §7.1.
public enum ChunkedEncoder {
  /// Returns the line before the data of a chunk. A chunk has at least one byte, because one without ends the body.
  public static func start(ofChunk count: Int) -> [UInt8] {
    Array(String(max(1, count), radix: 16).utf8) + [0x0D, 0x0A]
  }

  /// What follows the data of a chunk.
  public static let endOfChunk: [UInt8] = [0x0D, 0x0A]

  /// Returns the end of the body, with trailers.
  public static func end(trailers: HTTPFields = HTTPFields()) -> [UInt8] {
    var bytes: [UInt8] = [0x30, 0x0D, 0x0A]
    for field in trailers.fields { HeadWriter.append(field, to: &bytes) }
    return bytes + [0x0D, 0x0A]
  }
}
