/// Parses the head of a request from bytes that arrive piece by piece.
///
/// It is strict, because each leniency is a way to smuggle a request past a proxy: each line ends with CR and LF, fields are not folded,
/// and what RFC 9112 forbids is an error. A head that breaks a rule is refused as soon as the line is complete.
///
/// Where RFC 9112 leaves a choice:
/// - An empty line before the request line is refused, as h11 refuses it.
/// - A target is a path with an optional query, an http or https URL whose authority equals Host, or `*` with OPTIONS. CONNECT gets 501. Visible
///   ASCII characters that a URI may not have, such as `|`, are kept; `#` is refused.
/// - HTTP/1.0 is accepted, and its connections are not kept. HTTP/1.2 and later count as HTTP/1.1. Others, HTTP/2 with its preface too, get 505.
/// - Two Content-Length fields are refused even if they are equal; so is a length beside Transfer-Encoding.
/// - The only transfer coding is `chunked`. Another one gets 501.
/// - Note: RFC 9112 §2 to §5.
public struct RequestHeadParser: Sendable {
  public let limits: HTTPMessageLimits
  private var lines = LineReader(allowsBareLineFeed: false)
  private var head: RequestHead?

  public init(limits: HTTPMessageLimits = HTTPMessageLimits()) { self.limits = limits }

  /// Continues with all bytes since the beginning of the head, of which new ones arrived.
  ///
  /// - Returns: The head, checked as a whole, and the number of its bytes; nil if more bytes are needed. Then `self` is ready for the next head.
  public mutating func parse(
    _ bytes: UnsafeRawBufferPointer
  ) throws(HTTPMessageError) -> (head: RequestHead, count: Int)? {
    // Bytes that cannot begin a request, such as those of TLS, may never have a line.
    if lines.start == 0, let first = bytes.first, !FieldParser.isTokenByte(first) { throw Self.errorOfFirst(first) }
    while let line = try lines.next(in: bytes) {
      guard lines.start <= limits.headBytes else { throw .headTooLarge }
      let content = UnsafeRawBufferPointer(rebasing: bytes[line])
      guard head != nil else {
        head = try requestLine(content)
        continue
      }
      if content.isEmpty {
        guard let complete = head else { return nil }
        try Self.check(complete)
        let count = lines.start
        self = RequestHeadParser(limits: limits)
        return (complete, count)
      }
      guard head?.fields.fields.count ?? 0 < limits.fields else { throw .tooManyFields }
      head?.fields.fields.append(try FieldParser.parse(content))
    }
    if head == nil { try checkUnfinishedRequestLine(bytes) }
    guard bytes.count < limits.headBytes else { throw .headTooLarge }
    return nil
  }

  /// Checks what concerns several lines: the target, Host, the framing, and Expect.
  private static func check(_ head: RequestHead) throws(HTTPMessageError) {
    try RequestTarget.check(head)
    _ = try BodyFraming.ofRequest(head)
    for field in head.fields.fields where field.name.count == 6 && field.isNamed("expect") {
      guard field.value.equalsIgnoringASCIICase("100-continue".utf8) else { throw .unsupportedExpectation }
    }
  }

  private static func errorOfFirst(_ byte: UInt8) -> HTTPMessageError {
    switch byte {
    case 0x0D, 0x0A, 0x20: .malformedRequestLine
    default: LineReader.errorOfControl(byte) ?? .malformedMethod
    }
  }

  /// A line that is too long is refused as what makes it too long.
  private func checkUnfinishedRequestLine(_ bytes: UnsafeRawBufferPointer) throws(HTTPMessageError) {
    guard bytes.count > Self.methodLimit else { return }
    guard let space = bytes[...Self.methodLimit].firstIndex(of: 0x20) else { throw .malformedMethod }
    guard bytes.count - space - 1 <= limits.targetBytes + " HTTP/1.1\r\n".utf8.count else { throw .targetTooLong }
  }

  /// The bytes of a method. The longest that is registered has 17.
  private static let methodLimit = 32

  private func requestLine(_ line: UnsafeRawBufferPointer) throws(HTTPMessageError) -> RequestHead {
    guard let methodEnd = line.firstIndex(of: 0x20), let targetEnd = line.lastIndex(of: 0x20), methodEnd < targetEnd
    else { throw Self.errorOfLine(line) }
    let method = line[..<methodEnd]
    guard !method.isEmpty, method.count <= Self.methodLimit, method.allSatisfy(FieldParser.isTokenByte) else {
      throw method.lazy.compactMap(LineReader.errorOfControl).first ?? .malformedMethod
    }
    let target = UnsafeRawBufferPointer(rebasing: line[(methodEnd + 1)..<targetEnd])
    guard target.count <= limits.targetBytes else { throw .targetTooLong }
    let minor = try version(UnsafeRawBufferPointer(rebasing: line[(targetEnd + 1)...]))
    guard !target.isEmpty, !target.contains(0x20) else { throw .malformedRequestLine }
    guard RequestTarget.hasAllowedBytes(target) else {
      throw target.lazy.compactMap(LineReader.errorOfControl).first ?? .malformedTarget
    }
    return RequestHead(method: [UInt8](method), target: [UInt8](target), versionMinor: minor)
  }

  /// - Note: RFC 9110 §2.5: a higher minor version is taken as the one that the server knows.
  private func version(_ bytes: UnsafeRawBufferPointer) throws(HTTPMessageError) -> Int {
    guard bytes.count == 8, bytes[..<5].elementsEqual("HTTP/".utf8), bytes[6] == 0x2E, Self.isDigit(bytes[5]),
      Self.isDigit(bytes[7])
    else { throw Self.errorOfLine(bytes) }
    guard bytes[5] == 0x31 else { throw .unsupportedVersion }
    return Int(bytes[7] - 0x30)
  }

  private static func errorOfLine(_ bytes: UnsafeRawBufferPointer) -> HTTPMessageError {
    bytes.lazy.compactMap(LineReader.errorOfControl).first ?? .malformedRequestLine
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
