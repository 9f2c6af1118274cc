public import VideoSpec

/// The endpoint that a gate tests, and the settings of the run.
public struct EndpointConfiguration: Sendable {
  public var endpoint: Endpoint
  public var region: Text
  public var credentials: Credentials
  /// Session credentials that the server knows; without them the cases that need them are not run.
  public var session: Credentials?
  /// An empty bucket to use; nil if the gate creates a new one for each case.
  public var bucket: Text?
  /// The prefix of the names of new buckets.
  public var bucketPrefix: Text
  /// How requests name the bucket, unless a scenario says otherwise.
  public var style: Addressing
  /// How long a response may take, in seconds.
  public var responseSeconds: Int
  /// How many cases run at the same time. With `bucket` it is one.
  public var lanes: Int

  public init(
    endpoint: Endpoint, region: Text = "us-east-1", credentials: Credentials, session: Credentials? = nil,
    bucket: Text? = nil, bucketPrefix: Text = "video-spec-", style: Addressing = .path, responseSeconds: Int = 30,
    lanes: Int = 8
  ) {
    self.endpoint = endpoint
    self.region = region
    self.credentials = credentials
    self.session = session
    self.bucket = bucket
    self.bucketPrefix = bucketPrefix
    self.style = style
    self.responseSeconds = responseSeconds
    self.lanes = lanes
  }

  /// The longest body of a response that is read, in bytes. No scenario stores more.
  static let bodyLimit = 24 << 20

  /// The value of `Host` that names a bucket.
  ///
  /// A numeric address has no subdomains, so `localhost` replaces it.
  func virtualHost(_ bucket: Text) -> Text {
    let host = endpoint.host
    let isNumeric =
      host.bytes.first == UInt8(ascii: "[")
      || host.bytes.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    let base = isNumeric ? "localhost" + Text(endpoint.port.map { ":\($0)" } ?? "") : endpoint.authority
    return bucket + "." + base
  }

  /// The secrets that no report may show.
  var secrets: [Text] {
    [credentials, session].compactMap(\.self).flatMap { credentials in
      [credentials.secretAccessKey, credentials.sessionToken].compactMap { $0?.withBytes { Text(bytes: $0) } }
    }
  }
}
