import HTTPServer
import ReferenceImpl
package import VideoSpec

/// A request to an operation, with its body read and its types checked.
package struct ServiceRequest: Sendable {
  /// The ID that the response, the log and error messages share.
  package let id: Text
  /// The time at which the request arrived.
  package let time: Timestamp
  /// Whether the client wants the head of the response alone: the method is HEAD, and the request changes nothing.
  package let isHead: Bool
  package let caller: Caller
  package let headers: [HeaderField]
  package let parameters: [Text: Text]
  package let query: QueryValues
  /// The body, or an empty object without one. It has the types of the operation's schema.
  package let body: JSONObject
  /// The file of an operation that takes one.
  package let file: ReceivedFile?

  /// The first value of a header, or nil. The case of its name does not matter.
  package func header(_ name: Text) -> Text? { headers.first { $0.name.equalsIgnoringCase(name) }?.value }

  /// A parameter of the path that takes positive integers alone.
  package func pathNumber(_ name: Text) -> Int { parameters[name].flatMap { Int($0.string) } ?? 0 }

  /// A member of the body whose schema is an integer.
  package func integer(_ name: Text) throws(Rejection) -> Int {
    guard let value = body[name]?.wholeNumber else { throw missing(name) }
    return value
  }

  /// A member of the body whose schema is a number.
  package func number(_ name: Text) throws(Rejection) -> Double {
    guard let value = body[name]?.double else { throw missing(name) }
    return value
  }

  /// A member of the body whose schema is a string.
  package func text(_ name: Text) throws(Rejection) -> Text {
    guard let value = body[name]?.text else { throw missing(name) }
    return value
  }

  /// The `Idempotency-Key`; nil without one.
  ///
  /// - Throws: ``Rejection`` with ``ErrorCode/idempotencyKeyInvalid``.
  package func idempotencyKey() throws(Rejection) -> Text? {
    guard header("idempotency-key") != nil else { return nil }
    guard let key = HeaderReader.single("idempotency-key", in: headers), (1...255).contains(key.bytes.count),
      key.bytes.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw Rejection(
        .idempotencyKeyInvalid, field: "Idempotency-Key",
        "the Idempotency-Key is not one value of 1 to 255 visible ASCII characters")
    }
    return key
  }

  private func missing(_ name: Text) -> Rejection {
    Rejection(.fieldInvalid, field: name.string, "the member \"\(name)\" is missing or has the wrong type")
  }
}

/// The response of an operation.
package struct ServiceResponse {
  package var status: Int
  package var headers: [HeaderField] = []
  package var contentType: Text
  package var body: [UInt8]
  /// What writes the body while it is sent, instead of `body`.
  package var stream: Stream?

  /// A body that is never in memory as a whole.
  package struct Stream {
    /// The number of bytes; nil if it is not known before the end.
    let length: Int?
    /// Writes the body. If it throws, the connection is cut, so that the client sees that the body is incomplete.
    let write: (HTTPBodyWriter) throws -> Void
  }

  /// Creates a response in JSON.
  package init(_ status: Int, _ json: JSONValue) {
    self.status = status
    contentType = "application/json"
    body = json.line
  }

  /// Creates a response in another format.
  package init(_ status: Int, contentType: Text, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  /// Creates a response without a body.
  package init(_ status: Int) { self.init(status, contentType: "", body: []) }
}
