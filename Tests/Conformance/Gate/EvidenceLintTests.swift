import Foundation
import Gate
import Testing
import VideoSpec

@Suite("Evidence names sources of the table")
struct EvidenceLintTests {
  private static let table = """
    {
      "format": 1,
      "documents": [
        {"title": "POST Policy", "publisher": "Amazon S3 API Reference", "url": "https://docs.example.com/policy.html"},
        {"title": "POST Policy Examples", "publisher": "AWS", "where": "the printed guide"},
        {"title": "RFC 9110", "publisher": "IETF", "url": "https://www.rfc-editor.org/rfc/rfc9110"}
      ],
      "suites": [{"name": "v4", "file": "signing/suite.json", "where": "awscrt 0.12.0"}],
      "recordings": [
        {
          "url": "https://example.com/test_s3.snapshot.json",
          "class": "TestS3",
          "date": "2026-02-21",
          "tests": ["test_a[s3v4]", "test_b"]
        }
      ],
      "servers": [
        {"name": "moto", "version": "5.2.5", "where": "PyPI"},
        {"name": "Ceph radosgw", "version": "16.2.15", "where": "Debian 12"}
      ],
      "signers": [{"name": "boto3", "version": "1.44.5", "where": "PyPI"}],
      "threads": [
        {"name": "o/r #1", "url": "https://github.com/o/r/issues/1", "says": "AccessDenied"},
        {"name": "o/r #2", "url": "https://github.com/o/r/issues/2", "says": "AccessDenied"}
      ]
    }

    """

  private static func source(_ name: String, kind: String, reference: String) -> VectorSource {
    let rejected = #"{"verdict": "rejected", "error": {}}"#
    let vector = TestVectors.vectorCase("SIG-150-01", input: TestVectors.verifyInput, expect: rejected, evidence: kind)
    let text = TestVectors.file(
      "verify.url", profile: "verify", requirement: "SIG-150",
      vector.replacing(#""reference": "here""#, with: #""reference": "\#(reference)""#))
    return VectorSource(name: name, bytes: Array(text.utf8))
  }

  /// What is found in a case with this evidence, beside the form of its file.
  private func findings(_ kind: String, _ reference: String, table: String? = EvidenceLintTests.table) -> [String] {
    let suite = Self.source("signing/suite.json", kind: "suite", reference: "v4/get-vanilla, header")
    let sources = [
      Self.source("signing/test.json", kind: kind, reference: reference),
      VectorSource(
        name: suite.name,
        bytes: Array(String(decoding: suite.bytes, as: UTF8.self).replacing("SIG-150-01", with: "SIG-150-02").utf8)),
    ]
    let tables = table.map { [VectorSource(name: "sources.json", bytes: Array($0.utf8))] } ?? []
    return VectorLint.findings(in: sources + tables).map(\.description).filter { !$0.contains("canonical form") }
  }

  @Test(
    "evidence in the right form has no findings",
    arguments: [
      ("documented", "POST Policy"), ("documented", "POST Policy, Conditions: all have to hold"),
      ("documented", "POST Policy Examples: the second one"), ("documented", "POST Policy (the code is not recorded)"),
      ("documented", "RFC 9110 5.5; boto3 1.44.5: does the same"),
      ("recorded", "test_a[s3v4], 2026-02-21"), ("recorded", "test_b, 2026-02-21: 403; POST Policy"),
      ("agreed", "moto 5.2.5"), ("agreed", "Ceph radosgw 16.2.15, moto 5.2.5: 403; RFC 9110 5.5"),
      ("agreed", "S3's response quoted in o/r #1, o/r #2: AccessDenied"), ("agreed", "AWS staff in o/r #1"),
      ("suite", "v4/get-vanilla, header"), ("suite", "v4/get-vanilla: the canonical request"),
      ("computed", "follows from the rule; two independent implementations give this result"),
      ("contested", "S3's response is not recorded"),
    ])
  func valid(kind: String, reference: String) { #expect(findings(kind, reference) == []) }

  @Test(
    "evidence without a source is found, with its line, its case and what to write",
    arguments: [
      ("documented", "Policies", #""Policies" does not begin with the title of a document"#),
      ("documented", "POST Policyholders", "the title of a document in sources.json: write \"TITLE: what it says\""),
      ("documented", "moto 5.2.5", "the title of a document"),
      ("documented", "POST Policy; Policies", #""Policies" does not begin with a source of sources.json"#),
      ("recorded", "test_c, 2026-02-21", "is not a recording in sources.json"),
      ("recorded", "S3 said so", "write \"test_NAME, DATE: what it shows\""),
      ("recorded", "test_b", "write \"test_b, 2026-02-21\""),
      ("recorded", "test_b, 2026-02-22: 403", "write \"test_b, 2026-02-21\""),
      ("recorded", "POST Policy", "is not a recording"),
      ("agreed", "Ceph radosgw", "names neither servers with their versions nor threads"),
      ("agreed", "moto 5.2.4", "write \"moto 5.2.5: what it does\""),
      ("agreed", "moto 5.2.5, Ceph radosgw: 403", "or make the case contested"),
      ("agreed", "boto3 1.44.5", "names neither servers"),
      ("agreed", "S3's response quoted in o/r #3", "nor threads"),
      ("agreed", "o/r #1, moto 5.2.5", "nor threads"),
      ("suite", "get-vanilla", "write \"v4/get-vanilla, header\""),
      ("suite", "v4/get-chocolate, header", "\"v4/get-chocolate, header\" is not a case of the AWS test suite"),
      ("suite", "v4/get-vanilla, query", "see the references in signing/suite.json"),
    ])
  func finding(kind: String, reference: String, mention: String) {
    let found = findings(kind, reference)
    #expect(found.count == 1 && found[0].hasPrefix("signing/test.json:6: SIG-150-01: "), "\(found)")
    #expect(found.first?.contains(mention) == true, "\(found)")
  }

  @Test("without a table among the files, that of the program is used")
  func embeddedTable() {
    #expect(findings("recorded", "test_s3_presigned_url_expired[s3v4], 2026-02-21", table: nil) == [])
    #expect(findings("recorded", "test_a[s3v4], 2026-02-21", table: nil).count == 1)
  }

  @Test(
    "the table is read strictly",
    arguments: [
      ("\"format\": 1", "\"format\": 2", "must be 1"), ("\"title\": \"RFC 9110\", ", "", "has no member \"title\""),
      ("\"RFC 9110\"", "\"POST Policy\"", "\"POST Policy\" is listed twice"), ("https://docs", "http://docs", "a URL"),
      ("\"where\": \"the printed guide\"", "\"note\": \"\"", "unknown member"),
      (", \"where\": \"Debian 12\"", "", "either \"url\" or \"where\""), ("\"AccessDenied\"", "\"\"", "not empty"),
      ("\"test_b\"", "\"test_a[s3v4]\"", "\"test_a[s3v4], 2026-02-21\" is listed twice"),
    ])
  func strict(part: String, replacement: String, mention: String) {
    let found = findings("computed", "a", table: Self.table.replacing(part, with: replacement))
    #expect(found.count == 1 && found[0].hasPrefix("sources.json:") && found[0].contains(mention), "\(found)")
  }

  @Test("the table keeps to its schema, and so does the table of this suite")
  func schema() throws {
    let schema = SchemaCheck("vectors/schema")
    let own = try Data(contentsOf: URL(fileURLWithPath: Program.root + "/vectors/sources.json"))
    #expect(try schema.faults(in: try JSONValue(parsing: own), schema: "sources.v1.json") == [])
    #expect(try schema.faults(in: try JSONValue(parsing: Self.table.utf8), schema: "sources.v1.json") == [])
    let placeless = Self.table.replacing(", \"where\": \"Debian 12\"", with: "")
    #expect(try schema.faults(in: try JSONValue(parsing: placeless.utf8), schema: "sources.v1.json") != [])
  }

  @Test("a rule without a source or a reason is found")
  func rules() throws {
    func findings(
      _ evidence: Evidence, _ level: Level = .must, reason: String = "S3 rejects the upload."
    ) throws -> [String] {
      let rule = Requirement("SIG-150", level, title: "t", text: "t", reason: reason, evidence: evidence)
      return try CatalogueLint.findings(
        for: [rule], in: [VectorSource(name: "sources.json", bytes: Array(Self.table.utf8))])
    }
    #expect(try findings(.init(.documented, "POST Policy, `key`")) == [])
    #expect(
      try findings(.init(.documented, "Policies")).map { $0.hasPrefix("SIG-150: \"Policies\" does not") } == [true])
    let computed = Evidence(.computed, "a")
    #expect(try findings(computed, reason: " ").map { $0.contains("has no reason") } == [true])
    #expect(try findings(computed, reason: "Some do.").map { $0.contains("who or what is hurt") } == [true])
    #expect(try findings(computed, .should, reason: "Some do.") == [])
  }

  @Test("the rules of this suite have sources and reasons")
  func catalogue() throws {
    #expect(try CatalogueLint.findings(in: VectorSource.directory(Program.root + "/vectors")) == [])
  }
}
