import ReferenceImpl
import VideoSpec

/// Runs a step of the recorder again and again, each time with the next operation failing, until nothing fails.
///
/// After each run the database has to be intact, and the step recorded completely or not at all: for the process that goes on, for
/// one that finds the files as a kill at that moment left them, and for the next one.
package struct FaultDrill {
  package enum Step: String, CaseIterable, Sendable {
    case begin
    /// Each commit checkpoints, and the next one restarts the journal.
    case beginCarryingOver = "begin, checkpointing"
    case complete
    case sweep
    case open
    case migrate
  }

  private let step: Step
  private let injector: any Injector
  /// The files before the step, made once.
  private let template: ScratchDirectory
  private let before: [String]
  private let after: [String]

  package init(_ step: Step, _ injector: any Injector) throws {
    self.step = step
    self.injector = injector
    template = ScratchDirectory()
    try FaultDrill.prepare(step, template)
    before = try FaultDrill.state(step, Inspection(template.copy(), creates: true))
    let done = try template.copy()
    try Attempt(step, done, vfs: nil).act()
    after = try FaultDrill.state(step, Inspection(done))
    guard before != after else { throw Failure("\(step.rawValue) changes nothing") }
  }

  /// Returns how many failures the step survived.
  ///
  /// - Parameter stride: 1 lets every operation fail, n every n-th.
  package func run(stays: Bool, stride: Int = 1) throws -> Int {
    for (survived, n) in Swift.stride(from: 1, to: 50_000, by: stride).enumerated() {
      do {
        if try !survives(n, stays: stays) { return survived }
      } catch {
        throw Failure("\(step.rawValue), operation \(n)\(stays ? " and all later" : ""): \(error)")
      }
    }
    throw Failure("\(step.rawValue) never gets through")
  }

  /// Lets the n-th operation fail, and returns whether anything failed.
  private func survives(_ n: Int, stays: Bool) throws -> Bool {
    let directory = try template.copy()
    let attempt = try Attempt(step, directory, vfs: injector.vfs)
    injector.arm(at: n, stays: stays)
    var trouble: (any Error)?
    do { try attempt.act() } catch { trouble = error }
    let failures = injector.disarm()
    guard failures > 0 || trouble == nil else {
      throw Failure("the step fails without a failing operation: \(trouble ?? Failure(""))")
    }
    var allowed = try states(after: trouble)
    try check(directory.copy(), allowed, "after a kill")
    if let seen = try attempt.resolve(trouble) {
      guard allowed.contains(seen) else { throw Failure("the next one sees \(seen)") }
      // From here on the result of resolve has to stay true.
      allowed = [seen]
      try check(directory.copy(), allowed, "after a kill, resolved")
    }
    if step.isOpening { allowed = [after] }
    let more = try attempt.goOn()
    try check(directory.copy(), allowed, "after a later kill", more: more)
    attempt.end()
    guard !directory.hasJournal else { throw Failure("the journal is still there after closing") }
    try check(directory, allowed, "closed", more: more)
    return failures > 0
  }
}

extension FaultDrill {
  /// Returns the states that are allowed after a step.
  private func states(after trouble: (any Error)?) throws -> [[String]] {
    guard let trouble else { return [after] }
    let rejection = trouble as? Rejection
    if step.isOpening {
      guard trouble is DatabaseError else { throw Failure("opening is rejected: \(trouble)") }
      return [before, after]
    }
    // A sweep records one upload after the other.
    let some = (0...after.count).map { Array(after.prefix($0) + before.dropFirst($0)) }
    switch rejection?.code {
    case .recordingFailed, .busy: return step == .sweep ? some : [before]
    case .outcomeUnknown:
      guard rejection?.details.first?.name == "externalId" else {
        throw Failure("the external ID is missing: \(trouble)")
      }
      return step == .sweep ? some : [before, after]
    default: throw Failure("not an error of the database: \(trouble)")
    }
  }

  private func check(
    _ directory: ScratchDirectory, _ allowed: [[String]], _ when: String, more: Int = 0
  ) throws {
    let inspection = try Inspection(directory, creates: true)
    let damage = try inspection.damage()
    guard damage.isEmpty else { throw Failure("\(when) it is damaged: \(damage)") }
    let state = try FaultDrill.state(step, inspection)
    guard allowed.contains(Array(state.dropLast(more))) else { throw Failure("\(when) there is \(state)") }
  }

  private static func prepare(_ step: Step, _ directory: ScratchDirectory) throws {
    switch step {
    case .open: return
    case .migrate:
      try Inspection(directory, creates: true).execute(
        """
        PRAGMA journal_mode = WAL;
        \(DatabaseSchema.recording.migrations[0])
        PRAGMA application_id = \(DatabaseSchema.recording.applicationID);
        PRAGMA user_version = 1;
        INSERT INTO users VALUES (1, 'u_1');
        INSERT INTO questions VALUES (7);
        INSERT INTO answers VALUES (1, '00000000-0000-4000-8000-000000000000', 1, 7, 1.5, 'processing', 1000);
        INSERT INTO videos VALUES (1, 1, 'videos/2026/01/a.webm', NULL, NULL);
        """)
    case .begin, .beginCarryingOver, .complete, .sweep:
      let recorder = try Rehearsal.open(directory.database)
      for number in 1...3 { try Rehearsal.begin(number, with: recorder) }
    }
  }

  private static func state(_ step: Step, _ inspection: Inspection) throws -> [String] {
    step.isOpening ? [try inspection.contents()] : try inspection.uploads()
  }
}

extension FaultDrill.Step {
  /// Whether the step opens the database. The other steps have it open.
  fileprivate var isOpening: Bool { self == .open || self == .migrate }
}

/// A recorder with which a step is tried.
private final class Attempt {
  private let step: FaultDrill.Step
  private let directory: ScratchDirectory
  private let options: SQLiteOptions
  private var recorder: Recorder?

  init(_ step: FaultDrill.Step, _ directory: ScratchDirectory, vfs: String?) throws {
    self.step = step
    self.directory = directory
    var tuning = DatabaseTuning()
    if step == .beginCarryingOver { tuning.checkpointPages = 1 }
    options = Rehearsal.options(vfs: vfs, tuning: tuning, busyMilliseconds: 50)
    guard !step.isOpening else { return }
    recorder = try Rehearsal.reopen(directory.database, options: options)
    // An open reader keeps the shared memory, so that the writer is not the last connection to close.
    if step != .beginCarryingOver { _ = try recorder?.uploads() }
  }

  func act() throws {
    switch step {
    case .open, .migrate: recorder = try Rehearsal.reopen(directory.database, options: options)
    case .begin, .beginCarryingOver: try Rehearsal.begin(10, with: open)
    case .complete: try Rehearsal.complete(Rehearsal.externalID(1), with: open)
    case .sweep: try Rehearsal.sweep(with: open)
    }
  }

  /// Resolves a step whose outcome is unknown, and returns the uploads afterwards.
  func resolve(_ trouble: (any Error)?) throws -> [String]? {
    guard let rejection = trouble as? Rejection, rejection.code == .outcomeUnknown,
      let id = rejection.details.first?.value
    else { return nil }
    var told: UploadStatus?
    do { told = try open.resolve(id, session: Rehearsal.token, at: Rehearsal.start) } catch let rejection as Rejection {
      guard rejection.code == .uploadUnknown else { throw rejection }
    }
    guard try open.uploads().first(where: { $0.externalID == id })?.status == told else {
      throw Failure("resolve reports \(told.map { "\($0)" } ?? "no upload"), which is wrong")
    }
    return try Inspection(directory).uploads()
  }

  /// Performs the next step, with the same recorder if there is one. Returns how many uploads that adds.
  func goOn() throws -> Int {
    if step.isOpening {
      recorder = nil
      recorder = try Rehearsal.reopen(directory.database, options: options)
      return 0
    }
    try Rehearsal.begin(1000, with: open)
    return 1
  }

  func end() { recorder = nil }

  private var open: Recorder {
    get throws {
      guard let recorder else { throw Failure("the recorder is not open") }
      return recorder
    }
  }
}
