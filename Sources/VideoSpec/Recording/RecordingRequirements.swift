extension Catalogue {
  /// What the database holds of an upload, before and after: one transaction each, and what may be left when one fails.
  public static let recording = Subject(
    name: "Recording",
    sections: [beginRules, completeRules, sweepRules, outcomeRules, databaseRules])

  static let beginRules = Section(
    title: "Beginning",
    requirements: [
      Requirement(
        "REC-001", .must, title: "Answer, video and form are one",
        text:
          "begin records an answer (external id, user, question, duration, status processing) and its video (storage key), signs the form, and commits: all in one transaction.",
        reason: "An answer without a video is never completed, a form without a record never found.",
        evidence: .init(.documented, "S0: エラー出たらロールバックし、フロントにエラーを返す")),
      Requirement(
        "REC-002", .must, title: "The user is the session's",
        text:
          "The cookie's session gives the user. None, an unknown one, and one whose time has come (at its end, and after) are refused: SessionInvalid, 401. So for complete and resolve.",
        reason: "A user that the client names is anybody.",
        evidence: .init(.documented, "S0: セッションIDからユーザーID取得")),
      Requirement(
        "REC-003", .must, title: "The question exists", text: "An unknown question is refused: QuestionUnknown, 404.",
        reason: "An answer to nothing cannot be shown.", evidence: .init(.documented, "S0: 質問ID")),
      Requirement(
        "REC-004", .must, title: "The duration is possible",
        text:
          "The duration is a decimal number of seconds, finite, not negative and at most the limit; else DurationInvalid, 422.",
        reason: "NaN and infinity pass comparisons and are stored.", evidence: .init(.documented, "S0: 実際の録画時間")),
      Requirement(
        "REC-005", .must, title: "What is taken stays",
        text:
          "When the external id or the storage key is there already, whoever's it is, begin is refused (Taken, 409) and what is there stays as it is. It is not tried again with other names: a random UUID that is taken says that the randomness is broken.",
        reason: "Whoever replaces a row hands one user's video to another.",
        evidence: .init(.computed, "both are UNIQUE")),
      Requirement(
        "REC-006", .must, title: "The form is that of the key recorded",
        text:
          "begin gives out the external id and a signed form (POL-001) for exactly the key recorded, with the limits' type and size, and the time when it ends.",
        reason: "An upload elsewhere is never found.", evidence: .init(.documented, "S0: generate_presigned_post")),
      Requirement(
        "REC-007", .must, title: "The external id says nothing of the key",
        text: "External id and key are made of different random bytes, both UUIDs of version 4.",
        reason: "The external id is public; whoever can compute the key from it needs no form.",
        evidence: .init(.documented, "S0: 回答外部ID: UUIDを生成; videos/{yyyy}/{mm}/{UUID}.webm")),
      Requirement(
        "REC-008", .must, title: "A cookie is taken from our own pages only",
        text:
          "begin, complete and look with a cookie whose Origin is missing or not among those configured, byte by byte, are refused: OriginNotAllowed, 403. resolve changes nothing and needs no Origin.",
        reason: "Another site's page can have the browser send the cookie.",
        evidence: .init(.documented, "OWASP Cross-Site Request Forgery Prevention: verifying origin")),
    ])

  static let completeRules = Section(
    title: "Completing",
    requirements: [
      Requirement(
        "REC-020", .must, title: "What the store says is recorded",
        text:
          "complete asks the store about the key recorded, decides (VAL-020 and following), and records size, media type, ETag, violations and the status: completed without a violation, failed with one.",
        reason: "The feedback goes on with what is really there.",
        evidence: .init(.documented, "S0: 動画ファイルサイズ/MIMETYPEをDB登録")),
      Requirement(
        "REC-021", .must, title: "The key is never the client's",
        text: "A key that the client sends is not looked at.",
        reason: "It would validate one object and record another.",
        evidence: .init(.documented, "the description of the feedback: by external id")),
      Requirement(
        "REC-022", .must, title: "Twice is harmless",
        text: "Completed again, with the same object, an upload stays as it is, and the answer is the same.",
        reason: "Clients try again.", evidence: .init(.documented, "S0: フィードバック作成処理と並行で実施")),
      Requirement(
        "REC-023", .must, title: "The later look wins",
        text:
          "Of two completions the one that looked later stays, in whatever order they are recorded; the earlier one is answered with what is recorded, violations included. A failed upload can be completed later.",
        reason: "A look that found nothing, recorded late, hides the video.",
        evidence: .init(.computed, "the earlier look knows less")),
      Requirement(
        "REC-024", .must, title: "Another's upload does not exist",
        text:
          "complete, look and resolve by a user whose upload it isn't are refused as for an unknown one: UploadUnknown, 404. What is no id at all is refused, too.",
        reason: "403 would tell that it exists.",
        evidence: .init(.documented, "OWASP: insecure direct object references")),
      Requirement(
        "REC-025", .must, title: "Where the store says nothing, nothing is recorded",
        text:
          "StoreForbidden, StoreUnavailable and StoreAnswerInvalid are answered with 503, and the upload stays as it was.",
        reason: "It can be asked again.", evidence: .init(.documented, "VAL-026, VAL-027")),
      Requirement(
        "REC-026", .must, title: "What was validated stays written",
        text:
          "Once completed, size, media type and ETag are not written again. A later look that finds another ETag or no object sets the status to failed, one that finds the first ETag back to completed.",
        reason: "A replaced object was never assessed, and what was must be told from it.",
        evidence: .init(.computed, "VAL-028")),
      Requirement(
        "REC-027", .must, title: "Result and status are one",
        text:
          "Size, type, ETag and violations of the video and the status of the answer are recorded in one transaction.",
        reason: "A completed answer without a size is half a result.",
        evidence: .init(.documented, "S0: DB登録")),
    ])

  static let sweepRules = Section(
    title: "Sweeping",
    requirements: [
      Requirement(
        "REC-030", .must, title: "What never arrived is given up",
        text:
          "sweep looks at uploads that are still processing when their form has been over for the time configured: a missing object makes them failed, one that is there is decided on as complete does.",
        reason: "A closed browser leaves an answer in processing for ever.",
        evidence: .init(.computed, "after its end the form cannot be used")),
      Requirement(
        "REC-031", .must, title: "Not before the form is over",
        text: "An upload whose form can be used, or was over for less than that time, is left alone.",
        reason: "It may be on its way.", evidence: .init(.computed, "POL-001: the form's end")),
      Requirement(
        "REC-032", .must, title: "One that cannot be asked about is left",
        text:
          "Where the store says nothing about an object its upload stays in processing, and the others are swept; completed and failed ones are not asked about.",
        reason: "One forbidden key must not stop the sweep.", evidence: .init(.documented, "VAL-026, VAL-027")),
    ])

  static let outcomeRules = Section(
    title: "When it fails",
    requirements: [
      Requirement(
        "REC-040", .must, title: "An error before COMMIT leaves nothing",
        text:
          "When begin fails before COMMIT, wherever, no row is left, and the caller gets an error; what was there stays.",
        reason: "Half a record is found by nobody and cleaned up by nobody.",
        evidence: .init(.documented, "S0: ロールバック")),
      Requirement(
        "REC-041", .must, title: "The next one is not affected",
        text: "After a failed step the next succeeds, in the same process, as often as it happens.",
        reason: "A transaction left open locks everybody out.",
        evidence: .init(.computed, "a rollback ends the transaction")),
      Requirement(
        "REC-042", .must, title: "Killed before COMMIT: nothing",
        text: "When the process is killed before COMMIT nothing of the step is there after a restart.",
        reason: "The database's journal is what saves it, where everything is in one transaction.",
        evidence: .init(.computed, "atomic commit")),
      Requirement(
        "REC-043", .must, title: "Killed after COMMIT: all",
        text: "When the process is killed after COMMIT all of the step is there after a restart.",
        reason: "What was acknowledged must not be lost.", evidence: .init(.computed, "durable commit")),
      Requirement(
        "REC-044", .must, title: "An error after COMMIT began has an unknown outcome",
        text:
          "An error after COMMIT began is OutcomeUnknown, with the external id, unless the database says that it did not commit (busy, a serialization failure): the record may be there or not, whole in either case.",
        reason:
          "Answered as a failure, the client tries again and the upload is there twice. Answered as a success after a look by the same process, it may be gone with the next failure of the same disk.",
        evidence: .init(
          .computed,
          "SQLite 3.40.1, WAL: a failing sync made COMMIT return an error, and after a kill the row was there")),
      Requirement(
        "REC-045", .must, title: "The external id resolves it",
        text:
          "resolve tells by external id whether there is such an upload, and its status. When it says that there is none, none comes later.",
        reason: "Somebody has to find out.", evidence: .init(.computed, "the external id is known before COMMIT")),
      Requirement(
        "REC-046", .must, title: "Busy is said, and leaves nothing",
        text:
          "When the database is locked for longer than one waits the step is refused (Busy, 503) and leaves nothing.",
        reason: "A client can try again later, when it knows that it should.",
        evidence: .init(.documented, "SQLite: SQLITE_BUSY")),
      Requirement(
        "REC-047", .must, title: "A completion that fails leaves the upload as it was",
        text:
          "When complete fails or is killed before COMMIT the upload is as before; after COMMIT all of the result is there.",
        reason: "A status without its size is believed.", evidence: .init(.computed, "atomic commit")),
      Requirement(
        "REC-048", .must, title: "A sweep that fails has swept whole uploads",
        text:
          "When sweep fails or is killed each upload is as before or whole, whatever the sweep is answered with; the next sweep does the rest.",
        reason: "Sweeps are long, and are interrupted.", evidence: .init(.computed, "atomic commit")),
      Requirement(
        "REC-049", .must, title: "A violated constraint leaves nothing",
        text: "When an insert violates UNIQUE, at whatever row, begin is refused (Taken, 409) and leaves nothing.",
        reason: "A statement that fails does not end its transaction by itself.",
        evidence: .init(.documented, "SQLite: ON CONFLICT ABORT keeps the transaction")),
    ])

  static let databaseRules = Section(
    title: "The database",
    requirements: [
      Requirement(
        "REC-060", .must, .reference, title: "WAL, FULL, foreign keys, STRICT",
        text:
          "The database is in WAL mode with synchronous=FULL and foreign keys on, its tables are STRICT, one connection writes and checkpoints, others read beside it.",
        reason: "Each is off by default, or lost with another.",
        evidence: .init(.documented, "SQLite: pragmas, STRICT tables"),
        test: "the database is set up as it has to be, on every connection"),
      Requirement(
        "REC-061", .must, .reference, title: "An older schema is migrated, whole",
        text:
          "A database of an older schema is migrated in one transaction, its rows kept; a migration that fails leaves it as it was.",
        reason: "A half-migrated database fits no version.",
        evidence: .init(.documented, "SQLite: user_version, transactional DDL"),
        test: "an older schema is migrated in one transaction, rows kept"),
      Requirement(
        "REC-062", .must, .reference, title: "A newer schema, and what is no recorder's, is refused",
        text: "A database whose schema is newer, or that is another program's, is refused, and not changed.",
        reason: "An old program would write rows that the new one does not understand.",
        evidence: .init(.documented, "SQLite: user_version, application_id"),
        test: "a newer schema and another program's database are rejected and left alone"),
      Requirement(
        "REC-063", .must, .reference, title: "Any failing file operation leaves none or all",
        text:
          "Whichever read, write, sync or truncation fails, by an I/O error, a short write or a full disk, the database stays whole, and the step's record is there or not.",
        reason: "Disks fill up and fail at any point.", evidence: .init(.documented, "SQLite: atomic commit"),
        test: "every failing file operation leaves none or all"),
      Requirement(
        "REC-064", .must, .reference, title: "No memory leaves none or all",
        text: "Whichever allocation of the database fails, it stays whole, and the step's record is there or not.",
        reason: "As for disks.", evidence: .init(.documented, "SQLite: out-of-memory testing"),
        test: "running out of memory anywhere leaves none or all"),
      Requirement(
        "REC-065", .must, .reference, title: "What was acknowledged survives a loss of power",
        text:
          "When all that was not synced is lost, in part or in another order, what was acknowledged is there and nothing half.",
        reason: "A killed process proves nothing about the disk's cache.",
        evidence: .init(.documented, "SQLite: synchronous=FULL"),
        test: "a loss of power loses nothing that was acknowledged"),
      Requirement(
        "REC-066", .must, .reference, title: "What was acknowledged survives a kill",
        text: "When the process is killed at any moment, what it acknowledged is there and nothing half.",
        reason: "Deployments kill.", evidence: .init(.computed, "atomic and durable commit"),
        test: "killed at random moments, everything acknowledged is there"),
      Requirement(
        "REC-067", .must, .reference, title: "Of many at once one wins",
        text:
          "Of writers at once, in threads or processes, with the same key, external id or upload, one wins and the others get a clear error or its result; none hangs, and no update is lost.",
        reason: "Clients click twice.", evidence: .init(.documented, "SQLite: isolation; UNIQUE"),
        test: "of many writers of one key one wins"),
      Requirement(
        "REC-068", .must, .reference, title: "Sessions are stored hashed",
        text: "The database holds the SHA-256 of a session's token, never the token.",
        reason: "Whoever reads a backup must not be able to log in.",
        evidence: .init(.documented, "OWASP Session Management"),
        test: "no session's token is in the database's files"),
    ])
}
