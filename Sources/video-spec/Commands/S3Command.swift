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
      Option("in-memory", "keep everything in memory; it is lost when the program ends"),
      Option(
        "listen", .text("ADDRESS:PORT"), "the address to listen on; port 0 takes a free port (default: 127.0.0.1:9000)"),
      Option("allow-remote", "allow --listen to take an address that other machines can reach"),
      Option("bucket", .text("NAME"), isRepeatable: true, "create this bucket at the start, if it does not exist"),
      Option("region", .text("REGION"), "the region for which requests must be signed (default: us-east-1)"),
      Option("credentials", .file(), "a shared credentials file; requests may be signed with any of its profiles"),
      Option(
        "domain", .text("NAME"), isRepeatable: true,
        "a domain for virtual-hosted buckets, as in BUCKET.NAME (default: localhost)"),
      Option("read-only", "refuse every request that changes something"),
      Option("tls-cert", .file(), "serve HTTPS with this certificate, in PEM"),
      Option("tls-key", .file(), "the private key of the certificate, in PEM"),
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
  @Sendable static func run(_ options: Options) throws -> ExitStatus {
    let listening = try listening(options)
    let credentials = try S3CommandCredentials(options)
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
    let text = options.value("listen") ?? "127.0.0.1:9000"
    guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
      let port = UInt16(text[text.utf8.index(after: colon)...]),
      let address = SocketAddress(numeric: host(text[..<colon]), port: port)
    else { throw options.fail("--listen \(text.shown) is not ADDRESS:PORT, such as 127.0.0.1:9000 or [::1]:0") }
    guard address.isLoopback || options.has("allow-remote") else {
      throw options.fail(
        "--listen \(text.shown): other machines can reach this address; add --allow-remote if they may, and --credentials, because the default ones are public"
      )
    }
    switch (options.value("tls-cert"), options.value("tls-key")) {
    case (nil, nil): return HTTPServerConfiguration(address: address)
    case (let certificate?, let key?):
      do {
        return HTTPServerConfiguration(
          address: address, tls: try TLSContext.server(certificateFile: certificate, keyFile: key))
      } catch {
        throw CommandFailure("s3: \(error)", status: .usage)
      }
    default: throw options.fail("--tls-cert and --tls-key belong together")
    }
  }

  private static func host(_ text: Substring) -> String {
    if text.utf8.elementsEqual("localhost".utf8) { return "127.0.0.1" }
    let isBracketed = text.utf8.first == UInt8(ascii: "[") && text.utf8.last == UInt8(ascii: "]")
    return String(isBracketed ? text.dropFirst().dropLast() : text)
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

/// The credentials that the endpoint accepts.
private struct S3CommandCredentials {
  let credentials: [Credentials]
  /// The credentials as text if they are AWS's examples, which are not secret; otherwise nil.
  let shown: (accessKeyID: String, secretAccessKey: String)?

  /// The credentials of the examples in AWS's documentation.
  private static let example = (
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
  )

  init(_ options: Options) throws {
    if let path = options.value("credentials") {
      credentials = try CredentialSources.all(in: Files.read(path), path: path)
      shown = nil
    } else {
      let variables = try Environment.variables(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
      let example = [
        "AWS_ACCESS_KEY_ID": Self.example.accessKeyID, "AWS_SECRET_ACCESS_KEY": Self.example.secretAccessKey,
      ]
      if variables == example || variables["AWS_ACCESS_KEY_ID"] == nil && variables["AWS_SECRET_ACCESS_KEY"] == nil {
        credentials = [
          Credentials(
            accessKeyID: Text(Self.example.accessKeyID), secretAccessKey: Secret(Self.example.secretAccessKey))
        ]
        shown = Self.example
        return
      }
      credentials = [
        try CredentialSources(environment: variables).find { (_) throws(Rejection) in nil }
      ]
      shown = nil
    }
    for credential in credentials {
      Output.hide(credential.secretAccessKey)
      credential.sessionToken.map(Output.hide)
    }
  }
}

/// Waits for the signals that end the program, instead of handling them.
private struct StopSignals {
  private var set = sigset_t()

  init() {
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Sends SIGTERM to this program when standard input ends.
  func sendAtEndOfInput() throws {
    do throws(TransportError) {
      try SystemThread.start {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
          let count = read(STDIN_FILENO, &buffer, buffer.count)
          if count == 0 || count < 0 && errno != EINTR { break }
        }
        kill(getpid(), SIGTERM)
      }
    } catch {
      throw CommandFailure("s3: standard input cannot be watched: \(error)", status: .internalFault)
    }
  }

  func wait() {
    var received: Int32 = 0
    var set = set
    while sigwait(&set, &received) != 0 {}
  }
}
