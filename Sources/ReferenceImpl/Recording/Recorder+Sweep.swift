public import VideoSpec

extension Recorder {
  /// Gives up what never arrived: looks at uploads that are still processing long after their form's end (REC-030).
  ///
  /// An upload that the store says nothing about is left, and the next is looked at (REC-032).
  ///
  /// - Returns: How many were recorded.
  /// - Throws: ``Rejection`` when the database fails; those before are swept, whole (REC-048).
  @discardableResult
  public func sweep(store: some ObjectStore, at time: Timestamp) async throws(Rejection) -> Int {
    var swept = 0
    var last = 0
    while let overdue = try nextOverdue(after: last, at: time) {
      last = overdue.answer
      if try record(overdue: overdue, await store.head(overdue.key)) { swept += 1 }
    }
    return swept
  }

  /// The first upload after a row that is overdue.
  package func nextOverdue(after row: Int, at time: Timestamp) throws(Rejection) -> Look? {
    let found: (Int, Text)?
    do {
      found = try read { database in
        try database.first(
          """
          SELECT id, external_id FROM answers WHERE status = 'processing' AND form_ends_at <= ? AND id > ?
          ORDER BY id LIMIT 1
          """, [.integer(time.seconds - configuration.sweepSeconds), .integer(row)]
        ) { ($0.integer(0), $0.text(1)) }
      }
    } catch let error as DatabaseError {
      throw RecordingRejections.failure(error)
    } catch {
      throw Rejection(.recordingFailed, status: 500, "\(error)")
    }
    guard let (answer, externalID) = found else { return nil }
    return try lookRecorded(externalID) { _ in answer }
  }

  /// Whether the store's answer could be recorded.
  package func record(overdue look: Look, _ answer: StoreResponse) throws(Rejection) -> Bool {
    let untold: Set<ErrorCode> = [.storeForbidden, .storeUnavailable, .storeResponseInvalid]
    do {
      _ = try record(look, answer)
      return true
    } catch let error where untold.contains(error.code) {
      return false
    }
  }
}
