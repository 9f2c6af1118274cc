import AdapterProtocol
import Gate
import Testing
import VideoSpec

@Suite("Vectors are linted")
struct GateLintTests {
  private static let good = """
    {
      "format": 1,
      "subject": "Signing",
      "topic": "test",
      "notes": {"Flag": {"bugType": "B", "effect": "e"}},
      "defaults": {
        "clock": "2026-01-02T03:04:05Z",
        "input": {
          "credentials": [],
          "region": "r",
          "service": "s3",
          "request": {"method": "GET", "target": "/", "headers": []}
        }
      },
      "groups": [
        {
          "requirement": "SIG-151",
          "profile": "verify",
          "operation": "verify.url",
          "cases": [
            {
              "id": "SIG-151-01",
              "title": "one",
              "since": "1.0",
              "flags": ["Flag"],
              "evidence": {"kind": "recorded", "reference": "test_s3_presigned_url_expired[s3v4], 2026-02-21"},
              "input": {},
              "expect": {"verdict": "accepted", "output": {"accessKeyId": "A"}}
            }
          ]
        }
      ]
    }

    """

  private func findings(_ texts: String...) -> [LintFinding] {
    VectorLint.findings(in: texts.enumerated().map { VectorSource(name: "\($0).json", bytes: Array($1.utf8)) })
  }

  @Test("a good file has no findings")
  func clean() { #expect(findings(GateLintTests.good) == []) }

  @Test(
    "a finding has its line",
    arguments: [
      ("\"topic\": \"test\"", "\"topic\":  \"test\"", 4, "canonical form"),
      ("\"format\": 1", "\"format\": 2", 2, "format"),
      (
        "\"subject\": \"Signing\",\n  \"topic\": \"test\",", "\"topic\": \"test\",\n  \"subject\": \"Signing\",", 4,
        "before"
      ),
      (
        "\"title\": \"one\",\n          \"since\": \"1.0\",", "\"since\": \"1.0\",\n          \"title\": \"one\",", 24,
        "before"
      ),
      ("SIG-151-01", "SIG-152-01", 22, "SIG-151"),
      ("[\"Flag\"]", "[\"Flog\"]", 25, "Flog"),
      ("[\"Flag\"]", "[\"Flog\"]", 5, "Flag"),
      ("test_s3_presigned_url_expired[s3v4], 2026-02-21", "S3 said so", 26, "recording"),
      ("{\"accessKeyId\": \"A\"}", "{\"accessKey\": \"A\"}", 28, "accessKeyId"),
      ("{\"accessKeyId\": \"A\"}", "{\"accessKeyId\": \"A\", \"url\": \"u\"}", 28, "url"),
      ("\"since\": \"1.0\"", "\"since\": \"1.0\",\n          \"withdrawn\": \"1.0\"", 25, "withdrawn"),
    ])
  func finding(part: String, replacement: String, line: Int, mention: String) {
    let found = findings(GateLintTests.good.replacing(part, with: replacement))
    #expect(found.contains { $0.line == line && $0.message.contains(mention) }, "\(found)")
  }

  @Test("a member that the operation requires is missed, although the input can be read without it")
  func missingMember() {
    let input =
      #"{"service": "s3", "method": "GET", "endpoint": "https://h", "target": {"wire": "/"}, "payloadHash": "x"}"#
    let found = findings(
      TestVectors.file(
        "canonical", profile: "canonical",
        TestVectors.vectorCase("SIG-097-01", input: input, expect: #"{"verdict": "rejected", "error": {}}"#)))
    #expect(found.contains { $0.message == "the input of canonical has no member \"headers\"" }, "\(found)")
  }

  @Test("a rejection needs no code")
  func rejectionWithoutCode() {
    let valid = #"{"verdict": "accepted", "output": {"accessKeyId": "A"}}"#
    let rejected = #"{"verdict": "rejected", "error": {}}"#
    #expect(findings(GateLintTests.good.replacing(valid, with: rejected)) == [])
  }

  @Test("an id that occurs twice is found, and every file is read whatever the others hold")
  func twice() {
    let found = findings(GateLintTests.good, "{", GateLintTests.good)
    #expect(found.map(\.file) == ["1.json", "2.json"])
    #expect(found[1].line == 22 && found[1].message.contains("0.json"))
  }

  @Test("a rule without an accepted or a rejected example is told")
  func traceability() throws {
    func gaps(_ texts: String...) throws -> [String] {
      let sources = texts.enumerated().map { VectorSource(name: "\($0).json", bytes: Array($1.utf8)) }
      return try Traceability.gaps(in: Corpus(sources, oracle: FakeOracle())).filter { $0.hasPrefix("SIG-151") }
    }
    let observable = Catalogue.requirements.count { $0.kind == .observable }
    #expect(try Traceability.gaps(in: Corpus([], oracle: FakeOracle())).count == 2 * observable)
    #expect(try gaps(GateLintTests.good).map { $0.hasSuffix("no rejected example") } == [true])
    let rejected = GateLintTests.good.replacing("SIG-151-01", with: "SIG-151-02").replacing(
      #"{"verdict": "accepted", "output": {"accessKeyId": "A"}}"#,
      with: #"{"verdict": "rejected", "error": {"code": "InvalidAccessKeyId"}}"#)
    #expect(try gaps(rejected).map { $0.hasSuffix("no accepted example") } == [true])
    #expect(try gaps(GateLintTests.good, rejected) == [])
  }
}

@Suite("The oracle is tried before it is believed")
struct GateOracleSelfTestTests {
  /// Two known requests, one of them in the scheme of ``FakeOracle``.
  private func corpus(evidence: String = "suite") throws -> Corpus {
    let signer = FakeSigner()
    let url = signer.perform(try TestVectors.signing("sign.url").run)
    let headers = signer.perform(try TestVectors.signing("sign.headers").run)
    func text(_ operation: String, _ profile: String, _ id: String, _ observation: Observation) throws -> String {
      guard case .output(let output) = observation.outcome else { throw Rejection(ErrorCode("none"), "no output") }
      let expect: JSONValue = ["verdict": "accepted", "output": output]
      return TestVectors.file(
        operation, profile: profile,
        TestVectors.vectorCase(
          id, input: TestVectors.signingInput, expect: String(decoding: expect.line, as: UTF8.self), evidence: evidence)
      )
    }
    return try TestVectors.corpus(
      text("sign.url", "presign-url", "SIG-097-01", url), text("sign.headers", "sign-headers", "SIG-097-02", headers))
  }

  @Test("a good oracle has no faults")
  func good() throws { #expect(OracleSelfTest.faults(of: FakeOracle(), corpus: try corpus()) == []) }

  @Test("an oracle that rejects all is found out")
  func rejectsAll() throws {
    let faults = OracleSelfTest.faults(of: FakeOracle(accepts: { _ in false }), corpus: try corpus())
    #expect(faults.count == 2 && faults.allSatisfy { $0.contains("rejects") })
  }

  @Test("an oracle that accepts all is found out, by every change")
  func acceptsAll() throws {
    let faults = OracleSelfTest.faults(of: FakeOracle(accepts: { _ in true }), corpus: try corpus())
    for change in ["path", "Host", "signature"] {
      #expect(faults.contains { $0.contains("a change of the \(change)") })
    }
    #expect(faults.count == 8)
  }

  @Test("a wrong hash is found out")
  func wrongHash() throws {
    let faults = OracleSelfTest.faults(of: WrongHash(), corpus: try corpus())
    #expect(faults.contains { $0.contains("SHA-256") })
  }

  @Test("a corpus without known signatures is itself a fault")
  func noKnownValues() throws {
    #expect(OracleSelfTest.faults(of: FakeOracle(), corpus: try corpus(evidence: "computed")).count == 1)
  }

  private struct WrongHash: SignatureOracle {
    func sha256(_ bytes: [UInt8]) -> [UInt8] { FakeOracle().sha256(bytes).reversed() }
    func examine(_ request: ReceivedRequest, for input: SigningInput) throws(Rejection) -> SignatureExamination {
      try FakeOracle().examine(request, for: input)
    }
    func mistake(
      in request: ReceivedRequest, for input: SigningInput, suspecting suspect: RequirementID
    ) -> ExplainedMistake? { nil }
    func examine(form fields: [HeaderField], credentials: Credentials, region: Text, service: Text) throws(Rejection) {
      try FakeOracle().examine(form: fields, credentials: credentials, region: region, service: service)
    }
  }
}
