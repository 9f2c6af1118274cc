import AdapterProtocol
import VideoSpec

extension Operation {
  /// Checks that an input is as `Docs/Protocol.md` describes it for the operation.
  func check(input: JSONValue) throws(InputError) {
    switch self {
    case .signURL, .signHeaders: _ = try SigningInput(json: input, operation: self)
    case .signChunks:
      _ = try SigningInput(json: input, operation: self)
      _ = try ChunkInput(json: input)
    case .canonical: _ = try CanonicalInput(json: input)
    case .signPolicy: _ = try PolicyInput(json: input)
    case .policyEvaluate: _ = try PolicyEvaluationInput(json: input)
    case .keyGenerate: _ = try KeyRequest(json: input)
    case .keyParse:
      let reader = InputReader(input)
      _ = try reader.text("key")
      _ = try reader.layout()
    case .verifyForm, .verifyURL, .verifyHeaders, .verifyChunks: _ = try VerificationInput(json: input)
    case .formParse: _ = try FormInput(json: input)
    case .formRespond: _ = try FormResponseInput(json: input)
    case .mediaTypeParse: _ = try InputReader(input).text("text")
    case .limitsRead: _ = try InputReader(input).fields("environment")
    case .objectValidate: _ = try ValidationInput(json: input)
    case .recordScenario: _ = try Scenario(json: input)
    default: break
    }
  }
}
