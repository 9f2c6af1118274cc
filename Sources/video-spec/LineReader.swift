#if canImport(Glibc)
  import Glibc
#endif

/// Lines of a descriptor as bytes: Swift's `readLine` mends what is not UTF-8, and a mended key is another key.
struct LineReader {
  /// In bytes; the gate's own limit for answers.
  static let limit = 8 << 20

  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var searched = 0
  private var chunk = [UInt8](repeating: 0, count: 65536)

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// The next line, without its line feed; the last one may lack it. Nil at the end.
  ///
  /// - Throws: ``CommandFailure`` for a line longer than the limit.
  mutating func next() throws -> [UInt8]? {
    while true {
      if let end = buffer[max(start, searched)...].firstIndex(of: 0x0A) {
        defer {
          start = end + 1
          searched = start
        }
        return Array(buffer[start..<end])
      }
      searched = buffer.count
      guard buffer.count - start <= Self.limit else {
        throw CommandFailure("a line on standard input is longer than \(Self.limit) bytes", status: .usage)
      }
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return Array(buffer[start...])
      }
      if start > 0 {
        buffer.removeSubrange(..<start)
        searched -= start
        start = 0
      }
      buffer += chunk[..<count]
    }
  }
}
