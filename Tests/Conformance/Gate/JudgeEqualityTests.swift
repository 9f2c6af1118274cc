import AdapterProtocol
import Gate
import Testing
import VideoSpec

/// An expected output, an answer, and the word of the reason where the answer is wrong.
struct Comparison: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let operation: String
  let expected: String
  let answer: String
  /// Nil for an answer that is right.
  let mention: String?

  init(_ name: String, _ operation: String, expected: String, answer: String, mention: String? = nil) {
    testDescription = name
    self.operation = operation
    self.expected = expected
    self.answer = answer
    self.mention = mention
  }
}

@Suite("Operations with one right output are judged by equality")
struct JudgeEqualityTests {
  private static let inputs: [String: (profile: String, input: String)] = [
    "canonical": (
      "canonical",
      #"{"service": "s3", "method": "GET", "endpoint": "https://h", "target": {"wire": "/"}, "payloadHash": "x"}"#
    ),
    "sign.policy": (
      "presign-post",
      #"{"credentials": {"accessKeyId": "A", "secretAccessKey": "SECRETSECRET"}, "region": "r", "service": "s3", "policy": "{}"}"#
    ),
    "sign.chunks": (
      "chunked",
      #"{"credentials": {"accessKeyId": "A", "secretAccessKey": "SECRETSECRET"}, "region": "r", "service": "s3", "method": "PUT", "endpoint": "https://h", "target": {"wire": "/"}, "payload": {"body": "abc"}, "chunkSize": 2}"#
    ),
    "form.parse": ("form", #"{"contentType": "multipart/form-data; boundary=b", "body": "--b--"}"#),
    "form.respond": (
      "form", #"{"bucket": "b", "key": "k", "etag": "\"e\"", "location": "https://b/k", "status": 201}"#
    ),
    "media-type.parse": ("validate", #"{"text": "a/b"}"#),
    "limits.read": ("validate", #"{"environment": []}"#),
    "object.validate": (
      "validate", #"{"limits": {"maximumSize": "9", "mediaType": "a/b"}, "head": {"status": 404, "headers": []}}"#
    ),
    "verify.url": ("verify", TestVectors.verifyInput),
    "verify.chunks": ("verify", TestVectors.verifyInput),
  ]

  private static let fields = #"{"fields": [["policy", "e30="], ["x-amz-signature", "ab"]]}"#
  private static let chunks =
    #"{"headers": [["Authorization", "A B=1, C=2"], ["X-Amz-Date", "d"]], "signatures": ["aa", "bb"], "body": "1;x"}"#

  static let comparisons: [Comparison] = [
    .init(
      "an equal canonical request", "canonical", expected: #"{"canonicalRequest": "GET\n/", "sha256": "ab"}"#,
      answer: #"{"canonicalRequest": "GET\n/", "sha256": "ab"}"#),
    .init(
      "its hash may be left out", "canonical", expected: #"{"canonicalRequest": "GET\n/", "sha256": "ab"}"#,
      answer: #"{"canonicalRequest": "GET\n/"}"#),
    .init(
      "a canonical request in Base64", "canonical", expected: #"{"canonicalRequest": "GET"}"#,
      answer: #"{"canonicalRequest": {"base64": "R0VU"}}"#),
    .init(
      "another canonical request", "canonical", expected: #"{"canonicalRequest": "GET\n/"}"#,
      answer: #"{"canonicalRequest": "GET\n//"}"#, mention: "canonicalRequest"),
    .init(
      "NFC is not NFD", "canonical", expected: #"{"canonicalRequest": "caf\u00e9"}"#,
      answer: #"{"canonicalRequest": "cafe\u0301"}"#, mention: "canonicalRequest"),
    .init(
      "another hash", "canonical", expected: #"{"canonicalRequest": "GET", "sha256": "ab"}"#,
      answer: #"{"canonicalRequest": "GET", "sha256": "cd"}"#, mention: "sha256"),
    .init(
      "no canonical request", "canonical", expected: #"{"canonicalRequest": "GET"}"#, answer: "{}",
      mention: "canonicalRequest"),

    .init(
      "equal fields, in any order and case", "sign.policy", expected: fields,
      answer: #"{"fields": [["X-Amz-Signature", "ab"], ["Policy", "e30="]]}"#),
    .init(
      "a field missing", "sign.policy", expected: fields, answer: #"{"fields": [["policy", "e30="]]}"#,
      mention: "\"x-amz-signature\" is missing"),
    .init(
      "a field too many", "sign.policy", expected: fields,
      answer: #"{"fields": [["policy", "e30="], ["x-amz-signature", "ab"], ["acl", "x"]]}"#, mention: "acl"),
    .init(
      "a field twice", "sign.policy", expected: fields,
      answer: #"{"fields": [["policy", "e30="], ["policy", "e30="], ["x-amz-signature", "ab"]]}"#, mention: "policy"),
    .init(
      "another value", "sign.policy", expected: fields,
      answer: #"{"fields": [["policy", "e30="], ["x-amz-signature", "AB"]]}"#, mention: "x-amz-signature"),
    .init("no fields", "sign.policy", expected: fields, answer: #"{"fields": "none"}"#, mention: "fields"),

    .init(
      "equal chunks, Authorization without spaces", "sign.chunks", expected: chunks,
      answer:
        #"{"headers": [["x-amz-date", "d"], ["authorization", "A B=1,C=2"]], "signatures": ["aa", "bb"], "body": {"base64": "MTt4"}}"#
    ),
    .init(
      "another signature of a chunk", "sign.chunks", expected: chunks,
      answer:
        #"{"headers": [["x-amz-date", "d"], ["authorization", "A B=1, C=2"]], "signatures": ["aa", "cc"], "body": "1;x"}"#,
      mention: "chunk 2"),
    .init(
      "a signature too few", "sign.chunks", expected: chunks,
      answer:
        #"{"headers": [["x-amz-date", "d"], ["authorization", "A B=1, C=2"]], "signatures": ["aa"], "body": "1;x"}"#,
      mention: "found 1"),
    .init(
      "another body", "sign.chunks", expected: chunks,
      answer:
        #"{"headers": [["x-amz-date", "d"], ["authorization", "A B=1, C=2"]], "signatures": ["aa", "bb"], "body": "1;y"}"#,
      mention: "body"),
    .init(
      "a header missing", "sign.chunks", expected: chunks,
      answer: #"{"headers": [["authorization", "A B=1, C=2"]], "signatures": ["aa", "bb"], "body": "1;x"}"#,
      mention: "x-amz-date"),
    .init(
      "another trailer signature", "sign.chunks", expected: #"{"headers": [], "body": "x", "trailerSignature": "ab"}"#,
      answer: #"{"headers": [], "body": "x", "trailerSignature": "cd"}"#, mention: "trailerSignature"),

    .init(
      "the right key", "verify.url", expected: #"{"accessKeyId": "A"}"#, answer: #"{"accessKeyId": "A", "more": 1}"#),
    .init(
      "another key", "verify.url", expected: #"{"accessKeyId": "A"}"#, answer: #"{"accessKeyId": "B"}"#,
      mention: "accessKeyId"),
    .init("no key", "verify.url", expected: #"{"accessKeyId": "A"}"#, answer: "{}", mention: "accessKeyId"),
    .init(
      "the decoded body", "verify.chunks", expected: #"{"accessKeyId": "A", "body": {"base64": "/w=="}}"#,
      answer: #"{"accessKeyId": "A", "body": {"base64": "/w=="}}"#),
    .init(
      "another body decoded", "verify.chunks", expected: #"{"accessKeyId": "A", "body": "abc"}"#,
      answer: #"{"accessKeyId": "A", "body": "ab"}"#, mention: "body"),
  ]

  @Test(
    "an output passes exactly when it is the expected one",
    arguments: comparisons + formComparisons + validationComparisons)
  func output(comparison: Comparison) throws {
    let (profile, input) = try #require(JudgeEqualityTests.inputs[comparison.operation])
    let expect = #"{"verdict": "accepted", "output": \#(comparison.expected)}"#
    let text = TestVectors.file(
      comparison.operation, profile: profile, TestVectors.vectorCase("SIG-097-01", input: input, expect: expect))
    let vector = try TestVectors.corpus(text).cases[0]
    let answer = try JSONValue(parsing: Array(comparison.answer.utf8))
    let verdict = try Judge(oracle: FakeOracle()).verdict(on: Observation(.output(answer)), of: vector)
    if let mention = comparison.mention {
      #expect(verdict.isFailure(mentioning: mention), "\(verdict)")
    } else {
      #expect(verdict == .pass)
    }
  }

  @Test("a divergence shows the implementation's own step where it gave one")
  func tracedDivergence() throws {
    let (profile, input) = try #require(JudgeEqualityTests.inputs["sign.policy"])
    let expect =
      #"{"verdict": "accepted", "output": \#(JudgeEqualityTests.fields)}, "trace": {"stringToSign": "e30=", "signature": "ab"}"#
    let text = TestVectors.file(
      "sign.policy", profile: profile, TestVectors.vectorCase("SIG-097-01", input: input, expect: expect))
    let vector = try TestVectors.corpus(text).cases[0]
    let answer: JSONValue = ["fields": [["policy", "e30="], ["x-amz-signature", "cd"]]]
    let trace = Trace(steps: [.init(name: "stringToSign", value: "{}"), .init(name: "signature", value: "cd")])
    let verdict = try Judge(oracle: FakeOracle()).verdict(on: Observation(.output(answer), trace: trace), of: vector)
    guard case .fail(let failure) = verdict else {
      Issue.record("it should fail: \(verdict)")
      return
    }
    #expect(failure.divergence == Divergence(step: "stringToSign", expected: "e30=", observed: "{}"))
  }
}

@Suite("Rejections are judged by code, where codes are normative")
struct JudgeRejectionTests {
  private let judge = Judge(oracle: FakeOracle())
  private let rejected = #"{"verdict": "rejected", "error": {"code": "SignatureDoesNotMatch", "status": 403}}"#

  private func rejection(_ code: String, status: Int? = nil) -> Observation {
    Observation(.rejected(Rejection(ErrorCode(code), status: status, "no")))
  }

  @Test("a verifier's rejection has the code, and the status if it says one")
  func verifier() throws {
    let vector = try TestVectors.verification(expect: rejected)
    #expect(try judge.verdict(on: rejection("SignatureDoesNotMatch"), of: vector) == .pass)
    #expect(try judge.verdict(on: rejection("SignatureDoesNotMatch", status: 403), of: vector) == .pass)
    #expect(
      try judge.verdict(on: rejection("SignatureDoesNotMatch", status: 400), of: vector).isFailure(mentioning: "400"))
    #expect(
      try judge.verdict(on: rejection("AccessDenied", status: 403), of: vector).isFailure(mentioning: "AccessDenied"))
  }

  @Test(
    "where no code is expected any rejection will do, and an output will not", arguments: ["{}", #"{"status": 403}"#])
  func anyRejection(error: String) throws {
    let vector = try TestVectors.verification(expect: #"{"verdict": "rejected", "error": \#(error)}"#)
    #expect(try judge.verdict(on: rejection("AccessDenied"), of: vector) == .pass)
    #expect(try judge.verdict(on: rejection("MalformedXML", status: 400), of: vector) == .pass)
    let accepted = try judge.verdict(on: Observation(.output(["accessKeyId": "A"])), of: vector)
    #expect(accepted.isFailure(mentioning: "rejected (with any code)"))
    #expect(Example(vector).lines[1].contains("rejected, with any code"))
    #expect(Example(vector).json["expect"]?["error"]?["code"] == .null)
  }

  @Test("a verifier that accepts what must be rejected fails")
  func accepts() throws {
    let vector = try TestVectors.verification(expect: rejected)
    let verdict = try judge.verdict(on: Observation(.output(["accessKeyId": "A"])), of: vector)
    #expect(verdict.isFailure(mentioning: "SignatureDoesNotMatch"))
  }

  @Test("a signer may reject with any code, and may not give an output")
  func signer() throws {
    let vector = try TestVectors.signing("sign.url", expect: rejected)
    #expect(try judge.verdict(on: rejection("ValueError"), of: vector) == .pass)
    let verdict = try judge.verdict(on: FakeSigner().perform(vector.run), of: vector)
    #expect(verdict.kind == .fail)
  }

  @Test("who rejects what must be accepted fails, with its own code told", arguments: ["sign.url", "sign.headers"])
  func rejectsGood(operation: String) throws {
    let vector = try TestVectors.signing(operation)
    #expect(try judge.verdict(on: rejection("BadBucket"), of: vector).isFailure(mentioning: "BadBucket"))
    let verification = try TestVectors.verification(expect: #"{"verdict": "accepted", "output": {"accessKeyId": "A"}}"#)
    #expect(try judge.verdict(on: rejection("AccessDenied"), of: verification).isFailure(mentioning: "AccessDenied"))
  }

  @Test("an adapter's own error is no rejection, and unsupported is no answer")
  func errorIsNoRejection() throws {
    for vector in [
      try TestVectors.verification(expect: rejected), try TestVectors.signing("sign.url", expect: rejected),
    ] {
      let broken = try judge.verdict(on: Observation(.error("KeyError")), of: vector)
      #expect(broken == .broken(Breakage(.adapterError, "KeyError")))
      #expect(try judge.verdict(on: Observation(.unsupported("no")), of: vector) == .unsupported("no"))
    }
  }
}
