import ReferenceImpl
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// The program: it finds the command, reads its options, runs it and exits with its status.
enum VideoSpecCommand {
  static func main() -> Never {
    // A reader that goes away (`video-spec list | head`) is not a fault.
    signal(SIGPIPE, SIG_DFL)
    // A verdict must not depend on the machine's openssl.cnf.
    OpenSSLConfiguration.ignore()
    // Swift repairs arguments that are not UTF-8, and a repaired key is another key.
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
      switch arguments.first {
      case nil:
        Output.error.write(HelpText.overview)
        return .usage
      case "--help", "-h":
        Output.standard.write(HelpText.overview)
        return .success
      case "--version":
        return try run(Array(arguments.dropFirst()), .version)
      case _?:
        let (command, rest) = try CommandTree.find(arguments)
        return try run(rest, command)
      }
    } catch let error as UsageError {
      Output.error.write("video-spec: \(Redaction.message(error.message))\n")
      Output.error.write("Try 'video-spec \(error.command.map { "\($0) " } ?? "")--help'.\n")
      return .usage
    } catch let error as CommandFailure {
      Output.error.write("video-spec: \(Redaction.message(error.message))\n")
      return error.status
    } catch {
      Output.error.write("video-spec: \(Redaction.message("\(error)"))\n")
      return .internalFault
    }
  }

  /// Runs a command, or prints its help where that is asked for.
  private static func run(_ arguments: [String], _ command: Command) throws -> ExitStatus {
    let options = try Options(arguments, of: command)
    if options.has("help") {
      Output.standard.write(HelpText.describe(command))
      return .success
    }
    guard case .run(let run) = command.action else {
      let words = command.commands.map(\.word).joined(separator: ", ")
      throw options.fail("the command follows \"\(command.name)\" directly: \(words)")
    }
    do {
      return try run(options)
    } catch let rejection as Rejection {
      // The reference implementation rejects what it was given: the input is wrong.
      throw CommandFailure("\(rejection)", status: .usage)
    }
  }
}
