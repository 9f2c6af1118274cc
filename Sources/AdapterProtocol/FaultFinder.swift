public import VideoSpec

/// Finds every fault of a receiver's input. A rejected case must have exactly one, which the vector lint checks.
public protocol FaultFinder: Sendable {
  /// Returns the rejections of a run, one for each independent fault that can be found, in the order of the checks. Returns nothing if
  /// the input is accepted.
  func faults(of run: Run) -> [Rejection]
}
