import S3Endpoint
import Testing
import VideoSpec

/// The control plane: who may use it, and what it does.
struct ControlPlaneTests {
  @Test(
    "nobody gets in without the token, from another host's name, or from another site", .timeLimit(.minutes(60)),
    arguments: [
      ([], nil, "TokenMissing"), (["x-video-spec-token: "], nil, "TokenWrong"),
      (["x-video-spec-token: 0123456789abcdef0123456789abcdee"], nil, "TokenWrong"),
      (["x-video-spec-token: \(ControlFixture.token)0"], nil, "TokenWrong"),
      (["x-video-spec-token: \(ControlFixture.token)"], "attacker.example:9000", "ForeignHost"),
      (["x-video-spec-token: \(ControlFixture.token)"], "127.0.0.1.attacker.example", "ForeignHost"),
      (["x-video-spec-token: \(ControlFixture.token)", "Origin: http://attacker.example"], nil, "ForeignOrigin"),
      (["x-video-spec-token: \(ControlFixture.token)", "Origin: null"], nil, "ForeignOrigin"),
      (["x-video-spec-token: \(ControlFixture.token)", "Origin: http://127.0.0.1"], nil, "ForeignOrigin"),
    ] as [([String], String?, String)])
  func refusedAccess(fields: [String], host: String?, code: String) throws {
    let fixture = try ControlFixture()
    for (method, path) in [("GET", "/requests"), ("POST", "/reset"), ("GET", "/"), ("GET", "/nothing")] {
      let answer = try fixture.control(method, path, host: host, fields: fields)
      #expect(answer.status == 403 && answer.json["error"]?["code"]?.string == code)
      #expect(!answer.has(ControlFixture.token))
    }
  }

  @Test("localhost, loopback addresses and the endpoint's own origin get in", .timeLimit(.minutes(60)))
  func access() throws {
    let fixture = try ControlFixture()
    let token = "x-video-spec-token: \(ControlFixture.token)"
    for host in ["localhost", "LOCALHOST:9000", "127.0.0.1", "[::1]:1"] {
      #expect(try fixture.control("GET", "/clock", host: host).status == 200)
    }
    #expect(try fixture.control("GET", "/clock", fields: [token, "Origin: http://\(fixture.authority)"]).status == 200)
    // Only the page takes the token in its address.
    #expect(try fixture.control("GET", "/?token=\(ControlFixture.token)", fields: []).status == 200)
    #expect(try fixture.control("GET", "/clock?token=\(ControlFixture.token)", fields: []).status == 403)
  }

  @Test("other paths and methods are refused in JSON", .timeLimit(.minutes(60)))
  func routes() throws {
    let fixture = try ControlFixture()
    #expect(try fixture.control("GET", "/nothing").status == 404)
    #expect(try fixture.control("GET", "/requests/x/y").status == 404)
    #expect(try fixture.control("GET", "/requests/UNKNOWN").status == 404)
    for (method, path, allowed) in [
      ("PUT", "/", "GET"), ("DELETE", "/requests", "GET"), ("GET", "/reset", "POST"), ("PUT", "/buckets", "POST"),
      ("POST", "/clock", "GET, PUT, DELETE"), ("PATCH", "/faults", "GET, POST, DELETE"),
    ] {
      let answer = try fixture.control(method, path)
      #expect(answer.status == 405 && answer.field("allow") == allowed)
      #expect(answer.json["error"]?["code"] == "MethodNotAllowed")
    }
  }

  @Test("on a virtual host the path is a key, and without a token there is no control plane", .timeLimit(.minutes(60)))
  func virtualHost() throws {
    let fixture = try ControlFixture()
    let answer = try fixture.control("GET", "/", host: "videos.localhost")
    #expect(answer.status == 403 && answer.has("<Code>AccessDenied</Code>"))
    let plain = try LoopbackEndpoint()
    #expect(try plain.send("GET", "/_video-spec/").code == "NoSuchBucket")
  }

  @Test(
    "a body that is not what is asked for is refused", .timeLimit(.minutes(60)),
    arguments: [
      ("/buckets", "{", "InvalidJSON", nil), ("/buckets", "[]", "InvalidJSON", nil),
      ("/buckets", #"{"name": "a", "name": "b"}"#, "InvalidJSON", nil), ("/buckets", "{}", "InvalidValue", "name"),
      ("/buckets", "", "InvalidValue", "name"), ("/buckets", #"{"name": "Videos"}"#, "InvalidValue", "name"),
      ("/buckets", #"{"name": 1}"#, "InvalidValue", "name"), ("/buckets", #"{"names": "a"}"#, "UnknownName", "names"),
      ("/reset", #"{"all": true}"#, "UnknownName", "all"),
    ] as [(String, String, String, String?)])
  func malformed(path: String, body: String, code: String, field: String?) throws {
    let fixture = try ControlFixture()
    let answer = try fixture.control("POST", path, body)
    #expect(answer.status == 400)
    #expect(answer.json["error"]?["code"]?.string == code)
    #expect(answer.json["error"]?["field"]?.string == field)
  }

  @Test("a body of more than 16 KiB is refused", .timeLimit(.minutes(60)))
  func largeBody() throws {
    let body = String(repeating: " ", count: 16 << 10) + "{}"
    #expect(try ControlFixture().control("POST", "/reset", body).status == 413)
  }

  @Test("buckets are created, once", .timeLimit(.minutes(60)))
  func buckets() throws {
    let fixture = try ControlFixture()
    let first = try fixture.control("POST", "/buckets", #"{"name": "more"}"#)
    #expect(first.status == 201 && first.json == ["name": "more", "created": true])
    let second = try fixture.control("POST", "/buckets", #"{"name": "more"}"#)
    #expect(second.status == 200 && second.json == ["name": "more", "created": false])
    #expect(try fixture.send("PUT", "/more/k", [], "one").status == 200)
  }

  @Test("a reset leaves the buckets of the start, empty, and ends everything else", .timeLimit(.minutes(60)))
  func reset() throws {
    let fixture = try ControlFixture()
    _ = try fixture.control("POST", "/buckets", #"{"name": "more"}"#)
    _ = try fixture.send("PUT", "/videos/k", [], "one")
    _ = try fixture.control("PUT", "/clock", #"{"offset": "60"}"#)
    try fixture.fault(#"{"status": 503}"#)
    let answer = try fixture.control("POST", "/reset")
    #expect(answer.status == 200 && answer.json == ["buckets": ["videos"]])
    #expect(try fixture.endpoint.service.storage.buckets().map(\.name) == ["videos"])
    #expect(try fixture.requests().isEmpty)
    #expect(try fixture.control("GET", "/clock").json["offset"] == 0)
    #expect(try fixture.send("GET", "/videos/k").status == 404)
  }

  @Test("an endpoint that only reads refuses reset and buckets", .timeLimit(.minutes(60)))
  func readOnly() throws {
    let fixture = try ControlFixture(isReadOnly: true)
    for (path, body) in [("/reset", ""), ("/buckets", #"{"name": "more"}"#)] {
      let answer = try fixture.control("POST", path, body)
      #expect(answer.status == 409 && answer.json["error"]?["code"] == "ReadOnly")
    }
  }

  @Test("a moved clock decides when a URL expires and when an object was stored", .timeLimit(.minutes(60)))
  func clock() throws {
    let fixture = try ControlFixture()
    let moved = try fixture.control("PUT", "/clock", #"{"offset": "86400"}"#)
    #expect(moved.json == ["now": "2026-01-03T03:04:05Z", "offset": 86400])
    #expect(try fixture.send("PUT", "/videos/k", [], "one").status == 403)
    #expect(try fixture.send("PUT", "/videos/k", [], "one", at: "2026-01-03T03:04:05Z").status == 200)
    let head = try fixture.send("HEAD", "/videos/k", at: "2026-01-03T03:04:05Z")
    #expect(head.field("last-modified") == "Sat, 03 Jan 2026 03:04:05 GMT")
    let set = try fixture.control("PUT", "/clock", #"{"now": "2025-12-31T00:00:00Z"}"#)
    #expect(set.json["now"] == "2025-12-31T00:00:00Z")
    #expect(try fixture.control("DELETE", "/clock").json == ["now": "2026-01-02T03:04:05Z", "offset": 0])
    #expect(try fixture.send("PUT", "/videos/k", [], "one").status == 200)
  }

  @Test(
    "a time that does not exist is refused", .timeLimit(.minutes(60)),
    arguments: [
      ("{}", "clock"), (#"{"now": "2026-01-02T03:04:05Z", "offset": "1"}"#, "clock"),
      (#"{"now": "2026-02-30T00:00:00Z"}"#, "now"), (#"{"now": "today"}"#, "now"), (#"{"offset": "1h"}"#, "offset"),
      (#"{"offset": "-99999999999"}"#, "offset"), (#"{"offset": "9223372036854775807"}"#, "offset"),
      (#"{"offset": ""}"#, "offset"), (#"{"offset": null}"#, "offset"),
    ])
  func malformedTime(json: String, field: String) throws {
    let fixture = try ControlFixture()
    let answer = try fixture.control("PUT", "/clock", json)
    #expect(answer.status == 400 && answer.json["error"]?["field"]?.string == field)
    #expect(try fixture.control("GET", "/clock").json["offset"] == 0)
  }
}
