public import HTTPCore

/// The body of a response.
///
/// In answers to HEAD, and in those with the statuses 204 and 304, it is not sent.
public enum HTTPResponseBody {
  /// No body. With HEAD, the fields may have the Content-Length that GET would have.
  case none
  case bytes([UInt8])
  /// A part of an open file, which the caller keeps open and closes. The server sends it without copying it.
  case file(descriptor: Int32, offset: Int, count: Int)
  /// Bytes that a function writes. Without a length they are sent in chunks.
  ///
  /// If the function throws or writes fewer bytes than announced, the server cuts the connection, so that the client sees that the body is
  /// incomplete. More bytes than announced are an error of `write`.
  case stream(length: Int?, (HTTPBodyWriter) throws -> Void)
}

/// Why an exchange with a client ends early.
public enum HTTPExchangeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The client closed the connection or broke it.
  case clientGone
  /// The client sent, or took, fewer bytes per second than it has to.
  case tooSlow
  /// The body breaks the rules of chunked bodies.
  case malformedBody(HTTPMessageError)
  /// The exchange has its answer already, or was aborted.
  case alreadyAnswered
  /// A stream wrote more bytes than it announced.
  case tooManyBytes
  /// The file ended before the announced number of bytes, or cannot be read.
  case fileTooShort
  /// The function that writes the body threw an error, or wrote too few bytes.
  case incompleteBody

  /// What happened, in words.
  public var description: String {
    switch self {
    case .clientGone: "the client closed the connection"
    case .tooSlow: "the client is slower than the server allows"
    case .malformedBody(let error): "the body of the request is malformed: \(error)"
    case .alreadyAnswered: "the request has a response already"
    case .tooManyBytes: "the body of the response is longer than announced"
    case .fileTooShort: "the file is shorter than announced, or cannot be read"
    case .incompleteBody: "the body of the response is shorter than announced"
    }
  }
}
