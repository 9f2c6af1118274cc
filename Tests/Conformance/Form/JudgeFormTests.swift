import AdapterProtocol
import Gate
import Testing
import VideoSpec

extension JudgeEqualityTests {
  private static let form =
    #"{"fields": [["key", "a"], ["acl", "b"]], "file": {"name": "c", "size": "3", "sha256": "0a"}}"#
  private static let document = "<PostResponse><Bucket>b</Bucket><Key>a&amp;b</Key></PostResponse>"

  private static func form(_ name: String, answer: String, mention: String? = nil) -> Comparison {
    Comparison(name, "form.parse", expected: form, answer: answer, mention: mention)
  }

  private static func answer(
    _ name: String, status: Int = 201, headers: String = #"[["ETag", "e"]]"#, body: String = document,
    expectedBody: String = document, mention: String? = nil
  ) -> Comparison {
    func text(_ text: String) -> String { String(decoding: JSONValue(text).line, as: UTF8.self) }
    return Comparison(
      name, "form.respond", expected: #"{"status": 201, "headers": [["ETag", "e"]], "body": \#(text(expectedBody))}"#,
      answer: #"{"status": \#(status), "headers": \#(headers), "body": \#(text(body))}"#, mention: mention)
  }

  static let formComparisons: [Comparison] = [
    form("the form", answer: form),
    form(
      "the size as a number, the hash in upper case, null for what is absent",
      answer:
        #"{"fields": [["key", "a"], ["acl", "b"]], "file": {"name": "c", "contentType": null, "size": 3, "sha256": "0A"}}"#
    ),
    form(
      "fields in another order", answer: #"{"fields": [["acl", "b"], ["key", "a"]], "file": {}}"#, mention: "field 1"),
    form(
      "another value", answer: #"{"fields": [["key", "a"], ["acl", "B"]], "file": {}}"#, mention: "\"acl\""),
    form("a field too few", answer: #"{"fields": [["key", "a"]]}"#, mention: "expected 2, found 1"),
    form("no file", answer: #"{"fields": [["key", "a"], ["acl", "b"]]}"#, mention: "no file"),
    form(
      "another file name",
      answer: #"{"fields": [["key", "a"], ["acl", "b"]], "file": {"name": "C", "size": "3", "sha256": "0a"}}"#,
      mention: "name"),
    form(
      "a type that the part has not",
      answer:
        #"{"fields": [["key", "a"], ["acl", "b"]], "file": {"name": "c", "contentType": "", "size": "3", "sha256": "0a"}}"#,
      mention: "contentType"),
    form(
      "another size",
      answer: #"{"fields": [["key", "a"], ["acl", "b"]], "file": {"name": "c", "size": 4, "sha256": "0a"}}"#,
      mention: "size"),
    form(
      "no hash", answer: #"{"fields": [["key", "a"], ["acl", "b"]], "file": {"name": "c", "size": 3}}"#,
      mention: "sha256"),
    Comparison(
      "a file that is none", "form.parse", expected: #"{"fields": []}"#,
      answer: #"{"fields": [], "file": {"size": 0}}"#,
      mention: "the form has none"),

    answer("the answer"),
    answer("more headers, in another case", headers: #"[["X-Amz-Id-2", "9"], ["etag", "e"]]"#),
    answer("the length of the body", headers: "[[\"content-length\", \"\(document.utf8.count)\"], [\"etag\", \"e\"]]"),
    answer("another length than the body's", headers: #"[["Content-Length", "9"], ["etag", "e"]]"#, mention: "length"),
    answer(
      "the length twice", headers: #"[["Content-Length", "9"], ["Content-Length", "9"], ["etag", "e"]]"#,
      mention: "length"),
    answer("another status", status: 200, mention: "found 200"),
    answer("a header missing", headers: "[]", mention: "\"etag\" is missing"),
    answer("another value of a header", headers: #"[["ETag", "f"]]"#, mention: "etag"),
    answer(
      "the same document, written in another way",
      body: """
        <?xml version='1.0'?>
        <PostResponse xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
          <Key>&#97;&#x26;b</Key> <Bucket >b</Bucket ><RequestId/>
        </PostResponse>
        """),
    answer("another root", body: "<Error><Bucket>b</Bucket><Key>a&amp;b</Key></Error>", mention: "PostResponse"),
    answer("an element missing", body: "<PostResponse><Bucket>b</Bucket></PostResponse>", mention: "0 elements <Key>"),
    answer(
      "white space within a text", body: "<PostResponse><Bucket>b </Bucket><Key>a&amp;b</Key></PostResponse>",
      mention: "Bucket"),
    answer(
      "an element twice", body: "<PostResponse><Key>x</Key><Bucket>b</Bucket><Key>a&amp;b</Key></PostResponse>",
      mention: "2 elements <Key>"),
    answer(
      "a text that is not escaped", body: "<PostResponse><Bucket>b</Bucket><Key>a&b</Key></PostResponse>",
      mention: "not XML"),
    answer("no body", body: "", mention: "not XML"),
    answer("a body that is cut off", body: "<PostResponse><Bucket>b</Bucket>", mention: "not closed"),
    answer("a body of something else", body: "{}", mention: "not XML"),
    answer("a body that follows another", body: document + document, mention: "follows"),
    answer("a body too many", expectedBody: "", mention: "unexpected body"),
    answer("nothing where nothing is expected", body: "", expectedBody: ""),
  ]
}

@Suite("Rejections of forms have S3's codes")
struct JudgeFormRejectionTests {
  @Test("of form.parse the code binds")
  func parse() throws {
    let vector = try TestVectors.corpus(
      TestVectors.file(
        "form.parse", profile: "form", requirement: "FRM-002",
        TestVectors.vectorCase(
          "FRM-002-01", input: #"{"contentType": "multipart/form-data", "body": "--b--"}"#,
          expect: #"{"verdict": "rejected", "error": {"code": "MalformedPOSTRequest", "status": 400}}"#))
    ).cases[0]
    func verdict(_ code: String) throws -> Verdict {
      try Judge(oracle: FakeOracle()).verdict(
        on: Observation(.rejected(Rejection(ErrorCode(code), status: 400, ""))), of: vector)
    }
    #expect(try verdict("MalformedPOSTRequest") == .pass)
    #expect(try verdict("PreconditionFailed").isFailure(mentioning: "MalformedPOSTRequest"))
  }
}
