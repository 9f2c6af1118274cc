public import VideoSpec

/// The input of `sign.url`, `sign.headers`, `sign.chunks` and, in part, `canonical` (`Docs/Protocol.md`).
public struct SigningInput: Sendable {
  public var credentials: Credentials
  public var algorithm: SigningAlgorithm
  /// For SigV4a the region set.
  public var region: Text
  public var service: Text
  public var request: SigningRequest
  /// Whether `x-amz-content-sha256` is added and signed; never by URL.
  public var hasContentSHA256Header: Bool
  /// Whether the path is normalised; never for S3.
  public var normalizesPath: Bool
  /// Whether the session token is part of the signature (SIG-082).
  public var signsSessionToken: Bool
  /// The seconds asked for, as written: judging them is the signer's business (SIG-092).
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
  /// The document's bytes.
  public var policy: Text
}

/// The input of `sign.chunks` beyond that of `sign.headers`.
public struct ChunkInput: Hashable, Sendable {
  /// In bytes, at least 1; every chunk but the last has this size.
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

  /// Those that the receiver knows.
  public var credentials: [Credentials]
  public var region: Text
  public var service: Text
  public var subject: Subject
}
