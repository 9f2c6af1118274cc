import AdapterProtocol
import ReferenceImpl
import VideoSpec

// The calls of the subject Recording: the only ones that keep state between runs.

extension ReferenceImplementation {
  mutating func openRecorder(_ setup: RecordingSetup) throws -> JSONValue {
    recording = nil
    recording = try RecordingSession(setup, engine: engine, kill: kill)
    return .object(JSONObject())
  }

  mutating func stepRecorder(
    _ step: RecordingStep, at time: Timestamp, random: [UInt8]
  ) throws -> Observation.Outcome {
    do {
      return .output(try openRecording.perform(step, at: time, random: random))
    } catch let crash as PlannedCrash {
      recording = nil
      try crash.restore()
      return .waiting(at: crash.point.rawValue)
    }
  }

  func dumpRecorder() throws -> JSONValue { try openRecording.dump() }

  /// Closes the recorder, if one is open, and removes the records of a scenario's directory.
  mutating func closeRecorder(_ directory: Text) -> JSONValue {
    recording = nil
    engine.remove(directory)
    return .object(JSONObject())
  }

  private var openRecording: RecordingSession {
    get throws {
      guard let recording else { throw InputError(field: "operation", reason: "must not come before record.open") }
      return recording
    }
  }

  public mutating func crash() { recording = nil }
}
