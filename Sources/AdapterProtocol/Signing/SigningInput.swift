public import VideoSpec

/// The input of `sign.url`, `sign.headers` and `sign.chunks` (see `Docs/Protocol.md`).
public struct SigningInput: Sendable {
  /// Where the signature is written.
  public enum Placement: Hashable, Sendable {
    /// In the query: the URL is presigned.
    case url
    /// In the `Authorization` header.
    case headers
  }

  public var placement: Placement
  public var credentials: Credentials
  public var algorithm: SigningAlgorithm
  /// The region; for SigV4a, the region set.
  public var region: Text
  public var service: Text
  public var request: SigningRequest
  /// Whether `x-amz-content-sha256` is added and signed. Presigned URLs never have it.
  public var hasContentSHA256Header: Bool
  /// Whether the path is normalised. S3 paths never are.
  public var normalizesPath: Bool
  /// Whether the session token is signed (SIG-082).
  public var signsSessionToken: Bool
  /// The requested lifetime in seconds, as written. The signer checks it (SIG-092).
  public var expires: Text?

  public var isS3: Bool { SigningService.isS3(service) }

  /// Reads the input of `sign.url`, `sign.headers` or `sign.chunks`.
  ///
  /// - Parameter placement: Where the signature is written, which determines the default of `contentSha256Header`.
  /// - Throws: ``InputError`` that names the missing or malformed member.
  public init(json: JSONValue, placement: Placement) throws(InputError) {
    self.placement = placement
    let input = InputReader(json)
    credentials = try Credentials(input.reader("credentials"))
    algorithm = try input.choice("algorithm", default: .v4)
    region = try input.text("region")
    service = try input.text("service")
    request = try SigningRequest(input)
    let isS3 = SigningService.isS3(service)
    hasContentSHA256Header = try input.bool("contentSha256Header") ?? (isS3 && placement == .headers)
    normalizesPath = try input.bool("normalizePath") ?? !isS3
    signsSessionToken = try input.optionalText("sessionToken") ?? "signed" == "signed"
    expires = try input.optionalText("expires")
  }
}

/// The input of `sign.chunks`.
public struct ChunkedSigningInput: Sendable {
  /// The members that `sign.headers` has, too.
  public var signing: SigningInput
  /// The size in bytes of every chunk except the last; at least 1.
  public var chunkSize: Int
  public var mode: ChunkMode
  public var trailer: [HeaderField]

  /// Reads the input of `sign.chunks`.
  ///
  /// - Throws: ``InputError`` that names the missing or malformed member.
  public init(json: JSONValue) throws(InputError) {
    signing = try SigningInput(json: json, placement: .headers)
    let input = InputReader(json)
    chunkSize = try input.integer("chunkSize")
    guard chunkSize >= 1 else { throw InputError(field: "chunkSize", reason: "must be at least 1") }
    mode = try input.choice("mode", default: .signed)
    trailer = try input.fields("trailer")
  }
}

/// The input of `canonical`.
public struct CanonicalInput: Sendable {
  public var service: Text
  public var normalizesPath: Bool
  public var request: SigningRequest
  public var payloadHash: Text

  /// Reads the input of `canonical`.
  ///
  /// - Throws: ``InputError`` that names the missing or malformed member.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    service = try input.text("service")
    normalizesPath = try input.bool("normalizePath") ?? (service != "s3")
    request = try SigningRequest(input)
    payloadHash = try input.text("payloadHash")
  }
}

/// The input of `sign.policy`.
public struct PolicySigningInput: Sendable {
  public var credentials: Credentials
  public var region: Text
  public var service: Text
  /// The bytes of the policy document.
  public var policy: Text

  /// Reads the input of `sign.policy`.
  ///
  /// - Throws: ``InputError`` that names the missing or malformed member.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    credentials = try Credentials(input.reader("credentials"))
    region = try input.text("region")
    service = try input.text("service")
    policy = try input.text("policy")
  }
}
