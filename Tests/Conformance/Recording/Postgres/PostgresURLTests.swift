#if PostgreSQL
  import HTTPCore
  import PostgresStore
  import ReferenceImpl
  import Testing
  import VideoSpec

  @Suite("URLs of PostgreSQL")
  struct PostgresURLTests {
    static let secret = "S3cr3t"

    @Test(
      "a wrong URL is rejected, and no part of its password is shown",
      arguments: [
        ("", "postgresql://"), ("mysql://u:S3cr3t@h/d", "postgresql://"), ("Postgresql://u:S3cr3t@h/d", "begin"),
        ("postgresql:/u:S3cr3t@h/d", "begin"), ("u:S3cr3t@h", "begin"),
        ("postgresql://u:S3cr3t@S3cr3t@h/d", "%40"), ("postgresql://u:S3cr3t/S3cr3t@h/d", "port"),
        ("postgresql://u:12/S3cr3t@h/d", "%2F"), ("postgresql://u:S3cr3t@h:S3cr3t/d", "port"),
        ("postgresql://u:S3cr3t@h:70000/d", "port"), ("postgresql://u:S3cr3t@h:0/d", "port"),
        ("postgresql://u:S3cr3t@h:-1/d", "port"), ("postgresql://u:S3cr3t%zz@h/d", "%25"),
        ("postgresql://u:S3cr3t%@h/d", "%25"), ("postgresql://u:S3cr3t%00@h/d", "%"),
        ("postgresql://u:S3cr3t@h/d?sslmod=require", "sslmod"), ("postgresql://u:S3cr3t@h/d?S3cr3t=1", "parameter"),
        ("postgresql://u:S3cr3t@h/d?sslmode", "NAME=VALUE"), ("postgresql://u:S3cr3t@h/d?a=b=c", "NAME=VALUE"),
        ("postgresql://u:S3cr3t@h/d/S3cr3t", "%2F"), ("postgresql://u:S3cr3t@[::1/d", "port"),
        ("postgresql://u:S3cr3t@h h/d", "host"), ("postgresql://u:S3cr3t@a,b,c:1,2/d?port=1,2", "port"),
        ("postgresql://u:S3cr3t@h/d?host=a,b,c&hostaddr=127.0.0.1,127.0.0.2", "host"),
      ])
    func wrong(url: String, part: String) throws {
      let error = try #require(throws: DatabaseURLError.self) { try PostgresRecordStore.check(url: Text(url)) }
      #expect("\(error)".contains(part), "\(error)")
      #expect(!"\(error)".contains(Self.secret), "\(error)")
    }

    @Test("bytes that are no text are rejected")
    func bytes() {
      for bytes in [[0xFF], [0x00]] as [[UInt8]] {
        #expect(throws: DatabaseURLError.self) {
          try PostgresRecordStore.check(url: Text(bytes: Array("postgresql://h/".utf8) + bytes))
        }
      }
    }

    @Test(
      "what libpq takes is taken",
      arguments: [
        "postgresql://", "postgres://h", "postgresql://h/d", "postgresql://u@h/d", "postgresql://u:p@h:5432/d",
        "postgresql://u:p%40%2F%3F@h/d", "postgresql://u:a?b@h/d", "postgresql://[::1]:5432/d",
        "postgresql://%2Frun%2Fpg/d",
        "postgresql:///d?host=/run/pg", "postgresql://a,b:5433,[::1]:5434/d?target_session_attrs=read-write",
        "postgresql://a:1,b:2/?connect_timeout=3&sslmode=verify-full&application_name=x", "postgresql://h/d?ssl=true",
        "postgresql://h/d?user=me@there&password=x", "postgresql://u:S3cr3t@h/",
      ])
    func right(url: String) throws { try PostgresRecordStore.check(url: Text(url)) }

    @Test("a server that is not there, or does not speak the protocol, is an error without the password")
    func unreachable() throws {
      let refusing = try RefusingPort()
      let silent = try RawServer { connection, _ in _ = try connection.readRequestHead() }
      defer { silent.stop() }
      let garbage = try RawServer { connection, _ in
        _ = try connection.read(upTo: 1 << 20, deadline: .after(.seconds(30)))
        try connection.write(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), deadline: .after(.seconds(30)))
      }
      defer { garbage.stop() }
      var options = PostgresOptions()
      options.connectMilliseconds = 300
      for port in [refusing.port, silent.address.port, garbage.address.port] {
        for hosts in ["127.0.0.1:\(port)", "127.0.0.1:\(refusing.port),127.0.0.1:\(port)"] {
          let url: Text = "postgresql://\(Self.secret)-user:\(Self.secret)%40pw@\(hosts)/d"
          let start = ContinuousClock.now
          let error = try #require(throws: RecordStoreError.self) {
            _ = try PostgresRecordStore(url: url, options: options)
          }
          #expect(error.kind == .busy && !error.reason.contains("\(Self.secret)@pw"), "\(error)")
          #expect(ContinuousClock.now - start < .seconds(5))
        }
      }
    }

    @Test(
      "a wrong password, an unknown user and an unknown database are named",
      .enabled(if: PostgresServer.isThere, "not run: there is no PostgreSQL server"))
    func refused() throws {
      let server = try PostgresServer.shared
      let urls: [(Text, String)] = [
        (server.url(password: "wrong-\(Self.secret)"), "28P01"),
        (server.url(user: "nobody-here", password: "wrong-\(Self.secret)"), "28P01"),
        ("postgresql://recorder:\(PostgresServer.password)@127.0.0.1:\(server.port)/nowhere", "3D000"),
      ]
      for (url, code) in urls {
        let error = try #require(throws: RecordStoreError.self) { _ = try PostgresRecordStore(url: url) }
        #expect(error.kind == .failed && error.reason.contains(code), "\(error)")
        #expect(!error.reason.contains(Self.secret) && !error.reason.contains(PostgresServer.password), "\(error)")
      }
    }

    @Test(
      "of several servers the first that takes connections is used",
      .enabled(if: PostgresServer.isThere, "not run: there is no PostgreSQL server"))
    func several() throws {
      let schema = try PostgresServer.shared.schema()
      let refusing = try RefusingPort()
      let silent = try RawServer { connection, _ in _ = try connection.readRequestHead() }
      defer { silent.stop() }
      let hosts = "127.0.0.1:\(refusing.port),127.0.0.1:\(silent.address.port),127.0.0.1:\(schema.server.port)"
      var options = PostgresOptions()
      options.connectMilliseconds = 300
      let url: Text =
        "postgresql://recorder:\(PostgresServer.password)@\(hosts)/postgres?options=-csearch_path%3D\(schema.name)"
      let store = try PostgresRecordStore(url: url, options: options)
      #expect(try store.uploads() == [])
      // The next connection goes to the same server at once, not to those before it.
      let asked = silent.connections
      try store.inTransaction { _ in try store.check() }
      #expect(silent.connections == asked && store.connectionCount == 2)
    }
  }
#endif
