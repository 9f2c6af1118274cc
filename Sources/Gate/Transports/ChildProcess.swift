import Glibc
import Synchronization
import VideoSpec

/// A program that could not be started.
public struct SpawnError: Error, Hashable, Sendable, CustomStringConvertible {
  public var command: String
  /// The system's `errno`.
  public var code: Int32

  public var description: String {
    let hint =
      code == ENOENT && command.utf8.contains(UInt8(ascii: " "))
      ? " (the command is one word with spaces: is it quoted by mistake?)" : ""
    return "cannot start \(command): \(systemMessage(code))\(hint)"
  }
}

/// A child process with pipes to its standard streams. It leads a process group of its own, so that its children end with it.
///
/// It is started without a shell. Children that leave the group (`setsid`) cannot be ended.
final class ChildProcess {
  /// How many bytes of standard error are kept: the last ones.
  static let standardErrorLimit = 64 << 10
  /// The longest line that is read.
  static let lineLimit = 8 << 20

  private let id: pid_t
  private var input: FileDescriptor?
  private var output: FileDescriptor?
  private var errors: FileDescriptor?

  private var outgoing: ArraySlice<UInt8> = []
  private var incoming: [UInt8] = []
  /// How many bytes of `incoming` are known to contain no line feed.
  private var scanned = 0
  private var errorTail: [UInt8] = []
  private var isReaped = false

  /// - Parameters:
  ///   - command: The program and its arguments. A program without a slash is looked up in `PATH`.
  ///   - environment: What the process gets of this process's environment.
  init(_ command: [String], _ environment: AdapterEnvironment) throws(SpawnError) {
    ChildProcess.ignoreBrokenPipes
    let spawned = ChildProcess.spawnLock.withLock { _ in
      Result { () throws(SpawnError) in try spawn(command, environment) }
    }
    let (id, pipes) = try spawned.get()
    self.id = id
    RunningGroup.id.store(id, ordering: .relaxed)
    input = pipes.input.writing
    output = pipes.output.reading
    errors = pipes.errors.reading
  }

  deinit { end(grace: .zero) }

  /// The end of what the process wrote to standard error.
  var standardError: Text { Text(errorTail.suffix(ChildProcess.standardErrorLimit)) }

  // MARK: - Reading and writing

  /// Queues bytes, which are written while ``line(by:)`` waits.
  func send(_ bytes: [UInt8]) { outgoing += bytes }

  enum Reading: Equatable {
    /// A line without its line feed.
    case line([UInt8])
    case tooLong
    /// The process has ended, or has closed its output.
    case closed
    case timeout
  }

  /// Returns the next line of standard output.
  func line(by deadline: ContinuousClock.Instant) -> Reading {
    while true {
      if let line = takeLine() { return .line(line) }
      if incoming.count > ChildProcess.lineLimit { return .tooLong }
      guard output != nil else { return .closed }
      let remaining = deadline - .now
      guard remaining > .zero else { return .timeout }
      // In short waits, because a child that the process left behind may keep the output open after its end.
      let hadEnded = hasEnded
      let moved = pump(for: hadEnded ? .zero : min(remaining, .milliseconds(50)))
      if hadEnded, !moved { return .closed }
    }
  }

  /// Whether there is output that has not been read yet.
  var hasUnreadOutput: Bool {
    _ = pump(for: .zero)
    return !incoming.isEmpty
  }

  /// Writes what is queued and closes the input.
  func closeInput(by deadline: ContinuousClock.Instant) {
    while input != nil, !outgoing.isEmpty, .now < deadline { _ = pump(for: min(deadline - .now, .milliseconds(50))) }
    input = nil
  }

  private func takeLine() -> [UInt8]? {
    guard let end = incoming[scanned...].firstIndex(of: 0x0A) else {
      scanned = incoming.count
      return nil
    }
    let line = Array(incoming[..<end])
    incoming.removeSubrange(...end)
    scanned = 0
    return line
  }

  /// Writes and reads what is possible, and waits at most so long. Returns false if nothing was written or read.
  private func pump(for wait: Duration) -> Bool {
    var polls: [pollfd] = []
    if let output, incoming.count <= ChildProcess.lineLimit {
      polls.append(pollfd(fd: output.number, events: Int16(POLLIN), revents: 0))
    }
    if let errors { polls.append(pollfd(fd: errors.number, events: Int16(POLLIN), revents: 0)) }
    if let input, !outgoing.isEmpty { polls.append(pollfd(fd: input.number, events: Int16(POLLOUT), revents: 0)) }
    let milliseconds =
      wait.components.seconds * 1000 + (wait.components.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    guard poll(&polls, nfds_t(polls.count), Int32(clamping: milliseconds)) > 0 else { return false }
    for ready in polls where ready.revents != 0 {
      switch ready.fd {
      case output?.number: if !receive(from: ready.fd, into: &incoming) { output = nil }
      case errors?.number:
        if !receive(from: ready.fd, into: &errorTail) { errors = nil }
        if errorTail.count > 2 * ChildProcess.standardErrorLimit {
          errorTail.removeFirst(errorTail.count - ChildProcess.standardErrorLimit)
        }
      default: if !write() { input = nil }
      }
    }
    return true
  }

  /// Reads what is there. Returns false at the end of the stream.
  private func receive(from descriptor: Int32, into bytes: inout [UInt8]) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count > 0 { bytes += buffer[..<count] }
      return count > 0 || count < 0 && (errno == EAGAIN || errno == EINTR)
    }
  }

  /// Writes what is possible. Returns false if nobody reads any more.
  private func write() -> Bool {
    guard let input else { return false }
    let count = outgoing.withUnsafeBytes { Glibc.write(input.number, $0.baseAddress, $0.count) }
    if count > 0 { outgoing = outgoing.dropFirst(count) }
    if outgoing.isEmpty { outgoing = [] }
    return count >= 0 || errno == EAGAIN || errno == EINTR
  }

  // MARK: - Ending

  /// Whether the process has ended by itself. It is not reaped, so that no other process can get its ID or its group's.
  var hasEnded: Bool {
    if isReaped { return true }
    var information = siginfo_t()
    return waitid(P_PID, id_t(id), &information, WEXITED | WNOHANG | WNOWAIT) == 0 && information.si_signo != 0
  }

  /// Waits until the process has ended by itself, and reads its output meanwhile so that it can. Returns false at the deadline.
  func waitForEnd(by deadline: ContinuousClock.Instant) -> Bool {
    while !hasEnded {
      guard .now < deadline else { return false }
      // This sleeps if there is nothing left to poll.
      _ = pump(for: min(max(deadline - .now, .zero), .milliseconds(2)))
    }
    return true
  }

  /// Ends the process and its group, and reaps it.
  ///
  /// - Parameter grace: How long the process may take to end by itself.
  /// - Returns: How the process ended by itself; nil if it had to be killed.
  @discardableResult
  func end(grace: Duration) -> String? {
    guard !isReaped else { return nil }
    let hadEnded = waitForEnd(by: .now + grace)
    input = nil
    // Before reaping, while no other process can have the ID.
    RunningGroup.kill(group: id)
    _ = RunningGroup.id.compareExchange(expected: id, desired: 0, ordering: .relaxed)
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    isReaped = true
    // Read what is left in the pipes. This is limited, because a process outside the group may go on writing.
    for _ in 0..<8 {
      guard pump(for: .zero) else { break }
    }
    (output, errors) = (nil, nil)
    guard hadEnded else { return nil }
    return status & 0x7F == 0
      ? "it ended with exit status \(status >> 8 & 0xFF)"
      : "it was killed by signal \(status & 0x7F) (\(String(cString: strsignal(status & 0x7F))))"
  }

  // MARK: - Once per process

  /// Descriptors are marked close-on-exec after they are made, and children that are started in between would inherit them.
  private static let spawnLock = Mutex(())

  /// With this, writing to a child that has ended is an error, and does not end this process.
  private static let ignoreBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()
}
