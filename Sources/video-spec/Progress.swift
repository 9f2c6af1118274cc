import Gate

/// A line on a terminal that says how far the run is.
final class Progress {
  private let total: Int
  private let isShown: Bool
  private var done = 0
  private var failed = 0

  init(of total: Int, isShown: Bool) {
    self.total = total
    self.isShown = isShown
  }

  func advance(_ outcome: CaseOutcome) {
    done += 1
    if outcome.verdict.kind == .fail || outcome.verdict.kind == .broken { failed += 1 }
    guard isShown, done % 10 == 0 || done == total else { return }
    Output.error.write("\r\(done) of \(total)\(failed > 0 ? ", \(failed) failed" : "") ")
  }

  func clear() { if isShown { Output.error.write("\r\u{1B}[K") } }
}
