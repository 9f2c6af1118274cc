import AdapterProtocol
import Foundation
import Gate
import Testing
import VideoSpec

@Suite("Reports for machines and browsers")
struct ReportFormsTests {
  private static let fail = Verdict.fail(Failure("wrong", divergence: TestReports.divergence))
  private static let broken = Verdict.broken(Breakage(.timeout, "late", standardError: "e"))

  private func junit(_ report: Report) throws -> ParsedXML {
    try #require(ParsedXML(JUnitReport(report).text), "not well-formed")
  }

  @Test("JUnit's figures are those of its cases, and its gate is red whenever the exit status is not 0")
  func figures() throws {
    for (name, report) in try TestReports.all() {
      let xml = try junit(report)
      let root = try #require(xml.all("testsuites").first)
      for (attribute, element) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
        #expect(root.attributes[attribute] == "\(xml.all(element).count)", "\(name): \(attribute)")
        let sum = xml.all("testsuite").compactMap { $0.attributes[attribute].flatMap { Int($0) } }.reduce(0, +)
        #expect(sum == xml.all(element).count, "\(name): \(attribute)")
      }
      let skipped = xml.all("testsuite").compactMap { $0.attributes["skipped"].flatMap { Int($0) } }.reduce(0, +)
      #expect(skipped == xml.all("skipped").count)
      let isRed = !xml.all("failure").isEmpty || !xml.all("error").isEmpty
      #expect(isRed == (report.conclusion.status != .conformant), "\(name)")
      #expect(xml.all("testcase").count == report.counts.all + 1)
      #expect(xml.all("testcase").first?.attributes["classname"] == "video-spec")
    }
  }

  @Test("JUnit tells every verdict apart, and failures are filled")
  func verdicts() throws {
    let xml = try junit(
      TestReports.report([.pass, Self.fail, .unsupported("no"), Self.broken, .notRun("stopped")]))
    let (failures, errors) = (xml.all("failure"), xml.all("error"))
    #expect(failures.count == 2 && errors.count == 1)
    #expect(failures[0].attributes["message"]?.hasPrefix("not conformant: 1 case failed; 1 case had no result") == true)
    #expect(failures[1].attributes["message"] == "wrong" && failures[1].attributes["type"] == "failed")
    #expect(failures[1].text.contains("expected  /a%20b\n    observed  /a%2520b"))
    #expect(failures[1].text.contains("repeat    video-spec check --profile presign-url --only SIG-006-01"))
    #expect(errors[0].attributes["type"] == "timeout" && errors[0].text.contains("late"))
    #expect(xml.all("skipped").map { $0.attributes["message"] } == ["not supported: no", "not run: stopped"])
    let cases = xml.all("testcase").dropFirst()
    #expect(cases.first?.attributes == ["name": "SIG-006-00 a case", "classname": "SIG-006"])
    let properties = Dictionary(
      uniqueKeysWithValues: xml.all("property").map { ($0.attributes["name"] ?? "", $0.attributes["value"] ?? "") })
    #expect(properties["implementation"] == "fake" && properties["version"] == "1" && properties["edition"] == "1.0")
    #expect(properties["suite"] == "VideoSpec 1.0.0" && properties["corpus"]?.hasPrefix("sha256:") == true)
  }

  @Test("incomplete is red, what never counts is not")
  func standing() throws {
    let incomplete = try junit(TestReports.report([.pass, .unsupported("no")]))
    #expect(incomplete.all("failure").first?.attributes["message"] == "incomplete: 1 case not supported")
    let contested = try junit(TestReports.report([Self.fail], evidence: "contested"))
    #expect(contested.all("failure").isEmpty && contested.all("skipped").isEmpty)
    #expect(contested.all("system-out").last?.text == "contested, never counted: wrong")
    let known = try junit(TestReports.report([Self.fail], known: ["SIG-006-00"]))
    #expect(known.all("failure").isEmpty)
    #expect(known.all("skipped").first?.attributes["message"] == "known failure, excused: since 2020: wrong")
    let advisory = try junit(TestReports.report([Self.fail], requirement: "SIG-194"))
    #expect(advisory.all("skipped").first?.attributes["message"]?.hasPrefix("SHOULD") == true)
    #expect(
      try junit(TestReports.report([Self.fail], requirement: "SIG-194", isStrict: true)).all("failure").count == 2)
  }

  @Test("a page is XML too, loads nothing, and its links lead somewhere")
  func page() throws {
    for (name, report) in try TestReports.all() {
      let text = HTMLReport(report).text
      let page = try #require(ParsedXML(text), "\(name) is not well-formed")
      for tag in ["script", "img", "link", "iframe", "object"] { #expect(page.all(tag).isEmpty, "\(name)") }
      #expect(page.elements.allSatisfy { $0.attributes["src"] == nil && $0.attributes["onclick"] == nil })
      #expect(!text.contains("url(") && !text.contains("@import"))
      let ids = page.elements.compactMap { $0.attributes["id"] }
      #expect(Set(ids).count == ids.count, "\(name): an id occurs twice")
      for target in page.elements.compactMap({ $0.attributes["href"] }) {
        #expect(target.hasPrefix("#") && ids.contains(String(target.dropFirst())), "\(name): \(target)")
      }
      #expect(text.contains("prefers-color-scheme: dark") && text.contains("width=device-width"))
      #expect(text.contains(report.corpusDigest))
    }
  }

  @Test("a page shows request, expected and observed, with the first difference marked")
  func sides() throws {
    let page = try #require(ParsedXML(HTMLReport(try TestReports.report([.pass, Self.fail, Self.broken])).text))
    #expect(page.all("mark").map(\.text) == ["‸", "52"])
    let captions = page.all("figcaption").map(\.text)
    #expect(captions.starts(with: ["request", "expected: canonicalRequest", "observed: canonicalRequest", "repeat"]))
    #expect(
      captions.dropFirst(4).starts(with: ["request", "expected", "observed", "standard error, its end", "repeat"]))
    #expect(page.all("pre").map(\.text)[1] == "PUT\n/a%2‸0b\nx")
    let rows = page.all("tr").filter { $0.attributes["id"] == "SIG-006" }
    #expect(rows.count == 1 && rows[0].text.contains("An S3 path is encoded once"))
  }

  @Test("what an implementation says stays text, whatever it says")
  func hostile() throws {
    let report = try #require(try TestReports.all().last?.report)
    for text in TestReports.renderings(of: report).dropFirst(2) {
      for scalar in ["\u{0}", "\u{1B}", "\u{FFFE}", "\u{FFFF}", "\u{202E}", "\r"] as [Unicode.Scalar] {
        #expect(!text.unicodeScalars.contains(scalar))
      }
    }
    let (junit, markdown, html) = (JUnitReport(report).text, MarkdownReport(report).text, HTMLReport(report).text)
    #expect(!junit.contains("<script") && !html.contains("<script"))
    #expect(ParsedXML(junit)?.all("failure").count == 2)
    // Outside of fenced blocks nothing of it is markup, and no cell of the table is ended.
    var fence: Substring?
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      if let open = fence {
        if line == open { fence = nil }
      } else if line.hasPrefix("```") {
        fence = line.prefix { $0 == "`" }
      } else {
        #expect(!line.contains("<script") && !line.contains("<!--"), "\(line)")
      }
    }
    #expect(fence == nil)
    let table = markdown.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(Set(table.map { $0.count { $0 == "|" } }).count == 1)
  }

  @Test("many words, and a thousand failures, make no report that nobody can open")
  func bounded() throws {
    let long = String(repeating: "é", count: 1 << 17)
    let words = Verdict.fail(Failure(long, divergence: .init(step: "url", expected: "a", observed: Text(long))))
    for text in TestReports.renderings(of: try TestReports.report([words])) { #expect(text.utf8.count < 200_000) }
    let many = try TestReports.report(Array(repeating: Self.fail, count: 99))
    let markdown = MarkdownReport(many).text
    #expect(markdown.utf8.count < 1_000_000 && markdown.contains("and 69 more"))
  }

  @Test("a difference far from the beginning is shown")
  func far() throws {
    let far = String(repeating: "a", count: 100_000)
    let divergence = Divergence(step: "body", expected: Text(far + "x" + far), observed: Text(far + "yz" + far))
    let report = try TestReports.report([.fail(Failure("wrong", divergence: divergence))])
    let page = try #require(ParsedXML(HTMLReport(report).text))
    #expect(page.all("mark").map(\.text) == ["x", "yz"])
    let json = try #require(report.json["cases"]?.array?[0]["divergence"])
    let (offset, observed) = (try #require(json["offset"]?.integer), try #require(json["observed"]?.string))
    #expect(observed.utf8.count == 4096 && Array(observed)[100_000 - offset] == "y")
  }

  @Test("a scenario's secret is taken out, too")
  func scenarioSecret() throws {
    let corpus = try ScenarioVectors.corpus([(ScenarioVectors.begin(), ScenarioVectors.accepted("one"))])
    let leak = Verdict.fail(Failure("it rejected: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
    let outcomes = [CaseOutcome(vector: corpus.cases[0], verdict: leak)]
    let terms = GateTerms(profiles: [.record])
    let profile = FakeSigner().info
    let report = Report(
      Conclusion(outcomes, terms: terms, implementation: profile, corpus: corpus), terms: terms, corpus: corpus,
      implementation: profile)
    for text in TestReports.renderings(of: report) { #expect(!text.contains("wJalrXUtnFEMI")) }
  }
}
