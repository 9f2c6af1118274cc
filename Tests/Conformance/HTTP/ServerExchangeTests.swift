import HTTPCore
import HTTPServer
import Testing

@Suite("The server: requests and answers")
struct ServerExchangeTests {
  /// Answers with what it got.
  @Sendable static func echo(_ exchange: HTTPExchange) throws {
    let body = try exchange.body.readAll(limit: 1 << 20) ?? []
    let trailers = exchange.body.trailers.fields.map { "\($0.name.text)=\($0.value.text)" }
    try exchange.answer(
      "\(exchange.head.method.text) \(exchange.head.target.text) \(body.text) \(trailers.joined(separator: ","))")
  }

  @Test("a connection is kept, and the handler gets the bytes that were sent")
  func keepAlive() throws {
    let heads = Notes<RequestHead>()
    let server = try TestServer { exchange in
      heads.add(exchange.head)
      try exchange.answer("\(exchange.peer.host) \(exchange.isSecure)")
    }
    let client = try server.connect()
    let first = try client.exchange("GET /a%2F..//%c3%a9?b=+ HTTP/1.1\r\nHOST: a\r\nX-a: 1\r\nx-A:  2 \r\n\r\n")
    #expect(first.status == 200 && first.text == "127.0.0.1 false" && !first.closes)
    #expect(try client.exchange("DELETE /b HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
    #expect(heads.all.map(\.target.text) == ["/a%2F..//%c3%a9?b=+", "/b"])
    #expect(heads.all[0].fields.fields.map { "\($0.name.text)=\($0.value.text)" } == ["HOST=a", "X-a=1", "x-A=2"])
    #expect(server.connectionCount == 1)
  }

  @Test("requests that arrive at once are answered in their order, bodies included")
  func pipelining() throws {
    let server = try TestServer(handler: Self.echo)
    let client = try server.connect()
    try client.send(
      "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n" + "PUT /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
        + "PUT /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n"
        + "GET /4 HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n")
    #expect(try client.response().text == "GET /1  ")
    #expect(try client.response().text == "PUT /2 hello ")
    #expect(try client.response().text == "PUT /3 abc A=b")
    let last = try client.response()
    #expect(last.text == "GET /4  " && last.closes)
    #expect(try client.rest() == [])
  }

  @Test("bytes that arrive one by one make the same requests")
  func slowly() throws {
    let server = try TestServer(handler: Self.echo)
    let client = try server.connect()
    for byte
      in "PUT /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\nT: u\r\n\r\n"
      .utf8
    {
      try client.send([byte])
    }
    #expect(try client.response().text == "PUT /a abc T=u")
    for byte in "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".utf8 { try client.send([byte]) }
    #expect(try client.response().text == "POST /b abc ")
  }

  @Test("the server says 100 Continue when the handler reads, and not when it refuses")
  func expectation() throws {
    let server = try TestServer { exchange in
      guard exchange.head.target.text == "/good" else { return try exchange.answer("no", status: 403) }
      try Self.echo(exchange)
    }
    let request = "HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    let client = try server.connect()
    try client.send("PUT /good \(request)")
    #expect(try client.response().status == 100)
    try client.send("hello")
    #expect(try client.response().text == "PUT /good hello ")
    try client.send("PUT /good \(request)hello")
    let next = try client.response()
    #expect((next.status == 100 ? try client.response() : next).text == "PUT /good hello ")
    try client.send("PUT /bad \(request)")
    let refused = try client.response()
    #expect(refused.status == 403 && refused.closes)
    #expect(try client.rest() == [])
  }

  @Test("a little of a body that the handler did not read is skipped, and the connection is kept")
  func skipping() throws {
    let server = try TestServer { try $0.answer("no", status: 404) }
    let client = try server.connect()
    for _ in 1...3 {
      try client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n")
      try client.send([UInt8](repeating: 65, count: 50000))
      let response = try client.response()
      #expect(response.status == 404 && !response.closes)
    }
  }

  @Test("answers to HEAD, 204 and 304 have no body")
  func bodiless() throws {
    let server = try TestServer { exchange in
      switch exchange.head.target.text {
      case "/length": try exchange.respond(ResponseHead(200, fields: HTTPFields([HTTPField("Content-Length", "77")])))
      case "/chunks": try exchange.respond(ResponseHead(200), body: .stream(length: nil) { try $0.write([1]) })
      case let target: try exchange.answer("hello", status: Int(target.dropFirst()) ?? 200)
      }
    }
    let client = try server.connect()
    let lengths = try ["/200", "/length", "/chunks"].map { target in
      let response = try client.exchange("HEAD \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
      return response.head.fields.first("content-length")?.text
    }
    #expect(lengths == ["5", "77", nil])
    for status in [204, 304] {
      let response = try client.exchange("GET /\(status) HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(response.status == status && response.body == [])
    }
    #expect(try client.exchange("GET /200 HTTP/1.1\r\nHost: a\r\n\r\n").text == "hello")
  }

  @Test("the server's own fields are there once, and no value adds a line")
  func fields() throws {
    let server = try TestServer { exchange in
      let fields = HTTPFields([
        HTTPField("Content-Length", "99"), HTTPField("Transfer-Encoding", "chunked"),
        HTTPField("Connection", "keep-alive"),
        HTTPField("A", "b\r\nEvil: yes\0"), HTTPField("C\r\nEvil", "d"), HTTPField("", "e"),
      ])
      try exchange.respond(
        ResponseHead(status: 200, reason: Array("Fine\r\nEvil: yes".utf8), fields: fields), body: .bytes([65]))
    }
    let response = try server.connect().exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(response.body == [65])
    #expect(response.head.fields.fields.map(\.name.text) == ["A", "C__Evil", "Date", "Content-Length"])
    #expect(response.head.fields.first("A")?.text == "b  Evil: yes")
    #expect(response.head.reason.text == "Fine  Evil: yes")
    let date = try #require(response.head.fields.first("date")?.text)
    #expect(date.wholeMatch(of: /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/) != nil)
  }

  @Test("streams are sent in chunks, with a length, or until the end of an HTTP/1.0 connection")
  func streams() throws {
    let large = [UInt8](repeating: 66, count: 100_000)
    let server = try TestServer { exchange in
      let length = exchange.head.target.text == "/length" ? 100_003 : nil
      try exchange.respond(
        ResponseHead(200),
        body: .stream(length: length) { writer in
          try writer.write([65, 65])
          try writer.write([])
          try writer.write(large)
          try writer.write([67])
        })
    }
    let expected = [65, 65] + large + [67]
    let client = try server.connect()
    for target in ["/chunks", "/length", "/chunks"] {
      #expect(try client.exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n").body == expected)
    }
    let old = try client.exchange("GET /chunks HTTP/1.0\r\n\r\n")
    #expect(old.body == expected && old.closes)
  }

  @Test(
    "a stream that fails is cut, so that the client sees that bytes are missing",
    arguments: ["/throws", "/short", "/long"])
  func brokenStreams(target: String) throws {
    struct Failure: Error {}
    let errors = Notes<HTTPExchangeError>()
    let server = try TestServer { exchange in
      do throws(HTTPExchangeError) {
        try exchange.respond(
          ResponseHead(200),
          body: .stream(length: target == "/throws" ? nil : 10) { writer in
            try writer.write([65, 66])
            if target == "/throws" { throw Failure() }
            if target == "/long" { try writer.write([UInt8](repeating: 67, count: 9)) }
          })
      } catch { errors.add(error) }
    }
    let client = try server.connect()
    try client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
    let text = try client.rest().text
    #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.contains("AB") && !text.hasSuffix("0\r\n\r\n"))
    #expect(errors.all == [target == "/long" ? .tooManyBytes : .incompleteBody])
  }

  @Test("no answer is 500, and an aborted exchange is a connection that ends")
  func noAnswer() throws {
    let server = try TestServer { exchange in
      if exchange.head.target.text == "/abort" { exchange.abort() }
    }
    let client = try server.connect()
    let response = try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(response.status == 500 && response.closes && response.text == "The server failed to answer the request.\n")
    let other = try server.connect()
    try other.send("GET /abort HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try other.rest() == [])
  }

  @Test("an exchange has one answer")
  func twice() throws {
    let errors = Notes<HTTPExchangeError>()
    let server = try TestServer { exchange in
      try exchange.answer("first")
      do throws(HTTPExchangeError) { try exchange.respond(ResponseHead(200)) } catch { errors.add(error) }
    }
    let client = try server.connect()
    #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "first")
    #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "first")
    #expect(errors.all.first == .alreadyAnswered)
  }
}
