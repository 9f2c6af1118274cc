#if PostgreSQL
  import ReferenceImpl
  import VideoSpec

  /// A transaction that is open on a connection.
  final class PostgresTransaction: RecordTransaction {
    private let connection: PostgresConnection
    /// The first error. PostgreSQL takes nothing more in the transaction after it.
    private(set) var failure: PostgresError?

    init(connection: PostgresConnection) { self.connection = connection }

    func session(tokenHash: [UInt8]) throws -> StoredSession? {
      try first("SELECT user_id, expires_at FROM sessions WHERE token_hash = $1", [.bytes(tokenHash)]) { row in
        StoredSession(user: .row(row.integer(0)), expires: Timestamp(clamping: row.integer(1)))
      }
    }

    func hasQuestion(_ question: Int) throws -> Bool {
      try run("SELECT 1 FROM questions WHERE id = $1", [.integer(question)]) > 0
    }

    func insert(_ upload: NewUpload) throws {
      guard case .row(let user) = upload.user else {
        throw RecordStoreError(.failed, "the reference to the user comes from another record store")
      }
      guard let externalID = UUIDBytes(upload.externalID) else {
        throw RecordStoreError(.failed, "the external ID is not a UUID in lower case")
      }
      try run(
        """
        WITH answer AS (
          INSERT INTO answers (external_id, user_id, question_id, duration, status, created_at, form_ends_at)
          VALUES ($1, $2, $3, $4, 'processing', $5, $6) RETURNING id
        )
        INSERT INTO videos (answer_id, storage_key) SELECT id, $7 FROM answer
        """,
        [
          .uuid(externalID), .integer(user), .integer(upload.question), .real(upload.duration),
          .integer(upload.begins.seconds), .integer(upload.formExpires.seconds), .text(upload.key),
        ])
    }

    func upload(_ externalID: Text) throws -> StoredUpload? {
      guard let id = UUIDBytes(externalID) else { return nil }
      return try first("SELECT user_id, status FROM answers WHERE external_id = $1", [.uuid(id)]) { row in
        StoredUpload(user: .row(row.integer(0)), status: UploadStatus(row.text(1)) ?? .processing)
      }
    }

    func beginning(of externalID: Text) throws -> NewUpload? {
      guard let id = UUIDBytes(externalID) else { return nil }
      return try first(
        """
        SELECT storage_key, user_id, question_id, duration, created_at, form_ends_at
        FROM answers JOIN videos ON answer_id = answers.id WHERE external_id = $1
        """, [.uuid(id)]
      ) { row in
        NewUpload(
          externalID: externalID, key: row.text(0), user: .row(row.integer(1)), question: row.integer(2),
          duration: row.real(3), begins: Timestamp(clamping: row.integer(4)),
          formExpires: Timestamp(clamping: row.integer(5)))
      }
    }

    func numberLook(at externalID: Text) throws -> Look? {
      guard let id = UUIDBytes(externalID) else { return nil }
      return try first(
        """
        UPDATE videos SET looked = looked + 1 FROM answers WHERE answers.id = answer_id AND external_id = $1
        RETURNING storage_key, looked
        """, [.uuid(id)]
      ) { row in Look(externalID: externalID, key: row.text(0), number: row.integer(1)) }
    }

    func recordedLook(at externalID: Text) throws -> RecordedLook? {
      guard let id = UUIDBytes(externalID) else { return nil }
      return try first(
        """
        SELECT status, size, media_type, etag, violations, validated, recorded
        FROM answers JOIN videos ON answer_id = answers.id WHERE external_id = $1
        """, [.uuid(id)]
      ) { row in
        RecordedLook(
          number: row.integer(6), isValidated: row.boolean(5),
          result: RecordedResult(
            status: UploadStatus(row.text(0)) ?? .processing, size: row.optionalInteger(1),
            mediaType: row.optionalText(2), etag: row.optionalText(3),
            violations: [Violation](column: row.text(4))))
      }
    }

    func record(_ look: RecordedLook, at externalID: Text) throws {
      guard let id = UUIDBytes(externalID) else { return }
      try run(
        """
        WITH answer AS (UPDATE answers SET status = $2 WHERE external_id = $1 RETURNING id)
        UPDATE videos SET size = $3, media_type = $4, etag = $5, violations = $6, validated = $7, recorded = $8
        FROM answer WHERE answer_id = answer.id
        """,
        [
          .uuid(id), .text(Text(look.result.status.rawValue)), .optional(look.result.size),
          .optional(look.result.mediaType), .optional(look.result.etag?.bytes),
          .text(look.result.violations.column), .boolean(look.isValidated),
          .integer(look.number),
        ])
    }

    /// Waits for the transaction whose commit has an unknown outcome.
    ///
    /// It has inserted its row before its `COMMIT` was sent, and holds the external ID until it has ended. Whoever inserts the same ID
    /// waits for that end, or for the lock timeout. If it committed, the insert conflicts, this transaction is run again and finds the
    /// upload. If not, the ID is free, and nothing of that transaction can come later.
    ///
    /// In both cases this transaction writes, so that its own commit has to reach whatever standby commits have to reach. What it read
    /// is then there after a failover, too.
    func settle(_ externalID: Text) throws {
      guard let id = UUIDBytes(externalID) else { return }
      if try run("SELECT 1 FROM answers WHERE external_id = $1 FOR UPDATE", [.uuid(id)]) > 0 { return }
      do {
        _ = try connection.run(
          """
          INSERT INTO answers (external_id, duration, status, created_at, form_ends_at) VALUES ($1, 0, 'settling', 0, 0)
          """, [.uuid(id)])
      } catch {
        // It was committed after this transaction had begun to read.
        throw note(error.isTaken ? error.asConflict : error)
      }
      try run("DELETE FROM answers WHERE external_id = $1", [.uuid(id)])
    }

    /// Runs a statement. Returns how many rows it changed or found.
    @discardableResult
    func run(
      _ sql: StaticString, _ values: [PostgresValue], row: (borrowing PostgresRow) -> Void = { _ in }
    ) throws -> Int {
      do throws(PostgresError) { return try connection.run(sql, values, row: row) } catch { throw note(error) }
    }

    /// Runs a statement and returns its first row, or nil if there is none.
    func first<Value>(
      _ sql: StaticString, _ values: [PostgresValue], _ read: (borrowing PostgresRow) -> Value
    ) throws -> Value? {
      do throws(PostgresError) { return try connection.first(sql, values, read) } catch { throw note(error) }
    }

    private func note(_ error: PostgresError) -> RecordStoreError {
      failure = failure ?? error
      return error.beforeCommit
    }
  }
#endif
