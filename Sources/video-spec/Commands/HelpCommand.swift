extension Command {
  static let help = Command(
    "help", summary: "describe the program or a command", details: [],
    operands: [
      Operand(
        .suggestions("COMMAND") { CommandTree.commands.map(\.word) }, isOptional: true, isRepeatable: true,
        "the command, such as check or sign url")
    ], options: [],
    examples: [
      CommandExample("video-spec help", "list the commands"),
      CommandExample("video-spec help sign url", "describe a command, as 'video-spec sign url --help' does"),
    ]
  ) { options in
    guard !options.operands.isEmpty else {
      Output.standard.write(HelpText.overview)
      return .success
    }
    Output.standard.write(HelpText.describe(try CommandTree.command(options.operands, for: options)))
    return .success
  }
}

extension CommandTree {
  /// Returns the command that operands name in full; a group counts too.
  static func command(_ words: [String], for options: Options) throws(UsageError) -> Command {
    if let group = command(named: words.joined(separator: " ")) { return group }
    let (command, rest) = try find(words)
    if let word = rest.first { throw options.fail("\(command.name) has no command \(word.shown)") }
    return command
  }
}
