import Gate

/// The help of the program and of a command, for a terminal of 80 columns.
enum HelpText {
  static let width = 80
  /// Where the summaries of options and commands begin at most.
  private static let indent = 30

  static let tagline = "Executable specification of browser uploads to S3."

  /// The overview of all commands.
  static var overview: String {
    var lines = ["Usage: video-spec COMMAND [OPTIONS]", ""] + wrapped(tagline)
    let column = (CommandTree.commands.map(\.name.count).max() ?? 0) + 4
    for section in CommandTree.sections {
      lines += ["", "\(section.title):"] + list(section.commands.map { ($0.name, $0.summary) }, column: column)
    }
    lines += [""] + wrapped("'video-spec help COMMAND' describes a command.")
    return text(lines + ["", "Exit status:"] + exitStatuses(ExitMeaning.all))
  }

  static func describe(_ command: Command) -> String {
    var lines = command.usage.enumerated().map { ($0 == 0 ? "Usage: " : "       ") + "video-spec \($1)" }
    lines += [""] + wrapped(command.summary.sentence)
    for paragraph in command.details { lines += [""] + wrapped(paragraph) }
    if !command.commands.isEmpty {
      lines += ["", "Commands:"] + list(command.commands.map { ($0.name, $0.summary) })
    }
    var arguments = command.operands.map { ($0.argument.name, $0.summary) }
    if let trailing = command.trailing { arguments.append((trailing.name, trailing.summary)) }
    if !arguments.isEmpty { lines += ["", "Arguments:"] + list(arguments) }
    lines += ["", "Options:"]
    lines += list(
      command.options.map { option in
        ((option.short.map { "-\($0), " } ?? "    ") + option.spelling, option.fullSummary)
      })
    if !command.examples.isEmpty {
      lines += ["", "Examples:"]
      for example in command.examples { lines += wrapped("# \(example.summary)", indent: 2) + ["  \(example.line)"] }
    }
    if command.runs { lines += ["", "Exit status:"] + exitStatuses(command.exitStatuses) }
    return text(lines)
  }

  private static func exitStatuses(_ meanings: [ExitMeaning]) -> [String] {
    list(meanings.map { ("\($0.status.rawValue)", $0.meaning) })
  }

  /// Names and what they mean, in two columns.
  private static func list(_ entries: [(name: String, summary: String)], column: Int? = nil) -> [String] {
    let column = column ?? min(indent, (entries.map(\.name.count).max() ?? 0) + 4)
    return entries.flatMap { entry in
      let lines = wrapped(entry.summary, indent: column)
      let name = "  \(entry.name)"
      guard name.count + 2 <= column, let first = lines.first else { return [name] + lines }
      return [name.padded(to: column) + first.dropFirst(column)] + lines.dropFirst()
    }
  }

  /// Breaks a text at spaces.
  static func wrapped(_ text: String, indent: Int = 0) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > width {
        lines.append(margin + line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return lines + [margin + line]
  }

  private static func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}

extension ExitMeaning {
  /// Every exit status of the program.
  static let all = [
    ExitMeaning(.success, "the implementation conforms, or the command succeeded"),
    ExitMeaning(.notConformant, "it does not conform, a known failure is stale, or a fault was found"),
    usage,
    ExitMeaning(.incomplete, "there is no verdict: cases are not supported or not run, or a store does not respond"),
    fault,
  ]
}

extension String {
  /// The phrase as a sentence.
  var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
