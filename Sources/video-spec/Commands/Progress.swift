import Gate
import VideoSpec

/// A line on the terminal: how far the run is, what runs now, and how long it has taken and will take.
final class Progress {
  private static let interval = Duration.milliseconds(100)

  private let isShown: Bool
  private var cases: [VectorCase] = []
  private var done = 0
  private var failed = 0
  private let start = ContinuousClock.now
  private var begun = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?

  init(isShown: Bool) { self.isShown = isShown }

  /// Begins with the first of the cases.
  func begin(_ cases: [VectorCase]) {
    self.cases = cases
    begun = .now
    show(line)
  }

  func advance(_ outcome: CaseOutcome) {
    done += 1
    if outcome.verdict.kind == .fail || outcome.verdict.kind == .broken { failed += 1 }
    if lastShown.map({ .now - $0 < Progress.interval }) ?? false { return }
    show(line)
  }

  func show(_ text: String) {
    guard isShown else { return }
    lastShown = .now
    Output.error.write(bytes: Array("\r\u{1B}[K\(text.withoutTerminalControls)".utf8))
  }

  func clear() { if isShown { Output.error.write(bytes: Array("\r\u{1B}[K".utf8)) } }

  /// `123 of 840  SIG-021-03 sign.url  2 failed  4 s, about 9 s left`
  private var line: String {
    var parts = ["\(done) of \(cases.count)"]
    if done < cases.count { parts.append("\(cases[done].id) \(cases[done].operation)") }
    if failed > 0 { parts.append("\(failed) failed") }
    let elapsed = ContinuousClock.now - start
    var time = "\(elapsed.components.seconds) s"
    // An estimate from the first moments would jump about.
    let running = ContinuousClock.now - begun
    if done > 0, running > .seconds(2) {
      time += ", about \((running / done * (cases.count - done)).components.seconds) s left"
    }
    return (parts + [time]).joined(separator: "  ")
  }
}
