package import VideoSpec

/// What a request claims about its signature, in its URL or in its headers.
package struct ClaimedSignature {
  /// The part of a request that carries its signature.
  package enum Place {
    case header
    case query
  }

  package var place: Place
  package var algorithm: SigningAlgorithm
  package var accessKeyID: Text
  package var scope: CredentialScope
  package var time: Timestamp
  /// The expiry of a presigned URL in seconds, or nil for a request that is signed by header (and if a wrong expiry is tolerated).
  package var expires: Int?
  package var signedHeaders: [Text]
  package var signature: Text
  package var token: Text?
  /// The region set of SigV4a, or nil.
  package var regionSet: Text?

  /// Returns the rejection of a claim that is malformed, or for another region, service or day. Its code depends on where the claim is.
  package func malformed(_ field: String, _ message: String) -> Rejection {
    switch place {
    case .header: .authorizationHeader(message)
    case .query: .queryParameters(field, message)
    }
  }
}
