public import HTTPCore

/// A request that ``HTTPClient`` sends as it is, after a check that each part is where it belongs.
public struct HTTPRequest: Sendable {
  public var head: RequestHead
  public var body: [UInt8]

  public init(_ head: RequestHead, body: [UInt8] = []) {
    self.head = head
    self.body = body
  }

  /// Returns the bytes of the head. They are not checked.
  public static func bytes(of head: RequestHead) -> [UInt8] {
    var bytes = head.method + [0x20] + head.target
    bytes += " HTTP/1.\(head.versionMinor)\r\n".utf8
    for field in head.fields.fields {
      bytes += field.name
      bytes += [0x3A, 0x20]
      bytes += field.value
      bytes += [0x0D, 0x0A]
    }
    return bytes + [0x0D, 0x0A]
  }

  /// Whether the client does not ask for the connection's end.
  var keepsConnection: Bool { head.fields.keepConnection(versionMinor: head.versionMinor) }

  /// Throws if a part of the head would be read as something else: a target with a space, a name with a colon, or any line break.
  func check() throws(HTTPClientError) {
    guard !head.method.isEmpty, head.method.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw .invalidRequest("method")
    }
    guard !head.target.isEmpty, head.target.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw .invalidRequest("target")
    }
    for field in head.fields.fields {
      let isNamed = !field.name.isEmpty && field.name.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != 0x3A }
      guard isNamed, !field.value.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
        throw .invalidRequest("header")
      }
    }
  }
}

/// A response that ``HTTPClient`` received.
public struct HTTPResponse: Sendable {
  public var head: ResponseHead
  /// At most as many bytes as the caller wanted.
  public var body: [UInt8]
  /// Whether `body` is everything that the server sent.
  public var isWhole: Bool
  /// The fields after a chunked body.
  public var trailers: HTTPFields
}
