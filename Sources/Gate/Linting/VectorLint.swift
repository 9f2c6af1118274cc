import VideoSpec

/// A problem of a vector file that does not keep it from being read.
public struct LintFinding: Hashable, Sendable, CustomStringConvertible {
  /// The path below `vectors/`.
  public var file: String
  /// The line, counted from 1.
  public var line: Int
  public var message: String

  public var description: String { "\(file):\(line): \(message)" }
}

/// Checks the form and consistency of vector files, beyond what is needed to read them.
public enum VectorLint {
  /// Returns all findings, in the order of files and lines.
  public static func findings(in sources: [VectorSource]) -> [LintFinding] {
    var findings: [LintFinding] = []
    var places: [CaseID: String] = [:]
    var files: [(source: VectorSource, file: VectorFile)] = []
    for source in sources.filter(\.hasCases).sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      do throws(VectorError) {
        let file = try VectorFile(name: source.name, bytes: source.bytes)
        var linter = FileLinter(source: source)
        linter.lint(file, places: &places)
        files.append((source, file))
        findings += linter.findings.sorted { $0.line < $1.line }
      } catch {
        let place = error.path.isEmpty ? "" : "\(error.path): "
        findings.append(LintFinding(file: error.file, line: error.line, message: place + error.reason))
      }
    }
    return findings + evidenceFindings(sources.first(where: \.isSources), files: files)
      + ErrataLint(sources.first(where: \.isErrata), files: files).findings
  }

  /// - Parameter table: The table of sources. Without it, the one in this program is used.
  private static func evidenceFindings(
    _ table: VectorSource?, files: [(source: VectorSource, file: VectorFile)]
  ) -> [LintFinding] {
    let sources: EvidenceSources
    do throws(VectorError) {
      if let table { sources = try EvidenceSources.read(table) } else { sources = try EvidenceSources.embedded() }
    } catch {
      let place = error.path.isEmpty ? "" : "\(error.path): "
      return [LintFinding(file: error.file, line: error.line, message: place + error.reason)]
    }
    let lint = EvidenceLint(sources, files: files.map(\.file))
    var findings = [table.flatMap(LintFinding.init(formOf:))].compactMap { $0 }
    for (source, file) in files {
      for (path, vector) in file.located {
        guard let fault = lint.fault(of: vector.evidence) else { continue }
        let line = path.appending(.member("evidence")).line(in: source.bytes)
        findings.append(LintFinding(file: source.name, line: line, message: "\(vector.id): \(fault)"))
      }
    }
    return findings
  }
}

extension LintFinding {
  /// Returns nil if the file is in canonical form. In that form a diff shows only what was changed.
  init?(formOf source: VectorSource) {
    guard let value = try? JSONValue(parsing: source.bytes), value.document != source.bytes else { return nil }
    let common = zip(value.document, source.bytes).prefix { $0 == $1 }.count
    let line = source.bytes[..<common].count { $0 == 0x0A } + 1
    self.init(file: source.name, line: line, message: "the file is not in canonical form from this line on")
  }
}

private struct FileLinter {
  let source: VectorSource
  var findings: [LintFinding] = []

  init(source: VectorSource) { self.source = source }

  mutating func lint(_ file: VectorFile, places: inout [CaseID: String]) {
    lintForm()
    lintFlags(of: file)
    for (path, vector) in file.located {
      lint(vector, at: path)
      if let place = places.updateValue(source.name, forKey: vector.id) {
        add("a case in \(place) already has the ID \(vector.id)", at: path, "id")
      }
    }
    let subject = Catalogue.subjects.first { $0.name.utf8.elementsEqual(file.subject.utf8) }
    let known = Set(subject?.sections.flatMap(\.requirements).map(\.id) ?? [])
    for (index, group) in file.groups.enumerated() {
      let path = JSONPath(steps: [.member("groups"), .element(index)])
      if !known.contains(group.requirement.id) {
        add("\(group.requirement.id) is not a rule of the subject \(file.subject)", at: path, "requirement")
      }
      if group.cases.isEmpty { add("the group has no cases", at: path, "cases") }
    }
  }

  // MARK: - Form

  private mutating func lintForm() {
    if let finding = LintFinding(formOf: source) { findings.append(finding) }
    guard let value = try? JSONValue(parsing: source.bytes) else { return }
    lintOrder(VectorNode(value: value), VectorFile.memberOrder)
    for group in elements(of: VectorNode(value: value).optional("groups")) {
      lintOrder(group, VectorGroup.memberOrder)
      for vector in elements(of: group.optional("cases")) { lintOrder(vector, VectorCase.memberOrder) }
    }
  }

  private func elements(of node: VectorNode?) -> [VectorNode] { (try? node?.elements()) ?? [] }

  private mutating func lintOrder(_ node: VectorNode, _ order: [Text]) {
    let names = node.value.object?.members.map(\.name) ?? []
    let places = names.compactMap { order.firstIndex(of: $0) }
    if let index = zip(places, places.dropFirst()).enumerated().first(where: { $1.0 > $1.1 })?.offset {
      add("\"\(names[index + 1])\" must come before \"\(names[index])\"", at: node.path, names[index + 1])
    }
  }

  // MARK: - Meaning

  private mutating func lintFlags(of file: VectorFile) {
    let notes = Set(file.notes.map { Text($0.flag) })
    var used: Set<Text> = []
    for (path, vector) in file.located {
      for flag in vector.flags.map({ Text($0) }) {
        used.insert(flag)
        if !notes.contains(flag) { add("the flag \(flag) has no entry in \"notes\"", at: path, "flags") }
      }
    }
    for note in file.notes where !used.contains(Text(note.flag)) {
      add("no case has the flag \(note.flag)", at: JSONPath(steps: [.member("notes")]), Text(note.flag))
    }
  }

  private mutating func lint(_ vector: VectorCase, at path: JSONPath) {
    if vector.id.requirement != vector.requirement.id {
      add(
        "the case is in a group of \(vector.requirement.id), but its ID begins with \(vector.id.requirement)", at: path,
        "id")
    }
    if let withdrawn = vector.withdrawn, withdrawn <= vector.since {
      add("the case is withdrawn in \(withdrawn), but exists only since \(vector.since)", at: path, "withdrawn")
    }
    let declaration = vector.operation.declaration
    for name in declaration.input.required where vector.input[name] == nil {
      add("the input of \(vector.operation) has no member \"\(name)\"", at: path, "input")
    }
    for member in vector.input.object?.members ?? [] where !declaration.input.contains(member.name) {
      add("the input of \(vector.operation) has the unknown member \"\(member.name)\"", at: path, "input")
    }
    guard case .accepted(let output) = vector.expectation else { return }
    let isRandom = vector.input["algorithm"]?.text == Text(SigningAlgorithm.v4a.rawValue)
    for name in declaration.output.required where output?[name] == nil && !isRandom {
      add("the output of \(vector.operation) has no member \"\(name)\"", at: path, "expect")
    }
    for member in output?.object?.members ?? [] where !declaration.output.contains(member.name) {
      add("the output of \(vector.operation) has the unknown member \"\(member.name)\"", at: path, "expect")
    }
  }

  private mutating func add(_ message: String, at path: JSONPath, _ member: Text) {
    let line = path.appending(.member(member)).line(in: source.bytes)
    findings.append(LintFinding(file: source.name, line: line, message: message))
  }
}
