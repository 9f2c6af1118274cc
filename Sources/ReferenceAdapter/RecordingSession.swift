import AdapterProtocol
import ReferenceImpl
import Synchronization
import VideoSpec

/// The recorder behind `record.open`, `record.step` and `record.dump`, with the faults that steps ask for.
final class RecordingSession {
  private let recorder: Recorder
  private let directory: Text
  private let engine: RecordingEngine
  private let plan: FaultPlan

  /// Opens the recorder in a scenario's directory. Existing records stay.
  ///
  /// - Parameter kill: Called where a step is to be killed, or nil to simulate the kill in this process.
  init(_ setup: RecordingSetup, engine: RecordingEngine, kill: (@Sendable (RecordingPoint) -> Never)?) throws {
    directory = setup.directory
    self.engine = engine
    let plan = FaultPlan(kill: kill) { try engine.keep(setup.directory) }
    var configuration = Recorder.Configuration(
      limits: setup.limits, maximumDuration: setup.maximumDuration, formSeconds: setup.formSeconds,
      sweepSeconds: setup.sweepSeconds, origins: Set(setup.origins),
      signer: Signer(credentials: setup.credentials, region: setup.region, service: "s3"),
      location: .style(setup.style))
    configuration.reach = { try plan.reach($0) }
    self.plan = plan
    recorder = Recorder(store: try engine.open(setup.directory), configuration: configuration)
    try recorder.add(users: setup.users, sessions: setup.sessions, questions: setup.questions)
  }

  /// Performs a step and returns its output.
  ///
  /// - Throws: A ``Rejection``, or a ``PlannedCrash`` at a simulated kill. The session is then over; see ``PlannedCrash/restore``.
  func perform(_ step: RecordingStep, at time: Timestamp, random: [UInt8]) throws -> JSONValue {
    plan.begin(step.fault)
    do {
      return try output(of: step, at: time, random: random)
    } catch {
      if let point = plan.crashedAt {
        throw PlannedCrash(point: point) { [engine, directory] in try engine.restore(directory) }
      }
      throw error
    }
  }

  func dump() throws -> JSONValue { ["uploads": .array(try recorder.uploads().map(\.protocolForm))] }

  private func output(of step: RecordingStep, at time: Timestamp, random: [UInt8]) throws -> JSONValue {
    func response(_ key: Text) -> StoreResponse { step.store[key] ?? .missing }
    switch step.action {
    case .begin(let caller, let question, let duration):
      let begun = try recorder.beginUpload(
        by: caller, question: question, duration: duration, at: time, random: random)
      return [
        "externalId": begun.externalID.protocolForm, "url": begun.post.url.protocolForm,
        "fields": begun.post.fields.protocolForm, "expires": .string(begun.expires.iso8601),
      ]
    case .complete(let caller, let externalID):
      let look = try recorder.beginLook(at: externalID, by: caller, at: time)
      return try recorder.record(response(look.key), of: look).protocolForm
    case .look(let caller, let externalID):
      let look = try recorder.beginLook(at: externalID, by: caller, at: time)
      // If the response decides nothing, there is nothing to record later.
      try recorder.decide(on: response(look.key))
      return ["look": .string(Text(LookMessage(look: look, response: response(look.key)).json.line))]
    case .record(let text):
      let message = try LookMessage(text)
      return try recorder.record(message.response, of: message.look).protocolForm
    case .sweep:
      var last: Text?
      while let look = try recorder.nextOverdueLook(after: last, at: time) {
        last = look.externalID
        _ = try recorder.record(response(look.key), ofOverdue: look)
      }
      return .object(JSONObject())
    case .resolve(let session, let externalID):
      return ["status": JSONValue(try recorder.resolve(externalID, session: session, at: time).rawValue)]
    }
  }
}

/// The end of a session at a simulated kill.
struct PlannedCrash: Error {
  var point: RecordingPoint
  /// Brings the records back as a killed process would have left them. The session has to be closed before, so that nothing that it
  /// still writes reaches them.
  var restore: @Sendable () throws -> Void
}

/// The fault that a step is to have.
private final class FaultPlan: Sendable {
  private struct State {
    var fault: RecordingFault?
    var occurrences = 0
    var crashedAt: RecordingPoint?
  }

  /// Ends the step at a simulated kill.
  private struct SimulatedKill: Error {}

  private let state = Mutex(State())
  private let kill: (@Sendable (RecordingPoint) -> Never)?
  private let keep: @Sendable () throws -> Void

  /// - Parameter keep: Keeps the records at a simulated kill.
  init(kill: (@Sendable (RecordingPoint) -> Never)?, keep: @escaping @Sendable () throws -> Void) {
    self.kill = kill
    self.keep = keep
  }

  /// The point of the simulated kill, or nil if there was none in this step.
  var crashedAt: RecordingPoint? { state.withLock(\.crashedAt) }

  func begin(_ fault: RecordingFault?) { state.withLock { $0 = State(fault: fault) } }

  /// Makes the fault happen if it is due at this point.
  func reach(_ point: RecordingPoint) throws {
    let kind: RecordingFault.Kind? = state.withLock { state in
      guard let fault = state.fault, fault.point == point else { return nil }
      state.occurrences += 1
      // A database that is busy stays busy for the rest of the step.
      let isDue = fault.kind == .busy ? state.occurrences >= fault.occurrence : state.occurrences == fault.occurrence
      return isDue ? fault.kind : nil
    }
    switch kind {
    case nil: return
    case .error?: throw RecordStoreError(.failed, "the step asked for an error")
    case .constraint?: throw RecordStoreError(.taken, "the step asked for a violated constraint")
    case .busy?: throw RecordStoreError(.busy, "the step asked for a locked database")
    case .kill?:
      if let kill { kill(point) }
      try keep()
      state.withLock { $0.crashedAt = point }
      throw SimulatedKill()
    }
  }
}

/// A look in the form in which the gate keeps it, as text.
private struct LookMessage {
  var look: Look
  var response: StoreResponse

  init(look: Look, response: StoreResponse) {
    self.look = look
    self.response = response
  }

  init(_ text: Text) throws {
    let value = try JSONValue(parsing: text.bytes)
    let input = InputReader(value)
    look = Look(
      externalID: try input.text("externalId"), key: try input.text("key"), number: try input.integer("number"))
    response = try StoreResponse(input.reader("head"))
  }

  var json: JSONValue {
    [
      "externalId": look.externalID.protocolForm, "key": look.key.protocolForm, "number": JSONValue(look.number),
      "head": response.protocolForm,
    ]
  }
}
