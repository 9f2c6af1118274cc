package import AdapterProtocol
package import VideoSpec

/// Everything that the gate knows about an operation.
///
/// Each operation is declared once, in the file of its subject. No part has a default: an operation that lacks one does not compile.
package struct OperationDeclaration: Sendable {
  /// The members of a case's input.
  package let input: MemberNames
  /// The members of an expected output.
  package let output: MemberNames
  /// The definitions in `vectors/schema/vectors.v1.json` that describe the operation's cases.
  package let schema: SchemaDefinitions
  /// The preference when several operations can show a rule: the lowest rank is shown. A signer shows a rule best.
  let exampleRank: Int
  /// How a case is run and judged.
  let shape: CaseShape

  /// The rank of an operation that is shown only if no other has a case.
  static let lastExampleRank = 6

  /// The calls that an implementation must support to run a case.
  package var calls: [Call] { shape.calls }

  /// Whether the gate puts the cases to an HTTP endpoint, and not to an adapter.
  package var isForEndpoints: Bool { if case .exchanges = shape { true } else { false } }

  /// The calls that are sent only to an implementation that supports them.
  package var optionalCalls: [Call] { shape.optionalCalls }
}

extension Operation {
  package var declaration: OperationDeclaration {
    switch self {
    case .canonical: .canonical
    case .signURL: .signURL
    case .signHeaders: .signHeaders
    case .signPolicy: .signPolicy
    case .signChunks: .signChunks
    case .verifyHeaders: .verifyHeaders
    case .verifyURL: .verifyURL
    case .verifyForm: .verifyForm
    case .verifyChunks: .verifyChunks
    case .policyBuild: .policyBuild
    case .policyEvaluate: .policyEvaluate
    case .formParse: .formParse
    case .formRespond: .formRespond
    case .keyGenerate: .keyGenerate
    case .keyParse: .keyParse
    case .mediaTypeParse: .mediaTypeParse
    case .limitsRead: .limitsRead
    case .objectValidate: .objectValidate
    case .recordScenario: .recordScenario
    case .httpScenario: .httpScenario
    case .serviceScenario: .serviceScenario
    }
  }
}

/// The members that an object must have, and those that it may have.
package struct MemberNames: Hashable, Sendable {
  package let required: [Text]
  package let optional: [Text]

  func contains(_ name: Text) -> Bool { required.contains(name) || optional.contains(name) }
}

/// Names of definitions in `vectors/schema/vectors.v1.json`.
package struct SchemaDefinitions: Hashable, Sendable {
  /// The definition of the input in `$defs/members`.
  package let members: String
  /// The definition of the expectation in `$defs/expectations`; nil if the members contain what is expected.
  package let expectation: String?
}
