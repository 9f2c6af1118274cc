import ReferenceImpl
import S3Client
import Services
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// A service that `video-spec serve` can run.
enum ServedService: String, CaseIterable {
  case recording
  case library
  case membership

  /// The names of all, in words.
  static var names: String {
    let all = allCases.map(\.rawValue)
    return all.dropLast().joined(separator: ", ") + " or " + (all.last ?? "")
  }

  /// What the first line of the output begins with.
  var title: String {
    switch self {
    case .recording: "Recording service"
    case .library: "Library service"
    case .membership: "Membership service"
    }
  }

  /// The name of its page among the files of the pages.
  var page: String {
    switch self {
    case .recording: "index.html"
    case .library: "library.html"
    case .membership: "docs.html"
    }
  }

  /// The file of its database in the directory.
  var databaseFile: String {
    switch self {
    case .recording: "recordings.db"
    case .library: "library.db"
    case .membership: "membership.db"
    }
  }
}

/// A service with its database, ready to be served, and the hook for its states.
struct ReadyService {
  let service: any Service
  let database: any ServiceStore
  let hook: any StateHook
  /// A user that was made at the start, and the file with the password; nil if there is none.
  var firstOperator: (email: Text, passwordFile: String)?
  /// Where browsers reach the bucket.
  let location: S3Location
}

extension ServeSettings {
  /// Opens the database and makes the service.
  ///
  /// - Parameters:
  ///   - store: The built-in store; nil for one that is reached over HTTP.
  ///   - isOwner: Whether this process serves the database, and is not only a hook.
  func readyService(_ addresses: ServeAddresses, store: VideoStore?, isOwner: Bool) throws -> ReadyService {
    let bucket = environment.limits.bucket
    let location = try S3Location.of(bucket, environment.region, addresses.storeEndpoint)
    let publicLocation = try S3Location.of(bucket, environment.region, addresses.publicEndpoint)
    let store =
      try store
      ?? .remote(
        S3ObjectStore(
          location, credentials: credentials, retries: RetryPolicy(attempts: 2, timeout: .seconds(3)),
          now: SystemClock.now))
    switch service {
    case .recording: return try recording(addresses, store, publicLocation, isOwner: isOwner)
    case .library: return try library(addresses, store, publicLocation, isOwner: isOwner)
    case .membership: return try membership(addresses, store, publicLocation, isOwner: isOwner)
    }
  }

  /// How long a guest's session is valid: a day.
  private static let guestSeconds = 86_400

  private func recording(
    _ addresses: ServeAddresses, _ store: VideoStore, _ location: S3Location, isOwner: Bool
  ) throws -> ReadyService {
    let database = try ServiceDatabase.openRecording(self.database, named: databaseName, isOwner: isOwner, options)
    let configuration = Recorder.Configuration(
      limits: environment.limits, origins: addresses.origins,
      signer: Signer(credentials: credentials, region: environment.region),
      location: addresses.publicEndpoint.map { .endpoint($0) } ?? .style(.regional))
    let service = RecordingService(
      database: database, configuration: configuration, store: store,
      settings: .init(
        location: location, guestSeconds: hasGuests ? Self.guestSeconds : nil, isDevelopment: storeDirectory != nil))
    if isOwner { try service.recorder.add(questions: questions) }
    return ReadyService(
      service: service, database: database, hook: RecordingHook(service, origin: addresses.origin), location: location)
  }

  private func library(
    _ addresses: ServeAddresses, _ store: VideoStore, _ location: S3Location, isOwner: Bool
  ) throws -> ReadyService {
    let database = try ServiceDatabase.openLibrary(self.database, named: databaseName, isOwner: isOwner)
    let configuration = Library.Configuration(
      location: location, signer: Signer(credentials: credentials, region: environment.region),
      maximumSize: environment.limits.object.maximumSize, mediaTypes: environment.mediaTypes)
    let path = options.has("no-media-tools") ? nil : getenv("PATH").map { String(cString: $0) }
    let service = LibraryService(
      database: database, configuration: configuration, store: store,
      settings: .init(
        origins: addresses.origins, spool: Spool(directory: try spoolDirectory()),
        guestSeconds: hasGuests ? Self.guestSeconds : nil, isDevelopment: storeDirectory != nil,
        tools: path.flatMap { MediaTools(searchPath: $0) }))
    return ReadyService(
      service: service, database: database, hook: LibraryHook(service, origin: addresses.origin), location: location)
  }

  private func membership(
    _ addresses: ServeAddresses, _ store: VideoStore, _ location: S3Location, isOwner: Bool
  ) throws -> ReadyService {
    let environment = environment.membership
    let database = try ServiceDatabase.openMembership(self.database, named: databaseName, isOwner: isOwner)
    let membership = Membership(
      store: database,
      configuration: .init(
        places: VideoPlaces(bucket: bucket, origins: environment.origins),
        secret: try environment.secret ?? ownSecret()))
    let service = MembershipService(
      database: database, membership: membership, store: store,
      source: VideoSource(store: store, networks: environment.networks), origins: addresses.origins)
    var ready = ReadyService(
      service: service, database: database,
      hook: MembershipHook(service, origin: addresses.origin, bucket: bucket), location: location)
    if isOwner { ready.firstOperator = try addOperator(to: membership) }
    return ready
  }

  /// The key of access tokens in DIR. It is random, and made once.
  private func ownSecret() throws -> Secret {
    guard let directory = options.operands.first else {
      throw options.fail("JWT_SECRET is not set, and has to be without DIR: at least 32 random bytes")
    }
    let path = directory + "/jwt-secret"
    try PrivateFile.create(path, Hexadecimal.lowercase(SystemRandom.bytes(32)) + "\n")
    let secret = Text(bytes: try Files.read(path).filter { $0 > 0x20 })
    guard secret.bytes.count >= 32 else {
      throw CommandFailure(
        "\(path.shownPath) has fewer than 32 bytes; remove it, and a new one is made", status: .usage)
    }
    return Secret(secret)
  }

  /// Adds the first operator, with the address and the password of the environment, or with a random password in DIR.
  private func addOperator(to membership: Membership) throws -> (email: Text, passwordFile: String)? {
    do {
      if let (email, password) = environment.membership.firstOperator {
        _ = try membership.addFirstOperator(
          email: email, password: password.withBytes { Text(bytes: $0) }, at: SystemClock.now())
        return nil
      }
      let email: Text = "operator@example.com"
      guard let directory = options.operands.first else {
        if try membership.hasOperator() { return nil }
        throw options.fail("nobody can log in: set OPERATOR_EMAIL and OPERATOR_PASSWORD")
      }
      let path = directory + "/operator-password"
      if try membership.hasOperator() {
        return access(path, R_OK) == 0 ? (email, path) : nil
      }
      try PrivateFile.create(path, Hexadecimal.lowercase(SystemRandom.bytes(12)) + "\n")
      let password = Text(bytes: try Files.read(path).filter { $0 > 0x20 })
      _ = try membership.addFirstOperator(email: email, password: password, at: SystemClock.now())
      return (email, path)
    } catch let rejection as Rejection {
      let name = rejection.field.map { ["email": "OPERATOR_EMAIL", "password": "OPERATOR_PASSWORD"][$0] ?? $0 }
      throw CommandFailure("\(name ?? "the first operator"): \(rejection.message)", status: .usage)
    }
  }

  /// Where files are kept while they arrive: in DIR, or in the directory for temporary files without it.
  private func spoolDirectory() throws -> String {
    guard let directory = options.operands.first else {
      return getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    }
    let spool = directory + "/spool"
    try ServeSettings.create(spool)
    return spool
  }
}

extension S3Location {
  /// The bucket at an endpoint, named in the path, or in Amazon S3.
  fileprivate static func of(_ bucket: Text, _ region: Text, _ endpoint: Endpoint?) throws -> S3Location {
    guard let endpoint else { return try S3Location(bucket: bucket, region: region) }
    return S3Location(bucket: bucket, region: region, endpoint: endpoint, addressing: .path)
  }
}
