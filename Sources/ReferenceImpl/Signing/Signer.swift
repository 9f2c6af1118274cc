import Synchronization
public import VideoSpec

/// Signs requests, URLs and POST policies with one set of credentials, for one region and service.
///
/// A signer can be used from many threads. It keeps its buffers and the signing key of the day, so make one and keep it.
///
/// ```swift
/// let bucket = try S3Location(bucket: "video-uploads-example", region: "eu-west-1")
/// let signer = Signer(credentials: credentials, region: bucket.region)
/// let url = try signer.presignedURL(for: .get("videos/2026/01/cat.webm", in: bucket), expires: 300, at: now).url
/// ```
public final class Signer: Sendable {
  /// Options that depend on the service or the caller.
  public struct Options: Sendable {
    public var algorithm: SigningAlgorithm
    /// Whether the path is normalised. A path of S3 never is (SIG-007, SIG-009).
    public var normalizesPath: Bool
    /// Whether signing by header adds `x-amz-content-sha256`. Nil adds it for S3 only (SIG-051).
    public var addsContentSHA256: Bool?
    /// Whether the session token is part of the signature (SIG-082).
    public var signsSessionToken: Bool

    public init(
      algorithm: SigningAlgorithm = .v4, normalizesPath: Bool = true, addsContentSHA256: Bool? = nil,
      signsSessionToken: Bool = true
    ) {
      self.algorithm = algorithm
      self.normalizesPath = normalizesPath
      self.addsContentSHA256 = addsContentSHA256
      self.signsSessionToken = signsSessionToken
    }
  }

  public let credentials: Credentials
  /// The region or, for SigV4a, the region set.
  public let region: Text
  public let service: Text
  public let options: Options

  let isS3: Bool
  let algorithm: Text
  let pathRule: CanonicalPath.Rule
  let keys: SigningKeyCache
  let workspace: Mutex<SigningWorkspace>

  /// Creates a signer. Its parameters are checked when it signs.
  ///
  /// - Parameters:
  ///   - region: The region, such as `eu-west-1`, or for SigV4a the region set, such as `eu-west-1,us-*`.
  ///   - service: The signing name of the service.
  ///   - keys: The cache for derived keys.
  public init(
    credentials: Credentials, region: Text, service: Text = "s3", options: Options = Options(),
    keys: SigningKeyCache = .shared
  ) {
    self.credentials = credentials
    self.region = region
    self.service = service
    self.options = options
    self.keys = keys
    isS3 = SigningService.isS3(service)
    algorithm = Text(options.algorithm.rawValue)
    pathRule = CanonicalPath.Rule(service: service, normalizesPath: options.normalizesPath)
    workspace = Mutex(SigningWorkspace())
  }

  /// The session token, and whether it is signed.
  var token: (text: Text, isSigned: Bool)? {
    credentials.sessionToken.map { ($0.withBytes { Text(bytes: $0) }, options.signsSessionToken) }
  }

  /// Returns the signing key for the day of a time.
  func dailyKey(at time: Timestamp) throws(Rejection) -> DailyKey {
    try workspace.withLock { workspace throws(Rejection) in try dailyKey(at: time, in: &workspace) }
  }

  /// Returns the signing key for the day of a time: the workspace's if it is for that day, else a new one (SIG-067).
  func dailyKey(at time: Timestamp, in workspace: inout SigningWorkspace) throws(Rejection) -> DailyKey {
    if let last = workspace.dailyKey, last.dayNumber == time.dayNumber { return last }
    try SigningRules.check(credentials)
    if let token { try SigningRules.check(line: token.text, .invalidCredentials, field: "credentials.sessionToken") }
    try SigningRules.check(scopePart: region, field: "region")
    try SigningRules.check(scopePart: service, field: "service")
    let key: SignatureKey =
      switch options.algorithm {
      case .v4:
        .symmetric(keys.key(secret: credentials.secretAccessKey, day: time.day, region: region, service: service))
      case .v4a: .asymmetric(ECDSAKey(deriving: credentials))
      }
    let scope = CredentialScope(
      day: time.day, region: options.algorithm == .v4 ? region : nil, service: service
    ).text
    let credential = credentials.accessKeyID + "/" + scope
    let dailyKey = DailyKey(
      dayNumber: time.dayNumber, scope: scope, credential: credential,
      encodedCredential: PercentEncoding.encode(credential), key: key,
      policyConditions: PolicyCondition.exact(name: FieldNames.shared.algorithm, value: algorithm).text.bytes
        + ", ".utf8
        + PolicyCondition.exact(name: FieldNames.shared.credential, value: credential).text.bytes)
    workspace.dailyKey = dailyKey
    return dailyKey
  }
}
