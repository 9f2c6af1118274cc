public import VideoSpec

/// Diagnoses why S3 rejects a request or a form.
///
/// It needs no adapter, and the secret is optional. With the secret it checks the signature, and if it is wrong it searches
/// for the signer's mistake: see ``SignatureSearch``.
public struct Inspector: Sendable {
  /// The credentials that should have signed; nil if unknown.
  public var credentials: Credentials?
  /// The bucket's region, if known.
  public var region: Text?
  /// When the request is or was received; nil to ignore the clock.
  public var now: Timestamp?
  public var intention: Intention
  /// The signer's own canonical request, from its log.
  public var ownCanonicalRequest: Text?
  /// The signer's own string to sign, from its log.
  public var ownStringToSign: Text?

  public init(
    credentials: Credentials? = nil, region: Text? = nil, now: Timestamp? = nil, intention: Intention = Intention()
  ) {
    self.credentials = credentials
    self.region = region
    self.now = now
    self.intention = intention
  }
}
