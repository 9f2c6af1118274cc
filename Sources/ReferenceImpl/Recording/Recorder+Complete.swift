public import VideoSpec

extension Recorder {
  /// Asks the store what arrived, decides, and records size, media type, ETag and status (REC-020).
  ///
  /// - Throws: A ``Rejection`` of ``beginLook(at:by:at:)`` or ``record(_:of:)``.
  public func completeUpload(
    _ externalID: Text, by caller: Caller, asking store: some ObjectStore, at time: Timestamp
  ) async throws(Rejection) -> RecordedResult {
    let look = try beginLook(at: externalID, by: caller, at: time)
    return try record(await store.head(look.key), of: look)
  }

  /// Begins a look: the caller asks the object store about the look's key, and records the response with ``record(_:of:)``.
  ///
  /// - Throws: A ``Rejection``: 401 ``ErrorCode/sessionInvalid``, 403 ``ErrorCode/originNotAllowed``, 404
  ///   ``ErrorCode/uploadUnknown``, 503 ``ErrorCode/busy`` or 500 ``ErrorCode/recordingFailed``.
  public func beginLook(at externalID: Text, by caller: Caller, at time: Timestamp) throws(Rejection) -> Look {
    try checkOrigin(of: caller)
    return try numberedLook(at: externalID) { transaction in
      let user = try user(of: caller.session, at: time, in: transaction)
      return try transaction.upload(externalID)?.user == user
    }
  }

  /// Numbers a look in a transaction of its own, so that no lock is held while the object store is asked.
  ///
  /// - Parameter isAllowed: Whether the upload may be looked at. If not, it does not exist for the caller (REC-024).
  func numberedLook(
    at externalID: Text, if isAllowed: (any RecordTransaction) throws -> Bool = { _ in true }
  ) throws(Rejection) -> Look {
    do throws(Rejection) {
      return try transaction(about: externalID) { transaction in
        guard try isAllowed(transaction), let look = try transaction.numberLook(at: externalID) else {
          throw RecordingRejections.upload
        }
        return look
      }
    } catch let error where error.code == .outcomeUnknown {
      // A number that no look uses does no harm, and nothing else was written.
      throw RecordingRejections.nothingRecorded(error)
    }
  }

  /// Decides on the object store's response to a look and records the result, unless a later look is recorded already (REC-023).
  ///
  /// - Returns: What is recorded now.
  /// - Throws: A ``Rejection``: 503 if the response says nothing about the object (REC-025) or the database is locked, or 500
  ///   ``ErrorCode/recordingFailed``, if the upload is unchanged; 500 ``ErrorCode/outcomeUnknown`` if that is unknown.
  public func record(_ response: StoreResponse, of look: Look) throws(Rejection) -> RecordedResult {
    try transaction(about: look.externalID, reaching: configuration.reach) { transaction in
      guard let last = try transaction.recordedLook(at: look.externalID) else { throw RecordingRejections.upload }
      if last.number > look.number { return last.result }
      let found = try decide(on: response, etag: last.isValidated ? last.result.etag : nil)
      let next = last.followed(by: found, number: look.number)
      try configuration.reach(.recordChecked)
      try transaction.record(next, at: look.externalID)
      try configuration.reach(.recordWritten)
      return next.result
    }
  }

  /// Returns the validator's decision. If the response decides nothing, the caller can ask again (REC-025).
  @discardableResult
  package func decide(on response: StoreResponse, etag: Text? = nil) throws(Rejection) -> ValidationResult {
    do throws(Rejection) {
      return try ObjectValidator.decide(on: response, limits: configuration.limits.object, etag: etag)
    } catch {
      var rejection = error
      rejection.status = 503
      throw rejection
    }
  }
}
