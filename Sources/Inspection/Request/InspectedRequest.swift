import ReferenceImpl
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
  /// The SHA-256 of the body in lower-case hexadecimal, if the body itself is not kept; nil if unknown.
  public var bodyHash: Text?
  /// Whether the request is exactly what a server received: its URL was not copied by a person, and it has no other headers.
  ///
  /// A header that is not among ``headers`` was then certainly not sent.
  public var isAsReceived = false
  /// Whether the request is what a server's canonical request shows. In it, a header without a value was not sent.
  var isCanonical = false

  public init(method: Text? = nil, url: Text, headers: [HeaderField] = [], body: Text? = nil) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }

  /// Creates a request as a server received it.
  ///
  /// - Parameters:
  ///   - method: The method in the request line.
  ///   - target: The raw target in the request line: the path and the query, neither decoded nor normalized.
  ///   - headers: All headers, with `Host`, in the received order.
  ///   - isSecure: Whether the request was received over TLS.
  ///   - body: The body; nil if it was not kept.
  ///   - bodyHash: The SHA-256 of the body in lower-case hexadecimal; nil if it was not computed.
  public init(
    received method: Text, target: Text, headers: [HeaderField], isSecure: Bool = true, body: Text? = nil,
    bodyHash: Text? = nil
  ) {
    let host = headers.first { $0.name.equalsIgnoringCase("host") }?.value.trimmed ?? ""
    // A request without a Host is inspected, too; S3 rejects it.
    let origin = (isSecure ? "https://" : "http://") + (host.isEmpty ? "host-not-sent" : host)
    let isAbsolute = target.hasPrefix("http://") || target.hasPrefix("https://")
    self.init(
      method: method, url: isAbsolute ? target : target.hasPrefix("/") ? origin + target : origin + "/" + target,
      headers: headers, body: body)
    self.bodyHash = bodyHash
    isAsReceived = true
  }

  /// The access key that a signed URL names.
  public static func accessKeyID(in url: Text) -> Text? {
    RequestParts(InspectedRequest(url: PastedURL(url).url)).flatMap(SignatureClaim.init)?.accessKeyID
  }

  /// The request with the signed headers that are not given but follow from its body.
  func deriving(_ claim: SignatureClaim) -> InspectedRequest {
    guard !isAsReceived, let body else { return self }
    let given = Set(headers.map(\.name.lowercased))
    var request = self
    func add(_ name: Text, _ value: () -> Text?) {
      if claim.signedNames.contains(name), !given.contains(name), let value = value() {
        request.headers.append(HeaderField(name, value))
      }
    }
    add("content-length") { Text("\(body.bytes.count)") }
    // In a URL, UNSIGNED-PAYLOAD is as likely as the hash.
    if claim.place == .header {
      add("x-amz-content-sha256") { Text(bytes: Hexadecimal.encode(SHA256.digest(of: body.bytes))) }
    }
    add("content-md5") {
      guard let digest = MessageDigest(.md5) else { return nil }
      digest.update(body.bytes.span.bytes)
      return Text(bytes: Base64.encode(digest.finish()))
    }
    return request
  }

  /// The request with what copying did to its URL repaired.
  var repaired: InspectedRequest {
    if isAsReceived { return self }
    var request = self
    request.url = PastedURL(url).url
    return request
  }
}
