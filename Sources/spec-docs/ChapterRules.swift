import Gate
import VideoSpec

/// The rules of a section of the catalogue, each with an accepted and a rejected case as examples.
struct ChapterRules {
  private let section: Catalogue.Section
  private let corpus: Corpus

  init(_ section: Catalogue.Section, corpus: Corpus) {
    self.section = section
    self.corpus = corpus
  }

  var markdown: String { section.requirements.map(rule).joined(separator: "\n") }

  private func rule(_ requirement: Requirement) -> String {
    var text = "### \(requirement.id): \(requirement.title)\n\n"
    text += "**\(requirement.level.rawValue).** \(requirement.text)\n\n"
    text +=
      "*Why:* \(requirement.reason) *Evidence:* \(requirement.evidence.kind.rawValue), \(requirement.evidence.reference).\n"
    if let test = requirement.test { return text + "\nChecked by the test \"\(test)\".\n" }
    let cases = corpus.cases.filter { $0.requirement.id == requirement.id }
    for example in [Example.accepted(of: cases), Example.rejected(of: cases)].compactMap({ $0 }) {
      text += "\n```text\n" + example.excerpt.map { $0 + "\n" }.joined() + "```\n"
    }
    return text
  }
}
