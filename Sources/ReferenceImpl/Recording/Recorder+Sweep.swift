public import VideoSpec

extension Recorder {
  /// Looks at uploads that are still processing long after their form expired, and records what the store holds (REC-030).
  ///
  /// An upload about which the store's response says nothing is skipped (REC-032).
  ///
  /// - Returns: How many uploads were recorded.
  /// - Throws: A ``Rejection`` if the database fails. The uploads before that are completely swept (REC-048).
  @discardableResult
  public func sweep(asking store: some ObjectStore, at time: Timestamp) async throws(Rejection) -> Int {
    var swept = 0
    var last: Text?
    while let look = try nextOverdueLook(after: last, at: time) {
      last = look.externalID
      if try record(await store.head(look.key), ofOverdue: look) { swept += 1 }
    }
    return swept
  }

  /// Begins a look at the next overdue upload after another one, or returns nil if there is none.
  package func nextOverdueLook(after externalID: Text?, at time: Timestamp) throws(Rejection) -> Look? {
    // A time before 1970: no form had expired by then.
    guard let limit = time.adding(seconds: -configuration.sweepSeconds) else { return nil }
    let next = try reporting(about: externalID ?? Text()) {
      try store.nextOverdue(formExpiredBy: limit, after: externalID)
    }
    return try next.map { id throws(Rejection) in try numberedLook(at: id) }
  }

  /// Records the store's response to a look. Returns false if it says nothing about the object.
  package func record(_ response: StoreResponse, ofOverdue look: Look) throws(Rejection) -> Bool {
    let undecided: Set<ErrorCode> = [.storeForbidden, .storeUnavailable, .storeResponseInvalid]
    do {
      _ = try record(response, of: look)
      return true
    } catch let error where undecided.contains(error.code) {
      return false
    }
  }
}
