public import HTTPCore

/// Why an exchange with a server failed.
public enum HTTPClientError: Error, Hashable, Sendable {
  /// The connection failed, or took too long.
  case transport(TransportError)
  /// The server closed the connection before the first byte of a response.
  case noResponse
  /// The response is not HTTP that this client takes.
  case response(HTTPMessageError)
  /// The server sent more responses with a status below 200 than the limits allow.
  case tooManyInterimResponses
  /// A request has a line break where it would begin something else. The value is what has it: `method`, `target` or `header`.
  case invalidRequest(String)
}

extension HTTPClientError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .transport(let error): error.description
    case .noResponse: "the server closed the connection without a response"
    case .response(let error): "the response is not HTTP: \(error.sentence)"
    case .tooManyInterimResponses: "the server sends one interim response after another"
    case .invalidRequest(let part): "the request's \(part) has a character that HTTP does not allow there"
    }
  }
}
