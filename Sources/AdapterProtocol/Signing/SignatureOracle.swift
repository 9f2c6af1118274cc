public import VideoSpec

/// What the judge needs recomputed: the gate has no cryptography of its own.
///
/// The gate puts known-good and known-bad signatures to an oracle before it believes it.
public protocol SignatureOracle: Sendable {
  /// The 32 bytes of the SHA-256 of `bytes`.
  func sha256(_ bytes: [UInt8]) -> [UInt8]

  /// Reads what a signed request says of itself and recomputes the signature it should have.
  ///
  /// Rules of a verifier beyond the signature (expiry, skew, scope, unsigned headers) are not applied: they are the judge's.
  /// - Parameters:
  ///   - request: As it would go over the wire, signed by its `Authorization` header, or by its query when it has none.
  ///   - input: What the signer was asked for: the credentials, the service, how its path is treated, and its payload.
  /// - Throws: ``Rejection`` when the request is not signed, or cannot be read.
  func examine(_ request: ReceivedRequest, for input: SigningInput) throws(Rejection) -> SignatureExamination

  /// Checks the signature of a POST form's policy.
  ///
  /// - Throws: ``Rejection`` with S3's code when it is not right for these credentials, this region and service.
  func examine(form fields: [HeaderField], credentials: Credentials, region: Text, service: Text) throws(Rejection)
}

/// A signed request, taken apart.
public struct SignatureExamination: Hashable, Sendable {
  public var algorithm: Text
  public var accessKeyID: Text
  /// Without the access key: `20260102/eu-west-1/s3/aws4_request`.
  public var scope: Text
  /// As the request says it: `20260102T030405Z`.
  public var date: Text
  public var signedHeaders: [Text]
  public var payloadHash: Text
  /// Recomputed from the request.
  public var canonicalRequest: Text
  public var stringToSign: Text
  /// The signature that the request carries.
  public var signature: Text
  /// Whether that signature is right for the string to sign.
  public var isGood: Bool

  public init(
    algorithm: Text, accessKeyID: Text, scope: Text, date: Text, signedHeaders: [Text], payloadHash: Text,
    canonicalRequest: Text, stringToSign: Text, signature: Text, isGood: Bool
  ) {
    self.algorithm = algorithm
    self.accessKeyID = accessKeyID
    self.scope = scope
    self.date = date
    self.signedHeaders = signedHeaders
    self.payloadHash = payloadHash
    self.canonicalRequest = canonicalRequest
    self.stringToSign = stringToSign
    self.signature = signature
    self.isGood = isGood
  }
}
