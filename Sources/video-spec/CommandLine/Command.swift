/// The declaration of a command. The parser, the help, the completions and the man page are all made from it.
struct Command: Sendable {
  /// The words after `video-spec`, such as `sign url`.
  let name: String
  /// What the command does: a phrase that starts with a verb in lower case and has no final period.
  let summary: String
  /// Paragraphs that explain more.
  let details: [String]
  let operands: [Operand]
  let options: [Option]
  /// What follows `--`; nil if nothing may.
  let trailing: Trailing?
  let examples: [CommandExample]
  let exitStatuses: [ExitMeaning]
  let action: Action
  /// The commands of a group; empty for any other command.
  let commands: [Command]
  private let forms: [String]

  enum Action: Sendable {
    case run(@Sendable (Options) throws -> ExitStatus)
    /// The command only groups others: `sign` groups `sign url` and `sign headers`.
    case group
  }

  /// The words that follow `--`, such as the command of an adapter.
  struct Trailing: Sendable {
    let name: String
    /// What they are, for messages.
    let noun: String
    let summary: String
  }

  /// Declares a command that does something.
  ///
  /// - Parameters:
  ///   - forms: The usage after the name, one line for each form; empty if the operands and the required options say it all.
  ///   - options: Without `--help`, which every command has.
  ///   - commands: Commands of the group that this command also is: `inspect` groups `inspect url` and others.
  init(
    _ name: String, summary: String, details: [String], commands: [Command] = [], forms: [String] = [],
    operands: [Operand] = [], options: [Option], trailing: Trailing? = nil, examples: [CommandExample],
    exitStatuses: [ExitMeaning] = ExitMeaning.usual, run: @escaping @Sendable (Options) throws -> ExitStatus
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    self.forms = forms
    self.operands = operands
    self.options = options + [.help]
    self.trailing = trailing
    self.examples = examples
    self.exitStatuses = exitStatuses
    self.commands = commands
    action = .run(run)
  }

  /// Declares a group of commands.
  init(group name: String, summary: String, details: [String], commands: [Command]) {
    self.name = name
    self.summary = summary
    self.details = details
    (forms, operands, trailing, examples) = ([], [], nil, [])
    options = [.help]
    exitStatuses = ExitMeaning.usual
    self.commands = commands
    action = .group
  }

  /// Whether the command can be run itself.
  var runs: Bool { if case .run = action { true } else { false } }

  /// The last word of the name: `url` of `sign url`.
  var word: String { String(name.split(separator: " ").last ?? "") }

  /// This command and those of its group.
  var all: [Command] { [self] + commands.flatMap(\.all) }

  /// What can be typed after `video-spec`, one line for each form.
  var usage: [String] {
    if !forms.isEmpty { return forms.map { "\(name) \($0)" } }
    if !commands.isEmpty { return ["\(name) \(commands.map(\.word).joined(separator: "|")) [OPTIONS]"] }
    let required = options.filter(\.isRequired).map(\.spelling)
    let isOptionless = options.count == 1
    let parts =
      [name] + operands.map(\.usage) + required + (isOptionless ? [] : ["[OPTIONS]"])
      + (trailing.map { ["[-- \($0.name)]"] } ?? [])
    return [parts.joined(separator: " ")]
  }
}

/// The argument of an option, or an operand.
struct Argument: Sendable {
  /// The placeholder in the help: `FILE`.
  let name: String
  let values: Values

  enum Values: Sendable {
    case any
    case file
    case directory
    /// One of these words; the parser rejects any other. The noun says what they name.
    case choice(noun: String, words: @Sendable () -> [String])
    /// Any word; completions offer these.
    case suggestions(@Sendable () -> [String])
  }

  static func text(_ name: String) -> Argument { Argument(name: name, values: .any) }
  static func file(_ name: String = "FILE") -> Argument { Argument(name: name, values: .file) }
  static func directory(_ name: String = "DIR") -> Argument { Argument(name: name, values: .directory) }
  static func choice(_ name: String, of noun: String, _ words: @escaping @Sendable () -> [String]) -> Argument {
    Argument(name: name, values: .choice(noun: noun, words: words))
  }
  static func suggestions(_ name: String, _ words: @escaping @Sendable () -> [String]) -> Argument {
    Argument(name: name, values: .suggestions(words))
  }

  /// The words that completions offer.
  var words: [String] {
    switch values {
    case .choice(_, let words), .suggestions(let words): words()
    case .any, .file, .directory: []
    }
  }
}

/// An argument that is not an option.
struct Operand: Sendable {
  let argument: Argument
  let summary: String
  let isOptional: Bool
  let isRepeatable: Bool

  init(_ argument: Argument, isOptional: Bool = false, isRepeatable: Bool = false, _ summary: String) {
    self.argument = argument
    self.summary = summary
    self.isOptional = isOptional
    self.isRepeatable = isRepeatable
  }

  var usage: String {
    let name = isRepeatable ? "\(argument.name)..." : argument.name
    return isOptional ? "[\(name)]" : name
  }
}

/// An option of a command.
struct Option: Sendable {
  let name: String
  let short: Character?
  /// Nil for a flag.
  let argument: Argument?
  /// What the option does: a phrase that starts in lower case and has no final period.
  let summary: String
  let isRequired: Bool
  let isRepeatable: Bool
  /// Whether the start of its name is enough.
  let isAbbreviable: Bool
  /// A name that the option had before; using it is an error that gives the new name.
  let formerName: String?

  /// Declares a flag.
  init(_ name: String, short: Character? = nil, _ summary: String) {
    self.name = name
    self.short = short
    self.summary = summary
    (argument, formerName) = (nil, nil)
    (isRequired, isRepeatable, isAbbreviable) = (false, false, true)
  }

  /// Declares an option with an argument.
  init(
    _ name: String, short: Character? = nil, _ argument: Argument, isRequired: Bool = false,
    isRepeatable: Bool = false, isAbbreviable: Bool = true, formerName: String? = nil, _ summary: String
  ) {
    self.name = name
    self.short = short
    self.argument = argument
    self.summary = summary
    self.isRequired = isRequired
    self.isRepeatable = isRepeatable
    self.isAbbreviable = isAbbreviable
    self.formerName = formerName
  }

  static let help = Option("help", short: "h", "show this help")
  static let json = Option("json", "print JSON")

  /// The option as the usage shows it: `--key KEY`.
  var spelling: String { "--\(name)\(argument.map { " \($0.name)" } ?? "")" }

  /// The summary, and whether the option may be repeated.
  var fullSummary: String { summary + (isRepeatable ? "; may be repeated" : "") }
}

/// A command line to copy, and what it does.
struct CommandExample: Sendable {
  let line: String
  let summary: String

  init(_ line: String, _ summary: String) {
    self.line = line
    self.summary = summary
  }
}

/// What an exit status of a command means.
struct ExitMeaning: Sendable {
  let status: ExitStatus
  let meaning: String

  init(_ status: ExitStatus, _ meaning: String) {
    self.status = status
    self.meaning = meaning
  }

  static let usage = ExitMeaning(.usage, "wrong usage")
  static let fault = ExitMeaning(.internalFault, "a fault of video-spec itself, or output that cannot be written")
  /// Those of a command that gives no verdict.
  static let usual = [ExitMeaning(.success, "success"), usage, fault]
}

/// How the program ends.
enum ExitStatus: Int32 {
  case success = 0
  case notConformant = 1
  case usage = 2
  case incomplete = 3
  case internalFault = 70
}

/// Wrong usage. The message names the option or argument.
struct UsageError: Error {
  var message: String
  /// The name of the command whose help describes the right usage; nil for the program's.
  var command: String?

  init(_ message: String, command: String?) {
    self.message = message
    self.command = command
  }
}

/// A failure that the usage of the command does not explain.
struct CommandFailure: Error {
  var message: String
  var status: ExitStatus

  init(_ message: String, status: ExitStatus) {
    self.message = message
    self.status = status
  }
}
