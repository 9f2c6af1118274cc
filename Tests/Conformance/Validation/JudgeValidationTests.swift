import AdapterProtocol
import Gate
import ReferenceImpl
import Testing
import VideoSpec

extension JudgeEqualityTests {
  private static let type =
    #"{"type": "a", "subtype": "b", "parameters": [["c", "d"], ["e", ""]], "serialized": "a/b;c=d;e=\"\""}"#

  private static func type(_ name: String, parameters: String, mention: String? = nil) -> Comparison {
    Comparison(
      name, "media-type.parse", expected: type,
      answer:
        #"{"type": "a", "subtype": {"base64": "Yg=="}, "parameters": \#(parameters), "serialized": "a/b;c=d;e=\"\""}"#,
      mention: mention)
  }

  private static func decision(_ name: String, _ answer: String, expected: String = decision, mention: String? = nil)
    -> Comparison
  {
    Comparison(name, "object.validate", expected: expected, answer: answer, mention: mention)
  }

  private static let decision =
    #"{"accepted": false, "size": "10", "mediaType": "c/d", "etag": "\"e\"", "violations": ["ObjectTooLarge", "MediaTypeNotAllowed"]}"#
  private static let missing = #"{"accepted": false, "violations": ["ObjectMissing"]}"#
  private static let limits = #"{"bucket": "abc", "maximumSize": "9", "mediaType": "a/b"}"#

  static let validationComparisons: [Comparison] = [
    type("a media type", parameters: #"[["c", {"base64": "ZA=="}], ["e", ""]]"#),
    type("parameters in another order", parameters: #"[["e", ""], ["c", "d"]]"#, mention: "parameters"),
    type("a parameter too few", parameters: #"[["c", "d"]]"#, mention: "parameters"),
    type("a parameter too many", parameters: #"[["c", "d"], ["e", ""], ["c", "x"]]"#, mention: "parameters"),
    type("no parameters", parameters: "null", mention: "parameters"),
    Comparison(
      "another serialization", "media-type.parse", expected: type,
      answer: #"{"type": "a", "subtype": "b", "parameters": [["c", "d"], ["e", ""]], "serialized": "a/b;c=d;e="}"#,
      mention: "serialized"),

    Comparison("limits", "limits.read", expected: limits, answer: limits),
    Comparison(
      "another limit", "limits.read", expected: limits,
      answer: #"{"bucket": "abc", "maximumSize": "10", "mediaType": "a/b"}"#, mention: "maximumSize"),

    decision("a decision", decision),
    decision(
      "violations in another order, the size as a number",
      #"{"accepted": false, "size": 10, "mediaType": "c/d", "etag": "\"e\"", "violations": ["MediaTypeNotAllowed", "ObjectTooLarge", "ObjectTooLarge"]}"#
    ),
    decision(
      "null for what is absent", #"{"accepted": false, "size": null, "violations": ["ObjectMissing"]}"#,
      expected: missing),
    decision(
      "a violation too few", #"{"accepted": false, "violations": ["ObjectTooLarge"]}"#, mention: "MediaTypeNotAllowed"),
    decision(
      "a violation too many", #"{"accepted": false, "violations": ["ObjectMissing", "ObjectEmpty"]}"#,
      expected: missing,
      mention: "ObjectEmpty"),
    decision("no violations at all", #"{"accepted": false}"#, mention: "violations"),
    decision(
      "accepted all the same", #"{"accepted": true, "violations": ["ObjectMissing"]}"#, expected: missing,
      mention: "accepted"),
    decision("neither accepted nor not", #"{"violations": ["ObjectMissing"]}"#, expected: missing, mention: "accepted"),
    decision(
      "a size of what is missing", #"{"accepted": false, "size": "0", "violations": ["ObjectMissing"]}"#,
      expected: missing,
      mention: "unexpected \"size\""),
    decision(
      "the type with its parameters",
      #"{"accepted": false, "size": "10", "mediaType": "c/d;x=y", "etag": "\"e\"", "violations": ["ObjectTooLarge", "MediaTypeNotAllowed"]}"#,
      mention: "mediaType"),
    decision(
      "no ETag",
      #"{"accepted": false, "size": "10", "mediaType": "c/d", "violations": ["ObjectTooLarge", "MediaTypeNotAllowed"]}"#,
      mention: "etag"),
  ]
}

@Suite("Rejections of limits and stores")
struct JudgeValidationRejectionTests {
  private func verdict(_ rejection: Rejection, _ operation: VideoSpec.Operation, code: String?, field: String?) throws
    -> Verdict
  {
    var vector = try TestVectors.verification(expect: #"{"verdict": "rejected", "error": {}}"#)
    vector.operation = operation
    vector.expectation = .rejected(code: code.map { ErrorCode($0) }, status: nil, field: field)
    return try Judge(oracle: TestVectors.oracle).verdict(on: Observation(.rejected(rejection)), of: vector)
  }

  @Test("a rejected limit needs the variable's name and any code")
  func field() throws {
    let named = Rejection(ErrorCode("ValueError"), field: "MAX_VIDEO_FILESIZE", "no")
    #expect(try verdict(named, .limitsRead, code: "LimitInvalid", field: "MAX_VIDEO_FILESIZE") == .pass)
    #expect(try verdict(named, .limitsRead, code: nil, field: nil) == .pass)
    #expect(
      try verdict(named, .limitsRead, code: nil, field: "ALLOW_VIDEO_MIME_TYPE").isFailure(
        mentioning: "ALLOW_VIDEO_MIME_TYPE"))
    #expect(
      try verdict(Rejection(.limitInvalid, "no"), .limitsRead, code: nil, field: "X").isFailure(mentioning: "no field"))
  }

  @Test("a store's failure needs the right code")
  func code() throws {
    let rejection = Rejection(ErrorCode("StoreUnavailable"), "no")
    #expect(try verdict(rejection, .objectValidate, code: "StoreUnavailable", field: nil) == .pass)
    #expect(
      try verdict(rejection, .objectValidate, code: "StoreForbidden", field: nil).isFailure(
        mentioning: "StoreForbidden"))
    #expect(try verdict(rejection, .objectValidate, code: nil, field: nil) == .pass)
  }
}
