public import AdapterProtocol
public import VideoSpec

/// Decides whether an observation fulfils its case. Only the judge sees both the observation and the expectation.
public struct Judge: Sendable {
  let oracle: any SignatureOracle

  public init(oracle: any SignatureOracle) { self.oracle = oracle }

  /// Returns the verdict on the observation of a call case.
  ///
  /// - Parameters:
  ///   - dates: The times at which the implementation may have signed: the run's clock, or the duration of the run by its own clock.
  ///   - implementation: How the implementation introduced itself.
  /// - Throws: ``InputError`` if the case's input does not fit its operation.
  public func verdict(
    on observation: Observation, of vector: VectorCase, dates: ClosedRange<Timestamp>,
    implementation: ImplementationInfo
  ) throws(InputError) -> Verdict {
    guard case .call(let shape) = vector.operation.declaration.shape else {
      return .notRun("a scenario is judged step by step, not by one result")
    }
    switch observation.outcome {
    case .error(let message): return .broken(Breakage(.adapterError, message))
    case .unsupported(let reason): return .unsupported(reason)
    case .waiting(let point):
      return .broken(Breakage(.protocol, "it waits at \"\(point)\", although the case asks for no kill"))
    case .rejected(let rejection): return verdict(on: rejection, trace: observation.trace, of: vector, shape)
    case .output(let output):
      switch vector.expectation {
      case .rejected(let code, _, _):
        return .fail(Failure("accepted an input that must be rejected (\(code?.rawValue ?? "with any code"))"))
      case .accepted(let expected):
        let output = JudgedOutput(
          vector: vector, value: output, expected: expected, trace: observation.trace, dates: dates,
          isExact: implementation.isExact, hasOwnClock: implementation.clock == .own,
          hasOwnRandom: implementation.random == .own)
        return try shape.judge(output, oracle).map { .fail($0) } ?? .pass
      }
    }
  }

  private func verdict(
    on rejection: Rejection, trace: Trace, of vector: VectorCase, _ shape: CallShape
  ) -> Verdict {
    switch vector.expectation {
    case .accepted where vector.mayReject: return .pass
    case .accepted:
      return .fail(
        Failure(
          "rejected an input that must be accepted: \(rejection)", divergence: vector.trace.divergence(from: trace)))
    case .rejected(let code, let status, let field):
      if let field, rejection.field.map({ $0.utf8.elementsEqual(field.utf8) }) != true {
        return .fail(
          Failure("the rejection names \(rejection.field.map { "\"\($0)\"" } ?? "no field"), expected \"\(field)\""))
      }
      guard shape.requiresCode, let code else { return .pass }
      guard rejection.code.rawValue.utf8.elementsEqual(code.rawValue.utf8) else {
        return .fail(Failure("rejected with the code \(rejection.code), expected \(code)"))
      }
      if let status, let given = rejection.status, status != given {
        return .fail(Failure("rejected with \(code) and the status \(given), expected \(status)"))
      }
      return .pass
    }
  }
}
