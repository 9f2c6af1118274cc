import HTTPCore
import HTTPServer
import VideoSpec

/// Writes a response to the connection.
struct ResponseSender {
  let exchange: HTTPExchange
  let isHead: Bool
  /// Nil only in a mutant endpoint.
  let ids: RequestIDs?

  /// Sends the response.
  ///
  /// - Returns: Why it could not be sent to its end, or nil.
  func send(_ response: S3Response, closing: Bool) -> String? {
    let head = head(of: response)
    do {
      switch response.body {
      case .none: try exchange.respond(head, closing: closing)
      case .bytes(let bytes): try exchange.respond(head, body: isHead ? .none : .bytes(bytes), closing: closing)
      case .content(let content, let range): try send(head, content, range, closing: closing)
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Sends the head of a response and the beginning of its body, and ends the connection.
  ///
  /// - Parameter count: How many bytes of the body are sent. A shorter body is sent whole.
  /// - Returns: Why it could not be sent so far, or nil.
  func send(_ response: S3Response, cutAfter count: Int) -> String? {
    let head = head(of: response)
    let slices: [ObjectContent.Slice]
    switch response.body {
    case .none: slices = []
    case .bytes(let bytes): slices = [.bytes(bytes[...])]
    case .content(let content, let range): slices = content.slices(in: range)
    }
    let length = slices.reduce(0) { $0 + $1.count }
    do {
      if isHead || slices.isEmpty {
        try exchange.respond(head, closing: true)
      } else {
        try exchange.respond(
          head,
          body: .stream(length: length) { writer in
            var left = count
            for slice in slices where left > 0 {
              try Self.write(slice.prefix(left), to: writer)
              left -= slice.count
            }
          }, closing: true)
      }
    } catch HTTPExchangeError.incompleteBody {
    } catch {
      return "\(error)"
    }
    return nil
  }

  private func head(of response: S3Response) -> ResponseHead {
    var fields = Self.fields(response.headers, ids)
    if isHead, let length = response.statedLength { fields.append("Content-Length", "\(length)") }
    return ResponseHead(response.status, fields: fields)
  }

  private static func write(_ slice: ObjectContent.Slice, to writer: HTTPBodyWriter) throws {
    switch slice {
    case .bytes(let bytes): try bytes.withUnsafeBytes { try writer.write($0) }
    case .file(let file, let offset, let count):
      try file.withDescriptor { try writer.write(file: $0, offset: offset, count: count) }
    }
  }

  /// Sends a part of an object: by the system from a file, without copying it, or else piece by piece.
  private func send(
    _ head: ResponseHead, _ content: ObjectContent, _ range: Range<Int>, closing: Bool
  ) throws {
    let slices = content.slices(in: range)
    guard slices.count == 1, let slice = slices.first else {
      return try exchange.respond(
        head,
        body: .stream(length: range.count) { writer in
          for slice in slices { try Self.write(slice, to: writer) }
        }, closing: closing)
    }
    switch slice {
    case .bytes(let bytes): try exchange.respond(head, body: .bytes(Array(bytes)), closing: closing)
    case .file(let file, let offset, let count):
      try file.withDescriptor { descriptor in
        try exchange.respond(
          head, body: .file(descriptor: descriptor, offset: offset, count: count), closing: closing)
      }
    }
  }

  static func fields(_ headers: [HeaderField], _ ids: RequestIDs?) -> HTTPFields {
    var fields = HTTPFields()
    if let ids {
      fields.append("x-amz-id-2", ids.host.string)
      fields.append("x-amz-request-id", ids.request.string)
    }
    fields.fields += headers.map { HTTPField(name: $0.name.bytes, value: $0.value.bytes) }
    fields.append("Server", "video-spec")
    return fields
  }
}
