import CTestVFS
import Glibc
import ReferenceImpl
import Rehearsal
import VideoSpec

/// A process for tests that are killed, that compete, or that run out of memory.
@main
enum RecordingChild {
  static func main() {
    // SQLite's memory can only be replaced before its first use.
    let memory = CommandLine.arguments.dropFirst().first == "memory" ? FailingMemory() : nil
    do {
      switch CommandLine.arguments.dropFirst().first {
      case "record": try record(try argument(2), from: try number(3))
      case "load": try load(try argument(2), from: try number(3))
      case "race": try race(try argument(2), count: try number(3))
      case "memory":
        guard let memory, let step = FaultDrill.Step(rawValue: try argument(2)) else { throw Failure("what memory?") }
        let drill = try FaultDrill(step, memory)
        let stride = try number(3)
        say("survived \(try drill.run(stays: false, stride: stride) + drill.run(stays: true, stride: stride))")
      default: throw Failure("usage: recording-child record|load|race|memory …")
      }
    } catch {
      say("failed: \(error)")
      exit(1)
    }
  }

  /// Records until it is killed, and acknowledges each record.
  private static func record(_ path: String, from first: Int) throws {
    var tuning = DatabaseTuning()
    // Often, so that kills hit checkpoints too.
    tuning.checkpointPages = 20
    let recorder = try Rehearsal.open(path, tuning: tuning)
    say("ready")
    for number in first... {
      let id = try Rehearsal.begin(number, with: recorder)
      say("begun \(id)")
      try Rehearsal.complete(id, with: recorder)
      say("completed \(id)")
    }
  }

  /// Begins uploads until its input ends, whatever happens to the database, and tells what came of each. At the end it resolves those whose
  /// outcome is unknown.
  private static func load(_ place: String, from first: Int) throws {
    let recorder = try Rehearsal.open(place)
    say("ready")
    var unknown: [Text] = []
    var number = first
    while !inputHasEnded() {
      number += 1
      let id = Rehearsal.externalID(number)
      do throws(Rejection) {
        try Rehearsal.begin(number, with: recorder)
        say("begun \(id)")
      } catch {
        switch error.code {
        case .outcomeUnknown:
          unknown.append(id)
          say("unknown \(id)")
        case .busy, .recordingFailed:
          say("rejected \(id)")
          usleep(50_000)
        default: throw error
        }
      }
    }
    for id in unknown { say("resolved \(id) \(try resolve(id, with: recorder))") }
    say("done")
  }

  /// Asks until there is an answer.
  private static func resolve(_ id: Text, with recorder: Recorder) throws(Rejection) -> String {
    var attempts = 0
    while true {
      attempts += 1
      do throws(Rejection) {
        return "\(try recorder.resolve(id, session: Rehearsal.token, at: Rehearsal.start))"
      } catch {
        if error.code == .uploadUnknown { return "nothing" }
        guard error.code == .busy || error.code == .recordingFailed, attempts < 100 else { throw error }
        usleep(500_000)
      }
    }
  }

  private static func inputHasEnded() -> Bool {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) > 0
  }

  /// Waits for the start, then begins and completes the same uploads as the competitors.
  private static func race(_ path: String, count: Int) throws {
    say("ready")
    guard readLine() != nil else { throw Failure("not told to start") }
    let recorder = try Rehearsal.open(path, busyMilliseconds: 20_000)
    for number in 0..<count {
      do throws(Rejection) {
        try Rehearsal.begin(number, with: recorder)
        say("won \(number)")
      } catch {
        guard error.code == .taken else { throw error }
        say("taken \(number)")
      }
      let result = try Rehearsal.complete(Rehearsal.externalID(number), with: recorder)
      say("\(result.status) \(number)")
    }
  }

  /// Writes a line at once, so that it arrives completely or not at all.
  private static func say(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
  }

  private static func argument(_ index: Int) throws -> String {
    guard CommandLine.arguments.indices.contains(index) else { throw Failure("argument \(index) is missing") }
    return CommandLine.arguments[index]
  }

  private static func number(_ index: Int) throws -> Int {
    guard let number = Int(try argument(index)) else { throw Failure("argument \(index) should be a number") }
    return number
  }
}

/// SQLite's memory in this process, in which an allocation fails.
private struct FailingMemory: Injector {
  let vfs: String? = nil

  init?() { guard test_memory_install() == 0 else { return nil } }
  func arm(at n: Int, stays: Bool) { test_memory_arm(n, stays) }
  func disarm() -> Int { test_memory_disarm() }
}
