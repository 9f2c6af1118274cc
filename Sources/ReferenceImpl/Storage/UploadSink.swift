public import VideoSpec

/// The place where the file of an upload is stored: a file, a table, another server.
///
/// For every ``begin(_:)`` that returns there is exactly one ``commit(_:size:)`` or ``abort()``, and if ``commit(_:size:)`` throws, an
/// ``abort()`` after it. The object must not be visible under its key before ``commit(_:size:)``.
///
/// A sink may throw a ``Rejection``, for example for a bucket that does not exist; the client gets its code and status. The client gets
/// 500 InternalError for any other error, without its text.
public protocol UploadSink: AnyObject {
  /// Begins an object. Signature, expiry and all conditions but the size have been checked.
  func begin(_ upload: AcceptedUpload) throws

  /// Takes the next bytes of the file, at least one. They are valid only during the call.
  func write(_ bytes: RawSpan) throws

  /// Makes the object visible, in place of the one that had its key. It is complete, and its size is within the policy's limits.
  func commit(_ object: StoredObject, size: Int) throws

  /// Discards the object that was begun.
  func abort()
}

/// A sink that computes the MD5 of the file itself, for example on another thread.
package protocol HashingUploadSink: UploadSink {
  /// Returns the MD5 of everything that was written since the object was begun.
  func md5() -> [UInt8]
}
