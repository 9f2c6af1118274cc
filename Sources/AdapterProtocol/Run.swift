public import VideoSpec

/// One call and its input: the protocol's `run` message.
public struct Run: Hashable, Sendable {
  public var call: Call
  /// The time to sign or verify at.
  public var clock: Timestamp
  /// Random bytes, for calls that need randomness.
  public var random: [UInt8]
  public var deadlineMilliseconds: Int
  /// The input that `Docs/Protocol.md` describes for the call.
  public var input: JSONValue

  public init(
    call: Call, clock: Timestamp, random: [UInt8] = [], deadlineMilliseconds: Int = 2000, input: JSONValue
  ) {
    self.call = call
    self.clock = clock
    self.random = random
    self.deadlineMilliseconds = deadlineMilliseconds
    self.input = input
  }
}

// The input contains the credentials' secrets, so neither printing nor dumping a run shows it (SIG-190).
extension Run: CustomStringConvertible, CustomReflectable {
  public var description: String { "\(call) at \(clock)" }
  public var customMirror: Mirror {
    Mirror(self, children: ["call": call, "clock": clock], displayStyle: .struct)
  }
}
