import Synchronization
import VideoSpec

/// What a hook did wrong, in a sentence.
package struct HookFault: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// A hook in a process of its own, which is asked by a line and replies with a line.
package final class HookProcess: Sendable {
  /// The longest line of a hook, in bytes.
  package static let lineLimit = 64 << 10

  /// It is asked one question at a time.
  private let child: Mutex<ChildProcess>

  /// Starts a shell with a command. Children of the hook end with it.
  package init(command: String, environment: AdapterEnvironment) throws(SpawnError) {
    child = Mutex(try ChildProcess(["/bin/sh", "-c", command], environment))
  }

  /// Sends a line and returns the reply, both without a line feed.
  package func ask(_ line: [UInt8], within limit: Duration) throws(HookFault) -> [UInt8] {
    let reply = child.withLock { child in
      Result { () throws(HookFault) in try Self.ask(child, line, within: limit) }
    }
    return try reply.get()
  }

  private static func ask(
    _ child: ChildProcess, _ line: [UInt8], within limit: Duration
  ) throws(HookFault) -> [UInt8] {
    let hint = "; its standard output is for replies, one line each, and logs go to standard error"
    if child.hasUnreadOutput { throw fault("the hook sent a line before it was asked\(hint)", child) }
    child.send(line + [0x0A])
    switch child.line(by: .now + limit) {
    case .line(let line):
      guard line.count <= lineLimit else {
        throw fault("the hook sent a line of more than \(lineLimit) bytes", child)
      }
      if child.hasUnreadOutput { throw fault("the hook sent more than one line\(hint)", child) }
      return line
    case .tooLong: throw fault("the hook sent a line of more than \(lineLimit) bytes", child)
    case .timeout:
      throw fault("the hook sent no line within \(limit) (is each line of its standard output flushed?)", child)
    case .closed:
      let ending = child.end(grace: .milliseconds(500)) ?? "it closed its standard output"
      throw fault("the hook ended: \(ending)", child)
    }
  }

  /// Ends the process, and describes the fault with the end of its standard error.
  private static func fault(_ reason: String, _ child: ChildProcess) -> HookFault {
    child.end(grace: .zero)
    let lines = child.standardError.split(at: 0x0A).filter { !$0.isEmpty }.suffix(5).map { Printable.text($0) }
    return HookFault(lines.isEmpty ? reason : reason + ": " + Redaction.message(lines.joined(separator: " | ")))
  }

  /// Closes the hook's standard input, and ends it if it does not end by itself.
  package func end() {
    child.withLock { child in
      let deadline = ContinuousClock.now + .seconds(2)
      child.closeInput(by: deadline)
      child.end(grace: deadline - .now)
    }
  }
}
