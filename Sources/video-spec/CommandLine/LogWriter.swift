import HTTPCore
import ReferenceImpl
import S3Endpoint
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// Writes log lines to standard error on a thread of its own, so that no request waits for whoever reads the log.
///
/// Lines that nobody reads are dropped when too many wait. A log that can no longer be written does not end the program.
final class LogWriter: Sendable {
  private struct State {
    var lines: [String] = []
    var dropped = 0
    var isEnding = false
  }

  /// How many lines wait at most.
  private static let limit = 10_000

  private let state = SharedState(State())
  private let changed = SystemSemaphore()
  private let ended = SystemSemaphore()

  /// - Throws: ``TransportError`` if the system has no room for a thread.
  init() throws(TransportError) {
    try SystemThread.start { [state, changed, ended] in
      // A reader that goes away is an error of the write, and not a signal.
      var signals = sigset_t()
      sigfillset(&signals)
      pthread_sigmask(SIG_BLOCK, &signals, nil)
      LogWriter.run(state, changed)
      ended.signal()
    }
  }

  /// Adds a line. Returns at once.
  func write(_ line: String) {
    state.withLock { state in
      if state.lines.count < Self.limit { state.lines.append(line) } else { state.dropped += 1 }
    }
    changed.signal()
  }

  /// Adds a line of JSON. Returns at once.
  func write(_ json: JSONValue) { write(Text(bytes: json.line).string) }

  /// Writes the lines that wait, for at most two seconds.
  func end() {
    state.withLock { $0.isEnding = true }
    changed.signal()
    _ = ended.wait(seconds: 2)
  }

  private static func run(_ state: SharedState<State>, _ changed: SystemSemaphore) {
    while true {
      changed.wait()
      let (lines, isEnding) = state.withLock { state in
        var lines = state.lines
        if state.dropped > 0 { lines.append("(nobody read the log: \(state.dropped) lines were dropped)") }
        state.lines = []
        state.dropped = 0
        return (lines, state.isEnding)
      }
      if !lines.isEmpty { Output.error.writeIfPossible(lines.map { $0 + "\n" }.joined()) }
      if isEnding { return }
    }
  }
}
