public import VideoSpec

extension Recorder {
  /// Returns the status of an upload, also after ``ErrorCode/outcomeUnknown``. The result stays true: an upload that does not
  /// exist never appears later (REC-045).
  ///
  /// - Throws: A ``Rejection``: 401 ``ErrorCode/sessionInvalid``, 404 ``ErrorCode/uploadUnknown``, 503 ``ErrorCode/busy`` or 500
  ///   ``ErrorCode/recordingFailed``.
  public func resolve(_ externalID: Text, session: Text?, at time: Timestamp) throws(Rejection) -> UploadStatus {
    let status: UploadStatus?
    do throws(Rejection) {
      status = try transaction(about: externalID) { transaction in
        let user = try user(of: session, at: time, in: transaction)
        try transaction.settle(externalID)
        guard let upload = try transaction.upload(externalID), upload.user == user else { return nil }
        return upload.status
      }
    } catch let error where error.code == .outcomeUnknown {
      throw Rejection(.recordingFailed, status: 500, "the database failed, and the outcome is still unknown; ask again")
    }
    // Only once the transaction has committed is it certain that the upload does not exist.
    guard let status else { throw RecordingRejections.upload }
    return status
  }

  /// Returns all uploads in the order in which they began, including incomplete records if there are any.
  ///
  /// - Throws: ``RecordStoreError``.
  public func uploads() throws -> [RecordedUpload] { try store.uploads() }
}
