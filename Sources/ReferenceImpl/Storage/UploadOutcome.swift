public import VideoSpec

/// What became of an upload, and the response to send.
public struct UploadOutcome: Sendable {
  /// The stored object, or the reason why nothing was stored.
  public let result: Result<StoredObject, Rejection>
  public let response: FormResponse
  /// The error of the sink or of the connection that made the upload fail, for the log. It is not part of the response.
  public let cause: (any Error)?

  init(_ object: StoredObject, _ response: FormResponse) {
    result = .success(object)
    self.response = response
    cause = nil
  }

  init(_ rejection: Rejection, cause: (any Error)? = nil) {
    result = .failure(rejection)
    response = FormResponse(rejection)
    self.cause = cause
  }
}

extension Rejection {
  static let internalError = Rejection(
    .internalError, status: 500, "We encountered an internal error. Please try again.")
}
