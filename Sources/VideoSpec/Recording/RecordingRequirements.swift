extension Catalogue {
  /// The rules for recording an upload in a database: beginning, completing, sweeping, and what a failure may leave.
  public static let recording = Subject(
    name: "Recording",
    sections: [
      beginRules, completeRules, sweepRules, outcomeRules, databaseRules,
      recordingRequestRules, recordingSessionRules, recordingRetryRules, recordingResponseRules,
    ])

  static let beginRules = Section(
    title: "Beginning",
    requirements: [
      Requirement(
        "REC-001", .must, title: "An upload begins in one transaction",
        text:
          "`begin` records an answer (external ID, user, question, duration, status `processing`) and its video (storage key), signs the form, and commits, all in one transaction.",
        reason: "An answer without a video is never completed, and an upload whose form has no record is never found.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Recording: on an error the backend rolls back and returns an error to the frontend")),
      Requirement(
        "REC-002", .must, title: "The session determines the user",
        text:
          "The user comes from the session in the cookie. A missing or unknown session, or one that has expired (at its end or later), is rejected: `SessionInvalid`, 401. The same applies to `complete` and `resolve`.",
        reason: "If the client names the user, it can name anybody.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: the user ID comes from the session ID")),
      Requirement(
        "REC-003", .must, title: "The question exists",
        text: "An unknown question is rejected: `QuestionUnknown`, 404.",
        reason: "A user cannot be shown an answer to a nonexistent question.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: the question ID")),
      Requirement(
        "REC-004", .must, title: "The duration is valid",
        text:
          "The duration is a decimal number of seconds that is finite, not negative and at most the limit. Any other duration is rejected: `DurationInvalid`, 422.",
        reason: "`NaN` and infinity pass comparisons and are stored.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: the actual recording time")),
      Requirement(
        "REC-005", .must, title: "Existing records are not replaced",
        text:
          "If the external ID or the storage key already exists, whichever user it belongs to, `begin` is rejected (`Taken`, 409) and the existing record stays unchanged. `begin` does not try again with other IDs: a random UUID that is already taken means that the randomness is broken.",
        reason: "Replacing a row hands one user's video to another.",
        evidence: .init(.computed, "both are `UNIQUE`")),
      Requirement(
        "REC-006", .must, title: "The form is for the recorded key",
        text:
          "`begin` returns the external ID, a signed form (POL-001) for exactly the recorded key with the configured media type and maximum size, and the form's expiration.",
        reason: "An upload under another key is never found.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: `generate_presigned_post`")),
      Requirement(
        "REC-007", .must, title: "The external ID does not reveal the key",
        text:
          "The external ID and the UUID in the key are version 4 UUIDs made from different random bytes. If a request has an `Idempotency-Key`, the external ID may instead be a version 8 UUID made from the user and that key.",
        reason: "The external ID is public, and anyone who can compute the key from it needs no form.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Recording: the external ID is a generated UUID, and the key is `videos/{yyyy}/{mm}/{UUID}.webm`"
        )),
      Requirement(
        "REC-008", .must, title: "Cookies are accepted only from configured origins",
        text:
          "`begin`, `complete` and `look` with a cookie are rejected if `Origin` is missing or does not equal a configured origin byte by byte: `OriginNotAllowed`, 403. `resolve` changes nothing and needs no `Origin`.",
        reason: "A page of another site can make the browser send the cookie.",
        evidence: .init(.documented, "OWASP Cross-Site Request Forgery Prevention: verifying origin")),
    ])

  static let completeRules = Section(
    title: "Completing",
    requirements: [
      Requirement(
        "REC-020", .must, title: "What the store reports is recorded",
        text:
          "`complete` asks the store about the recorded key, decides (VAL-020 and following), and records size, media type, ETag, violations and the status: `completed` if there are no violations, otherwise `failed`.",
        reason: "The feedback is based on what the store really holds.",
        evidence: .init(
          .documented, "Docs/Systems.md, Recording: the file's size and MIME type are recorded in the database")),
      Requirement(
        "REC-021", .must, title: "The client never chooses the key",
        text: "A key sent by the client is ignored.",
        reason: "Using it would validate one object and record another.",
        evidence: .init(
          .documented, "Docs/Systems.md, Recording: the external ID is the answer's identifier outside the backend")),
      Requirement(
        "REC-022", .must, title: "Completing twice is harmless",
        text:
          "If an upload is completed again with the same object, its record stays unchanged and the result is the same.",
        reason: "Clients retry.",
        evidence: .init(
          .documented, "Docs/Systems.md, Recording: completing runs in parallel with creating the feedback")),
      Requirement(
        "REC-023", .must, title: "The later look wins",
        text:
          "Of two completions, the one that looked at the store later is kept, in whatever order they are recorded. The other one returns what is recorded, including the violations. A failed upload can be completed later.",
        reason: "An early look that found nothing would hide the video if it is recorded late.",
        evidence: .init(.computed, "the earlier look knows less")),
      Requirement(
        "REC-024", .must, title: "Another user's upload does not exist",
        text:
          "`complete`, `look` and `resolve` for another user's upload are rejected like those for an unknown upload: `UploadUnknown`, 404. A value that is not an ID is rejected too.",
        reason: "403 would reveal that the upload exists.",
        evidence: .init(.documented, "OWASP Insecure Direct Object Reference Prevention")),
      Requirement(
        "REC-025", .must, title: "A store failure records nothing",
        text:
          "`StoreForbidden`, `StoreUnavailable` and `StoreResponseInvalid` are returned with 503, and the upload stays unchanged.",
        reason: "The store can be asked again.",
        evidence: .init(
          .documented,
          "HeadObject: 403 without `s3:ListBucket`; Error Responses: server errors say nothing about the object")),
      Requirement(
        "REC-026", .must, title: "Validated values are not overwritten",
        text:
          "Once an upload is completed, its size, media type and ETag are never written again. A later look that finds another ETag or no object sets the status to `failed`; one that finds the first ETag sets it back to `completed`.",
        reason: "A replacement was never assessed, and must be distinguishable from the object that was.",
        evidence: .init(.computed, "VAL-028")),
      Requirement(
        "REC-027", .must, title: "Result and status are recorded together",
        text:
          "The video's size, media type, ETag and violations and the answer's status are recorded in one transaction.",
        reason: "The backend would trust a completed answer, although its size is missing.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: recorded in the database")),
    ])

  static let sweepRules = Section(
    title: "Sweeping",
    requirements: [
      Requirement(
        "REC-030", .must, title: "Uploads that never arrive become failed",
        text:
          "`sweep` looks at uploads that are still `processing` and whose form expired at least the configured time ago. If the object is missing, the upload becomes `failed`; if it exists, the decision is the same as for `complete`.",
        reason: "A closed browser leaves an answer in `processing` forever.",
        evidence: .init(.computed, "an expired form cannot be used")),
      Requirement(
        "REC-031", .must, title: "Uploads whose form is usable are left alone",
        text:
          "An upload whose form can still be used, or expired less than the configured time ago, is left unchanged.",
        reason: "The upload may still be on its way.", evidence: .init(.computed, "POL-001: the form's expiration")),
      Requirement(
        "REC-032", .must, title: "A sweep skips uploads it cannot check",
        text:
          "If the store's response decides nothing about an object (REC-025), its upload stays in `processing` and the others are still swept. The store is not asked about `completed` and `failed` uploads.",
        reason: "One forbidden key must not stop the sweep, or every later upload stays unfinished.",
        evidence: .init(
          .documented,
          "HeadObject: 403 without `s3:ListBucket`; Error Responses: server errors say nothing about the object")),
    ])

  static let outcomeRules = Section(
    title: "Failures",
    requirements: [
      Requirement(
        "REC-040", .must, title: "An error before COMMIT leaves nothing",
        text:
          "If `begin` fails anywhere before `COMMIT`, no row is left and the caller gets an error. Existing rows stay unchanged.",
        reason: "Nobody finds half a record, and nobody cleans it up: the user's answer is lost.",
        evidence: .init(.documented, "Docs/Systems.md, Recording: rollback")),
      Requirement(
        "REC-041", .must, title: "A failed step does not affect the next one",
        text: "After a failed step the next step in the same process succeeds, however often this happens.",
        reason: "An open transaction locks out everybody else.",
        evidence: .init(.computed, "a rollback ends the transaction")),
      Requirement(
        "REC-042", .must, title: "A kill before COMMIT leaves nothing",
        text: "If the process is killed before `COMMIT`, nothing of the step exists after a restart.",
        reason:
          "The database's journal ensures this if everything is in one transaction. Otherwise a crash leaves half an upload.",
        evidence: .init(.computed, "atomic commit")),
      Requirement(
        "REC-043", .must, title: "A kill after COMMIT loses nothing",
        text: "If the process is killed after `COMMIT`, everything of the step exists after a restart.",
        reason: "An upload that was acknowledged to the user must not be lost.",
        evidence: .init(.computed, "durable commit")),
      Requirement(
        "REC-044", .must, title: "An error once COMMIT has begun has an unknown outcome",
        text:
          "An error once `COMMIT` has begun is reported as `OutcomeUnknown` with the external ID, unless the database says that it did not commit (busy, a serialization failure). The record may exist or not, but it is complete if it exists.",
        reason:
          "If the error is reported as a failure, the client retries and the upload exists twice. If it is reported as a success because the same process sees the record, the record may vanish with the next failure of the same disk.",
        evidence: .init(
          .computed,
          "SQLite 3.40.1, WAL: a failing sync made `COMMIT` return an error, and after a kill the row was there")),
      Requirement(
        "REC-045", .must, title: "The external ID resolves an unknown outcome",
        text:
          "`resolve` takes an external ID and reports whether the upload exists, and its status. If it reports that the upload does not exist, the upload never appears later.",
        reason: "The client has to find out what happened.",
        evidence: .init(.computed, "the external ID is known before `COMMIT`")),
      Requirement(
        "REC-046", .must, title: "A busy database is reported and nothing is left",
        text:
          "If the database stays locked past the busy timeout, the step is rejected (`Busy`, 503) and leaves nothing.",
        reason: "A client that knows this can try again later.",
        evidence: .init(.documented, "SQLite Result Codes: `SQLITE_BUSY`")),
      Requirement(
        "REC-047", .must, title: "A failed completion leaves the upload unchanged",
        text:
          "If `complete` fails or is killed before `COMMIT`, the upload is unchanged. After `COMMIT`, the complete result exists.",
        reason: "A status without its size would be trusted by the backend.",
        evidence: .init(.computed, "atomic commit")),
      Requirement(
        "REC-048", .must, title: "A failed sweep leaves every upload whole",
        text:
          "If `sweep` fails or is killed, each upload is either unchanged or completely swept, whatever the sweep returns. The next sweep does the rest.",
        reason: "Sweeps take long and get interrupted, and no upload may be lost by that.",
        evidence: .init(.computed, "atomic commit")),
      Requirement(
        "REC-049", .must, title: "A violated constraint leaves nothing",
        text: "If an insert of any row violates `UNIQUE`, `begin` is rejected (`Taken`, 409) and leaves nothing.",
        reason: "A failed statement does not end its transaction, so the backend would commit half an upload.",
        evidence: .init(.documented, "SQLite ON CONFLICT: `ABORT` keeps the transaction")),
    ])

  static let databaseRules = Section(
    title: "The database",
    requirements: [
      Requirement(
        "REC-060", .should, .reference, title: "SQLite: WAL, full synchronization, foreign keys, strict tables",
        text:
          "If the recorder uses SQLite, as the reference does, the database is in WAL mode with `synchronous=FULL` and foreign keys on, and its tables are `STRICT`. One connection writes and checkpoints; the others read concurrently.",
        reason:
          "SQLite has no WAL, foreign keys or strict tables unless they are asked for, and foreign keys have to be turned on for each connection. What they achieve is required of every database by REC-063 to REC-067.",
        evidence: .init(.documented, "SQLite PRAGMA; SQLite STRICT Tables"),
        test: "the database is set up as it has to be, on every connection"),
      Requirement(
        "REC-061", .must, .reference, title: "An older schema is migrated in one transaction",
        text:
          "A database with an older schema is migrated in one transaction and keeps its rows. A failed migration leaves it unchanged.",
        reason: "A half-migrated database fits no version, and the backend could not start with either.",
        evidence: .init(
          .documented,
          "SQLite PRAGMA: `user_version`; SQLite Transactions: changes of the schema are part of a transaction"),
        test: "an older schema is migrated in one transaction, rows kept"),
      Requirement(
        "REC-062", .must, .reference, title: "A newer schema or another program's database is rejected",
        text: "A database that has a newer schema or belongs to another program is rejected and not changed.",
        reason:
          "An old program would write rows that the new one does not understand, and the backend would lose uploads.",
        evidence: .init(.documented, "SQLite PRAGMA: `user_version`, `application_id`"),
        test: "a newer schema and another program's database are rejected and left alone"),
      Requirement(
        "REC-063", .must, .reference, title: "A failed file operation leaves all or nothing",
        text:
          "If any read, write, sync or truncation fails, because of an I/O error, a short write or a full disk, the database stays intact and the step's record exists completely or not at all.",
        reason: "Disks fill up and fail at any point. The backend must not keep half an upload.",
        evidence: .init(.documented, "SQLite Atomic Commit"),
        test: "every failing file operation leaves none or all"),
      Requirement(
        "REC-064", .must, .reference, title: "Running out of memory leaves all or nothing",
        text:
          "If any allocation of the database fails, the database stays intact and the step's record exists completely or not at all.",
        reason: "Allocations fail at any point, like disks. The backend must not keep half an upload.",
        evidence: .init(.documented, "SQLite Testing: out-of-memory testing"),
        test: "running out of memory anywhere leaves none or all"),
      Requirement(
        "REC-065", .must, .reference, title: "Acknowledged data survives a loss of power",
        text:
          "If unsynced data is lost, completely, in part or out of order, everything acknowledged still exists and nothing is partial.",
        reason:
          "A killed process proves nothing about the disk's cache: after a loss of power, acknowledged uploads could be gone.",
        evidence: .init(.documented, "SQLite PRAGMA: `synchronous=FULL`"),
        test: "a loss of power loses nothing that was acknowledged"),
      Requirement(
        "REC-066", .must, .reference, title: "Acknowledged data survives a kill",
        text:
          "If the process is killed at any moment, everything it acknowledged still exists and nothing is partial.",
        reason: "Deployments kill processes, and no acknowledged upload may be lost by that.",
        evidence: .init(.computed, "atomic and durable commit"),
        test: "killed at random moments, everything acknowledged is there"),
      Requirement(
        "REC-067", .must, .reference, title: "One of several concurrent writers wins",
        text:
          "If several threads or processes write the same key, external ID or upload at once, one wins, and the others get a clear error or the winner's result. None of them hangs, and no update is lost.",
        reason: "Users click twice.", evidence: .init(.documented, "SQLite Isolation; SQLite ON CONFLICT: `UNIQUE`"),
        test: "of many writers of one key one wins"),
      Requirement(
        "REC-068", .must, .reference, title: "Session tokens are stored hashed",
        text: "The database holds the SHA-256 hash of a session's token, never the token.",
        reason: "Someone who reads a backup must not be able to log in.",
        evidence: .init(.documented, "OWASP Session Management"),
        test: "no session's token is in the database's files"),
    ])
}
