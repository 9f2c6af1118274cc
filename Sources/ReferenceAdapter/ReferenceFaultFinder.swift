public import AdapterProtocol
public import VideoSpec

/// Finds faults with the reference: it runs the call, tolerates its rejection, and runs the call again.
///
/// A check takes part by ``Verifier/reject(_:)``. If it throws instead, nothing after it can be checked, and it ends the search.
public struct ReferenceFaultFinder: FaultFinder {
  public init() {}

  public func faults(of run: Run) -> [Rejection] {
    var implementation = ReferenceImplementation()
    while case .rejected(let rejection) = implementation.perform(run).outcome,
      !implementation.tolerated.contains(rejection)
    {
      implementation.tolerated.append(rejection)
    }
    return implementation.tolerated
  }
}
