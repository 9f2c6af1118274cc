import AdapterProtocol
import Foundation
import Gate
import Testing
import VideoSpec

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Reports on verdicts that tests make up.
enum TestReports {
  static let secret = "SECRETSECRET"
  static let token = "TOKEN/TOKEN=="

  static let divergence = Divergence(
    step: "canonicalRequest", expected: "PUT\n/a%20b\nx", observed: "PUT\n/a%2520b\nx")

  /// A report on verdicts of as many cases of `sign.url`, whose input holds a secret and a token.
  static func report(
    _ verdicts: [Verdict], known: [String] = [], evidence: String = "computed", requirement: String = "SIG-006",
    command: [String] = ["./adapter", "a b"], isStrict: Bool = false, title: String = "a case",
    implementation: ImplementationInfo? = FakeSigner().info,
    warnings: [String] = ["profiles: \"later\" is not known"], durations: [Duration] = []
  ) throws -> Report {
    let input = TestVectors.signingInput.replacing("TOKENTOKEN", with: token)
    let cases = verdicts.indices.map { index in
      TestVectors.vectorCase(
        "\(requirement)-\(index < 10 ? "0" : "")\(index)", input: input, expect: #"{"verdict": "accepted"}"#,
        evidence: evidence
      ).replacing("\"a case\"", with: String(decoding: JSONValue(title).line, as: UTF8.self))
    }
    let corpus = try TestVectors.corpus(
      TestVectors.file("sign.url", profile: "presign-url", requirement: requirement, cases.joined(separator: ",")))
    let outcomes = zip(corpus.cases, verdicts).enumerated().map { index, pair in
      CaseOutcome(vector: pair.0, verdict: pair.1, duration: durations.isEmpty ? .zero : durations[index])
    }
    let entries = known.compactMap { CaseID($0) }.map {
      KnownFailures.Entry(id: $0, outcome: .fail, reason: "since 2020")
    }
    let terms = GateTerms(
      profiles: [.presignURL], isStrict: isStrict,
      knownFailures: known.isEmpty ? nil : KnownFailures(implementation: "fake", entries: entries))
    return Report(
      Conclusion(outcomes, terms: terms, implementation: implementation, corpus: corpus), terms: terms, corpus: corpus,
      implementation: implementation, command: command, warnings: warnings)
  }

  /// The report in all its forms.
  static func renderings(of report: Report) -> [String] {
    [
      TextReport(report).text, String(decoding: report.json.line, as: UTF8.self), JUnitReport(report).text,
      MarkdownReport(report).text, HTMLReport(report).text,
    ]
  }

  /// Reports of every verdict, every standing, and everything that an implementation can write into them.
  static func all() throws -> [(name: String, report: Report)] {
    let fail = Verdict.fail(Failure("wrong", divergence: divergence))
    let broken = Verdict.broken(Breakage(.timeout, "late", standardError: Text(bytes: [0x61, 0xFF, 0x0A, 0x00])))
    let every: [Verdict] = [.pass, fail, .unsupported("no"), broken, .notRun("stopped"), .fail(Failure("plainly"))]
    var hostile = FakeSigner().info
    hostile.name = TestReports.hostile
    hostile.version = TestReports.hostile
    return [
      ("passes", try report([.pass, .pass], warnings: [])), ("every verdict", try report(every)),
      ("known", try report([.pass, fail], known: ["SIG-006-01"])),
      ("contested", try report(every, evidence: "contested")),
      ("SHOULD", try report(every, requirement: "SIG-194")),
      ("strict", try report(every, requirement: "SIG-194", isStrict: true)),
      ("never ready", try report([broken, .notRun("the implementation did not start")], implementation: nil)),
      (
        "hostile",
        try report(
          [
            .fail(
              Failure(
                TestReports.hostile, divergence: .init(step: "url", expected: "a", observed: Text(TestReports.hostile)))
            ),
            .unsupported(TestReports.hostile),
            .broken(Breakage(.crash, TestReports.hostile, standardError: Text(TestReports.hostile))),
          ], command: ["./\(TestReports.hostile)"], title: "a <b> & \"c\"", implementation: hostile,
          warnings: [TestReports.hostile])
      ),
    ]
  }

  /// What would end an element, a section, a cell, a block; and what no XML may hold.
  static let hostile =
    "</script><script>alert(1)</script>]]> <!-- --> | `` ``` ```` &amp; \" ' \u{0} \u{1B}[2J \u{FFFE} \u{FFFF} \u{202E}\r\nnext"
}

/// An element as XMLParser tells it.
final class ParsedXML: NSObject, XMLParserDelegate {
  struct Element {
    var name: String
    var attributes: [String: String]
    var text = ""
    var depth: Int
  }

  private(set) var elements: [Element] = []
  private var open: [Int] = []

  /// Nil for what is not well-formed.
  init?(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes, depth: open.count))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    for index in open { elements[index].text += string }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }

  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }
}
