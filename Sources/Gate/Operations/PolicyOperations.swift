import AdapterProtocol
import VideoSpec

// The operations of the subject Policy.

extension OperationDeclaration {
  static let policyBuild = OperationDeclaration(
    input: MemberNames(
      required: ["credentials", "region", "service", "bucket", "key", "fields", "conditions", "expires"],
      optional: ["style", "endpoint", "allowsUncoveredFields"]),
    output: MemberNames(required: ["url", "fields"], optional: []),
    schema: SchemaDefinitions(members: "policy.build", expectation: "policy.build"),
    exampleRank: 2,
    shape: .call(
      CallShape(
        call: .policyBuild, clock: .stated, signatures: .none, requiresCode: false, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: PolicyBuildInput.init(json:),
        judge: { input, output, oracle throws(Failure) in
          try PolicyJudge(input, output: output, oracle: oracle).check()
          if output.isExact { try output.checkBytes() }
        })))

  static let policyEvaluate = OperationDeclaration(
    input: MemberNames(required: ["credentials", "region", "service", "bucket", "fields"], optional: ["file"]),
    output: MemberNames(required: ["key", "status"], optional: ["contentType", "redirect"]),
    schema: SchemaDefinitions(members: "policy.evaluate", expectation: "policy.evaluate"),
    exampleRank: 3,
    shape: .call(
      CallShape(
        call: .policyEvaluate, clock: .given, signatures: .none, requiresCode: true, rejection: .expectation,
        excerpt: .inputAndOutput,
        input: PolicyEvaluationInput.init(json:),
        judge: { _, output, _ throws(Failure) in try output.checkMembers() })))
}
