import Gate
import Testing
import VideoSpec

@Suite("The mapping of a backend")
struct ServiceMappingTests {
  private func read(_ text: String) throws -> ServiceMapping {
    try ServiceMapping(file: "map.json", bytes: Array(text.utf8), of: ServiceFixture.service)
  }

  private static let wrongFiles: [(text: String, message: String)] = [
    ("[]", "map.json:1: must be an object"), ("{", "map.json:1: column 2"),
    (#"{"paths": {}}"#, "map.json:1: paths: is an unknown member"),
    (#"{"calls": {"start": {}}}"#, "calls.start: is no call of recording-http: begin, complete, resolve"),
    (#"{"calls": {"begin": {"url": "/"}}}"#, "calls.begin.url: is an unknown member"),
    (#"{"calls": {"begin": {"method": "post"}}}"#, "calls.begin.method: must be a method in upper case"),
    (#"{"calls": {"begin": {"path": "x"}}}"#, "calls.begin.path: must begin with a slash"),
    (#"{"calls": {"begin": {"path": "/{user}"}}}"#, #"calls.begin.path: "{user}" is no input of begin"#),
    (#"{"calls": {"begin": {"input": {"key": "k"}}}}"#, "calls.begin.input.key: is no input of begin"),
    (#"{"calls": {"begin": {"input": {"question": "a..b"}}}}"#, "calls.begin.input.question: must be names"),
    (#"{"calls": {"begin": {"input": {"question": "a.*"}}}}"#, "calls.begin.input.question: must lead to one value"),
    (#"{"calls": {"begin": {"output": {"size": "s"}}}}"#, "calls.begin.output.size: is no output of begin"),
    (#"{"calls": {"begin": {"output": {"url": "a.*"}}}}"#, "calls.begin.output.url: must lead to one value"),
    (#"{"errors": {"title": "t"}}"#, "errors.title: is an unknown member"),
    (#"{"errors": {"code": 1}}"#, "errors.code"),
  ]

  @Test(
    "a fault names the file and the member",
    arguments: wrongFiles)
  func faults(text: String, message: String) {
    let error = #expect(throws: VectorError.self) { try read(text) }
    #expect(error?.description.hasPrefix("map.json:1") == true)
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("what a file does not name is as the service has it")
  func defaults() throws {
    let mapping = try read(
      #"{"calls": {"complete": {"output": {"errors": "problems.*.id"}}}, "errors": {"code": "error.code"}}"#)
    #expect(mapping.calls["complete"]?.outputs["errors"]?.description == "problems.*.id")
    #expect(mapping.calls["complete"]?.path == "/api/feedback")
    #expect(mapping.calls["begin"] == ServiceMapping(ServiceFixture.service).calls["begin"])
    #expect(mapping.errorCode.description == "error.code" && mapping.errorField.description == "field")
  }

  @Test("a path finds values, and an element without the member counts as null")
  func paths() throws {
    let document = try JSONValue(
      parsing: #"{"a": {"b": 1}, "list": [{"c": "x"}, {}, {"c": "y"}], "texts": ["t"], "none": []}"#.utf8)
    func select(_ path: Text) -> MemberPath.Selection? { MemberPath(path)?.select(in: document) }
    #expect(select("a.b") == .value(1) && select("a.c") == .absent && select("a.b.c") == .absent)
    #expect(select("list.*.c") == .values(["x", .null, "y"]) && select("texts.*") == .values(["t"]))
    #expect(select("none.*.c") == .values([]) && select("a.*") == .absent && select("missing.*.c") == .absent)
    #expect(select("list.0.c") == .value("x") && select("list.3.c") == .absent && select("list.-1") == .absent)
    #expect(MemberPath("") == nil && MemberPath("a.") == nil)
  }

  @Test("placeholders of a path are replaced")
  func placeholders() throws {
    let mapping = try read(#"{"calls": {"resolve": {"path": "/v/{externalId}/state?x={externalId}"}}}"#)
    let call = try #require(mapping.calls["resolve"])
    #expect(call.path { _, _ in "7" } == "/v/7/state?x=7")
    #expect(call.path { _, _ in nil } == nil)
    let service = try #require(ServiceDefinition.service(of: .library))
    let library = try #require(ServiceMapping(service).calls["find"])
    #expect(library.placeholders == ["key"])
    #expect(
      library.path { _, keepsSlashes in keepsSlashes ? "a/b" : nil }?.bytes.suffix(10).elementsEqual("by-key/a/b".utf8)
        == true)
  }
}
