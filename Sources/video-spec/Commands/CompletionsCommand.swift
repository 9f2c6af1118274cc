extension Command {
  static let completions = Command(
    "completions", summary: "print the completions of a shell",
    details: [
      "The completions offer commands, options, profiles, operations and rules. Source them, or write them to the folder where the shell looks for completions."
    ],
    operands: [Operand(.choice("SHELL", of: "shell") { Shell.allCases.map(\.rawValue) }, "bash, zsh or fish")],
    options: [],
    examples: [
      CommandExample("source <(video-spec completions bash)", "use them in this bash; put the line into ~/.bashrc"),
      CommandExample("video-spec completions zsh >~/.zfunc/_video-spec", "install them for zsh, in a folder of fpath"),
      CommandExample(
        "video-spec completions fish >~/.config/fish/completions/video-spec.fish", "install them for fish"),
    ]
  ) { options in
    for shell in options.operands.compactMap(Shell.init) { Output.standard.write(shell.script) }
    return .success
  }
}

private enum Shell: String, CaseIterable {
  case bash
  case zsh
  case fish

  var script: String {
    switch self {
    case .bash: BashCompletion.script
    case .zsh: ZshCompletion.script
    case .fish: FishCompletion.script
    }
  }
}
