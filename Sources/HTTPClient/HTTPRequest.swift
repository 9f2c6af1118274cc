import Glibc
public import HTTPCore

/// A request that ``HTTPClient`` sends as it is, after a check that each part is where it belongs.
public struct HTTPRequest: Sendable {
  public var head: RequestHead
  public var body: [UInt8]
  /// A file that is sent as the body instead; nil for none.
  public var file: File?

  /// An open file. It is read from its beginning by `pread`, so its position does not matter, and it stays open.
  public struct File: Sendable {
    public var descriptor: Int32
    /// How many bytes are sent.
    public var size: Int

    public init(descriptor: Int32, size: Int) {
      self.descriptor = descriptor
      self.size = size
    }
  }

  public init(_ head: RequestHead, body: [UInt8] = [], file: File? = nil) {
    self.head = head
    self.body = body
    self.file = file
  }

  /// How many bytes the body has.
  var bodySize: Int { file?.size ?? body.count }

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

extension HTTPRequest.File {
  /// Returns the next bytes, at most 128 KiB. Throws if the file has become shorter, or cannot be read.
  func read(at position: Int) throws(HTTPClientError) -> [UInt8] {
    var number: Int32 = 0
    let wanted = min(size - position, 128 << 10)
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, used in
      while true {
        let count = pread(descriptor, buffer.baseAddress, wanted, off_t(position))
        if count < 0, errno == EINTR { continue }
        if count < 0 { number = errno }
        used = max(0, count)
        return
      }
    }
    guard !bytes.isEmpty else { throw .transport(.system("reading the file of the body", number == 0 ? EIO : number)) }
    return bytes
  }
}
