/// The completion of a fish: `video-spec completions fish | source`.
enum FishCompletion {
  static var script: String {
    var lines = [
      "# fish completion for video-spec, written by 'video-spec completions fish'.", "",
      "# Whether the words after video-spec begin with the arguments; with --only, whether they are all.",
      "function __video_spec_at",
      "    argparse only -- $argv",
      "    set -l words (commandline -opc)[2..-1]",
      "    if set -q _flag_only",
      "        test \"$words\" = \"$argv\"",
      "    else",
      "        test (count $words) -ge (count $argv); or return 1",
      "        set -l head $words[1..(count $argv)]",
      "        test \"$head\" = \"$argv\"",
      "    end",
      "end", "",
      "complete -c video-spec -f",
    ]
    lines += commands(CommandTree.commands, at: "")
    lines.append(start("__video_spec_at --only' -l help -s h -d \(quoted(Option.help.summary))"))
    lines.append(start("__video_spec_at --only' -l version -d 'print the version'"))
    for command in CommandTree.all {
      lines += commands(command.commands, at: command.name)
      lines += command.options.map { option(of: command.name, $0) }
      lines += command.operands.compactMap { operand(of: command.name, $0) }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func start(_ condition: String) -> String { "complete -c video-spec -n '\(condition)" }

  private static func commands(_ commands: [Command], at name: String) -> [String] {
    commands.map { command in
      start("__video_spec_at --only\(name.isEmpty ? "" : " \(name)")' -a \(command.word) -d \(quoted(command.summary))")
    }
  }

  private static func option(of name: String, _ option: Option) -> String {
    let short = option.short.map { " -s \($0)" } ?? ""
    let value = option.argument.map { " -r" + offers($0) } ?? ""
    return start("__video_spec_at \(name)' -l \(option.name)\(short)\(value) -d \(quoted(option.summary))")
  }

  private static func operand(of name: String, _ operand: Operand) -> String? {
    if case .any = operand.argument.values { return nil }
    return start("__video_spec_at \(name)'\(offers(operand.argument))")
  }

  private static func offers(_ argument: Argument) -> String {
    switch argument.values {
    case .any: " -f"
    case .file: " -F"
    case .directory: " -f -a '(__fish_complete_directories)'"
    case .choice, .suggestions: " -f -a \(quoted(argument.words.joined(separator: " ")))"
    }
  }

  private static func quoted(_ text: String) -> String {
    "'\(text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined())'"
  }
}
