public import AdapterProtocol
import ReferenceImpl
public import VideoSpec

/// The reference behind the adapter protocol's interface: runs go in, observations come out.
public struct ReferenceImplementation: Implementation {
  public static let version = Catalogue.version

  /// Rejections that do not end a verification: see ``ReferenceFaultFinder``.
  var tolerated: [Rejection] = []
  /// The recorder that `record.open` opened.
  var recording: RecordingSession?
  /// The database behind the recorder.
  let engine: RecordingEngine
  /// Announces a fault point and waits to be killed there. If nil, a kill is simulated in this process.
  let kill: (@Sendable (RecordingPoint) -> Never)?

  /// - Parameter kill: Announces a fault point and waits to be killed there. If nil, a kill is simulated in this process.
  public init(kill: (@Sendable (RecordingPoint) -> Never)? = nil) { self.init(engine: .sqlite, kill: kill) }

  package init(engine: RecordingEngine, kill: (@Sendable (RecordingPoint) -> Never)? = nil) {
    self.engine = engine
    self.kill = kill
  }

  public var info: ImplementationInfo {
    ImplementationInfo(
      name: "VideoSpec reference", version: Self.version, language: "swift", source: "Sources/ReferenceImpl",
      calls: Call.allCases, profiles: Profile.ofAdapters, isExact: true, faults: RecordingPoint.allCases.map(\.rawValue)
    )
  }

  public mutating func perform(_ run: Run) -> Observation {
    let trace = TraceRecorder()
    do {
      let outcome = try perform(run, trace: trace)
      return Observation(outcome, trace: trace.trace)
    } catch let rejection as Rejection {
      return Observation(.rejected(rejection), trace: trace.trace)
    } catch let malformed as MalformedPolicy {
      return Observation(.rejected(Rejection(.invalidCondition, field: "conditions", malformed.reason)))
    } catch {
      return Observation(.error("\(error)"))
    }
  }

  private mutating func perform(_ run: Run, trace: TraceRecorder) throws -> Observation.Outcome {
    let (input, time) = (run.input, run.clock)
    switch run.call {
    case .canonical: return .output(try canonical(CanonicalInput(json: input)))
    case .signURL:
      return .output(try signURL(SigningInput(json: input, placement: .url), at: time, trace: trace))
    case .signHeaders:
      return .output(try signHeaders(SigningInput(json: input, placement: .headers), at: time, trace: trace))
    case .signPolicy: return .output(try signPolicy(PolicySigningInput(json: input), at: time, trace: trace))
    case .signChunks: return .output(try signChunks(ChunkedSigningInput(json: input), at: time, trace: trace))
    case .verifyURL: return .output(try verifyURL(VerificationInput(json: input), at: time, trace: trace))
    case .verifyHeaders: return .output(try verifyHeaders(VerificationInput(json: input), at: time, trace: trace))
    case .verifyChunks: return .output(try verifyChunks(VerificationInput(json: input), at: time, trace: trace))
    case .verifyForm: return .output(try verifyForm(FormVerificationInput(json: input), at: time, trace: trace))
    case .policyBuild: return .output(try buildPolicy(PolicyBuildInput(json: input), at: time, trace: trace))
    case .policyEvaluate:
      return .output(try evaluatePolicy(PolicyEvaluationInput(json: input), at: time, trace: trace))
    case .keyGenerate: return .output(try generateKey(KeyRequest(json: input), at: time, random: run.random))
    case .keyParse: return .output(try parseKey(KeyParsingInput(json: input)))
    case .formParse: return .output(try parseForm(FormInput(json: input)))
    case .formRespond: return .output(try respondToForm(FormResponseInput(json: input)))
    case .mediaTypeParse: return .output(try parseMediaType(InputReader(input).text("text")))
    case .limitsRead: return .output(try readLimits(InputReader(input).fields("environment")))
    case .objectValidate: return .output(try validateObject(ValidationInput(json: input)))
    case .recordOpen: return .output(try openRecorder(RecordingSetup(json: input)))
    case .recordStep: return try stepRecorder(RecordingStep(json: input), at: time, random: run.random)
    case .recordDump: return .output(try dumpRecorder())
    case .recordClose: return .output(closeRecorder(try InputReader(input).text("state")))
    }
  }
}
