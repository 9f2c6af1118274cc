public import VideoSpec

/// A look at an upload's object: the first half of completing an upload.
///
/// Looks are numbered in the order in which they begin. Of two, the later one is kept, in whatever order they are recorded
/// (REC-023).
public struct Look: Hashable, Sendable {
  public var externalID: Text
  /// The recorded key, whatever the client sent (REC-021).
  public var key: Text
  /// The number of the look among those at this upload, from 1.
  public var number: Int

  public init(externalID: Text, key: Text, number: Int) {
    self.externalID = externalID
    self.key = key
    self.number = number
  }
}

/// The result of a look, as it is recorded.
public struct RecordedResult: Hashable, Sendable {
  public var status: UploadStatus
  /// The size in bytes, or nil if no object was ever found.
  public var size: Int?
  public var mediaType: Text?
  public var etag: Text?
  /// The violations that the look found.
  public var violations: [Violation]

  public init(status: UploadStatus, size: Int?, mediaType: Text?, etag: Text?, violations: [Violation]) {
    self.status = status
    self.size = size
    self.mediaType = mediaType
    self.etag = etag
    self.violations = violations
  }
}

/// The look recorded last, with what a later one has to know of it.
public struct RecordedLook: Hashable, Sendable {
  /// The number of the look, or 0 if none is recorded.
  public var number: Int
  /// Whether the upload was ever completed. Its size, type and ETag are then never written again (REC-026).
  public var isValidated: Bool
  public var result: RecordedResult

  public init(number: Int, isValidated: Bool, result: RecordedResult) {
    self.number = number
    self.isValidated = isValidated
    self.result = result
  }

  /// Returns what is to be recorded after a later look.
  func followed(by found: ValidationResult, number: Int) -> RecordedLook {
    let status: UploadStatus = found.isAccepted ? .completed : .failed
    let result =
      isValidated
      ? RecordedResult(
        status: status, size: result.size, mediaType: result.mediaType, etag: result.etag, violations: found.violations)
      : RecordedResult(
        status: status, size: found.size, mediaType: found.mediaType, etag: found.etag, violations: found.violations)
    return RecordedLook(number: number, isValidated: isValidated || status == .completed, result: result)
  }
}
