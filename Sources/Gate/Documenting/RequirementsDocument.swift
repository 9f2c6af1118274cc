import VideoSpec

/// `Docs/Requirements.md`: every rule in a line, drawn from the catalogue and the vectors.
public struct RequirementsDocument: Sendable {
  private let corpus: Corpus

  public init(corpus: Corpus) { self.corpus = corpus }

  public var markdown: String {
    var text = """
      # Requirements

      Drawn from the catalogue and the vectors by `make docs`. `video-spec show ID` prints a rule with its reason, an
      accepted and a refused example. An observable rule is held by its cases and by mutants that break it; a rule of kind
      reference by the test it names.

      | level | evidence |
      |---|---|
      | MUST: without it S3 refuses a legitimate request or accepts an illegitimate one, or a backend loses or leaks | `suite` AWS's signing test suite; `documented`; `recorded` an answer of S3; `agreed` the servers or signers named agree; `computed` follows from the documented algorithm |
      | SHOULD: wise; counted with `--strict` | `contested` cases run, are reported, and never gate |

      """
    for subject in Catalogue.subjects {
      text += "\n## \(subject.name)\n"
      for section in subject.sections {
        text += "\n### \(section.title)\n\n| ID | level | rule | evidence | held by |\n|---|---|---|---|---|\n"
        text += section.requirements.map(row).joined()
      }
    }
    return text
  }

  private func row(_ requirement: Requirement) -> String {
    let cells = [
      requirement.id.rawValue, requirement.level.rawValue, requirement.text,
      "\(requirement.evidence.kind.rawValue): \(requirement.evidence.reference)", holder(of: requirement),
    ]
    return "| " + cells.map { $0.escapedForTable }.joined(separator: " | ") + " |\n"
  }

  private func holder(of requirement: Requirement) -> String {
    if let test = requirement.test { return "test: \(test)" }
    let cases = corpus.cases.filter { $0.requirement.id == requirement.id }
    let profiles = Profile.all.filter { profile in cases.contains { $0.profile == profile } }
    return "\(cases.count) cases: \(profiles.map(\.rawValue).joined(separator: ", "))"
  }
}

extension String {
  /// The text as a table's cell. In a code span only `|` is escaped, because everything else is literal there.
  fileprivate var escapedForTable: String {
    var isCode = false
    return map { character in
      if character == "`" { isCode.toggle() }
      return switch character {
      case "|": "\\|"
      case "<" where !isCode: "&lt;"
      case "*" where !isCode: "\\*"
      default: String(character)
      }
    }.joined()
  }
}
