/// The status of an upload.
public enum UploadStatus: String, Hashable, Sendable, CaseIterable {
  /// The upload has begun, and nobody has recorded what arrived.
  case processing
  /// The object arrived and is allowed.
  case completed
  /// The object did not arrive, is not allowed, or was replaced.
  case failed
}
