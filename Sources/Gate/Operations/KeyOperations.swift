import AdapterProtocol
import VideoSpec

// The operations of the subject Keys.

extension OperationDeclaration {
  static let keyGenerate = OperationDeclaration(
    input: MemberNames(required: ["layout"], optional: ["mediaType", "user", "video", "fileName", "taken"]),
    output: MemberNames(required: ["key"], optional: []),
    schema: SchemaDefinitions(members: "key.generate", expectation: "key.generate"),
    exampleRank: lastExampleRank,
    shape: .call(
      CallShape(
        call: .keyGenerate, clock: .given, signatures: .none, requiresCode: false, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: KeyRequest.init(json:),
        judge: { request, output, _ throws(Failure) in try output.checkKey(layout: request.layout) })))

  static let keyParse = OperationDeclaration(
    input: MemberNames(required: ["layout", "key"], optional: []),
    output: MemberNames(
      required: [], optional: ["user", "video", "name", "seconds", "year", "month", "uuid", "extension"]),
    schema: SchemaDefinitions(members: "key.parse", expectation: "key.parse"),
    exampleRank: lastExampleRank,
    shape: .call(
      CallShape(
        call: .keyParse, clock: .none, signatures: .none, requiresCode: false, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: KeyParsingInput.init(json:),
        judge: { _, output, _ throws(Failure) in try output.checkMembers() })))
}
