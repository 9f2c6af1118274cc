import ReferenceImpl
package import VideoSpec

extension RecordingService {
  /// Sweeps once, as if it were this time (REC-030).
  ///
  /// - Returns: How many uploads were recorded.
  package func sweep(at time: Timestamp) throws(Rejection) -> Int {
    var swept = 0
    var last: Text?
    while let look = try recorder.nextOverdueLook(after: last, at: time) {
      last = look.externalID
      if try recorder.record(store.head(look.key), ofOverdue: look) { swept += 1 }
    }
    return swept
  }
}
