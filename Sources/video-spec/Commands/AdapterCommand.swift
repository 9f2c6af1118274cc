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
      "Reads messages from standard input and writes results to standard output (Docs/Protocol.md). Compare your own adapter with it.",
      "With --database the records of scenarios are in PostgreSQL, each scenario's in a schema of its own, or in a table of DynamoDB, each with a prefix of its own. Both are removed afterwards. PostgreSQL needs a program that \"make postgres\" has built. Give its password in the environment variable PGPASSWORD, because other users can read command lines.",
    ],
    options: [
      Option(
        "database", .text("URL"),
        "where the recorder keeps its records: postgresql://HOST/DATABASE or dynamodb://TABLE?region=REGION (default: SQLite in each scenario's directory)"
      )
    ],
    examples: [
      CommandExample("video-spec check -- video-spec adapter", "run the suite against it"),
      CommandExample(
        "video-spec check --only SIG-006-01 --trace-io messages.txt -- video-spec adapter", "see the right messages"),
      CommandExample(
        "video-spec check --profile record --pass-env AWS_ACCESS_KEY_ID --pass-env AWS_SECRET_ACCESS_KEY -- video-spec adapter --database 'dynamodb://scenarios?region=eu-west-1&create=true'",
        "run the recording scenarios on DynamoDB"),
    ], run: AdapterCommand.run)
}

/// `video-spec adapter`.
enum AdapterCommand {
  @Sendable static func run(_ options: Options) throws -> ExitStatus {
    var implementation = ReferenceImplementation(engine: try ServiceDatabase.engine(options)) {
      AdapterLoop.waitForKill(at: $0.rawValue, send: send)
    }
    do {
      try AdapterLoop.serve(&implementation, input: STDIN_FILENO, send: send)
    } catch {
      throw CommandFailure("\(error)", status: .usage)
    }
    return .success
  }

  @Sendable private static func send(_ message: JSONValue) { Output.standard.write(bytes: message.line + [0x0A]) }
}
