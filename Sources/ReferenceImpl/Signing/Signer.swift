import Synchronization
public import VideoSpec

/// Signs requests, URLs and POST policies with one set of credentials, for one region and service.
///
/// A signer may be used from many threads; it keeps its buffers and the signing key of the day.
///
/// ```swift
/// let signer = Signer(credentials: credentials, region: "eu-west-1", service: "s3")
/// let url = try signer.presignedURL(for: request, expires: 300, at: now)
/// ```
public final class Signer: Sendable {
  /// What differs between services, and between callers.
  public struct Options: Sendable {
    public var algorithm: SigningAlgorithm
    /// Whether the path is normalised; S3's never is (SIG-007, SIG-009).
    public var normalizesPath: Bool
    /// Whether signing by header adds `x-amz-content-sha256`; nil: to S3 yes, else no (SIG-051).
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
  /// For SigV4a the region set.
  public let region: Text
  public let service: Text
  public let options: Options

  let isS3: Bool
  let algorithm: Text
  let pathRule: CanonicalPath.Rule
  let keys: SigningKeyCache
  let workspace: Mutex<SigningWorkspace>

  /// - Parameters:
  ///   - region: `eu-west-1`; for SigV4a the region set, `eu-west-1,us-*`.
  ///   - service: The service's signing name, `s3`.
  ///   - keys: Where derived keys are kept.
  public init(
    credentials: Credentials, region: Text, service: Text, options: Options = Options(),
    keys: SigningKeyCache = .shared
  ) {
    self.credentials = credentials
    self.region = region
    self.service = service
    self.options = options
    self.keys = keys
    isS3 = service == "s3"
    algorithm = Text(options.algorithm.rawValue)
    pathRule = CanonicalPath.Rule(service: service, normalizesPath: options.normalizesPath)
    workspace = Mutex(SigningWorkspace())
  }

  /// The token, and whether it is signed.
  var token: (text: Text, isSigned: Bool)? {
    credentials.sessionToken.map { ($0.withBytes { Text(bytes: $0) }, options.signsSessionToken) }
  }

  func dailyKey(at time: Timestamp) throws(Rejection) -> DailyKey {
    try workspace.withLock { workspace throws(Rejection) in try dailyKey(at: time, in: &workspace) }
  }

  /// What signs on the day of a time: the workspace's, if it is of that day (SIG-067).
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
