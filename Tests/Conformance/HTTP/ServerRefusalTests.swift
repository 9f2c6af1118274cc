import Glibc
import HTTPCore
import HTTPServer
import Testing

@Suite("The server: what it refuses")
struct ServerRefusalTests {
  @Test(
    "a head that breaks a rule gets its status, the connection ends, and the handler sees nothing",
    arguments: RequestHeadTests.refused)
  func heads(head: HeadCase) throws {
    let calls = Notes<String>()
    let server = try TestServer { exchange in
      calls.add(exchange.head.target.text)
      try exchange.answer("yes")
    }
    let client = try server.connect()
    // A request before it does not change that, and one behind it is not read.
    try client.send("GET /before HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try client.response().status == 200)
    try client.send(head.bytes + Array("GET /behind HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
    let response = try client.response()
    #expect(response.status == head.error.status && response.closes)
    #expect(response.text == head.error.sentence + "\n")
    #expect(try client.rest() == [])
    #expect(calls.all == ["/before"])
  }

  @Test(
    "a chunked body that breaks a rule is an error of reading, and the connection ends", arguments: ChunkedTests.refused
  )
  func chunks(body: HeadCase) throws {
    let errors = Notes<HTTPExchangeError>()
    let server = try TestServer { exchange in
      do throws(HTTPExchangeError) {
        while !exchange.body.isComplete { _ = try exchange.body.read(upTo: 7) }
      } catch {
        errors.add(error)
        // It is the same when it is read again.
        do throws(HTTPExchangeError) { _ = try exchange.body.read(upTo: 7) } catch { errors.add(error) }
      }
      try exchange.answer("bad", status: 400)
    }
    let client = try server.connect()
    try client.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
    try client.send(body.bytes + Array("GET /behind HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
    let response = try client.response()
    #expect(response.status == 400 && response.closes)
    #expect(try client.rest() == [])
    #expect(errors.all == [.malformedBody(body.error), .malformedBody(body.error)])
  }

  @Test("a client that sends all of a body of 30 MB before it reads can read an early answer, three times of three")
  func earlyAnswer() throws {
    let server = try TestServer(limits: .with { $0.drainTime = .seconds(300) }) {
      try $0.answer("too large", status: 413)
    }
    let body = [UInt8](repeating: 65, count: 1_000_000)
    for framing in ["Content-Length: 30000000", "Content-Length: 30000000", "Transfer-Encoding: chunked"] {
      let client = try server.connect()
      try client.send("PUT / HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n")
      for _ in 1...30 {
        try client.send(
          framing.hasPrefix("T") ? ChunkedEncoder.start(ofChunk: body.count) + body + ChunkedEncoder.endOfChunk : body)
      }
      let response = try client.response()
      #expect(response.status == 413 && response.text == "too large" && response.closes)
      #expect(try client.rest() == [])
    }
  }

  @Test("a body beyond what is dropped ends with the connection")
  func drainBound() throws {
    let server = try TestServer(limits: .with { $0.drainBytes = 100_000 }) { try $0.answer("too large", status: 413) }
    let client = try server.connect()
    try client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000000000\r\n\r\n")
    let body = [UInt8](repeating: 65, count: 1_000_000)
    #expect(throws: TransportError.self) { while true { try client.send(body) } }
  }

  @Test("a head that does not arrive in time is answered 408")
  func slowHeads() throws {
    let server = try TestServer(limits: .with { $0.headTime = .milliseconds(300) }) { try $0.answer("yes") }
    let slow = try server.connect()
    try slow.send("GET / HTTP/1.1\r\nHo")
    let response = try slow.response()
    #expect(response.status == 408 && response.closes)
    #expect(response.text == HTTPRefusal.headTooSlow.sentence + "\n")
    #expect(try slow.rest() == [])
  }

  @Test("an idle connection ends without a word")
  func idle() throws {
    let server = try TestServer(limits: .with { $0.idleTime = .seconds(3) }) { try $0.answer("yes") }
    let kept = try server.connect()
    #expect(try kept.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
    #expect(try kept.rest() == [])
    #expect(try server.connect().rest() == [])
  }

  @Test("a client that trickles its head cannot extend the time")
  func trickle() throws {
    let server = try TestServer(limits: .with { $0.headTime = .milliseconds(300) }) { try $0.answer("yes") }
    let client = try server.connect()
    try client.send("GET / HTTP/1.1\r\nA: ")
    var sent = 0
    do {
      while sent < 60_000 {
        try client.send("a")
        sent += 1
        usleep(10_000)
      }
    } catch is TransportError {}
    #expect(sent < 60_000)
  }

  @Test("a body that arrives, or is taken, too slowly ends the exchange")
  func slowBodies() throws {
    let errors = Notes<HTTPExchangeError>()
    let large = [UInt8](repeating: 65, count: 64 << 20)
    let server = try TestServer(limits: .with { ($0.bodyGrace, $0.bodyRate) = (.milliseconds(200), 1 << 40) }) {
      exchange in
      do throws(HTTPExchangeError) {
        if exchange.head.isMethod("GET") { return try exchange.respond(ResponseHead(200), body: .bytes(large)) }
        while !exchange.body.isComplete { _ = try exchange.body.read(upTo: 100) }
      } catch {
        errors.add(error)
        try exchange.answer("slow", status: 408)
      }
    }
    let sender = try server.connect()
    try sender.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nab")
    let response = try sender.response()
    #expect(response.status == 408 && response.closes)
    let taker = try server.connect()
    try taker.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    while errors.all.count < 2 { usleep(10_000) }
    #expect(errors.all == [.tooSlow, .tooSlow])
    #expect(try taker.rest().count < large.count)
  }

  @Test("a client that goes away in the middle of a body is an error of reading")
  func gone() throws {
    let errors = Notes<HTTPExchangeError>()
    let server = try TestServer { exchange in
      do throws(HTTPExchangeError) { _ = try exchange.body.readAll(limit: 1000) } catch { errors.add(error) }
    }
    for framing in ["Content-Length: 10\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"] {
      let client = try server.connect()
      try client.send("PUT / HTTP/1.1\r\nHost: a\r\n\(framing)")
      client.stream.shutdownWrite(deadline: .after(.seconds(60)))
      #expect(try client.response().status == 500)
    }
    #expect(errors.all == [.clientGone, .clientGone])
  }

  @Test("a client that goes away while it is answered does not end the process")
  func goneWhileAnswered() throws {
    let errors = Notes<HTTPExchangeError>()
    let file = try TestFile(size: 50_000_000)
    let server = try TestServer { exchange in
      do throws(HTTPExchangeError) {
        switch exchange.head.target.text {
        case "/file":
          try exchange.respond(ResponseHead(200), body: .file(descriptor: file.descriptor, offset: 0, count: file.size))
        default:
          try exchange.respond(
            ResponseHead(200),
            body: .stream(length: nil) { while true { try $0.write([UInt8](repeating: 1, count: 9999)) } })
        }
      } catch { errors.add(error) }
    }
    for target in ["/file", "/stream"] {
      let client = try server.connect()
      try client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = try client.stream.read(upTo: 10, deadline: .test)
      client.stream.close()
    }
    while errors.all.count < 2 { usleep(10_000) }
    #expect(errors.all == [.clientGone, .clientGone])
    #expect(try server.connect().exchange("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
  }
}
