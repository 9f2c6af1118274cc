import Gate
import ReferenceImpl
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// `video-spec check`: the gate.
enum CheckCommand {
  private static let options =
    [
      Option("profile", short: "p", argument: "NAME", "gate on this profile; may be repeated (default: those claimed)"),
      Option("only", argument: "ID", "only this requirement or case, or SIG-00*; may be repeated"),
      Option("strict", "count rules of the level SHOULD too"),
      Option("known-failures", argument: "FILE", "failures that are known, and excused"),
      Option("suite", argument: "EDITION", "the edition of the suite to hold to, such as 1.0"),
      Option("vectors", argument: "DIR", "read the vectors from a directory"),
      Option("timeout-scale", argument: "N", "give each answer N times 2 seconds"),
    ] + ReportFile.options + [
      Option("quiet", short: "q", "say nothing but the failures and the verdict"),
      Option("no-color", "no colours"),
    ]

  static func run(_ arguments: [String]) throws -> ExitStatus {
    let given = try Options.parse(
      arguments, command: "check", usage: "[OPTIONS] [-- ADAPTER [ARG...]]",
      details: """
        Puts the vectors to an adapter (Docs/Protocol.md), or to the reference implementation
        without one, and gives a verdict per rule.

        """, options: options)
    guard let given else { return .success }
    if let operand = given.operands.first {
      throw given.fail("\"\(operand)\" is one argument too many: an adapter's command follows '--'")
    }
    let files = try ReportFile.all(given)
    let corpus = try Corpora.load(given)
    let terms = try terms(given)
    let plan: Plan
    do throws(PlanError) {
      plan = try Plan(corpus, selecting: Selection(profiles: terms.profiles, patterns: given.all("only")))
    } catch { throw given.fail("\(error)") }

    // A directory's vectors need not hold a known signature; this program's own do.
    let known = given.has("vectors") ? try Corpus.embedded(oracle: ReferenceOracle()) : corpus
    let faults = OracleSelfTest.faults(of: ReferenceOracle(), corpus: known)
    guard faults.isEmpty else {
      throw CommandFailure("the judge's oracle is wrong: \(faults.joined(separator: "; "))", status: .internalFault)
    }
    let report = try report(plan, terms: terms, corpus: corpus, options: given)
    let isColored = Output.standard.hasColor && !given.has("no-color")
    try ReportFile.write(
      report, to: files,
      text: TextReport(report, isColored: isColored, listsEveryRule: !given.has("quiet")).text)
    return ExitStatus(rawValue: report.conclusion.status.exitStatus) ?? .internalFault
  }

  private static func terms(_ options: Options) throws -> GateTerms {
    let profiles = try options.all("profile").map { name in
      guard let profile = Profile(name) else {
        throw options.fail(
          "--profile \"\(name)\" is not known: \(Profile.all.map(\.rawValue).joined(separator: ", ")) are")
      }
      return profile
    }
    var known: KnownFailures?
    if let path = options.value("known-failures") {
      let bytes = try Files.read(path)
      do throws(VectorError) { known = try KnownFailures(name: path, bytes: bytes) } catch {
        throw options.fail("--known-failures \(error)")
      }
    }
    return GateTerms(profiles: profiles, isStrict: options.has("strict"), knownFailures: known)
  }

  private static func report(
    _ plan: Plan, terms: GateTerms, corpus: Corpus, options: Options
  ) throws -> Report {
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

    // What a single case needs again, beside what the report knows.
    let repeated = ["vectors", "timeout-scale"].flatMap { name in options.value(name).map { ["--\(name)", $0] } ?? [] }
    func conclude(
      _ outcomes: [CaseOutcome], _ profile: ImplementationProfile?, terms: GateTerms, command: [String] = [],
      warnings: [String] = []
    ) -> Report {
      let conclusion = Conclusion(outcomes, terms: terms, implementation: profile, corpus: corpus)
      return Report(
        conclusion, terms: terms, corpus: corpus, implementation: profile, command: command, options: repeated,
        warnings: warnings)
    }

    guard let command = options.rest else {
      var reference = ReferenceImplementation()
      let outcomes = try runner.run(plan, against: &reference, progress: progress.advance)
      return conclude(outcomes, reference.profile, terms: terms)
    }
    guard !command.isEmpty else { throw options.fail("an adapter's command should follow '--'") }
    AdapterProcess.endWithThisProgram()
    var adapter: AdapterProcess
    do throws(AdapterError) {
      adapter = try AdapterProcess(command: command, corpus: corpus)
    } catch {
      switch error {
      case .cannotStart: throw options.fail("\(error)")
      case .broken(let breakage):
        return conclude(runner.outcomes(of: plan, brokenBy: breakage), nil, terms: terms, command: command)
      }
    }
    let (asked, gated) = try claimed(plan, terms, by: adapter.profile, corpus: corpus, options: options)
    let outcomes = try runner.run(asked, against: &adapter, progress: progress.advance)
    let ending = adapter.finish().map { ["the adapter's end: \($0)"] } ?? []
    let warnings = adapter.warnings + ending + ownClockWarning(adapter.profile, outcomes)
    return conclude(outcomes, adapter.profile, terms: gated, command: command, warnings: warnings)
  }

  /// Without `--profile` an adapter is held to the profiles that it claims.
  private static func claimed(
    _ plan: Plan, _ terms: GateTerms, by profile: ImplementationProfile, corpus: Corpus, options: Options
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
  private static func ownClockWarning(_ profile: ImplementationProfile, _ outcomes: [CaseOutcome]) -> [String] {
    let rules: Set<RequirementID> = ["SIG-066", "SIG-067"]
    let count = outcomes.count { rules.contains($0.vector.requirement.id) && $0.verdict == .pass }
    guard profile.clock == .own, count > 0 else { return [] }
    return ["\(count) cases about other days were judged today: the adapter has a clock of its own"]
  }
}
