import Glibc
import ReferenceImpl
import S3Client
import Synchronization
import Testing
import VideoSpec

@Suite("S3 store")
struct S3StoreTests {
  private static let names: [Text] = [
    "videos/2026/01/a.webm", "a b+c%20d.webm", "ビデオ/cafe\u{301}.webm", "a//b///c", "/a", "a/../b/./c/..", "?x=1&y#z",
    "a;b:c@d=e,f!g'(h)*~.webm", "%2E%2e/..", "a\u{1}\u{7F}b",
  ]

  @Test("keys arrive unchanged, and the signature matches the request as it arrives", arguments: names)
  func keys(key: Text) async throws {
    let fixture = try StoreFixture { _, _ in .answer(200, StoreFixture.found, "abcde") }
    defer { fixture.server.stop() }
    let answer = await fixture.store.head(key)
    #expect(await fixture.store.firstBytes(of: key, count: 4096, etag: "\"a\"") == .bytes("abcde"))
    guard case .responded(200, let headers) = answer else { return #expect(Bool(false), "\(answer)") }
    #expect(headers.contains { $0.name.equalsIgnoringCase("etag") && $0.value == "\"a\"" })
    let requests = fixture.server.requests
    #expect(requests.map(\.method) == ["HEAD", "GET"])
    let verifier = Verifier(credentials: [.example], region: "eu-west-1", service: "s3")
    for request in requests {
      let path = request.target.splitOnce(at: UInt8(ascii: "?"))?.head ?? request.target
      #expect(Self.decoded(path) == "/videos/" + key)
      #expect(try verifier.verifyHeaders(of: request, at: StoreFixture.now) == "AKIAIOSFODNN7EXAMPLE")
      func header(_ name: Text) -> Text? { request.headers.first { $0.name.equalsIgnoringCase(name) }?.value }
      #expect(header("accept-encoding") == "identity" && header("cookie") == nil)
      #expect(header("host") == fixture.server.endpoint.authority)
      #expect(header("x-amz-security-token") == "token/with+signs==")
      #expect(header("range") == (request.method == "GET" ? "bytes=0-4095" : nil))
      #expect(header("if-match") == (request.method == "GET" ? "\"a\"" : nil))
    }
  }

  private static func decoded(_ text: Text) -> Text {
    var bytes: [UInt8] = []
    var rest = text.bytes[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = Hexadecimal.decode(Array(rest.prefix(2)).map { $0 | 0x20 }) {
        bytes += value
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return Text(bytes: bytes)
  }

  @Test("5xx, broken connections and time-outs are tried again, later each time")
  func retries() async throws {
    let trouble: [(String, LoopbackServer.Reply)] = [
      ("500", .answer(500)), ("503", .answer(503, [], "<Error><Code>SlowDown</Code></Error>")), ("429", .answer(429)),
      ("broken", .broken()), ("no HTTP", .broken("nonsense\r\n\r\n")), ("silence", .silence),
    ]
    for (name, reply) in trouble {
      let fixture = try StoreFixture(timeout: .milliseconds(name == "silence" ? 100 : 5000)) { _, number in
        number < 4 ? reply : .answer(200, StoreFixture.found)
      }
      defer { fixture.server.stop() }
      guard case .responded(200, _) = await fixture.store.head("k") else { return #expect(Bool(false), "\(name)") }
      #expect(fixture.server.requests.count == 4, "\(name)")
      #expect(fixture.waits == [.milliseconds(200), .milliseconds(400), .milliseconds(800)], "\(name)")
    }
  }

  @Test("after the last attempt its failure is returned")
  func givingUp() async throws {
    let slow = try StoreFixture(attempts: 3) { _, _ in .answer(503) }
    defer { slow.server.stop() }
    #expect(
      try await code { try await ObjectValidator.validate("k", in: slow.store, limits: Self.limits) }
        == .storeUnavailable)
    #expect(slow.server.requests.count == 3)
    slow.server.stop()
    #expect(await slow.store.head("k") == .unreachable)
  }

  @Test(
    "no other response is tried again, and a redirect is returned",
    arguments: [200, 301, 302, 304, 307, 400, 401, 403, 404])
  func answers(status: Int) async throws {
    for headers in [[], [HeaderField("Location", "/elsewhere"), HeaderField("WWW-Authenticate", "Basic realm=\"x\"")]] {
      let fixture = try StoreFixture { _, _ in .answer(status, headers) }
      defer { fixture.server.stop() }
      guard case .responded(let given, _) = await fixture.store.head("k") else { return #expect(Bool(false)) }
      #expect(given == status && fixture.server.requests.count == 1 && fixture.waits.isEmpty)
      let bytes = await fixture.store.firstBytes(of: "k", count: 9, etag: "\"a\"")
      switch status {
      case 200: #expect(bytes == .bytes(Text()))
      case 404: #expect(bytes == .replaced)
      default:
        guard case .failed(.responded(status, _)) = bytes else { return #expect(Bool(false), "\(bytes)") }
      }
      #expect(fixture.server.requests.count == 2)
    }
  }

  private static let limits = ObjectLimits(maximumSize: 90_000_000, mediaType: "video/webm")

  private func code(_ body: () async throws -> ValidationResult) async throws -> ErrorCode? {
    do {
      _ = try await body()
      return nil
    } catch let rejection as Rejection {
      return rejection.code
    }
  }

  @Test("403 does not mean a missing object")
  func forbidden() async throws {
    let fixture = try StoreFixture { request, _ in .answer(request.target == "/videos/missing" ? 404 : 403) }
    defer { fixture.server.stop() }
    let missing = try await ObjectValidator.validate("missing", in: fixture.store, limits: Self.limits)
    #expect(missing == ValidationResult(violations: [.objectMissing]))
    #expect(
      try await code { try await ObjectValidator.validate("k", in: fixture.store, limits: Self.limits) }
        == .storeForbidden)
    #expect(fixture.server.requests.count == 2)
  }

  @Test("no more of a body is read than requested, even if the store ignores ranges")
  func endlessBody() async throws {
    let fixture = try StoreFixture { _, _ in
      .answer(200, [HeaderField("Content-Length", "90000000")], Text(bytes: [UInt8](repeating: 120, count: 1 << 20)))
    }
    defer { fixture.server.stop() }
    let bytes = await fixture.store.firstBytes(of: "k", count: 4096, etag: "\"a\"")
    #expect(bytes == .bytes(Text(bytes: [UInt8](repeating: 120, count: 4096))))
  }

  @Test("half a body is a broken connection")
  func halfBody() async throws {
    let fixture = try StoreFixture(attempts: 2) { _, number in
      number == 1
        ? .broken("HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\n\r\nabc")
        : .answer(206, StoreFixture.found, "abcde")
    }
    defer { fixture.server.stop() }
    #expect(await fixture.store.firstBytes(of: "k", count: 4096, etag: "\"a\"") == .bytes("abcde"))
    #expect(fixture.server.requests.count == 2)
  }

  @Test("bytes of another object, from its middle, or decoded on the way are not returned")
  func otherBytes() async throws {
    let fixture = try StoreFixture { request, _ in
      switch request.target.string.prefix(9) {
      case "/videos/1": .answer(206, [HeaderField("ETag", "\"b\"")], "abc")
      case "/videos/2": .answer(412)
      case "/videos/3": .answer(206, [HeaderField("Content-Range", "bytes 7-9/10")], "abc")
      case "/videos/4": .answer(200, [HeaderField("Content-Encoding", "gzip")], "abc")
      case "/videos/5": .answer(416)
      default: .answer(206, [HeaderField("Content-Encoding", "identity")], "abc")
      }
    }
    defer { fixture.server.stop() }
    var results: [StoredBytes] = []
    for key in ["1", "2", "3", "4", "5", "6"] as [Text] {
      results.append(await fixture.store.firstBytes(of: key, count: 4096, etag: "\"a\""))
    }
    #expect(results[0] == .replaced && results[1] == .replaced)
    guard case .failed = results[2], case .failed = results[3] else { return #expect(Bool(false), "\(results)") }
    #expect(results[4] == .bytes(Text()) && results[5] == .bytes("abc"))
  }

  @Test("each attempt is signed at its own time")
  func signedAfresh() async throws {
    let server = try LoopbackServer { _, number in number < 3 ? .answer(500) : .answer(200, StoreFixture.found) }
    defer { server.stop() }
    let calls = Counter()
    let store = try S3ObjectStore(
      S3Location(bucket: "videos", region: "eu-west-1", endpoint: server.endpoint), credentials: .example,
      now: { Timestamp(seconds: StoreFixture.now.seconds + calls.next()) }, sleep: { _ in })
    _ = await store.head("k")
    let dates = server.requests.map { $0.headers.first { $0.name.equalsIgnoringCase("x-amz-date") }?.value }
    #expect(Set(dates).count == 3 && dates.count == 3)
  }

  private final class Counter: Sendable {
    private let value = Mutex(0)
    func next() -> Int {
      value.withLock { value in
        value += 1
        return value
      }
    }
  }

  @Test("a cancelled caller does not wait for the store")
  func cancellation() async throws {
    let fixture = try StoreFixture(timeout: .seconds(60)) { _, _ in .silence }
    defer { fixture.server.stop() }
    let store = fixture.store
    let asking = Task { await store.head("k") }
    while fixture.server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    asking.cancel()
    #expect(await asking.value == .unreachable)
    #expect(fixture.server.requests.count == 1)
  }

  @Test("many requests run at the same time")
  func concurrency() async throws {
    let fixture = try StoreFixture(timeout: .seconds(20)) { _, _ in
      usleep(100_000)
      return .answer(200, StoreFixture.found)
    }
    defer { fixture.server.stop() }
    let store = fixture.store
    let answers = await withTaskGroup(of: StoreResponse.self) { group in
      for number in 0..<32 { group.addTask { await store.head("\(number)") } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.allSatisfy { if case .responded(200, _) = $0 { true } else { false } } && fixture.waits.isEmpty)
  }

  @Test("waits double up to their limit, and jitter applies to the whole wait")
  func delays() {
    let policy = RetryPolicy(firstDelay: .seconds(1), longestDelay: .seconds(5))
    #expect((1...5).map { policy.delay(after: $0, jitter: 1) } == [1, 2, 4, 5, 5].map { .seconds($0) })
    #expect(policy.delay(after: 3, jitter: 0.25) == .seconds(1) && policy.delay(after: 1, jitter: 0) == .zero)
    #expect(policy.delay(after: .max, jitter: 7) == .seconds(5) && RetryPolicy(attempts: 0).attempts == 1)
  }

  @Test("a location or credentials that cannot be signed with are rejected at once, without a secret in the message")
  func rejectedAtOnce() {
    func rejection(
      _ location: @autoclosure () throws(Rejection) -> S3Location, _ credentials: Credentials = .example
    ) -> Rejection? {
      do throws(Rejection) {
        _ = try S3ObjectStore(location(), credentials: credentials, now: { StoreFixture.now })
        return nil
      } catch {
        return error
      }
    }
    let broken = Credentials(
      accessKeyID: "", secretAccessKey: Secret("hidden-secret"), sessionToken: Secret("hidden-token"))
    #expect(rejection(try S3Location(bucket: "a_b", region: "eu-west-1"))?.code == .invalidBucketName)
    #expect(rejection(try S3Location(bucket: "abc", region: "eu west"))?.code == .invalidScope)
    let rejected = rejection(try S3Location(bucket: "abc", region: "eu-west-1"), broken)
    #expect(rejected?.code == .invalidCredentials && rejected.map { "\($0)".contains("hidden") } == false)
  }

  @Test("the host names the bucket where it can")
  func addressing() throws {
    #expect(try S3Location(bucket: "abc", region: "eu-west-1").addressing == .virtual)
    #expect(try S3Location(bucket: "abc", region: "eu-west-1").endpoint.host == "s3.eu-west-1.amazonaws.com")
    #expect(try S3Location(bucket: "a.b.c", region: "eu-west-1").addressing == .path)
    for endpoint in ["http://127.0.0.1:9000", "http://[::1]:9000"] as [Text] {
      #expect(S3Location(bucket: "abc", region: "r", endpoint: try #require(Endpoint(endpoint))).addressing == .path)
    }
    #expect(
      S3Location(bucket: "a.b.c", region: "r", endpoint: try #require(Endpoint("http://localhost"))).addressing
        == .virtual)
  }
}
