public import VideoSpec

/// A request to be inspected: a URL, and what is known of the rest of the request.
public struct InspectedRequest: Sendable {
  /// Nil if unknown.
  public var method: Text?
  /// The absolute URL.
  public var url: Text
  /// The headers that were sent. A `Host` among them is the one that the server received.
  public var headers: [HeaderField]
  /// Nil if unknown.
  public var body: Text?

  public init(method: Text? = nil, url: Text, headers: [HeaderField] = [], body: Text? = nil) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }

  /// The access key that a signed URL names.
  public static func accessKeyID(in url: Text) -> Text? {
    RequestParts(InspectedRequest(url: PastedURL(url).url)).flatMap(SignatureClaim.init)?.accessKeyID
  }

  /// The request with what copying did to its URL repaired.
  var repaired: InspectedRequest {
    var request = self
    request.url = PastedURL(url).url
    return request
  }
}
