import AdapterProtocol
import ReferenceAdapter
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// `video-spec adapter`: serves the reference implementation over the adapter protocol.
enum AdapterCommand {
  static func run(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "adapter", usage: "",
      details: """
        Serves the reference implementation over the adapter protocol (Docs/Protocol.md), on
        standard input and output: an example to compare your own adapter with.

        """, options: [])
    guard let options else { return .success }
    try options.expectOperands(atMost: 0)
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
