import AdapterProtocol
import Gate
import Glibc
import ReferenceAdapter
import ReferenceImpl
import VideoSpec

/// A run of the gate: the implementation and the outcomes of its cases.
struct CheckRun {
  /// How many cases `--trace-io` records at most: more than that nobody reads.
  static let traceLimit = 20

  var outcomes: [CaseOutcome]
  /// Nil if the implementation never was ready.
  var info: ImplementationInfo?
  var terms: GateTerms
  var command: [String] = []
  var warnings: [String] = []
  private var log: ExchangeLog?

  init(_ plan: Plan, terms: GateTerms, corpus: Corpus, options: Options) throws {
    self.terms = terms
    let scale = try CheckRun.timeoutScale(options)
    log = try CheckRun.log(plan, options)
    let runner = Runner(oracle: ReferenceOracle(), deadlineMilliseconds: 2000 * scale, now: SystemClock.now)
    guard let command = options.rest else {
      outcomes = try CheckRun.runReference(runner, plan, terms: terms, options)
      info = ReferenceImplementation().info
      return
    }
    self.command = command
    AdapterProcess.endWithThisProgram()
    let progress = Progress(isShown: !options.has("quiet") && Output.error.isTerminal)
    defer { progress.clear() }
    progress.show("starting the adapter")
    var adapter: AdapterProcess
    do throws(AdapterError) {
      adapter = try AdapterProcess(
        command: command, environment: AdapterEnvironment(passing: Set(options.all("pass-env"))), corpus: corpus,
        limits: .init(hello: .seconds(30 * scale), bye: .seconds(5 * scale)), log: log)
    } catch {
      switch error {
      case .cannotStart: throw options.fail("\(error)")
      case .broken(let breakage):
        outcomes = runner.outcomes(of: plan, brokenBy: breakage)
        return
      }
    }
    let (asked, gated) = try CheckRun.claimed(plan, terms, by: adapter.info, corpus: corpus, options: options)
    progress.begin(asked.cases)
    outcomes = try runner.run(
      asked, against: &adapter, stopsAfter: CheckRun.stop(gated, options), progress: progress.advance)
    info = adapter.info
    self.terms = gated
    let ending = adapter.finish().map { ["the adapter's end: \($0)"] } ?? []
    warnings = adapter.warnings + ending + CheckRun.ownClockWarning(adapter.info, outcomes)
  }

  func report(corpus: Corpus, options: Options) -> Report {
    // What the command line that repeats a single case needs, beside what the report knows.
    let repeated =
      (["vectors", "timeout-scale", "pass-env"] + EndpointOptions.repeated).flatMap { name in
        options.all(name).flatMap { ["--\(name)", $0] }
      } + (options.has("allow-remote") ? ["--allow-remote"] : [])
    let conclusion = Conclusion(outcomes, terms: terms, implementation: info, corpus: corpus)
    return Report(
      conclusion, terms: terms, corpus: corpus, implementation: info, command: command, options: repeated,
      warnings: warnings)
  }

  /// Writes the file of `--trace-io`.
  ///
  /// - Returns: Why it could not be written; empty if it was.
  func writeTrace(_ options: Options) -> [String] {
    guard let log, let path = options.value("trace-io") else { return [] }
    do throws(FileError) { try FileSystem.write(log.bytes, to: path) } catch { return ["--trace-io \(error)"] }
    return []
  }

  // MARK: - Options

  static func timeoutScale(_ options: Options) throws -> Int {
    guard let text = options.value("timeout-scale") else { return 1 }
    guard let number = Int(text), (1...1000).contains(number) else {
      throw options.fail("--timeout-scale \(text.shown) is not a whole number from 1 to 1000")
    }
    return number
  }

  private static func log(_ plan: Plan, _ options: Options) throws -> ExchangeLog? {
    guard let path = options.value("trace-io") else { return nil }
    if path.isEmpty || path == "-" { throw options.fail("--trace-io needs the name of a file") }
    guard options.rest != nil else {
      throw options.fail(
        "--trace-io records the messages of an adapter, and no adapter follows '--'; 'video-spec adapter' is the reference's"
      )
    }
    guard plan.cases.count <= traceLimit else {
      throw options.fail(
        "--trace-io records at most \(traceLimit) cases, and \(plan.cases.count) are selected: select fewer with --only"
      )
    }
    return ExchangeLog()
  }

  /// With `--fail-fast`, a run stops after a failure that counts.
  static func stop(_ terms: GateTerms, _ options: Options) -> @Sendable (CaseOutcome) -> Bool {
    guard options.has("fail-fast") else { return { _ in false } }
    return { outcome in
      let isFailure = outcome.verdict.kind == .fail || outcome.verdict.kind == .broken
      return isFailure && RatedOutcome(outcome, terms: terms).countsAgainst
    }
  }

  /// Runs without progress: it is over before anybody could read it.
  private static func runReference(
    _ runner: Runner, _ plan: Plan, terms: GateTerms, _ options: Options
  ) throws -> [CaseOutcome] {
    if options.has("fail-fast") {
      // One case after the other, so that the same cases are run every time.
      var implementation = ReferenceImplementation()
      return try runner.run(plan, against: &implementation, stopsAfter: stop(terms, options))
    }
    return try runner.run(plan, lanes: min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 4)) { ReferenceImplementation() }
  }

  /// Without `--profile`, the profiles that the adapter claims are required.
  private static func claimed(
    _ plan: Plan, _ terms: GateTerms, by info: ImplementationInfo, corpus: Corpus, options: Options
  ) throws -> (Plan, GateTerms) {
    guard terms.profiles.isEmpty, !info.profiles.isEmpty else { return (plan, terms) }
    var gated = terms
    gated.profiles = Profile.all.filter(info.profiles.contains)
    do throws(UsageError) {
      return (try options.plan(corpus, for: .adapter, profiles: gated.profiles), gated)
    } catch {
      let claims = gated.profiles.map(\.rawValue).joined(separator: ", ")
      throw options.fail("\(error.message) (the adapter claims \(claims))")
    }
  }

  /// Dates can only be tested where the clock can be set.
  private static func ownClockWarning(_ info: ImplementationInfo, _ outcomes: [CaseOutcome]) -> [String] {
    let rules: Set<RequirementID> = ["SIG-066", "SIG-067"]
    let count = outcomes.count { rules.contains($0.vector.requirement.id) && $0.verdict == .pass }
    guard info.clock == .own, count > 0 else { return [] }
    return ["\(count) cases about other days were judged today: the adapter has a clock of its own"]
  }
}
