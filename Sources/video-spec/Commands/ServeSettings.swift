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
  let service: ServedService
  let listening: HTTPServerConfiguration
  let environment: ServiceEnvironment
  let database: DatabaseAddress
  /// The directory of the built-in store, or nil with another store.
  let storeDirectory: String?
  let credentials: Credentials
  let sweepSeconds: Int
  let questions: [Int]
  let hasGuests: Bool
  /// The token of the built-in store's control plane.
  let controlToken = Hexadecimal.lowercase(SystemRandom.bytes(16))

  var bucket: Text { environment.limits.bucket }

  /// What a message about the database begins with.
  var databaseName: String { environment.database == nil ? "the database" : "DATABASE_URL" }

  init(_ options: Options) throws {
    self.options = options
    let name = options.value("service") ?? ServedService.recording.rawValue
    guard let service = ServedService(rawValue: name) else {
      let known = ServedService.allCases.map(\.rawValue).joined(separator: ", ")
      throw options.fail("--service \(name.shown) is none of \(known)")
    }
    self.service = service
    var settings: [Text: Text] = [:]
    for name in ServiceEnvironment.Variable.all {
      if let value = try Environment.value(name.string) { settings[name] = Text(value) }
    }
    do throws(Rejection) { environment = try ServiceEnvironment(settings) } catch {
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
    if let directory, !options.has("service"), ServedService(rawValue: directory) ?? .recording != .recording {
      throw options.fail(
        "DIR is \"\(directory)\", which is the name of a service: write --service \(directory) DIR, or ./\(directory) for a directory of this name"
      )
    }
    if let directory { try ServeSettings.create(directory) }
    if let given = environment.database {
      database = given
    } else if let directory {
      database = .sqlite(path: directory + "/" + service.databaseFile)
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
    try ServeSettings.checkOptions(of: service, options)
    questions = (hasGuests ? [1, 2, 3] : []) + given
  }

  /// Rejects options of another service, which would have no effect.
  private static func checkOptions(of service: ServedService, _ options: Options) throws {
    let owners: [(option: String, services: [ServedService])] = [
      ("question", [.recording]), ("no-media-tools", [.library]), ("guests", [.recording, .library]),
      ("no-guests", [.recording, .library]),
    ]
    for (option, services) in owners where options.has(option) && !services.contains(service) {
      let names = services.map(\.rawValue).joined(separator: " and ")
      throw options.fail("--\(option) belongs to the service\(services.count > 1 ? "s" : "") \(names)")
    }
  }

  private static func seconds(_ options: Options) throws -> Int {
    guard let text = options.value("sweep-every") else { return 30 }
    guard let seconds = Int(text), (1...60).contains(seconds) else {
      throw options.fail("--sweep-every \(text.shown) is not a number of seconds from 1 to 60")
    }
    return seconds
  }

  static func create(_ directory: String) throws {
    if mkdir(directory, 0o700) == 0 { return }
    let code = errno
    var status = stat()
    if stat(directory, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { return }
      throw CommandFailure("\(directory.shownPath) is a file, not a directory", status: .usage)
    }
    throw CommandFailure(
      "the directory \(directory.shownPath) cannot be created: \(String(cString: strerror(code)))", status: .usage)
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
}
