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
    #"{"ok": false, "size": "10", "mediaType": "c/d", "etag": "\"e\"", "violations": ["ObjectTooLarge", "MediaTypeNotAllowed"]}"#
  private static let missing = #"{"ok": false, "violations": ["ObjectMissing"]}"#
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
      #"{"ok": false, "size": 10, "mediaType": "c/d", "etag": "\"e\"", "violations": ["MediaTypeNotAllowed", "ObjectTooLarge", "ObjectTooLarge"]}"#
    ),
    decision(
      "null for what is absent", #"{"ok": false, "size": null, "violations": ["ObjectMissing"]}"#, expected: missing),
    decision(
      "a violation too few", #"{"ok": false, "violations": ["ObjectTooLarge"]}"#, mention: "MediaTypeNotAllowed"),
    decision(
      "a violation too many", #"{"ok": false, "violations": ["ObjectMissing", "ObjectEmpty"]}"#, expected: missing,
      mention: "ObjectEmpty"),
    decision("no violations at all", #"{"ok": false}"#, mention: "violations"),
    decision("ok all the same", #"{"ok": true, "violations": ["ObjectMissing"]}"#, expected: missing, mention: "ok"),
    decision("neither ok nor not", #"{"violations": ["ObjectMissing"]}"#, expected: missing, mention: "ok"),
    decision(
      "a size of what is missing", #"{"ok": false, "size": "0", "violations": ["ObjectMissing"]}"#, expected: missing,
      mention: "no \"size\""),
    decision(
      "the type with its parameters",
      #"{"ok": false, "size": "10", "mediaType": "c/d;x=y", "etag": "\"e\"", "violations": ["ObjectTooLarge", "MediaTypeNotAllowed"]}"#,
      mention: "mediaType"),
    decision(
      "no ETag",
      #"{"ok": false, "size": "10", "mediaType": "c/d", "violations": ["ObjectTooLarge", "MediaTypeNotAllowed"]}"#,
      mention: "etag"),
  ]
}

@Suite("Refusals of limits and stores")
struct JudgeValidationRefusalTests {
  private func verdict(_ refusal: Refusal, _ operation: VideoSpec.Operation, code: String?, field: String?) throws
    -> Verdict
  {
    var vector = try TestVectors.verification(expect: #"{"verdict": "invalid", "error": {}}"#)
    vector.operation = operation
    vector.expectation = .invalid(code: code.map { ErrorCode($0) }, status: nil, field: field)
    return try Judge(oracle: TestVectors.oracle).verdict(on: Observation(.refused(refusal)), of: vector)
  }

  @Test("limits are refused by the variable's name, with any code")
  func field() throws {
    let named = Refusal(ErrorCode("ValueError"), field: "MAX_VIDEO_FILESIZE", "no")
    #expect(try verdict(named, .limitsRead, code: "LimitInvalid", field: "MAX_VIDEO_FILESIZE") == .pass)
    #expect(try verdict(named, .limitsRead, code: nil, field: nil) == .pass)
    #expect(
      try verdict(named, .limitsRead, code: nil, field: "ALLOW_VIDEO_MIME_TYPE").isFailure(
        mentioning: "ALLOW_VIDEO_MIME_TYPE"))
    #expect(
      try verdict(Refusal(.limitInvalid, "no"), .limitsRead, code: nil, field: "X").isFailure(mentioning: "nothing"))
  }

  @Test("a store's trouble is told apart by its code")
  func code() throws {
    let refusal = Refusal(ErrorCode("StoreUnavailable"), "no")
    #expect(try verdict(refusal, .objectValidate, code: "StoreUnavailable", field: nil) == .pass)
    #expect(
      try verdict(refusal, .objectValidate, code: "StoreForbidden", field: nil).isFailure(mentioning: "StoreForbidden"))
    #expect(try verdict(refusal, .objectValidate, code: nil, field: nil) == .pass)
  }
}
