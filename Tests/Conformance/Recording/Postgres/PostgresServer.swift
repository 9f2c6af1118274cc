#if PostgreSQL
  import Foundation
  import HTTPCore
  import PostgresStore
  import ReferenceImpl
  import Rehearsal
  import Synchronization
  import VideoSpec

  /// A PostgreSQL server of the tests' own, in a directory that goes with it.
  ///
  /// A shell runs it, as another user if the tests run as root, whom PostgreSQL rejects. The shell stops the server and removes the
  /// directory when its input ends: also if the tests crash.
  final class PostgresServer: Sendable {
    /// The directory of `initdb` and `pg_ctl`; nil if there is no server on this machine.
    static let programs: String? = {
      let found = try? Program.run(
        "/bin/sh",
        [
          "-c",
          "for d in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) $(dirname \"$(command -v pg_ctl)\" 2>/dev/null); "
            + "do [ -x \"$d/initdb\" ] && command -v psql >/dev/null && echo \"$d\" && exit; done; exit 1",
        ])
      return found?.status == 0 ? found?.output.trimmingCharacters(in: .whitespacesAndNewlines) : nil
    }()

    /// Whether the tests can run.
    static var isThere: Bool { programs != nil }

    /// The server that tests share which leave it as it is.
    static var shared: PostgresServer { get throws { try sharedServer.get() } }
    private static let sharedServer = Result { try PostgresServer() }

    static let user = "recorder"
    static let password = "tell-nobody-4711"

    let port: UInt16
    let directory: String
    private let process: Process
    private let input = Pipe()
    private let output = Pipe()
    private let lines = Mutex<[UInt8]>([])
    private let number = Mutex(0)

    init() throws {
      guard let programs = Self.programs else { throw Failure("there is no PostgreSQL") }
      // The socket is closed at once; nobody else is likely to get the port before the server does.
      port = try ListeningSocket(at: .loopback(port: 0)).address.port
      var template = Array("\(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")/video-spec-pg-XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { throw Failure("no directory for PostgreSQL") }
      directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      process = Process()
      var command = ["/bin/sh", "-c", Self.script, "sh", programs, directory, "\(port)", Self.user, Self.password]
      if geteuid() == 0 {
        guard let user = getpwnam("postgres") ?? getpwnam("nobody") else { throw Failure("no unprivileged user") }
        chown(directory, user.pointee.pw_uid, user.pointee.pw_gid)
        command =
          ["/usr/bin/setpriv", "--reuid=\(user.pointee.pw_uid)", "--regid=\(user.pointee.pw_gid)", "--clear-groups"]
          + command
      }
      process.executableURL = URL(fileURLWithPath: command[0])
      process.arguments = Array(command.dropFirst())
      process.currentDirectoryURL = URL(fileURLWithPath: directory)
      process.standardInput = input
      process.standardOutput = output
      try process.run()
      try input.fileHandleForReading.close()
      try expectDone("initdb")
      try control("start")
    }

    deinit {
      try? input.fileHandleForWriting.close()
      process.waitUntilExit()
    }

    private static let script = """
      trap '' INT TERM HUP
      bin=$1 dir=$2
      ctl() { "$bin/pg_ctl" -s -w -t 60 -D "$dir/data" -l "$dir/log" "$@" </dev/null >>"$dir/control.log" 2>&1; }
      echo "$5" >"$dir/password"
      if "$bin/initdb" -D "$dir/data" -U "$4" --pwfile="$dir/password" -E UTF8 --locale=C.UTF-8 --auth-local=trust \
        --auth-host=scram-sha-256 >>"$dir/control.log" 2>&1 </dev/null; then
        cat >>"$dir/data/postgresql.conf" <<END
      listen_addresses = '127.0.0.1'
      port = $3
      unix_socket_directories = '$dir'
      shared_buffers = 32MB
      END
        echo done
      else
        cat "$dir/control.log" >&2
        echo failed
      fi
      while read -r words; do
        if ctl $words; then echo done; else echo failed; fi
      done
      ctl -m immediate stop
      rm -rf "$dir"
      """

    /// Runs pg_ctl: `start`, `-m fast restart`, `reload`.
    func control(_ words: String) throws {
      try input.fileHandleForWriting.write(contentsOf: Data("\(words)\n".utf8))
      try expectDone(words)
    }

    private func expectDone(_ action: String) throws {
      let line = lines.withLock { unread -> String in
        while !unread.contains(UInt8(ascii: "\n")) {
          let more = output.fileHandleForReading.availableData
          guard !more.isEmpty else { return "nothing" }
          unread += more
        }
        let line = unread.prefix { $0 != UInt8(ascii: "\n") }
        unread.removeFirst(line.count + 1)
        return String(decoding: line, as: UTF8.self)
      }
      guard line == "done" else {
        let log = (try? String(contentsOfFile: directory + "/log", encoding: .utf8)) ?? ""
        throw Failure("PostgreSQL: \(action): \(line)\n\(log.suffix(2000))")
      }
    }

    /// Returns a new, empty schema.
    func schema() throws -> PostgresSchemaUnderTest {
      let name = "test_\(nextNumber())"
      let schema = PostgresSchemaUnderTest(server: self, name: name)
      _ = try schema.query("CREATE SCHEMA \(name)")
      return schema
    }

    private func nextNumber() -> Int {
      number.withLock { number in
        number += 1
        return number
      }
    }

    func url(port: UInt16? = nil, user: String = user, password: String = password, parameters: String = "") -> Text {
      "postgresql://\(user):\(password)@127.0.0.1:\(port ?? self.port)/postgres\(parameters)"
    }
  }

  /// A schema of a test server.
  struct PostgresSchemaUnderTest: Sendable {
    let server: PostgresServer
    let name: String

    var url: Text { url() }

    /// - Parameter port: The port of a proxy in front of the server.
    func url(port: UInt16? = nil, parameters: String = "") -> Text {
      server.url(port: port, parameters: "?options=-csearch_path%3D\(name)\(parameters)")
    }

    /// Opens a record store, and adds the user, the session and the question of rehearsals.
    func recorder(
      port: UInt16? = nil, with change: (inout PostgresOptions) -> Void = { _ in },
      reaching reach: @escaping @Sendable (RecordingPoint) throws -> Void = { _ in }
    ) throws -> (recorder: Recorder, store: PostgresRecordStore) {
      var options = PostgresOptions()
      change(&options)
      let store = try PostgresRecordStore(url: url(port: port), options: options)
      let recorder = Recorder(store: store, configuration: Rehearsal.configuration(reaching: reach))
      try recorder.add(
        users: ["u_1"], sessions: [UserSession(token: Rehearsal.token, user: "u_1", expires: .maximum)], questions: [7])
      return (recorder, store)
    }

    /// Runs a query with psql, and returns its rows with bars between the columns.
    func query(_ sql: String) throws -> [String] {
      let result = try Program.run(
        "/bin/sh",
        [
          "-c", "exec psql \"$@\"", "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-P", "null=NULL", "-F", "|", "-h",
          server.directory, "-p", "\(server.port)", "-U", PostgresServer.user, "-d", "postgres", "-c",
          "SET search_path TO \(name)", "-c", sql,
        ])
      guard result.status == 0 else { throw Failure("\(sql): \(result.error)") }
      return result.output.split(separator: "\n").map(String.init)
    }

    /// Returns what is wrong: halves of records, and rows that only settling should see.
    func damage() throws -> [String] {
      try query(
        """
        SELECT 'no video', external_id::text FROM answers WHERE id NOT IN (SELECT answer_id FROM videos)
        UNION ALL SELECT 'no answer', storage_key FROM videos WHERE answer_id NOT IN (SELECT id FROM answers)
        UNION ALL SELECT 'settling', external_id::text FROM answers WHERE status = 'settling'
        UNION ALL SELECT 'no result', external_id::text FROM answers JOIN videos ON answer_id = answers.id
          WHERE (status = 'completed') <> (size IS NOT NULL)
        """)
    }

    /// Returns the external IDs of the answers.
    func externalIDs() throws -> Set<String> { Set(try query("SELECT external_id FROM answers")) }
  }

  extension PostgresRecordStore {
    /// Runs a body in a transaction without fault points.
    func inTransaction<Result: Sendable>(_ body: (any RecordTransaction) throws -> Result) throws -> Result {
      try transaction(reaching: { _ in }, body)
    }
  }
#endif
