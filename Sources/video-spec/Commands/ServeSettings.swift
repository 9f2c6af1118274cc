import HTTPCore
import HTTPServer
import Inspection
import ReferenceImpl
import S3Client
import S3Endpoint
import Services
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// The options and environment variables of `video-spec serve`.
struct ServeSettings {
  let options: Options
  let listening: HTTPServerConfiguration
  let environment: RecordingEnvironment
  let database: DatabaseAddress
  /// The directory of the built-in store, or nil with another store.
  let storeDirectory: String?
  let credentials: Credentials
  let sweepSeconds: Int
  let questions: [Int]
  let hasGuests: Bool
  /// The token of the built-in store's control plane.
  let controlToken = Hexadecimal.lowercase(SystemRandom.bytes(16))

  /// How long a guest's session is valid: a day.
  private static let guestSeconds = 86_400

  var bucket: Text { environment.limits.bucket }

  /// What a message about the database begins with.
  var databaseName: String { environment.database == nil ? "the database" : "DATABASE_URL" }

  init(_ options: Options) throws {
    self.options = options
    var settings: [Text: Text] = [:]
    for name in RecordingEnvironment.Variable.all {
      if let value = try Environment.value(name.string) { settings[name] = Text(value) }
    }
    do throws(Rejection) { environment = try RecordingEnvironment(settings) } catch {
      throw CommandFailure("\(error.field ?? ""): \(error.message)", status: .usage)
    }
    let isBuiltIn = environment.endpoint == nil && !options.has("aws")
    if options.has("aws"), environment.endpoint != nil {
      throw options.fail("--aws and AWS_ENDPOINT_URL exclude each other")
    }
    let address = try ListenOptions.address(
      options, default: ServeCommand.defaultAddress,
      reason: "add --allow-remote if they may, and put a proxy with TLS in front")
    guard !isBuiltIn || ["127.0.0.1", "::1"].contains(address.host) else {
      throw options.fail(
        "--listen: the built-in store takes only 127.0.0.1 and [::1]; for other addresses set AWS_ENDPOINT_URL, or add --aws"
      )
    }
    guard address.isLoopback || !environment.origins.isEmpty else {
      throw options.fail(
        "--listen: ALLOWED_ORIGINS is not set, and has to name the origin at which browsers see the page")
    }
    listening = HTTPServerConfiguration(address: address, tls: try ListenOptions.certificate(options))
    let directory = options.operands.first
    if let directory { try ServeSettings.create(directory) }
    if let given = environment.database {
      database = given
    } else if let directory {
      database = .sqlite(path: directory + "/recordings.db")
    } else {
      throw options.fail("DIR is missing, and DATABASE_URL is not set")
    }
    storeDirectory = isBuiltIn ? directory.map { $0 + "/s3" } : nil
    if isBuiltIn, directory == nil { throw options.fail("DIR is missing, and AWS_ENDPOINT_URL is not set") }
    let variables = try Environment.variables(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
    if let directory, isBuiltIn, variables.isEmpty, !options.has("aws-profile") {
      credentials = try BuiltInCredentials.ofStore(in: directory)
    } else {
      credentials = try options.credentials()
    }
    sweepSeconds = try ServeSettings.seconds(options)
    if options.has("guests"), options.has("no-guests") {
      throw options.fail("--guests and --no-guests exclude each other")
    }
    hasGuests = !options.has("no-guests") && (isBuiltIn || options.has("guests"))
    let given = try options.all("question").map { text in
      guard let id = Int(text), (1...Int(Int32.max)).contains(id) else {
        throw options.fail("--question \(text.shown) is not a number from 1 to \(Int32.max)")
      }
      return id
    }
    questions = (hasGuests ? [1, 2, 3] : []) + given
  }

  private static func seconds(_ options: Options) throws -> Int {
    guard let text = options.value("sweep-every") else { return 30 }
    guard let seconds = Int(text), (1...60).contains(seconds) else {
      throw options.fail("--sweep-every \(text.shown) is not a number of seconds from 1 to 60")
    }
    return seconds
  }

  private static func create(_ directory: String) throws {
    if mkdir(directory, 0o700) == 0 { return }
    let code = errno
    var status = stat()
    if stat(directory, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { return }
      throw CommandFailure("\(directory.shown) is a file, not a directory", status: .usage)
    }
    throw CommandFailure(
      "the directory \(directory.shown) cannot be created: \(String(cString: strerror(code)))", status: .usage)
  }

  /// Opens the built-in store and creates its bucket; nil with another store.
  func builtInStore(log: LogWriter?) throws -> S3Endpoint? {
    guard let storeDirectory else { return nil }
    var configuration = S3Configuration(credentials: [credentials], region: environment.region)
    configuration.search = .brief
    configuration.buckets = [bucket]
    configuration.controlToken = Secret(controlToken)
    do throws(StorageError) {
      let endpoint = S3Endpoint(
        configuration: configuration, storage: try ObjectStorage(directory: storeDirectory),
        log: { entry in log?.write(["store": .object(entry.json)]) })
      if try endpoint.service.storage.bucket(named: bucket) == nil {
        try endpoint.service.storage.createBucket(bucket, region: environment.region, at: SystemClock.now())
      }
      return endpoint
    } catch {
      if case .fault(let fault) = error { throw CommandFailure("the store: \(fault.message)", status: .usage) }
      throw CommandFailure("the store: \(error)", status: .usage)
    }
  }

  /// Makes the service.
  ///
  /// - Parameter store: The built-in store; nil for one that is reached over HTTP.
  func service(
    database: any RecordStore, addresses: ServeAddresses, store: VideoStore?
  ) throws -> RecordingService {
    let location = try S3Location.of(bucket, environment.region, addresses.storeEndpoint)
    let publicLocation = try S3Location.of(bucket, environment.region, addresses.publicEndpoint)
    let configuration = Recorder.Configuration(
      limits: environment.limits, origins: addresses.origins,
      signer: Signer(credentials: credentials, region: environment.region),
      location: addresses.publicEndpoint.map { .endpoint($0) } ?? .style(.regional))
    let remote = try S3ObjectStore(
      location, credentials: credentials, retries: RetryPolicy(attempts: 2, timeout: .seconds(3)), now: SystemClock.now)
    return RecordingService(
      database: database, configuration: configuration, store: store ?? .remote(remote),
      settings: .init(
        location: publicLocation, guestSeconds: hasGuests ? Self.guestSeconds : nil,
        isDevelopment: storeDirectory != nil))
  }
}

extension S3Location {
  /// The bucket at an endpoint, named in the path, or in Amazon S3.
  fileprivate static func of(_ bucket: Text, _ region: Text, _ endpoint: Endpoint?) throws -> S3Location {
    guard let endpoint else { return try S3Location(bucket: bucket, region: region) }
    return S3Location(bucket: bucket, region: region, endpoint: endpoint, addressing: .path)
  }
}
