import AdapterProtocol
import Foundation
import Gate
import ReferenceAdapter
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
    #expect(failures[0].attributes["message"]?.hasPrefix("not conformant: 1 case failed; 1 case broken") == true)
    #expect(failures[1].attributes["message"] == "wrong" && failures[1].attributes["type"] == "failed")
    #expect(failures[1].text.contains("expected  /a%20b\n    observed  /a%2520b"))
    #expect(failures[1].text.contains("repeat    video-spec check --profile presign-url --only SIG-006-01"))
    #expect(errors[0].attributes["type"] == "timeout" && errors[0].text.contains("late"))
    #expect(errors[0].attributes["message"] == "broken: the adapter timed out: late")
    #expect(xml.all("skipped").map { $0.attributes["message"] } == ["not supported: no", "not run: stopped"])
    let cases = xml.all("testcase").dropFirst().compactMap { $0.attributes["name"] }
    #expect(cases == [1, 3, 0, 2, 4].map { "SIG-006-0\($0) a case" }, "failures come first")
    let properties = Dictionary(
      uniqueKeysWithValues: xml.all("property").map { ($0.attributes["name"] ?? "", $0.attributes["value"] ?? "") })
    #expect(properties["implementation"] == "fake" && properties["version"] == "1" && properties["edition"] == "1.0")
    #expect(properties["suite"] == "VideoSpec 1.0.0" && properties["corpus"]?.hasPrefix("sha256:") == true)
  }

  @Test("JUnit has a time for each case, and their sum for each section and for the run")
  func times() throws {
    let durations: [Duration] = [.microseconds(7), .milliseconds(1500)]
    let report = try TestReports.report([.pass, Self.fail], durations: durations)
    let xml = try junit(report)
    #expect(xml.all("testcase").map { $0.attributes["time"] } == ["0.000000", "1.500000", "0.000007"])
    #expect(xml.all("testsuite").map { $0.attributes["time"] } == ["0.000000", "1.500007"])
    #expect(xml.all("testsuites").map { $0.attributes["time"] } == ["1.500007"])
    let plan = try Plan(.shared, selecting: Selection(patterns: ["SIG-006"]))
    var reference = ReferenceImplementation()
    for outcome in try Runner.shared.run(plan, against: &reference) {
      #expect(outcome.duration > .zero && outcome.duration < .seconds(30))
    }
  }

  @Test("in JUnit the first case of a cause has the details, and the others name it")
  func sharedCause() throws {
    let failures = try junit(TestReports.report([Self.fail, Self.fail])).all("failure").dropFirst()
    #expect(failures.first?.text.contains("also      SIG-006-01, with the same cause") == true)
    #expect(failures.last?.text.hasPrefix("The cause is the same as that of SIG-006-00") == true)
    #expect(failures.last?.text.contains("--only SIG-006-01") == true)
  }

  @Test("incomplete is red, what never counts is not")
  func standing() throws {
    let incomplete = try junit(TestReports.report([.pass, .unsupported("no")]))
    #expect(incomplete.all("failure").first?.attributes["message"] == "incomplete: 1 case not supported")
    let contested = try junit(TestReports.report([Self.fail], evidence: "contested"))
    #expect(contested.all("failure").isEmpty && contested.all("skipped").isEmpty)
    #expect(contested.all("system-out").last?.text == "contested, never counts: wrong")
    let known = try junit(TestReports.report([Self.fail], known: ["SIG-006-00"]))
    #expect(known.all("failure").isEmpty)
    #expect(known.all("skipped").first?.attributes["message"] == "excused, a known failure: since 2020: wrong")
    let advisory = try junit(TestReports.report([Self.fail], requirement: "SIG-194"))
    #expect(advisory.all("skipped").first?.attributes["message"]?.hasPrefix("advisory") == true)
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
      captions.dropFirst(4).starts(with: ["request", "expected", "observed", "end of standard error", "repeat"]))
    #expect(page.all("pre").map(\.text)[1] == "PUT\n/a%2‸0b\nx")
    let rows = page.all("tr").filter { $0.attributes["id"] == "SIG-006" }
    #expect(rows.count == 1 && rows[0].text.contains("An S3 path is encoded once"))
  }

  @Test("a page shows the failures above the rules, and a cause as one article")
  func order() throws {
    let page = try #require(
      ParsedXML(HTMLReport(try TestReports.report([.pass, Self.fail, Self.fail, Self.broken])).text))
    #expect(page.all("section").compactMap { $0.attributes["id"] } == ["failures", "rules", "remarks", "run"])
    #expect(page.all("article").count == 2)
    #expect(
      page.all("h3").map(\.text) == [
        "SIG-006 MUST An S3 path is encoded once 2 cases", "broken: the adapter timed out: late 1 case",
      ])
    #expect(
      page.all("details").filter { $0.attributes["open"] != nil }.map { $0.attributes["id"] } == [
        "SIG-006-01", "SIG-006-03",
      ])
  }

  @Test("on a page only failures that count are red")
  func red() throws {
    for (name, report) in try TestReports.all() {
      let page = try #require(ParsedXML(HTMLReport(report).text))
      let red = page.all("td").filter { $0.attributes["class"] == "fail" }
      #expect(red.isEmpty == (report.counts[.failed] + report.counts[.broken] == 0), "\(name)")
    }
  }

  @Test(
    "code spans stay code",
    arguments: [
      ("plain", "plain", "plain"), ("a `b|*` c*", "a <code>b|*</code> c*", "a `b|*` c\\*"),
      ("``a ` b`` `", "<code>a ` b</code> `", "``a ` b`` \\`"), ("` ` ` x", "<code> </code> ` x", "` ` \\` x"),
      ("`<b>`<", "<code>&lt;b&gt;</code>&lt;", "`<b>`&lt;"), ("`` ` ``", "<code>`</code>", "`` ` ``"),
    ])
  func codeSpans(text: String, html: String, markdown: String) throws {
    let report = try TestReports.report([.pass], warnings: [text])
    #expect(HTMLReport(report).text.contains("<li>warning: \(html)</li>"))
    #expect(MarkdownReport(report).text.hasSuffix("- warning: \(markdown)\n"))
    #expect(TextReport(report).text.contains("warning: \(text)\n"))
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
        // In a code span everything is text.
        let outside = line.replacing(/(`+)[^`].*?\1/, with: "")
        #expect(!outside.contains("<script") && !outside.contains("<!--"), "\(line)")
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
    let causes = (0..<99).map {
      Verdict.fail(Failure("wrong", divergence: .init(step: "\($0)", expected: "", observed: "a")))
    }
    let markdown = MarkdownReport(try TestReports.report(causes)).text
    #expect(markdown.utf8.count < 1_000_000 && markdown.contains("and 69 cases with other causes"))
    #expect(TextReport(try TestReports.report(causes)).text.contains("\nMore failures:\n  SIG-006-08  failed: wrong\n"))
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
