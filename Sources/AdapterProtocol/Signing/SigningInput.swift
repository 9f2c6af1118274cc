public import VideoSpec

/// The input of `sign.url`, `sign.headers` and `sign.chunks` (see `Docs/Protocol.md`).
public struct SigningInput: Sendable {
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

  public var isS3: Bool { service == "s3" }
}

/// The input of `canonical`.
public struct CanonicalInput: Sendable {
  public var service: Text
  public var normalizesPath: Bool
  public var request: SigningRequest
  public var payloadHash: Text
}

/// The input of `sign.policy`.
public struct PolicyInput: Sendable {
  public var credentials: Credentials
  public var region: Text
  public var service: Text
  /// The bytes of the policy document.
  public var policy: Text
}

/// The members of the input of `sign.chunks` that `sign.headers` does not have.
public struct ChunkInput: Hashable, Sendable {
  /// The size in bytes of every chunk except the last; at least 1.
  public var size: Int
  public var mode: ChunkMode
  public var trailer: [HeaderField]
}

/// The input of the `verify.*` operations.
public struct VerificationInput: Sendable {
  public enum Subject: Hashable, Sendable {
    case request(ReceivedRequest)
    case form([HeaderField])
  }

  /// The credentials that the receiver knows.
  public var credentials: [Credentials]
  public var region: Text
  public var service: Text
  public var subject: Subject
}
