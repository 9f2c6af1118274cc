import Glibc

/// Reads the lines of a file descriptor as bytes. Swift's `readLine` replaces bytes that are not UTF-8, which would change keys.
public struct LineReader {
  /// The length limit of a line, in bytes; the gate has the same limit for results.
  public static let limit = 8 << 20

  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var searched = 0
  private var chunk = [UInt8](repeating: 0, count: 65536)

  public init(descriptor: Int32) { self.descriptor = descriptor }

  /// Returns the next line without its line feed, or nil at the end. The last line may lack a line feed.
  ///
  /// - Throws: ``LineTooLong`` for a line that is longer than the limit.
  public mutating func next() throws(LineTooLong) -> [UInt8]? {
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
        throw LineTooLong()
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

/// A line that is longer than ``LineReader/limit``.
public struct LineTooLong: Error, CustomStringConvertible {
  public var description: String { "a line is longer than \(LineReader.limit) bytes" }
}
