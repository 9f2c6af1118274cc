import VideoSpec

/// A transaction that is open on the connection that writes.
final class SQLiteTransaction: RecordTransaction {
  private let database: Database
  /// The upload that was read last and its answer's row, so that it is looked up only once.
  private var found: (externalID: Text, row: Int)?

  init(database: Database) { self.database = database }

  func session(tokenHash: [UInt8]) throws -> StoredSession? {
    try database.first(
      "SELECT user_id, expires_at FROM sessions WHERE token_hash = ?", [.blob(tokenHash)]
    ) { row in StoredSession(user: .row(row.integer(0)), expires: Timestamp(clamping: row.integer(1))) }
  }

  func hasQuestion(_ question: Int) throws -> Bool {
    try database.first("SELECT 1 FROM questions WHERE id = ?", [.integer(question)]) { _ in true } ?? false
  }

  func insert(_ upload: NewUpload) throws {
    try database.run(
      """
      INSERT INTO answers (external_id, user_id, question_id, duration, status, created_at, form_ends_at)
      VALUES (?, ?, ?, ?, 'processing', ?, ?)
      """,
      [
        .text(upload.externalID), .integer(try row(of: upload.user)), .integer(upload.question), .real(upload.duration),
        .integer(upload.begins.seconds), .integer(upload.formExpires.seconds),
      ])
    try database.run(
      "INSERT INTO videos (answer_id, storage_key) VALUES (?, ?)",
      [.integer(database.lastInsertedRow), .text(upload.key)])
  }

  func upload(_ externalID: Text) throws -> StoredUpload? {
    try database.first("SELECT id, user_id, status FROM answers WHERE external_id = ?", [.text(externalID)]) { row in
      found = (externalID, row.integer(0))
      return StoredUpload(user: .row(row.integer(1)), status: UploadStatus(row.text(2)) ?? .processing)
    }
  }

  func beginning(of externalID: Text) throws -> NewUpload? {
    try database.first(
      """
      SELECT storage_key, user_id, question_id, duration, created_at, form_ends_at
      FROM answers JOIN videos ON answer_id = answers.id WHERE external_id = ?
      """, [.text(externalID)]
    ) { row in
      NewUpload(
        externalID: externalID, key: row.text(0), user: .row(row.integer(1)), question: row.integer(2),
        duration: row.real(3), begins: Timestamp(clamping: row.integer(4)),
        formExpires: Timestamp(clamping: row.integer(5)))
    }
  }

  func numberLook(at externalID: Text) throws -> Look? {
    guard let answer = try row(of: externalID) else { return nil }
    return try database.first(
      "UPDATE videos SET looked = looked + 1 WHERE answer_id = ? RETURNING storage_key, looked", [.integer(answer)]
    ) { row in Look(externalID: externalID, key: row.text(0), number: row.integer(1)) }
  }

  func recordedLook(at externalID: Text) throws -> RecordedLook? {
    try database.first(
      """
      SELECT status, size, media_type, etag, violations, validated, recorded, answers.id
      FROM answers JOIN videos ON answer_id = answers.id WHERE external_id = ?
      """, [.text(externalID)]
    ) { row in
      found = (externalID, row.integer(7))
      return RecordedLook(
        number: row.integer(6), isValidated: row.integer(5) == 1,
        result: RecordedResult(
          status: UploadStatus(row.text(0)) ?? .processing, size: row.optionalInteger(1),
          mediaType: row.optionalText(2), etag: row.optionalText(3),
          violations: [Violation](column: row.text(4))))
    }
  }

  func record(_ look: RecordedLook, at externalID: Text) throws {
    guard let answer = try row(of: externalID) else { return }
    try database.run(
      """
      UPDATE videos SET size = ?, media_type = ?, etag = ?, violations = ?, validated = ?, recorded = ?
      WHERE answer_id = ?
      """,
      [
        .optional(look.result.size), .optional(look.result.mediaType), .optional(look.result.etag),
        .text(look.result.violations.column),
        .integer(look.isValidated ? 1 : 0), .integer(look.number), .integer(answer),
      ])
    try database.run(
      "UPDATE answers SET status = ? WHERE id = ?", [.text(Text(look.result.status.rawValue)), .integer(answer)])
  }

  func settle(_ externalID: Text) throws {
    // A failed commit may have left its pages in the journal, for the next process that opens the file. The pages of this
    // transaction take their place.
    try database.run("UPDATE fences SET number = number + 1")
  }

  /// Returns the row of an upload's answer, or nil if it does not exist.
  private func row(of externalID: Text) throws -> Int? {
    if let found, found.externalID == externalID { return found.row }
    return try database.first("SELECT id FROM answers WHERE external_id = ?", [.text(externalID)]) { $0.integer(0) }
  }

  private func row(of user: UserReference) throws(RecordStoreError) -> Int {
    guard case .row(let row) = user else {
      throw RecordStoreError(.failed, "the reference to the user comes from another record store")
    }
    return row
  }
}
