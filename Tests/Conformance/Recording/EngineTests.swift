import Gate
import ReferenceAdapter
import Rehearsal
import Testing
import VideoSpec

@Suite("Record stores")
struct EngineTests {
  @Test("every scenario passes on a record store with a single transactional write")
  func memory() throws { try run(on: .memory()) }

  @Test("every scenario passes if each transaction is committed together with 15 others")
  func grouped() throws { try run(on: .grouped(16)) }

  private func run(on engine: RecordingEngine) throws {
    let plan = try Plan(.shared, selecting: Selection(profiles: [.record]))
    var reference = ReferenceImplementation(engine: engine)
    let outcomes = try Runner.shared.run(plan, against: &reference)
    #expect(outcomes.count == Corpus.shared.cases.count { $0.operation == .recordScenario })
    let failures = outcomes.filter { $0.verdict != .pass }.map { "\($0.vector.id): \($0.verdict.reason ?? "")" }
    #expect(failures == [])
  }
}
