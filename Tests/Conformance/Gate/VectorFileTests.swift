import Gate
import Testing
import VideoSpec

/// A fault in a vector file: what is replaced by what in the good file, and where the fault must be found.
struct FileFault: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let part: String
  let replacement: String
  let line: Int
  let path: String
  var caseID: String?

  init(_ name: String, _ part: String, _ replacement: String, line: Int, path: String, caseID: String? = nil) {
    testDescription = name
    self.part = part
    self.replacement = replacement
    self.line = line
    self.path = path
    self.caseID = caseID
  }
}

@Suite("Vector files are read strictly")
struct VectorFileTests {
  static let good = """
    {
      "format": 1,
      "subject": "Signing",
      "topic": "test",
      "notes": {"Flag": {"bugType": "B", "effect": "e", "links": []}},
      "defaults": {
        "clock": "2026-01-02T03:04:05Z",
        "input": {"credentials": [], "region": "r", "service": "s3"}
      },
      "groups": [
        {"requirement": "SIG-151", "profile": "verify", "operation": "verify.url", "cases": [
          {
            "id": "SIG-151-01",
            "title": "first",
            "since": "1.0",
            "evidence": {"kind": "computed", "reference": "here"},
            "input": {"request": {"method": "GET", "target": "/\\"}]", "headers": []}},
            "expect": {"verdict": "rejected", "error": {"code": "InvalidAccessKeyId", "status": 403}}
          },
          {
            "id": "SIG-151-02",
            "title": "second",
            "since": "1.0",
            "withdrawn": "1.2",
            "flags": ["Flag"],
            "evidence": {"kind": "recorded", "reference": "test_x"},
            "clock": "2026-02-03T04:05:06Z",
            "input": {
              "request": {"method": "GET", "target": {"repeat": "/a", "count": 3}, "headers": []},
              "region": "other"
            },
            "expect": {"verdict": "accepted", "output": {"accessKeyId": "A"}},
            "trace": {"signature": {"repeat": "0", "count": 4}}
          }
        ]}
      ]
    }
    """

  private func read(_ text: String) throws(VectorError) -> VectorFile {
    try VectorFile(name: "signing/test.json", bytes: Array(text.utf8))
  }

  @Test("defaults are merged, repetitions written out, everything typed")
  func reading() throws {
    let file = try read(VectorFileTests.good)
    #expect((file.subject, file.topic, file.groups.count, file.cases.count) == ("Signing", "test", 1, 2))
    #expect(file.notes.map { [$0.flag, $0.bugType, $0.effect] } == [["Flag", "B", "e"]])
    let (first, second) = (file.cases[0], file.cases[1])
    #expect(first.id == CaseID("SIG-151-01") && first.requirement.id == "SIG-151")
    #expect(first.clock == Timestamp(iso8601: "2026-01-02T03:04:05Z"))
    #expect(first.expectation == .rejected(code: ErrorCode("InvalidAccessKeyId"), status: 403))
    #expect(first.input["region"] == "r" && first.input["request"]?["target"] == "/\"}]")
    #expect(second.clock == Timestamp(iso8601: "2026-02-03T04:05:06Z"))
    #expect(second.input["region"] == "other" && second.input["service"] == "s3")
    #expect(second.input["request"]?["target"] == "/a/a/a")
    #expect(second.expectation == .accepted(output: ["accessKeyId": "A"]))
    #expect(second.trace["signature"] == "0000")
    #expect(second.evidence == Evidence(.recorded, "test_x") && second.flags == ["Flag"])
    #expect(second.withdrawn == Edition("1.2"))
  }

  @Test("the parts of a text are joined")
  func parts() throws {
    let file = try read(
      VectorFileTests.good.replacing(
        #"{"repeat": "/a", "count": 3}"#, with: #"{"parts": ["/", {"repeat": "b", "count": 2}, "c"]}"#))
    #expect(file.cases[1].input["request"]?["target"] == "/bbc")
  }

  @Test("a rejection may have no code", arguments: [("{}", nil), (#"{"status": 403}"#, 403)] as [(String, Int?)])
  func rejectionWithoutCode(error: String, status: Int?) throws {
    let whole = #"{"code": "InvalidAccessKeyId", "status": 403}"#
    let file = try read(VectorFileTests.good.replacing(whole, with: error))
    #expect(file.cases[0].expectation == .rejected(code: nil, status: status))
  }

  @Test("a rejection may name what is at fault")
  func rejectionWithField() throws {
    let whole = #"{"code": "InvalidAccessKeyId", "status": 403}"#
    let file = try read(VectorFileTests.good.replacing(whole, with: #"{"code": "LimitInvalid", "field": "X"}"#))
    #expect(file.cases[0].expectation == .rejected(code: ErrorCode("LimitInvalid"), status: nil, field: "X"))
    let example = Example(file.cases[0])
    #expect(example.lines[1] == "  with LimitInvalid, naming X")
    #expect(example.json["expect"]?["error"]?["field"] == "X")
  }

  @Test("an accepted case may allow a rejection")
  func mayReject() throws {
    let whole = #""verdict": "accepted", "#
    let file = try read(VectorFileTests.good.replacing(whole, with: whole + #""mayReject": true, "#))
    #expect(file.cases.map(\.mayReject) == [false, true])
    #expect(Example(file.cases[1]).json["expect"]?["mayReject"] == true)
    let text = VectorFileTests.good.replacing(whole, with: whole + #""mayReject": false, "#)
    #expect(throws: VectorError.self) { try read(text) }
  }

  static let faults: [FileFault] = [
    .init("no JSON", "\"topic\": \"test\",", "\"topic\": \"test\"", line: 5, path: ""),
    .init("another format", "\"format\": 1", "\"format\": 2", line: 2, path: "format"),
    .init("a format that is text", "\"format\": 1", "\"format\": \"1\"", line: 2, path: "format"),
    .init("an unknown subject", "\"Signing\"", "\"Singing\"", line: 3, path: "subject"),
    .init(
      "an unknown member of the file", "\"topic\": \"test\"", "\"topic\": \"t\", \"tropic\": 1", line: 4, path: "tropic"
    ),
    .init("a missing member of the file", "\"topic\": \"test\",", "", line: 1, path: ""),
    .init("a note without an effect", "\"effect\": \"e\", ", "", line: 5, path: "notes.Flag"),
    .init(
      "an unknown default", "\"clock\": \"2026-01-02T03:04:05Z\",", "\"clocks\": 1,", line: 7, path: "defaults.clocks"),
    .init(
      "a clock that does not exist", "2026-01-02T", "2026-02-30T", line: 7, path: "defaults.clock", caseID: "SIG-151-01"
    ),
    .init("an unknown requirement", "\"SIG-151\"", "\"SIG-999\"", line: 11, path: "groups[0].requirement"),
    .init(
      "an unknown profile", "\"profile\": \"verify\"", "\"profile\": \"verity\"", line: 11, path: "groups[0].profile"),
    .init("an unknown operation", "\"verify.url\"", "\"verify.uri\"", line: 11, path: "groups[0].operation"),
    .init("an operation of another profile", "\"verify.url\"", "\"sign.url\"", line: 11, path: "groups[0].operation"),
    .init("a missing member of a group", "\"profile\": \"verify\", ", "", line: 11, path: "groups[0]"),
    .init(
      "a bad id", "SIG-151-02", "SIG-151-2", line: 21, path: "groups[0].cases[1].id", caseID: "SIG-151-2"),
    .init(
      "a missing title", "\"title\": \"second\",", "", line: 20, path: "groups[0].cases[1]", caseID: "SIG-151-02"),
    .init(
      "an unknown member of a case", "\"title\": \"second\"", "\"titel\": \"second\"", line: 22,
      path: "groups[0].cases[1].titel", caseID: "SIG-151-02"),
    .init(
      "an edition that is none", "\"withdrawn\": \"1.2\"", "\"withdrawn\": \"1\"", line: 24,
      path: "groups[0].cases[1].withdrawn", caseID: "SIG-151-02"),
    .init(
      "flags that are no array", "[\"Flag\"]", "\"Flag\"", line: 25, path: "groups[0].cases[1].flags",
      caseID: "SIG-151-02"),
    .init(
      "an unknown kind of evidence", "\"recorded\"", "\"rumoured\"", line: 26, path: "groups[0].cases[1].evidence.kind",
      caseID: "SIG-151-02"),
    .init(
      "evidence without a reference", "\"test_x\"", "\"\"", line: 26, path: "groups[0].cases[1].evidence.reference",
      caseID: "SIG-151-02"),
    .init(
      "a negative count", "\"count\": 3", "\"count\": -1", line: 29,
      path: "groups[0].cases[1].input.request.target", caseID: "SIG-151-02"),
    .init(
      "a count beyond all bounds", "\"count\": 3", "\"count\": 9000000000000000000", line: 29,
      path: "groups[0].cases[1].input.request.target", caseID: "SIG-151-02"),
    .init(
      "nothing, repeated", "{\"repeat\": \"/a\", \"count\": 3}", "{\"repeat\": \"\", \"count\": 9223372036854775807}",
      line: 29,
      path: "groups[0].cases[1].input.request.target", caseID: "SIG-151-02"),
    .init(
      "a count of 16 MiB and more", "\"count\": 3", "\"count\": 8388609", line: 29,
      path: "groups[0].cases[1].input.request.target", caseID: "SIG-151-02"),
    .init(
      "a part that is no text", "{\"repeat\": \"/a\", \"count\": 3}", "{\"parts\": [\"/a\", 3]}", line: 29,
      path: "groups[0].cases[1].input.request.target.parts[1]", caseID: "SIG-151-02"),
    .init(
      "an input that the operation cannot read", "\"method\": \"GET\", \"target\": \"/", "\"target\": \"/", line: 17,
      path: "groups[0].cases[0].input", caseID: "SIG-151-01"),
    .init(
      "an unknown verdict", "\"accepted\"", "\"maybe\"", line: 32, path: "groups[0].cases[1].expect.verdict",
      caseID: "SIG-151-02"),
    .init(
      "a code that is empty", "\"InvalidAccessKeyId\"", "\"\"", line: 18, path: "groups[0].cases[0].expect.error.code",
      caseID: "SIG-151-01"),
    .init(
      "a rejection without an error", ", \"error\": {\"code\": \"InvalidAccessKeyId\", \"status\": 403}", "", line: 18,
      path: "groups[0].cases[0].expect", caseID: "SIG-151-01"),
    .init(
      "a status that is text", "403", "\"403\"", line: 18, path: "groups[0].cases[0].expect.error.status",
      caseID: "SIG-151-01"),
    .init(
      "an output that is no object", "{\"accessKeyId\": \"A\"}", "[]", line: 32,
      path: "groups[0].cases[1].expect.output",
      caseID: "SIG-151-02"),
    .init(
      "a trace that is no text", "{\"repeat\": \"0\", \"count\": 4}", "4", line: 33,
      path: "groups[0].cases[1].trace.signature", caseID: "SIG-151-02"),
  ]

  @Test("a fault is found on its line, in its case", arguments: faults)
  func fault(_ fault: FileFault) throws {
    let text = VectorFileTests.good.replacing(fault.part, with: fault.replacement)
    try #require(
      text.utf8.count != VectorFileTests.good.utf8.count || !text.utf8.elementsEqual(VectorFileTests.good.utf8))
    let error = try #require(throws: VectorError.self) { try read(text) }
    #expect((error.line, error.path, error.caseID) == (fault.line, fault.path, fault.caseID), "\(error)")
    #expect(error.file == "signing/test.json" && !error.reason.isEmpty)
  }

  private static let policyInput = """
    {"credentials": {"accessKeyId": "A", "secretAccessKey": "SECRETSECRET"}, "region": "r", "service": "s3",
     "bucket": "b", "key": "k", "style": "global", "fields": [], "conditions": [], "expires": "60"}
    """

  private func readPolicy(_ part: String, _ replacement: String) throws {
    let expect = #"{"verdict": "rejected", "error": {"code": "InvalidCondition"}}"#
    _ = try TestVectors.corpus(
      TestVectors.file(
        "policy.build", profile: "presign-post",
        TestVectors.vectorCase(
          "SIG-097-01", input: Self.policyInput.replacing(part, with: replacement), expect: expect)))
  }

  @Test(
    "the input of policy.build is checked",
    arguments: [
      (#""region": "r", "#, "", "input.region is missing"), (#""conditions": []"#, #""conditions": {}"#, "an array"),
      (#""style": "global""#, #""style": "globe""#, "\"globe\""),
      (#""style": "global""#, #""endpoint": "b""#, "input.endpoint must be"),
      (#""fields": []"#, #""fields": [["a"]]"#, "input.fields[0] must be a pair"),
      (#""expires": "60""#, #""expires": 60"#, "input.expires must be a string"),
    ])
  func policyBuild(part: String, replacement: String, mention: String) throws {
    let error = try #require(throws: VectorError.self) { try readPolicy(part, replacement) }
    #expect(error.reason.contains(mention) && error.path.hasSuffix(".input"), "\(error)")
  }

  @Test(
    "what a builder has to reject is not a fault of the file",
    arguments: [
      (#""conditions": []"#, #""conditions": [1, ["like", "$a", "b"], {}]"#), (#""expires": "60""#, #""expires": "x""#),
    ])
  func policyBuilder(part: String, replacement: String) throws { try readPolicy(part, replacement) }

  @Test(
    "a word that was renamed is a fault that names the new word",
    arguments: [
      (#""verdict": "accepted""#, #""verdict": "valid""#, "\"accepted\""),
      (#""verdict": "rejected""#, #""verdict": "invalid""#, "\"rejected\""),
      (#""operation": "verify.url""#, #""operation": "form.answer""#, "\"form.respond\""),
    ])
  func renamed(part: String, replacement: String, word: String) throws {
    let error = try #require(throws: VectorError.self) {
      try read(VectorFileTests.good.replacing(part, with: replacement))
    }
    #expect(error.reason.contains("now called \(word)"), "\(error)")
  }

  @Test("an id that occurs twice is a fault on the second one's line, across files too")
  func duplicateIDs() throws {
    let error = try #require(throws: VectorError.self) {
      _ = try TestVectors.corpus(VectorFileTests.good, VectorFileTests.good)
    }
    #expect((error.file, error.line, error.caseID) == ("signing/test1.json", 13, "SIG-151-01"))
    let twice = VectorFileTests.good.replacing("SIG-151-02", with: "SIG-151-01")
    let inOne = try #require(throws: VectorError.self) { _ = try TestVectors.corpus(twice) }
    #expect((inOne.line, inOne.path) == (21, "groups[0].cases[1].id"))
  }

  @Test("16 MiB of repetition are allowed")
  func largestRepetition() throws {
    let file = try read(VectorFileTests.good.replacing("\"count\": 3", with: "\"count\": 8388608"))
    #expect(file.cases[1].input["request"]?["target"]?.text?.bytes.count == 16 << 20)
  }
}
