import AdapterProtocol
import ReferenceImpl
import VideoSpec

// The calls of the subject Policy.

extension ReferenceImplementation {
  func buildPolicy(_ input: PolicyBuildInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    let signer = Signer(credentials: input.credentials, region: input.region, service: input.service)
    let form = try signer.presignedPost(for: input.request(), at: time, trace: trace)
    return ["url": form.url.protocolForm, "fields": form.fields.protocolForm]
  }

  func evaluatePolicy(_ input: PolicyEvaluationInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    let verifier = verifier(credentials: input.credentials, region: input.region, service: input.service)
    let accepted = try verifier.evaluate(input.form, postedTo: input.bucket, at: time, trace: trace)
    var output: JSONObject = ["key": accepted.key.protocolForm, "status": JSONValue(accepted.success.status)]
    output["contentType"] = accepted.contentType?.protocolForm
    output["redirect"] = accepted.success.redirect?.protocolForm
    return .object(output)
  }
}
