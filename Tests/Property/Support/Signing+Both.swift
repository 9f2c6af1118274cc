import ReferenceImpl
import VideoSpec

// Both sides of a signature: what a signer makes, and the request that a receiver gets.

extension Signing {
  func signer(keys: SigningKeyCache = .shared) -> Signer {
    Signer(credentials: credentials, region: region, service: service, keys: keys)
  }

  var verifier: Verifier { Verifier(credentials: [credentials], region: region, service: service) }

  func url(keys: SigningKeyCache = .shared) throws -> Text {
    try signer(keys: keys).presignedURL(for: request, expires: expires, at: time).url
  }

  /// The request of the signed URL.
  func receivedByURL() throws -> ReceivedRequest { received(url: try url(), adding: []) }

  /// The request with the signed headers.
  func receivedByHeaders() throws -> ReceivedRequest {
    let signed = try signer().signedHeaders(for: request, at: time)
    return received(url: signed.url, adding: signed.headers)
  }

  private func received(url: Text, adding headers: [HeaderField]) -> ReceivedRequest {
    let afterScheme = url.splitOnce(at: UInt8(ascii: ":"))!.tail.bytes.dropFirst(2)
    let slash = afterScheme.firstIndex(of: UInt8(ascii: "/"))!
    var body = Text()
    if case .body(let text) = request.payload { body = text }
    return ReceivedRequest(
      method: request.method, target: Text(afterScheme[slash...]),
      headers: [HeaderField("Host", Text(afterScheme[..<slash]))] + request.headers + headers, body: body)
  }
}
