import AdapterProtocol
import VideoSpec

/// Runs a recording scenario against an implementation: opens the recorder, takes the steps, dumps the database after each, and closes
/// the recorder.
struct RecordingScenarioRun {
  private let vector: VectorCase
  private let scenario: RecordingScenario
  private let expected: RecordingScenarioExpectation
  private let judge: Judge
  private let deadlineMilliseconds: Int
  private let hasOwnRandom: Bool
  private var names = RecordingScenarioNames()
  /// The bytes from which the random bytes of the steps are derived.
  private let seed: [UInt8]
  /// The random bytes of the last step.
  private var random: [UInt8] = []

  /// - Parameter hasOwnRandom: Whether the implementation uses its own randomness.
  /// - Throws: ``InputError`` if the case is not a recording scenario.
  init(
    _ vector: VectorCase, judgedBy judge: Judge, deadlineMilliseconds: Int, hasOwnRandom: Bool
  ) throws(InputError) {
    self.hasOwnRandom = hasOwnRandom
    self.vector = vector
    self.judge = judge
    self.deadlineMilliseconds = deadlineMilliseconds
    seed = vector.input.line
    scenario = try RecordingScenario(json: vector.input)
    expected = try RecordingScenarioExpectation(vector.expectation, of: scenario)
  }

  /// Why a scenario ends before its last step.
  private enum Ending: Error {
    case verdict(Verdict)
    case breakage(Breakage)
    case input(InputError)

    static func fail(_ failure: Failure) -> Ending { .verdict(.fail(failure)) }
    static func fail(_ reason: String) -> Ending { .fail(Failure(reason)) }
  }

  /// Runs the scenario and returns its verdict.
  ///
  /// - Throws: ``Breakage`` if the implementation returns no result.
  consuming func verdict(against implementation: inout some Implementation) throws(Breakage) -> Verdict {
    let directory: String
    do throws(FileError) { directory = try FileSystem.makeTemporaryDirectory(prefix: "video-spec") } catch {
      return .notRun("the directory for the recorder's state cannot be created: \(error)")
    }
    defer { FileSystem.remove(directory: directory) }
    let ending = playAndClose(on: &implementation, in: directory)
    switch ending {
    case nil: return .pass
    case .verdict(let verdict): return verdict
    case .breakage(let breakage): throw breakage
    case .input(let error): return .notRun("the case cannot be run: \(error)")
    }
  }

  /// Plays the scenario and closes the recorder, whatever the scenario came to. Returns nil if nothing went wrong.
  private mutating func playAndClose(on implementation: inout some Implementation, in directory: String) -> Ending? {
    var ending: Ending?
    do throws(Ending) { try play(on: &implementation, in: directory) } catch { ending = error }
    do throws(Ending) { try close(&implementation, directory) } catch { ending = ending ?? error }
    return ending
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
      throw noResult(observation, "opening the recorder") ?? .fail("the recorder was not opened")
    }
  }

  /// Has the implementation remove the scenario's state, if it can.
  private func close(_ implementation: inout some Implementation, _ directory: String) throws(Ending) {
    guard implementation.info.calls.contains(.recordClose) else { return }
    let observation = try ask(&implementation, .recordClose, ["state": JSONValue(directory)])
    guard case .output = observation.outcome else {
      throw noResult(observation, "closing the recorder") ?? .fail("the recorder was not closed")
    }
  }

  private mutating func perform(
    _ step: RecordingScenarioStep, number: Int, on implementation: inout some Implementation
  ) throws(Ending) -> Observation {
    let message: JSONValue
    do throws(InputError) { message = .object(try step.message(names)) } catch { throw .input(error) }
    let clock = step.clock ?? vector.clock
    // The same for every run of the case, and different for every step.
    random = step.random ?? judge.oracle.sha256(Array("\(number)\n\(clock.iso8601)\n".utf8) + seed)
    return try ask(&implementation, .recordStep, message, at: clock, random: random)
  }

  private func ask(
    _ implementation: inout some Implementation, _ call: Call, _ input: JSONValue, at clock: Timestamp? = nil,
    random: [UInt8] = []
  ) throws(Ending) -> Observation {
    do throws(Breakage) {
      return try implementation.perform(
        Run(
          call: call, clock: clock ?? vector.clock, random: random,
          deadlineMilliseconds: deadlineMilliseconds, input: input))
    } catch { throw .breakage(error) }
  }

  /// How the scenario ends with an observation that has no output to judge; nil if it has one.
  private func noResult(_ observation: Observation, _ place: String) -> Ending? {
    switch observation.outcome {
    case .error(let message): .breakage(Breakage(.adapterError, "\(place): \(message)"))
    case .unsupported(let reason): .verdict(.unsupported(reason))
    case .rejected(let rejection): .fail("\(place): unexpected rejection: \(rejection)")
    case .waiting(let point): .fail("\(place): it waits at \"\(point)\" without being asked to")
    case .output: nil
    }
  }

  // MARK: - Judging

  private mutating func judge(
    _ observation: Observation, of step: RecordingScenarioStep, against result: RecordingScenarioExpectation.Result,
    _ place: String
  ) throws(Ending) {
    switch (observation.outcome, result) {
    case (.output(let output), .accepted(let wanted)): try judge(output, of: step, wanted, place)
    case (.output, .rejected(let code, _)):
      throw .fail("\(place): accepted a step that must be rejected (\(code ?? "with any code"))")
    case (.output, .killed):
      throw .fail("\(place): it never reached \(step.fault.map { "\"\($0.point.rawValue)\"" } ?? "the fault point")")
    case (.rejected(let rejection), .rejected(let code, let status)):
      if let code, rejection.code != ErrorCode(code) {
        throw .fail("\(place): rejected with the code \(rejection.code), expected \(code)")
      }
      if let status, let given = rejection.status, given != status {
        throw .fail("\(place): rejected with the status \(given), expected \(status)")
      }
      guard code == "OutcomeUnknown" else { return }
      guard let id = rejection.details.first(where: { $0.name == "externalId" })?.value else {
        throw .fail(
          "\(place): the rejection has no detail \"externalId\", with which the client could ask for the outcome")
      }
      if let name = step.name { names.uploads[name, default: .init()].externalID = id }
    case (.output, .any), (.rejected, .any): return
    case (.waiting(let point), .killed), (.waiting(let point), .any):
      guard point.utf8.elementsEqual((step.fault?.point.rawValue ?? "").utf8) else {
        let expected = step.fault.map { "\"\($0.point.rawValue)\"" } ?? "no wait"
        throw .fail("\(place): it waits at \"\(point)\", expected \(expected)")
      }
    default: throw noResult(observation, place) ?? .fail("\(place): it returned no result")
    }
  }

  private mutating func judge(
    _ output: JSONValue, of step: RecordingScenarioStep, _ wanted: JSONValue?, _ place: String
  ) throws(Ending) {
    do throws(Failure) {
      switch step.kind {
      case .action("begin"):
        let clock = step.clock ?? vector.clock
        let begun = try BegunJudge(
          vector: vector, setup: scenario.setup, url: expected.url, oracle: judge.oracle,
          random: hasOwnRandom ? nil : random
        ).check(output, at: clock)
        if let name = step.name { names.uploads[name] = begun }
      case .action("look"):
        guard let look = output["look"]?.text else { throw Failure("the output has no text \"look\"") }
        if let name = step.name { names.looks[name] = look }
      default: break
      }
      if let wanted { try RecordedState.check(output, against: wanted) }
    } catch {
      throw .fail(Failure("\(place): \(error.reason)", divergence: error.divergence))
    }
  }

  private mutating func judgeState(
    of implementation: inout some Implementation, allowing states: [String], after place: String
  ) throws(Ending) {
    let observation = try ask(&implementation, .recordDump, .object(JSONObject()))
    guard case .output(let output) = observation.outcome else {
      throw noResult(observation, "the dump after \(place)") ?? .fail("no dump after \(place)")
    }
    do throws(Failure) {
      names = try RecordedState(output).matching(states.map { expected.states[$0] ?? [] }, names)
    } catch {
      throw .fail(
        error.replacing(
          reason: "unexpected database state after \(place): \(error.reason)", divergence: error.divergence,
          exchange: nil))
    }
  }
}

extension RecordingScenarioStep {
  fileprivate var label: String {
    switch kind {
    case .restart: " (restart)"
    case .action(let action):
      fault.map { " (\(action), \($0.kind.rawValue) at \($0.point.rawValue))" } ?? " (\(action))"
    }
  }
}
