// getopt keeps its state in global variables; options are read once, before any other thread exists.
@preconcurrency import CGetopt
import Gate

#if canImport(Glibc)
  import Glibc
#endif

/// An option of a command.
struct Option {
  let name: String
  let short: Character?
  /// What the help calls its argument; nil for a flag.
  let argument: String?
  let summary: String
  /// Whether less of its name will do.
  let isAbbreviable: Bool

  init(
    _ name: String, short: Character? = nil, argument: String? = nil, isAbbreviable: Bool = true, _ summary: String
  ) {
    self.name = name
    self.short = short
    self.argument = argument
    self.isAbbreviable = isAbbreviable
    self.summary = summary
  }

  /// The name of the environment variable with the secret. `--secret X` would be a secret on a command line, where others read it.
  static let secretVariable = Option(
    "secret-env", argument: "NAME", isAbbreviable: false, "the environment variable that holds the secret")
}

/// What a command was given, read by `getopt_long`: options may be abbreviated and stand anywhere before `--`.
struct Options {
  private var values: [(name: String, value: String)] = []
  /// What is no option.
  private(set) var operands: [String] = []
  /// What stands after `--`; nil without one.
  private(set) var rest: [String]?
  let command: String

  /// - Returns: Nil when help was asked for, and printed.
  static func parse(
    _ arguments: [String], command: String, usage: String, details: String = "", options: [Option]
  ) throws -> Options? {
    let options = options + [Option("help", short: "h", "show this help")]
    let result = try Options(arguments, command: command, options: options)
    guard result.has("help") else { return result }
    var text = "Usage: video-spec \(command) \(usage)\n\n"
    if !details.isEmpty { text += details + "\n" }
    text += "Options:\n"
    for option in options {
      let short = option.short.map { "-\($0), " } ?? "    "
      text +=
        "  \((short + "--" + option.name + (option.argument.map { " " + $0 } ?? "")).padded(to: 30)) \(option.summary)\n"
    }
    Output.standard.write(text)
    return nil
  }

  private init(_ arguments: [String], command: String, options: [Option]) throws {
    self.command = command
    // getopt_long cannot tell operands before "--" from those after it, so what stands after it is set aside first. An option's
    // argument is never "--" here.
    var before = arguments
    if let separator = arguments.firstIndex(of: "--") {
      before = Array(arguments[..<separator])
      rest = Array(arguments[(separator + 1)...])
    }
    for argument in before {
      let name = argument.prefix { $0 != "=" }.dropFirst(2)
      guard argument.hasPrefix("--"), !name.isEmpty, !options.contains(where: { $0.name == name }),
        let option = options.first(where: { !$0.isAbbreviable && $0.name.hasPrefix(name) })
      else { continue }
      throw UsageError(
        "--\(name) is no option: others can read a command line; --\(option.name) \(option.argument ?? "") is \(option.summary)",
        command: command)
    }
    // getopt_long reorders the pointers, so what is to be freed is remembered apart.
    let copies = (["video-spec"] + before).map { strdup($0) }
    let names = options.map { strdup($0.name) }
    defer { for copy in copies + names { free(copy) } }
    var pointers = copies
    var table = zip(options, names).enumerated().map { index, entry in
      CGetopt.option(
        name: entry.1, has_arg: entry.0.argument == nil ? no_argument : required_argument, flag: nil,
        val: Int32(256 + index))
    }
    table.append(CGetopt.option())
    let short = options.map { option in
      option.short.map { "\($0)\(option.argument == nil ? "" : ":")" } ?? ""
    }.joined()
    opterr = 0
    optind = 0
    let count = Int32(pointers.count)
    pointers.append(nil)
    while true {
      let code = getopt_long(count, &pointers, ":" + short, table, nil)
      if code == -1 { break }
      let argument = optarg.map { String(cString: $0) } ?? ""
      if code >= 256 {
        values.append((options[Int(code) - 256].name, argument))
      } else if let option = options.first(where: { $0.short?.asciiValue.map(Int32.init) == code }) {
        values.append((option.name, argument))
      } else {
        // Without its value, which may be a secret.
        let given = (pointers[Int(max(1, optind - 1))].map { String(cString: $0) } ?? "").prefix { $0 != "=" }
        let reason =
          code == 58 ? "the option \(given) needs an argument" : "the option \(given) is not known or takes no argument"
        throw UsageError(reason, command: command)
      }
    }
    operands = (Int(optind)..<Int(count)).compactMap { pointers[$0].map { String(cString: $0) } }
  }

  func has(_ name: String) -> Bool { values.contains { $0.name == name } }

  /// The last one given counts.
  func value(_ name: String) -> String? { values.last { $0.name == name }?.value }

  func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }

  func fail(_ message: String) -> UsageError { UsageError(message, command: command) }

  /// Rejects operands beyond `count`.
  func expectOperands(atMost count: Int) throws {
    if operands.count > count { throw fail("\(operands[count].shown) is one argument too many") }
  }
}

extension String {
  /// As a message about wrong use shows an argument. A long one may be a URL with signature and token, or a secret in the wrong place.
  var shown: String {
    if utf8.count <= 16 { return "\"\(self)\"" }
    return hasPrefix("http://") || hasPrefix("https://") ? "a URL" : "an argument of \(utf8.count) bytes"
  }
}
