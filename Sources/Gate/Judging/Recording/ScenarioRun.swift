import AdapterProtocol
import VideoSpec

/// One scenario, put to one implementation: opened, step by step, with a look at the database after each.
struct ScenarioRun {
  private let vector: VectorCase
  private let scenario: Scenario
  private let expected: ScenarioExpectation
  private let judge: Judge
  private let deadlineMilliseconds: Int
  private let hasOwnRandom: Bool
  private var names = ScenarioNames()
  /// What the randomness of steps is made of.
  private let question: [UInt8]
  /// Of the last step.
  private var random: [UInt8] = []

  /// - Parameter profile: What the implementation says of itself.
  init(
    _ vector: VectorCase, judgedBy judge: Judge, deadlineMilliseconds: Int, profile: ImplementationProfile
  ) throws(InputError) {
    hasOwnRandom = profile.random == .own
    self.vector = vector
    self.judge = judge
    self.deadlineMilliseconds = deadlineMilliseconds
    question = vector.input.line
    scenario = try Scenario(json: vector.input)
    guard case .accepted(let output?) = vector.expectation else {
      throw InputError(field: "expect", reason: "should have an output")
    }
    expected = try ScenarioExpectation(json: output, of: scenario)
  }

  /// How a scenario ends before its end.
  private enum Ending: Error {
    case verdict(Verdict)
    case breakage(Breakage)
    case input(InputError)

    static func fail(_ failure: Failure) -> Ending { .verdict(.fail(failure)) }
    static func fail(_ reason: String) -> Ending { .fail(Failure(reason)) }
  }

  /// - Throws: ``Breakage`` when the implementation has no answer.
  consuming func verdict(on implementation: inout some Implementation) throws(Breakage) -> Verdict {
    let directory: String
    do throws(FileError) { directory = try FileSystem.makeTemporaryDirectory(prefix: "video-spec") } catch {
      return .notRun("there is no directory for its state: \(error)")
    }
    defer { FileSystem.remove(directory: directory) }
    do throws(Ending) {
      try play(on: &implementation, in: directory)
      return .pass
    } catch {
      // Whatever it stands in the middle of: the next case opens anew.
      switch error {
      case .verdict(let verdict): return verdict
      case .breakage(let breakage): throw breakage
      case .input(let error): return .notRun("the case cannot be put: \(error)")
      }
    }
  }

  private mutating func play(
    on implementation: inout some Implementation, in directory: String
  ) throws(Ending) {
    try open(&implementation, directory)
    for (index, (step, expectation)) in zip(scenario.steps, expected.steps).enumerated() {
      let place = "step \(index + 1)\(step.label)"
      if case .restart = step.kind {
        implementation.crash()
        try open(&implementation, directory)
      } else {
        let observation = try perform(step, number: index, on: &implementation)
        try judge(observation, of: step, against: expectation.result, place)
        if case .waiting = observation.outcome {
          implementation.crash()
          try open(&implementation, directory)
        }
      }
      try judgeState(of: &implementation, allowing: expectation.states, after: place)
    }
  }

  private func open(_ implementation: inout some Implementation, _ directory: String) throws(Ending) {
    var setup = scenario.setup
    setup["state"] = JSONValue(directory)
    let observation = try ask(&implementation, .recordOpen, .object(setup))
    guard case .output = observation.outcome else {
      throw unanswered(observation, "opening the recorder") ?? .fail("it did not open the recorder")
    }
  }

  private mutating func perform(
    _ step: ScenarioStep, number: Int, on implementation: inout some Implementation
  ) throws(Ending) -> Observation {
    let message: JSONValue
    do throws(InputError) { message = .object(try step.message(names)) } catch { throw .input(error) }
    let clock = step.clock ?? vector.clock
    // The same at every run, and another for every step.
    random = step.random ?? judge.oracle.sha256(Array("\(number)\n\(clock.iso8601)\n".utf8) + question)
    return try ask(&implementation, .recordStep, message, at: clock, random: random)
  }

  private func ask(
    _ implementation: inout some Implementation, _ operation: Operation, _ input: JSONValue, at clock: Timestamp? = nil,
    random: [UInt8] = []
  ) throws(Ending) -> Observation {
    do throws(Breakage) {
      return try implementation.perform(
        Run(
          operation: operation, clock: clock ?? vector.clock, random: random,
          deadlineMilliseconds: deadlineMilliseconds, input: input))
    } catch { throw .breakage(error) }
  }

  /// What there is to say about an observation that is no answer to judge; nil for one that is.
  private func unanswered(_ observation: Observation, _ place: String) -> Ending? {
    switch observation.outcome {
    case .error(let message): .breakage(Breakage(.adapterError, "\(place): \(message)"))
    case .unsupported(let reason): .verdict(.unsupported(reason))
    case .rejected(let rejection): .fail("\(place): it rejected: \(rejection)")
    case .waiting(let point): .fail("\(place): it waits at \(point)")
    case .output: nil
    }
  }

  // MARK: - Judging

  private mutating func judge(
    _ observation: Observation, of step: ScenarioStep, against result: ScenarioExpectation.Result, _ place: String
  ) throws(Ending) {
    switch (observation.outcome, result) {
    case (.output(let output), .accepted(let wanted)): try judge(output, of: step, wanted, place)
    case (.output, .rejected(let code, _)):
      throw .fail("\(place): it went on where it must be rejected (\(code ?? "with any code"))")
    case (.output, .killed):
      throw .fail("\(place): it never came to \(step.fault?.point.rawValue ?? "the point")")
    case (.rejected(let rejection), .rejected(let code, let status)):
      if let code, rejection.code != ErrorCode(code) {
        throw .fail("\(place): it rejected with \(rejection.code) where \(code) is the answer")
      }
      if let status, let given = rejection.status, given != status {
        throw .fail("\(place): it rejected with status \(given) where \(status) is the answer")
      }
      guard code == "OutcomeUnknown" else { return }
      guard let id = rejection.details.first(where: { $0.name == "externalId" })?.value else {
        throw .fail("\(place): it does not say by which external id the outcome can be asked")
      }
      if let name = step.name { names.uploads[name, default: .init()].externalID = id }
    case (.output, .any), (.rejected, .any): return
    case (.waiting(let point), .killed), (.waiting(let point), .any):
      guard point.utf8.elementsEqual((step.fault?.point.rawValue ?? "").utf8) else {
        throw .fail("\(place): it waits at \(point), and not where it was told to")
      }
    default: throw unanswered(observation, place) ?? .fail("\(place): it gave no answer")
    }
  }

  private mutating func judge(
    _ output: JSONValue, of step: ScenarioStep, _ wanted: JSONValue?, _ place: String
  ) throws(Ending) {
    do throws(Failure) {
      switch step.kind {
      case .asked("begin"):
        let clock = step.clock ?? vector.clock
        let begun = try BegunJudge(
          vector: vector, setup: scenario.setup, url: expected.url, oracle: judge.oracle,
          random: hasOwnRandom ? nil : random
        ).check(output, at: clock)
        if let name = step.name { names.uploads[name] = begun }
      case .asked("look"):
        guard let look = output["look"]?.text else { throw Failure("the output has no text \"look\"") }
        if let name = step.name { names.looks[name] = look }
      default: break
      }
      if let wanted { try ScenarioState.check(output, against: wanted) }
    } catch {
      throw .fail(Failure("\(place): \(error.reason)", divergence: error.divergence))
    }
  }

  private mutating func judgeState(
    of implementation: inout some Implementation, allowing states: [String], after place: String
  ) throws(Ending) {
    let observation = try ask(&implementation, .recordDump, .object(JSONObject()))
    guard case .output(let output) = observation.outcome else {
      throw unanswered(observation, "the dump after \(place)") ?? .fail("there is no dump after \(place)")
    }
    do throws(Failure) {
      names = try ScenarioState(output).matching(states.map { expected.states[$0] ?? [] }, names)
    } catch {
      throw .fail(
        Failure(
          "after \(place) the database is not as it may be: \(error.reason)",
          divergence: error.divergence.map { Divergence(step: $0.step, expected: $0.expected, observed: $0.observed) }))
    }
  }
}

extension ScenarioStep {
  fileprivate var label: String {
    switch kind {
    case .restart: " (restart)"
    case .asked(let action): fault.map { " (\(action), \($0.kind.rawValue) at \($0.point.rawValue))" } ?? " (\(action))"
    }
  }
}
