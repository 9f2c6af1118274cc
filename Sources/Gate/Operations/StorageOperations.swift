import VideoSpec

// The operations of the subject Storage.

extension OperationDeclaration {
  static let httpScenario = OperationDeclaration(
    input: MemberNames(required: ["given", "steps"], optional: []),
    output: MemberNames(required: [], optional: []),
    schema: SchemaDefinitions(members: "http.scenario", expectation: nil),
    exampleRank: lastExampleRank,
    shape: .exchanges)
}
