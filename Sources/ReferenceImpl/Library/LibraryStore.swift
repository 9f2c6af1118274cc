public import VideoSpec

/// A database of users, sessions and videos, behind a ``Library``.
///
/// Calls block the calling thread until the database has responded. They throw ``RecordStoreError``. Each that writes is one transaction, which
/// is recorded completely or not at all.
public protocol LibraryStore: SessionStore {
  /// Returns the user whose session has this hash and ends after `time`, or nil.
  func user(tokenHash: [UInt8], at time: Timestamp) throws -> LibraryUser?

  /// Adds users by their names, with new UUIDs, and sessions. Those that exist already stay unchanged.
  func add(users: [NewLibraryUser], sessions: [NewSession]) throws

  /// Returns the user of a name, or nil.
  func user(named name: Text) throws -> LibraryUser?

  // MARK: - Reading

  /// Returns a part of a user's videos, and how many match.
  func videos(_ query: VideoQuery, of user: LibraryUser) throws -> VideoPage

  /// Returns a number that changes whenever a user's videos do.
  func version(of user: LibraryUser) throws -> Int

  /// Returns a user's video with exactly this key, or nil.
  func video(key: Text, of user: LibraryUser) throws -> LibraryVideo?

  /// Returns a user's video, or nil.
  func video(id: Text, of user: LibraryUser) throws -> LibraryVideo?

  // MARK: - Writing

  /// Reserves a key for an upload, so that a sweep finds its object if the upload does not end.
  ///
  /// - Returns: False if a video, a thumbnail or an upload has the key.
  func reserve(_ key: Text, at time: Timestamp) throws -> Bool

  /// Records a video, and ends the reservations of its key and of its thumbnail's.
  ///
  /// - Parameter reach: Called before and after the commit. What it throws counts as an error at that point.
  /// - Returns: False if the reservation is gone: a sweep has given the upload up.
  func insert(_ video: LibraryVideo, of user: LibraryUser, reaching reach: (RecordingPoint) throws -> Void) throws
    -> Bool

  /// Ends the reservation of a key, unless it belongs to a video.
  func release(_ key: Text) throws

  /// Takes over reservations that began at `time` or before, so that their uploads cannot end any more, and returns their keys.
  func takeAbandoned(reservedBy time: Timestamp, limit: Int) throws -> [Text]

  /// Deletes a video softly. Returns false if the user has none with this ID.
  func delete(id: Text, of user: LibraryUser, at time: Timestamp) throws -> Bool

  /// Adds videos as they are, without an upload: for a hook, and for benchmarks.
  func add(_ videos: [LibraryVideo], of user: LibraryUser) throws

  /// Records a job for a video of the user. Returns false if the video is gone.
  func insert(_ job: LibraryJob, of user: LibraryUser) throws -> Bool
}

/// A user to be added to a library.
public struct NewLibraryUser: Hashable, Sendable {
  public var name: Text
  /// A UUID.
  public var id: Text

  public init(name: Text, id: Text) {
    self.name = name
    self.id = id
  }
}
