public import VideoSpec

extension Recorder {
  /// Returns the status of an upload, also after ``ErrorCode/outcomeUnknown``. The result stays true: an upload that does not
  /// exist never appears later (REC-045).
  ///
  /// - Throws: A ``Rejection``: 401 ``ErrorCode/sessionInvalid``, 404 ``ErrorCode/uploadUnknown``, 503 ``ErrorCode/busy`` or 500
  ///   ``ErrorCode/recordingFailed``.
  public func resolve(_ externalID: Text, session: Text?, at time: Timestamp) throws(Rejection) -> UploadStatus {
    try state(of: externalID, session: session, at: time).result.status
  }

  /// Returns an upload with what is recorded of it. Like ``resolve(_:session:at:)``, the result stays true.
  public func state(of externalID: Text, session: Text?, at time: Timestamp) throws(Rejection) -> UploadState {
    let state: UploadState?
    do throws(Rejection) {
      state = try transaction(about: externalID) { transaction in
        let user = try user(of: session, at: time, in: transaction)
        try transaction.settle(externalID)
        guard let upload = try transaction.upload(externalID), upload.user == user,
          let beginning = try transaction.beginning(of: externalID),
          let look = try transaction.recordedLook(at: externalID)
        else { return nil }
        return UploadState(externalID: externalID, key: beginning.key, result: look.result)
      }
    } catch let error where error.code == .outcomeUnknown {
      throw Rejection(
        .recordingFailed, status: 500,
        "the database failed, and the outcome is still unknown; ask again: \(error.message)")
    }
    // Only once the transaction has committed is it certain that the upload does not exist.
    guard let state else { throw RecordingRejections.upload }
    return state
  }

  /// Returns all uploads in the order in which they began, including incomplete records if there are any.
  ///
  /// - Throws: ``RecordStoreError``.
  public func uploads() throws -> [RecordedUpload] { try store.uploads() }
}
