import AdapterProtocol
import ReferenceImpl
import VideoSpec

// The operations of the subject Recording: the only ones that remember anything from run to run.

extension ReferenceImplementation {
  mutating func openRecorder(_ setup: RecordingSetup) throws -> JSONValue {
    recording = nil
    recording = try RecordingSession(setup, kill: kill)
    return .object(JSONObject())
  }

  mutating func stepRecorder(_ run: Run) throws -> Observation.Outcome {
    let step = try RecordingStep(json: run.input)
    do {
      return .output(try openRecording.perform(step, at: run.clock, random: run.random))
    } catch let crash as PlannedCrash {
      // Closed first: what it still writes must not reach the files that are kept.
      let directory = try openRecording.directory
      recording = nil
      try StateDirectory.restore(directory)
      return .waiting(at: crash.point.rawValue)
    }
  }

  func dumpRecorder() throws -> JSONValue { try openRecording.dump() }

  private var openRecording: RecordingSession {
    get throws {
      guard let recording else { throw InputError(field: "operation", reason: "needs a record.open before it") }
      return recording
    }
  }

  public mutating func crash() { recording = nil }
}
