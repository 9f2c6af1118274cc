import Gate
import HTTPCore
import HTTPServer
import Inspection
import ReferenceImpl
import S3Endpoint
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

extension Command {
  static let s3 = Command(
    "s3", summary: "run a strict S3 endpoint on a directory, for tests",
    details: [
      "Accepts what Amazon S3 accepts and refuses what it refuses: signatures, policies, checksums and conditions are always verified. Each refusal has S3's own answer, and names the rule that the request breaks in x-video-spec-rule and in the log.",
      "Credentials come from --credentials FILE, else from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, else the endpoint takes AWS's example credentials, which it prints.",
      "The program prints the address when it is ready, and a link to a page that lists the requests and explains why they were refused. The same address has the control plane for tests: reset, a movable clock, faults. It needs the token in the link. The log is written to standard error, with one line for each request.",
      "On SIGINT and SIGTERM the program answers the requests that have begun, for at most five seconds, and ends.",
    ],
    forms: ["DIR [OPTIONS]", "--in-memory [OPTIONS]"],
    operands: [
      Operand(.directory(), isOptional: true, "the directory that holds the buckets; created if it does not exist")
    ],
    options: [
      Option("in-memory", "keep everything in memory; it is lost when the program ends")
    ] + ListenOptions.all(default: S3Command.defaultAddress) + [
      Option("bucket", .text("NAME"), isRepeatable: true, "create this bucket at the start, if it does not exist"),
      Option("region", .text("REGION"), "the region for which requests must be signed (default: us-east-1)"),
      Option("credentials", .file(), "a shared credentials file; requests may be signed with any of its profiles"),
      Option(
        "domain", .text("NAME"), isRepeatable: true,
        "a domain for virtual-hosted buckets, as in BUCKET.NAME (default: localhost)"),
      Option("read-only", "refuse every request that changes something"),
    ] + ListenOptions.certificate + [
      Option("json", "print the URL, the region, the default credentials and the token as one line of JSON"),
      Option("exit-with-stdin", "end when standard input ends, so that it does not outlive the test that starts it"),
      Option("quiet", short: "q", "do not log requests"),
    ],
    examples: [
      CommandExample("video-spec s3 data --bucket videos", "serve the directory \"data\", with the bucket \"videos\""),
      CommandExample("video-spec s3 --in-memory --listen 127.0.0.1:0", "serve from memory, on a free port"),
    ], run: S3Command.run)
}

/// `video-spec s3`: the strict S3 endpoint.
enum S3Command {
  static let defaultAddress = "127.0.0.1:9000"

  @Sendable static func run(_ options: Options) throws -> ExitStatus {
    let listening = try listening(options)
    let credentials = try S3EndpointCredentials(options)
    var configuration = S3Configuration(
      credentials: credentials.credentials, region: Text(options.value("region") ?? "us-east-1"))
    configuration.isReadOnly = options.has("read-only")
    if options.has("domain") { configuration.domains = options.all("domain").map { Text($0).lowercased } }
    configuration.search = .brief
    configuration.buckets = try options.all("bucket").map { name in
      if let problem = BucketName.problem(of: Text(name)) {
        throw options.fail("--bucket \(name.shown): it \(problem)")
      }
      return Text(name)
    }
    let token = Hexadecimal.lowercase(SystemRandom.bytes(16))
    configuration.controlToken = Secret(token)
    let log = options.has("quiet") ? nil : try LogWriter()
    let endpoint = S3Endpoint(
      configuration: configuration, storage: try storage(options), listening: listening,
      log: log.map { log in { @Sendable (entry: JournalEntry) in log.write(entry.line) } })
    for name in configuration.buckets { try create(name, at: endpoint) }
    // Before the threads of the server exist, so that they inherit it: the signal then waits for this thread.
    let signals = StopSignals()
    let address: SocketAddress
    do { address = try endpoint.start() } catch { throw CommandFailure("s3: \(error)", status: .usage) }
    let announcement = Announcement(
      url: "\(listening.tls == nil ? "http" : "https")://\(address)", configuration: configuration,
      shown: credentials.shown, token: token)
    if options.has("json") {
      Output.standard.write(bytes: announcement.json.line + [0x0A])
    } else {
      Output.standard.write(announcement.text)
    }
    if options.has("exit-with-stdin") { try signals.sendAtEndOfInput() }
    signals.wait()
    endpoint.stop()
    log?.end()
    return .success
  }

  private static func listening(_ options: Options) throws -> HTTPServerConfiguration {
    let address = try ListenOptions.address(
      options, default: defaultAddress,
      reason: "add --allow-remote if they may, and --credentials, because the default ones are public")
    return HTTPServerConfiguration(address: address, tls: try ListenOptions.certificate(options))
  }

  private static func storage(_ options: Options) throws -> ObjectStorage {
    let isInMemory = options.has("in-memory")
    do throws(StorageError) {
      switch options.operands.first {
      case let directory? where !isInMemory:
        var status = stat()
        if stat(directory, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
          throw StorageError.fault(StorageFault(.filesMissing, "\"\(directory)\" is a file, not a directory"))
        }
        return try ObjectStorage(
          directory: directory, access: options.has("read-only") ? .readOnly : .readWrite)
      case nil where isInMemory: return try ObjectStorage(inMemory: ())
      default: break
      }
    } catch {
      throw CommandFailure("s3: \(text(error))", status: .usage)
    }
    throw options.fail(isInMemory ? "--in-memory takes no DIR" : "DIR is missing; --in-memory needs none")
  }

  private static func create(_ name: Text, at endpoint: S3Endpoint) throws {
    do throws(StorageError) {
      if try endpoint.service.storage.bucket(named: name) != nil { return }
      let configuration = endpoint.service.configuration
      try endpoint.service.storage.createBucket(name, region: configuration.region, at: configuration.clock.now())
    } catch {
      throw CommandFailure("s3: the bucket \(name.string.shown) cannot be created: \(text(error))", status: .usage)
    }
  }

  private static func text(_ error: StorageError) -> String {
    if case .fault(let fault) = error { fault.message } else { "\(error)" }
  }
}

/// What the program prints when the endpoint is ready.
private struct Announcement {
  let url: String
  let configuration: S3Configuration
  /// The credentials that are printed, because they are public; nil for the user's own.
  let shown: (accessKeyID: String, secretAccessKey: String)?
  let token: Text

  /// For people: lines that can be pasted into a shell, and the page.
  var text: String {
    var lines = ["S3 endpoint at \(url)"]
    if let shown {
      lines.append("  AWS_ACCESS_KEY_ID=\(shown.accessKeyID) AWS_SECRET_ACCESS_KEY=\(shown.secretAccessKey)")
    }
    lines.append("  AWS_ENDPOINT_URL_S3=\(url) AWS_REGION=\(configuration.region)")
    if !configuration.buckets.isEmpty {
      lines.append("  buckets: \(configuration.buckets.map(\.string).joined(separator: ", "))")
    }
    lines.append("  requests, and why they are refused: \(url)/_video-spec/?token=\(token)")
    return lines.joined(separator: "\n") + "\n"
  }

  /// For programs.
  var json: JSONValue {
    var object: JSONObject = ["url": JSONValue(url), "region": .string(configuration.region)]
    object["accessKeyId"] = shown.map { JSONValue($0.accessKeyID) }
    object["secretAccessKey"] = shown.map { JSONValue($0.secretAccessKey) }
    object["controlToken"] = .string(token)
    return .object(object)
  }
}
