public import AdapterProtocol
import VideoSpec

/// An implementation behind the adapter protocol: a child process, which is started again after it fails.
public final class AdapterProcess: Implementation {
  /// How long the adapter may take for messages other than runs.
  public struct Limits: Hashable, Sendable {
    public var hello: Duration
    public var bye: Duration

    public init(hello: Duration = .seconds(30), bye: Duration = .seconds(5)) {
      self.hello = hello
      self.bye = bye
    }
  }

  public let info: ImplementationInfo
  /// Oddities of the adapter that are not errors.
  public private(set) var warnings: [String]

  private let command: [String]
  private let environment: AdapterEnvironment
  private let limits: Limits
  private let hello: [UInt8]
  private var child: ChildProcess?
  private var sequence = 0
  /// Hides the secrets of all runs so far, because an adapter can repeat the input of an earlier run.
  private var redaction = Redaction()
  private let log: ExchangeLog?

  /// Starts the adapter and waits until it is ready.
  ///
  /// - Parameters:
  ///   - command: The program and its arguments; no shell reads them.
  ///   - environment: What the adapter gets of this process's environment.
  ///   - corpus: The vectors; the adapter is told their digest.
  ///   - log: Records the lines of the exchange.
  /// - Throws: ``AdapterError`` if the adapter cannot be started, or fails before it is ready.
  public init(
    command: [String], environment: AdapterEnvironment = AdapterEnvironment(), corpus: Corpus,
    limits: Limits = Limits(),
    log: ExchangeLog? = nil
  ) throws(AdapterError) {
    let hello = AdapterMessage.hello(suite: Suite.version, corpus: corpus.digest).line + [0x0A]
    var warnings: [String] = []
    let child: ChildProcess
    do throws(SpawnError) { child = try ChildProcess(command, environment) } catch { throw .cannotStart(error) }
    do throws(Breakage) {
      info = try AdapterProcess.greet(
        child, hello: hello, within: limits.hello, redaction: redaction, log: log, warnings: &warnings)
    } catch {
      log?.add(error, redaction)
      throw .broken(error)
    }
    self.command = command
    self.environment = environment
    self.log = log
    self.limits = limits
    self.hello = hello
    self.warnings = warnings
    self.child = child
  }

  public func perform(_ run: Run) throws(Breakage) -> Observation {
    redaction.add(run.input)
    do throws(Breakage) {
      let child = if let running = self.child { running } else { try restart() }
      return try perform(run, by: child)
    } catch {
      child = nil
      log?.add(error, redaction)
      throw redaction.apply(to: error)
    }
  }

  private func perform(_ run: Run, by child: ChildProcess) throws(Breakage) -> Observation {
    if child.hasUnreadOutput { throw child.breakage(.protocol, "it sent a line before it was asked") }
    sequence += 1
    let message = AdapterMessage.run(run, sequence: sequence).line
    log?.add(message, .sent, redaction)
    child.send(message + [0x0A])
    let line = try child.reply(within: .milliseconds(run.deadlineMilliseconds))
    log?.add(line, .received, redaction)
    do throws(MessageFault) {
      let observation = try Observation(message: line, sequence: sequence)
      if case .waiting = observation.outcome, run.input["fault"]?["kind"]?.text != "kill" {
        throw MessageFault("an \"at\" message, although the step has no fault of the kind \"kill\"")
      }
      if !child.hasUnreadOutput { return observation }
    } catch {
      throw child.breakage(.protocol, "it sent \(error.text(redaction))")
    }
    throw child.breakage(.protocol, "it sent more than one line for a run")
  }

  /// Kills the adapter and its process group. A planned kill does not count as a failure.
  public func crash() {
    child?.end(grace: .zero)
    child = nil
  }

  /// Sends `bye` and makes sure that no process is left.
  ///
  /// - Returns: What went wrong at the end, if anything. The verdicts do not depend on it.
  public func finish() -> Breakage? { bye().map(redaction.apply) }

  private func bye() -> Breakage? {
    guard let child else { return nil }
    self.child = nil
    if child.hasUnreadOutput { return child.breakage(.protocol, "it sent a line before it was asked") }
    let deadline = ContinuousClock.Instant.now + limits.bye
    log?.add(AdapterMessage.bye.line, .sent, redaction)
    child.send(AdapterMessage.bye.line + [0x0A])
    let reply = child.line(by: deadline)
    if case .line(let line) = reply { log?.add(line, .received, redaction) }
    child.closeInput(by: deadline)
    let ended = child.waitForEnd(by: deadline)
    let hasMore = child.hasUnreadOutput
    switch reply {
    case .line(let line):
      do throws(MessageFault) { _ = try AdapterMessage.parse(line, type: "bye") } catch {
        return child.breakage(.protocol, "in response to \"bye\" it sent \(error.text(redaction))")
      }
      if hasMore { return child.breakage(.protocol, "it sent something after \"bye\"") }
    case .closed: return child.breakage(.protocol, "it ended without sending \"bye\"")
    case .tooLong, .timeout: return child.breakage(.timeout, "no \"bye\" within \(limits.bye)")
    }
    guard ended else { return child.breakage(.timeout, "it did not end within \(limits.bye) after \"bye\"") }
    child.end(grace: .zero)
    return nil
  }

  private func restart() throws(Breakage) -> ChildProcess {
    let child: ChildProcess
    do throws(SpawnError) { child = try ChildProcess(command, environment) } catch {
      throw Breakage(.crash, "it cannot be started again: \(error)")
    }
    var ignored: [String] = []
    let again = try AdapterProcess.greet(
      child, hello: hello, within: limits.hello, redaction: redaction, log: log, warnings: &ignored)
    guard again == info else {
      throw child.breakage(.protocol, "its \"ready\" message was different when it was started again")
    }
    sequence = 0
    self.child = child
    return child
  }

  private static func greet(
    _ child: ChildProcess, hello: [UInt8], within limit: Duration, redaction: Redaction, log: ExchangeLog?,
    warnings: inout [String]
  ) throws(Breakage) -> ImplementationInfo {
    log?.add(hello.dropLast(), .sent, redaction)
    child.send(hello)
    // A missing flush is the most common first mistake, and looks like this.
    let line = try child.reply(within: limit, hint: " (is each line of its standard output flushed?)")
    log?.add(line, .received, redaction)
    do throws(MessageFault) {
      return try ImplementationInfo(message: line, warnings: &warnings)
    } catch {
      throw child.breakage(.protocol, "in response to \"hello\" it sent \(error.text(redaction))")
    }
  }
}

/// Why there is no adapter to test.
public enum AdapterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The command is wrong: the program does not exist or cannot be executed.
  case cannotStart(SpawnError)
  /// The adapter was started, but never became ready.
  case broken(Breakage)

  public var description: String {
    switch self {
    case .cannotStart(let error): error.description
    case .broken(let breakage): "the adapter did not become ready: \(breakage)"
    }
  }
}

extension ChildProcess {
  /// Returns the next line.
  fileprivate func reply(within limit: Duration, hint: String = "") throws(Breakage) -> [UInt8] {
    switch line(by: .now + limit) {
    case .line(let line): return line
    case .timeout: throw breakage(.timeout, "no line within \(limit)\(hint)")
    case .tooLong: throw breakage(.protocol, "a line of more than \(ChildProcess.lineLimit) bytes")
    case .closed:
      // The process may be about to end, and its exit status is worth a short wait.
      if let ending = end(grace: .milliseconds(500)) { throw breakage(.crash, "\(ending)") }
      throw breakage(.protocol, "it closed its standard output")
    }
  }

  /// Ends the process and its group, and reports the end of its standard error.
  fileprivate func breakage(_ kind: Breakage.Kind, _ detail: String) -> Breakage {
    end(grace: .zero)
    return Breakage(kind, detail, standardError: standardError)
  }
}

extension MessageFault {
  /// The reason and the beginning of the line. The line is redacted before it is cut, so that no part of a secret can remain.
  fileprivate func text(_ redaction: Redaction) -> String {
    guard let line else { return redaction.apply(to: reason) }
    let shown = redaction.apply(to: line)
    return redaction.apply(to: reason) + ": " + Text(shown.bytes.prefix(120)).string
      + (shown.bytes.count > 120 ? "…" : "")
  }
}
