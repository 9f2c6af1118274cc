import Gate
import ReferenceAdapter
import ReferenceImpl
import VideoSpec

/// `video-spec check`: the gate.
enum CheckCommand {
  private static let options =
    [
      Option("profile", short: "p", argument: "NAME", "gate on this profile; may be repeated (default: those claimed)"),
      Option("only", argument: "ID", "only this requirement or case, or SIG-00*; may be repeated"),
      Option("strict", "count rules of the level SHOULD too"),
      Option("known-failures", argument: "FILE", "failures that are known, and excused"),
      Option("update-known-failures", argument: "FILE", "excuse what fails today: write FILE anew"),
      Option("suite", argument: "EDITION", "the edition of the suite to hold to, such as 1.0"),
      Option("vectors", argument: "DIR", "read the vectors from a directory"),
      Option("timeout-scale", argument: "N", "give each answer N times 2 seconds, and start and end N times theirs"),
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
    // A variable that is empty must not become the reference implementation, which conforms.
    if given.rest?.isEmpty == true {
      throw given.fail("nothing follows '--', where the adapter's command should: is the variable that holds it empty?")
    }
    if given.rest?.first?.isEmpty == true {
      throw given.fail("the adapter's command is empty: is the variable that holds it empty?")
    }
    let files = try ReportFile.all(given)
    let corpus = try Corpora.load(given)
    let known = try KnownFailuresFile(given)
    let terms = try terms(given, known: known?.contents)
    let plan: Plan
    do throws(PlanError) {
      plan = try Plan(corpus, selecting: Selection(profiles: terms.profiles, patterns: given.all("only")))
    } catch { throw given.fail("\(error)") }

    // A directory's vectors need not hold a known signature; this program's own do.
    let own = VectorSource.embedded.filter { $0.name.hasPrefix("signing/") }
    let signatures = given.has("vectors") ? try Corpus(own, oracle: ReferenceOracle()) : corpus
    let faults = OracleSelfTest.faults(of: ReferenceOracle(), corpus: signatures)
    guard faults.isEmpty else {
      throw CommandFailure("the judge's oracle is wrong: \(faults.joined(separator: "; "))", status: .internalFault)
    }
    var run = try CheckRun(plan, terms: terms, corpus: corpus, options: given)
    let unwritten = known?.update(&run, corpus: corpus) ?? []
    let report = run.report(corpus: corpus, options: given)
    let isColored = Output.standard.hasColor && !given.has("no-color")
    try ReportFile.write(
      report, to: files,
      text: TextReport(report, isColored: isColored, listsEveryRule: !given.has("quiet")).text, faults: unwritten)
    return ExitStatus(rawValue: report.conclusion.status.exitStatus) ?? .internalFault
  }

  private static func terms(_ options: Options, known: KnownFailures?) throws -> GateTerms {
    let profiles = try options.all("profile").map { name in
      guard let profile = Profile(name) else {
        throw options.fail(
          "--profile \"\(name)\" is not known: \(Profile.all.map(\.rawValue).joined(separator: ", ")) are")
      }
      return profile
    }
    return GateTerms(profiles: profiles, isStrict: options.has("strict"), knownFailures: known)
  }
}
