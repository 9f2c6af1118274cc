import AdapterProtocol
import ReferenceImpl
import Synchronization
import VideoSpec

/// The recorder behind `record.open`, `record.step` and `record.dump`, and the faults that steps ask for.
final class RecordingSession {
  private let recorder: Recorder
  let directory: Text
  private let plan: FaultPlan

  /// Opens the recorder in a scenario's directory; what is there already stays.
  ///
  /// - Parameter kill: What a step does where it is to be killed; nil: ``RecordingSession`` does as if, in this process.
  init(_ setup: RecordingSetup, kill: (@Sendable (RecordingPoint) -> Never)?) throws {
    directory = setup.directory
    let plan = FaultPlan(kill: kill, directory: setup.directory)
    var configuration = Recorder.Configuration(
      limits: setup.limits, maximumDuration: setup.maximumDuration, formSeconds: setup.formSeconds,
      sweepSeconds: setup.sweepSeconds, origins: Set(setup.origins),
      signer: Signer(credentials: setup.credentials, region: setup.region, service: "s3"),
      location: .style(setup.style))
    configuration.points = { try plan.reach($0) }
    self.plan = plan
    let path = "\(setup.directory)/recorder.db"
    NewDatabase.place(at: path)
    recorder = try Recorder(path: path, configuration)
    try recorder.add(users: setup.users, sessions: setup.sessions, questions: setup.questions)
  }

  /// Does a step, and gives its output.
  ///
  /// - Throws: ``Rejection``, or ``PlannedCrash`` where the process would have been killed: then this session is over.
  func perform(_ step: RecordingStep, at time: Timestamp, random: [UInt8]) throws -> JSONValue {
    plan.begin(step.fault)
    do {
      return try output(of: step, at: time, random: random)
    } catch {
      if let point = plan.crashedAt { throw PlannedCrash(point: point) }
      throw error
    }
  }

  func dump() throws -> JSONValue { ["uploads": .array(try recorder.uploads().map(\.protocolForm))] }

  private func output(of step: RecordingStep, at time: Timestamp, random: [UInt8]) throws -> JSONValue {
    func answer(_ key: Text) -> StoreResponse { step.store[key] ?? .missing }
    switch step.action {
    case .begin(let caller, let question, let duration):
      let begun = try recorder.beginUpload(caller, question: question, duration: duration, at: time, random: random)
      return [
        "externalId": begun.externalID.protocolForm, "url": begun.form.url.protocolForm,
        "fields": begun.form.fields.protocolForm, "expires": .string(begun.expires.iso8601),
      ]
    case .complete(let caller, let externalID):
      let look = try recorder.look(at: externalID, caller, at: time)
      return try recorder.record(look, answer(look.key)).protocolForm
    case .look(let caller, let externalID):
      let look = try recorder.look(at: externalID, caller, at: time)
      // Where the store says nothing there is nothing to be recorded later.
      try recorder.decide(on: answer(look.key))
      return ["look": .string(Text(LookMessage(look: look, answer: answer(look.key)).json.line))]
    case .record(let text):
      let message = try LookMessage(text)
      return try recorder.record(message.look, message.answer).protocolForm
    case .sweep:
      var last = 0
      while let overdue = try recorder.nextOverdue(after: last, at: time) {
        last = overdue.answer
        _ = try recorder.record(overdue: overdue, answer(overdue.key))
      }
      return .object(JSONObject())
    case .resolve(let session, let externalID):
      return ["status": JSONValue(try recorder.resolve(externalID, session: session, at: time).rawValue)]
    }
  }
}

/// The end of a session whose process would have been killed.
struct PlannedCrash: Error {
  var point: RecordingPoint
}

/// The fault that a step is to have.
private final class FaultPlan: Sendable {
  private struct State {
    var fault: RecordingFault?
    var occurrences = 0
    var crashedAt: RecordingPoint?
  }

  private let state = Mutex(State())
  private let kill: (@Sendable (RecordingPoint) -> Never)?
  private let directory: Text

  init(kill: (@Sendable (RecordingPoint) -> Never)?, directory: Text) {
    self.kill = kill
    self.directory = directory
  }

  var crashedAt: RecordingPoint? { state.withLock(\.crashedAt) }

  func begin(_ fault: RecordingFault?) { state.withLock { $0 = State(fault: fault) } }

  /// Has the fault happen, if it is this point's turn.
  func reach(_ point: RecordingPoint) throws {
    let kind: RecordingFault.Kind? = state.withLock { state in
      guard let fault = state.fault, fault.point == point else { return nil }
      state.occurrences += 1
      // A lock that is held is held for as long as anybody waits.
      let isDue = fault.kind == .busy ? state.occurrences >= fault.occurrence : state.occurrences == fault.occurrence
      return isDue ? fault.kind : nil
    }
    switch kind {
    case nil: return
    case .error?, .constraint?, .busy?: throw DatabaseError.injected(kind ?? .error)
    case .kill?:
      if let kill { kill(point) }
      // What another process would find: the files as they are, with nobody's locks and nobody's memory.
      try StateDirectory.keepCopy(of: directory)
      state.withLock { $0.crashedAt = point }
      throw PlannedCrash(point: point)
    }
  }
}

/// A look on its way through the gate, as text.
private struct LookMessage {
  var look: Look
  var answer: StoreResponse

  init(look: Look, answer: StoreResponse) {
    self.look = look
    self.answer = answer
  }

  init(_ text: Text) throws {
    let value = try JSONValue(parsing: text.bytes)
    let input = InputReader(value)
    look = Look(
      answer: try input.integer("answer"), externalID: try input.text("externalId"), key: try input.text("key"),
      number: try input.integer("number"))
    answer = try StoreResponse(input.reader("head"))
  }

  var json: JSONValue {
    [
      "answer": JSONValue(look.answer), "externalId": look.externalID.protocolForm, "key": look.key.protocolForm,
      "number": JSONValue(look.number), "head": answer.protocolForm,
    ]
  }
}
