import HTTPCore
import HTTPServer
import ReferenceImpl
import S3Client
import S3Endpoint
import Services
import VideoSpec
import Web

#if canImport(Glibc)
  import Glibc
#endif

extension Command {
  static let serve = Command(
    "serve", summary: "run a service: a page, its API, a database and a store",
    details: [
      "--service recording, the default, records video answers to questions. --service library keeps users' videos: uploads, lists, searches, and jobs for stored videos. If ffmpeg and ffprobe are found, the library has thumbnails and durations. --service membership shares corporations' videos with their users, who log in with a password and earn points for watching; its first user is an operator, whose password is in DIR/operator-password.",
      "The page and the API are at http://localhost:PORT. The store is a strict S3 at http://127.0.0.1:PORT, which browsers treat as another origin, as with a store on the Internet. Records are in a SQLite database. Everything is below DIR.",
      "Environment variables configure the store, the database and the limits. S3_BUCKET_NAME_VIDEO, MAX_VIDEO_FILESIZE and ALLOW_VIDEO_MIME_TYPE are the bucket and the limits; a library has several types, ALLOW_VIDEO_MIME_TYPES, separated by commas. AWS_ENDPOINT_URL is another S3 server; S3_PUBLIC_ENDPOINT_URL is the address at which browsers reach it, if that is different. AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN sign the service's requests. DATABASE_URL is sqlite:// and a path (sqlite:///var/lib/recordings.db, or sqlite://recordings.db in the working directory), postgresql://HOST/DATABASE or dynamodb://TABLE?region=REGION. ALLOWED_ORIGINS lists the origins of other pages that use the API, separated by commas. For a membership service, JWT_SECRET is the key of the access tokens (at least 32 bytes; otherwise DIR/jwt-secret), VIDEO_UPSTREAMS lists origins from which videos may be streamed, VIDEO_UPSTREAM_NETWORKS networks such as 10.0.0.0/8 that these may be in, and OPERATOR_EMAIL and OPERATOR_PASSWORD are the first operator's.",
      "With the built-in store, guests can sign in without a password. With another store, your own login inserts sessions into the database; --guests lets guests sign in there too.",
      "The program prints the address when it is ready. The log is written to standard error, one JSON object on each line. /healthz, /readyz and /metrics are for operators, /openapi.json describes the API.",
      "On SIGINT and SIGTERM the program answers the requests that have begun, for at most five seconds, and exits.",
    ],
    forms: ["[DIR] [OPTIONS]"],
    operands: [
      Operand(
        .directory(), isOptional: true,
        "the directory of the database and the built-in store; created if it does not exist. Not needed if DATABASE_URL and another store are set"
      )
    ],
    options: [
      Option(
        "service", .text("NAME"),
        "which service: \(ServedService.names) (default: recording)")
    ] + ListenOptions.all(default: ServeCommand.defaultAddress) + [
      Option("aws", "keep the videos in Amazon S3, in the region AWS_REGION"),
      Option("aws-profile", .text("NAME"), "sign with this profile of the shared credentials file"),
      Option("guests", "let guests sign in, although the store is not the built-in one"),
      Option("no-guests", "do not let guests sign in"),
      Option(
        "question", .text("ID"), isRepeatable: true,
        "add this question. If guests may sign in, there are also 1, 2 and 3"),
      Option("no-media-tools", "make no thumbnails and read no durations, even if ffmpeg is found"),
      Option(
        "sweep-every", .text("SECONDS"),
        "the seconds between sweeps, which settle abandoned uploads and end plans, from 1 to 60 (default: 30)"),
      Option(
        "hook",
        "set up states for 'video-spec check --hook' by JSON lines, in the database of a running service: repeat its DIR, --listen and environment"
      ),
    ] + ListenOptions.certificate + [
      Option("json", "print the addresses as one line of JSON"),
      Option(
        "exit-with-stdin", "exit when standard input ends, so that the program does not outlive the test that starts it"
      ),
      Option("quiet", short: "q", "do not log requests"),
    ],
    examples: [
      CommandExample("video-spec serve data", "serve the page at http://localhost:8000, with everything in \"data\""),
      CommandExample("video-spec serve --service library data", "serve a library instead"),
      CommandExample("video-spec serve --service membership data", "serve a membership service"),
      CommandExample(
        "AWS_ENDPOINT_URL=http://127.0.0.1:9000 video-spec serve data --aws-profile dev",
        "use the S3 server at port 9000 as the store, with the credentials of a profile"),
    ], run: ServeCommand.run)
}

/// `video-spec serve`: a service with its page, database and store.
enum ServeCommand {
  static let defaultAddress = "127.0.0.1:8000"

  @Sendable static func run(_ options: Options) throws -> ExitStatus {
    let settings = try ServeSettings(options)
    if options.has("hook") { return try runHook(settings) }
    let log = options.has("quiet") ? nil : try LogWriter()
    let handler = HostHandler()
    let server = HTTPServer(configuration: settings.listening, handler: handler)
    // Before the threads of the server exist, so that they inherit it: the signal then waits for this thread.
    let signals = StopSignals()
    let store = try settings.builtInStore(log: log)
    let address: SocketAddress
    do { address = try server.start() } catch { throw CommandFailure("\(error)", status: .usage) }
    let addresses = ServeAddresses(settings, port: address.port)
    if let store { try addresses.admitPage(to: store) }
    let ready = try settings.readyService(
      addresses, store: store.map { .local($0.service.storage, bucket: settings.bucket) }, isOwner: true)
    let metrics = ServiceMetrics()
    handler.begin(
      service: ServiceHandler(
        ready.service, pages: addresses.pages(uploadingTo: ready.location), hosts: addresses.hosts,
        metrics: metrics, now: SystemClock.now, log: { entry in log?.write(entry.json) }),
      store: store?.handler)
    let sweeper = Sweeper(ready.service, database: ready.database, metrics: metrics) { sentence in
      log?.write(["time": .string(SystemClock.now().iso8601), "failure": JSONValue(sentence)])
    }
    try sweeper.start(every: settings.sweepSeconds)
    addresses.announce(asJSON: options.has("json"), firstOperator: ready.firstOperator)
    if options.has("exit-with-stdin") { try signals.sendAtEndOfInput() }
    signals.wait()
    store?.faults.removeAll()
    try ServeCommand.end(server, sweeper)
    log?.end()
    return .success
  }

  /// Stops the server and the sweep, within bounds: whoever waits for a database that does not respond is cut off with the process.
  private static func end(_ server: HTTPServer, _ sweeper: Sweeper) throws {
    let ended = SystemSemaphore()
    do throws(TransportError) {
      try SystemThread.start {
        server.stop(within: .seconds(5))
        sweeper.stop(within: 1)
        ended.signal()
      }
    } catch {
      throw CommandFailure("\(error)", status: .internalFault)
    }
    _ = ended.wait(seconds: 7)
  }

  /// Answers the lines of the gate until standard input ends.
  private static func runHook(_ settings: ServeSettings) throws -> ExitStatus {
    guard settings.listening.address.port != 0 else {
      throw settings.options.fail("--hook needs the port of the running service: use --listen 127.0.0.1:PORT")
    }
    let addresses = ServeAddresses(settings, port: settings.listening.address.port)
    let hook = try settings.readyService(addresses, store: nil, isOwner: false).hook
    while let line = readLine() {
      Output.standard.write(bytes: hook.response(to: Array(line.utf8)).line + [0x0A])
    }
    return .success
  }
}
