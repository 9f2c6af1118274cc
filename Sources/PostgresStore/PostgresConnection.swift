#if PostgreSQL
  import CPostgres
  import Glibc
  import VideoSpec

  /// A connection to a PostgreSQL server, used by one thread at a time.
  ///
  /// Statements are prepared once and kept. No call waits longer than the options allow, even if the server does not respond. Nothing
  /// here knows what the database is about.
  ///
  /// The compiler cannot prove that it is `Sendable`: libpq's handle may be used from any thread, but not by two at the same time. The
  /// pool ensures that.
  final class PostgresConnection: @unchecked Sendable {
    private let handle: OpaquePointer
    private let redaction: Redaction
    private let responseMilliseconds: Int
    /// The names of the statements by the address of their text: literals do not move.
    private var statements: [UnsafePointer<UInt8>: String] = [:]
    /// Statements that are composed of parts, by their text.
    private var composedStatements: [String: String] = [:]
    private let notices: Notices
    /// Whether the connection is to be closed instead of being used again.
    private(set) var isBroken = false
    /// Whether the connection was used before. If it fails, the server may have been restarted since.
    var isReused = false

    /// Connects to a server.
    init(
      to server: [PostgresURL.Parameter], hiding redaction: Redaction, options: PostgresOptions,
      within milliseconds: Int
    ) throws(PostgresError) {
      let defaults = [
        PostgresURL.Parameter("client_encoding", "UTF8"),
        PostgresURL.Parameter("fallback_application_name", options.applicationName),
      ]
      let parameters = server.filter { $0.keyword != "client_encoding" } + defaults
      let handle = PostgresConnection.withStrings(parameters) { PQconnectStartParams($0, $1, 0) }
      guard let handle else {
        throw PostgresError(code: nil, message: "there is not enough memory for a connection", losesConnection: true)
      }
      self.handle = handle
      self.redaction = redaction
      responseMilliseconds = options.responseMilliseconds
      notices = Notices()
      // From here on the handle is closed by `deinit`, also if this initializer throws.
      PQsetNoticeReceiver(handle, Notices.receive, Unmanaged.passUnretained(notices).toOpaque())
      // With the code: libpq tells the reason for a failed connection only in a text.
      PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
      try connect(until: Deadline(milliseconds: milliseconds))
      PQsetnonblocking(handle, 1)
      if let encoding = PQparameterStatus(handle, "server_encoding").map({ String(cString: $0) }), encoding != "UTF8" {
        throw PostgresError(
          code: "3D000", message: "the database's encoding is \(encoding) and should be UTF8", losesConnection: true)
      }
      try execute(options.settings)
    }

    deinit { PQfinish(handle) }

    private func connect(until deadline: Deadline) throws(PostgresError) {
      guard PQstatus(handle) != CONNECTION_BAD else { throw connectionError() }
      var events = Int16(POLLOUT)
      while true {
        guard try wait(for: events, until: deadline) else {
          throw PostgresError(code: nil, message: "the server did not respond in time", losesConnection: true)
        }
        switch PQconnectPoll(handle) {
        case PGRES_POLLING_OK: return
        case PGRES_POLLING_READING: events = Int16(POLLIN)
        case PGRES_POLLING_WRITING: events = Int16(POLLOUT)
        default: throw connectionError()
        }
      }
    }

    /// Returns why there is no connection. Libpq's text has a line for the error and one for its place in the server's source.
    private func connectionError() -> PostgresError {
      let lines = Text(message).split(at: 0x0A).filter { !$0.isEmpty && !$0.hasPrefix("LOCATION:") }
      let line = lines.last { $0.bytes.contains(Text("failed: ")) } ?? lines.first ?? "there is no connection"
      // The code stands after two spaces: `FATAL:  53300: sorry, too many clients already`.
      let parts = line.codeAndRest
      return PostgresError(
        code: parts?.code, message: parts.map { "\($0.before): \($0.after)" } ?? line.string, losesConnection: true)
    }

    /// Libpq's message about the connection, without passwords.
    private var message: String { redaction.apply(to: String(cString: PQerrorMessage(handle))) }

    /// Calls a closure with the parameters as C strings, which are wiped afterwards.
    private static func withStrings<Result>(
      _ parameters: [PostgresURL.Parameter],
      _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
      let names = parameters.map { strdup($0.keyword) }
      let values = parameters.map { parameter in parameter.value.withBytes { bytes in bytes.cString } }
      defer {
        for name in names { free(name) }
        for value in values {
          explicit_bzero(value, strlen(value))
          value.deallocate()
        }
      }
      return body(names.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil])
    }
  }

  // MARK: - Statements

  extension PostgresConnection {
    /// Runs a statement and passes its rows to a closure. Returns how many rows it changed or returned.
    @discardableResult
    func run(
      _ sql: StaticString, _ values: [PostgresValue] = [], row: (borrowing PostgresRow) -> Void = { _ in }
    ) throws(PostgresError) -> Int {
      let deadline = Deadline(milliseconds: responseMilliseconds)
      return try run(try prepare(sql, until: deadline), values, until: deadline, row: row)
    }

    /// Runs a statement that is composed of a few fixed parts. It is prepared once, like the others: never compose one of values.
    @discardableResult
    func run(
      composed sql: String, _ values: [PostgresValue] = [], row: (borrowing PostgresRow) -> Void = { _ in }
    ) throws(PostgresError) -> Int {
      let deadline = Deadline(milliseconds: responseMilliseconds)
      return try run(try prepare(composed: sql, until: deadline), values, until: deadline, row: row)
    }

    private func run(
      _ name: String, _ values: [PostgresValue], until deadline: Deadline, row: (borrowing PostgresRow) -> Void
    ) throws(PostgresError) -> Int {
      let encoded = values.map(\.encoded)
      let isSent = encoded.withPointers { pointers, lengths in
        let formats = [Int32](repeating: 1, count: pointers.count)
        return PQsendQueryPrepared(handle, name, Int32(pointers.count), pointers, lengths, formats, 1) == 1
      }
      guard isSent else { throw lost() }
      let result = try result(until: deadline)
      let count = PQntuples(result.pointer)
      for index in 0..<count { row(PostgresRow(result: result.pointer, row: index)) }
      return count > 0 ? Int(count) : Int(String(cString: PQcmdTuples(result.pointer))) ?? 0
    }

    /// Runs a statement and returns its first row, or nil if there is none.
    func first<Value>(
      _ sql: StaticString, _ values: [PostgresValue] = [], _ read: (borrowing PostgresRow) -> Value
    ) throws(PostgresError) -> Value? {
      var first: Value?
      try run(sql, values) { row in if first == nil { first = read(row) } }
      return first
    }

    /// Runs statements that have no values and are not run again. Returns the tag of the last one: `COMMIT`, for example.
    @discardableResult
    func execute(_ sql: String, milliseconds: Int? = nil) throws(PostgresError) -> String {
      let deadline = Deadline(milliseconds: milliseconds ?? responseMilliseconds)
      guard PQsendQuery(handle, sql) == 1 else { throw lost() }
      return String(cString: PQcmdStatus(try result(until: deadline).pointer))
    }

    private func prepare(_ sql: StaticString, until deadline: Deadline) throws(PostgresError) -> String {
      if let name = statements[sql.utf8Start] { return name }
      let name = "s\(statements.count + 1)"
      try prepare(sql.description, as: name, until: deadline)
      statements[sql.utf8Start] = name
      return name
    }

    private func prepare(composed sql: String, until deadline: Deadline) throws(PostgresError) -> String {
      if let name = composedStatements[sql] { return name }
      let name = "c\(composedStatements.count + 1)"
      try prepare(sql, as: name, until: deadline)
      composedStatements[sql] = name
      return name
    }

    private func prepare(_ sql: String, as name: String, until deadline: Deadline) throws(PostgresError) {
      guard PQsendPrepare(handle, name, sql, 0, nil) == 1 else { throw lost() }
      _ = try result(until: deadline)
    }

    /// Waits for the results of what was sent, and returns the last one.
    private func result(until deadline: Deadline) throws(PostgresError) -> PostgresResult {
      try flush(until: deadline)
      var last: PostgresResult?
      var failure: PostgresError?
      while true {
        while PQisBusy(handle) == 1 {
          guard try wait(for: Int16(POLLIN), until: deadline) else { throw late() }
          guard PQconsumeInput(handle) == 1 else { throw failure ?? lost() }
        }
        guard let pointer = PQgetResult(handle) else { break }
        let result = PostgresResult(pointer)
        switch PQresultStatus(pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: last = result
        // The first error is the reason for all others.
        default: failure = failure ?? error(result)
        }
      }
      if let failure { throw failure }
      guard let last else { throw lost() }
      return last
    }

    /// Sends everything that is still to be sent. A server may want to be read before it reads on.
    private func flush(until deadline: Deadline) throws(PostgresError) {
      while true {
        switch PQflush(handle) {
        case 0: return
        case 1:
          guard try wait(for: Int16(POLLIN | POLLOUT), until: deadline) else { throw late() }
          guard PQconsumeInput(handle) == 1 else { throw lost() }
        default: throw lost()
        }
      }
    }

    /// Waits until the socket is ready. Returns false if it is not in time.
    private func wait(for events: Int16, until deadline: Deadline) throws(PostgresError) -> Bool {
      while true {
        var descriptor = pollfd(fd: PQsocket(handle), events: events, revents: 0)
        guard descriptor.fd >= 0 else { throw lost() }
        let count = poll(&descriptor, 1, Int32(clamping: deadline.remaining))
        if count > 0 { return true }
        if count == 0 { return false }
        guard errno == EINTR else { throw lost() }
      }
    }
  }

  // MARK: - Transactions

  extension PostgresConnection {
    /// Commits the open transaction.
    ///
    /// - Throws: An error after which the outcome is unknown unless it ``PostgresError/rulesOutCommit``.
    func commit() throws(PostgresError) {
      notices.warning = nil
      let tag = try execute("COMMIT")
      // Both look like a success: a transaction that had failed before, and one that is committed here and perhaps not on the standby.
      guard tag == "COMMIT" else {
        throw PostgresError(code: "25P02", message: "the transaction was rolled back", losesConnection: false)
      }
      if let warning = notices.warning {
        throw PostgresError(code: nil, message: redaction.apply(to: warning), losesConnection: false)
      }
    }

    /// Ends the open transaction, unless the error did. A connection that cannot roll back is not used again.
    func rollBack() {
      guard !isBroken, PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
      do { try execute("ROLLBACK") } catch { isBroken = true }
    }

    /// Sees to it that the connection is closed.
    func discard() { isBroken = true }

    /// Whether the connection is open and in no transaction, as far as can be seen without asking the server.
    var isIdle: Bool { !isBroken && PQtransactionStatus(handle) == PQTRANS_IDLE && isOpen }

    /// Throws an error if the server has closed the connection. If that is known before `COMMIT` is sent, the outcome is known, too.
    func check() throws(PostgresError) { if !isOpen { throw lost() } }

    private var isOpen: Bool {
      var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
      // Between two statements the server says only that a setting has changed, or that it ends and why.
      while PQstatus(handle) == CONNECTION_OK, poll(&descriptor, 1, 0) > 0 {
        if PQconsumeInput(handle) != 1 { return false }
      }
      return PQstatus(handle) == CONNECTION_OK
    }

    private func lost() -> PostgresError {
      isBroken = true
      let lines = message.split(separator: "\n")
      return PostgresError(
        code: nil, message: lines.first.map(String.init) ?? "the connection is lost", losesConnection: true,
        isStale: isReused)
    }

    private func late() -> PostgresError {
      isBroken = true
      return PostgresError(code: nil, message: "the server did not respond in time", losesConnection: true)
    }

    private func error(_ result: PostgresResult) -> PostgresError {
      let severity = result.field("V", or: "S")
      let isLost = PQstatus(handle) == CONNECTION_BAD || severity == "FATAL" || severity == "PANIC"
      if isLost { isBroken = true }
      let message = result.field("M") ?? self.message.split(separator: "\n").first.map(String.init)
      return PostgresError(
        code: result.field("C"), message: redaction.apply(to: message ?? "the connection is lost"),
        losesConnection: isLost, isStale: isLost && isReused)
    }
  }

  /// A result of libpq's, cleared with the object.
  private final class PostgresResult {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    /// Returns a field of an error: C is the code, M the message, V the severity in English, S the severity in the server's language.
    func field(_ letter: Unicode.Scalar, or other: Unicode.Scalar? = nil) -> String? {
      if let text = PQresultErrorField(pointer, Int32(letter.value)) { return String(cString: text) }
      return other.flatMap { field($0) }
    }
  }

  /// What the server says besides its results. Libpq would write it to standard error.
  private final class Notices {
    /// The latest warning.
    var warning: String?

    static let receive: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> Void = { context, result in
      guard let context, let severity = PQresultErrorField(result, Int32(UInt8(ascii: "V"))),
        strcmp(severity, "WARNING") == 0
      else { return }
      let message = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
      Unmanaged<Notices>.fromOpaque(context).takeUnretainedValue().warning = message ?? "a warning"
    }
  }

  extension Text {
    /// The parts of a line of libpq's that contains an error's code: what is before it, the code, and what is after it.
    fileprivate var codeAndRest: (before: Text, code: String, after: Text)? {
      for start in bytes.indices.dropLast(9) where bytes[start...].starts(with: ":  ".utf8) {
        let code = bytes[start + 3..<start + 8]
        guard bytes[(start + 8)...].starts(with: ": ".utf8),
          code.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) })
        else { continue }
        return (Text(bytes[..<start]), Text(code).string, Text(bytes[(start + 10)...]))
      }
      return nil
    }
  }

  extension [UInt8] {
    fileprivate func contains(_ text: Text) -> Bool { indices.contains { self[$0...].starts(with: text.bytes) } }

    /// A new C string with these bytes.
    fileprivate var cString: UnsafeMutablePointer<CChar> {
      let string = UnsafeMutablePointer<CChar>.allocate(capacity: count + 1)
      for (index, byte) in enumerated() { string[index] = CChar(bitPattern: byte) }
      string[count] = 0
      return string
    }
  }

  extension [[UInt8]?] {
    /// Calls a closure with a pointer to each element, null for nil, and the lengths.
    fileprivate func withPointers<Result>(_ body: ([UnsafePointer<CChar>?], [Int32]) -> Result) -> Result {
      var storage: [UInt8] = []
      // A byte follows each value, so that an empty one has an address, too.
      for value in self { storage += (value ?? []) + [0] }
      return storage.withUnsafeBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { bytes in
          var offset = 0
          let pointers = map { value -> UnsafePointer<CChar>? in
            defer { offset += (value?.count ?? 0) + 1 }
            return value == nil ? nil : bytes.baseAddress.map { $0 + offset }
          }
          return body(pointers, map { Int32(clamping: $0?.count ?? 0) })
        }
      }
    }
  }
#endif
