import Gate
import VideoSpec

/// `Docs/Requirements.md`: a table with every rule of the catalogue.
struct RequirementsDocument {
  static let path = "Docs/Requirements.md"

  private let corpus: Corpus

  init(corpus: Corpus) { self.corpus = corpus }

  var markdown: String {
    var text = """
      # Requirements

      `make docs` generates this page from the catalogue and the vectors. `video-spec show ID` prints a rule with its reason, an accepted
      and a rejected example. The last column says what checks the rule: its cases, or for a rule that cannot be observed from outside,
      a test.

      | level | meaning |
      |---|---|
      | MUST | Without it, S3 rejects a legitimate request or accepts an illegitimate one, or a backend loses or leaks data. |
      | SHOULD | A recommendation. It counts only with `--strict`. |

      | evidence | meaning |
      |---|---|
      | `suite` | a case of the AWS test suite for signing |
      | `documented` | the named page says so |
      | `recorded` | a recorded response of S3 shows it |
      | `agreed` | the named servers or signers agree |
      | `computed` | it follows from the documented algorithm |
      | `contested` | there is no proof; such cases run and are reported, but never count |

      """
    for subject in Catalogue.subjects {
      text += "\n## \(subject.name)\n"
      for section in subject.sections {
        text += "\n### \(section.title)\n\n| ID | level | rule | evidence | checked by |\n|---|---|---|---|---|\n"
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
  /// The text for a cell of a Markdown table. A bar ends a cell even inside a code span, where nothing else is markup.
  fileprivate var escapedForTable: String {
    var isCode = false
    return map { character in
      if character == "`" { isCode.toggle() }
      switch character {
      case "|": return "\\|"
      case "<" where !isCode: return "&lt;"
      case "*" where !isCode: return "\\*"
      default: return String(character)
      }
    }.joined()
  }
}
