import VideoSpec

/// Checks that every withdrawn case has an erratum, and every erratum a withdrawn case.
///
/// An erratum of the first edition may name a case that is in no file: one that was removed before the edition's release.
struct ErrataLint {
  private let source: VectorSource?
  private let errata: [Erratum]
  private let cases: [CaseID: (vector: VectorCase, file: String, line: Int)]
  private(set) var findings: [LintFinding] = []

  /// - Parameter files: The files that could be read, each with its source.
  init(_ source: VectorSource?, files: [(source: VectorSource, file: VectorFile)]) {
    self.source = source
    var cases: [CaseID: (vector: VectorCase, file: String, line: Int)] = [:]
    for (source, file) in files {
      for (path, vector) in file.located where vector.withdrawn != nil || cases[vector.id] == nil {
        // Finding a line takes time, so it is found only where a finding may need it.
        let line = vector.withdrawn == nil ? 1 : path.appending(.member("withdrawn")).line(in: source.bytes)
        cases[vector.id] = (vector, source.name, line)
      }
    }
    self.cases = cases
    do throws(VectorError) {
      errata = try source.map { source throws(VectorError) in try Erratum.read(source) } ?? []
    } catch {
      errata = []
      let place = error.path.isEmpty ? "" : "\(error.path): "
      findings = [LintFinding(file: error.file, line: error.line, message: place + error.reason)]
      return
    }
    if let finding = source.flatMap(LintFinding.init(formOf:)) { findings.append(finding) }
    for index in errata.indices { lint(errata[index], at: index) }
    let explained = Set(errata.map(\.id))
    for (id, place) in cases.sorted(by: { $0.key < $1.key })
    where place.vector.withdrawn != nil && !explained.contains(id) {
      findings.append(
        LintFinding(
          file: place.file, line: place.line, message: "\(id) is withdrawn, but has no entry in \(Erratum.fileName)"))
    }
  }

  private mutating func lint(_ erratum: Erratum, at index: Int) {
    switch (cases[erratum.id], cases[erratum.id]?.vector.withdrawn) {
    case (_, let withdrawn?):
      if withdrawn != erratum.edition {
        add("\(erratum.id) is withdrawn in \(withdrawn), not in \(erratum.edition)", at: index, "edition")
      }
    case (let place?, nil):
      add(
        "\(erratum.id) is a case of \(place.file) that is not withdrawn: IDs are never reused, so give that case a new one",
        at: index, "id")
    case (nil, nil):
      if erratum.edition != .first {
        add(
          "\(erratum.id) is in no file: keep a case that an edition had in its file, with \"withdrawn\"", at: index,
          "id")
      }
    }
    for id in erratum.replacedBy {
      let replacement = cases[id]?.vector
      if id == erratum.id || replacement?.isPart(of: erratum.edition) != true {
        add("\(id) is not a case of edition \(erratum.edition)", at: index, "replacedBy")
      }
    }
  }

  private mutating func add(_ message: String, at index: Int, _ member: Text) {
    guard let source else { return }
    let path = JSONPath(steps: [.member("errata"), .element(index), .member(member)])
    findings.append(LintFinding(file: source.name, line: path.line(in: source.bytes), message: message))
  }
}
