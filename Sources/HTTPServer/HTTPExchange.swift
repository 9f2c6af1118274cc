public import HTTPCore

/// A request with its answer. It is valid only during the call of the handler.
public final class HTTPExchange {
  public let head: RequestHead
  /// The address of the client.
  public let peer: SocketAddress
  /// Whether the connection is encrypted.
  public let isSecure: Bool
  public let body: HTTPRequestBody
  /// Whether `respond` or `abort` was called.
  public private(set) var isAnswered = false

  /// What becomes of the connection after the exchange.
  enum Outcome {
    case keep
    /// It is closed once the client has had the chance to read the answer.
    case drain
    /// It is cut.
    case cut
  }

  private(set) var outcome = Outcome.cut
  private let channel: ConnectionChannel
  private let server: ServerCore

  init(head: RequestHead, body: HTTPRequestBody, connection: Connection, channel: ConnectionChannel, server: ServerCore)
  {
    self.head = head
    self.body = body
    peer = connection.peer
    isSecure = connection.isSecure
    self.channel = channel
    self.server = server
  }

  /// Sends the answer.
  ///
  /// The server writes Date (unless the fields have it), Content-Length, Transfer-Encoding and Connection; fields with these names are left
  /// out. Bytes that would end a line are replaced by spaces. If the body of the request was not read to its end, the connection is closed
  /// after the answer, and the rest of the body is dropped within bounds so that the client can read the answer.
  /// - Parameters:
  ///   - response: Its version does not matter. A status below 200 is not final and becomes 500.
  ///   - closing: Whether the connection is closed afterwards in any case.
  public func respond(
    _ response: ResponseHead, body content: HTTPResponseBody = .none, closing: Bool = false
  ) throws(HTTPExchangeError) {
    guard !isAnswered else { throw .alreadyAnswered }
    isAnswered = true
    let writer = ResponseWriter(head: head, channel: channel)
    let keeps =
      !closing && !response.wantsClose && !head.wantsClose && !server.isStopping && body.isNearlyComplete()
      && writer.endIsFound(response, content)
    writer.appendHead(response, content, isKept: keeps)
    try writer.send(content, status: response.status)
    guard keeps else {
      outcome = .drain
      return
    }
    outcome = .drain
    // The answer was sent whatever comes.
    do throws(HTTPExchangeError) {
      try body.skip()
      outcome = .keep
    } catch {}
  }

  /// Cuts the connection without an answer, or without the rest of it.
  public func abort() {
    isAnswered = true
    outcome = .cut
  }
}

extension RequestHead {
  /// Whether the connection ends after this request. HTTP/1.0 connections always do.
  var wantsClose: Bool { versionMinor == 0 || fields.wantClose }
}

extension ResponseHead {
  /// Whether the handler asks for the end of the connection by a field.
  var wantsClose: Bool { fields.wantClose }
}

extension HTTPFields {
  fileprivate var wantClose: Bool {
    fields.contains { field in
      field.name.count == 10 && field.isNamed("connection")
        && field.value.split(separator: 0x2C).contains { option in
          option.filter { $0 != 0x20 && $0 != 0x09 }.elementsEqual("close".utf8) { $0 | 0x20 == $1 }
        }
    }
  }
}
