import ReferenceImpl
import S3Endpoint
import Synchronization
import Testing
import VideoSpec

/// The journal of requests: what it lists, what it explains, and that nothing secret is in it.
struct JournalTests {
  @Test("requests are listed with what became of them, the newest first", .timeLimit(.minutes(60)))
  func list() throws {
    let fixture = try ControlFixture()
    _ = try fixture.send("PUT", "/videos/a%20b", [], "one")
    _ = try fixture.send("GET", "/videos/missing")
    let requests = try fixture.requests()
    #expect(requests.count == 2)
    let refused = try #require(requests.first)
    #expect(refused["method"] == "GET" && refused["target"] == "/videos/missing" && refused["status"] == 404)
    #expect(refused["operation"] == "GetObject" && refused["bucket"] == "videos" && refused["key"] == "missing")
    #expect(refused["code"] == "NoSuchKey" && refused["rule"] == "STO-033")
    #expect(refused["message"] == "there is no object \"missing\"")
    let accepted = requests[1]
    #expect(accepted["status"] == 200 && accepted["code"] == nil && accepted["key"] == "a b")
    #expect(try fixture.requests("?refused=true").count == 1)
    #expect(try fixture.requests("?refused=false&limit=1").first?["status"] == 200)
    for (query, field) in [
      ("?refused=maybe", "refused"), ("?limit=0", "limit"), ("?limit=x", "limit"), ("?all", "all"),
    ] {
      let answer = try fixture.control("GET", "/requests\(query)")
      #expect(answer.status == 400 && answer.json["error"]?["field"]?.string == field)
    }
  }

  @Test("a full journal forgets the oldest requests", .timeLimit(.minutes(60)))
  func bound() throws {
    let fixture = try ControlFixture(journalLength: 3)
    for number in 0..<5 { _ = try fixture.send("GET", "/videos/\(number)") }
    #expect(try fixture.requests().map { $0["key"]?.string } == ["4", "3", "2"])
  }

  @Test(
    "a refused signature is explained: the cause, the rule, the fix and the first difference", .timeLimit(.minutes(60)))
  func diagnosis() throws {
    let lines = Mutex<[String]>([])
    let fixture = try ControlFixture(log: { entry in lines.withLock { $0.append(entry.line) } })
    let signed = try fixture.signedTwiceEncoded("/videos/a%20b")
    #expect(signed.status == 403 && signed.has("SignatureDoesNotMatch"))
    let id = try #require(try fixture.requests("?refused=true").first?["id"]?.string)
    let answer = try fixture.control("GET", "/requests/\(id)")
    #expect(answer.status == 200)
    let json = answer.json
    #expect(json["requirement"]?["id"] == "STO-001")
    #expect(json["diagnosis"]?["cause"] == "path-encoded-twice", "\(answer.body)")
    #expect(json["fix"]?.string?.isEmpty == false)
    #expect(json["difference"]?.string?.contains("/videos/a%2520b") == true, "\(answer.body)")
    #expect(json["canonicalRequest"]?.string?.contains("/videos/a%20b\n") == true)
    // The log has the difference, too, on one line.
    let line = try #require(lines.withLock { $0.first })
    #expect(line.contains("403 SignatureDoesNotMatch") && line.contains("/videos/a%2520b") && line.contains("STO-001"))
    #expect(!line.contains("\n"))
  }

  @Test("the control plane's token in a wrong URL is in no entry and no line of the log", .timeLimit(.minutes(60)))
  func token() throws {
    let lines = Mutex<[String]>([])
    let fixture = try ControlFixture(log: { entry in lines.withLock { $0.append(entry.line) } })
    _ = try fixture.exchange(
      "GET /_video-spc/?x=1&token=\(ControlFixture.token) HTTP/1.1\r\nHost: \(fixture.authority)\r\nConnection: close\r\n\r\n"
    )
    let journal = try fixture.control("GET", "/requests").body.string
    #expect(journal.contains("_video-spc") && !journal.contains(ControlFixture.token))
    #expect(lines.withLock { $0.count == 1 && !$0[0].contains(ControlFixture.token) })
  }

  @Test("a moved clock is the reason that is given, in the response and in the diagnosis", .timeLimit(.minutes(60)))
  func movedClock() throws {
    let fixture = try ControlFixture()
    _ = try fixture.control("PUT", "/clock", #"{"offset": 3601}"#)
    let answer = try fixture.send("GET", "/videos/k")
    #expect(answer.status == 403 && answer.field("x-video-spec-cause") == nil)
    let id = try #require(try fixture.requests("?refused=true").first?["id"]?.string)
    let json = try fixture.control("GET", "/requests/\(id)").json
    #expect(json["message"]?.string?.hasPrefix("a test has moved the endpoint's clock by 3601 seconds") == true)
    #expect(json["cause"] == nil && json["diagnosis"] == nil)
  }

  @Test("no part of the journal has a secret, a session token or a whole signature", .timeLimit(.minutes(60)))
  func secrets() throws {
    let fixture = try ControlFixture()
    let sessionToken = "FwoGZXIvYXdzEBYaDHsecretsecretsecretsecretsecretsecretsecret"
    let headers = [HeaderField("x-amz-security-token", Text(sessionToken))]
    _ = try fixture.send("PUT", "/videos/k", headers, "one", secret: Secret("another secret of someone"))
    let signature = String(repeating: "0123456789abcdef", count: 4)
    _ = try fixture.exchange(
      "GET /videos/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260102%2Fus-east-1%2Fs3%2F"
        + "aws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Security-Token="
        + "\(sessionToken)&X-Amz-Signature=\(signature) HTTP/1.1\r\nHost: \(fixture.authority)\r\nConnection: close\r\n\r\n"
    )
    var documents = [try fixture.control("GET", "/requests"), try fixture.control("GET", "/")]
    for request in try fixture.requests() {
      let id = try #require(request["id"]?.string)
      documents.append(try fixture.control("GET", "/requests/\(id)"))
      documents.append(try fixture.control("GET", "/?request=\(id)"))
    }
    #expect(documents.count == 6)
    for document in documents {
      #expect(document.status == 200)
      #expect(!document.has("wJalrXUtnFEMI") && !document.has(signature) && !document.has("secretsecret"))
    }
  }

  @Test("a form is explained by its policy", .timeLimit(.minutes(60)))
  func form() throws {
    let fixture = try ControlFixture()
    let body =
      "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--b\r\nContent-Disposition: form-data; "
      + "name=\"file\"; filename=\"f\"\r\n\r\none\r\n--b--\r\n"
    let answer = try fixture.exchange(
      "POST /videos HTTP/1.1\r\nHost: \(fixture.authority)\r\nConnection: close\r\nContent-Type: multipart/form-data; "
        + "boundary=b\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    #expect(answer.status == 403)
    let id = try #require(try fixture.requests().first?["id"]?.string)
    let json = try fixture.control("GET", "/requests/\(id)").json
    #expect(json["operation"] == "PostObject" && json["rule"] == "STO-061")
    #expect(json["diagnosis"]?["cause"] == "form-policy-missing", "\(json)")
  }
}

extension ControlFixture {
  /// Sends a request whose signer has encoded the path twice, as other services of AWS want it.
  func signedTwiceEncoded(_ target: Text) throws -> RawAnswer {
    var twice: [UInt8] = []
    for byte in target.bytes { twice += byte == UInt8(ascii: "%") ? Array("%25".utf8) : [byte] }
    let signer = Signer(credentials: LoopbackEndpoint.credentials, region: "us-east-1")
    let server = try #require(Endpoint(Text("http://\(authority)")))
    let request = SigningRequest(method: "GET", endpoint: server, target: .wire(Text(bytes: twice)), payload: .body(""))
    let signed = try signer.signedHeaders(for: request, at: LoopbackEndpoint.now)
    let lines =
      ["GET \(target) HTTP/1.1", "Host: \(authority)", "Connection: close"]
      + signed.headers.map { "\($0.name): \($0.value)" }
    return try exchange(lines.joined(separator: "\r\n") + "\r\n\r\n")
  }
}
