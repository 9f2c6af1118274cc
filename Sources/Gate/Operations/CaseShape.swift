import AdapterProtocol
import VideoSpec

/// The shapes of a case.
enum CaseShape: Sendable {
  /// A case of one call: its input is sent as it is, and the result is judged.
  case call(CallShape)
  /// A case of several steps.
  case scenario(any ScenarioKind)
  /// A case of HTTP requests to an endpoint, which the gate sends itself. No adapter can run it.
  case exchanges
}

extension CaseShape {
  /// The calls that an implementation must support to run such a case.
  var calls: [Call] {
    switch self {
    case .call(let shape): [shape.call]
    case .scenario(let kind): kind.calls
    case .exchanges: []
    }
  }

  /// The calls that are sent only to an implementation that supports them.
  var optionalCalls: [Call] {
    switch self {
    case .call, .exchanges: []
    case .scenario(let kind): kind.optionalCalls
    }
  }

  /// Checks that an input follows `Docs/Protocol.md`, so that a fault is found when the vectors are loaded. (Exchanges have been read
  /// by then.)
  func check(input: JSONValue) throws(InputError) {
    switch self {
    case .call(let shape): try shape.check(input)
    case .scenario(let kind): try kind.check(input: input)
    case .exchanges: break
    }
  }

  /// Checks that an expectation fits its input.
  func check(_ expectation: Expectation, of input: JSONValue) throws(InputError) {
    switch self {
    case .call, .exchanges: break
    case .scenario(let kind): try kind.check(expectation, of: input)
    }
  }
}

/// How a case of one call is run and judged.
struct CallShape: Sendable {
  /// Whether the result depends on the time, and how it can be judged if the implementation uses its own clock.
  enum ClockUse: Hashable, Sendable {
    /// The result does not depend on the time.
    case none
    /// The result says when it was made, so it can be judged at any time.
    case stated
    /// The result can only be judged at the case's time.
    case given
  }

  /// Where cases contain signatures that AWS has published, which test the oracle.
  enum PublishedSignatures: Hashable, Sendable {
    case none
    /// In the output of a signer.
    case signed(SigningInput.Placement)
    /// In the input of a verifier.
    case verified
  }

  /// Which cases show a rejection.
  enum RejectionMark: Hashable, Sendable {
    /// Those that expect one.
    case expectation
    /// Those that expect one, and those whose input has this member.
    case inputMember(Text)
  }

  /// What the excerpt of a case shows, for example in a chapter.
  enum Excerpt: Hashable, Sendable {
    /// The input without what most cases have in common, and the canonical request or the output.
    case inputAndOutput
    /// The whole input, because a verifier's output says nothing more.
    case input
    /// Only this member of the input, for the same reason.
    case member(Text)
  }

  let call: Call
  let clock: ClockUse
  let signatures: PublishedSignatures
  /// Whether an implementation must reject with the code that the case expects: true where the code is S3's own, or tells failures
  /// of the store from a missing object. Otherwise codes are the implementation's own, and any code is right.
  let requiresCode: Bool
  let rejection: RejectionMark
  let excerpt: Excerpt
  /// Reads the input.
  let check: @Sendable (JSONValue) throws(InputError) -> Void
  /// Compares an output with what the case expects. Returns nil if the output is right.
  let judge: @Sendable (JudgedOutput, any SignatureOracle) throws(InputError) -> Failure?

  /// - Parameters:
  ///   - input: Reads the input of the call.
  ///   - judge: Throws the first thing that is wrong with an output.
  init<Input>(
    call: Call, clock: ClockUse, signatures: PublishedSignatures, requiresCode: Bool, rejection: RejectionMark,
    excerpt: Excerpt,
    input read: @escaping @Sendable (JSONValue) throws(InputError) -> Input,
    judge: @escaping @Sendable (Input, JudgedOutput, any SignatureOracle) throws(Failure) -> Void
  ) {
    self.call = call
    self.clock = clock
    self.signatures = signatures
    self.requiresCode = requiresCode
    self.rejection = rejection
    self.excerpt = excerpt
    check = { json throws(InputError) in _ = try read(json) }
    self.judge = { output, oracle throws(InputError) in
      let input = try read(output.vector.input)
      do throws(Failure) {
        try judge(input, output, oracle)
        return nil
      } catch {
        return error
      }
    }
  }
}

/// A kind of scenario: a case of several steps, with expectations of each.
protocol ScenarioKind: Sendable {
  /// The calls that an implementation must support.
  var calls: [Call] { get }

  /// The calls that are sent only to an implementation that supports them.
  var optionalCalls: [Call] { get }

  /// The member of the input that describes the state before the first step.
  var setupMember: Text { get }

  /// Checks that an input is such a scenario.
  func check(input: JSONValue) throws(InputError)

  /// Checks that an expectation fits the scenario.
  func check(_ expectation: Expectation, of input: JSONValue) throws(InputError)

  /// Whether some step is rejected or fails.
  func showsRejection(_ vector: VectorCase) -> Bool

  /// Why a scenario cannot be run against an implementation; nil if it can.
  func reasonNotToRun(_ vector: VectorCase, against implementation: ImplementationInfo) -> String?

  /// Runs a scenario step by step and judges each step.
  ///
  /// - Throws: ``InputError`` if the case is not such a scenario.
  func verdict(
    of vector: VectorCase, against implementation: inout some Implementation, judge: Judge, deadlineMilliseconds: Int
  ) throws(InputError) -> Verdict

  /// The steps and their expectations, as lines of a report.
  func lines(of vector: VectorCase) -> [String]
}
