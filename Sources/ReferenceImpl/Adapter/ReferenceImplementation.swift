public import VideoSpec

/// The reference behind the same door as everybody: runs in, observations out.
public struct ReferenceImplementation: Implementation {
  public static let version = "1.0.0"

  /// The recorder that `record.open` opened.
  var recording: RecordingSession?
  /// What a step does where it is to be killed.
  let kill: (@Sendable (RecordingPoint) -> Never)?

  /// - Parameter kill: Announces the point and waits to be killed; nil: a kill is done as if, in this process.
  public init(kill: (@Sendable (RecordingPoint) -> Never)? = nil) { self.kill = kill }

  public var profile: ImplementationProfile {
    ImplementationProfile(
      name: "VideoSpec reference", version: Self.version, language: "swift", source: "Sources/ReferenceImpl",
      operations: Operation.asked, profiles: Profile.all, isExact: true,
      faults: RecordingPoint.allCases.map(\.rawValue))
  }

  public mutating func perform(_ run: Run) -> Observation {
    var trace: Trace? = Trace()
    do {
      if run.operation == .recordStep { return Observation(try stepRecorder(run)) }
      let output = try perform(run, trace: &trace)
      return Observation(.output(output), trace: trace ?? Trace())
    } catch let refusal as Refusal {
      return Observation(.refused(refusal), trace: trace ?? Trace())
    } catch let malformed as MalformedPolicy {
      return Observation(.refused(Refusal(.invalidCondition, field: "conditions", malformed.reason)))
    } catch {
      return Observation(.error("\(error)"))
    }
  }

  private mutating func perform(_ run: Run, trace: inout Trace?) throws -> JSONValue {
    switch run.operation {
    case .canonical: try canonical(CanonicalInput(json: run.input))
    case .signURL: try signURL(SigningInput(json: run.input, operation: .signURL), at: run.clock, trace: &trace)
    case .signHeaders:
      try signHeaders(SigningInput(json: run.input, operation: .signHeaders), at: run.clock, trace: &trace)
    case .signPolicy: try signPolicy(PolicyInput(json: run.input), at: run.clock, trace: &trace)
    case .signChunks:
      try signChunks(
        SigningInput(json: run.input, operation: .signChunks), ChunkInput(json: run.input), at: run.clock, trace: &trace
      )
    case .verifyURL, .verifyHeaders, .verifyChunks, .verifyForm:
      try verify(run.operation, VerificationInput(json: run.input), at: run.clock, trace: &trace)
    case .policyBuild: try buildPolicy(PolicyBuildInput(json: run.input), at: run.clock, trace: &trace)
    case .policyEvaluate: try evaluatePolicy(PolicyEvaluationInput(json: run.input), at: run.clock, trace: &trace)
    case .keyGenerate: try generateKey(KeyRequest(json: run.input), at: run.clock, random: run.random)
    case .keyParse: try parseKey(InputReader(run.input))
    case .formParse: try UploadForm(FormInput(json: run.input)).protocolForm
    case .formAnswer: try FormAnswer(FormAnswerInput(json: run.input)).protocolForm
    case .mediaTypeParse: try parseMediaType(InputReader(run.input))
    case .limitsRead: try readLimits(InputReader(run.input))
    case .objectValidate: try validateObject(ValidationInput(json: run.input))
    case .recordOpen: try openRecorder(RecordingSetup(json: run.input))
    case .recordDump: try dumpRecorder()
    default: throw InputError(field: "operation", reason: "\(run.operation) is not known")
    }
  }
}
