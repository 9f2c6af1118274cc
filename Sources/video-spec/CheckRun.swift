import AdapterProtocol
import Gate
import Glibc
import ReferenceAdapter
import ReferenceImpl
import VideoSpec

/// A run of the gate: who was asked, and what came of it.
struct CheckRun {
  private(set) var outcomes: [CaseOutcome]
  /// Nil when it never was ready.
  private(set) var profile: ImplementationInfo?
  var terms: GateTerms
  private var command: [String] = []
  private var warnings: [String] = []

  init(_ plan: Plan, terms: GateTerms, corpus: Corpus, options: Options) throws {
    self.terms = terms
    var scale = 1
    if let text = options.value("timeout-scale") {
      guard let number = Int(text), (1...1000).contains(number) else {
        throw options.fail("--timeout-scale \"\(text)\" is no number from 1 to 1000")
      }
      scale = number
    }
    let runner = Runner(oracle: ReferenceOracle(), deadlineMilliseconds: 2000 * scale, now: Clock.now)
    let progress = Progress(of: plan.cases.count, isShown: !options.has("quiet") && Output.error.isTerminal)
    defer { progress.clear() }

    guard let command = options.rest else {
      // Without progress: it is over before anybody could read it.
      outcomes = try runner.run(plan, lanes: min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 4)) { ReferenceImplementation() }
      profile = ReferenceImplementation().info
      return
    }
    self.command = command
    AdapterProcess.endWithThisProgram()
    var adapter: AdapterProcess
    do throws(AdapterError) {
      adapter = try AdapterProcess(
        command: command, corpus: corpus, limits: .init(hello: .seconds(30 * scale), bye: .seconds(5 * scale)))
    } catch {
      switch error {
      case .cannotStart: throw options.fail("\(error)")
      case .broken(let breakage):
        outcomes = runner.outcomes(of: plan, brokenBy: breakage)
        return
      }
    }
    let (asked, gated) = try CheckRun.claimed(plan, terms, by: adapter.info, corpus: corpus, options: options)
    outcomes = try runner.run(asked, against: &adapter, progress: progress.advance)
    profile = adapter.info
    self.terms = gated
    let ending = adapter.finish().map { ["the adapter's end: \($0)"] } ?? []
    warnings = adapter.warnings + ending + CheckRun.ownClockWarning(adapter.info, outcomes)
  }

  func report(corpus: Corpus, options: Options) -> Report {
    // What a single case needs again, beside what the report knows.
    let repeated = ["vectors", "timeout-scale"].flatMap { name in options.value(name).map { ["--\(name)", $0] } ?? [] }
    let conclusion = Conclusion(outcomes, terms: terms, implementation: profile, corpus: corpus)
    return Report(
      conclusion, terms: terms, corpus: corpus, implementation: profile, command: command, options: repeated,
      warnings: warnings)
  }

  /// Without `--profile` an adapter is held to the profiles that it claims.
  private static func claimed(
    _ plan: Plan, _ terms: GateTerms, by profile: ImplementationInfo, corpus: Corpus, options: Options
  ) throws -> (Plan, GateTerms) {
    guard terms.profiles.isEmpty, !profile.profiles.isEmpty else { return (plan, terms) }
    var gated = terms
    gated.profiles = Profile.all.filter(profile.profiles.contains)
    do throws(PlanError) {
      return (try Plan(corpus, selecting: Selection(profiles: gated.profiles, patterns: options.all("only"))), gated)
    } catch {
      throw options.fail("\(error) (the adapter claims \(gated.profiles.map(\.rawValue).joined(separator: ", ")))")
    }
  }

  /// Dates can only be tried where the clock can be set.
  private static func ownClockWarning(_ profile: ImplementationInfo, _ outcomes: [CaseOutcome]) -> [String] {
    let rules: Set<RequirementID> = ["SIG-066", "SIG-067"]
    let count = outcomes.count { rules.contains($0.vector.requirement.id) && $0.verdict == .pass }
    guard profile.clock == .own, count > 0 else { return [] }
    return ["\(count) cases about other days were judged today: the adapter has a clock of its own"]
  }
}
