import AdapterProtocol
import ReferenceImpl
import VideoSpec

// The operations of the subjects Policy and Keys.

extension ReferenceImplementation {
  func buildPolicy(_ input: PolicyBuildInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    let signer = Signer(credentials: input.credentials, region: input.region, service: input.service)
    let form = try signer.postForm(input.request, at: time, trace: trace)
    return ["url": form.url.protocolForm, "fields": form.fields.protocolForm]
  }

  func evaluatePolicy(_ input: PolicyEvaluationInput, at time: Timestamp, trace: TraceRecorder) throws -> JSONValue {
    let verifier = Verifier(credentials: input.credentials, region: input.region, service: input.service)
    let accepted = try verifier.evaluate(input.form, at: time, trace: trace)
    var output: JSONObject = ["key": accepted.key.protocolForm, "status": JSONValue(accepted.status)]
    output["contentType"] = accepted.contentType?.protocolForm
    output["redirect"] = accepted.redirect?.protocolForm
    return .object(output)
  }

  func generateKey(_ request: KeyRequest, at time: Timestamp, random: [UInt8]) throws -> JSONValue {
    ["key": try KeyGenerator.key(for: request, at: time, random: random).text.protocolForm]
  }

  func parseKey(_ input: InputReader) throws -> JSONValue {
    let key = try StorageKey(parsing: input.text("key"), as: input.layout())
    return .object(JSONObject(members: key.parts.map { .init(name: $0.name, value: $0.value.protocolForm) }))
  }
}
