public import AdapterProtocol
import VideoSpec

/// An implementation behind the adapter protocol: a child process, started again after an abnormal end.
public final class AdapterProcess: Implementation {
  /// How long the adapter has for what is not a run.
  public struct Limits: Hashable, Sendable {
    public var hello: Duration
    public var bye: Duration

    public init(hello: Duration = .seconds(30), bye: Duration = .seconds(5)) {
      self.hello = hello
      self.bye = bye
    }
  }

  public let profile: ImplementationProfile
  /// What is odd about the adapter without making it wrong.
  public private(set) var warnings: [String]

  private let command: [String]
  private let limits: Limits
  private let hello: [UInt8]
  private var child: ChildProcess?
  private var sequence = 0
  /// Of all that was sent: what an adapter says of one run can turn up after another.
  private var redaction = Redaction()

  /// Starts the adapter and waits until it is ready.
  ///
  /// - Parameters:
  ///   - command: The program and its arguments; no shell reads them.
  ///   - corpus: What it is told about the suite.
  /// - Throws: ``AdapterError`` when it cannot be started, or ends, hangs or talks nonsense before it is ready.
  public init(command: [String], corpus: Corpus, limits: Limits = Limits()) throws(AdapterError) {
    let hello = AdapterMessage.hello(suite: Suite.version, corpus: corpus.digest).line + [0x0A]
    var warnings: [String] = []
    let child: ChildProcess
    do throws(SpawnError) { child = try ChildProcess(command) } catch { throw .cannotStart(error) }
    do throws(Breakage) {
      profile = try AdapterProcess.greet(
        child, hello: hello, within: limits.hello, redaction: redaction, warnings: &warnings)
    } catch {
      throw .broken(error)
    }
    self.command = command
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
      throw redaction.apply(to: error)
    }
  }

  private func perform(_ run: Run, by child: ChildProcess) throws(Breakage) -> Observation {
    if child.hasUnreadOutput { throw child.breakage(.protocol, "it wrote something that it was not asked for") }
    sequence += 1
    child.send(AdapterMessage.run(run, sequence: sequence).line + [0x0A])
    let line = try child.answer(within: .milliseconds(run.deadlineMilliseconds))
    do throws(MessageFault) {
      let observation = try Observation(message: line, sequence: sequence)
      if case .waiting = observation.outcome, run.input["fault"]?["kind"]?.text != "kill" {
        throw MessageFault("an at, where nothing told it to be killed")
      }
      if !child.hasUnreadOutput { return observation }
    } catch {
      throw child.breakage(.protocol, "it answered with \(error.text(redaction))")
    }
    throw child.breakage(.protocol, "it wrote more than its answer")
  }

  /// Kills it and its group; a kill that was planned is no abnormal end.
  public func crash() {
    child?.end(grace: .zero)
    child = nil
  }

  /// Says bye and sees to it that no process is left.
  ///
  /// - Returns: What was wrong about its end, if anything; the cases are over by then.
  public func finish() -> Breakage? { bye().map(redaction.apply) }

  private func bye() -> Breakage? {
    guard let child else { return nil }
    self.child = nil
    if child.hasUnreadOutput { return child.breakage(.protocol, "it wrote something that it was not asked for") }
    let deadline = ContinuousClock.Instant.now + limits.bye
    child.send(AdapterMessage.bye.line + [0x0A])
    let answer = child.line(by: deadline)
    child.closeInput(by: deadline)
    let ended = child.waitForEnd(by: deadline)
    let hasMore = child.hasUnreadOutput
    switch answer {
    case .line(let line):
      do throws(MessageFault) { _ = try AdapterMessage.parse(line, type: "bye") } catch {
        return child.breakage(.protocol, "it answered bye with \(error.text(redaction))")
      }
      if hasMore { return child.breakage(.protocol, "it wrote something after its bye") }
    case .closed: return child.breakage(.protocol, "it ended without answering bye")
    case .tooLong, .timeout: return child.breakage(.timeout, "it did not answer bye within \(limits.bye)")
    }
    guard ended else { return child.breakage(.timeout, "it did not end within \(limits.bye) of bye") }
    child.end(grace: .zero)
    return nil
  }

  private func restart() throws(Breakage) -> ChildProcess {
    let child: ChildProcess
    do throws(SpawnError) { child = try ChildProcess(command) } catch {
      throw Breakage(.crash, "it cannot be started again: \(error)")
    }
    var ignored: [String] = []
    let again = try AdapterProcess.greet(
      child, hello: hello, within: limits.hello, redaction: redaction, warnings: &ignored)
    guard again == profile else {
      throw child.breakage(.protocol, "started again, it introduced itself as something else")
    }
    sequence = 0
    self.child = child
    return child
  }

  private static func greet(
    _ child: ChildProcess, hello: [UInt8], within limit: Duration, redaction: Redaction, warnings: inout [String]
  ) throws(Breakage) -> ImplementationProfile {
    child.send(hello)
    // What is never flushed looks like this, and is the first mistake of many.
    let line = try child.answer(within: limit, hint: " (is each line of its standard output flushed?)")
    do throws(MessageFault) {
      return try ImplementationProfile(message: line, warnings: &warnings)
    } catch {
      throw child.breakage(.protocol, "it answered hello with \(error.text(redaction))")
    }
  }
}

/// Why there is no adapter to put cases to.
public enum AdapterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The command is wrong: there is no such program, or it may not be started.
  case cannotStart(SpawnError)
  /// It was started, and never was ready.
  case broken(Breakage)

  public var description: String {
    switch self {
    case .cannotStart(let error): error.description
    case .broken(let breakage): "the adapter is not ready: \(breakage)"
    }
  }
}

extension ChildProcess {
  /// The next line, or how it failed to come.
  fileprivate func answer(within limit: Duration, hint: String = "") throws(Breakage) -> [UInt8] {
    switch line(by: .now + limit) {
    case .line(let line): return line
    case .timeout: throw breakage(.timeout, "no answer within \(limit)\(hint)")
    case .tooLong: throw breakage(.protocol, "an answer of more than \(ChildProcess.lineLimit) bytes")
    case .closed:
      // It may still be on its way out: what it says with its exit status is worth a moment.
      if let ending = end(grace: .milliseconds(500)) { throw breakage(.crash, "\(ending), without an answer") }
      throw breakage(.protocol, "it closed its standard output without an answer")
    }
  }

  /// Ends the process and its group; the end of its standard error goes into the report.
  fileprivate func breakage(_ kind: Breakage.Kind, _ detail: String) -> Breakage {
    end(grace: .zero)
    return Breakage(kind, detail, standardError: standardError)
  }
}
