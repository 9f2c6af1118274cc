import AdapterProtocol
import Gate
import ReferenceAdapter
import ReferenceImpl
import Testing
import VideoSpec

@Suite("The reference against the vectors")
struct ReferenceTests {
  @Test("in process", arguments: Corpus.shared.casesOfAdapters)
  func inProcess(vector: VectorCase) throws {
    let plan = try Plan(.shared, selecting: Selection(patterns: [vector.id.rawValue]))
    var reference = ReferenceImplementation()
    let outcome = try Runner.shared.run(plan, against: &reference)[0]
    #expect(outcome.verdict == .pass, "\(outcome.verdict.reason ?? "")")
  }

  @Test("over stdio, with the same results")
  func overStandardStreams() throws {
    let plan = try Plan(.shared, selecting: Selection(target: .adapter))
    var adapter = try AdapterProcess(command: [Program.videoSpec, "adapter"], corpus: .shared)
    let outcomes = try Runner.shared.run(plan, against: &adapter)
    #expect(adapter.finish() == nil)
    #expect(outcomes.count == Corpus.shared.casesOfAdapters.count)
    let failures = outcomes.filter { $0.verdict != .pass }.map { "\($0.vector.id): \($0.verdict.reason ?? "")" }
    #expect(failures == [])
  }

  @Test("by meaning, as other implementations are judged")
  func byMeaning() throws {
    struct Modest: Implementation {
      var reference = ReferenceImplementation()
      var info: ImplementationInfo {
        var info = reference.info
        info.isExact = false
        return info
      }
      mutating func perform(_ run: Run) -> Observation { reference.perform(run) }
    }
    var modest = Modest()
    let outcomes = try Runner.shared.run(Plan(.shared, selecting: Selection(target: .adapter)), against: &modest)
    let failures = outcomes.filter { $0.verdict != .pass }.map { "\($0.vector.id): \($0.verdict.reason ?? "")" }
    #expect(failures == [])
  }

  @Test("the intermediate texts are those of the vectors")
  func traces() throws {
    var reference = ReferenceImplementation()
    for vector in Corpus.shared.cases where !vector.trace.steps.isEmpty {
      let observation = reference.perform(vector.run)
      for step in vector.trace.steps {
        guard let observed = observation.trace[step.name] else { continue }
        // SigV4a's signatures are random.
        if vector.profile == .sigv4a, step.name == "signature" { continue }
        #expect(observed == step.value, "\(vector.id) \(step.name)")
      }
    }
  }
}
