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
    var body = Text()
    if case .body(let text) = request.payload { body = text }
    return ReceivedRequest(request.method, url: url, headers: request.headers + headers, body: body)!
  }
}
