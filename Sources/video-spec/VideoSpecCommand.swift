import Gate
import ReferenceAdapter
import ReferenceImpl

#if canImport(Glibc)
  import Glibc
#endif

/// The program: a command, its options, its exit status.
enum VideoSpecCommand {
  struct Command: Sendable {
    let name: String
    let summary: String
    let run: @Sendable ([String]) throws -> ExitStatus
  }

  static let commands = [
    Command(
      name: "check", summary: "put the vectors to an implementation and give a verdict per rule", run: CheckCommand.run),
    Command(name: "list", summary: "list profiles, requirements or cases", run: ListCommand.run),
    Command(name: "show", summary: "show a requirement with its examples, or a case", run: ShowCommand.run),
    Command(
      name: "sign", summary: "sign headers, a URL or a POST policy, and explain every step", run: SignCommand.run),
    Command(
      name: "inspect", summary: "say why S3 rejects a URL or a form, and how to mend it", run: InspectCommand.run),
    Command(name: "policy", summary: "build an upload form, or say what S3 would say to one", run: PolicyCommand.run),
    Command(name: "key", summary: "make a storage key, or take one apart", run: KeyCommand.run),
    Command(
      name: "validate", summary: "hold a video, or what a store has of one, against the limits",
      run: ValidateCommand.run),
    Command(name: "vectors", summary: "lint or export the vectors", run: VectorsCommand.run),
    Command(
      name: "adapter", summary: "answer the adapter protocol with the reference implementation", run: AdapterCommand.run
    ),
  ]

  static func main() -> Never {
    // A reader that goes away (`video-spec list | head`) is no fault.
    signal(SIGPIPE, SIG_DFL)
    // A verdict is the same everywhere, whatever the machine's openssl.cnf adds or takes away.
    OpenSSLConfiguration.ignore()
    // Swift mends arguments that are not UTF-8, and a mended key is another key.
    for index in 1..<max(1, Int(CommandLine.argc)) {
      if let argument = CommandLine.unsafeArgv[index], String(validatingCString: argument) == nil {
        Output.error.write("video-spec: argument \(index) is not UTF-8\n")
        exit(ExitStatus.usage.rawValue)
      }
    }
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  static func run(_ arguments: [String]) -> ExitStatus {
    do {
      guard let name = arguments.first else {
        Output.error.write(help)
        return .usage
      }
      switch name {
      case "help", "--help", "-h":
        Output.standard.write(help)
        return .success
      case "--version":
        Output.standard.write(version)
        return .success
      default: break
      }
      guard let command = commands.first(where: { $0.name == name }) else {
        throw UsageError("there is no command \(name.shown)", command: nil)
      }
      return try command.run(Array(arguments.dropFirst()))
    } catch let error as UsageError {
      Output.error.write("video-spec: \(error.message)\n")
      Output.error.write("Try 'video-spec \(error.command.map { "\($0) " } ?? "")--help'.\n")
      return .usage
    } catch let error as CommandFailure {
      Output.error.write("video-spec: \(error.message)\n")
      return error.status
    } catch {
      Output.error.write("video-spec: \(error)\n")
      return .internalFault
    }
  }

  /// The corpus is named as reports name it, whole: two programs with the same line have the same vectors.
  private static var version: String {
    let digest = Corpus.digest(of: VectorSource.embedded, oracle: ReferenceOracle())
    return "video-spec \(Suite.version)\nedition \(Edition.current), corpus \(digest)\n"
  }

  private static var help: String {
    var text =
      "Usage: video-spec COMMAND [OPTIONS]\n\nExecutable specifications for browser uploads to S3.\n\nCommands:\n"
    for command in commands {
      text += "  \(command.name.padded(to: 9)) \(command.summary)\n"
    }
    return text + """

      'video-spec COMMAND --help' describes a command.

      Exit status: 0 the gate is met; 1 not conformant, or a stale known failure; 2 wrong usage; 3 incomplete;
      70 the suite's own fault.

      """
  }
}

/// How the program ends.
enum ExitStatus: Int32 {
  case success = 0
  case notConformant = 1
  case usage = 2
  case incomplete = 3
  case internalFault = 70
}

/// A wrong option or argument; it names the thing.
struct UsageError: Error {
  var message: String
  var command: String?

  init(_ message: String, command: String?) {
    self.message = message
    self.command = command
  }
}

/// An end that is no wrong usage.
struct CommandFailure: Error {
  var message: String
  var status: ExitStatus

  init(_ message: String, status: ExitStatus) {
    self.message = message
    self.status = status
  }
}
