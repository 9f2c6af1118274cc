public import AdapterProtocol
import ReferenceImpl
public import VideoSpec

/// The reference behind the same door as everybody: runs in, observations out.
public struct ReferenceImplementation: Implementation {
  public static let version = Catalogue.version

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
    let trace = TraceRecorder()
    do {
      if run.operation == .recordStep { return Observation(try stepRecorder(run)) }
      let output = try perform(run, trace: trace)
      return Observation(.output(output), trace: trace.trace)
    } catch let rejection as Rejection {
      return Observation(.rejected(rejection), trace: trace.trace)
    } catch let malformed as MalformedPolicy {
      return Observation(.rejected(Rejection(.invalidCondition, field: "conditions", malformed.reason)))
    } catch {
      return Observation(.error("\(error)"))
    }
  }

  private mutating func perform(_ run: Run, trace: TraceRecorder) throws -> JSONValue {
    switch run.operation {
    case .canonical: return try canonical(CanonicalInput(json: run.input))
    case .signURL: return try signURL(SigningInput(json: run.input, operation: .signURL), at: run.clock, trace: trace)
    case .signHeaders:
      return try signHeaders(SigningInput(json: run.input, operation: .signHeaders), at: run.clock, trace: trace)
    case .signPolicy: return try signPolicy(PolicyInput(json: run.input), at: run.clock, trace: trace)
    case .signChunks:
      return try signChunks(
        SigningInput(json: run.input, operation: .signChunks), ChunkInput(json: run.input), at: run.clock, trace: trace
      )
    case .verifyURL, .verifyHeaders, .verifyChunks, .verifyForm:
      return try verify(run.operation, VerificationInput(json: run.input), at: run.clock, trace: trace)
    case .policyBuild: return try buildPolicy(PolicyBuildInput(json: run.input), at: run.clock, trace: trace)
    case .policyEvaluate:
      return try evaluatePolicy(PolicyEvaluationInput(json: run.input), at: run.clock, trace: trace)
    case .keyGenerate: return try generateKey(KeyRequest(json: run.input), at: run.clock, random: run.random)
    case .keyParse: return try parseKey(InputReader(run.input))
    case .formParse:
      let input = try FormInput(json: run.input)
      return try UploadForm(contentType: input.contentType, body: input.body).protocolForm
    case .formRespond:
      switch try FormResponseInput(json: run.input) {
      case .stored(let object, let success): return try FormResponse(object, success).protocolForm
      case .rejected(let rejection): return FormResponse(rejection).protocolForm
      }
    case .mediaTypeParse: return try parseMediaType(InputReader(run.input))
    case .limitsRead: return try readLimits(InputReader(run.input))
    case .objectValidate: return try validateObject(ValidationInput(json: run.input))
    case .recordOpen: return try openRecorder(RecordingSetup(json: run.input))
    case .recordDump: return try dumpRecorder()
    default: throw InputError(field: "operation", reason: "\(run.operation) is not known")
    }
  }
}
