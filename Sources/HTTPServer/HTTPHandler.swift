public import HTTPCore

/// Answers the requests of an ``HTTPServer``.
public protocol HTTPHandler: Sendable {
  /// Answers one request, by `respond` or `abort`.
  ///
  /// It runs on a thread of the server and may block. Requests of different connections come at the same time; those of one connection one
  /// after another. If it returns without an answer, the server answers 500.
  func handle(_ exchange: HTTPExchange)

  /// Returns the answer to bytes that are not a valid request. The server adds the status, Content-Length and `Connection: close`.
  func answer(to refusal: HTTPRefusal) -> HTTPRefusalAnswer
}

extension HTTPHandler {
  /// Answers in plain text.
  public func answer(to refusal: HTTPRefusal) -> HTTPRefusalAnswer {
    HTTPRefusalAnswer(
      fields: HTTPFields([HTTPField("Content-Type", "text/plain; charset=utf-8")]),
      body: Array((refusal.sentence + "\n").utf8))
  }
}

/// Why the server answers a request without its handler.
public enum HTTPRefusal: Error, Hashable, Sendable {
  /// The head is malformed, or it asks for something that the server does not do.
  case head(HTTPMessageError)
  /// The head did not arrive in time.
  case headTooSlow
  /// The handler returned without an answer.
  case noAnswer

  public var status: Int {
    switch self {
    case .head(let error): error.status
    case .headTooSlow: 408
    case .noAnswer: 500
    }
  }

  /// What is wrong, in one sentence.
  public var sentence: String {
    switch self {
    case .head(let error): error.sentence
    case .headTooSlow: "The head of the request did not arrive in time."
    case .noAnswer: "The server failed to answer the request."
    }
  }
}

/// The fields and the body of the answer to a refused request.
public struct HTTPRefusalAnswer: Sendable {
  /// Another status than the refusal's; nil for its own. Only a mutant endpoint sets it.
  package var status: Int?
  public var fields: HTTPFields
  public var body: [UInt8]

  public init(fields: HTTPFields, body: [UInt8]) {
    self.fields = fields
    self.body = body
  }
}
