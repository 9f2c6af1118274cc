import Foundation
import ReferenceImpl
import Synchronization
import Testing
import VideoSpec

@testable import Services

@Suite("The service's sweep", .timeLimit(.minutes(60)))
struct SweeperTests {
  @Test("one of two processes sweeps, until its lease ends; sessions that expired are removed")
  func lease() throws {
    let clock = Mutex<Timestamp>("2026-01-02T03:00:00Z")
    let fixture = try RecordingServiceFixture(now: { clock.withLock { $0 } })
    let (missing, _) = try fixture.begin()
    let (arrived, key) = try fixture.begin()
    try fixture.put(key)
    clock.withLock { $0 = "2026-01-02T04:06:00Z" }
    let failures = Mutex<[String]>([])
    func sweeper(_ metrics: ServiceMetrics) -> Sweeper {
      Sweeper(
        fixture.service, database: fixture.database, metrics: metrics, now: { clock.withLock { $0 } },
        log: { text in failures.withLock { $0.append(text) } })
    }
    let (first, second) = (ServiceMetrics(), ServiceMetrics())
    let (one, other) = (sweeper(first), sweeper(second))
    one.sweepIfFree()
    other.sweepIfFree()
    #expect(first.text.contains("video_spec_uploads_swept_total 2"))
    #expect(!second.text.contains("sweeps"))
    let uploads = try fixture.database.uploads()
    #expect(uploads.first { $0.externalID == Text(missing) }?.status == .failed)
    #expect(uploads.first { $0.externalID == Text(arrived) }?.status == .completed)
    // The guest's session was valid for an hour.
    #expect(try fixture.send("GET", "/api/video/\(missing)").code == "SessionInvalid")
    clock.withLock { $0 = "2026-01-02T04:08:00Z" }
    other.sweepIfFree()
    #expect(second.text.contains("video_spec_sweeps_total 1"))
    #expect(failures.withLock { $0 } == [])
  }

  @Test("the thread sweeps and stops")
  func thread() throws {
    let fixture = try RecordingServiceFixture()
    let metrics = ServiceMetrics()
    let sweeper = Sweeper(fixture.service, database: fixture.database, metrics: metrics) { _ in }
    try sweeper.start(every: 1)
    let end = ContinuousClock.now + .seconds(60)
    while !metrics.text.contains("video_spec_sweeps_total"), .now < end { usleep(20_000) }
    sweeper.stop()
    #expect(metrics.text.contains("video_spec_sweeps_total"))
  }
}
