import HTTPCore

/// Writes a response: the head with the fields that belong to the server, and the body.
struct ResponseWriter {
  let head: RequestHead
  let channel: ConnectionChannel

  /// Whether the response has no body whatever its fields say.
  private func omitsBody(_ status: Int) -> Bool { head.isMethod("HEAD") || status == 204 || status == 304 }

  /// Whether the client finds the end of the body without the end of the connection.
  func endIsFound(_ response: ResponseHead, _ content: HTTPResponseBody) -> Bool {
    guard case .stream(nil, _) = content else { return true }
    return head.versionMinor >= 1 || omitsBody(response.status)
  }

  /// Writes the head to the channel's output.
  func appendHead(_ response: ResponseHead, _ content: HTTPResponseBody, isKept: Bool) {
    channel.memory.output.removeAll(keepingCapacity: true)
    let status = (200...999).contains(response.status) ? response.status : 500
    Self.appendHead(
      status, response, length: length(of: content, response, status), date: channel.memory.currentDate(),
      isKept: isKept, to: &channel.memory.output)
    if case .stream(nil, _) = content, head.versionMinor >= 1, status != 204, status != 304 {
      HeadWriter.append("Transfer-Encoding", "chunked", to: &channel.memory.output)
    }
    channel.memory.output.append(0x0D)
    channel.memory.output.append(0x0A)
  }

  /// The value of Content-Length, or nil if the response has none.
  private func length(of content: HTTPResponseBody, _ response: ResponseHead, _ status: Int) -> Int? {
    guard status != 204 else { return nil }
    switch content {
    case .none:
      guard omitsBody(status) else { return 0 }
      return response.fields.first("content-length").flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    case .bytes(let bytes): return bytes.count
    case .file(_, _, let count): return max(0, count)
    case .stream(let length, _): return length.map { max(0, $0) }
    }
  }

  /// Appends a head without the empty line after it.
  static func appendHead(
    _ status: Int, _ response: ResponseHead, length: Int?, date: String, isKept: Bool, to output: inout [UInt8]
  ) {
    let reason = status == response.status ? response.reason : Array(ReasonPhrase.usual(for: status).utf8)
    HeadWriter.appendStatusLine(status, reason: reason, to: &output)
    var hasDate = false
    for field in response.fields.fields {
      switch field.name.count {
      case 4 where field.isNamed("date"): hasDate = true
      case 10 where field.isNamed("connection") || field.isNamed("keep-alive"): continue
      case 14 where field.isNamed("content-length"): continue
      case 17 where field.isNamed("transfer-encoding"): continue
      default: break
      }
      HeadWriter.append(field, to: &output)
    }
    if !hasDate { HeadWriter.append("Date", date, to: &output) }
    if !isKept { HeadWriter.append("Connection", "close", to: &output) }
    if let length { HeadWriter.append("Content-Length", String(length), to: &output) }
  }

  /// Sends the head that was written, and the body.
  func send(_ content: HTTPResponseBody, status: Int) throws(HTTPExchangeError) {
    let omitsBody = omitsBody(status)
    switch content {
    case .bytes(let bytes) where !omitsBody:
      if bytes.count <= 65536 {
        channel.memory.output.append(contentsOf: bytes)
        try channel.send(channel.memory.output)
      } else {
        try channel.send(channel.memory.output)
        try channel.send(bytes)
      }
    case .file(let descriptor, let offset, let count) where !omitsBody && count > 0:
      try channel.send(channel.memory.output)
      try channel.sendFile(descriptor, offset: offset, count: count)
    case .stream(let length, let write) where !omitsBody:
      let isChunked = length == nil && head.versionMinor >= 1
      let writer = HTTPBodyWriter(channel, length: length.map { max(0, $0) }, isChunked: isChunked)
      try run(write, writer)
    case .none, .bytes, .file, .stream: try channel.send(channel.memory.output)
    }
  }

  private func run(_ write: (HTTPBodyWriter) throws -> Void, _ writer: HTTPBodyWriter) throws(HTTPExchangeError) {
    do {
      try write(writer)
    } catch {
      try writer.flush()
      throw error as? HTTPExchangeError ?? .incompleteBody
    }
    do throws(HTTPExchangeError) {
      try writer.finish()
    } catch {
      if error == .incompleteBody { try writer.flush() }
      throw error
    }
  }
}
