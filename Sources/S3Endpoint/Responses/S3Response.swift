package import VideoSpec

/// The response to a request, before it is written to the connection.
package struct S3Response: Sendable {
  /// The body of a response.
  package enum Body: Sendable {
    case none
    case bytes([UInt8])
    /// A part of an object's content.
    case content(ObjectContent, Range<Int>)
  }

  package var status: Int
  /// The headers in the order in which they are sent. Those of every response (request ids, lengths, CORS) are added later.
  package var headers: [HeaderField]
  package var body: Body
  /// The length that the response to a HEAD states. Its body is not sent.
  package var statedLength: Int?

  package init(_ status: Int, headers: [HeaderField] = [], body: Body = .none) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A response with an XML document.
  package static func xml(_ document: [UInt8], status: Int = 200, headers: [HeaderField] = []) -> S3Response {
    S3Response(
      status, headers: headers + [HeaderField("Content-Type", "application/xml")], body: .bytes(document))
  }

  /// 204 No Content.
  package static let noContent = S3Response(204)
}
