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
    workspace = Mutex(SigningWorkspace())
  }

  var isS3: Bool { service == "s3" }

  var pathRule: CanonicalPath.Rule { .init(service: service, normalizesPath: options.normalizesPath) }

  /// The token, and whether it is signed.
  var token: (text: Text, isSigned: Bool)? {
    credentials.sessionToken.map { ($0.withBytes { Text(bytes: $0) }, options.signsSessionToken) }
  }

  func scope(at time: Timestamp) -> CredentialScope {
    CredentialScope(day: time.day, region: options.algorithm == .v4 ? region : nil, service: service)
  }
}

/// The buffers of a signer, and the key it used last.
struct SigningWorkspace: ~Copyable {
  var request = CanonicalRequest()
  var url: [UInt8] = []
  var canonical: [UInt8] = []
  var stringToSign: [UInt8] = []
  /// What signs at present: its scope's text is part of every string to sign.
  var current: (dayNumber: Int, scope: Text, key: SignatureKey)?

  let sha256 = SHA256()
  let digests = DigestContext()

  mutating func begin(_ method: Text) {
    request.removeAll()
    request.method = method
    url.removeAll(keepingCapacity: true)
    canonical.removeAll(keepingCapacity: true)
  }

  /// Hashes and signs the canonical request; the signature is in lower-case hexadecimal.
  mutating func sign(algorithm: SigningAlgorithm, at time: Timestamp, trace: inout Trace?) -> [UInt8] {
    stringToSign.removeAll(keepingCapacity: true)
    StringToSign.append(algorithm: algorithm.rawValue, time: time, scope: current!.scope, to: &stringToSign)
    stringToSign.append(contentsOf: Hexadecimal.encode(sha256.digest(of: canonical)))
    let signature = current!.key.sign(stringToSign, using: digests)
    if trace != nil {
      trace?.steps = [
        .init(name: "canonicalRequest", value: Text(bytes: canonical)),
        .init(name: "stringToSign", value: Text(bytes: stringToSign)),
        .init(name: "signature", value: Text(bytes: signature)),
      ]
    }
    return signature
  }
}

/// The text that is signed.
enum StringToSign {
  /// Appends the algorithm, the time and the scope, a line each (SIG-060).
  static func append(algorithm: String, time: Timestamp, scope: Text, to output: inout [UInt8]) {
    output.append(contentsOf: algorithm.utf8)
    output.append(UInt8(ascii: "\n"))
    time.append(to: &output)
    output.append(UInt8(ascii: "\n"))
    output.append(contentsOf: scope.bytes)
    output.append(UInt8(ascii: "\n"))
  }
}

extension Signer {
  /// The key of the day, from the workspace if it is the one used last (SIG-067).
  @discardableResult
  func prepareKey(in workspace: inout SigningWorkspace, at time: Timestamp) throws(Refusal) -> SignatureKey {
    if let current = workspace.current, current.dayNumber == time.dayNumber { return current.key }
    try SigningRules.check(credentials)
    let key: SignatureKey
    switch options.algorithm {
    case .v4:
      key = .symmetric(
        keys.key(secret: credentials.secretAccessKey, day: time.day, region: region, service: service))
    case .v4a: key = .asymmetric(ECDSAKey(deriving: credentials))
    }
    workspace.current = (time.dayNumber, scope(at: time).text, key)
    return key
  }
}

/// What signs a string to sign.
enum SignatureKey {
  case symmetric(HMACKey)
  case asymmetric(ECDSAKey)

  /// The signature in lower-case hexadecimal.
  func sign(_ text: [UInt8], using digests: DigestContext) -> [UInt8] {
    switch self {
    case .symmetric(let key): Hexadecimal.encode(key.authenticate(text, using: digests))
    case .asymmetric(let key): Hexadecimal.encode(key.sign(SHA256.digest(of: text)))
    }
  }

  /// Whether a signature in hexadecimal is right for a string to sign.
  func verifies(_ signature: Text, of text: [UInt8]) -> Bool {
    switch self {
    case .symmetric(let key): ConstantTime.equal(Hexadecimal.encode(key.authenticate(text)), signature.bytes)
    case .asymmetric(let key):
      Hexadecimal.decode(signature.bytes).map { key.verifies($0, of: SHA256.digest(of: text)) } ?? false
    }
  }
}
