public import VideoSpec

/// Diagnoses why S3 rejects a request or a form.
///
/// It needs no adapter, and the secret is optional. With the secret it checks the signature, and if it is wrong it searches
/// for the signer's mistake.
///
/// - Input: a request (``InspectedRequest``), a form (``InspectedForm``) or the XML of S3's response, and whatever else is
///   known: the secret, the region, the time of receipt, the intention, the signer's own texts. Nothing of it has to be
///   well-formed.
/// - Output: a ``Diagnosis``. A finding is *certain* only if the signature, both canonical requests, S3's message or the input
///   itself proves it. Every other finding is *likely* and says what would confirm it. No part of a diagnosis contains a secret.
/// - Bounds: the time is linear in the input's length, plus the search, which ``search`` bounds. A server that diagnoses its own
///   rejections creates requests with ``InspectedRequest/init(received:target:headers:isSecure:body:bodyHash:)`` and sets
///   ``search`` to `.none` (under 2 ms for a request of usual length) or `.brief`.
/// - Requirement: a URL has to be absolute. The caller limits the input's length.
public struct Inspector: Sendable {
  /// The credentials that should have signed; nil if unknown.
  public var credentials: Credentials?
  /// The bucket's region, if known.
  public var region: Text?
  /// When the request is or was received; nil to ignore the clock.
  public var now: Timestamp?
  public var intention: Intention
  /// How long to search for the mistake that explains a wrong signature.
  public var search = SearchEffort.full
  /// The signer's own canonical request, byte by byte. ``canonicalRequest(in:)`` finds it in a log.
  public var ownCanonicalRequest: Text?
  /// The signer's own string to sign, byte by byte. ``stringToSign(in:)`` finds it in a log.
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
