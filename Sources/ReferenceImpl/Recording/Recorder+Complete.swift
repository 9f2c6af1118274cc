public import VideoSpec

extension Recorder {
  /// Asks the store what arrived, decides, and records that: size, media type, ETag and status (REC-020).
  ///
  /// - Throws: ``Rejection``: those of ``look(at:_:at:)`` and ``record(_:_:)``.
  public func completeUpload(
    _ externalID: Text, _ caller: Caller, store: some ObjectStore, at time: Timestamp
  ) async throws(Rejection) -> RecordedResult {
    let look = try look(at: externalID, caller, at: time)
    return try record(look, await store.head(look.key))
  }

  /// Begins a look: the store is to be asked about its key, and the answer to be recorded with it.
  ///
  /// - Throws: ``Rejection``: 401 ``ErrorCode/sessionInvalid``, 403 ``ErrorCode/originNotAllowed``, 404 ``ErrorCode/uploadUnknown``, 503
  ///   ``ErrorCode/busy``, 500 ``ErrorCode/recordingFailed``.
  public func look(
    at externalID: Text, _ caller: Caller, at time: Timestamp
  ) throws(Rejection) -> Look {
    try checkOrigin(of: caller)
    return try lookRecorded(externalID) { database in
      let user = try Recorder.user(of: caller.session, at: time, in: database)
      return try database.first(
        "SELECT id FROM answers WHERE external_id = ? AND user_id = ?", [.text(externalID), .integer(user)]
      ) { $0.integer(0) }
    }
  }

  /// Numbers a look, in a transaction of its own: no lock is held while the store is asked.
  func lookRecorded(
    _ externalID: Text, _ answer: (Database) throws -> Int?
  ) throws(Rejection) -> Look {
    do throws(Rejection) {
      return try recorded(externalID) { _ in
        try write { database in
          guard let answer = try answer(database),
            let look = try database.first(
              "UPDATE videos SET looked = looked + 1 WHERE answer_id = ? RETURNING storage_key, looked",
              [.integer(answer)],
              { Look(answer: answer, externalID: externalID, key: $0.text(0), number: $0.integer(1)) })
          else { throw RecordingRejections.upload }
          return look
        }
      }
    } catch let error where error.code == .outcomeUnknown {
      // A number that nobody uses does no harm: nothing was recorded of the upload.
      throw Rejection(.recordingFailed, status: 500, "nothing was recorded")
    }
  }

  /// Decides on what the store said, and records it, unless a later look was recorded already (REC-023).
  ///
  /// - Returns: What is recorded now.
  /// - Throws: ``Rejection``: 503 where the store says nothing (REC-025) or the database is locked, 500
  ///   ``ErrorCode/recordingFailed``: the upload is as it was; 500 ``ErrorCode/outcomeUnknown``.
  public func record(_ look: Look, _ answer: StoreResponse) throws(Rejection) -> RecordedResult {
    try recorded(look.externalID) { points in
      try write(points: points) { database in
        guard let last = try LastLook(of: look.answer, in: database) else { throw RecordingRejections.upload }
        if last.number > look.number { return last.result }
        let found = try decide(on: answer, etag: last.isValidated ? last.result.etag : nil)
        let result = last.followed(by: found)
        try points(.beforeUpdateVideo)
        try database.run(
          """
          UPDATE videos SET size = ?, media_type = ?, etag = ?, violations = ?, validated = max(validated, ?), recorded = ?
          WHERE answer_id = ?
          """,
          [
            .optional(result.size), .optional(result.mediaType), .optional(result.etag),
            .text(Text(result.violations.map(\.rawValue).joined(separator: " "))),
            .integer(result.status == .completed ? 1 : 0), .integer(look.number), .integer(look.answer),
          ])
        try points(.afterUpdateVideo)
        try points(.beforeUpdateAnswer)
        try database.run(
          "UPDATE answers SET status = ? WHERE id = ?",
          [.text(Text(result.status.rawValue)), .integer(look.answer)])
        try points(.afterUpdateAnswer)
        return result
      }
    }
  }

  /// The validator's decision; where there is none, the caller can ask again (REC-025).
  @discardableResult
  package func decide(on answer: StoreResponse, etag: Text? = nil) throws(Rejection) -> ValidationResult {
    do throws(Rejection) {
      return try ObjectValidator.decide(
        on: answer, limits: configuration.limits.object, etag: etag)
    } catch {
      var rejection = error
      rejection.status = 503
      throw rejection
    }
  }
}

/// What was recorded last of an upload.
private struct LastLook {
  /// Of the look; 0: there was none.
  let number: Int
  /// Whether it was ever completed: what was validated is not written again (REC-026).
  let isValidated: Bool
  let result: RecordedResult

  init?(of answer: Int, in database: Database) throws {
    let read = try database.first(
      """
      SELECT status, size, media_type, etag, violations, validated, recorded
      FROM answers JOIN videos ON answer_id = answers.id WHERE answers.id = ?
      """, [.integer(answer)]
    ) { row in
      (
        RecordedResult(
          status: UploadStatus(rawValue: row.text(0).string) ?? .processing, size: row.optionalInteger(1),
          mediaType: row.optionalText(2), etag: row.optionalText(3),
          violations: row.text(4).split(at: UInt8(ascii: " ")).compactMap { Violation(rawValue: $0.string) }),
        row.integer(5) == 1, row.integer(6)
      )
    }
    guard let read else { return nil }
    (result, isValidated, number) = read
  }

  func followed(by found: ValidationResult) -> RecordedResult {
    let status: UploadStatus = found.isAccepted ? .completed : .failed
    return isValidated
      ? RecordedResult(
        status: status, size: result.size, mediaType: result.mediaType, etag: result.etag, violations: found.violations)
      : RecordedResult(
        status: status, size: found.size, mediaType: found.mediaType, etag: found.etag, violations: found.violations)
  }
}
