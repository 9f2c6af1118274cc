import HTTPServer
import ReferenceImpl
import VideoSpec

/// Stores the file of a form that a browser sends: form, signature, policy, object, response.
struct PostObject: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let bucket = try request.bucket()
    let checks = service.checks
    var verifier = service.configuration.verifier
    if !checks.disabled.isEmpty { verifier.tolerance = { !checks.performs(EndpointCheck(form: $0)) } }
    let receiver = UploadReceiver(verifier: verifier, bucket: bucket, url: Self.url(of: bucket, for: request))
    let sink = FormSink(bucket: bucket, time: request.time, length: request.body.length, service: service)
    let trace = TraceRecorder()
    let outcome: UploadOutcome
    var fields: [Field] = []
    do throws(Rejection) {
      var upload = try IncomingUpload(
        to: receiver, contentType: request.header("content-type"), at: request.time, into: sink, trace: trace)
      var failure: S3Refusal?
      do throws(S3Refusal) {
        try request.body.forEachPiece(into: &upload) { upload, piece in upload.append(piece) }
      } catch {
        failure = error
      }
      fields = upload.form.fields
      if let failure { outcome = upload.cutOff(by: failure) } else { outcome = upload.finish() }
    } catch {
      throw S3Refusal(form: error, fields: [], trace: trace.trace)
    }
    switch outcome.result {
    case .success(let object):
      request.storedKey = object.key
      if outcome.response.status == 303, !checks.performs(.formRedirect) { return .noContent }
      return S3Response(
        checks.performs(.formStatus) ? outcome.response.status : 200,
        headers: outcome.response.headers.filter { !$0.name.equalsIgnoringCase("content-length") } + [.encrypted],
        body: outcome.response.body.isEmpty ? .none : .bytes(outcome.response.body.bytes))
    case .failure(let rejection):
      if let refusal = outcome.cause as? S3Refusal { throw refusal }
      if let cause = outcome.cause { throw .internalError("\(cause)") }
      throw S3Refusal(form: rejection, fields: fields, trace: trace.trace)
    }
  }

  /// The URL that the form was sent to, below which `Location` names the object.
  private static func url(of bucket: Text, for request: S3Request) -> Text {
    let origin = (request.isSecure ? "https://" : "http://") + request.address.host
    return request.address.style == .path ? origin + "/" + bucket : origin + "/"
  }
}
