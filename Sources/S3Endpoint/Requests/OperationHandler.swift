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
/// The request has been authenticated, except for the body, which `request.body` verifies while it is read. The endpoint itself verifies
/// the body of an operation that does not read it, before it calls the handler.
package protocol OperationHandler: Sendable {
  /// Performs the operation.
  ///
  /// - Throws: ``S3Refusal``. A handler that throws must not have changed anything.
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response
}
