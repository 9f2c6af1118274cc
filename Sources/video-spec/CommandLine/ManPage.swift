import Gate

/// A manual page in the macros of man(7).
struct ManPage {
  private let command: Command?

  /// The page of a command; nil for the program's.
  init(_ command: Command?) { self.command = command }

  /// The pages of the program and of all commands.
  static let all: [ManPage] = [ManPage(nil)] + CommandTree.all.map { ManPage($0) }

  /// The name that `man` knows the page by: `video-spec-sign-url`.
  var name: String {
    (["video-spec"] + (command.map { $0.name.split(separator: " ").map(String.init) } ?? [])).joined(separator: "-")
  }

  var fileName: String { "\(name).1" }

  var text: String {
    let heading = ".TH \(quoted(name.uppercased())) 1 \"\" \(quoted("video-spec \(Suite.version)"))"
    return ([heading] + (command.map(lines) ?? programLines)).map { $0 + "\n" }.joined()
  }

  private var programLines: [String] {
    var lines = title(HelpText.tagline) + [".SH SYNOPSIS", ".B video\\-spec", ".I COMMAND", "[OPTIONS]"]
    lines += [".SH DESCRIPTION", escaped(HelpText.tagline)]
    for section in CommandTree.sections {
      lines += [".SH \(section.title.uppercased())"] + commands(section.commands)
    }
    lines += exitStatuses(ExitMeaning.all)
    return lines + seeAlso(CommandTree.sections.flatMap(\.commands))
  }

  private func lines(of command: Command) -> [String] {
    var lines = title(command.summary) + [".SH SYNOPSIS", ".nf"]
    lines += command.usage.map { "\\fBvideo\\-spec\\fR \(escaped($0))" } + [".fi"]
    lines += [".SH DESCRIPTION", escaped(command.summary.sentence)]
    for paragraph in command.details { lines += [".PP", escaped(paragraph)] }
    if !command.commands.isEmpty { lines += [".SH COMMANDS"] + commands(command.commands) }
    var arguments = command.operands.map { ($0.argument.name, $0.summary) }
    if let trailing = command.trailing { arguments.append((trailing.name, trailing.summary)) }
    if !arguments.isEmpty {
      lines += [".SH ARGUMENTS"] + arguments.flatMap { entry("\\fI\(escaped($0.0))\\fR", $0.1) }
    }
    lines += [".SH OPTIONS"]
    for option in command.options {
      let names = (option.short.map { ["-\($0)"] } ?? []) + ["--\(option.name)"]
      let value = option.argument.map { " \\fI\(escaped($0.name))\\fR" } ?? ""
      lines += entry(names.map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ") + value, option.fullSummary)
    }
    if !command.examples.isEmpty { lines += [".SH EXAMPLES"] }
    for (index, example) in command.examples.enumerated() {
      // After a heading a paragraph begins by itself.
      lines +=
        (index == 0 ? [] : [".PP"]) + [
          escaped(example.summary.sentence), ".PP", ".RS 4", ".nf", escaped(example.line), ".fi", ".RE",
        ]
    }
    let group = command.name.split(separator: " ").dropLast().first.flatMap { CommandTree.command(named: String($0)) }
    return lines + exitStatuses(command.exitStatuses) + seeAlso(command.commands + (group.map { [$0] } ?? []))
  }

  // MARK: - Parts

  private func title(_ summary: String) -> [String] {
    let phrase = summary.utf8.last == UInt8(ascii: ".") ? String(summary.dropLast()) : summary
    return [".SH NAME", "\(escaped(name)) \\- \(escaped(phrase))"]
  }

  private func commands(_ commands: [Command]) -> [String] {
    commands.flatMap { entry("\\fB\(escaped($0.name))\\fR", $0.summary) }
  }

  private func exitStatuses(_ meanings: [ExitMeaning]) -> [String] {
    [".SH EXIT STATUS"] + meanings.flatMap { entry("\\fB\($0.status.rawValue)\\fR", $0.meaning) }
  }

  private func seeAlso(_ commands: [Command]) -> [String] {
    let pages = (command == nil ? [] : [ManPage(nil)]) + commands.map { ManPage($0) }
    return [".SH SEE ALSO"]
      + pages.enumerated().map { index, page in
        ".BR \(escaped(page.name)) (1)\(index < pages.count - 1 ? "," : "")"
      }
  }

  private func entry(_ name: String, _ summary: String) -> [String] { [".TP", name, escaped(summary)] }

  // MARK: - Escaping

  private func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

  /// The text as roff prints it: without an escape a hyphen cannot be copied, and a quotation mark at the start of a line is a
  /// command.
  private func escaped(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": output += "\\e"
      case "-": output += "\\-"
      case "'": output += "\\(aq"
      case "`": output += "\\(ga"
      case "^": output += "\\(ha"
      case "~": output += "\\(ti"
      case "\"": output += "\\(dq"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output.utf8.first == UInt8(ascii: ".") ? "\\&" + output : output
  }
}
