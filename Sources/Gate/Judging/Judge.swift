public import AdapterProtocol
public import VideoSpec

/// Decides what an answer is worth. Only the judge sees both the answer and what is expected.
public struct Judge: Sendable {
  let oracle: any SignatureOracle

  public init(oracle: any SignatureOracle) { self.oracle = oracle }

  /// The verdict on the answer to a case.
  ///
  /// - Parameters:
  ///   - dates: When it may have been signed: the run's clock, or the time the run took by the implementation's own clock.
  ///   - profile: What the implementation said of itself.
  /// - Throws: ``InputError`` when the case's input is not what its operation wants.
  public func verdict(
    on observation: Observation, of vector: VectorCase, dates: ClosedRange<Timestamp>,
    profile: ImplementationProfile
  ) throws(InputError) -> Verdict {
    switch observation.outcome {
    case .error(let message): return .broken(Breakage(.adapterError, message))
    case .unsupported(let reason): return .unsupported(reason)
    case .waiting(let point): return .broken(Breakage(.protocol, "it waits at \(point), where nothing told it to"))
    case .rejected(let rejection): return verdict(on: rejection, trace: observation.trace, of: vector)
    case .output(let output):
      switch vector.expectation {
      case .rejected(let code, _, _):
        let consequence = vector.operation.isVerification ? "it accepted" : "it gave an output for"
        return .fail(Failure("\(consequence) what must be rejected (\(code?.rawValue ?? "with any code"))"))
      case .accepted(let expected):
        let answer = Answer(
          vector: vector, output: output, expected: expected, trace: observation.trace, dates: dates,
          isExact: profile.isExact, hasOwnClock: profile.clock == .own, hasOwnRandom: profile.random == .own)
        return try verdict(on: answer)
      }
    }
  }

  private func verdict(on rejection: Rejection, trace: Trace, of vector: VectorCase) -> Verdict {
    switch vector.expectation {
    case .accepted:
      return .fail(
        Failure("it rejected what must be accepted: \(rejection)", divergence: vector.trace.divergence(from: trace)))
    case .rejected(let code, let status, let field):
      if let field, rejection.field.map({ $0.utf8.elementsEqual(field.utf8) }) != true {
        return .fail(Failure("it names \(rejection.field ?? "nothing") as what is at fault where \(field) is"))
      }
      guard vector.operation.isVerification, let code else { return .pass }
      guard rejection.code.rawValue.utf8.elementsEqual(code.rawValue.utf8) else {
        return .fail(Failure("it rejected with \(rejection.code) where \(code) is the answer"))
      }
      if let status, let given = rejection.status, status != given {
        return .fail(Failure("it rejected with \(code) and status \(given) where \(status) is the answer"))
      }
      return .pass
    }
  }

  private func checkForm(_ answer: Answer) throws(Failure) {
    guard let asked = try? PolicyBuildInput(json: answer.vector.input) else {
      throw Failure("the case's input is none of policy.build")
    }
    try PolicyJudge(asked: asked, answer: answer, oracle: oracle).check()
    if answer.isExact { try answer.checkBytes() }
  }

  private func verdict(on answer: Answer) throws(InputError) -> Verdict {
    let operation = answer.vector.operation
    do throws(Failure) {
      switch operation {
      case .signURL, .signHeaders: break
      case .policyBuild: try checkForm(answer)
      case .keyGenerate: try answer.checkKey()
      case .canonical: try answer.checkCanonicalRequest()
      case .signPolicy: try answer.checkPolicyFields()
      case .signChunks: try answer.checkChunks()
      case .formParse: try answer.checkForm()
      case .formRespond: try answer.checkFormResponse()
      case .mediaTypeParse: try answer.checkMediaType()
      case .objectValidate: try answer.checkDecision()
      default: try answer.checkMembers()
      }
    } catch {
      return .fail(error)
    }
    guard operation == .signURL || operation == .signHeaders else { return .pass }
    let asked = try SigningInput(json: answer.vector.input, operation: operation)
    do throws(Failure) {
      try SigningJudge(asked: asked, answer: answer, oracle: oracle).check()
      if answer.isExact, asked.algorithm == .v4 { try answer.checkBytes() }
    } catch {
      return .fail(error)
    }
    return .pass
  }
}

extension Operation {
  /// Whether a rejection's code is normative: S3's own, or the one that tells trouble of the store from a missing object.
  var isVerification: Bool {
    let receivers: [Operation] = [
      .verifyHeaders, .verifyURL, .verifyForm, .verifyChunks, .policyEvaluate, .formParse, .objectValidate,
    ]
    return receivers.contains(self)
  }
}

// A sub-judgement throws the first thing that it finds wrong.
extension Failure: Error {}

/// An output and all that it is judged by.
struct Answer {
  let vector: VectorCase
  let output: JSONValue
  /// Nil where the output is random.
  let expected: JSONValue?
  /// As the implementation gave it.
  let trace: Trace
  let dates: ClosedRange<Timestamp>
  let isExact: Bool
  let hasOwnClock: Bool
  let hasOwnRandom: Bool

  /// A text of the output.
  func text(_ name: Text) throws(Failure) -> Text {
    guard let text = output[name].flatMap({ Text(protocolForm: $0) }) else {
      throw Failure("the output has no text \"\(name)\"")
    }
    return text
  }

  /// Ordered pairs of the output.
  func fields(_ name: String) throws(Failure) -> [HeaderField] {
    guard output[Text(name)] != nil, let fields = try? InputReader(output).fields(name) else {
      throw Failure("the output has no \"\(name)\" that are pairs of texts")
    }
    return fields
  }

  /// Fails for a reason, with the first intermediate that differs from the case's.
  func failure(_ reason: String) -> Failure { Failure(reason, divergence: vector.trace.divergence(from: trace)) }
}

extension Trace {
  /// In the order in which they arise.
  static let stepNames = ["canonicalRequest", "stringToSign", "signature"]

  /// The first of the steps that both traces have and that differs.
  func divergence(from observed: Trace) -> Divergence? {
    for name in Trace.stepNames {
      guard let expected = self[name], let other = observed[name], expected != other else { continue }
      return Divergence(step: name, expected: expected, observed: other)
    }
    return nil
  }
}
