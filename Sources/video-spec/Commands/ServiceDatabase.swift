import DynamoDBStore
import ReferenceAdapter
import ReferenceImpl
import Services
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif
#if PostgreSQL
  import PostgresStore
#endif

/// The database of a service, or of the reference's recorder, as a URL names it.
enum ServiceDatabase {
  /// Opens the database of a recorder.
  ///
  /// - Parameters:
  ///   - name: Where the address comes from, for messages.
  ///   - isOwner: Whether this process checkpoints the database. Of several processes that share a SQLite database, only one should.
  /// - Throws: ``CommandFailure`` if the database cannot be used. The message does not contain the URL, which may have a password.
  static func openRecording(
    _ address: DatabaseAddress, named name: String, isOwner: Bool, _ options: Options
  ) throws -> any RecordStore {
    switch address {
    case .sqlite(let path):
      return try openFile(path, named: name, isOwner: isOwner) { try SQLiteRecordStore(path: path, options: $0) }
    case .postgres(let url):
      #if PostgreSQL
        return try opening(name) { try PostgresRecordStore(url: url) }
      #else
        _ = url
        throw withoutPostgres
      #endif
    case .dynamoDB(let url):
      let configuration = try opening(name) { try DynamoDBRecordStore.Configuration(url: url) }
      let credentials = try options.credentials()
      return try opening(name) { try DynamoDBRecordStore(configuration, credentials: credentials) }
    }
  }

  /// Opens the database of a library. The parameters are those of ``openRecording(_:named:isOwner:_:)``.
  static func openLibrary(_ address: DatabaseAddress, named name: String, isOwner: Bool) throws -> any LibraryStore {
    switch address {
    case .sqlite(let path):
      return try openFile(path, named: name, isOwner: isOwner) { try SQLiteLibraryStore(path: path, options: $0) }
    case .postgres(let url):
      #if PostgreSQL
        return try opening(name) { try PostgresLibraryStore(url: url) }
      #else
        _ = url
        throw withoutPostgres
      #endif
    case .dynamoDB: throw withoutDynamoDB(name, "a library")
    }
  }

  /// Opens the database of a membership service. The parameters are those of ``openRecording(_:named:isOwner:_:)``.
  static func openMembership(_ address: DatabaseAddress, named name: String, isOwner: Bool) throws -> MembershipStore {
    switch address {
    case .sqlite(let path):
      return try openFile(path, named: name, isOwner: isOwner) { try MembershipStore(path: path, options: $0) }
    case .postgres(let url):
      #if PostgreSQL
        return try opening(name) { try MembershipStore(postgres: url) }
      #else
        _ = url
        throw withoutPostgres
      #endif
    case .dynamoDB: throw withoutDynamoDB(name, "a membership service")
    }
  }

  private static func withoutDynamoDB(_ name: String, _ service: String) -> CommandFailure {
    CommandFailure("\(name): \(service) is kept in SQLite or in PostgreSQL, not in DynamoDB", status: .usage)
  }

  private static func openFile<Store>(
    _ path: String, named name: String, isOwner: Bool, _ open: (SQLiteOptions) throws -> Store
  ) throws -> Store {
    let name = "\(name): \(path.shownPath)"
    try check(path, name)
    if isOwner { try own(path, name) }
    return try opening(name) { try open(SQLiteOptions(checkpoints: isOwner)) }
  }

  /// Rejects a path at which no file can be.
  private static func check(_ path: String, _ name: String) throws {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw CommandFailure("\(name) is a directory, not a file", status: .usage)
    }
    let end = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let directory = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw CommandFailure("\(name): the directory \(directory.shownPath) does not exist", status: .usage)
    }
  }

  /// Makes this process the only one that serves a SQLite database, until it ends.
  ///
  /// The lock is on a file of its own: closing the database's file would release SQLite's locks.
  private static func own(_ path: String, _ name: String) throws {
    let descriptor = Glibc.open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw CommandFailure(
        "\(name) cannot be used: \(String(cString: strerror(errno)))", status: .usage)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw CommandFailure(
        "\(name): another process serves this database; SQLite is for one process, use PostgreSQL for several",
        status: .usage)
    }
  }

  private static func opening<Value>(_ name: String, _ open: () throws -> Value) throws -> Value {
    do { return try open() } catch let rejection as Rejection {
      throw CommandFailure("\(name): \(rejection.message)", status: .usage)
    } catch let error as RecordStoreError {
      throw CommandFailure("\(name): \(error.reason)", status: .usage)
    } catch {
      throw CommandFailure("\(name): \(error)", status: .usage)
    }
  }

  /// Returns the engine of the option `--database`, or SQLite without it.
  static func engine(_ options: Options) throws -> RecordingEngine {
    guard let url = options.value("database").map({ Text($0) }) else { return .sqlite }
    do {
      switch try DatabaseAddress(url) {
      case .sqlite: throw options.fail("--database: SQLite needs no URL; leave out the option")
      case .postgres:
        #if PostgreSQL
          return try .postgres(url: url)
        #else
          throw withoutPostgres
        #endif
      case .dynamoDB:
        return .dynamoDB(try DynamoDBRecordStore.Configuration(url: url), credentials: try options.credentials())
      }
    } catch let rejection as Rejection {
      throw options.fail("--database: \(rejection.message)")
    } catch let error as UsageError {
      throw error
    } catch let error as CommandFailure {
      throw error
    } catch {
      throw options.fail("--database: \(error)")
    }
  }

  private static let withoutPostgres = CommandFailure(
    "this program is built without PostgreSQL; build it with \"make postgres\"", status: .usage)
}

extension RecordingEngine {
  /// A table of DynamoDB, in which each scenario has a prefix of its own.
  ///
  /// A kill loses nothing that is committed, and what is not committed was not sent.
  static func dynamoDB(_ configuration: DynamoDBRecordStore.Configuration, credentials: Credentials) -> RecordingEngine
  {
    let open: @Sendable (Text) throws -> DynamoDBRecordStore = { directory in
      var configuration = configuration
      let hash = Hexadecimal.encode(SHA256.digest(of: (configuration.prefix + "/" + directory).bytes).bytes)
      configuration.prefix = "scenario-" + Text(hash.prefix(32))
      // The clock of a scenario is not DynamoDB's.
      configuration.expiresItems = false
      return try DynamoDBRecordStore(configuration, credentials: credentials)
    }
    return RecordingEngine(open: open, remove: { directory in try? open(directory).removeAll() })
  }
}
