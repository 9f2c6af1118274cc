import AdapterProtocol
import Foundation
import Gate
import ReferenceAdapter
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Scenarios")
struct ScenarioRunTests {
  private typealias Vectors = ScenarioVectors

  private func verdict(
    on implementation: Tampered, _ steps: (step: String, expect: String)...
  ) throws -> Verdict {
    var implementation = implementation
    let plan = try Plan(Vectors.corpus(steps), selecting: Selection())
    return try #require(Runner.shared.run(plan, against: &implementation).first).verdict
  }

  private let whole = [
    (Vectors.begin("error at begin.written"), Vectors.rejected("RecordingFailed", "none")),
    (Vectors.begin("kill at commit.before"), Vectors.killed("none")),
    (Vectors.begin(), Vectors.accepted("one")), (#"{"do":"restart"}"#, Vectors.accepted("one")),
    (Vectors.complete, Vectors.accepted("done")),
  ]

  @Test("the reference passes in this process and over the protocol")
  func bothDoors() throws {
    let plan = try Plan(Vectors.corpus(whole), selecting: Selection())
    var reference = ReferenceImplementation()
    #expect(try Runner.shared.run(plan, against: &reference).map(\.verdict) == [.pass])
    var adapter = try AdapterProcess(command: [Program.videoSpec, "adapter"], corpus: .shared)
    #expect(try Runner.shared.run(plan, against: &adapter).map(\.verdict) == [.pass])
    #expect(adapter.finish() == nil)
  }

  @Test("planned kills do not count as abnormal ends, however many there are")
  func plannedKills() throws {
    let kills = (0..<(Runner.abnormalEndLimit + 2)).map { _ in
      (Vectors.begin("kill at commit.before"), Vectors.killed("none"))
    }
    let plan = try Plan(Vectors.corpus(kills), selecting: Selection())
    var adapter = try AdapterProcess(command: [Program.videoSpec, "adapter"], corpus: .shared)
    #expect(try Runner.shared.run(plan, against: &adapter).map(\.verdict) == [.pass])
    _ = adapter.finish()
  }

  @Test("a killed step leaves what it committed, and no more")
  func killedAfterCommit() throws {
    let steps = (Vectors.begin("kill at commit.after"), Vectors.killed("one"))
    #expect(try verdict(on: Tampered(), steps) == .pass)
    let wrong = try verdict(on: Tampered(), (steps.0, Vectors.killed("none")))
    #expect(wrong.reason?.contains("expected 0 uploads, found 1") == true)
  }

  @Test("a partial record is never an allowed state")
  func halves() throws {
    let step = (Vectors.begin(), Vectors.accepted("one"))
    let answerAlone = Tampered.uploads { $0 = $0.map { $0.without("key") } }
    #expect(try verdict(on: answerAlone, step).reason?.contains("has no video") == true)
    let videoAlone = Tampered.uploads { $0 = $0.map { $0.without("externalId") } }
    #expect(try verdict(on: videoAlone, step).reason?.contains("a video has no answer") == true)
    let nothing = Tampered.uploads { $0 = [] }
    #expect(try verdict(on: nothing, step).reason?.contains("found 0") == true)
    let twice = Tampered.uploads { $0 += $0 }
    #expect(try verdict(on: twice, step).reason?.contains("found 2") == true)
  }

  @Test(
    "a wrong value in a record is found and shown",
    arguments: [
      ("user", "u_2"), ("duration", "12"), ("status", "completed"), ("size", "5"), ("etag", "b"),
      ("key", "videos/2026/01/00000000-0000-4000-8000-000000000000.webm"),
      ("externalId", "00000000-0000-4000-8000-000000000000"),
    ])
  func otherwise(member: String, value: String) throws {
    let other = Tampered.uploads { uploads in
      uploads = uploads.map { upload in
        var object = upload.object ?? JSONObject()
        object[Text(member)] = JSONValue(value)
        return .object(object)
      }
    }
    let verdict = try verdict(on: other, (Vectors.begin(), Vectors.accepted("one")))
    guard case .fail(let failure) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(failure.divergence?.observed.string.contains(value) == true)
  }

  @Test("a form that does not belong to the recorded key is found")
  func forms() throws {
    func begun(_ alter: @escaping (inout JSONObject) -> Void) throws -> String {
      let tampered = Tampered.output(of: .recordStep, alter)
      return try verdict(on: tampered, (Vectors.begin(), Vectors.accepted("one"))).reason ?? "pass"
    }
    #expect(try begun { $0["externalId"] = "1" }.contains("not a UUID"))
    #expect(try begun { $0["expires"] = "2026-01-02T03:04:05Z" }.contains("\"expires\""))
    #expect(try begun { $0["url"] = "https://example.com/" }.contains("the form's URL is"))
    #expect(try begun { $0["fields"] = [] }.contains("no field \"key\""))
    #expect(try begun { $0["fields"] = .array($0["fields"]?.array?.dropLast() ?? []) } != "pass")
    let elsewhere: Text = "videos/2026/01/00000000-0000-4000-8000-000000000000.webm"
    #expect(
      try begun { output in
        output["fields"] = .array(
          (output["fields"]?.array ?? []).map { $0.array?.first?.text == "key" ? ["key", .string(elsewhere)] : $0 })
      } != "pass")
    // An external ID that is part of the key would reveal it.
    #expect(
      try begun { output in
        let key = output["fields"]?.array?.first { $0.array?.first?.text == "key" }?.array?.last?.string ?? ""
        output["externalId"] = JSONValue(String(key.split(separator: "/").last?.prefix(36) ?? ""))
      }.contains("contains the external ID"))
  }

  @Test("a recorder that goes on at the kill, or waits at another point, is found")
  func points() throws {
    let never = Tampered { run, observation in
      guard case .waiting = observation.outcome else { return observation }
      return Observation(.output(["externalId": "x"]))
    }
    let kill = (Vectors.begin("kill at commit.before"), Vectors.killed("none"))
    #expect(try verdict(on: never, kill).reason?.contains("never reached \"commit.before\"") == true)
    let elsewhere = Tampered { run, observation in
      guard case .waiting = observation.outcome else { return observation }
      return Observation(.waiting(at: "commit.after"))
    }
    #expect(try verdict(on: elsewhere, kill).reason?.contains("expected \"commit.before\"") == true)
    let unasked = Tampered { run, observation in
      run.call == .recordStep ? Observation(.waiting(at: "commit.after")) : observation
    }
    #expect(
      try verdict(on: unasked, (Vectors.begin(), Vectors.accepted("one"))).reason?.contains("it waits at") == true)
  }

  @Test("an unknown outcome without the external ID fails")
  func unknownOutcome() throws {
    let step = (Vectors.begin("error at commit.after"), Vectors.rejected("OutcomeUnknown", "one"))
    #expect(try verdict(on: Tampered(), step) == .pass)
    let silent = Tampered { _, observation in
      guard case .rejected(var rejection) = observation.outcome else { return observation }
      rejection.details = []
      return Observation(.rejected(rejection))
    }
    #expect(try verdict(on: silent, step).reason?.contains("no detail \"externalId\"") == true)
  }

  @Test("a recorder that cannot be opened or dumped fails or is broken")
  func trouble() throws {
    let step = (Vectors.begin(), Vectors.accepted("one"))
    func instead(_ call: Call, _ outcome: Observation.Outcome) throws -> Verdict {
      try verdict(on: Tampered { $0.call == call ? Observation(outcome) : $1 }, step)
    }
    #expect(try instead(.recordOpen, .rejected(Rejection(.busy, "no"))).kind == .fail)
    #expect(try instead(.recordOpen, .error("no")).kind == .broken)
    #expect(try instead(.recordOpen, .unsupported("no")).kind == .unsupported)
    #expect(try instead(.recordDump, .rejected(Rejection(.busy, "no"))).kind == .fail)
    #expect(try instead(.recordDump, .output(["uploads": "none"])).kind == .fail)
    #expect(try instead(.recordStep, .error("no")).kind == .broken)
  }

  @Test("a scenario that needs something the implementation lacks is unsupported")
  func unsupported() throws {
    var modest = Tampered()
    modest.info.faults = []
    #expect(
      try verdict(on: modest, (Vectors.begin("kill at commit.before"), Vectors.killed("none")))
        == .unsupported("it has no fault point \"commit.before\""))
    modest.info.clock = .own
    #expect(try verdict(on: modest, (Vectors.begin(), Vectors.accepted("one"))).kind == .unsupported)
    modest = Tampered()
    modest.info.calls.removeAll { $0 == .recordDump }
    #expect(
      try verdict(on: modest, (Vectors.begin(), Vectors.accepted("one")))
        == .unsupported("it does not support record.dump"))
  }

  @Test("a scenario's directory is passed to open and removed afterwards")
  func directory() throws {
    nonisolated(unsafe) var directories: [String] = []
    let watching = Tampered { run, observation in
      if run.call == .recordOpen { directories.append(run.input["state"]?.string ?? "") }
      return observation
    }
    #expect(
      try verdict(
        on: watching, (Vectors.begin(), Vectors.accepted("one")), (#"{"do":"restart"}"#, Vectors.accepted("one")))
        == .pass)
    #expect(directories.count == 2 && Set(directories).count == 1)
    #expect(!FileManager.default.fileExists(atPath: try #require(directories.first)))
  }

  @Test("a recorder that can be closed is closed after every scenario, and keeps nothing")
  func closing() throws {
    nonisolated(unsafe) var calls: [Call] = []
    nonisolated(unsafe) var left: [[String]] = []
    var watching = Tampered { run, observation in
      calls.append(run.call)
      if run.call == .recordClose {
        let directory = run.input["state"]?.string ?? ""
        left.append((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? ["no directory"])
      }
      return observation
    }
    let step = (Vectors.begin("kill at commit.before"), Vectors.killed("none"))
    #expect(try verdict(on: watching, step) == .pass)
    #expect(try verdict(on: watching, (step.0, Vectors.killed("one"))).kind == .fail)
    #expect(left == [[], []])
    let scenario: [Call] = [.recordOpen, .recordStep, .recordOpen, .recordDump, .recordClose]
    #expect(calls == scenario + scenario)
    calls = []
    watching.info.calls.removeAll { $0 == .recordClose }
    #expect(try verdict(on: watching, step) == .pass)
    #expect(calls == Array(scenario.dropLast()))
  }

  @Test("a recorder that cannot be closed does not pass, and what went wrong before is reported first")
  func closingFails() throws {
    let broken = Tampered { $0.call == .recordClose ? Observation(.error("no")) : $1 }
    let step = (Vectors.begin(), Vectors.accepted("one"))
    #expect(try verdict(on: broken, step).kind == .broken)
    #expect(try verdict(on: broken, (step.0, Vectors.accepted("none"))).kind == .fail)
  }

  @Test("a form that would expire after the year 9999 is rejected")
  func endless() throws {
    let corpus = try Vectors.corpus([(Vectors.begin(), Vectors.accepted("one"))])
    var setup = try #require(corpus.cases.first?.input["open"]?.object)
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("endless-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    setup["state"] = JSONValue(directory.path)
    setup["formSeconds"] = JSONValue("\(Int.max)")
    var reference = ReferenceImplementation()
    func perform(_ call: Call, _ input: JSONValue) -> Observation.Outcome {
      reference.perform(
        Run(call: call, clock: .maximum, random: [UInt8](repeating: 7, count: 32), input: input)
      ).outcome
    }
    guard case .output = perform(.recordOpen, .object(setup)),
      case .rejected(let rejection) = perform(.recordStep, try JSONValue(parsing: Vectors.begin().utf8))
    else {
      Issue.record("it was not rejected")
      return
    }
    #expect(rejection.code == .invalidExpires)
  }

  @Test("a scenario that cannot be judged is an error in its file")
  func faults() throws {
    let step = Vectors.begin()
    #expect(throws: VectorError.self) { try Vectors.corpus([(step, #"{"result":"accepted","states":["nowhere"]}"#)]) }
    #expect(throws: VectorError.self) { try Vectors.corpus([(step, #"{"result":"accepted","states":[]}"#)]) }
    #expect(throws: VectorError.self) { try Vectors.corpus([(step, #"{"result":"maybe","states":["one"]}"#)]) }
    #expect(throws: VectorError.self) { try Vectors.corpus([(#"{"do":"dance"}"#, Vectors.accepted("one"))]) }
    #expect(throws: VectorError.self) { try Vectors.corpus([]) }
  }

  @Test(
    "a point that was named after a statement gets an error with its new name",
    arguments: [
      ("insert-answer.before", "begin.checked"), ("insert-answer.after", "begin.written"),
      ("insert-video.before", "begin.written"), ("insert-video.after", "begin.written"),
      ("sign.before", "begin.written"), ("sign.after", "begin.written"), ("update-video.before", "record.checked"),
      ("update-video.after", "record.written"), ("update-answer.before", "record.written"),
      ("update-answer.after", "record.written"),
    ])
  func formerPoints(former: String, point: String) throws {
    let message = "is \"\(former)\", which is now called \"\(point)\""
    let step = Vectors.begin("error at \(former)")
    let inVectors = try #require(throws: VectorError.self) {
      try Vectors.corpus([(step, Vectors.rejected("RecordingFailed", "none"))])
    }
    #expect(inVectors.reason.contains(message))
    let inStep = try #require(throws: InputError.self) { try RecordingStep(json: JSONValue(parsing: step.utf8)) }
    #expect(inStep.field == "fault.point" && inStep.reason == message)
  }

  @Test("an unknown point or kind of fault gets an error with the known ones")
  func unknownFault() throws {
    func error(_ fault: String) throws -> String {
      let step = try JSONValue(parsing: Vectors.begin(fault).utf8)
      let error = try #require(throws: InputError.self) { try RecordingStep(json: step) }
      return "\(error.field): \(error.reason)"
    }
    #expect(
      try error("error at commit.during")
        == """
        fault.point: should be "begin.checked", "begin.written", "record.checked", "record.written", \
        "commit.before" or "commit.after", not "commit.during"
        """)
    #expect(
      try error("loss at commit.before")
        == #"fault.kind: should be "error", "constraint", "busy" or "kill", not "loss""#)
  }
}

extension JSONValue {
  fileprivate func without(_ member: Text) -> JSONValue {
    var object = self.object ?? JSONObject()
    object[member] = nil
    return .object(object)
  }
}
