import ReferenceImpl
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
    var implementation = ReferenceImplementation()
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

  private static func answer(_ message: JSONValue, by implementation: inout ReferenceImplementation) -> JSONValue {
    let observation: Observation
    if let operation = message["operation"]?.string.flatMap({ Operation($0) }),
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
