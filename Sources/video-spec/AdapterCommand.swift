import ReferenceImpl
import Synchronization
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// `video-spec adapter`: the reference behind the adapter protocol, one JSON line in, one out.
enum AdapterCommand {
  static func run(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "adapter", usage: "",
      details: """
        Answers the adapter protocol (Docs/Protocol.md) on standard input and output with the
        reference implementation: an example to compare an adapter of your own with.

        """, options: [])
    guard let options else { return .success }
    try options.expectOperands(atMost: 0)
    var implementation = ReferenceImplementation(kill: announce)
    var lines = LineReader(descriptor: STDIN_FILENO)
    while let line = try lines.next() {
      if line.isEmpty { continue }
      guard let message = try? JSONValue(parsing: line), let type = message["type"]?.string else {
        throw CommandFailure("a line on standard input is no protocol message", status: .usage)
      }
      switch type {
      case "hello": send(implementation.profile.readyMessage)
      case "run": send(answer(message, by: &implementation))
      case "bye":
        send(["type": "bye"])
        return .success
      default: throw CommandFailure("a message of a type that is not known", status: .usage)
      }
    }
    return .success
  }

  /// Says where the step stands, and waits to be killed.
  @Sendable private static func announce(_ point: RecordingPoint) -> Never {
    send(Observation(.waiting(at: point.rawValue)).resultMessage(seq: JSONValue(sequence.load(ordering: .relaxed))))
    while true { pause() }
  }

  /// Of the run that is being answered.
  private static let sequence = Atomic(0)

  private static func answer(_ message: JSONValue, by implementation: inout ReferenceImplementation) -> JSONValue {
    sequence.store(message["seq"]?.integer ?? 0, ordering: .relaxed)
    let observation: Observation
    if let operation = message["operation"]?.string.flatMap({ Operation(asked: $0) }),
      let clock = message["clock"]?.text.flatMap({ Timestamp(iso8601: $0) }), let input = message["input"],
      let random = Hexadecimal.decode((message["random"]?.text ?? "").bytes)
    {
      observation = implementation.perform(Run(operation: operation, clock: clock, random: random, input: input))
    } else {
      observation = Observation(
        .error("a run needs a known operation, a clock, an input and perhaps random bytes in hexadecimal"))
    }
    return observation.resultMessage(seq: message["seq"] ?? .null)
  }

  private static func send(_ message: JSONValue) { Output.standard.write(bytes: message.line + [0x0A]) }
}
