public import VideoSpec

extension Recorder {
  /// Whether there is such an upload, and its status: what it says stays true, also after ``ErrorCode/outcomeUnknown`` (REC-045).
  ///
  /// - Throws: ``Rejection``: 401 ``ErrorCode/sessionInvalid``, 404 ``ErrorCode/uploadUnknown``, 503 ``ErrorCode/busy``, 500
  ///   ``ErrorCode/recordingFailed``.
  public func resolve(_ externalID: Text, session: Text?, at time: Timestamp) throws(Rejection) -> UploadStatus {
    let status: UploadStatus??
    do throws(Rejection) {
      status = try recorded(externalID) { _ in
        try write { database in
          let user = try Recorder.user(of: session, at: time, in: database)
          // A commit that failed may have left its pages behind, for whoever opens the file next. This one's take their place.
          try database.run("UPDATE fences SET number = number + 1")
          return try database.first(
            "SELECT status FROM answers WHERE external_id = ? AND user_id = ?", [.text(externalID), .integer(user)]
          ) { UploadStatus(rawValue: $0.text(0).string) }
        }
      }
    } catch let error where error.code == .outcomeUnknown {
      throw Rejection(.recordingFailed, status: 500, "it cannot be told yet; ask again")
    }
    guard case let found?? = status else { throw RecordingRejections.upload }
    return found
  }

  /// All uploads, in the order in which they began; halves too, were there any.
  public func uploads() throws -> [RecordedUpload] {
    try read { database in
      var uploads: [RecordedUpload] = []
      try database.run(
        """
        SELECT external_id, name, question_id, duration, status, storage_key, size, media_type, etag, answers.id AS row
        FROM answers LEFT JOIN users ON users.id = user_id LEFT JOIN videos ON answer_id = answers.id
        UNION ALL
        SELECT NULL, NULL, NULL, NULL, NULL, storage_key, size, media_type, etag, NULL
        FROM videos WHERE answer_id NOT IN (SELECT id FROM answers)
        ORDER BY row
        """
      ) { row in
        uploads.append(
          RecordedUpload(
            externalID: row.optionalText(0), user: row.optionalText(1), question: row.optionalInteger(2),
            duration: row.isNull(3) ? nil : row.real(3),
            status: row.optionalText(4).flatMap { UploadStatus(rawValue: $0.string) }, key: row.optionalText(5),
            size: row.optionalInteger(6), mediaType: row.optionalText(7), etag: row.optionalText(8)))
      }
      return uploads
    }
  }
}
