import AdapterProtocol
import VideoSpec

// The operations of the subject Recording.

extension OperationDeclaration {
  static let recordScenario = OperationDeclaration(
    input: MemberNames(required: ["open", "steps"], optional: []),
    output: MemberNames(required: ["url", "states", "steps"], optional: []),
    schema: SchemaDefinitions(members: "record.scenario", expectation: "record.scenario"),
    exampleRank: lastExampleRank,
    shape: .scenario(RecordingScenarioKind()))

  static let serviceScenario = OperationDeclaration(
    input: MemberNames(required: ["given", "steps"], optional: []),
    output: MemberNames(required: [], optional: []),
    schema: SchemaDefinitions(members: "service.scenario", expectation: nil),
    exampleRank: lastExampleRank,
    shape: .exchanges)
}

/// Scenarios of a recorder: it is opened, takes steps that may fail or be killed, and its database is dumped after each. At the end it
/// is closed.
struct RecordingScenarioKind: ScenarioKind {
  let calls: [Call] = [.recordOpen, .recordStep, .recordDump]
  let optionalCalls: [Call] = [.recordClose]
  let setupMember: Text = "open"

  func check(input: JSONValue) throws(InputError) { _ = try RecordingScenario(json: input) }

  func check(_ expectation: Expectation, of input: JSONValue) throws(InputError) {
    _ = try RecordingScenarioExpectation(expectation, of: RecordingScenario(json: input))
  }

  func showsRejection(_ vector: VectorCase) -> Bool {
    guard let scenario = try? RecordingScenario(json: vector.input),
      let expected = try? RecordingScenarioExpectation(vector.expectation, of: scenario)
    else { return false }
    return expected.hasRejection
  }

  func reasonNotToRun(_ vector: VectorCase, against implementation: ImplementationInfo) -> String? {
    let steps = vector.input["steps"]?.array ?? []
    if implementation.clock == .own { return "it uses its own clock, and scenarios need a given one" }
    if implementation.random == .own, steps.contains(where: { $0["random"] != nil }) {
      return "it uses its own randomness, and the scenario needs given random bytes"
    }
    let points = steps.compactMap { $0["fault"]?["point"]?.string }
    return points.first { !implementation.faults.contains($0) }.map { "it has no fault point \"\($0)\"" }
  }

  func verdict(
    of vector: VectorCase, against implementation: inout some Implementation, judge: Judge, deadlineMilliseconds: Int
  ) throws(InputError) -> Verdict {
    let run = try RecordingScenarioRun(
      vector, judgedBy: judge, deadlineMilliseconds: deadlineMilliseconds,
      hasOwnRandom: implementation.info.random == .own)
    do throws(Breakage) { return try run.verdict(against: &implementation) } catch { return .broken(error) }
  }

  func lines(of vector: VectorCase) -> [String] { Example.steps(of: vector) }
}
