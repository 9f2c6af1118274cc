/// All commands of the program.
enum CommandTree {
  struct Section: Sendable {
    let title: String
    let commands: [Command]
  }

  static let sections: [Section] = [
    Section(title: "Run the suite", commands: [.check, .list, .show]),
    Section(title: "Work with requests, forms and videos", commands: [.inspect, .sign, .policy, .key, .validate]),
    Section(title: "Test uploads", commands: [.s3]),
    Section(title: "Services", commands: [.serve]),
    Section(title: "Develop an adapter or vectors", commands: [.adapter, .vectors]),
    Section(title: "About this program", commands: [.help, .version, .completions, .man]),
  ]

  /// The commands of the first level.
  static let commands: [Command] = sections.flatMap(\.commands)

  /// The commands of all levels.
  static let all: [Command] = commands.flatMap(\.all)

  static func command(named name: String) -> Command? { all.first { $0.name.isSame(as: name) } }

  /// Returns the command that the first arguments name, and the arguments that follow its name.
  ///
  /// The result is a group if an option follows its name. A group that runs itself also takes arguments.
  ///
  /// - Throws: ``UsageError`` for a word that is no command, and where a group's command is missing.
  static func find(_ arguments: [String]) throws(UsageError) -> (command: Command, rest: [String]) {
    var rest = arguments[...]
    var found: Command?
    while true {
      let level = found?.commands ?? commands
      if level.isEmpty || found != nil && rest.first?.utf8.first == UInt8(ascii: "-"), let found {
        return (found, Array(rest))
      }
      if let found, found.runs, !level.contains(where: { command in rest.first.map(command.word.isSame) ?? false }) {
        return (found, Array(rest))
      }
      guard let word = rest.popFirst() else {
        throw UsageError("\(found?.name ?? "video-spec") needs a command: \(list(level))", command: found?.name)
      }
      guard let command = level.first(where: { $0.word.isSame(as: word) }) else {
        throw unknown(word, in: found, level)
      }
      found = command
    }
  }

  private static func unknown(_ word: String, in group: Command?, _ level: [Command]) -> UsageError {
    let name = group?.name
    if word.utf8.first == UInt8(ascii: "-") {
      let hint = word.utf8.count > 2 ? Suggestions.hint(for: word, among: ["--help", "--version"]) : ""
      return UsageError(
        hint.isEmpty
          ? "options follow the command: video-spec COMMAND [OPTIONS]" : "there is no option \(word.shown)\(hint)",
        command: nil)
    }
    // The word of another group's command may be all that somebody remembers.
    let elsewhere = all.filter { $0.word.isSame(as: word) }
    let near = Suggestions.closest(to: word, among: level.map(\.word)).compactMap { near in
      level.first { $0.word.isSame(as: near) }
    }
    let names = (elsewhere + near).map { "\"\($0.name)\"" }
    let hint = names.isEmpty ? "" : "; did you mean \(names.joined(separator: " or "))?"
    guard let name else { return UsageError("there is no command \(word.shown)\(hint)", command: nil) }
    return UsageError("\(name) has no command \(word.shown); use \(list(level))\(hint)", command: name)
  }

  private static func list(_ commands: [Command]) -> String {
    let words = commands.map(\.word)
    return "\(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")"
  }
}
