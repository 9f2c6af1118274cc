public import VideoSpec

/// Finds every fault of a receiver's input. A rejected case must have exactly one, and the vector lint has to know.
public protocol FaultFinder: Sendable {
  /// Returns the rejections of a run, one for each independent fault that can be found, in the order of the checks. Returns nothing if
  /// the input is accepted.
  func faults(of run: Run) -> [Rejection]
}
