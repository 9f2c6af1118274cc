import Gate

/// Why a case ends before its last step.
enum CaseStop: Error, Hashable {
  case failed(Failure)
  /// The case cannot be run, for this reason.
  case notRun(String)
  /// Nobody listens at the endpoint, or the connection cannot be made.
  case unreachable(String)
  /// No further case can be run, for this reason.
  case ended(String)
}
