import Foundation
import S3Endpoint
import Testing
import VideoSpec

/// Faults on purpose: each at its place in the way of a request, and only for the requests that it concerns.
struct EndpointFaultTests {
  @Test("503 SlowDown comes before the request is looked at, as often as asked", .timeLimit(.minutes(60)))
  func slowDown() throws {
    let fixture = try ControlFixture()
    try fixture.fault(#"{"status": "503", "operation": "PutObject", "count": "2"}"#)
    for _ in 0..<2 {
      let answer = try fixture.send("PUT", "/videos/k", [], "one")
      #expect(answer.status == 503 && answer.has("<Code>SlowDown</Code>"))
      #expect(try fixture.content("k") == nil)
    }
    #expect(try fixture.send("PUT", "/videos/k", [], "one").status == 200)
    #expect(try fixture.content("k") == "one")
    #expect(try fixture.requests().map { $0["status"]?.integer } == [200, 503, 503])
  }

  @Test(
    "another refusal has its own status and code", .timeLimit(.minutes(60)),
    arguments: [(307, "TemporaryRedirect"), (403, "AccessDenied"), (429, "TooManyRequests")])
  func refusals(status: Int, code: String) throws {
    let fixture = try ControlFixture()
    try fixture.fault(#"{"status": \#(status), "key": "k", "count": 1}"#)
    let answer = try fixture.send("PUT", "/videos/k", [], "one")
    #expect(answer.status == status && answer.has("<Code>\(code)</Code>"))
    let isRedirect = "\(answer.head)".contains("/videos/k\r\n")
    #expect(isRedirect == (status == 307))
    #expect(try fixture.send("PUT", "/videos/k", [], "one").status == 200)
    #expect(try fixture.control("POST", "/faults", #"{"status": 500}"#).status == 400)
  }

  @Test("the faults of a key end, and others stay")
  func removal() {
    let plan = FaultPlan()
    for key: Text? in ["a", "b", nil] { #expect(plan.add(EndpointFault(.refusal(.forbidden), key: key))) }
    plan.remove(keys: ["a"])
    #expect(plan.faults.map(\.key) == ["b", nil])
  }

  @Test("a lost response leaves the object, and no byte comes back", .timeLimit(.minutes(60)))
  func lost() throws {
    let fixture = try ControlFixture()
    try fixture.fault(#"{"lost": true, "operation": "PutObject", "count": 1}"#)
    // A refused request has committed nothing, so it does not use the fault up.
    #expect(try fixture.send("PUT", "/videos/k", [], "one", secret: Secret("another secret")).status == 403)
    let answer = try fixture.send("PUT", "/videos/k", [], "one")
    #expect(answer.head.isEmpty && answer.body.isEmpty)
    #expect(try fixture.content("k") == "one")
    #expect(try fixture.send("PUT", "/videos/k", [], "two").status == 200)
    let lost = try #require(try fixture.requests().dropFirst().first)
    #expect(lost["status"]?.integer == 200 && lost["failure"]?.string == "a fault lost the response")
  }

  @Test(
    "a response ends after so many bytes of its body, although its head announces all of them",
    .timeLimit(.minutes(60)), arguments: [10, 200_000], [0, 3])
  func cutResponse(size: Int, count: Int) throws {
    let fixture = try ControlFixture()
    #expect(try fixture.send("PUT", "/videos/k", [], Text(bytes: [UInt8](repeating: 0x61, count: size))).status == 200)
    try fixture.fault(#"{"cut": "\#(count)", "key": "k"}"#)
    let answer = try fixture.send("GET", "/videos/k")
    #expect(answer.status == 200 && answer.field("content-length") == "\(size)")
    #expect(answer.body.bytes == [UInt8](repeating: 0x61, count: count))
    #expect(try fixture.send("HEAD", "/videos/k").status == 200)
  }

  @Test("a body that is shorter than the cut is sent whole", .timeLimit(.minutes(60)))
  func cutAfterTheEnd() throws {
    let fixture = try ControlFixture()
    _ = try fixture.send("PUT", "/videos/k", [], "one")
    try fixture.fault(#"{"cut": "100"}"#)
    #expect(try fixture.send("GET", "/videos/k").body == "one")
  }

  @Test("a request is cut after so many bytes of its body, and nothing is stored", .timeLimit(.minutes(60)))
  func cutRequest() throws {
    let fixture = try ControlFixture()
    try fixture.fault(#"{"cutRequest": "2", "bucket": "videos", "count": "1"}"#)
    let answer = try fixture.send("PUT", "/videos/k", [], "one")
    #expect(answer.head.isEmpty && answer.body.isEmpty)
    #expect(try fixture.content("k") == nil)
    let entry = try #require(try fixture.requests().first)
    #expect(entry["status"] == .null)
    #expect(entry["failure"]?.string == "a fault cut the request after 2 bytes of its body")
    #expect(try fixture.send("PUT", "/videos/k", [], "one").status == 200)
  }

  @Test("a delayed request waits, and is answered as usual", .timeLimit(.minutes(60)))
  func delay() throws {
    let fixture = try ControlFixture()
    try fixture.fault(#"{"delay": "150", "operation": "PutObject"}"#)
    let start = ContinuousClock.now
    #expect(try fixture.send("PUT", "/videos/k", [], "one").status == 200)
    #expect(ContinuousClock.now - start >= .milliseconds(150))
    #expect(try fixture.content("k") == "one")
  }

  @Test("ending the faults ends the delays that requests wait for", .timeLimit(.minutes(60)))
  func endedDelay() throws {
    let fixture = try ControlFixture()
    // Without the end, this would take longer than the test may.
    for _ in 0..<4 { try fixture.fault(#"{"delay": 600000}"#) }
    let faults = fixture.endpoint.faults
    let journal = fixture.endpoint.journal
    // A thread of its own: those of tasks are few, and other tests may hold all of them.
    Thread.detachNewThread {
      while journal.entries.isEmpty {
        faults.removeAll()
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
    #expect(try fixture.send("PUT", "/videos/k", [], "one").status == 200)
  }

  @Test("the key of a form is known when it has been stored", .timeLimit(.minutes(60)))
  func form() throws {
    let plan = FaultPlan()
    #expect(plan.add(EndpointFault(.lostResponse, operation: .postObject, key: "k")))
    #expect(plan.faults.count == 1)
    let fixture = try ControlFixture()
    try fixture.fault(#"{"lost": true, "key": "other"}"#)
    #expect(try fixture.send("PUT", "/videos/k", [], "one").status == 200)
  }

  @Test(
    "a fault that says nothing, too much or something unknown is refused, and the member is named",
    .timeLimit(.minutes(60)),
    arguments: [
      ("{}", "fault"), (#"{"delay": "1", "lost": true}"#, "fault"), (#"{"lost": false}"#, "lost"),
      (#"{"status": "500"}"#, "status"), (#"{"delay": "-1"}"#, "delay"), (#"{"delay": "600001"}"#, "delay"),
      (#"{"cut": "1.5"}"#, "cut"), (#"{"cut": true}"#, "cut"),
      (#"{"lost": true, "operation": "putObject"}"#, "operation"),
      (#"{"lost": true, "count": "0"}"#, "count"), (#"{"lost": true, "bucket": ""}"#, "bucket"),
      (#"{"lost": true, "key": 1}"#, "key"), (#"{"lost": true, "prefix": "k"}"#, "prefix"),
    ])
  func malformed(json: String, field: String) throws {
    let fixture = try ControlFixture()
    let answer = try fixture.control("POST", "/faults", json)
    #expect(answer.status == 400)
    #expect(answer.json["error"]?["field"]?.string == field)
    #expect(fixture.endpoint.faults.faults.isEmpty)
  }

  @Test("faults are listed with what is left of them, are bounded in number, and end", .timeLimit(.minutes(60)))
  func list() throws {
    let fixture = try ControlFixture()
    try fixture.fault(#"{"cut": 1, "key": "k", "count": 3}"#)
    _ = try fixture.send("GET", "/videos/k")
    let listed = try fixture.control("GET", "/faults").json
    #expect(listed == ["faults": [["cut": 1, "key": "k", "count": 2]]])
    for _ in 1..<FaultPlan.limit { try fixture.fault(#"{"status": 503}"#) }
    #expect(try fixture.control("POST", "/faults", #"{"status": 503}"#).status == 409)
    #expect(try fixture.control("DELETE", "/faults").json == ["faults": []])
  }
}
