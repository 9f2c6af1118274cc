/// An operation's implementation.
///
/// ```swift
/// struct HeadBucket: OperationHandler {
///   func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
///     _ = try service.existingBucket(of: request)
///     return S3Response(200, headers: [HeaderField("x-amz-bucket-region", service.configuration.region)])
///   }
/// }
/// ```
///
/// The request has been authenticated, except for the body, which `request.body` verifies while it is read. Whatever an operation does not read
/// is verified and thrown away after it.
package protocol OperationHandler: Sendable {
  /// Performs the operation.
  ///
  /// - Throws: ``S3Refusal``. Nothing may have been changed then.
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response
}
