public import VideoSpec

/// What a client needs to upload a recording, and to ask about it afterwards.
public struct BegunUpload: Hashable, Sendable {
  /// A UUID. It is public and does not reveal the key (REC-007).
  public var externalID: Text
  /// The URL and the form to post to it.
  public var post: PresignedPost
  /// The time from which on the form cannot be used.
  public var expires: Timestamp
}

/// An upload as it is recorded now.
public struct UploadState: Hashable, Sendable {
  public var externalID: Text
  /// The storage key. It is not for clients (REC-007).
  public var key: Text
  public var result: RecordedResult
}
