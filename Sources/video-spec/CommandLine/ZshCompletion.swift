/// The completion of a zsh: a file `_video-spec` in a folder of `fpath`, or `source <(video-spec completions zsh)`.
enum ZshCompletion {
  static var script: String {
    let groups = CommandTree.commands.filter { !$0.commands.isEmpty }
    return """
      #compdef video-spec
      # zsh completion for video-spec, written by 'video-spec completions zsh'.

      _video-spec() {
        local command=$words[2]
        local -a commands
        if (( CURRENT == 2 )); then
          commands=(\(descriptions(CommandTree.commands)))
          _describe -t commands command commands
          return
        fi
        shift words
        (( CURRENT-- ))
        case $command in
      \(groups.map(group).joined())  esac
        case $command in
      \(CommandTree.all.filter(\.runs).map(branch).joined())  esac
      }

      if [[ $funcstack[1] == _video-spec ]]; then
        _video-spec "$@"
      else
        compdef _video-spec video-spec
      fi

      """
  }

  private static func group(_ command: Command) -> String {
    if command.runs {
      return """
          \(command.word))
            if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
              commands=(\(descriptions(command.commands)))
              _describe -t commands command commands
            fi
            case $words[2] in
            \(command.commands.map(\.word).joined(separator: "|")))
              if (( CURRENT > 2 )); then
                command="$command $words[2]"
                shift words
                (( CURRENT-- ))
              fi ;;
            esac ;;

        """
    }
    return """
        \(command.word))
          if (( CURRENT == 2 )); then
            commands=(\(descriptions(command.commands)))
            _describe -t commands command commands
            return
          fi
          command="$command $words[2]"
          shift words
          (( CURRENT-- )) ;;

      """
  }

  private static func descriptions(_ commands: [Command]) -> String {
    commands.map { quoted("\($0.word):\($0.summary)") }.joined(separator: " ")
  }

  private static func branch(_ command: Command) -> String {
    let specifications = command.options.map(specification) + command.operands.map(specification)
    let lines = specifications.map { " \\\n      \($0)" }.joined()
    let trailing = """
          if (( $words[(I)--] && $words[(I)--] < CURRENT )); then
            _command_names
            _files
            return
          fi

      """
    return "  \(quoted(command.name)))\n\(command.trailing == nil ? "" : trailing)    _arguments -s -S\(lines) ;;\n"
  }

  private static func specification(_ option: Option) -> String {
    let text = "[\(escaped(option.summary))]" + (option.argument.map(value) ?? "")
    let mark = option.argument == nil ? "" : "="
    let long = "--\(option.name)\(mark)"
    guard let short = option.short else { return quoted((option.isRepeatable ? "*" : "") + long + text) }
    let prefix = option.isRepeatable ? "'*'" : "'(-\(short) --\(option.name))'"
    return "\(prefix){-\(short)\(option.argument == nil ? "" : "+"),\(long)}" + quoted(text)
  }

  private static func specification(_ operand: Operand) -> String {
    let position = operand.isRepeatable ? "*" : operand.isOptional ? ":" : ""
    return quoted(position + value(operand.argument))
  }

  private static func value(_ argument: Argument) -> String {
    let action =
      switch argument.values {
      case .any: " "
      case .file: "_files"
      case .directory: "_files -/"
      case .choice, .suggestions: "(\(argument.words.joined(separator: " ")))"
      }
    return ":\(escaped(argument.name)):\(action)"
  }

  private static func escaped(_ text: String) -> String {
    text.map { "[]:\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }

  private static func quoted(_ text: String) -> String { "'\(text.map { $0 == "'" ? "'\\''" : "\($0)" }.joined())'" }
}
