public import VideoSpec

/// Something that answers runs: the reference in this process, or a program behind the adapter protocol.
///
/// It never sees what is expected of it.
public protocol Implementation {
  var profile: ImplementationProfile { get }

  /// Answers one run. A rejection is an observation like any other.
  ///
  /// - Throws: ``Breakage`` when there is no answer; an implementation in this process always has one.
  mutating func perform(_ run: Run) throws(Breakage) -> Observation

  /// Ends it as a power switch would; the next run finds it started anew. Only what it has written to its state is left.
  mutating func crash()
}

extension Implementation {
  /// For those that remember nothing from run to run.
  public mutating func crash() {}
}

/// What an implementation says of itself: the protocol's `ready` message.
public struct ImplementationProfile: Hashable, Sendable {
  public enum Source: String, Sendable {
    /// The implementation takes the value from each run.
    case injected
    /// The implementation has its own; its output is judged by it.
    case own
  }

  public struct Unsupported: Hashable, Sendable {
    public var requirement: RequirementID
    public var reason: String

    public init(requirement: RequirementID, reason: String) {
      self.requirement = requirement
      self.reason = reason
    }
  }

  public var name: String
  public var version: String
  public var language: String
  public var source: String
  public var operations: [Operation]
  public var profiles: [Profile]
  public var clock: Source
  public var random: Source
  /// Whether it promises the reference's bytes (`"variants": {"output": "exact"}`).
  public var isExact: Bool
  public var unsupported: [Unsupported]
  /// Where its recorder can be made to fail; by name, for an adapter may have points of its own.
  public var faults: [String]

  public init(
    name: String, version: String, language: String, source: String, operations: [Operation], profiles: [Profile],
    clock: Source = .injected, random: Source = .injected, isExact: Bool = false, unsupported: [Unsupported] = [],
    faults: [String] = []
  ) {
    self.name = name
    self.version = version
    self.language = language
    self.source = source
    self.operations = operations
    self.profiles = profiles
    self.clock = clock
    self.random = random
    self.isExact = isExact
    self.unsupported = unsupported
    self.faults = faults
  }
}

/// One question: the protocol's `run` message.
public struct Run: Hashable, Sendable {
  public var operation: Operation
  /// The time to sign or verify at.
  public var clock: Timestamp
  /// Random bytes for what needs them.
  public var random: [UInt8]
  public var deadlineMilliseconds: Int
  /// As `Docs/Protocol.md` describes it for the operation.
  public var input: JSONValue

  public init(
    operation: Operation, clock: Timestamp, random: [UInt8] = [], deadlineMilliseconds: Int = 2000, input: JSONValue
  ) {
    self.operation = operation
    self.clock = clock
    self.random = random
    self.deadlineMilliseconds = deadlineMilliseconds
    self.input = input
  }
}

// The input holds the credentials' secrets: neither printing nor dumping a run shows it (SIG-190).
extension Run: CustomStringConvertible, CustomReflectable {
  public var description: String { "\(operation) at \(clock)" }
  public var customMirror: Mirror {
    Mirror(self, children: ["operation": operation, "clock": clock], displayStyle: .struct)
  }
}

/// One answer: the protocol's `result` message.
public struct Observation: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    /// It produced an output.
    case output(JSONValue)
    /// It rejected the input.
    case rejected(Rejection)
    /// It stands at the point where it was told to be killed, and waits for that.
    case waiting(at: String)
    /// It cannot express the input.
    case unsupported(String)
    /// The adapter's own trouble; never a rejection.
    case error(String)
  }

  public var outcome: Outcome
  /// Intermediates, in order: `canonicalRequest`, `stringToSign`, `signature`.
  public var trace: Trace

  public init(_ outcome: Outcome, trace: Trace = Trace()) {
    self.outcome = outcome
    self.trace = trace
  }
}
