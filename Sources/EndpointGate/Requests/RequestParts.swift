import Gate
import VideoSpec

/// A request of a scenario with all references replaced, or a request of the gate's own.
struct RequestParts: Sendable {
  enum Address: Hashable, Sendable {
    case object(bucket: Text?, key: Text?)
    case path(Text)
  }

  struct Signing: Sendable {
    var placement = RequestSigning.Placement.header
    var identity = RequestSigning.Identity.main
    var offset = 0
    /// The lifetime of a URL, which may be wrong.
    var expires: Text = "300"
    var region: Text?
    var service: Text = "s3"
    var algorithm = RequestSigning.Algorithm.v4
    /// The value of `x-amz-content-sha256`; nil for the hash of the body.
    var payload: Text?
    var unsigned: Set<Text> = []
    var host: Text?
  }

  struct Form: Sendable {
    var fields: [HeaderField]
    var file: Text?
    var fileName: Text
    var fileType: Text?
    var after: [HeaderField]
    /// The seconds from now to the policy's expiration.
    var expires: Int
    /// Nil for the bucket and each field with its exact value.
    var conditions: [JSONValue]?
    var addedConditions: [JSONValue]
    var preamble: Text
    var boundary: Text
  }

  var method: Text
  var address: Address
  var style: Addressing?
  var query: [QueryItem] = []
  var headers: [HeaderField] = []
  var body: Text?
  var framing: ScenarioRequest.Framing?
  var chunks: ChunkPlan?
  var form: Form?
  var expectsContinue = false
  var cut: Int?
  var signing = Signing()
  var change: Change?

  init(
    _ method: Text, bucket: Text? = nil, key: Text? = nil, query: [QueryItem] = [], headers: [HeaderField] = [],
    body: Text? = nil
  ) {
    self.method = method
    address = .object(bucket: bucket, key: key)
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// Replaces the references of a scenario's request.
  init(_ request: ScenarioRequest, _ values: ScenarioValues) throws(CaseStop) {
    self.init(request.method)
    switch request.address {
    case .object(let bucket, let key): address = .object(bucket: try values.text(bucket), key: try values.text(key))
    case .path(let path): address = .path(try values.text(path))
    }
    style = request.style.map { $0 == .path ? .path : .virtual }
    for (name, value) in request.query { query.append(QueryItem(try values.text(name), try values.text(value))) }
    headers = try values.fields(request.headers)
    body = try values.text(request.body)
    framing = request.framing
    if let plan = request.chunks {
      let modes = [
        RequestChunks.Mode.signed: ChunkMode.signed, .signedTrailer: .signedTrailer, .unsignedTrailer: .unsignedTrailer,
      ]
      chunks = ChunkPlan(
        mode: modes[plan.mode] ?? .signed, sizes: plan.sizes, trailer: try values.fields(plan.trailer))
    }
    form = try request.form.map { form throws(CaseStop) in try Form(form, values) }
    expectsContinue = request.expectsContinue
    cut = request.cut
    signing = try Signing(request.signing, values)
    change = try request.tampering.map { change throws(CaseStop) in try Change(change, values) }
  }
}

extension RequestParts.Signing {
  fileprivate init(_ signing: RequestSigning, _ values: ScenarioValues) throws(CaseStop) {
    placement = signing.placement
    identity = signing.identity
    offset = signing.offset
    expires = try values.text(signing.expires)
    region = try values.text(signing.region)
    service = try values.text(signing.service) ?? "s3"
    algorithm = signing.algorithm
    switch signing.payload {
    case .hash: payload = nil
    case .unsigned: payload = "UNSIGNED-PAYLOAD"
    case .text(let text): payload = try values.text(text)
    }
    unsigned = Set(signing.unsigned)
    host = try values.text(signing.host)
  }
}

extension RequestParts.Form {
  fileprivate init(_ form: RequestForm, _ values: ScenarioValues) throws(CaseStop) {
    func json(_ list: [ScenarioJSON]) throws(CaseStop) -> [JSONValue] {
      var result: [JSONValue] = []
      for item in list { result.append(try item.json { (name) throws(CaseStop) in try values.value(name) }) }
      return result
    }
    fields = try values.fields(form.fields)
    file = try values.text(form.file)
    fileName = try values.text(form.fileName) ?? "clip.webm"
    fileType = try values.text(form.fileType)
    after = try values.fields(form.after)
    expires = form.policy.expires
    conditions = try form.policy.conditions.map { list throws(CaseStop) in try json(list) }
    addedConditions = try json(form.policy.added)
    preamble = try values.text(form.preamble) ?? Text()
    boundary = try values.text(form.boundary) ?? "----video-spec-" + values.id
  }
}

extension ScenarioValues {
  func fields(_ fields: [ScenarioField]) throws(CaseStop) -> [HeaderField] {
    var result: [HeaderField] = []
    for field in fields { result.append(HeaderField(try text(field.name), try text(field.value))) }
    return result
  }
}
