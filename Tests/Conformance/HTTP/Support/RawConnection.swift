import HTTPCore

/// A client that sends any bytes.
final class RawConnection {
  struct Response: Equatable {
    var head: ResponseHead
    var body: [UInt8]
    var status: Int { head.status }
    var text: String { body.text }
    /// Whether the server says that it closes the connection.
    var closes: Bool { head.fields.first("connection")?.text == "close" }
  }

  struct Ended: Error {}

  let stream: any ByteStream
  private var received: [UInt8] = []

  init(_ stream: any ByteStream) { self.stream = stream }

  deinit { stream.close() }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws { try stream.write(bytes, deadline: .test) }

  /// Reads the next response. Informational ones count.
  ///
  /// - Parameter method: The method of the request, which tells whether a body comes.
  func response(to method: String = "GET") throws -> Response {
    var parser = ResponseHeadParser()
    var found: (head: ResponseHead, count: Int)?
    repeat {
      found = try received.withUnsafeBytes { try parser.parse($0) }
      if found == nil { try receive() }
    } while found == nil
    guard let (head, count) = found else { throw Ended() }
    received.removeFirst(count)
    return Response(head: head, body: try body(BodyFraming.ofResponse(head, to: Array(method.utf8))))
  }

  private func body(_ framing: BodyFraming) throws -> [UInt8] {
    switch framing {
    case .none: return []
    case .length(let length):
      while received.count < length { try receive() }
      defer { received.removeFirst(length) }
      return Array(received.prefix(length))
    case .untilClose: return try rest()
    case .chunked:
      var decoder = ChunkedDecoder()
      var body: [UInt8] = []
      while !decoder.isComplete {
        if received.isEmpty { try receive() }
        var output = [UInt8](repeating: 0, count: received.count)
        let (used, written) = try received.withUnsafeBytes { input in
          try output.withUnsafeMutableBytes { try decoder.decode(input, into: $0) }
        }
        received.removeFirst(used)
        body += output.prefix(written)
      }
      return body
    }
  }

  private func receive() throws {
    let more = try stream.read(upTo: 65536, deadline: .test)
    guard !more.isEmpty else { throw Ended() }
    received += more
  }

  /// Reads everything until the server ends the connection. A reset ends it, too.
  func rest() throws -> [UInt8] {
    do { while true { try receive() } } catch is Ended {} catch TransportError.closed {}
    defer { received = [] }
    return received
  }

  func exchange(_ request: String) throws -> Response {
    try send(request)
    return try response(to: String(request.prefix { $0 != " " }))
  }
}
