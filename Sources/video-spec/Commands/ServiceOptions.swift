import EndpointGate
import Gate
import HTTPCore
import ReferenceImpl
import VideoSpec

/// The options of `video-spec check` for a backend.
struct ServiceOptions {
  static let all = [
    Option(
      "hook", .text("COMMAND|URL"), "the shell command, or the URL, of the hook that sets up the states of a backend"),
    Option("store", .text("HOST:PORT"), "be the backend's store at this address (needed without --start)"),
    Option("mapping", .file(), "how the backend calls its paths and members"),
    Option("origin", .text("ORIGIN"), "the origin from which the backend accepts requests (default: the hook's)"),
  ]

  let configuration: ServiceConfiguration
  let bucket: Text
  let address: SocketAddress

  /// The largest file and the media types that a backend accepts if the gate starts it. A library accepts several types.
  private static let limits = [
    "MAX_VIDEO_FILESIZE": "90000000", "ALLOW_VIDEO_MIME_TYPE": "video/webm",
    "ALLOW_VIDEO_MIME_TYPES": "video/mp4,video/webm,video/quicktime",
  ]
  private static let bucketVariable = "S3_BUCKET_NAME_VIDEO"

  init(_ options: Options, service: ServiceDefinition, timeoutScale: Int) throws {
    let endpoint = try EndpointOptions.server(options, does: "changes what is recorded there")
    address = try Self.address(options)
    if let given = try EndpointOptions.bucket(options) {
      bucket = given
    } else if !options.has("start"), let name = try Environment.value(Self.bucketVariable), !name.isEmpty {
      bucket = Text(name)
    } else {
      bucket = "video-spec-videos"
    }
    let credentials = options.has("start") ? Self.randomCredentials() : try options.credentials()
    Output.hide(credentials.secretAccessKey)
    let region = Text(options.value("region") ?? "us-east-1")
    let backend = EndpointConfiguration(
      endpoint: endpoint, region: region, credentials: credentials, responseSeconds: 30 * timeoutScale)
    configuration = ServiceConfiguration(
      backend, of: service, mapping: try Self.mapping(options, service), origin: try Self.origin(options))
  }

  /// Credentials that nobody else has.
  private static func randomCredentials() -> Credentials {
    let letters = SystemRandom.bytes(16).map { UInt8(ascii: "A") + $0 % 26 }
    let secret = Hexadecimal.lowercase(SystemRandom.bytes(20))
    return Credentials(accessKeyID: "GATE" + Text(bytes: letters), secretAccessKey: Secret(secret))
  }

  private static func mapping(_ options: Options, _ service: ServiceDefinition) throws -> ServiceMapping {
    guard let path = options.value("mapping") else { return ServiceMapping(service) }
    let bytes = try Files.read(path)
    do throws(VectorError) { return try ServiceMapping(file: path, bytes: bytes, of: service) } catch {
      throw options.fail("--mapping: \(error)")
    }
  }

  private static func origin(_ options: Options) throws -> Text? {
    guard let text = options.value("origin").map({ Text($0) }) else { return nil }
    guard let endpoint = Endpoint(text), endpoint.origin == text else {
      throw options.fail("--origin \(text.string.shown) is not SCHEME://HOST[:PORT] as a browser sends it")
    }
    return text
  }

  private static func address(_ options: Options) throws -> SocketAddress {
    guard let text = options.value("store") else {
      guard options.has("start") else {
        throw options.fail(
          "--store is missing: the gate is the backend's store, and needs the address that the backend was started with"
        )
      }
      return .loopback(port: 0)
    }
    guard let address = ListenOptions.parse(text), address.port > 0 || options.has("start") else {
      throw options.fail("--store \(text.shown) is not ADDRESS:PORT, such as 127.0.0.1:9000")
    }
    guard address.isLoopback || options.has("allow-remote") else {
      throw options.fail(
        "--store: \(address.host) can be reached from other machines: add --allow-remote if you want that")
    }
    return address
  }

  /// The variables with which the gate starts a backend and its hook.
  func variables(of store: GateStore) -> [String: String] {
    let credentials = configuration.backend.credentials
    return Self.limits.merging([
      "AWS_ENDPOINT_URL": store.url.origin.string, "AWS_REGION": configuration.backend.region.string,
      "AWS_ACCESS_KEY_ID": credentials.accessKeyID.string,
      "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey.withBytes { Text(bytes: $0).string },
      Self.bucketVariable: bucket.string,
    ]) { $1 }
  }
}
