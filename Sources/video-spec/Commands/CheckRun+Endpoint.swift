import AdapterProtocol
import EndpointGate
import Gate
import Glibc
import Synchronization
import VideoSpec

// A run of the gate against an S3 server over HTTP.

extension CheckRun {
  init(endpointOf options: Options, terms: GateTerms, corpus: Corpus) throws {
    let scale = try CheckRun.timeoutScale(options)
    let configuration = try EndpointOptions.configuration(options, timeoutScale: scale)
    var terms = terms
    if terms.profiles.isEmpty { terms.profiles = [.s3] }
    let plan = try options.plan(corpus, for: .endpoint, profiles: terms.profiles)
    let environment = AdapterEnvironment(passing: Set(options.all("pass-env")))
    AdapterProcess.endWithThisProgram()
    let progress = EndpointProgress(isShown: !options.has("quiet") && Output.error.isTerminal)

    let server = try options.value("start").map { command in
      progress.show("starting the server")
      return try ServerProcess(command: command, environment: environment)
    }
    defer {
      progress.clear()
      server?.end()
    }
    var gate = EndpointGate(configuration)
    var signerName: String?
    if let command = options.rest {
      progress.show("starting the adapter that signs")
      let adapter: AdapterProcess
      do throws(AdapterError) {
        adapter = try AdapterProcess(
          command: command, environment: environment, corpus: corpus,
          limits: .init(hello: .seconds(30 * scale), bye: .seconds(5 * scale)))
      } catch { throw options.fail("\(error)") }
      signerName = "\(adapter.info.name) \(adapter.info.version)"
      gate = EndpointGate(configuration, signer: AdapterSigner(adapter))
    }
    try CheckRun.awaitEndpoint(gate, server, seconds: 30 * scale, options)

    progress.begin(plan.cases)
    let run = gate.run(plan, stopsAfter: CheckRun.stop(terms, options)) { progress.advance($0) }
    self.terms = terms
    outcomes = run.outcomes
    command = options.rest ?? []
    let doubt = outcomes.allSatisfy { $0.verdict == .pass } ? nil : gate.doubt()
    let signer = signerName.map { "the requests were signed by \($0)" }
    warnings = [doubt].compactMap(\.self) + run.warnings + [signer].compactMap(\.self)
    info = ImplementationInfo(
      name: options.value("name") ?? configuration.endpoint.origin.string, version: "", language: "", source: "",
      calls: [], profiles: terms.profiles)
  }

  /// Waits until the endpoint can be used: for a server that was started just now, up to the time limit.
  private static func awaitEndpoint(
    _ gate: EndpointGate, _ server: ServerProcess?, seconds: Int, _ options: Options
  ) throws {
    let end = ContinuousClock.now.advanced(by: .seconds(seconds))
    while let obstacle = gate.obstacle() {
      if let server, server.hasEnded {
        throw options.fail("--start: the command ended before the endpoint answered\(tail(of: server))")
      }
      guard let server else { throw options.fail("the run cannot begin: \(obstacle.reason)") }
      guard .now < end, obstacle.isTemporary else {
        throw options.fail("--start: the run cannot begin: \(obstacle.reason)\(tail(of: server))")
      }
      usleep(50_000)
    }
  }

  /// The last lines that the server has written, for a message.
  private static func tail(of server: ServerProcess) -> String {
    let lines = server.tail.split(at: 0x0A).filter { !$0.isEmpty }.suffix(5).map { Printable.text($0) }
    return lines.isEmpty ? "" : ": " + Redaction.message(lines.joined(separator: " | "))
  }
}

/// The progress of a run whose cases end in several threads.
private final class EndpointProgress: Sendable {
  private let progress: Mutex<Progress>

  init(isShown: Bool) { progress = Mutex(Progress(isShown: isShown)) }

  func begin(_ cases: [VectorCase]) { progress.withLock { $0.begin(cases) } }
  func advance(_ outcome: CaseOutcome) { progress.withLock { $0.advance(outcome) } }
  func show(_ text: String) { progress.withLock { $0.show(text) } }
  func clear() { progress.withLock { $0.clear() } }
}
