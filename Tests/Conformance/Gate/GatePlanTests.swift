import Foundation
import Gate
import Testing
import VideoSpec

@Suite("The corpus and what is selected of it")
struct GatePlanTests {
  private static let rejected = #"{"verdict": "rejected", "error": {"code": "AccessDenied"}}"#

  /// Cases of three rules, three profiles and four operations; two of them belong to other editions than 1.0.
  private func corpus(edition: Edition = .current) throws -> Corpus {
    func verification(_ id: String, extra: String = "") -> String {
      TestVectors.vectorCase(id, input: TestVectors.verifyInput, expect: GatePlanTests.rejected, extra: extra)
    }
    let signing = GatePlanTests.signing
    return try TestVectors.corpus(
      TestVectors.file("sign.headers", profile: "sign-headers", requirement: "SIG-039", signing("SIG-039-01")),
      TestVectors.file(
        "verify.url", profile: "verify", requirement: "SIG-155", verification("SIG-155-02"),
        verification("SIG-155-01", extra: #""withdrawn": "1.0", "#)),
      TestVectors.file(
        "verify.headers", profile: "verify", requirement: "SIG-154",
        verification("SIG-154-01").replacing("\"since\": \"1.0\"", with: "\"since\": \"1.1\""),
        verification("SIG-154-02", extra: #""withdrawn": "1.1", "#)),
      TestVectors.file("sign.url", profile: "presign-url", requirement: "SIG-097", signing("SIG-097-01")),
      edition: edition)
  }

  private static func signing(_ id: String) -> String {
    TestVectors.vectorCase(id, input: TestVectors.signingInput, expect: #"{"verdict": "accepted"}"#)
  }

  private func ids(_ selection: Selection) throws -> [String] {
    try Plan(corpus(), selecting: selection).cases.map(\.id.rawValue)
  }

  @Test(
    "an edition has what came with it and was not withdrawn by then",
    arguments: [
      ("1.0", ["SIG-039-01", "SIG-155-02", "SIG-154-02", "SIG-097-01"]),
      ("1.1", ["SIG-039-01", "SIG-155-02", "SIG-154-01", "SIG-097-01"]),
      ("0.9", []),
    ])
  func editions(edition: String, ids: [String]) throws {
    let edition = try #require(Edition(edition))
    #expect(try corpus(edition: edition).cases.map(\.id.rawValue) == ids)
  }

  @Test("a profile selects the cases of the profiles that it includes, too")
  func includedProfiles() throws {
    let corpus = try TestVectors.corpus(
      TestVectors.file("sign.url", profile: "presign-core", requirement: "SIG-003", Self.signing("SIG-003-01")),
      TestVectors.file("sign.url", profile: "presign-url", requirement: "SIG-097", Self.signing("SIG-097-01")))
    func ids(_ profile: Profile) throws -> [String] {
      try Plan(corpus, selecting: Selection(profiles: [profile])).cases.map(\.id.rawValue)
    }
    #expect(try ids(.presignURL) == ["SIG-003-01", "SIG-097-01"])
    #expect(try ids(.presignCore) == ["SIG-003-01"])
  }

  @Test("cases are selected by profile, operation, id, rule and prefix, in the corpus's order")
  func selections() throws {
    #expect(try ids(Selection()) == ["SIG-039-01", "SIG-155-02", "SIG-154-02", "SIG-097-01"])
    #expect(try ids(Selection(profiles: [.verify, .presignURL])) == ["SIG-155-02", "SIG-154-02", "SIG-097-01"])
    #expect(try ids(Selection(operations: [.verifyURL])) == ["SIG-155-02"])
    #expect(try ids(Selection(subjects: ["signing"])).count == 4)
    #expect(try ids(Selection(patterns: ["SIG-154"])) == ["SIG-154-02"])
    #expect(try ids(Selection(patterns: ["SIG-097-01", "SIG-155-02"])) == ["SIG-155-02", "SIG-097-01"])
    #expect(try ids(Selection(patterns: ["SIG-15*"])) == ["SIG-155-02", "SIG-154-02"])
    #expect(try ids(Selection(profiles: [.verify], patterns: ["SIG-1*"])) == ["SIG-155-02", "SIG-154-02"])
  }

  @Test(
    "a selection, or a part of it, that selects nothing is an error",
    arguments: [
      (Selection(patterns: ["SIG-15"]), PlanError.noCaseMatches("SIG-15")),
      (Selection(patterns: ["SIG-097", "SIG-155-01"]), .noCaseMatches("SIG-155-01")),
      (Selection(patterns: ["sig-15"]), .noCaseMatches("sig-15")),
      (Selection(profiles: [.chunked]), .nothingSelected),
      (Selection(profiles: [.verify], patterns: ["SIG-097"]), .nothingSelected),
      (Selection(subjects: ["Singing"]), .unknownSubject("Singing")),
    ])
  func empty(selection: Selection, error: PlanError) throws {
    let corpus = try corpus()
    #expect(throws: error) { try Plan(corpus, selecting: selection) }
  }

  @Test("a case of no edition is found by its id all the same")
  func anyEdition() throws {
    let corpus = try corpus()
    #expect(try corpus.vector(#require(CaseID("SIG-155-01")))?.title == "a case")
    #expect(try corpus.vector(#require(CaseID("SIG-155-99"))) == nil)
  }

  @Test("the digest covers names and bytes, and not the order of reading")
  func digest() throws {
    let bytes = Array(VectorFileTests.good.utf8)
    func digest(_ sources: VectorSource...) throws -> String {
      try Corpus(sources, oracle: TestVectors.oracle).digest
    }
    let other = Array(VectorFileTests.good.replacing("\"groups\"", with: " \"groups\"").utf8)
    let empty = Array(#"{"format": 1, "subject": "Signing", "topic": "none", "groups": []}"#.utf8)
    let (a, b) = (VectorSource(name: "a.json", bytes: bytes), VectorSource(name: "b.json", bytes: empty))
    #expect(try digest(a, b) == digest(b, a))
    #expect(try digest(a).hasPrefix("sha256:") && digest(a).utf8.count == 71)
    let digests = try [
      digest(a), digest(a, b), digest(.init(name: "c.json", bytes: bytes)), digest(.init(name: "a.json", bytes: other)),
    ]
    #expect(Set(digests).count == 4)
  }

  @Test("a directory is read without its schema and other files, in the order of the names")
  func directory() throws {
    var template = Array((NSTemporaryDirectory() + "vectors-XXXXXX").utf8CString)
    let directory = String(cString: mkdtemp(&template))
    let files = ["signing/b.json", "signing/a.json", "schema/vectors.json", "README.md"]
    defer {
      for file in files { unlink("\(directory)/\(file)") }
      for folder in ["signing", "schema", ""] { rmdir("\(directory)/\(folder)") }
    }
    for folder in ["signing", "schema"] { mkdir("\(directory)/\(folder)", 0o755) }
    for file in files { try FileSystem.write(Array(file.utf8), to: "\(directory)/\(file)") }
    let sources = try VectorSource.directory(directory)
    #expect(sources.map(\.name) == ["signing/a.json", "signing/b.json"])
    #expect(sources.map { Text($0.bytes) } == ["signing/a.json", "signing/b.json"])
    let error = try #require(throws: FileError.self) { _ = try VectorSource.directory("\(directory)/none") }
    #expect(error.code == ENOENT)
  }

  @Test("the embedded vectors are the files of the checkout, byte for byte")
  func embedded() throws {
    #expect(try VectorSource.embedded == VectorSource.directory(Program.root + "/vectors"))
  }
}
