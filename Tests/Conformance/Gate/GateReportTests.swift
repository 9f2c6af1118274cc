import AdapterProtocol
import Foundation
import Gate
import Testing
import VideoSpec

@Suite("Reports")
struct GateReportTests {
  private static let secret = TestReports.secret
  private static let token = TestReports.token

  private func report(
    _ verdicts: [Verdict], known: [String] = [], evidence: String = "computed",
    command: [String] = ["./adapter", "a b"],
    isStrict: Bool = false, implementation: ImplementationInfo = FakeSigner().info
  ) throws -> Report {
    try TestReports.report(
      verdicts, known: known, evidence: evidence, command: command, isStrict: isStrict, implementation: implementation)
  }

  private static let divergence = Divergence(
    step: "canonicalRequest", expected: "PUT\n/a%20b\nx", observed: "PUT\n/a%2520b\nx")

  @Test("a report without failures is short")
  func short() throws {
    let text = TextReport(try report([.pass, .pass])).text
    #expect(
      text == """
        fake 1 (swift) against VideoSpec 1.0.0, edition 1.0, corpus \(try report([.pass, .pass]).corpusDigest.prefix(19))
        Profile presign-url: 2 cases

        The canonical path  2 of 2

        warning: profiles: "later" is not known

        conformant

        """)
  }

  @Test(
    "a failure comes before the table, with its reason, the first difference, its rule, and the command that repeats it"
  )
  func failure() throws {
    let failure = Failure("the path was encoded twice", divergence: GateReportTests.divergence)
    let text = TextReport(try report([.pass, .fail(failure)]), listsEveryRule: true).text
    let row = try #require(text.firstRange(of: "  SIG-006  MUST    An S3 path is encoded once  1 of 2  1 failed\n"))
    let heading = try #require(text.firstRange(of: "SIG-006-01  failed: a case\n"))
    #expect(heading.upperBound < row.lowerBound)
    #expect(
      text.contains(
        """
        SIG-006-01  failed: a case
          reason    the path was encoded twice
          differs   canonicalRequest, line 2, byte 5
            expected  /a%20b
            observed  /a%2520b
                          ^
          rule      SIG-006 (MUST) For S3, the canonical path is `encode(decode(path))`, where `path` is the path on the wire: it is encoded once, never twice.
          why       The general SigV4 rule encodes a second time. SDKs that apply it to S3 fail for every key that needs encoding.
          evidence  computed: here
          vector    signing/test0.json, sign.url
          input     video-spec show SIG-006-01
          repeat    video-spec check --profile presign-url --only SIG-006-01 -- ./adapter 'a b'
        """))
    #expect(text.hasSuffix("not conformant: 1 case failed\n"))
  }

  @Test("texts that look alike are shown by their bytes, long ones around the place")
  func printable() throws {
    let far = String(repeating: "a", count: 300)
    let divergence = Divergence(
      step: "canonicalRequest", expected: Text(far + "caf\u{e9}" + far), observed: Text(far + "cafe\u{301}" + far))
    let text = TextReport(try report([.fail(Failure("NFD", divergence: divergence))])).text
    #expect(text.contains("differs   canonicalRequest, line 1, byte 304"))
    #expect(text.contains("aaacaf\\xc3\\xa9aaa") && text.contains("aaacafe\\xcc\\x81aaa"))
    let lines = text.split(separator: "\n")
    let observed = try #require(lines.firstIndex { $0.contains("observed") })
    let column = try #require(lines[observed + 1].utf8.firstIndex(of: UInt8(ascii: "^")))
    let offset = lines[observed + 1].utf8.distance(from: lines[observed + 1].utf8.startIndex, to: column)
    // The ellipsis is one column and three bytes.
    #expect(Array(lines[observed].utf8)[offset + 2] == UInt8(ascii: "e"))
    #expect(lines.allSatisfy { $0.count < 200 })
  }

  @Test("a cause is described once, with the cases that share it")
  func causes() throws {
    let failure = Failure("the path was encoded twice", divergence: GateReportTests.divergence)
    let other = Divergence(step: "canonicalRequest", expected: "PUT\n/a%20c", observed: "PUT\n/a%2520c")
    let method = Divergence(step: "canonicalRequest", expected: "PUT\n/a", observed: "GET\n/a")
    let crash = Verdict.broken(Breakage(.crash, "killed by SIGSEGV: 1"))
    let report = try report([
      .fail(failure), .fail(Failure("and again", divergence: other)), .fail(Failure("the method", divergence: method)),
      .fail(Failure("refused: a")), .fail(Failure("refused: b")), crash,
      .broken(Breakage(.crash, "killed by SIGSEGV: 2")), .broken(Breakage(.timeout, "late")),
    ])
    let groups: [[Int]] = [[0, 1], [2], [3, 4], [5, 6], [7]]
    let ids = groups.map { $0.map { "SIG-006-0\($0)" } }
    let failures = try #require(report.json["failures"]?.array)
    #expect(failures.map { ($0["cases"]?.array ?? []).compactMap(\.string) } == ids)
    #expect(failures.map { $0["line"]?.integer } == [2, 1, nil, nil, nil])
    #expect(failures.map { $0["requirement"]?.string } == ["SIG-006", "SIG-006", "SIG-006", nil, nil])
    let text = TextReport(report).text
    for id in ids {
      #expect(text.contains("\n\(id[0])  ") && !text.contains("\n\(id.dropFirst().first ?? "SIG-006-09")  "))
    }
    #expect(text.contains("  also      SIG-006-01, with the same cause\n"))
    #expect(text.contains("\nSIG-006-05  broken: the adapter crashed: killed by SIGSEGV: 1\n  case      a case\n"))
    #expect(text.hasPrefix("fake") && text.contains("\n\nWhere failed cases first differ from S3:\n  2     the path"))
    #expect(text.hasSuffix("\nnot conformant: 5 cases failed; 3 cases broken\n"))
  }

  @Test("failures that do not count are in a column of their own, and never red")
  func columns() throws {
    let fail = Verdict.fail(Failure("wrong"))
    func rows(_ report: Report) -> Substring? {
      TextReport(report, isColored: true).text.split(separator: "\n").first { $0.contains("SIG-") }
    }
    let contested = try #require(rows(try report([.pass, fail], evidence: "contested")))
    #expect(contested.hasSuffix("1 contested") && !contested.contains("\u{1B}[31m"))
    let known = try #require(rows(try report([.pass, fail], known: ["SIG-006-01"])))
    #expect(known.hasSuffix("1 excused") && !known.contains("\u{1B}[31m"))
    let advisory = try #require(rows(try TestReports.report([.pass, fail], requirement: "SIG-194")))
    #expect(advisory.hasSuffix("1 advisory") && !advisory.contains("\u{1B}[31m"))
    for report in [try report([.pass, fail], evidence: "contested"), try report([fail], known: ["SIG-006-00"])] {
      #expect(report.counts[.failed] == 0 && report.json["failures"] == .array([]))
    }
  }

  @Test("what does not count is summarised: known failures, gaps, contested cases, SHOULDs")
  func remarks() throws {
    let fail = Verdict.fail(Failure("wrong"))
    let excused = TextReport(try report([.pass, fail], known: ["SIG-006-01"])).text
    #expect(excused.contains("excused, a known failure: since 2020: SIG-006-01\n") && !excused.contains("repeat"))
    #expect(excused.hasSuffix("conformant, except for known failures\n"))
    let gaps = TextReport(try report([.unsupported("no query"), .unsupported("no query"), .notRun("stopped")])).text
    #expect(gaps.contains("not supported: no query: SIG-006-00, SIG-006-01\n"))
    #expect(gaps.contains("not run: stopped: SIG-006-02\n"))
    #expect(gaps.hasSuffix("incomplete: 2 cases not supported; 1 case not run\n"))
    let contested = TextReport(try report([.pass, fail], evidence: "contested")).text
    #expect(contested.contains("contested, never counts: 1 of 2 passed\ncontested, never counts: wrong: SIG-006-01\n"))
    #expect(contested.hasSuffix("conformant\n"))
  }

  @Test("colours are used only when they are wanted")
  func colors() throws {
    let report = try report([.pass, .fail(Failure("wrong")), .unsupported("no")])
    #expect(!TextReport(report).text.utf8.contains(0x1B))
    #expect(TextReport(report, isColored: true).text.contains("\u{1B}[31mfailed\u{1B}[0m"))
  }

  @Test("control characters of an implementation do not reach the terminal")
  func controls() throws {
    let breakage = Breakage(.protocol, "it said \u{1B}[2J", standardError: "\u{1B}[31mred\nlast\n")
    let text = TextReport(
      try report([.fail(Failure("a \u{1B}[2J b\nc")), .unsupported("x\u{07}"), .broken(breakage)])
    ).text
    #expect(!text.utf8.contains(0x1B) && !text.utf8.contains(0x07))
    #expect(text.contains("a \\x1b[2J b\\x0ac") && text.contains("    last\n"))
  }

  @Test("an implementation's name cannot turn a report over, nor add a line to it")
  func name() throws {
    var implementation = FakeSigner().info
    implementation.name = "a\nconformant\u{202E}b\u{1B}[2J"
    implementation.version = "1\u{200F}\u{2028}"
    implementation.language = "c\r"
    let text = TextReport(try report([.pass], known: ["SIG-006-00"], implementation: implementation)).text
    let name = "a\\x0aconformant\\xe2\\x80\\xaeb\\x1b[2J"
    #expect(text.hasPrefix("\(name) 1\\xe2\\x80\\x8f\\xe2\\x80\\xa8 (c\\x0d) against"))
    #expect(text.contains("not for \(name);"))
    for scalar in ["\u{202E}", "\u{200F}", "\u{2028}", "\u{1B}", "\r"] as [Unicode.Scalar] {
      #expect(!text.unicodeScalars.contains(scalar))
    }
  }

  static let leaks: [Verdict] = [
    .fail(Failure("it says \(secret) and \(token)")),
    .fail(
      Failure(
        "wrong",
        divergence: Divergence(
          step: "canonicalRequest", expected: "X-Amz-Security-Token=TOKEN%2FTOKEN%3D%3D",
          observed: "X-Amz-Security-Token=TOKEN%252FTOKEN%253D%253D"))),
    .fail(Failure("in lower case TOKEN%2fTOKEN%3d%3d, TOKEN%252fTOKEN%253d%253d, in part TOKEN/TOKEN%3D%3D")),
    .fail(Failure(#"in JSON TOKEN\/TOKEN==, TOKEN\u002fTOKEN\u003D="#)),
    .unsupported("cannot take \(token)"),
    .broken(Breakage(.crash, "gone with \(secret)", standardError: Text("KeyError: \(secret), \(token)"))),
  ]

  @Test("neither the secret key nor the session token is in a report, in whatever encoding", arguments: leaks)
  func redaction(verdict: Verdict) throws {
    let report = try report([verdict])
    let json = String(decoding: report.json.line, as: UTF8.self)
    for output in TestReports.renderings(of: report) {
      for leak in [GateReportTests.secret, GateReportTests.token, "TOKEN%2FTOKEN", "TOKEN%252FTOKEN"] {
        #expect(!output.contains(leak), "\(output)")
      }
      #expect(!output.contains("TOKEN%") && !output.contains("TOKEN\\"), "\(output)")
    }
    #expect(json.contains("<redacted>"))
  }

  @Test("the JSON report has the same content, with stable names")
  func json() throws {
    let failure = Failure("the path was encoded twice", divergence: GateReportTests.divergence)
    let json = try report([.pass, .fail(failure), .broken(Breakage(.timeout, "late", standardError: "e"))]).json
    #expect(try JSONValue(parsing: json.document) == json)
    #expect(
      json.object?.members.map(\.name) == [
        "format", "suite", "implementation", "profiles", "strict", "status", "exitStatus", "reasons", "warnings",
        "counts", "failures", "requirements", "cases",
      ])
    #expect(json["status"] == "nonconformant" && json["exitStatus"] == 1 && json["profiles"] == ["presign-url"])
    #expect(json["suite"]?["version"] == "1.0.0" && json["implementation"]?["name"] == "fake")
    let counts: JSONValue = [
      "all": 3, "passed": 1, "failed": 1, "broken": 1, "unsupported": 0, "not-run": 0, "excused": 0, "advisory": 0,
      "contested": 0,
    ]
    #expect(json["counts"] == counts)
    #expect(json["requirements"]?.array?.count == 1 && json["requirements"]?.array?[0]["counts"] == counts)
    let cases = try #require(json["cases"]?.array)
    #expect(
      cases.map { $0["verdict"] } == ["pass", "fail", "broken"]
        && cases.map { $0["standing"] } == ["gates", "gates", "gates"])
    #expect(cases[0]["repeat"] == nil && cases[0]["reason"] == nil)
    #expect(cases[1]["reason"] == "the path was encoded twice")
    #expect(
      cases[1]["divergence"] == [
        "step": "canonicalRequest", "line": 2, "byte": 5, "expected": "PUT\n/a%20b\nx", "observed": "PUT\n/a%2520b\nx",
      ])
    #expect(cases[1]["repeat"]?.string?.hasSuffix("-- ./adapter 'a b'") == true)
    #expect(cases[2]["breakage"] == ["kind": "timeout", "standardError": "e"])
  }

  @Test(
    "words are quoted for a shell",
    arguments: [
      ("plain-1.0/x", "plain-1.0/x"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("$(x)", "'$(x)'"),
    ])
  func quoting(word: String, quoted: String) throws {
    let report = try report([.fail(Failure("x"))], command: [word])
    #expect(report.repeatCommand(for: report.conclusion.outcomes[0].vector).hasSuffix(" -- \(quoted)"))
  }
}
