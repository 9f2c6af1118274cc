public import VideoSpec

/// A library of users' videos: what was uploaded, found by key, by name and by date, and used in jobs.
///
/// A library may be used from many threads, and several may share a database.
///
/// ```swift
/// let library = Library(store: try SQLiteLibraryStore(path: "library.db"), configuration: configuration)
/// let user = try library.user(of: token, at: now)
/// let page = try library.videos(VideoQuery(term: "holiday"), of: user)
/// ```
public final class Library: Sendable {
  public let configuration: Configuration
  private let store: any LibraryStore

  public init(store: any LibraryStore, configuration: Configuration) {
    self.store = store
    self.configuration = configuration
  }

  /// The options of a library.
  public struct Configuration: Sendable {
    /// Where browsers reach the bucket.
    public var location: S3Location
    /// The signer of the URLs with which videos are played.
    public var signer: Signer
    /// The largest file in bytes.
    public var maximumSize: Int
    /// The media types that files may have.
    public var mediaTypes: [Text]
    /// How long a URL for playback is valid, in seconds.
    public var urlSeconds: Int
    /// How long an upload may take before a sweep gives it up, in seconds.
    public var uploadSeconds: Int
    /// Called at the commit of an upload. Tests use it.
    package var reach: @Sendable (RecordingPoint) throws -> Void = { _ in }

    public init(
      location: S3Location, signer: Signer, maximumSize: Int = 90_000_000, mediaTypes: [Text] = Self.usualTypes,
      urlSeconds: Int = 3600, uploadSeconds: Int = 3600
    ) {
      self.location = location
      self.signer = signer
      self.maximumSize = maximumSize
      self.mediaTypes = mediaTypes
      self.urlSeconds = urlSeconds
      self.uploadSeconds = uploadSeconds
    }

    public static let usualTypes: [Text] = ["video/mp4", "video/webm", "video/quicktime"]
  }

  // MARK: - Users

  /// Returns the user of a token (LIB-001).
  ///
  /// - Throws: ``Rejection``: 401 ``ErrorCode/sessionInvalid``, or one of the database's.
  public func user(of token: Text?, at time: Timestamp) throws(Rejection) -> LibraryUser {
    guard let token else { throw LibraryRejections.session }
    let user = try reporting { try store.user(tokenHash: SessionToken.hash(of: token), at: time) }
    guard let user else { throw LibraryRejections.session }
    return user
  }

  /// Creates a user with a session, and returns the user.
  public func beginSession(_ session: UserSession, random: [UInt8]) throws(Rejection) -> LibraryUser {
    let user = try reporting {
      try store.add(
        users: [NewLibraryUser(name: session.user, id: KeyGenerator.uuid(random))],
        sessions: [
          NewSession(tokenHash: SessionToken.hash(of: session.token), user: session.user, expires: session.expires)
        ])
      return try store.user(named: session.user)
    }
    guard let user else { throw LibraryRejections.session }
    return user
  }

  /// Ends a session. It is no error if there is none.
  public func endSession(_ token: Text) throws(Rejection) {
    try reporting { try store.removeSession(tokenHash: SessionToken.hash(of: token)) }
  }

  // MARK: - Lists

  /// Returns a part of a user's videos.
  public func videos(_ query: VideoQuery, of user: LibraryUser) throws(Rejection) -> VideoPage {
    try reporting { try store.videos(query, of: user) }
  }

  /// Returns a number that changes whenever a user's videos do: what a cache of the recent videos depends on (LIB-032).
  public func version(of user: LibraryUser) throws(Rejection) -> Int {
    try reporting { try store.version(of: user) }
  }

  /// Returns a user's video with exactly this key (LIB-040, LIB-041).
  ///
  /// - Throws: ``Rejection``: 404 ``ErrorCode/videoUnknown``, or one of the database's.
  public func video(key: Text, of user: LibraryUser) throws(Rejection) -> LibraryVideo {
    // No column of any engine holds another key.
    guard key.validString?.unicodeScalars.contains("\0") == false else { throw LibraryRejections.video(nil) }
    guard let video = try reporting({ try store.video(key: key, of: user) }) else { throw LibraryRejections.video(nil) }
    return video
  }

  /// Deletes a video softly: it is no longer found, and its object stays (LIB-003).
  ///
  /// - Throws: ``Rejection``: 404 ``ErrorCode/videoUnknown``, or one of the database's.
  public func deleteVideo(_ id: Text, of user: LibraryUser, at time: Timestamp) throws(Rejection) {
    guard Library.isUUID(id), try reporting({ try store.delete(id: id.lowercased, of: user, at: time) }) else {
      throw LibraryRejections.video(nil)
    }
  }

  // MARK: - Jobs

  /// Creates a job for a video that the user has (LIB-070 to LIB-074).
  ///
  /// - Parameters:
  ///   - uploadID: The ID that an upload returned, in `video_upload_id`; nil without it.
  ///   - videoID: The ID of a stored video, in `s3_video_id`; nil without it.
  /// - Throws: ``Rejection``: 400 ``ErrorCode/videoSourceMissing`` or ``ErrorCode/videoSourceAmbiguous``, 404 ``ErrorCode/videoUnknown``, or one
  ///   of the database's.
  public func createJob(
    uploadID: Text?, videoID: Text?, transcriptText: Text?, transcriptUploadID: Text?, by user: LibraryUser,
    at time: Timestamp, random: [UInt8]
  ) throws(Rejection) -> LibraryJob {
    let source: (field: String, id: Text)
    switch (uploadID, videoID) {
    case (nil, nil): throw LibraryRejections.noSource
    case (_?, _?): throw LibraryRejections.twoSources
    case (let id?, nil): source = ("video_upload_id", id)
    case (nil, let id?): source = ("s3_video_id", id)
    }
    guard Library.isUUID(source.id), let video = try reporting({ try store.video(id: source.id.lowercased, of: user) })
    else { throw LibraryRejections.video(source.field) }
    let job = LibraryJob(
      id: KeyGenerator.uuid(random), video: video, transcriptText: transcriptText,
      transcriptUploadID: transcriptUploadID, created: time)
    guard try reporting({ try store.insert(job, of: user) }) else { throw LibraryRejections.video(source.field) }
    return job
  }

  // MARK: - Uploads

  /// The key of an upload, which no other upload gets, and the names of its file.
  public struct Reservation: Hashable, Sendable {
    public let key: Text
    public let filename: Text
    public let originalFilename: Text
  }

  /// Reserves a key for an upload (LIB-052, LIB-053).
  ///
  /// - Parameter name: The name of the file, as the client sent it.
  /// - Throws: ``Rejection``, one of the database's.
  public func reserve(_ name: Text, for user: LibraryUser, at time: Timestamp) throws(Rejection) -> Reservation {
    let key = try reserve(.libraryVideo(user: user.id, fileName: name), at: time)
    guard case .libraryVideo(_, _, let filename) = key else { preconditionFailure("the key has another layout") }
    return Reservation(key: key.text, filename: filename, originalFilename: Library.originalName(name))
  }

  /// Reserves a key for the thumbnail of a video that is being uploaded.
  public func reserveThumbnail(
    of video: Reservation, for user: LibraryUser, at time: Timestamp
  ) throws(Rejection) -> Text {
    try reserve(.libraryThumbnail(user: user.id, fileName: video.filename), at: time).text
  }

  private func reserve(_ request: KeyRequest, at time: Timestamp) throws(Rejection) -> StorageKey {
    var request = request
    // More uploads of one user with the same name in the same second are no accident.
    for _ in 0..<Library.nameLimit {
      let key = try KeyGenerator.key(for: request, at: time, random: [])
      if try reporting({ try store.reserve(key.text, at: time) }) { return key }
      request.taken.insert(key.text)
    }
    throw Rejection(.busy, status: 503, "too many uploads of the same name in one second; try again")
  }

  /// How many keys are tried for an upload.
  private static let nameLimit = 1000

  /// Returns a video that the user has uploaded before with the same `Idempotency-Key` (LIB-059); nil if there is none.
  ///
  /// - Parameter id: The ID that is made from the key.
  public func video(id: Text, of user: LibraryUser) throws(Rejection) -> LibraryVideo? {
    try reporting { try store.video(id: id, of: user) }
  }

  /// Records a video whose object the store has taken.
  ///
  /// - Throws: ``Rejection``: 500 ``ErrorCode/outcomeUnknown`` if the video may be recorded or not, otherwise one of the database's, and the video
  ///   is not recorded. 409 ``ErrorCode/taken`` means that there is a video with the same ID.
  public func record(_ video: LibraryVideo, of user: LibraryUser) throws(Rejection) {
    let isReserved = try reporting { try store.insert(video, of: user, reaching: configuration.reach) }
    guard isReserved else {
      throw Rejection(.recordingFailed, status: 500, "the upload took so long that a sweep has given it up")
    }
  }

  /// Returns the keys of uploads that have begun long ago and did not end, and makes sure that they never do. Their objects can be deleted; then
  /// ``release(_:)`` forgets them.
  public func takeAbandonedUploads(at time: Timestamp, limit: Int = 100) throws(Rejection) -> [Text] {
    guard let start = time.adding(seconds: -configuration.uploadSeconds) else { return [] }
    return try reporting { try store.takeAbandoned(reservedBy: start, limit: limit) }
  }

  /// Forgets the key of an upload that is not recorded. The caller has deleted its object.
  public func release(_ key: Text) throws(Rejection) { try reporting { try store.release(key) } }

  /// Returns the last part of a name with directories, without NUL, cut to 255 characters. Bytes that are no UTF-8 are replaced.
  package static func originalName(_ name: Text) -> Text {
    let separators: Set<UInt8> = [UInt8(ascii: "/"), UInt8(ascii: "\\")]
    let last = name.bytes[(name.bytes.lastIndex(where: separators.contains).map { $0 + 1 } ?? 0)...]
    var scalars = String.UnicodeScalarView()
    scalars.append(
      contentsOf: String(decoding: last, as: UTF8.self).unicodeScalars.lazy.filter { $0 != "\0" }.prefix(255))
    return Text(String(scalars))
  }

  private static func isUUID(_ text: Text) -> Bool {
    text.bytes.count == 36
      && text.bytes.enumerated().allSatisfy { index, byte in
        [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : byte.isASCIIHexDigit
      }
  }

  // MARK: - Errors

  private func reporting<Result>(_ work: () throws -> Result) throws(Rejection) -> Result {
    try RecordingRejections.reporting(work)
  }
}

extension UInt8 {
  fileprivate var isASCIIHexDigit: Bool {
    (0x30...0x39).contains(self) || (0x41...0x46).contains(self) || (0x61...0x66).contains(self)
  }
}
