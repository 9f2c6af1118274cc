import Foundation
import Rehearsal

/// A program for tests in another process.
final class Child {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var unread: [UInt8] = []

  convenience init(_ arguments: String..., program: String = "recording-child") throws {
    try self.init(arguments, program: program)
  }

  init(_ arguments: [String], program: String) throws {
    process.executableURL = URL(fileURLWithPath: Program.products + "/" + program)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  /// No process outlives a test.
  deinit { kill() }

  func tell(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8)) }

  /// Waits for a line. Returns nil at the end of the output.
  func line() -> String? {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread.removeFirst(end + 1) }
        return String(decoding: unread[..<end], as: UTF8.self)
      }
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { return nil }
      unread += more
    }
  }

  /// Returns the remaining lines, once the process has ended or was killed.
  func rest() -> [String] { Array(sequence(state: self) { $0.line() }) }

  func kill() {
    guard process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Kills the process a moment after as many changes are acknowledged as are wanted, or after five minutes.
  ///
  /// A moment of the clock alone would come before the first change where the machine is busy.
  func kill(onceAcknowledged wanted: Int, microseconds: UInt32, _ acknowledged: () -> Int) {
    let end = ContinuousClock.now + .seconds(300)
    while acknowledged() < wanted, .now < end { usleep(1000) }
    usleep(microseconds)
    kill()
  }

  /// Waits for the end, and returns whether the process succeeded.
  func ends() -> Bool {
    process.waitUntilExit()
    return process.terminationReason == .exit && process.terminationStatus == 0
  }
}
