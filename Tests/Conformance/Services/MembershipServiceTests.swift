import Foundation
import HTTPClient
import HTTPCore
import HTTPServer
import S3Endpoint
import Synchronization
import Testing
import VideoSpec

@testable import ReferenceImpl
@testable import Services

/// What the gate cannot see from outside: other servers as sources, and what fails inside.
@Suite("The membership service", .timeLimit(.minutes(60)))
struct MembershipServiceTests {
  @Test("a stream is the file, whole and in ranges, from the built-in store and over HTTP", arguments: [false, true])
  func streams(isRemote: Bool) throws {
    let fixture = try MembershipServiceFixture(isRemote: isRemote)
    let bytes = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let path = "/v1/videos/stream/\(try fixture.video(fixture.object(bytes)))"
    let whole = try fixture.send("GET", path, by: fixture.guest)
    #expect(whole.status == 200 && whole.body.bytes == bytes)
    #expect(whole.header("content-type") == "video/mp4" && whole.header("accept-ranges") == "bytes")
    #expect(whole.header("content-length") == "400000")
    let etag = try #require(whole.header("etag"))
    for (range, part) in [
      ("bytes=0-", 0..<400_000), ("bytes=5-9", 5..<10), ("bytes=-4", 399_996..<400_000),
      ("bytes=399999-", 399_999..<400_000),
      ("bytes=100-99999999", 100..<400_000),
    ] as [(Text, Range<Int>)] {
      let answer = try fixture.send("GET", path, by: fixture.guest, headers: [("Range", range)])
      #expect(answer.status == 206 && answer.body.bytes == Array(bytes[part]), "\(range)")
      #expect(answer.header("content-range") == Text("bytes \(part.lowerBound)-\(part.upperBound - 1)/400000"))
    }
    for range in ["bytes=0-1,5-6", "bytes=9-5", "lines=1-2", "bytes=", "bytes=a-b"] as [Text] {
      let answer = try fixture.send("GET", path, by: fixture.guest, headers: [("Range", range)])
      #expect(answer.status == 200 && answer.body.bytes.count == 400_000, "\(range)")
    }
    for range in ["bytes=400000-", "bytes=-0", "bytes=99999999999999999999-"] as [Text] {
      let answer = try fixture.send("GET", path, by: fixture.guest, headers: [("Range", range)])
      #expect(answer.status == 416 && answer.header("content-range") == "bytes */400000", "\(range)")
    }
    let same = try fixture.send(
      "GET", path, by: fixture.guest, headers: [("Range", "bytes=0-0"), ("If-Range", etag)])
    #expect(same.status == 206)
    let other = try fixture.send(
      "GET", path, by: fixture.guest, headers: [("Range", "bytes=0-0"), ("If-Range", "\"other\"")])
    #expect(other.status == 200 && other.body.bytes.count == 400_000)
    let head = try fixture.send("HEAD", path, by: fixture.guest)
    #expect(head.status == 200 && head.header("content-length") == "400000" && head.body.bytes.isEmpty)
    let ranged = try fixture.send("HEAD", path, by: fixture.guest, headers: [("Range", "bytes=999999-")])
    #expect(ranged.status == 200 && ranged.header("content-range") == nil)
    #expect(try fixture.score() == [10, 1])
  }

  @Test("a source that is no video is sent as bytes that no browser runs", arguments: [false, true])
  func otherTypes(isRemote: Bool) throws {
    let fixture = try MembershipServiceFixture(isRemote: isRemote)
    let video = try fixture.video(fixture.object(Array("<script>".utf8), type: "text/html"))
    let answer = try fixture.send("GET", "/v1/videos/stream/\(video)", by: fixture.guest)
    #expect(answer.status == 200 && answer.header("content-type") == "application/octet-stream")
    #expect(answer.header("x-content-type-options") == "nosniff")
  }

  @Test("an object that is missing is 502, and gives nothing", arguments: [false, true])
  func missing(isRemote: Bool) throws {
    let fixture = try MembershipServiceFixture(isRemote: isRemote)
    let video = try fixture.video(Text("s3://videos/corporations/\(fixture.corporation)/none.mp4"))
    let answer = try fixture.send("GET", "/v1/videos/stream/\(video)", by: fixture.guest)
    #expect(answer.status == 502 && answer.code == "UpstreamFailed")
    #expect(try fixture.score() == [0, 0])
  }

  // MARK: - Other servers

  /// Streams a video of another server. Its address is the origin's.
  private func answer(
    headers: [(String, Text)] = [], timeout: Duration = .seconds(60),
    _ reply: @escaping @Sendable (ReceivedRequest) -> LoopbackServer.Reply
  ) throws -> (answer: Result<ServiceAnswer, any Error>, score: [Int], requests: Int) {
    let server = try LoopbackServer { request, _ in reply(request) }
    defer { server.stop() }
    let fixture = try MembershipServiceFixture(origins: [server.endpoint.origin], timeout: timeout)
    let path = "/v1/videos/stream/\(try fixture.video(server.endpoint.origin + "/a.mp4?v=1"))"
    let answer = Result { try fixture.send("GET", path, by: fixture.guest, headers: headers) }
    return (answer, try fixture.score(), server.requests.count)
  }

  @Test("a video of an allowed server is relayed")
  func relayed() throws {
    let (answer, score, _) = try answer { request in
      guard request.target == "/a.mp4?v=1", !request.headers.contains(where: { $0.name.lowercased == "authorization" })
      else { return .answer(400) }
      return .answer(
        200, [HeaderField("Content-Type", "video/webm; codecs=vp9"), HeaderField("ETag", "\"x\"")], "0123456789")
    }
    let got = try answer.get()
    #expect(got.status == 200 && got.body == "0123456789" && got.header("content-type") == "video/webm")
    #expect(got.header("etag") == "\"x\"" && score == [10, 1])
  }

  @Test("a server that ignores ranges sends the whole video, and one that knows them a part")
  func ranges() throws {
    let (whole, _, _) = try answer(headers: [("Range", "bytes=2-3")]) { _ in .answer(200, [], "0123456789") }
    #expect(try whole.get().status == 200 && whole.get().body == "0123456789")
    let (part, score, _) = try answer(headers: [("Range", "bytes=2-3")]) { request in
      guard request.headers.contains(where: { $0.name.lowercased == "range" && $0.value == "bytes=2-3" }) else {
        return .answer(400)
      }
      return .answer(206, [HeaderField("Content-Range", "bytes 2-3/10")], "23")
    }
    #expect(try part.get().status == 206 && part.get().body == "23" && score == [10, 1])
  }

  @Test(
    "responses that are none of a video, or of another part",
    arguments: [
      .answer(404), .answer(403), .answer(500), .answer(204), .answer(304),
      .answer(301, [HeaderField("Location", "http://169.254.169.254/")]),
      .answer(302, [HeaderField("Location", "/b.mp4")]),
      .answer(200, [HeaderField("Content-Encoding", "gzip")], "x"), .answer(206, [], "23"),
      .answer(206, [HeaderField("Content-Range", "bytes 0-1/10")], "01"),
      .answer(206, [HeaderField("Content-Range", "bytes 2-4/10")], "234"),
      .answer(206, [HeaderField("Content-Range", "bytes 2-3/*")], "23"),
      .answer(206, [HeaderField("Content-Range", "bytes 2-3/10")], "2"),
      .broken("HTTP/1.1 206 OK\r\nContent-Range: bytes 2-3/10\r\nConnection: close\r\n\r\n2"),
      .broken("HTTP/1.1 206 OK\r\nContent-Range: bytes 2-3/10\r\nConnection: close\r\n\r\n234"),
      .broken(
        "HTTP/1.1 206 OK\r\nContent-Range: bytes 2-3/10\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n2\r\n0\r\n\r\n"),
      .broken(), .broken("HTTP/1.1 200"), .broken("junk\r\n\r\n"), .silence,
      .broken("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
      .broken("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
      .broken("HTTP/1.1 200 OK\r\nX: \(Text(bytes: [UInt8](repeating: 0x61, count: 100_000)))\r\n\r\n"),
    ] as [LoopbackServer.Reply])
  func failures(reply: LoopbackServer.Reply) throws {
    // A silent source is waited for. Others have responded, however late.
    let isSilent = if case .silence = reply { true } else { false }
    let (answer, score, requests) = try answer(
      headers: [("Range", "bytes=2-3")], timeout: .seconds(isSilent ? 2 : 60)
    ) { _ in reply }
    let got = try answer.get()
    #expect(got.status == 502 && got.code == "UpstreamFailed")
    #expect(score == [0, 0])
    // No second attempt, and no redirect was followed.
    #expect(requests == 1)
  }

  @Test(
    "a server that announces more than it sends is found out, or cuts the viewer's connection",
    arguments: [10, 500_000])
  func cut(sent: Int) throws {
    let (answer, score, _) = try answer { _ in
      .broken(
        "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 2000000\r\n\r\n"
          + Text(bytes: [UInt8](repeating: 0x61, count: sent)))
    }
    if sent < 128 << 10 {
      #expect(try answer.get().status == 502 && score == [0, 0])
    } else {
      // The video had begun when the view was recorded.
      #expect(throws: HTTPClientError.self) { try answer.get() }
      #expect(score == [10, 1])
    }
  }

  @Test("a source that drips is cut off, and the viewer sees that the video is incomplete")
  func drips() throws {
    let server = HTTPServer(configuration: HTTPServerConfiguration(), handler: DrippingHandler())
    let port = try server.start().port
    defer { server.stop(within: .seconds(1)) }
    let origin = Text("http://127.0.0.1:\(port)")
    let fixture = try MembershipServiceFixture(origins: [origin], patience: .seconds(1))
    let video = try fixture.video(origin + "/a.mp4")
    #expect(throws: HTTPClientError.self) {
      try fixture.send("GET", "/v1/videos/stream/\(video)", by: fixture.guest)
    }
    #expect(try fixture.score() == [10, 1])
  }

  @Test("a name that leads into a private network is not connected to")
  func privateNames() throws {
    let server = try LoopbackServer { _, _ in .answer(200, [], "secret") }
    defer { server.stop() }
    let origin = Text("http://localhost:\(server.port)")
    let fixture = try MembershipServiceFixture(origins: [origin])
    let video = try fixture.video(origin + "/a.mp4")
    let refused = try fixture.send("GET", "/v1/videos/stream/\(video)", by: fixture.guest)
    #expect(refused.status == 502 && server.requests.isEmpty)
    #expect(try fixture.score() == [0, 0])
    // The operator of the service may allow the network.
    let allowed = try MembershipServiceFixture(origins: [origin], networks: [#require(AddressRange("127.0.0.0/8"))])
    let other = try allowed.video(origin + "/a.mp4")
    #expect(try allowed.send("GET", "/v1/videos/stream/\(other)", by: allowed.guest).body == "secret")
  }

  @Test("a place that was allowed, and is not any more, is 502")
  func withdrawnPlace() throws {
    let fixture = try MembershipServiceFixture()
    let video = try fixture.service.database.addVideo(
      name: "v", filePath: "http://127.0.0.1:1/a", of: fixture.corporation, by: nil, at: SystemClock.now())
    let answer = try fixture.send("GET", "/v1/videos/stream/\(try #require(video).seq)", by: fixture.guest)
    #expect(answer.status == 502 && answer.code == "UpstreamFailed" && !answer.body.string.contains("127.0.0.1"))
  }

  // MARK: - Requests

  @Test("a login by form needs the fields of OAuth 2.0, each once")
  func forms() throws {
    let fixture = try MembershipServiceFixture()
    func logIn(_ form: String, type: String = "application/x-www-form-urlencoded") throws -> ServiceAnswer {
      try fixture.send("POST", "/v1/auth/login", form, type: type)
    }
    _ = try fixture.send(
      "POST", "/v1/users", by: fixture.admin, #"{"email":"a+b@example.com","password":"p&w=1234 ü"}"#)
    let body = "grant_type=password&username=a%2Bb%40example.com&password=p%26w%3D1234+%C3%BC&scope="
    #expect(try logIn(body).status == 200)
    #expect(try logIn(body, type: "application/x-www-form-urlencoded; charset=utf-8").status == 200)
    #expect(try logIn("username=a&username=b&password=c").code == "BodyInvalid")
    #expect(try logIn("username=a").json?["field"]?.string == "password")
    #expect(try logIn("email=a&password=12345678").json?["field"]?.string == "username")
    #expect(try logIn("username=%FF&password=12345678").code == "BodyInvalid")
    #expect(try logIn("username=a%00&password=12345678").code == "FieldInvalid")
    #expect(try logIn(String(repeating: "a", count: 20_000)).status == 413)
    #expect(try logIn("{}", type: "text/plain").status == 415)
  }

  @Test("the first operator is added once, with a password that is long enough")
  func firstOperator() throws {
    let empty = try EmptyMembership()
    let membership = empty.membership
    func add(_ password: Text) throws -> Bool {
      try membership.addFirstOperator(email: "a@example.com", password: password, at: SystemClock.now())
    }
    let short = try #require(throws: Rejection.self) { try add("1234567") }
    #expect(short.code == .fieldInvalid && short.field == "password")
    #expect(try !membership.hasOperator())
    #expect(try add("12345678"))
    #expect(try !add("87654321"))
    #expect(throws: Never.self) {
      try membership.logIn(email: "a@example.com", password: "12345678", at: SystemClock.now())
    }
    withExtendedLifetime(empty) {}
  }

  @Test("of several processes that add the first operator, one does")
  func firstOperators() throws {
    let empty = try EmptyMembership()
    let membership = empty.membership
    let added = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 4) { number in
      let isAdded = try? membership.addFirstOperator(
        email: Text("\(number)@example.com"), password: "12345678", at: SystemClock.now())
      if isAdded == true { added.withLock { $0 += 1 } }
    }
    withExtendedLifetime(empty) {}
    #expect(added.withLock { $0 } == 1)
  }

  @Test("a request that waited for a hash does not change anything for a caller who has lost the right meanwhile")
  func lateRights() throws {
    let fixture = try MembershipServiceFixture()
    let (membership, now) = (fixture.service.membership, SystemClock.now())
    let (admin, root) = (
      try membership.caller(of: fixture.admin, at: now), try membership.caller(of: fixture.root, at: now)
    )
    // The caller was read before, as by a request that waits.
    _ = try membership.updateMember(admin.member.seq, .init(role: "guest"), by: root, at: now)
    let change = Membership.MemberChange(email: "late@example.com", password: "12345678")
    let demoted = try #require(throws: Rejection.self) { try membership.addMember(change, by: admin, at: now) }
    #expect(demoted.code == .roleNotAllowed)
    let guest = try membership.caller(of: fixture.guest, at: now)
    _ = try membership.updateMember(guest.member.seq, .init(password: "the owner's"), by: root, at: now)
    let thief = try #require(throws: Rejection.self) {
      try membership.updateMember(guest.member.seq, .init(password: "the thief's"), by: guest, at: now)
    }
    #expect(thief.code == .sessionInvalid)
    let path = try fixture.object([1])
    let video = try fixture.service.database.addVideo(
      name: "v", filePath: path, of: fixture.corporation, by: nil, at: now)
    let found = try #require(video)
    let gone = try #require(throws: Rejection.self) { try membership.recordView(of: found, by: guest, at: now) }
    #expect(gone.code == .videoUnknown)
  }

  @Test("no password is hashed for an address that another user has")
  func takenAddress() throws {
    // Every hash is rejected.
    let empty = try EmptyMembership(passwords: PasswordHasher(turns: 0, waitingLimit: 0))
    let (membership, now) = (empty.membership, SystemClock.now())
    func add(_ email: Text) throws -> MemberCaller {
      let (_, pair) = try membership.addMember(
        email: email, password: "", role: .operator, corporation: nil, canLogIn: false, at: now)
      return try membership.caller(of: pair.access, at: now)
    }
    let caller = try add("a@example.com")
    _ = try add("b@example.com")
    func codes(_ email: Text) throws -> [ErrorCode] {
      let change = Membership.MemberChange(email: email, password: "12345678", role: "operator")
      return [
        try #require(throws: Rejection.self) { try membership.addMember(change, by: caller, at: now) }.code,
        try #require(throws: Rejection.self) {
          try membership.updateMember(caller.member.seq, change, by: caller, at: now)
        }.code,
      ]
    }
    #expect(try codes("B@example.com") == [.emailTaken, .emailTaken])
    #expect(try codes("c@example.com") == [.busy, .busy])
    withExtendedLifetime(empty) {}
  }

  @Test("one user has at most 16 streams, and all users together 192")
  func turns() throws {
    let turns = StreamTurns(limit: 3, limitOfUser: 2)
    var held = [try turns.take(by: 1), try turns.take(by: 1)]
    #expect(try #require(throws: Rejection.self) { try turns.take(by: 1) }.code == .busy)
    held.append(try turns.take(by: 2))
    #expect(try #require(throws: Rejection.self) { try turns.take(by: 2) }.code == .busy)
    held.removeFirst()
    held.append(try turns.take(by: 2))
    #expect(held.count == 3)
  }

  @Test("a refresh token expires 14 days after it was issued, whether the login was removed or not")
  func expiry() throws {
    let empty = try EmptyMembership()
    let membership = empty.membership
    let start: Timestamp = "2026-12-01T00:00:00Z"
    func later(_ seconds: Int) -> Timestamp { Timestamp(clamping: start.seconds + seconds) }
    let (_, first) = try membership.addMember(
      email: "a@example.com", password: "12345678", role: .operator, corporation: nil, canLogIn: false, at: start)
    let days = 14 * 86_400
    // Each refresh begins the time anew.
    let second = try membership.refresh(first.refresh, at: later(days - 1))
    let third = try membership.refresh(second.refresh, at: later(2 * days - 2))
    let expired = try #require(throws: Rejection.self) {
      try membership.refresh(third.refresh, at: later(3 * days - 2))
    }
    withExtendedLifetime(empty) {}
    #expect(expired.code == .refreshTokenInvalid)
  }

  @Test("an unknown outcome is reported without an ID that nobody has sent")
  func unknownOutcome() throws {
    let rejection = try #require(throws: Rejection.self) {
      try RecordingRejections.reporting { throw RecordStoreError(.outcomeUnknown, "the connection was lost") }
    }
    #expect(rejection.code == .outcomeUnknown && rejection.field == nil && rejection.details.isEmpty)
  }

  @Test("the last operator can neither be deleted nor get another role")
  func lastOperator() throws {
    let fixture = try MembershipServiceFixture()
    let me = try #require(fixture.send("GET", "/v1/users/me", by: fixture.root).json?["seq"]?.integer)
    let body = #"{"role":"admin","corporation_id":\#(fixture.corporation)}"#
    #expect(try fixture.send("DELETE", "/v1/users/\(me)", by: fixture.root).code == "LastOperator")
    #expect(try fixture.send("PATCH", "/v1/users/\(me)", by: fixture.root, body).code == "LastOperator")
    let other = #"{"email":"o@example.com","password":"12345678","role":"operator"}"#
    #expect(try fixture.send("POST", "/v1/users", by: fixture.root, other).status == 201)
    #expect(try fixture.send("DELETE", "/v1/users/\(me)", by: fixture.root).status == 204)
  }

  @Test("expired logins are removed, and the sweep makes ended plans free")
  func sweep() throws {
    let fixture = try MembershipServiceFixture()
    #expect(try fixture.service.sweep(at: SystemClock.now()) == 0)
    #expect(try fixture.service.sweep(at: .maximum) == 1)
    #expect(try fixture.service.sweep(at: .maximum) == 0)
    try fixture.service.database.removeSessions(expiredBy: SystemClock.now())
    #expect(try fixture.send("GET", "/v1/users/me", by: fixture.guest).status == 200)
    try fixture.service.database.removeSessions(expiredBy: .maximum)
    #expect(try fixture.send("GET", "/v1/users/me", by: fixture.guest).status == 401)
  }
}

/// Sends the beginning of a video at once, and then a byte now and then, to the end: whoever waits gets all of it.
private struct DrippingHandler: HTTPHandler {
  func handle(_ exchange: HTTPExchange) {
    let body = HTTPResponseBody.stream(length: (16 << 10) + 300) { writer in
      try writer.write([UInt8](repeating: 0x61, count: 16 << 10))
      for _ in 0..<300 {
        Thread.sleep(forTimeInterval: 0.1)
        try writer.write([0x61])
      }
    }
    // The service goes away.
    do throws(HTTPExchangeError) { try exchange.respond(ResponseHead(200), body: body) } catch {}
  }

  func answer(to refusal: HTTPRefusal) -> HTTPRefusalAnswer {
    HTTPRefusalAnswer(fields: HTTPFields(), body: [])
  }
}
