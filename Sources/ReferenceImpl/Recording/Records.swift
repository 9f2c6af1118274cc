public import VideoSpec

/// A record store's reference to a user.
///
/// Only the store that made a reference reads it. Everybody else may only compare it with another one of that store.
public enum UserReference: Hashable, Sendable {
  case row(Int)
  case name(Text)
}

/// A session to be added to a record store.
public struct NewSession: Hashable, Sendable {
  /// The SHA-256 hash of the token (REC-068).
  public var tokenHash: [UInt8]
  public var user: Text
  public var expires: Timestamp

  public init(tokenHash: [UInt8], user: Text, expires: Timestamp) {
    self.tokenHash = tokenHash
    self.user = user
    self.expires = expires
  }
}

/// A session as a record store keeps it.
public struct StoredSession: Hashable, Sendable {
  public var user: UserReference
  public var expires: Timestamp

  public init(user: UserReference, expires: Timestamp) {
    self.user = user
    self.expires = expires
  }
}

/// An upload to be written to a record store: an answer and its video.
public struct NewUpload: Hashable, Sendable {
  public var externalID: Text
  public var key: Text
  public var user: UserReference
  public var question: Int
  /// The duration in seconds.
  public var duration: Double
  public var begins: Timestamp
  public var formExpires: Timestamp

  public init(
    externalID: Text, key: Text, user: UserReference, question: Int, duration: Double, begins: Timestamp,
    formExpires: Timestamp
  ) {
    self.externalID = externalID
    self.key = key
    self.user = user
    self.question = question
    self.duration = duration
    self.begins = begins
    self.formExpires = formExpires
  }
}

/// An upload as a record store keeps it, without its result.
public struct StoredUpload: Hashable, Sendable {
  public var user: UserReference
  public var status: UploadStatus

  public init(user: UserReference, status: UploadStatus) {
    self.user = user
    self.status = status
  }
}
