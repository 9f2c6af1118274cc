/// The completion of a bash: `source <(video-spec completions bash)`.
enum BashCompletion {
  static var script: String {
    let groups = CommandTree.commands.filter { !$0.commands.isEmpty }
    return """
      # bash completion for video-spec, written by 'video-spec completions bash'.

      _video_spec() {
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
        local command=${COMP_WORDS[1]} options='' words='' kind='' index
        COMPREPLY=()
        # In --option=value the equals sign is a word of its own.
        if [[ $cur == = ]]; then
          cur=''
        elif [[ $prev == = ]]; then
          prev=${COMP_WORDS[COMP_CWORD-2]}
        fi
        if ((COMP_CWORD == 1)); then
          COMPREPLY=($(compgen -W '\(line(CommandTree.commands.map(\.word) + ["--help", "--version"]))' -- "$cur"))
          return
        fi
        case $command in
        \(groups.filter { !$0.runs }.map(\.word).joined(separator: "|")))
          if ((COMP_CWORD > 2)); then command+=" ${COMP_WORDS[2]}"; fi ;;
        \(groups.filter(\.runs).map(runningGroup).joined(separator: "\n  "))
        esac
        for ((index = 2; index < COMP_CWORD; index++)); do
          if [[ ${COMP_WORDS[index]} == -- ]]; then
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -c -- "$cur"; compgen -f -- "$cur")
            return
          fi
        done
        case $command in
      \(CommandTree.all.map(branch).joined())  esac
        case $kind in
        file)
          compopt -o filenames
          mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"; compgen -f -- "$cur") ;;
        directory)
          compopt -o filenames
          mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
        *) COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
        esac
      }

      complete -F _video_spec video-spec

      """
  }

  /// A group that also takes files: only its own words are commands.
  private static func runningGroup(_ command: Command) -> String {
    """
    \(command.word))
        if ((COMP_CWORD > 2)); then
          case ${COMP_WORDS[2]} in
          \(command.commands.map(\.word).joined(separator: "|"))) command+=" ${COMP_WORDS[2]}" ;;
          esac
        fi ;;
    """
  }

  /// Sets the words, or the kind of file, that may stand where the cursor is.
  private static func branch(_ command: Command) -> String {
    var text = "  '\(command.name)')\n    case $prev in\n"
    for option in command.options {
      guard let argument = option.argument else { continue }
      let names = (option.short.map { ["-\($0)"] } ?? []) + ["--\(option.name)"]
      text += "    \(names.joined(separator: "|"))) \(assignments(argument.words, argument.values)) ;;\n"
    }
    let options = command.options.flatMap { option in
      ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? [])
    }
    let operands = command.operands.map(\.argument)
    let words = command.commands.map(\.word) + operands.flatMap(\.words)
    let values = operands.first { $0.values.kind != nil }?.values ?? .any
    return text + """
          *)
            if [[ $cur == -* ]]; then
              words='\(line(options))'
            else
              \(assignments(words, values))
            fi ;;
          esac ;;

      """
  }

  private static func assignments(_ words: [String], _ values: Argument.Values) -> String {
    let parts = (words.isEmpty ? [] : ["words='\(line(words))'"]) + (values.kind.map { ["kind=\($0)"] } ?? [])
    return parts.isEmpty ? ":" : parts.joined(separator: " ")
  }

  private static func line(_ words: [String]) -> String { words.joined(separator: " ") }
}

extension Argument.Values {
  fileprivate var kind: String? {
    switch self {
    case .file: "file"
    case .directory: "directory"
    case .any, .choice, .suggestions: nil
    }
  }
}
