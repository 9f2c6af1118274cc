#if canImport(Glibc)
  import Glibc
#endif

/// Finds the lines of a head or of a trailer section in bytes that arrive piece by piece.
///
/// It looks at each byte once. A line is seen as soon as it is complete, so that a wrong one is refused before the rest arrives.
struct LineReader: Hashable, Sendable {
  /// Whether LF alone may end a line, as in responses.
  let allowsBareLineFeed: Bool
  /// Where the next line begins.
  private(set) var start = 0
  /// How far the bytes were searched for the end of the line.
  private var searched = 0

  init(allowsBareLineFeed: Bool) { self.allowsBareLineFeed = allowsBareLineFeed }

  /// Returns the next complete line without its end, or nil if its end has not arrived.
  ///
  /// - Parameter bytes: All bytes since the beginning of the section.
  mutating func next(in bytes: UnsafeRawBufferPointer) throws(HTTPMessageError) -> Range<Int>? {
    guard let base = bytes.baseAddress, searched < bytes.count else { return nil }
    guard let found = memchr(base + searched, 0x0A, bytes.count - searched) else {
      searched = bytes.count
      return nil
    }
    let lineFeed = base.distance(to: UnsafeRawPointer(found))
    let line: Range<Int>
    if lineFeed > start, bytes[lineFeed - 1] == 0x0D {
      line = start..<(lineFeed - 1)
    } else {
      guard allowsBareLineFeed else { throw .bareLineFeed }
      line = start..<lineFeed
    }
    start = lineFeed + 1
    searched = start
    return line
  }

  /// The error of a line with a byte that no line may have, or nil.
  ///
  /// Allowed are tab, space, and everything that is no control character.
  static func errorOfControl(_ byte: UInt8) -> HTTPMessageError? {
    if byte >= 0x20 { return byte == 0x7F ? .controlCharacter : nil }
    return byte == 0x09 ? nil : byte == 0x0D ? .bareCarriageReturn : .controlCharacter
  }
}
