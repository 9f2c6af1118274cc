import Glibc
import HTTPCore
import HTTPServer
import Testing

@Suite("The server: many clients, and its end")
struct ServerLoadTests {
  @Test("a hundred slow clients do not stop a fast one")
  func slowClients() throws {
    let server = try TestServer { exchange in
      _ = try exchange.body.readAll(limit: 1000)
      try exchange.answer("yes")
    }
    // Half of them stop in the head, half in the body.
    let slow = try (0..<100).map { number in
      let client = try server.connect()
      try client.send(number % 2 == 0 ? "GET /" : "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na")
      return client
    }
    let fast = try server.connect()
    for _ in 1...200 { #expect(try fast.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "yes") }
    for (number, client) in slow.enumerated() {
      try client.send(number % 2 == 0 ? " HTTP/1.1\r\nHost: a\r\n\r\n" : "bc")
      #expect(try client.response().text == "yes")
    }
  }

  @Test("clients that stall are cut off while they occupy all threads and another one waits", arguments: [true, false])
  func stalledClients(uploads: Bool) throws {
    let limits = HTTPServerLimits.with {
      $0.workers = 4
      $0.bodyGrace = .seconds(600)
      $0.crowdedTime = .milliseconds(200)
    }
    let bytes = [UInt8](repeating: 0x61, count: 64 << 20)
    let server = try TestServer(limits: limits) { exchange in
      if exchange.head.isMethod("PUT") { _ = try exchange.body.readAll(limit: 1000) }
      try exchange.respond(
        ResponseHead(200), body: .bytes(exchange.head.target.text == "/large" ? bytes : Array("yes".utf8)))
    }
    let stalled = try (0..<8).map { _ in
      let client = try server.connect()
      try client.send(
        uploads ? "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 300\r\n\r\na" : "GET /large HTTP/1.1\r\nHost: a\r\n\r\n"
      )
      return client
    }
    let fast = try server.connect()
    try fast.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try fast.response().text == "yes")
    withExtendedLifetime(stalled) {}
  }

  @Test("handlers that wait do not stop others")
  func waitingHandlers() throws {
    let latch = Latch()
    let server = try TestServer { exchange in
      if exchange.head.target.text == "/wait" { latch.wait() }
      try exchange.answer("yes")
    }
    let waiting = try (1...40).map { _ in
      let client = try server.connect()
      try client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
      return client
    }
    #expect(try server.connect().exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "yes")
    latch.open()
    for client in waiting { #expect(try client.response().text == "yes") }
  }

  @Test("a connection beyond the limit waits until another one ends")
  func connectionLimit() throws {
    let server = try TestServer(limits: .with { $0.connections = 2 }) { try $0.answer("yes") }
    let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    let first = try server.connect()
    let second = try server.connect()
    #expect(try first.exchange(request).status == 200)
    #expect(try second.exchange(request).status == 200)
    let third = try server.connect()
    try third.send(request)
    #expect(throws: TransportError.timedOut) { try third.stream.read(upTo: 1, deadline: .after(.milliseconds(300))) }
    #expect(server.connectionCount == 2)
    first.stream.close()
    #expect(try third.response().status == 200)
  }

  @Test("many clients at once get their own answers")
  func concurrency() async throws {
    let server = try TestServer(handler: ServerExchangeTests.echo)
    try await withThrowingTaskGroup { group in
      for number in 0..<16 {
        group.addTask {
          let client = try server.connect()
          for round in 0..<50 {
            let body = String(repeating: "\(number)-\(round) ", count: round * 20 + 1)
            let response = try client.exchange(
              "PUT /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(response.text == "PUT /\(number) \(body) ")
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("a graceful stop lets requests end, closes idle connections, and takes no new ones")
  func gracefulStop() async throws {
    let latch = Latch()
    let started = Latch()
    let server = try TestServer { exchange in
      if exchange.head.target.text == "/wait" {
        started.open()
        latch.wait()
      }
      try exchange.answer("done")
    }
    let idle = try server.connect()
    #expect(try idle.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
    let busy = try server.connect()
    try busy.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
    started.wait()
    try SystemThread.start { server.stop(within: .seconds(300)) }
    #expect(try idle.rest() == [])
    #expect(throws: (any Error).self) {
      while true { _ = try server.connect().exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
    }
    latch.open()
    let response = try busy.response()
    #expect(response.text == "done" && response.closes)
    #expect(try busy.rest() == [])
    server.stop()
    #expect(server.connectionCount == 0)
  }

  @Test("a stop without patience cuts requests that wait for their client")
  func cut() throws {
    let errors = Notes<HTTPExchangeError>()
    let started = Latch()
    let server = try TestServer { exchange in
      started.open()
      do throws(HTTPExchangeError) { _ = try exchange.body.readAll(limit: 100) } catch { errors.add(error) }
    }
    let client = try server.connect()
    try client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nab")
    let half = try server.connect()
    try half.send("GET / HT")
    started.wait()
    server.stop(within: .zero)
    #expect(errors.all == [.clientGone])
    _ = try client.rest()
    _ = try half.rest()
    server.stop()
  }

  @Test("a port that is in use, and an address of another machine, are errors that say so")
  func addresses() throws {
    let server = try TestServer { try $0.answer("yes") }
    let other = HTTPServer(configuration: HTTPServerConfiguration(address: server.address), handler: NoHandler())
    #expect(throws: HTTPServerError.portInUse(server.address)) { try other.start() }
    let foreign = SocketAddress((192, 0, 2, 1), port: 0)
    let third = HTTPServer(configuration: HTTPServerConfiguration(address: foreign), handler: NoHandler())
    #expect(throws: HTTPServerError.addressNotAllowed(foreign)) { try third.start() }
    let fourth = HTTPServer(configuration: HTTPServerConfiguration(), handler: NoHandler())
    _ = try fourth.start()
    #expect(throws: HTTPServerError.alreadyStarted) { try fourth.start() }
    fourth.stop(within: .zero)
  }

  private struct NoHandler: HTTPHandler {
    func handle(_ exchange: HTTPExchange) {}
  }

  @Test("a process without descriptors goes on when it has some again")
  func descriptors() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit(rlim_cur: 200, rlim_max: 200)
      setrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit)
      let server = try TestServer { try $0.answer("yes") }
      let first = try server.connect()
      #expect(try first.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "yes")
      var taken: [Int32] = []
      while true {
        let descriptor = dup(0)
        guard descriptor >= 0 else { break }
        taken.append(descriptor)
      }
      // The client's end needs one; none is left for the server's.
      close(taken.removeLast())
      let second = try server.connect()
      try second.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(throws: TransportError.timedOut) { try second.stream.read(upTo: 1, deadline: .after(.milliseconds(600))) }
      #expect(try first.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "yes")
      for descriptor in taken { close(descriptor) }
      #expect(try second.response().text == "yes")
      server.stop()
    }
  }
}
