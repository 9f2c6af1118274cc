import ReferenceImpl
import VideoSpec

/// A raw request or response of HTTP within a pasted text.
struct HTTPMessage {
  var method: Text?
  /// The path with the query, or an absolute URL.
  var target: Text = ""
  /// The status of a response; nil for a request.
  var status: Int?
  var reason: Text = ""
  var headers: [HeaderField] = []
  /// The headers of the response to this request, as browsers list them beside its own.
  var answer: [HeaderField] = []
  /// The text after the empty line. It may have more than the body.
  var rest: Text = ""

  /// The request; nil if it names no host.
  func request(body: Text?) -> InspectedRequest? {
    var url = target
    if !url.lowercased.hasPrefix("http") {
      guard let host = headers.first("host") ?? headers.first(":authority"), !host.isEmpty else { return nil }
      // A port of its own is usually one without TLS, such as MinIO's 9000.
      let port = host.trimmed.hostAndPort.port
      let isSecure = port == nil || port == "443" || port == "8443"
      let scheme = headers.first(":scheme") ?? (isSecure ? "https" : "http")
      url = scheme + "://" + host + (target.hasPrefix("/") ? target : "/" + target)
    }
    return InspectedRequest(method: method, url: url, headers: SentHeaders.kept(headers), body: body).unlessRedacted
  }

  /// The response to a rejected request; nil if it states success.
  var response: ErrorResponse? { Self.response(status: status ?? 0, headers: headers, body: rest) }

  /// The response to a rejected request; nil if it states success.
  static func response(status: Int, headers: [HeaderField], body: Text) -> ErrorResponse? {
    if let (_, text) = PastedError.first(in: body.bytes[...]) {
      return ErrorResponse(text, status: status == 0 ? nil : status, headers: headers)
    }
    guard status >= 300, status != 304 else { return nil }
    // S3 answers HEAD, and some redirects, without XML. The headers say what it would.
    var elements: [(name: Text, value: Text)] = []
    let region = headers.first("x-amz-bucket-region")
    switch status {
    case 301, 302, 307, 308:
      elements.append(("Code", status == 301 ? "PermanentRedirect" : "TemporaryRedirect"))
      let host = headers.first("location").flatMap { RequestParts(InspectedRequest(url: $0)) }?.authority
      if let endpoint = host ?? region { elements.append(("Endpoint", endpoint)) }
    case 412: elements.append(("Code", "PreconditionFailed"))
    case 503: elements.append(("Code", "SlowDown"))
    default: break
    }
    if let region { elements.append(("Region", region)) }
    if let id = headers.first("x-amz-request-id") { elements.append(("RequestId", id)) }
    return ErrorResponse(elements: elements, status: status, headers: headers)
  }

  var time: Timestamp? { SentHeaders.time(headers.first("date")) }
}
