import Foundation
import Gate
import Testing
import VideoSpec

@Suite("Withdrawn cases and their errata")
struct ErrataTests {
  private static func vectors(withdrawn: String?) -> String {
    let expect = #"{"verdict": "accepted", "output": {"accessKeyId": "A"}}"#
    let extra = withdrawn.map { "\"withdrawn\": \"\($0)\", " } ?? ""
    return TestVectors.file(
      "verify.url", profile: "verify", requirement: "SIG-150",
      TestVectors.vectorCase("SIG-150-01", input: TestVectors.verifyInput, expect: expect, extra: extra)
        .replacing(#""since": "1.0""#, with: #""since": "0.9""#),
      TestVectors.vectorCase("SIG-150-02", input: TestVectors.verifyInput, expect: expect))
  }

  private static let errata = """
    {
      "format": 1,
      "errata": [
        {"id": "SIG-150-01", "edition": "1.0", "reason": "S3 answers otherwise.", "replacedBy": ["SIG-150-02"]}
      ]
    }

    """

  /// What is found beyond the form of the vector file, which is the tests' own.
  private func findings(_ errata: String?, withdrawn: String? = "1.0") -> [String] {
    let vectors = VectorSource(name: "signing/test.json", bytes: Array(Self.vectors(withdrawn: withdrawn).utf8))
    let sources = [vectors] + (errata.map { [VectorSource(name: "errata.json", bytes: Array($0.utf8))] } ?? [])
    return VectorLint.findings(in: sources).map(\.description).filter { !$0.contains("canonical form") }
  }

  @Test("a withdrawn case has an entry, and an entry its withdrawn case")
  func lint() {
    #expect(findings(Self.errata) == [])
    #expect(findings(nil, withdrawn: nil) == [])
    #expect(findings(nil) == ["signing/test.json:6: SIG-150-01 is withdrawn, but has no entry in errata.json"])
    #expect(
      findings(Self.errata, withdrawn: nil) == [
        "errata.json:4: SIG-150-01 is a case of signing/test.json that is not withdrawn: IDs are never reused, so give that case a new one"
      ])
    #expect(
      findings(Self.errata, withdrawn: "1.1")
        == ["errata.json:4: SIG-150-01 is withdrawn in 1.1, not in 1.0"])
    #expect(
      findings(Self.errata.replacing("[\"SIG-150-02", with: "[\"SIG-150-99"))
        == ["errata.json:4: SIG-150-99 is not a case of edition 1.0"])
    #expect(findings(Self.errata.replacing("[\"SIG-150-02", with: "[\"SIG-150-01")).count == 1)
  }

  @Test("an entry of the first edition may name a case that was removed before the release")
  func removed() {
    let removed = Self.errata.replacing("\"SIG-150-01\"", with: "\"SIG-150-07\"")
    #expect(findings(removed, withdrawn: nil) == [])
    #expect(findings(removed.replacing("[\"SIG-150-02\"]", with: "[]"), withdrawn: nil) == [])
    #expect(
      findings(removed.replacing("[\"SIG-150-02", with: "[\"SIG-150-99"), withdrawn: nil)
        == ["errata.json:4: SIG-150-99 is not a case of edition 1.0"])
    #expect(
      findings(removed.replacing("\"1.0\"", with: "\"1.1\""), withdrawn: nil)
        == ["errata.json:4: SIG-150-07 is in no file: keep a case that an edition had in its file, with \"withdrawn\""])
  }

  @Test(
    "an entry says what it must",
    arguments: [
      ("\"S3 answers otherwise.\"", "\"\""), ("\"1.0\"", "\"1\""), ("\"edition\": \"1.0\", ", ""),
      ("\"format\": 1", "\"format\": 2"),
      ("SIG-150-01", "SIG-150"),
    ])
  func strict(part: String, replacement: String) {
    #expect(findings(Self.errata.replacing(part, with: replacement)).contains { $0.hasPrefix("errata.json:") })
  }

  @Test("an entry keeps to the schema, and so does the file of this suite")
  func schema() throws {
    let schema = SchemaCheck("vectors/schema")
    let own = try Data(contentsOf: URL(fileURLWithPath: Program.root + "/vectors/errata.json"))
    #expect(try schema.faults(in: try JSONValue(parsing: own), schema: "errata.v1.json") == [])
    #expect(try schema.faults(in: try JSONValue(parsing: Self.errata.utf8), schema: "errata.v1.json") == [])
    let nameless = Self.errata.replacing("\"S3 answers otherwise.\"", with: "\"\"")
    #expect(
      try schema.faults(in: try JSONValue(parsing: nameless.utf8), schema: "errata.v1.json") == [
        "/errata/0/reason: is too short"
      ])
  }

  @Test("an edition runs what it had; 'show' says of a withdrawn case why it is no more")
  func editions() throws {
    let harness = try HarnessCorpus(Self.vectors(withdrawn: "1.0"))
    try harness.add(Self.errata, named: "errata.json")
    let serve = "read -r line; ready; serve"
    let now = try harness.check(script: serve)
    #expect(now.status == 0 && now.output.contains("Profile verify: 1 case"), "\(now)")
    let before = try harness.check(script: serve, ["--suite", "0.9"])
    #expect(before.status == 0 && before.output.contains("edition 0.9") && before.output.contains("verify: 1 case"))
    #expect(try harness.check(script: serve, ["--suite", "0.9", "--only", "SIG-150-01"]).status == 0)
    let only = try harness.check(script: serve, ["--only", "SIG-150-01"])
    #expect(only.status == 2 && only.error.contains("no case of this edition"))
    func show(_ arguments: String...) throws -> String {
      try Program.run(Program.videoSpec, ["show", "SIG-150-01", "--vectors", harness.directory] + arguments).output
    }
    #expect(try show().hasSuffix("\nWithdrawn in edition 1.0: S3 answers otherwise. See SIG-150-02.\n"))
    let json = try JSONValue(parsing: show("--json").utf8)
    #expect(
      json["withdrawn"] == ["edition": "1.0", "reason": "S3 answers otherwise.", "replacedBy": ["SIG-150-02"]])
  }

  @Test("a known failure of a withdrawn case is stale, in the editions without it")
  func stale() throws {
    let harness = try HarnessCorpus(Self.vectors(withdrawn: "1.0"))
    let known = try ScratchFile(
      #"{"format":1,"implementation":"sh","failures":[{"id":"SIG-150-01","outcome":"fail","reason":"r"}]}"#)
    func check(_ arguments: String...) throws -> Program.Result {
      try harness.check(
        script: "read -r line; ready; while read_run; do reject; done; echo '{\"type\":\"bye\"}'",
        ["--known-failures", known.path] + arguments)
    }
    #expect(try check().output.contains("known failure SIG-150-01 is stale: the case was withdrawn in edition 1.0"))
    #expect(try check("--suite", "0.9").status == 0)
  }
}
