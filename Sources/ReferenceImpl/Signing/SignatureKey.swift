package import VideoSpec

/// A key that makes and verifies signatures.
package enum SignatureKey {
  /// The derived key of SigV4.
  case symmetric(HMACKey)
  /// The key pair of SigV4a.
  case asymmetric(ECDSAKey)

  /// Returns the signature of a string to sign, in lower-case hexadecimal.
  package func sign(_ text: [UInt8], using digests: DigestContext) -> [UInt8] {
    switch self {
    case .symmetric(let key): Hexadecimal.encode(key.authenticate(text, using: digests))
    case .asymmetric(let key): Hexadecimal.encode(key.sign(SHA256.digest(of: text)))
    }
  }

  /// Returns whether a signature in lower-case hexadecimal is the one of a string to sign.
  package func verifies(_ signature: Text, of text: [UInt8]) -> Bool {
    switch self {
    case .symmetric(let key): ConstantTime.equal(Hexadecimal.encode(key.authenticate(text)), signature.bytes)
    case .asymmetric(let key):
      Hexadecimal.decode(signature.bytes).map { key.verifies($0, of: SHA256.digest(of: text)) } ?? false
    }
  }
}

extension SignatureKey {
  /// Creates the key that a request should have been signed with, from what it claims and the credentials of its access key.
  package init(_ claim: ClaimedSignature, credentials: Credentials) {
    self =
      switch claim.scope.region {
      case let region?:
        .symmetric(
          SigningKeyCache.shared.key(
            secret: credentials.secretAccessKey, day: claim.scope.day, region: region, service: claim.scope.service))
      case nil: .asymmetric(ECDSAKey(deriving: credentials))
      }
  }
}
