public import VideoSpec

/// A database of users, sessions, questions and uploads, behind a ``Recorder``.
///
/// The recorder decides who may do what, what a look at the object store means, which look wins, and what the caller is told. A
/// record store keeps the records and commits each transaction completely or not at all. ``SQLiteRecordStore`` is one.
///
/// Calls block the calling thread until the database has responded.
public protocol RecordStore: SessionStore {
  /// Runs a body in a transaction: commits everything that it writes, or nothing.
  ///
  /// A store may keep a transaction of its database open while the body runs. It may also read what the body asks for, collect
  /// what it writes, and commit with one conditional write; if something that the body read has changed by then, such a store
  /// runs the body again.
  ///
  /// - Parameters:
  ///   - reach: Called with ``RecordingPoint/beforeCommit`` before the commit begins and with ``RecordingPoint/afterCommit`` once
  ///     it has taken effect. An error thrown by the first call rolls back. One thrown by the second call counts as an error of
  ///     the commit itself.
  /// - Throws: ``RecordStoreError``, or whatever the body throws; the body's error rolls back. Unless the error is
  ///   ``RecordStoreError/Kind/outcomeUnknown``, nothing is recorded.
  func transaction<Result: Sendable>(
    reaching reach: (RecordingPoint) throws -> Void, _ body: (any RecordTransaction) throws -> Result
  ) throws -> Result

  /// Adds users, sessions and questions. Those that exist already stay unchanged.
  func add(users: [Text], sessions: [NewSession], questions: [Int]) throws

  /// Returns the external ID of the next upload that is still processing and whose form expired at `time` or before.
  ///
  /// - Parameter externalID: The upload to continue after, in the order in which uploads began, or nil to start with the first.
  func nextOverdue(formExpiredBy time: Timestamp, after externalID: Text?) throws -> Text?

  /// Returns all uploads in the order in which they began, including incomplete records if there are any.
  func uploads() throws -> [RecordedUpload]
}

/// What a recorder reads and writes in one transaction of a ``RecordStore``.
///
/// It is valid until the body that received it returns.
public protocol RecordTransaction {
  /// Returns the session whose token has a hash, expired or not, or nil if there is none.
  func session(tokenHash: [UInt8]) throws -> StoredSession?

  func hasQuestion(_ question: Int) throws -> Bool

  /// Writes a new upload: the answer, with the status `processing`, and its video.
  ///
  /// If the external ID or the key exists already, this call or the commit throws ``RecordStoreError/Kind/taken``.
  func insert(_ upload: NewUpload) throws

  /// Returns the user and the status of an upload, or nil if it does not exist.
  func upload(_ externalID: Text) throws -> StoredUpload?

  /// Returns an upload as it was inserted, or nil if it does not exist.
  func beginning(of externalID: Text) throws -> NewUpload?

  /// Gives an upload's next look its number: 1, 2, and so on. Returns nil if the upload does not exist.
  func numberLook(at externalID: Text) throws -> Look?

  /// Returns the look recorded last, or nil if the upload does not exist.
  func recordedLook(at externalID: Text) throws -> RecordedLook?

  /// Replaces the look recorded last, and with it the video's result and the answer's status.
  func record(_ look: RecordedLook, at externalID: Text) throws

  /// Makes sure that an earlier commit of this upload, whose outcome is unknown, does not take effect later.
  ///
  /// Once this transaction has committed, what it read of the upload stays true (REC-045).
  func settle(_ externalID: Text) throws
}
