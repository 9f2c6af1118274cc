public import VideoSpec

/// The first half of completing an upload: whose it is, where it is stored, and when it was looked at.
///
/// Looks are numbered as they begin. Of two the later one stays, in whatever order they are recorded (REC-023).
public struct Look: Hashable, Sendable {
  /// The answer's row.
  package let answer: Int
  public let externalID: Text
  /// As it was recorded, whatever the client says (REC-021).
  public let key: Text
  /// From 1, by upload.
  public let number: Int

  package init(answer: Int, externalID: Text, key: Text, number: Int) {
    self.answer = answer
    self.externalID = externalID
    self.key = key
    self.number = number
  }
}

/// What is recorded of an upload after a look.
public struct RecordedResult: Hashable, Sendable {
  public var status: UploadStatus
  /// In bytes; nil where no object was ever found.
  public var size: Int?
  public var mediaType: Text?
  public var etag: Text?
  /// Of the last look.
  public var violations: [Violation]
}
