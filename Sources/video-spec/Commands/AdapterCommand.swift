import AdapterProtocol
import ReferenceAdapter
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

extension Command {
  static let adapter = Command(
    "adapter", summary: "serve the reference implementation over the adapter protocol",
    details: [
      "Reads messages from standard input and writes results to standard output (Docs/Protocol.md). Compare your own adapter with it."
    ], options: [],
    examples: [
      CommandExample("video-spec check -- video-spec adapter", "run the suite against it"),
      CommandExample(
        "video-spec check --only SIG-006-01 --trace-io messages.txt -- video-spec adapter", "see the right messages"),
    ], run: AdapterCommand.run)
}

/// `video-spec adapter`.
enum AdapterCommand {
  @Sendable static func run(_ options: Options) throws -> ExitStatus {
    var implementation = ReferenceImplementation { AdapterLoop.waitForKill(at: $0.rawValue, send: send) }
    do {
      try AdapterLoop.serve(&implementation, input: STDIN_FILENO, send: send)
    } catch {
      throw CommandFailure("\(error)", status: .usage)
    }
    return .success
  }

  @Sendable private static func send(_ message: JSONValue) { Output.standard.write(bytes: message.line + [0x0A]) }
}
