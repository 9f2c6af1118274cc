import Gate
import S3Endpoint
import VideoSpec

/// Runs one scenario of a service: has its states set up, calls the backend, judges its responses, and acts as its store.
struct ServiceRun {
  let scenario: ServiceScenario
  let configuration: ServiceConfiguration
  let store: GateStore
  /// Nil if there is none: then only cases without states can be run.
  let hook: ServiceHook?
  /// Hides the credentials and the cookies of the case.
  private(set) var redaction: Redaction

  private let builder: ServiceRequestBuilder
  /// How many requests the store had before the case, if the case counts those for every key.
  private let requestsBefore: Int
  private var values: ScenarioValues
  /// The keys that the case has named, in the order in which they came up.
  private var keys: [Text] = []
  /// The keys of the case's faults; nil among them for a fault of every key.
  private var faultKeys: Set<Text?> = []

  init(
    _ scenario: ServiceScenario, _ configuration: ServiceConfiguration, store: GateStore, hook: ServiceHook?,
    redaction: Redaction
  ) {
    self.scenario = scenario
    self.configuration = configuration
    self.store = store
    self.hook = hook
    self.redaction = redaction
    let origin = configuration.origin ?? hook?.information.origin ?? configuration.backend.endpoint.origin
    builder = ServiceRequestBuilder(configuration: configuration, origin: origin)
    requestsBefore = scenario.concernsOthers ? store.requests(for: nil).count : 0
    let service = ServiceValues(origin: origin, bucket: store.bucket, mapping: configuration.mapping)
    values = ScenarioValues(configuration.backend, service: service)
  }

  /// Runs the scenario up to its end or the first step that is not as expected.
  ///
  /// - Throws: ``CaseStop``, with the exchange if there was one.
  mutating func run() throws(CaseStop) {
    for given in scenario.given { try establish(given) }
    for (index, step) in scenario.steps.enumerated() {
      do throws(CaseStop) {
        try run(step)
      } catch {
        guard case .failed(var failure) = error else { throw error }
        if scenario.steps.count > 1 { failure.reason = "step \(index + 1): \(failure.reason)" }
        failure.exchange = ([failure.exchange].compactMap(\.self) + storeLines).joined(separator: "\n")
        throw .failed(failure)
      }
    }
  }

  /// Ends the faults of the case, and removes its objects.
  ///
  /// - Returns: What could not be removed.
  mutating func cleanUp() -> [String] {
    store.endFaults(of: faultKeys)
    do throws(CaseStop) {
      if !keys.isEmpty { try store.delete(keys) }
      return []
    } catch {
      return ["the objects of the case could not be deleted"]
    }
  }

  // MARK: - States and actions

  private mutating func establish(_ given: ServiceGiven) throws(CaseStop) {
    guard let hook else {
      throw .notRun("it needs the state \"\(given.state.name)\", which a hook sets up: use --hook")
    }
    let result: JSONObject
    let owners = given.owners.compactMap { name, user in
      values.service?.hookValue(user, "name").map { JSONObject.Member(name: name, value: $0) }
    }
    do throws(ServiceHook.Problem) { result = try hook.setUp(given, owners: owners) } catch { throw CaseStop(error) }
    for name in given.state.secrets {
      guard let secret = result[name]?.text else { continue }
      // The name of a cookie is no secret.
      redaction.add(secret.splitOnce(at: UInt8(ascii: "="))?.tail ?? secret)
    }
    values.service?.set(given.name, result)
  }

  private func run(_ step: ServiceActionStep) throws(CaseStop) {
    guard let hook else { throw .notRun("it needs the action \"\(step.action)\", which a hook runs: use --hook") }
    do throws(ServiceHook.Problem) { try hook.run(step) } catch { throw CaseStop(error) }
  }

  private mutating func run(_ step: ServiceStep) throws(CaseStop) {
    switch step {
    case .call(let step): try run(step)
    case .upload(let step): try run(step)
    case .object(let step): try run(step)
    case .fault(let fault): try run(fault)
    case .asked(let step): try run(step)
    case .stored(let step): try run(step)
    case .objects(let step): try run(step)
    case .fetch(let step): try run(step)
    case .race(let step): try run(step)
    case .run(let step): try run(step)
    case .raw(let step): try run(step)
    case .sleep(let milliseconds): Pause.milliseconds(milliseconds)
    }
  }

  // MARK: - Calls

  private mutating func run(_ step: ServiceCallStep) throws(CaseStop) {
    let end = ContinuousClock.now.advanced(by: .milliseconds(step.within ?? 0))
    while true {
      let exchange = try builder.request(step.request, values).exchanged(with: configuration.backend)
      let failure: Failure?
      if let response = exchange.response {
        let outputs = outputs(of: response, to: step.request)
        note(outputs)
        failure = try ServiceJudge(values: values).failure(of: response, outputs, expected: step.expected)
        if failure == nil {
          capture(step.name, response, outputs)
          return
        }
      } else {
        failure = Failure(exchange.problem ?? "there is no response")
      }
      guard step.within != nil, .now < end else {
        throw .failed(described(failure, step.request.title, [exchange]))
      }
      Pause.milliseconds(50)
    }
  }

  private func outputs(of response: ReceivedResponse, to request: ServiceRequest) -> ServiceOutputs {
    ServiceOutputs(response, of: request.call, configuration.mapping)
  }

  private mutating func capture(_ name: Text?, _ response: ReceivedResponse, _ outputs: ServiceOutputs) {
    guard let name else { return }
    values.capture(name, response)
    values.service?.capture(name, outputs)
  }

  /// Notes the key of a form or of an uploaded video, so that its object is removed afterwards.
  private mutating func note(_ outputs: ServiceOutputs) {
    if outputs.call.hasForm || outputs.call.filePart != nil, let key = outputs.value("key")?.text { note(key) }
  }

  private mutating func note(_ key: Text) { if !keys.contains(key) { keys.append(key) } }

  private func described(_ failure: Failure?, _ title: String?, _ exchanges: [Exchange]) -> Failure {
    ExchangeText.described(failure, title: title, exchanges: exchanges, redaction: redaction)
  }

  // MARK: - Races

  private mutating func run(_ step: ServiceRaceStep) throws(CaseStop) {
    var requests: [WireRequest] = []
    for (index, request) in step.requests.enumerated() {
      values.copy = index + 1
      requests.append(try builder.request(request, values))
    }
    let exchanges = try Race(configuration.backend).run(requests)
    var all: [(response: ReceivedResponse, outputs: ServiceOutputs)] = []
    for (exchange, request) in zip(exchanges, step.requests) {
      guard let response = exchange.response else {
        throw .failed(described(Failure(exchange.problem ?? "there is no response"), request.title, [exchange]))
      }
      let outputs = outputs(of: response, to: request)
      note(outputs)
      all.append((response, outputs))
    }
    if let each = step.each {
      for (index, one) in all.enumerated() {
        values.copy = index + 1
        if let failure = try ServiceJudge(values: values).failure(of: one.response, one.outputs, expected: each) {
          throw .failed(described(failure, step.requests[index].title, [exchanges[index]]))
        }
      }
    }
    if let failure = step.counts.failure(of: exchanges) {
      throw .failed(described(failure, step.requests.first?.title, exchanges))
    }
    for name in step.same + step.different {
      let found = all.map { $0.outputs.value(name) }
      if let index = found.firstIndex(where: { $0 == nil }) {
        throw .failed(described(Failure("a response has no \(name)"), step.requests[index].title, [exchanges[index]]))
      }
      let isSame = step.same.contains(name)
      for index in found.indices.dropFirst() {
        // The first is compared with all others if they have to be the same, and each with those before it if not.
        let other = isSame ? (found[index] == found[0] ? nil : 0) : found[..<index].firstIndex { $0 == found[index] }
        guard let other else { continue }
        let what = isSame ? "a different" : "the same"
        let failure = Failure("of \(found.count) requests at the same moment, two responses have \(what) \(name)")
        throw .failed(described(failure, step.requests[index].title, [exchanges[other], exchanges[index]]))
      }
    }
    if let first = all.first { capture(step.name, first.response, first.outputs) }
  }

  // MARK: - Raw bytes

  private mutating func run(_ step: RawStep) throws(CaseStop) {
    var pieces: [[UInt8]] = []
    for piece in step.pieces { pieces.append(try values.text(piece).bytes) }
    let next = builder.harmless
    let outcome = try RawExchange(configuration.backend).run(step, pieces: pieces) { () throws(CaseStop) in next }
    for (response, expected) in zip(outcome.responses, step.responses) {
      if let failure = try ResponseJudge(values: values).failure(of: response, expected: expected) {
        throw .failed(outcome.described(failure, pieces, redaction))
      }
    }
    if let problem = outcome.problem { throw .failed(outcome.described(Failure(problem), pieces, redaction)) }
  }

  // MARK: - The store

  private mutating func run(_ step: ServiceUploadStep) throws(CaseStop) {
    guard let service = values.service else { return }
    let outputs = try service.outputs(step.form)
    guard let form = outputs.form else {
      throw .failed(Failure("the response \"\(step.form)\" has no form: its fields are not an object of texts"))
    }
    guard let url = outputs.value(.member("url"))?.text, let address = StoreAddress(url, of: store) else {
      throw .failed(Failure("the url of the form in \"\(step.form)\" is not one of the store at \(store.url.origin)"))
    }
    var fields = form.filter { !step.without.contains($0.name.lowercased) }
    for field in try values.fields(step.fields) {
      if let index = fields.firstIndex(where: { $0.name.equalsIgnoringCase(field.name) }) {
        fields[index].value = field.value
      } else {
        fields.append(field)
      }
    }
    if let key = fields.first(where: { $0.name.lowercased == "key" })?.value { note(key) }
    let boundary: Text = "----video-spec-" + values.id
    let body = RequestParts.Form.body(
      fields, file: try values.text(step.file), fileName: "clip.webm", fileType: try values.text(step.fileType),
      boundary: boundary)
    let request = WireRequest(
      method: "POST", target: address.target,
      fields: [
        HeaderField("Host", address.host), HeaderField("Origin", builder.origin),
        HeaderField("Content-Type", "multipart/form-data; boundary=" + boundary),
        HeaderField("Content-Length", Text("\(body.count)")),
      ], body: body)
    var endpoint = configuration.backend
    endpoint.endpoint = store.url
    let exchange = try request.exchanged(with: endpoint)
    let title = "the upload with the form of \(step.form)"
    guard let response = exchange.response else {
      throw .failed(described(Failure(exchange.problem ?? "there is no response"), title, [exchange]))
    }
    if let failure = try ResponseJudge(values: values).failure(of: response, expected: step.expected) {
      throw .failed(described(failure, title, [exchange]))
    }
    values.capture(step.name, response)
  }

  private mutating func run(_ step: ServiceObjectStep) throws(CaseStop) {
    switch step {
    case .put(let key, let body, let type):
      let key = try values.text(key)
      note(key)
      let values = values
      try store.put(key, type: try values.text(type)) { (write) throws(CaseStop) in
        try body.pieces({ (reference) throws(CaseStop) in try values.value(reference) }, write)
      }
    case .delete(let key): try store.delete([try values.text(key)])
    }
  }

  private mutating func run(_ fault: ServiceFault?) throws(CaseStop) {
    guard let fault else {
      store.endFaults(of: faultKeys)
      faultKeys = []
      return
    }
    let key = try values.text(fault.key)
    if let key { note(key) }
    faultKeys.insert(key)
    let isCutEarly = fault.method != .get
    let kind: EndpointFault.Kind =
      switch fault.kind {
      case .forbidden: .refusal(.forbidden)
      case .unavailable: .refusal(.slowDown)
      case .redirect: .refusal(.redirect)
      case .tooManyRequests: .refusal(.tooManyRequests)
      case .slow: .delay(milliseconds: fault.milliseconds)
      // The response to HEAD has no body that could be cut, and after that to PUT the object would be stored.
      case .cut: isCutEarly ? .cutRequest(after: 0) : .cutResponse(after: 0)
      }
    let operations: [S3Operation] =
      switch fault.method {
      case .head: [.headObject]
      case .get: [.getObject]
      case .put: [.putObject, .createMultipartUpload, .uploadPart, .completeMultipartUpload]
      }
    for operation in operations {
      try store.add(EndpointFault(kind, operation: operation, key: key, count: fault.times))
    }
  }

  private mutating func run(_ step: ServiceAskedStep) throws(CaseStop) {
    let key = try values.text(step.key)
    if let key { note(key) }
    let earlier = key == nil ? requestsBefore : 0
    let count = store.requests(for: key).dropFirst(earlier).count { step.method == nil || step.method == $0.method }
    if step.count.contains(count) { return }
    let method = step.method.map { "\($0) " } ?? ""
    let what = key.map { "for \(Printable.text($0))" } ?? "for any key"
    throw .failed(
      Failure(
        "the backend sent \(count) \(method)\(count == 1 ? "request" : "requests") \(what) to the store, expected \(step.wanted)",
        divergence: Divergence(step: "requests", expected: Text(step.wanted), observed: Text("\(count)"))))
  }

  private mutating func run(_ step: ServiceStoredStep) throws(CaseStop) {
    let key = try values.text(step.key)
    note(key)
    func differs(_ what: String, _ wanted: String, _ found: String) -> CaseStop {
      .failed(
        Failure(
          "\(what) of the object at \(Printable.text(key)) is \(found), expected \(wanted)".withoutControls,
          divergence: Divergence(step: what, expected: Text(wanted), observed: Text(found))))
    }
    let found = try store.object(key)
    guard let expected = step.object else {
      guard found == nil else {
        throw .failed(Failure("the store has an object at \(Printable.text(key)), expected none"))
      }
      return
    }
    guard let found else { throw .failed(Failure("the store has no object at \(Printable.text(key))")) }
    if let size = expected.size, size != found.size { throw differs("the size", "\(size)", "\(found.size)") }
    if let type = try values.text(expected.type), type != found.contentType {
      throw differs("the type", Printable.text(type), Printable.text(found.contentType))
    }
    if let body = try values.text(expected.body)?.bytes {
      let bytes = try store.bytes(of: key) ?? []
      guard bytes != body else { return }
      let index =
        zip(bytes, body).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(bytes.count, body.count)
      throw differs(
        "the content", "\(body.count) bytes",
        "\(bytes.count) bytes, of which number \(index + 1) is the first to differ")
    }
  }

  private func run(_ step: ServiceObjectsStep) throws(CaseStop) {
    let prefix = try values.text(step.prefix)
    let keys = try store.keys(beginningWith: prefix)
    if step.count.contains(keys.count) { return }
    throw .failed(
      Failure(
        "the store has \(keys.count) \(keys.count == 1 ? "object" : "objects") whose keys begin with \(Printable.text(prefix)), expected \(step.wanted)",
        divergence: Divergence(step: "objects", expected: Text(step.wanted), observed: Text("\(keys.count)"))))
  }

  private func run(_ step: ServiceFetchStep) throws(CaseStop) {
    let url = try values.text(step.url)
    guard let address = StoreAddress(url, of: store) else {
      throw .failed(Failure("the URL \(Printable.text(url)) is not one of the store at \(store.url.origin)"))
    }
    let request = WireRequest(
      method: "GET", target: address.target,
      fields: [HeaderField("Host", address.host), HeaderField("Origin", builder.origin)], body: [])
    var endpoint = configuration.backend
    endpoint.endpoint = store.url
    let exchange = try request.exchanged(with: endpoint)
    guard let response = exchange.response else {
      throw .failed(
        described(Failure(exchange.problem ?? "there is no response"), "a request for the video", [exchange]))
    }
    if let failure = try ResponseJudge(values: values).failure(of: response, expected: step.expected) {
      throw .failed(described(failure, "a request for the video", [exchange]))
    }
  }

  /// What the backend has asked the store for, as lines of a report.
  private var storeLines: [String] {
    keys.flatMap { key -> [String] in
      let entries = store.requests(for: key)
      if entries.isEmpty { return ["* nothing was asked of the store for \(Printable.text(key))"] }
      let limit = 20
      return entries.suffix(limit).map { entry in
        let status = entry.status.map { "\($0)" } ?? "no response"
        let why = [entry.refusal?.code.rawValue, entry.failure].compactMap(\.self).joined(separator: ", ")
        let line = "* \(entry.method) \(entry.shortTarget): \(status)\(why.isEmpty ? "" : " (\(why))")"
        return redaction.apply(to: line).withoutControls
      }
    }
  }
}

extension CaseStop {
  fileprivate init(_ problem: ServiceHook.Problem) {
    switch problem {
    case .unsupported(let reason), .failed(let reason): self = .notRun(reason)
    case .broken(let reason): self = .ended(reason)
    }
  }
}

/// Where a form is posted to: a URL of the gate's own store.
private struct StoreAddress {
  let host: Text
  let target: Text

  /// Returns nil for a URL that is not at the store's port. The gate connects to nobody else, whatever the host is called.
  init?(_ url: Text, of store: GateStore) {
    let scheme: Text = "http://"
    guard url.hasPrefix(scheme) else { return nil }
    let rest = url.bytes[scheme.bytes.count...]
    let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    guard let endpoint = Endpoint(Text(url.bytes[..<slash])), endpoint.port == store.url.port,
      rest[slash...].allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") })
    else { return nil }
    host = endpoint.authority
    target = slash == rest.endIndex ? "/" : Text(rest[slash...])
  }
}
