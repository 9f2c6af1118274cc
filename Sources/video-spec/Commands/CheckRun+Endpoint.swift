import AdapterProtocol
import EndpointGate
import Gate
import Glibc
import Synchronization
import VideoSpec

// A run of the gate against an S3 server or a backend over HTTP.

extension CheckRun {
  init(endpointOf options: Options, terms: GateTerms, corpus: Corpus) throws {
    if let profile = try EndpointOptions.service(options), let service = ServiceDefinition.service(of: profile) {
      try self.init(backendOf: options, service: service, terms: terms, corpus: corpus)
    } else {
      try self.init(storageOf: options, terms: terms, corpus: corpus)
    }
  }

  private init(storageOf options: Options, terms: GateTerms, corpus: Corpus) throws {
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
    try CheckRun.awaitServer(server, seconds: 30 * scale, options) { gate.obstacle() }

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

  private init(
    backendOf options: Options, service: ServiceDefinition, terms: GateTerms, corpus: Corpus
  ) throws {
    let scale = try CheckRun.timeoutScale(options)
    let settings = try ServiceOptions(options, service: service, timeoutScale: scale)
    let backend = settings.configuration.backend
    let plan = try options.plan(corpus, for: .endpoint, profiles: terms.profiles)
    AdapterProcess.endWithThisProgram()
    let progress = EndpointProgress(isShown: !options.has("quiet") && Output.error.isTerminal)
    progress.show("starting the store")
    let store: GateStore
    do throws(GateStoreError) {
      store = try GateStore(
        at: settings.address, bucket: settings.bucket, region: backend.region, credentials: backend.credentials)
    } catch { throw options.fail("--store: \(error)") }
    let passed = Set(options.all("pass-env"))
    let variables = options.has("start") ? settings.variables(of: store) : [:]
    let environment = AdapterEnvironment(passing: passed, adding: variables)
    let server = try options.value("start").map { command in
      progress.show("starting the backend")
      return try ServerProcess(command: command, environment: environment)
    }
    defer {
      progress.clear()
      server?.end()
      store.stop()
    }
    try CheckRun.awaitServer(server, seconds: 30 * scale, options) { ServiceGate.obstacle(of: backend) }

    progress.show("starting the hook")
    let process = try CheckRun.hookProcess(options, environment)
    defer { process?.end() }
    let hook = try CheckRun.hook(options, process, seconds: 30 * scale)
    let gate = ServiceGate(settings.configuration, store: store, hook: hook)
    progress.begin(plan.cases)
    let run = gate.run(plan, stopsAfter: CheckRun.stop(terms, options)) { progress.advance($0) }
    self.terms = terms
    outcomes = run.outcomes
    let mapping = options.value("mapping").map { "the backend was called with the mapping \($0)" }
    warnings = run.warnings + [mapping].compactMap(\.self)
    let introduced = hook.map { "\($0.information.name) \($0.information.version)" }
    info = ImplementationInfo(
      name: options.value("name") ?? introduced ?? backend.endpoint.origin.string, version: "", language: "",
      source: "", calls: [], profiles: terms.profiles)
  }

  private static func hookProcess(_ options: Options, _ environment: AdapterEnvironment) throws -> HookProcess? {
    guard let text = options.value("hook"), !isURL(text) else { return nil }
    if text.isEmpty { throw options.fail("--hook is empty: is the variable that holds it empty?") }
    do throws(SpawnError) { return try HookProcess(command: text, environment: environment) } catch {
      throw options.fail("--hook: \(error)")
    }
  }

  private static func hook(_ options: Options, _ process: HookProcess?, seconds: Int) throws -> ServiceHook? {
    guard let text = options.value("hook") else { return nil }
    let transport: any HookTransport
    if let process {
      transport = process
    } else {
      guard let url = HookURL(Text(text)) else {
        throw options.fail("--hook \(text.shown) is not SCHEME://HOST[:PORT]/PATH")
      }
      guard url.server.isLoopback || options.has("allow-remote") else {
        throw options.fail("--hook: \(url.server.host) is not this machine: add --allow-remote if you want that")
      }
      transport = url
    }
    do throws(HookFault) { return try ServiceHook(transport, within: .seconds(seconds)) } catch {
      throw options.fail("--hook: \(error)")
    }
  }

  private static func isURL(_ text: String) -> Bool { text.hasPrefix("http://") || text.hasPrefix("https://") }

  /// Waits until the server can be used: if it was started just now, up to the time limit.
  private static func awaitServer(
    _ server: ServerProcess?, seconds: Int, _ options: Options, obstacle: () -> EndpointGate.Obstacle?
  ) throws {
    let end = ContinuousClock.now.advanced(by: .seconds(seconds))
    while let obstacle = obstacle() {
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
