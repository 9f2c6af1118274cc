import VideoSpec

/// The options and operands that a command was given.
///
/// Options may be abbreviated and may stand anywhere before `--`; `--name VALUE`, `--name=VALUE`, `-n VALUE` and `-nVALUE` are
/// the same.
struct Options {
  let command: Command
  private var values: [(name: String, value: String)] = []
  /// The arguments that are not options.
  private(set) var operands: [String] = []
  /// The arguments after `--`; nil if there is none.
  private(set) var rest: [String]?

  /// Reads arguments by the declaration of a command.
  ///
  /// With `--help` nothing is checked that the help would explain.
  ///
  /// - Throws: ``UsageError`` for an unknown option, a missing or superfluous argument, and a word that is not among an
  ///   argument's choices.
  init(_ arguments: [String], of command: Command) throws(UsageError) {
    self.command = command
    var words = arguments[...]
    if let separator = arguments.firstIndex(where: { $0.isSame(as: "--") }) {
      words = arguments[..<separator]
      rest = Array(arguments[(separator + 1)...])
    }
    while let word = words.popFirst() {
      if word.utf8.starts(with: "--".utf8) {
        try readLong(word, followedBy: &words)
      } else if word.utf8.first == UInt8(ascii: "-"), word.utf8.count > 1 {
        try readShort(word, followedBy: &words)
      } else {
        operands.append(word)
      }
    }
    if has("help") { return }
    try checkOperands()
    if rest != nil, command.trailing == nil { throw fail("\(command.name) takes nothing after '--'") }
    for option in command.options where option.isRequired && !has(option.name) {
      throw fail("\(option.spelling) is missing")
    }
    if value("region")?.isEmpty == true { throw fail("--region is empty") }
  }

  // MARK: - Reading

  private mutating func readLong(_ word: String, followedBy words: inout ArraySlice<String>) throws(UsageError) {
    let equals = word.utf8.firstIndex(of: UInt8(ascii: "="))
    let name = String(word[..<(equals ?? word.endIndex)].dropFirst(2))
    let attached = equals.map { String(word[word.utf8.index(after: $0)...]) }
    let option = try option(named: name)
    guard option.argument != nil else {
      if attached != nil { throw fail("--\(option.name) takes no value") }
      return values.append((option.name, ""))
    }
    try add(option, attached ?? words.popFirst())
  }

  private mutating func readShort(_ word: String, followedBy words: inout ArraySlice<String>) throws(UsageError) {
    var letters = word.unicodeScalars.dropFirst()
    while let letter = letters.popFirst() {
      guard let option = command.options.first(where: { $0.short?.unicodeScalars.first == letter }) else {
        let known = command.options.compactMap { option in option.short.map { "-\($0)" } }
        throw fail("there is no option -\(letter); there are \(known.joined(separator: ", "))")
      }
      if option.argument == nil {
        values.append((option.name, ""))
      } else {
        try add(option, letters.isEmpty ? words.popFirst() : String(letters))
        return
      }
    }
  }

  private mutating func add(_ option: Option, _ value: String?) throws(UsageError) {
    guard let argument = option.argument, let value else {
      throw fail("--\(option.name) needs a value: \(option.spelling)")
    }
    try check(value, argument, of: "--\(option.name)")
    values.append((option.name, value))
  }

  /// The option with a name, or the only one whose name starts so. Messages show no value: it may be a secret.
  private func option(named name: String) throws(UsageError) -> Option {
    let options = command.options
    if let option = options.first(where: { $0.name.isSame(as: name) }) { return option }
    if let option = options.first(where: { $0.formerName?.isSame(as: name) == true }) {
      throw fail("there is no option --\(name); use --\(option.name): \(option.summary)")
    }
    let matches = options.filter { !name.isEmpty && $0.name.utf8.starts(with: name.utf8) }
    if let option = matches.first(where: { !$0.isAbbreviable }) {
      throw fail(
        "there is no option --\(name), because other users can read command lines; use \(option.spelling): \(option.summary)"
      )
    }
    if matches.count == 1 { return matches[0] }
    guard matches.isEmpty else {
      throw fail("--\(name) is ambiguous: \(matches.map { "--\($0.name)" }.joined(separator: ", "))")
    }
    let shown = name.utf8.count <= 32 ? "--\(name)" : "of \(name.utf8.count) bytes"
    throw fail("there is no option \(shown)\(Suggestions.hint(for: name, among: options.map(\.name)) { "--\($0)" })")
  }

  private func checkOperands() throws(UsageError) {
    let declared = command.operands
    if operands.count > declared.count, declared.last?.isRepeatable != true {
      let superfluous = operands[declared.count]
      let hint = command.trailing.map { ": \($0.noun) must follow '--'" } ?? ""
      throw fail("unexpected argument \(superfluous.shown)\(hint)")
    }
    for (operand, word) in zip(declared, operands) { try check(word, operand.argument, of: operand.argument.name) }
    if operands.count < declared.count {
      let missing = declared[operands.count]
      if !missing.isOptional { throw fail("\(missing.argument.name) is missing: \(missing.summary)") }
    }
  }

  private func check(_ value: String, _ argument: Argument, of name: String) throws(UsageError) {
    guard case .choice(let noun, let words) = argument.values else { return }
    let known = words()
    if known.contains(where: { $0.isSame(as: value) }) { return }
    let hint = Suggestions.hint(for: value, among: known)
    throw fail(
      "\(name): there is no \(noun) \(value.shown)\(hint.isEmpty ? "; there are \(known.joined(separator: ", "))" : hint)"
    )
  }

  // MARK: - What was given

  func has(_ name: String) -> Bool { values.contains { $0.name == name } }

  /// The last value given for an option.
  func value(_ name: String) -> String? { values.last { $0.name == name }?.value }

  func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }

  /// A whole number of 0 or more; nil if the option was not given.
  func number(_ name: String) throws(UsageError) -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), number >= 0 else {
      throw fail("--\(name) \(text.shown) is not a whole number from 0 to \(Int.max)")
    }
    return number
  }

  func fail(_ message: String) -> UsageError { UsageError(message, command: command.name) }
}

extension String {
  /// The argument as a message about wrong usage shows it. A long one may be a URL with signature and token, or a secret in the
  /// wrong place, so only its kind and length are shown.
  var shown: String {
    // What has only digits and punctuation is a time or a number, and no secret.
    let isTime = utf8.count <= 32 && utf8.allSatisfy { (0x30...0x39).contains($0) || "-:.+TZ ".utf8.contains($0) }
    if utf8.count <= 16 || isTime { return "\"\(self)\"" }
    return hasPrefix("http://") || hasPrefix("https://") ? "a URL" : "an argument of \(utf8.count) bytes"
  }

  /// The text as a message shows the path of a file, which is no secret.
  var shownPath: String { "\"\(Text(self).printable)\"" }

  /// Whether two texts have the same bytes: an argument that is only canonically equivalent is another argument.
  func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
