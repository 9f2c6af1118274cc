import Gate
import ReferenceAdapter
import VideoSpec

extension Command {
  static let check = Command(
    "check", summary: "run the suite against an implementation",
    details: [
      "Runs the cases and reports a verdict on every rule. The implementation is behind an adapter (Docs/WriteAnAdapter.md); without one, the reference implementation in this program is checked. With --endpoint an S3 server is checked, over HTTP (Docs/EndpointGate.md). With --endpoint and --profile recording-http a backend is checked, and the gate is its store; --hook sets up what the cases need.",
      "Without --profile, the adapter must pass the cases of every profile that it claims. A failure counts if the rule is a MUST; with --strict, a SHOULD counts too. A contested case never counts.",
      "The adapter does not get environment variables that may contain credentials: those whose name begins with AWS_ or contains a word such as SECRET, TOKEN, PASSWORD or KEY, and those whose value is a URL with a password. Docs/Protocol.md has the whole list. --pass-env NAME passes one of them on.",
      "--trace-io writes one line per message: '>' and what the gate sent, '<' and what the adapter replied, '!' and why there was no result. Secrets are replaced by <redacted>.",
    ],
    options: [
      Option(
        "profile", short: "p", .choice("PROFILE", of: "profile") { Profile.all.map(\.rawValue) }, isRepeatable: true,
        "require this profile (default: those that the adapter claims)"),
      .only,
      Option("strict", "count rules of the level SHOULD too"),
      Option("fail-fast", "stop at the first failure that counts; the other cases are reported as not run"),
      Option("known-failures", .file(), "excuse the failures that this file lists"),
      Option("update-known-failures", .file(), "rewrite this file, so that it excuses what fails now"),
      .suite, .vectors,
      Option(
        "timeout-scale", .text("N"), "multiply all time limits by N, 1 to 1000 (a result has 2 seconds by default)"),
      Option(
        "pass-env", .text("NAME"), isRepeatable: true,
        "pass this environment variable on, although it may contain a credential"),
      Option(
        "trace-io", .file(), "write the messages to and from the adapter, for at most \(CheckRun.traceLimit) cases"),
    ] + EndpointOptions.all + ReportFile.options + [
      Option("quiet", short: "q", "print only failures and the verdict"),
      Option("no-color", "do not use colors"),
    ],
    trailing: Trailing(
      name: "ADAPTER [ARG...]", noun: "the command of an adapter",
      summary: "the command that starts the adapter, without a shell; with --endpoint, it signs the requests"),
    examples: [
      CommandExample("video-spec check", "run the suite against the reference implementation"),
      CommandExample("video-spec check -- ./my-adapter", "check an adapter against the profiles that it claims"),
      CommandExample("video-spec check --profile presign-url --junit report.xml -- ./my-adapter", "gate in CI"),
      CommandExample(
        "video-spec check --only SIG-006-01 --trace-io messages.txt -- ./my-adapter", "see what one case sends"),
      CommandExample(
        "video-spec check --endpoint http://127.0.0.1:9000 --profile s3-object", "check an S3 server over HTTP"),
      CommandExample(
        "video-spec check --endpoint http://127.0.0.1:8000 --profile recording-http --start './my-backend 8000' --hook ./my-hook",
        "check a backend that records uploads"),
    ],
    exitStatuses: [
      ExitMeaning(.success, "conformant"),
      ExitMeaning(.notConformant, "not conformant, or a known failure is stale"), .usage,
      ExitMeaning(
        .incomplete, "incomplete: a case that counts is not supported or not run, or a profile is not claimed"),
      .fault,
    ], run: CheckCommand.run)
}

/// `video-spec check`: the gate.
enum CheckCommand {
  @Sendable static func run(_ options: Options) throws -> ExitStatus {
    try checkAdapter(options)
    let files = try ReportFile.all(options)
    // What can be rejected without the vectors is rejected first, because reading them takes longest.
    _ = try CheckRun.timeoutScale(options)
    let known = try KnownFailuresFile(options)
    let corpus = try options.corpus()
    let terms = GateTerms(
      profiles: options.profiles, isStrict: options.has("strict"), knownFailures: known?.contents)
    if options.has("endpoint") {
      let run = try CheckRun(endpointOf: options, terms: terms, corpus: corpus)
      return try finish(run, known: known, files: files, corpus: corpus, options: options)
    }
    try EndpointOptions.checkAbsence(options)
    let plan = try options.plan(corpus, for: .adapter, profiles: terms.profiles)

    // A directory's vectors need not contain a known signature; this program's own do.
    let own = VectorSource.embedded.filter { $0.name.hasPrefix("signing/") }
    let signatures = options.has("vectors") ? try Corpus(own, oracle: ReferenceOracle()) : corpus
    let faults = OracleSelfTest.faults(of: ReferenceOracle(), corpus: signatures)
    guard faults.isEmpty else {
      throw CommandFailure("the judge's oracle is wrong: \(faults.joined(separator: "; "))", status: .internalFault)
    }
    let run = try CheckRun(plan, terms: terms, corpus: corpus, options: options)
    return try finish(run, known: known, files: files, corpus: corpus, options: options)
  }

  /// Writes the reports of a run.
  private static func finish(
    _ run: CheckRun, known: KnownFailuresFile?, files: [ReportFile], corpus: Corpus, options: Options
  ) throws -> ExitStatus {
    var run = run
    var unwritten = run.writeTrace(options)
    unwritten += known?.update(&run, corpus: corpus) ?? []
    let report = run.report(corpus: corpus, options: options)
    let isColored = Output.standard.hasColor && !options.has("no-color")
    try ReportFile.write(
      report, to: files,
      text: TextReport(report, isColored: isColored, listsEveryRule: !options.has("quiet")).text, faults: unwritten)
    return ExitStatus(rawValue: report.conclusion.status.exitStatus) ?? .internalFault
  }

  /// Refuses an empty adapter command: an empty variable must not select the reference implementation, which conforms.
  private static func checkAdapter(_ options: Options) throws {
    if options.rest?.isEmpty == true {
      throw options.fail(
        "nothing follows '--', where the adapter's command should be: is the variable that holds it empty?")
    }
    if options.rest?.first?.isEmpty == true {
      throw options.fail("the adapter's command is empty: is the variable that holds it empty?")
    }
  }
}
