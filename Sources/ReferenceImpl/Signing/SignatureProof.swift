package import VideoSpec

/// The last steps of a verification, so that tests can change each of its texts.
package struct SignatureProof {
  private let key: SignatureKey

  package init(credentials: Credentials, day: Timestamp, region: Text, service: Text) {
    key = .symmetric(
      .signingKey(secret: credentials.secretAccessKey, day: day.day, region: region, service: service))
  }

  /// Returns whether the string to sign ends with the canonical request's hash, and the signature matches the string to sign.
  package func accepts(signature: Text, stringToSign: Text, canonicalRequest: Text) -> Bool {
    let hash = Hexadecimal.encode(SHA256.digest(of: canonicalRequest.bytes))
    return stringToSign.split(at: 0x0A).last?.bytes == hash && key.verifies(signature, of: stringToSign.bytes)
  }
}
