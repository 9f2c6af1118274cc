import AdapterProtocol
import Gate
import Testing
import VideoSpec

@Suite("Operations are declared once, and schemas agree with the declarations")
struct OperationTests {
  private static func schema(_ path: String) throws -> JSONValue {
    try JSONValue(parsing: FileSystem.read("\(Program.root)/\(path)"))
  }

  private static let vectors = Result { try schema("vectors/schema/vectors.v1.json") }

  private static func names(_ value: JSONValue?) -> Set<Text> { Set((value?.array ?? []).compactMap(\.text)) }

  /// Follows a `$ref` within the schema to the definition that refers to nothing else.
  private static func resolved(_ value: JSONValue?, in schema: JSONValue) throws -> JSONValue {
    let value = try #require(value)
    guard let reference = value["$ref"]?.string, reference.hasPrefix("#/"), value.object?.members.count == 1 else {
      return value
    }
    let parts = reference.dropFirst(2).split(separator: "/")
    return try resolved(parts.reduce(schema) { $0?[Text(String($1))] }, in: schema)
  }

  @Test("a case of one call is sent as the call of the same name, and every call belongs to an operation")
  func calls() {
    for operation in VideoSpec.Operation.allCases {
      guard let call = Call(operation.rawValue) else { continue }
      #expect(operation.declaration.calls == [call], "\(operation)")
    }
    #expect(VideoSpec.Operation.recordScenario.declaration.calls == [.recordOpen, .recordStep, .recordDump])
    #expect(VideoSpec.Operation.recordScenario.declaration.optionalCalls == [.recordClose])
    let calls = VideoSpec.Operation.allCases.flatMap { $0.declaration.calls + $0.declaration.optionalCalls }
    #expect(Set(calls) == Set(Call.allCases))
  }

  @Test("names are read strictly", arguments: ["", "sign", "Sign.url", "sign.url ", "sign.urls", "signURL"])
  func unknownNames(name: String) {
    #expect(VideoSpec.Operation(name) == nil)
    #expect(Call(name) == nil)
  }

  @Test("the schema of the vectors lists every operation")
  func schemaLists() throws {
    let schema = try Self.vectors.get()
    let group = try #require(schema["$defs"]?["group"])
    #expect(
      group["properties"]?["operation"]?["enum"]?.array?.compactMap(\.string)
        == VideoSpec.Operation.allCases.map(\.rawValue))
  }

  @Test(
    "the schema of the vectors has the declared members, profiles and definitions of an operation",
    arguments: VideoSpec.Operation.allCases)
  func schemaOf(operation: VideoSpec.Operation) throws {
    let schema = try Self.vectors.get()
    let definitions = try #require(schema["$defs"])
    let declaration = operation.declaration
    func names(_ object: JSONValue?) -> Set<Text> { Set((object?.object?.members ?? []).map(\.name)) }

    let members = try #require(definitions["members"]?[Text(declaration.schema.members)])
    #expect(names(members["properties"]) == Set(declaration.input.required + declaration.input.optional))
    let input = try Self.resolved(definitions["inputs"]?[Text(operation.rawValue)], in: schema)
    #expect(Self.names(input["required"]) == Set(declaration.input.required))
    #expect(input["$ref"]?.string == "#/$defs/members/\(declaration.schema.members)")

    if let name = declaration.schema.expectation {
      let expectation = try #require(definitions["expectations"]?[Text(name)])
      let output = try Self.resolved(expectation["properties"]?["output"], in: schema)
      #expect(names(output["properties"]) == Set(declaration.output.required + declaration.output.optional))
      #expect(Self.names(output["required"]) == Set(declaration.output.required))
    }

    let rules = definitions["group"]?["allOf"]?.array ?? []
    let own = rules.filter { rule in
      let condition = rule["if"]?["properties"]?["operation"]
      return condition?["const"]?.string == operation.rawValue
        || Self.names(condition?["enum"]).contains(Text(operation.rawValue))
    }
    #expect(own.count == 1)
    let then = try #require(own.first?["then"]?["properties"])
    let profiles = (then["profile"]?["const"]?.text).map { [$0] } ?? Self.names(then["profile"]?["enum"])
    #expect(profiles == Set(Profile.all.filter { $0.operations.contains(operation) }.map { Text($0.rawValue) }))
    guard let expectation = declaration.schema.expectation else {
      // The case itself has the members.
      #expect(then["cases"]?["items"]?["$ref"]?.string == "#/$defs/inputs/\(operation)")
      return
    }
    let cases = try #require(then["cases"]?["items"]?["properties"])
    #expect(cases["input"]?["$ref"]?.string == "#/$defs/members/\(declaration.schema.members)")
    #expect(cases["expect"]?["$ref"]?.string == "#/$defs/expectations/\(expectation)")
  }

  @Test("the schema of the protocol lists every call and describes its input")
  func runSchema() throws {
    let schema = try Self.schema("Docs/schema/protocol.v1/run.json")
    let calls = Call.allCases.map(\.rawValue)
    #expect(schema["properties"]?["operation"]?["enum"]?.array?.compactMap(\.string) == calls)
    let rules = schema["allOf"]?.array ?? []
    #expect(rules.compactMap { $0["if"]?["properties"]?["operation"]?["const"]?.string } == calls)
    for (rule, call) in zip(rules, calls) {
      let reference = rule["then"]?["properties"]?["input"]?["$ref"]?.string ?? ""
      #expect(reference.hasSuffix("/\(call)"), "\(call): \(reference)")
    }
  }
}
