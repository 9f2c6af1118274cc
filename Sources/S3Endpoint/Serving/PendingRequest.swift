import HTTPCore
import HTTPServer
import VideoSpec

/// A request while it is answered. If it is refused early, some members are not set yet.
struct PendingRequest {
  let received: ReceivedRequest
  let time: Timestamp
  let isSecure: Bool
  let ids = RequestIDs()
  let source: HTTPRequestBody
  let began = ContinuousClock.now
  var address: S3Address?
  var operation: S3Operation?
  var accessKeyID: Text?
  /// The key of a form that was stored.
  var storedKey: Text?
  var warnings: [S3Warning] = []

  init(_ exchange: HTTPExchange, at time: Timestamp) {
    received = ReceivedRequest(
      method: Text(bytes: exchange.head.method), target: Text(exchange.head.pathAndQuery),
      headers: exchange.head.fields.fields.map { HeaderField(Text(bytes: $0.name), Text(bytes: $0.value)) })
    self.time = time
    isSecure = exchange.isSecure
    source = exchange.body
  }

  var isHead: Bool { received.method == "HEAD" }

  func header(_ name: Text) -> Text? {
    received.headers.first { $0.name.equalsIgnoringCase(name) }?.value
  }

  /// Whether the signature is in the URL.
  var isPresigned: Bool { header("authorization") == nil && has("x-amz-signature") }

  /// The authority that the request was sent to.
  var host: Text { header("host") ?? "" }

  /// Whether the request has a header, or a parameter in its place.
  func has(_ name: Text) -> Bool {
    if header(name) != nil { return true }
    let query = received.target.bytes.drop { $0 != UInt8(ascii: "?") }.dropFirst()
    return query.split(separator: UInt8(ascii: "&")).contains { item in
      Text(item.prefix { $0 != UInt8(ascii: "=") }).lowercased == name
    }
  }

  /// Adds the warnings to the response.
  func finish(_ response: inout S3Response) {
    for warning in warnings {
      response.headers.append(HeaderField("x-video-spec-warning", warning.id + ": " + Text(warning.message)))
    }
  }
}
