import EndpointGate
import Gate
import VideoSpec

/// The options of `video-spec check` for an S3 server or a backend over HTTP.
enum EndpointOptions {
  static let all = ofBoth + ofStorage + ServiceOptions.all

  private static let ofBoth = [
    Option(
      "endpoint", .text("URL"), "check the S3 server, or the backend, at SCHEME://HOST[:PORT] (default profile: s3)"),
    Option("allow-remote", "allow an endpoint that is not on this machine"),
    Option("region", .text("REGION"), "the region for which requests are signed (default: us-east-1)"),
    Option("aws-profile", .text("NAME"), "sign with this profile of the shared credentials file"),
    Option(
      "bucket", .text("NAME"),
      "use this bucket, which must be empty, instead of creating buckets; for a backend, the bucket that it uses"),
    Option("start", .text("COMMAND"), "start the server with this shell command, and stop it after the run"),
    Option("name", .text("NAME"), "the server's name in reports and in the file of known failures (default: the URL)"),
  ]

  /// The options that mean nothing to a backend.
  private static let ofStorage = [
    Option(
      "session-profile", .text("NAME"),
      "a profile of the shared credentials file with session credentials that the server knows (for --profile s3-session)"
    ),
    Option(
      "style", .choice("STYLE", of: "style") { ["path", "virtual"] }, "how requests name buckets (default: path)"),
    Option("bucket-prefix", .text("PREFIX"), "the prefix of the names of new buckets (default: video-spec-)"),
  ]

  /// The options that a command has to repeat to run a case again.
  static let repeated = all.filter { $0.argument != nil }.map(\.name)

  /// Refuses the options and profiles of endpoints without `--endpoint`.
  static func checkAbsence(_ options: Options) throws {
    if let option = all.first(where: { options.has($0.name) }) {
      throw options.fail("--\(option.name) needs --endpoint URL")
    }
    if let profile = options.profiles.first(where: \.isForEndpoints) {
      let what = profile.isForServices ? "backends" : "S3 servers"
      throw options.fail("--profile \(profile) is for \(what): it needs --endpoint URL")
    }
  }

  /// The service that a backend is gated for; nil for an S3 server.
  ///
  /// - Throws: ``CommandFailure`` for options and profiles of both.
  static func service(_ options: Options) throws -> Profile? {
    if let profile = options.profiles.first(where: { !$0.isForEndpoints }) {
      let known = Profile.ofEndpoints.map(\.rawValue).joined(separator: ", ")
      throw options.fail("--profile \(profile) is for adapters; the profiles of an endpoint are \(known)")
    }
    let services = options.profiles.filter(\.isForServices)
    guard let service = services.first else {
      if let option = ServiceOptions.all.first(where: { options.has($0.name) }) {
        throw options.fail("--\(option.name) is for backends: it needs --profile \(Profile.recordingHTTP)")
      }
      return nil
    }
    guard Set(options.profiles).count == 1 else {
      throw options.fail("--profile \(service) is for a backend, and cannot be gated together with other profiles")
    }
    if let option = ofStorage.first(where: { options.has($0.name) }) {
      throw options.fail("--\(option.name) is for S3 servers, and \(service) is the profile of a backend")
    }
    if options.rest != nil {
      throw options.fail("the requests to a backend are not signed: leave out the command after '--'")
    }
    return service
  }

  /// Reads the options.
  static func configuration(_ options: Options, timeoutScale: Int) throws -> EndpointConfiguration {
    let endpoint = try server(options, does: "creates and deletes buckets there")
    let prefix = options.value("bucket-prefix") ?? "video-spec-"
    guard isBucket(prefix + "aaaaaaaaaaaa") else {
      throw options.fail(
        "--bucket-prefix \(prefix.shown) cannot begin a bucket's name: use at most 51 lowercase letters, digits and hyphens"
      )
    }
    let bucket = try bucket(options)
    if options.has("bucket"), options.has("bucket-prefix") {
      throw options.fail("--bucket and --bucket-prefix exclude each other: the gate uses one bucket or creates its own")
    }
    let session = try options.value("session-profile").map { try options.credentials(ofProfile: $0) }
    if let session, session.sessionToken == nil {
      throw options.fail("--session-profile: the profile has no aws_session_token")
    }
    return EndpointConfiguration(
      endpoint: endpoint, region: Text(options.value("region") ?? "us-east-1"), credentials: try options.credentials(),
      session: session, bucket: bucket, bucketPrefix: Text(prefix),
      style: options.value("style") == "virtual" ? .virtual : .path, responseSeconds: 30 * timeoutScale)
  }

  /// Reads `--endpoint`.
  ///
  /// - Parameter action: What the gate does to the server, in words.
  static func server(_ options: Options, does action: String) throws -> Endpoint {
    guard let endpoint = try options.endpoint() else { throw options.fail("--endpoint is missing") }
    if !endpoint.isLoopback, !options.has("allow-remote") {
      throw options.fail(
        "--endpoint: \(endpoint.host) is not this machine, and the gate \(action): add --allow-remote if you want that")
    }
    if options.has("trace-io") { throw options.fail("--trace-io records an adapter under test; leave out --endpoint") }
    return endpoint
  }

  /// Reads `--bucket`; nil if it was not given.
  static func bucket(_ options: Options) throws -> Text? {
    guard let bucket = options.value("bucket") else { return nil }
    guard isBucket(bucket) else {
      throw options.fail(
        "--bucket \(bucket.shown) is not a valid bucket name: use 3 to 63 lowercase letters, digits and hyphens")
    }
    return Text(bucket)
  }

  /// Whether every S3 server accepts a name for a bucket: 3 to 63 lowercase letters, digits and hyphens.
  private static func isBucket(_ name: String) -> Bool {
    let isPlain = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    return isPlain && (3...63).contains(name.utf8.count) && name.utf8.first != 0x2D && name.utf8.last != 0x2D
  }
}

extension Endpoint {
  /// Whether the host is this machine.
  var isLoopback: Bool {
    let name = host.string
    if name == "localhost" || name.hasSuffix(".localhost") || name == "[::1]" { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
