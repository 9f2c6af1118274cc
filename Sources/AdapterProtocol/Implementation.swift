/// An implementation under test: the reference in this process, or a program behind the adapter protocol.
///
/// An implementation never sees the expectation of a case.
public protocol Implementation {
  var info: ImplementationInfo { get }

  /// Performs one run. A rejection is an observation like any other.
  ///
  /// - Throws: ``Breakage`` if there is no result. An implementation in this process always returns one.
  mutating func perform(_ run: Run) throws(Breakage) -> Observation

  /// Ends the implementation as a power failure would. The next run starts it again; only what it wrote to its state directory
  /// remains.
  mutating func crash()
}

extension Implementation {
  /// Does nothing, which is right for an implementation that keeps no state between runs.
  public mutating func crash() {}
}
