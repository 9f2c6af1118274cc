import AdapterProtocol
import VideoSpec

// The operations of the subject Form.

extension OperationDeclaration {
  static let formParse = OperationDeclaration(
    input: MemberNames(required: ["contentType", "body"], optional: []),
    output: MemberNames(required: ["fields"], optional: ["file"]),
    schema: SchemaDefinitions(members: "form.parse", expectation: "form.parse"),
    exampleRank: lastExampleRank,
    shape: .call(
      CallShape(
        call: .formParse, clock: .none, signatures: .none, requiresCode: true, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: FormInput.init(json:),
        judge: { _, output, _ throws(Failure) in try output.checkForm() })))

  static let formRespond = OperationDeclaration(
    input: MemberNames(
      required: [], optional: ["bucket", "key", "etag", "location", "status", "redirect", "error"]),
    output: MemberNames(required: ["status", "headers", "body"], optional: []),
    schema: SchemaDefinitions(members: "form.respond", expectation: "form.respond"),
    exampleRank: lastExampleRank,
    shape: .call(
      CallShape(
        call: .formRespond, clock: .none, signatures: .none, requiresCode: false, rejection: .inputMember("error"),
        excerpt: .inputAndOutput,
        input: FormResponseInput.init(json:),
        judge: { _, output, _ throws(Failure) in try output.checkFormResponse() })))
}
