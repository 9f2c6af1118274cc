public import VideoSpec

/// Recomputes signatures and hashes for the judges, because the gate has no cryptography of its own.
///
/// Before the gate trusts an oracle, it checks it with signatures that are known to be right or wrong.
public protocol SignatureOracle: Sendable {
  /// Returns the SHA-256 of `bytes`, 32 bytes.
  func sha256(_ bytes: [UInt8]) -> [UInt8]

  /// Parses a signed request and recomputes its signature.
  ///
  /// Only the signature is checked. The judge applies the other rules of a verifier: expiry, clock skew, scope and unsigned
  /// headers.
  /// - Parameters:
  ///   - request: The request as sent over the wire, signed in its `Authorization` header or, if it has none, in its query.
  ///   - input: The signer's input: the credentials, the service, how the path is treated, and the payload.
  /// - Throws: ``Rejection`` if the request is not signed or cannot be parsed.
  func examine(_ request: ReceivedRequest, for input: SigningInput) throws(Rejection) -> SignatureExamination

  /// Returns the known mistake that reproduces a wrong signature; nil if none does.
  ///
  /// - Parameters:
  ///   - request: The request as sent over the wire.
  ///   - input: The signer's input.
  ///   - suspect: The rule whose mistakes are tried first.
  func mistake(
    in request: ReceivedRequest, for input: SigningInput, suspecting suspect: RequirementID
  ) -> ExplainedMistake?

  /// Checks the signature of an upload form's policy.
  ///
  /// - Throws: ``Rejection`` with S3's code if the signature is wrong for these credentials, this region and this service.
  func examine(form fields: [HeaderField], credentials: Credentials, region: Text, service: Text) throws(Rejection)
}

/// A signer's mistake, and the rule that it breaks.
public struct ExplainedMistake: Hashable, Sendable {
  public var rule: RequirementID
  /// What the signer did, in one sentence.
  public var summary: String

  public init(rule: RequirementID, summary: String) {
    self.rule = rule
    self.summary = summary
  }
}

/// The parts of a signed request, and its recomputed signature.
public struct SignatureExamination: Hashable, Sendable {
  public var algorithm: Text
  public var accessKeyID: Text
  /// The credential scope, without the access key: `20260102/eu-west-1/s3/aws4_request`.
  public var scope: Text
  /// The time as given in the request: `20260102T030405Z`.
  public var date: Text
  public var signedHeaders: [Text]
  public var payloadHash: Text
  /// The canonical request, recomputed from the request.
  public var canonicalRequest: Text
  public var stringToSign: Text
  /// The signature in the request.
  public var signature: Text
  /// Whether the signature in the request matches the string to sign.
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
