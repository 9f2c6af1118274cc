import Foundation
import HTTPCore
import HTTPServer
import ReferenceImpl
import Testing
import VideoSpec

@testable import Services

/// What a service does with requests of every kind, over HTTP.
@Suite("Requests to a service", .timeLimit(.minutes(60)))
struct ServiceRequestTests {
  private let fixture: RecordingServiceFixture

  init() throws { fixture = try RecordingServiceFixture() }

  @Test("an upload goes from the form over the store into the database, and can be played")
  func wholeWay() throws {
    let (externalID, key) = try fixture.begin()
    let processing = try fixture.send("GET", "/api/video/\(externalID)")
    #expect(processing.json?["status"]?.string == "processing")
    #expect(processing.json?["playback_url"] == .null)
    try fixture.put(key)
    let completed = try fixture.send("POST", "/api/feedback", "{\"external_id\":\"\(externalID)\"}")
    #expect(completed.status == 200)
    #expect(
      completed.json == [
        "external_id": JSONValue(externalID), "status": "completed", "size": 9000, "mime_type": "video/webm",
        "errors": [],
      ])
    let upload = try fixture.send("GET", "/api/video/\(externalID)")
    let url = try #require(upload.json?["playback_url"]?.text)
    #expect(url.hasPrefix(Text("http://127.0.0.1:\(fixture.port)/videos/") + key))
    // The URL is one of the built-in store, which verifies it.
    let target = String(url.string.dropFirst("http://127.0.0.1:\(fixture.port)".utf8.count))
    let played = try fixture.send("GET", target) { fields in
      fields = HTTPFields([HTTPField("Host", "127.0.0.1:\(fixture.port)")])
    }
    #expect(played.status == 200)
    #expect(played.body.bytes.count == 9000)
  }

  @Test(
    "a rejected video is a result with reasons",
    arguments: [
      (0, "video/webm", ["ObjectEmpty"]), (9000, "video/mp4", ["MediaTypeNotAllowed"]),
      (0, "text/html", ["ObjectEmpty", "MediaTypeNotAllowed"]),
    ] as [(Int, Text, [String])])
  func rejectedVideos(size: Int, type: Text, codes: [String]) throws {
    let (externalID, key) = try fixture.begin()
    try fixture.put(key, size: size, type: type)
    let answer = try fixture.send("POST", "/api/feedback", "{\"external_id\":\"\(externalID)\"}")
    #expect(answer.json?["status"]?.string == "failed")
    let errors = try #require(answer.json?["errors"]?.array)
    #expect(errors.compactMap { $0["code"]?.string } == codes)
    #expect(errors.allSatisfy { $0["message"]?.string?.isEmpty == false })
  }

  @Test(
    "a body that is not what the operation expects is rejected with a code and a field",
    arguments: [
      ("", 400, "BodyInvalid", nil), ("{", 400, "BodyInvalid", nil), ("[]", 400, "BodyInvalid", nil),
      ("7", 400, "BodyInvalid", nil), ("{} x", 400, "BodyInvalid", nil), ("\u{FEFF}{}", 400, "BodyInvalid", nil),
      (#"{"question_id":1,"question_id":1,"duration":1}"#, 400, "BodyInvalid", nil),
      (#"{"a":"# + String(repeating: "[", count: 8000), 400, "BodyInvalid", nil),
      (#"{"question_id":1,"duration":NaN}"#, 400, "BodyInvalid", nil),
      (#"{"duration":1}"#, 422, "FieldInvalid", "question_id"),
      (#"{"question_id":"1","duration":1}"#, 422, "FieldInvalid", "question_id"),
      (#"{"question_id":1.5,"duration":1}"#, 422, "FieldInvalid", "question_id"),
      (#"{"question_id":1e99,"duration":1}"#, 422, "FieldInvalid", "question_id"),
      (#"{"question_id":null,"duration":1}"#, 422, "FieldInvalid", "question_id"),
      (#"{"question_id":1,"duration":"1"}"#, 422, "FieldInvalid", "duration"),
      (#"{"question_id":1,"duration":true}"#, 422, "FieldInvalid", "duration"),
      (#"{"question_id":1,"duration":-1}"#, 422, "DurationInvalid", "duration"),
      (#"{"question_id":1,"duration":1e400}"#, 422, "DurationInvalid", "duration"),
      (#"{"question_id":1,"duration":3600.001}"#, 422, "DurationInvalid", "duration"),
      (#"{"question_id":99,"duration":1}"#, 404, "QuestionUnknown", "question_id"),
      (#"{"question_id":-5,"duration":1}"#, 404, "QuestionUnknown", "question_id"),
    ] as [(String, Int, String, String?)])
  func bodies(body: String, status: Int, code: String, field: String?) throws {
    let answer = try fixture.send("POST", "/api/video/presigned-url", body)
    #expect(answer.status == status)
    #expect(answer.code == code)
    #expect(answer.json?["field"]?.string == field)
    #expect(answer.header("content-type") == "application/problem+json")
    #expect(answer.json?["status"]?.integer == status)
    #expect(answer.json?["request_id"]?.text == answer.header("x-request-id"))
    #expect(try fixture.database.uploads().isEmpty)
  }

  @Test(
    "a number is taken by its value, however it is written",
    arguments: [
      (#"{"question_id":1,"duration":0}"#, 0.0), (#"{"question_id":1.0,"duration":36e2}"#, 3600),
      (#"{"question_id":1e0,"duration":1e-7}"#, 1e-7), (#"{"question_id":1,"duration":-0}"#, 0),
      (#" {"key":"videos/mine.webm","user":"somebody","duration":2,"question_id":1} "#, 2),
    ] as [(String, Double)])
  func numbers(body: String, duration: Double) throws {
    let answer = try fixture.send("POST", "/api/video/presigned-url", body)
    #expect(answer.status == 201)
    #expect(answer.json?["fields"]?["key"]?.text?.hasPrefix("videos/20") == true)
    #expect(try fixture.database.uploads().map(\.duration) == [duration])
  }

  @Test(
    "the media type of a body is JSON",
    arguments: [
      (nil, 415), ("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("application/jsonp", 415),
      ("application/json", 201), ("application/json; charset=utf-8", 201), ("APPLICATION/JSON", 201),
    ] as [(String?, Int)])
  func mediaTypes(type: String?, status: Int) throws {
    let answer = try fixture.send("POST", "/api/video/presigned-url", #"{"question_id":1,"duration":1}"#) { fields in
      fields.removeAll("content-type")
      if let type { fields.append("Content-Type", type) }
    }
    #expect(answer.status == status)
    if status == 415 { #expect(answer.code == "MediaTypeNotSupported") }
  }

  @Test("a compressed body is refused", arguments: [("gzip", 415), ("identity", 201), ("IDENTITY", 201)])
  func codings(coding: String, status: Int) throws {
    let answer = try fixture.send("POST", "/api/video/presigned-url", #"{"question_id":1,"duration":1}"#) {
      $0.append("Content-Encoding", coding)
    }
    #expect(answer.status == status)
    if status == 415 { #expect(answer.json?["field"]?.string == "Content-Encoding") }
  }

  @Test(
    "a host name that is not one of the service is refused",
    arguments: [
      ("localhost", 200), ("LOCALHOST:8000", 200), ("app.example.com", 200), ("evil.example:8000", 421),
      ("localhost.evil.example", 421), ("", 421),
    ] as [(String, Int)])
  func hosts(host: String, status: Int) throws {
    let fixture = try RecordingServiceFixture(hosts: ["localhost", "app.example.com"])
    for path in ["/metrics", "/api/limits"] {
      let answer = try fixture.send("GET", path) { fields in
        fields.removeAll("host")
        fields.append("Host", host)
      }
      #expect(answer.status == status)
      if status == 421 { #expect(answer.code == "HostUnknown") }
    }
  }

  @Test("a body of 16 KiB is read, a longer one is refused, whether its length is announced or not")
  func largeBodies() throws {
    func body(_ size: Int) -> String {
      let start = #"{"question_id":1,"duration":1,"x":""#
      return start + String(repeating: "a", count: size - start.utf8.count - 2) + "\"}"
    }
    #expect(try fixture.send("POST", "/api/video/presigned-url", body(16384)).status == 201)
    #expect(try fixture.send("POST", "/api/video/presigned-url", body(16385)).code == "BodyTooLarge")
    let chunked = try fixture.send("POST", "/api/video/presigned-url", "4001\r\n\(body(16385))\r\n0\r\n\r\n") {
      $0.removeAll("content-length")
      $0.append("Transfer-Encoding", "chunked")
    }
    #expect(chunked.code == "BodyTooLarge")
  }

  @Test(
    "cookies: the one session counts, and nothing else",
    arguments: [
      ("", 401), ("session=", 401), ("session=unknown", 401), ("other=1; SESSION", 201), ("SESSION; other=1", 201),
      ("session=\"TOKEN\"", 401), ("sessions=TOKEN", 401), ("SESSION; session=other", 401), ("SESSION; SESSION", 201),
      ("Session=TOKEN", 401),
    ])
  func cookies(cookie: String, status: Int) throws {
    let session = fixture.session.string
    let token = String(session.dropFirst("session=".utf8.count))
    let value = cookie.replacing("SESSION", with: session).replacing("TOKEN", with: token)
    let answer = try fixture.send("POST", "/api/video/presigned-url", #"{"question_id":1,"duration":1}"#) { fields in
      fields.removeAll("cookie")
      if !value.isEmpty { fields.append("Cookie", value) }
    }
    #expect(answer.status == status)
    #expect(answer.code == (status == 401 ? "SessionInvalid" : nil))
  }

  @Test(
    "origins: only configured ones, byte by byte",
    arguments: [
      (nil, 403), ("null", 403), ("http://localhost", 403), ("http://127.0.0.1:PORT", 403),
      ("https://localhost:PORT", 403),
      ("http://LOCALHOST:PORT", 403), ("http://localhost:PORT.evil.example", 403), ("http://localhost:PORT/", 403),
      ("http://localhost:PORT", 201), ("https://app.example.com", 201), ("https://app.example.com.evil.example", 403),
    ] as [(String?, Int)])
  func origins(origin: String?, status: Int) throws {
    let body = #"{"question_id":1,"duration":1}"#
    let sent = origin?.replacing("PORT", with: "\(fixture.port)")
    let answer = try fixture.send("POST", "/api/video/presigned-url", body) { fields in
      fields.removeAll("origin")
      if let sent { fields.append("Origin", sent) }
    }
    #expect(answer.status == status)
    #expect(answer.header("access-control-allow-origin")?.string == (status == 201 ? sent : nil))
    #expect(answer.header("vary") == "Origin")
  }

  @Test("a page of another configured origin gets a preflight's answer")
  func preflight() throws {
    let answer = try fixture.send("OPTIONS", "/api/feedback") { fields in
      fields.removeAll("origin")
      fields.append("Origin", "https://app.example.com")
      fields.append("Access-Control-Request-Method", "POST")
    }
    #expect(answer.status == 204)
    #expect(answer.header("access-control-allow-methods") == "OPTIONS, POST")
    #expect(
      answer.header("access-control-allow-headers")
        == "authorization, content-type, idempotency-key, if-none-match, range, if-range")
    #expect(answer.header("access-control-allow-credentials") == "true")
  }

  @Test(
    "paths and methods",
    arguments: [
      ("GET", "/nothing", 404, nil), ("GET", "/api/video", 404, nil), ("GET", "/api/video/a/b", 404, nil),
      ("POST", "/healthz", 405, "HEAD, OPTIONS, GET"), ("GET", "/api/feedback", 405, "OPTIONS, POST"),
      ("GET", "/api/video/presigned-url", 405, "OPTIONS, POST"),
      ("DELETE", "/api/feedback", 405, "OPTIONS, POST"), ("BREW", "/api/session", 405, "OPTIONS, POST, DELETE"),
      ("GET", "/healthz", 200, nil), ("GET", "/readyz?x=1", 200, nil),
      ("OPTIONS", "/api/feedback", 204, "OPTIONS, POST"),
    ] as [(String, String, Int, Text?)])
  func paths(method: String, path: String, status: Int, allow: Text?) throws {
    let answer = try fixture.send(method, path)
    #expect(answer.status == status)
    #expect(answer.header("allow") == allow)
    #expect(answer.header("cache-control") == "no-store")
  }

  @Test("another user's upload, and what is no ID, do not exist", arguments: ["GET", "POST"])
  func foreign(method: String) throws {
    let other = try RecordingServiceFixture()
    let (externalID, _) = try other.begin()
    for id in [
      externalID, "x", "..", "%2e%2e", "%00", "'", "00000000-0000-4000-8000-000000000000",
      String(repeating: "a", count: 4000),
    ] {
      let answer =
        method == "GET"
        ? try fixture.send("GET", "/api/video/\(id)")
        : try fixture.send("POST", "/api/feedback", "{\"external_id\":\"\(id)\"}")
      #expect(answer.status == 404)
      #expect(answer.code == "UploadUnknown")
    }
  }

  @Test("logging out ends the session on the server, and removes the cookie")
  func logout() throws {
    let answer = try fixture.send("DELETE", "/api/session")
    #expect(answer.status == 204)
    #expect(
      answer.header("set-cookie")?.hasPrefix("session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax") == true)
    #expect(try fixture.send("GET", "/api/video/x").code == "SessionInvalid")
    // Another page cannot end a session.
    let other = try fixture.send("DELETE", "/api/session") { $0.removeAll("origin") }
    #expect(other.code == "OriginNotAllowed")
  }

  @Test("neither log nor metrics contain what a client sends")
  func log() throws {
    let (externalID, _) = try fixture.begin(headers: [HTTPField("Idempotency-Key", "secret-key")])
    _ = try fixture.send("GET", "/api/video/\(externalID)")
    _ = try fixture.send("GET", "/secret-path")
    _ = try fixture.send("POST", "/api/feedback", #"{"external_id":"secret-id"}"#)
    // An entry is written after its response.
    let end = ContinuousClock.now + .seconds(60)
    while fixture.logged.withLock(\.count) < 5, .now < end { usleep(10_000) }
    let lines = fixture.logged.withLock { $0 }.map { Text(bytes: $0.json.line).string }
    try #require(lines.count == 5)
    let all = lines.joined() + fixture.metrics.text
    #expect(!all.contains("secret"))
    #expect(!all.contains(externalID))
    #expect(!all.contains(fixture.session.string.dropFirst(8)))
    #expect(lines[4].contains(#""operation":"completeUpload","status":404,"code":"UploadUnknown""#))
    #expect(fixture.metrics.text.contains(#"video_spec_requests_total{operation="completeUpload",status="404"} 1"#))
    #expect(fixture.metrics.text.contains(#"video_spec_request_seconds_count{operation="beginUpload"} 1"#))
  }

  @Test("bytes that are no request get a problem, too")
  func malformed() throws {
    let answer = try fixture.send("GET", "/healthz") { $0.append("Host", "localhost") }
    #expect(answer.status == 400)
    #expect(answer.code == "RequestInvalid")
    #expect(answer.header("x-request-id")?.isEmpty == false)
  }

  @Test("a page's file is sent once, and confirmed afterwards")
  func pages() throws {
    let fixture = try RecordingServiceFixture(pages: [
      ServedPage(path: "/", contentType: "text/html", body: Array("<p>".utf8), securityPolicy: "default-src 'self'"),
      ServedPage(path: "/app.js", contentType: "text/javascript", body: Array("1".utf8)),
    ])
    let page = try fixture.send("GET", "/?x")
    #expect(page.body == "<p>")
    #expect(page.header("content-security-policy") == "default-src 'self'")
    #expect(page.header("x-content-type-options") == "nosniff")
    let etag = try #require(page.header("etag"))
    #expect(try fixture.send("GET", "/") { $0.append("If-None-Match", etag.bytes) }.status == 304)
    #expect(try fixture.send("GET", "/app.js").header("content-security-policy") == nil)
    #expect(try fixture.send("POST", "/app.js").header("allow") == "HEAD, OPTIONS, GET")
  }
}
