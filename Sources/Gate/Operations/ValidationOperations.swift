import AdapterProtocol
import VideoSpec

// The operations of the subject Validation.

extension OperationDeclaration {
  static let mediaTypeParse = OperationDeclaration(
    input: MemberNames(required: ["text"], optional: []),
    output: MemberNames(required: ["type", "subtype", "parameters", "serialized"], optional: []),
    schema: SchemaDefinitions(members: "media-type.parse", expectation: "media-type.parse"),
    exampleRank: lastExampleRank,
    shape: .call(
      CallShape(
        call: .mediaTypeParse, clock: .none, signatures: .none, requiresCode: false, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: { json throws(InputError) in try InputReader(json).text("text") },
        judge: { _, output, _ throws(Failure) in try output.checkMediaType() })))

  static let limitsRead = OperationDeclaration(
    input: MemberNames(required: ["environment"], optional: []),
    output: MemberNames(required: ["bucket", "maximumSize", "mediaType"], optional: []),
    schema: SchemaDefinitions(members: "limits.read", expectation: "limits.read"),
    exampleRank: lastExampleRank,
    shape: .call(
      CallShape(
        call: .limitsRead, clock: .none, signatures: .none, requiresCode: false, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: { json throws(InputError) in try InputReader(json).fields("environment") },
        judge: { _, output, _ throws(Failure) in try output.checkMembers() })))

  static let objectValidate = OperationDeclaration(
    input: MemberNames(required: ["limits", "head"], optional: ["etag", "firstBytes"]),
    output: MemberNames(required: ["accepted", "violations"], optional: ["size", "mediaType", "etag"]),
    schema: SchemaDefinitions(members: "object.validate", expectation: "object.validate"),
    exampleRank: lastExampleRank,
    shape: .call(
      CallShape(
        call: .objectValidate, clock: .none, signatures: .none, requiresCode: true, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: ValidationInput.init(json:),
        judge: { _, output, _ throws(Failure) in try output.checkDecision() })))
}
