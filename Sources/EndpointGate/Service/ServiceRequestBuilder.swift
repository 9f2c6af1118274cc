import Gate
import ReferenceImpl
import VideoSpec

/// Makes requests of a service's calls, as the backend offers them.
struct ServiceRequestBuilder {
  let configuration: ServiceConfiguration
  let origin: Text

  func request(_ request: ServiceRequest, _ values: ScenarioValues) throws(CaseStop) -> WireRequest {
    guard let call = configuration.mapping.calls[request.call.name] else {
      throw .notRun("the mapping has no call \(request.call.name)")
    }
    let method = request.method ?? call.method
    var inputs: [(name: Text, value: JSONValue)] = []
    for input in request.inputs { inputs.append((input.name, try json(input.value, values))) }
    let inPath = Set(call.placeholders)
    var target: Text
    if let path = request.path {
      target = try values.text(path)
    } else {
      let path = call.path { name, keepsSlashes in
        guard let value = inputs.first(where: { $0.name == name })?.value.written else { return nil }
        guard keepsSlashes, !request.encodesSlashes else { return PercentEncoding.encode(value) }
        let segments = value.split(at: UInt8(ascii: "/")).map { PercentEncoding.encode($0).bytes }
        return Text(bytes: Array(segments.joined(separator: [UInt8(ascii: "/")])))
      }
      guard let path else {
        throw .notRun("the path of \(request.call.name) needs an input that the scenario does not give")
      }
      target = path
    }
    let others = inputs.filter { !inPath.contains($0.name) }
    var body: [UInt8]?
    var bodyType: Text = "application/json"
    if let text = request.body {
      body = try values.text(text).bytes
    } else if let file = request.file {
      let boundary: Text = "----video-spec-" + values.id
      bodyType = "multipart/form-data; boundary=" + boundary
      body = try RequestParts.Form.body(
        values.fields(file.fields), part: file.part, file: try values.text(file.content),
        fileName: try values.text(file.name), fileType: try values.text(file.type), boundary: boundary)
    } else if ["POST", "PUT", "PATCH"].contains(method) {
      var object = JSONObject()
      for (name, value) in others { call.inputs[name]?.put(value, into: &object) }
      for member in request.added { object[member.name] = try json(member.value, values) }
      body = JSONValue.object(object).line
    } else if request.path == nil {
      for (name, value) in others {
        let parameter = PercentEncoding.encode(Text(call.inputs[name]?.description ?? name.string))
        target = target + (target.bytes.contains(UInt8(ascii: "?")) ? "&" : "?") + parameter + "="
        target = target + PercentEncoding.encode(value.written)
      }
    }
    var fields = [
      HeaderField("Host", configuration.backend.endpoint.authority), HeaderField("Accept", "application/json"),
    ]
    func add(_ name: Text, _ usual: ServiceRequest.Usual, _ value: Text?) throws(CaseStop) {
      switch usual {
      case .usual: if let value { fields.append(HeaderField(name, value)) }
      case .absent: break
      case .text(let text): fields.append(HeaderField(name, try values.text(text)))
      }
    }
    // As a browser does: it sends no Origin with a GET of the page's own origin.
    let credential = configuration.credential
    let sendsOrigin = credential == .cookie && method != "GET" && method != "HEAD"
    let secret = request.user.flatMap { values.service?.hookValue($0, credential.rawValue)?.text }
    try add("Origin", request.origin, sendsOrigin ? origin : nil)
    try add("Cookie", request.cookie, credential == .cookie ? secret : nil)
    try add("Authorization", request.authorization, credential == .token ? secret.map { "Bearer " + $0 } : nil)
    try add("Content-Type", request.contentType, body == nil ? nil : bodyType)
    let own = try values.fields(request.headers)
    let names = Set(own.map(\.name.lowercased))
    fields.removeAll { names.contains($0.name.lowercased) }
    fields += own
    if let body, !names.contains("content-length"), !names.contains("transfer-encoding") {
      fields.append(HeaderField("Content-Length", Text("\(body.count)")))
    }
    return WireRequest(method: method, target: target, fields: fields, body: body ?? [])
  }

  /// A request that changes nothing.
  var harmless: WireRequest {
    WireRequest(
      method: "GET", target: "/", fields: [HeaderField("Host", configuration.backend.endpoint.authority)], body: [])
  }

  private func json(_ value: ScenarioJSON, _ values: ScenarioValues) throws(CaseStop) -> JSONValue {
    try value.typed { (reference) throws(CaseStop) in try values.json(reference) }
  }
}
