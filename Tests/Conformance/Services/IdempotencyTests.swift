import Foundation
import HTTPCore
import ReferenceImpl
import Synchronization
import Testing
import VideoSpec

@testable import Services

/// Requests that are repeated with an `Idempotency-Key`.
@Suite("Repeated requests", .timeLimit(.minutes(60)))
struct IdempotencyTests {
  private static let body = #"{"question_id":1,"duration":1.5}"#
  private static let path = "/api/video/presigned-url"

  private func key(_ value: String) -> (inout HTTPFields) -> Void { { $0.append("Idempotency-Key", value) } }

  @Test("the same key returns the same upload and the same form")
  func repeats() throws {
    let fixture = try RecordingServiceFixture()
    let first = try fixture.send("POST", Self.path, Self.body, changing: key("k"))
    let second = try fixture.send("POST", Self.path, Self.body, changing: key("k"))
    #expect(first.status == 201)
    #expect(first.body == second.body)
    #expect(try fixture.database.uploads().count == 1)
    let other = try fixture.send("POST", Self.path, Self.body, changing: key("K"))
    #expect(other.json?["external_id"] != first.json?["external_id"])
  }

  @Test("another request with the key is rejected, and so is a key that is no key")
  func misuse() throws {
    let fixture = try RecordingServiceFixture()
    _ = try fixture.send("POST", Self.path, Self.body, changing: key("k"))
    let reused = try fixture.send("POST", Self.path, #"{"question_id":1,"duration":2}"#, changing: key("k"))
    #expect(reused.status == 422)
    #expect(reused.code == "IdempotencyKeyReused")
    for invalid in ["", "a b", "ü", String(repeating: "a", count: 256)] {
      #expect(try fixture.send("POST", Self.path, Self.body, changing: key(invalid)).code == "IdempotencyKeyInvalid")
    }
    let twice = try fixture.send("POST", Self.path, Self.body) { fields in
      key("a")(&fields)
      key("a")(&fields)
    }
    #expect(twice.code == "IdempotencyKeyInvalid")
  }

  @Test("sixteen requests at the same moment begin one upload")
  func race() throws {
    let fixture = try RecordingServiceFixture()
    let bodies = Mutex<Set<Text>>([])
    nonisolated(unsafe) let shared = fixture
    DispatchQueue.concurrentPerform(iterations: 16) { _ in
      do {
        let answer = try shared.send("POST", Self.path, Self.body, changing: key("k"))
        #expect(answer.status == 201)
        bodies.withLock { _ = $0.insert(answer.json?["external_id"]?.text ?? "") }
      } catch {
        Issue.record("\(error)")
      }
    }
    #expect(bodies.withLock { $0.count } == 1)
    #expect(try fixture.database.uploads().count == 1)
  }

  @Test("a key is its user's own")
  func users() throws {
    let fixture = try RecordingServiceFixture()
    let first = try fixture.send("POST", Self.path, Self.body, changing: key("k"))
    let session = try fixture.send("POST", "/api/session")
    let cookie = try #require(session.header("set-cookie")?.bytes.split(separator: UInt8(ascii: ";")).first)
    let other = try fixture.send("POST", Self.path, Self.body) { fields in
      fields.removeAll("cookie")
      fields.append("Cookie", Array(cookie))
      key("k")(&fields)
    }
    #expect(other.status == 201)
    #expect(other.json?["external_id"] != first.json?["external_id"])
  }

  @Test("a form that has expired is not handed out again")
  func expired() throws {
    let clock = Mutex<Timestamp>("2026-01-02T03:04:05Z")
    let fixture = try RecordingServiceFixture(now: { clock.withLock { $0 } })
    #expect(try fixture.send("POST", Self.path, Self.body, changing: key("k")).status == 201)
    clock.withLock { $0 = "2026-01-02T03:09:04Z" }
    #expect(try fixture.send("POST", Self.path, Self.body, changing: key("k")).status == 201)
    clock.withLock { $0 = "2026-01-02T03:09:05Z" }
    let answer = try fixture.send("POST", Self.path, Self.body, changing: key("k"))
    #expect(answer.status == 409)
    #expect(answer.code == "FormExpired")
  }

  @Test("an unknown outcome names the upload, and the repeated request resolves it")
  func unknownOutcome() throws {
    struct Lost: Error {}
    let fails = Mutex(false)
    let fixture = try RecordingServiceFixture(reach: { point in
      if point == .afterCommit, fails.withLock({ $0 }) { throw Lost() }
    })
    fails.withLock { $0 = true }
    let lost = try fixture.send("POST", Self.path, Self.body, changing: key("k"))
    #expect(lost.status == 500)
    #expect(lost.code == "OutcomeUnknown")
    let externalID = try #require(lost.json?["external_id"]?.string)
    #expect(!lost.body.string.contains("Lost"))
    fails.withLock { $0 = false }
    #expect(try fixture.send("GET", "/api/video/\(externalID)").json?["status"]?.string == "processing")
    let again = try fixture.send("POST", Self.path, Self.body, changing: key("k"))
    #expect(again.status == 201)
    #expect(again.json?["external_id"]?.string == externalID)
    #expect(try fixture.database.uploads().count == 1)
  }
}
