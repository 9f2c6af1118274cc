import AdapterProtocol
import Gate
import Synchronization
import VideoSpec

/// A mutant in a process that outlives it: Python starts once for hundreds of them, and each run says what is broken in it.
struct MutantProcess: Implementation {
  private let adapter: AdapterProcess
  /// Nil for the unbroken implementation.
  private let name: String?

  var info: ImplementationInfo { adapter.info }

  func perform(_ run: Run) throws(Breakage) -> Observation {
    var run = run
    guard var input = run.input.object else { preconditionFailure("\(run) has an input that is no object") }
    input["break"] = .array(name.map { [JSONValue($0)] } ?? [])
    run.input = .object(input)
    return try adapter.perform(run)
  }

  func crash() { adapter.crash() }

  /// Processes that no mutant uses; they end with these tests, whose end closes their input.
  private static let idle = Mutex<[Idle]>([])

  /// An adapter is used by one thread at a time: it is in the list, or in one call of `with`.
  private struct Idle: @unchecked Sendable {
    var adapter: AdapterProcess
  }

  /// Lends a mutant to `body`, or with nil the unbroken implementation.
  static func with<Result>(
    _ mutant: Mutant?, command: [String], _ body: (inout MutantProcess) throws -> Result
  ) throws -> Result {
    let adapter =
      try idle.withLock { $0.popLast() }?.adapter
      ?? AdapterProcess(command: command + ["--each"], corpus: .shared)
    defer { idle.withLock { $0.append(Idle(adapter: adapter)) } }
    var process = MutantProcess(adapter: adapter, name: mutant?.name)
    return try body(&process)
  }
}
