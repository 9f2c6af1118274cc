/// Parses the head of a response from bytes that arrive piece by piece.
///
/// It takes what is safe to take from a server: lines that end with LF, a status line without a reason. Everything else that breaks
/// RFC 9112 is an error.
/// - Note: RFC 9112 §2.2, §4, §5.
public struct ResponseHeadParser: Sendable {
  public let limits: HTTPMessageLimits
  private var lines = LineReader(allowsBareLineFeed: true)
  private var head: ResponseHead?

  public init(limits: HTTPMessageLimits = HTTPMessageLimits()) { self.limits = limits }

  /// Continues with all bytes since the beginning of the head, of which new ones arrived.
  ///
  /// - Returns: The head and the number of its bytes; nil if more bytes are needed. Then `self` is ready for the next head.
  public mutating func parse(
    _ bytes: UnsafeRawBufferPointer
  ) throws(HTTPMessageError) -> (head: ResponseHead, count: Int)? {
    if lines.start == 0, !bytes.prefix(5).elementsEqual("HTTP/".utf8.prefix(bytes.count)) {
      throw .malformedStatusLine
    }
    while let line = try lines.next(in: bytes) {
      guard lines.start <= limits.headBytes else { throw .headTooLarge }
      let content = UnsafeRawBufferPointer(rebasing: bytes[line])
      guard head != nil else {
        head = try Self.statusLine(content)
        continue
      }
      if content.isEmpty {
        guard let complete = head else { return nil }
        let count = lines.start
        self = ResponseHeadParser(limits: limits)
        return (complete, count)
      }
      guard head?.fields.fields.count ?? 0 < limits.fields else { throw .tooManyFields }
      head?.fields.fields.append(try FieldParser.parse(content))
    }
    guard bytes.count < limits.headBytes else { throw .headTooLarge }
    return nil
  }

  private static func statusLine(_ line: UnsafeRawBufferPointer) throws(HTTPMessageError) -> ResponseHead {
    if let error = line.lazy.compactMap(LineReader.errorOfControl).first { throw error }
    guard line.count >= 12, line[..<5].elementsEqual("HTTP/".utf8), line[6] == 0x2E, line[8] == 0x20 else {
      throw .malformedStatusLine
    }
    guard line[5] == 0x31, isDigit(line[7]) else { throw .unsupportedVersion }
    guard line[9..<12].allSatisfy(isDigit), line[9] != 0x30, line.count == 12 || line[12] == 0x20 else {
      throw .malformedStatusLine
    }
    let status = line[9..<12].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return ResponseHead(status: status, reason: [UInt8](line.dropFirst(13)), versionMinor: Int(line[7] - 0x30))
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
