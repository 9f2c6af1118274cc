package import VideoSpec

/// A request of a scenario: what is signed, what is changed afterwards, and how it is sent.
package struct ScenarioRequest: Hashable, Sendable {
  /// Where a request goes.
  package enum Address: Hashable, Sendable {
    /// A bucket and a key, not encoded. Without both it is the service itself.
    case object(bucket: ScenarioText?, key: ScenarioText?)
    /// A path as it is sent and signed, which may be encoded wrongly.
    case path(ScenarioText)
  }

  package enum Style: String, Hashable, Sendable, CaseIterable { case path, virtual }

  package enum Framing: String, Hashable, Sendable, CaseIterable { case length, chunked, none }

  package let method: Text
  package let address: Address
  /// Nil for the gate's own.
  package let style: Style?
  /// Parameters that are not encoded. A name without `=` has the value nil.
  package let query: [(name: ScenarioText, value: ScenarioText?)]
  package let headers: [ScenarioField]
  package let body: ScenarioText?
  package let framing: Framing?
  package let chunks: RequestChunks?
  package let form: RequestForm?
  /// Whether the request asks for a `100 Continue` and waits for it before the body.
  package let expectsContinue: Bool
  /// After how many bytes of the body the connection is closed; nil if the whole body is sent.
  package let cut: Int?
  package let signing: RequestSigning
  package let tampering: Tampering?

  init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    try node.requireMembers(
      ["method"],
      optional: [
        "bucket", "key", "path", "style", "query", "headers", "body", "framing", "chunks", "form", "expectContinue",
        "cut", "sign", "tamper",
      ])
    method = Text(try node.member("method").string())
    func text(_ name: Text) throws(VectorFault) -> ScenarioText? {
      try node.optional(name).map { node throws(VectorFault) in try node.scenarioText(&scope) }
    }
    let (bucket, key, path) = (try text("bucket"), try text("key"), try text("path"))
    if let path {
      if bucket != nil || key != nil { throw node.fault("has both \"path\" and \"bucket\" or \"key\"") }
      address = .path(path)
    } else {
      if key != nil, bucket == nil { throw node.fault("has a \"key\" without a \"bucket\"") }
      address = .object(bucket: bucket, key: key)
    }
    style = try node.optional("style")?.word()
    query =
      try node.optional("query")?.elements().map { node throws(VectorFault) in
        let pair = try node.elements()
        guard pair.count == 2 else { throw node.fault("must be a name and a value") }
        return (
          try pair[0].scenarioText(&scope), pair[1].value.isNull ? nil : try pair[1].scenarioText(&scope)
        )
      } ?? []
    headers = try node.optional("headers")?.scenarioPairs(&scope) ?? []
    body = try text("body")
    framing = try node.optional("framing")?.word()
    chunks = try node.optional("chunks").map { node throws(VectorFault) in try RequestChunks(node, &scope) }
    form = try node.optional("form").map { node throws(VectorFault) in try RequestForm(node, &scope) }
    if form != nil, body != nil || chunks != nil { throw node.fault("has both \"form\" and \"body\" or \"chunks\"") }
    expectsContinue = try node.optional("expectContinue")?.flag() ?? false
    cut = try node.optional("cut").map { node throws(VectorFault) in try node.number(0...VectorNode.expansionLimit) }
    if framing == Framing.none, body != nil || chunks != nil || form != nil {
      throw node.fault("has a body, and \"framing\" is \"none\"")
    }
    if body == nil, chunks == nil, form == nil, cut != nil || expectsContinue {
      throw node.fault("\"cut\" and \"expectContinue\" need a body")
    }
    signing = try RequestSigning(node.optional("sign"), isForm: form != nil, &scope)
    if chunks != nil, signing.placement != .header {
      throw node.fault("\"chunks\" are signed by the header, so \"sign\" cannot say otherwise")
    }
    if signing.placement == .form, form == nil { throw node.fault("is signed by the form, and has no \"form\"") }
    tampering = try node.optional("tamper").map { node throws(VectorFault) in try Tampering(node, &scope) }
    if let tampering, let fault = tampering.fault(in: self) { throw try node.member("tamper").fault(fault) }
  }
}

extension ScenarioRequest {
  package static func == (left: ScenarioRequest, right: ScenarioRequest) -> Bool {
    left.method == right.method && left.address == right.address && left.style == right.style
      && left.query.elementsEqual(right.query) { $0.name == $1.name && $0.value == $1.value }
      && left.headers == right.headers && left.body == right.body && left.framing == right.framing
      && left.chunks == right.chunks && left.form == right.form && left.expectsContinue == right.expectsContinue
      && left.cut == right.cut && left.signing == right.signing && left.tampering == right.tampering
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(method)
    hasher.combine(address)
    hasher.combine(headers)
    hasher.combine(body)
    hasher.combine(signing)
  }
}

/// How a body is encoded as `aws-chunked`.
package struct RequestChunks: Hashable, Sendable {
  package enum Mode: String, Hashable, Sendable, CaseIterable {
    case signed
    case signedTrailer = "signed-trailer"
    case unsignedTrailer = "unsigned-trailer"
  }

  package let mode: Mode
  /// The sizes of the chunks, in bytes; the last one repeats.
  package let sizes: [Int]
  package let trailer: [ScenarioField]

  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    try node.requireMembers(["mode"], optional: ["sizes", "trailer"])
    mode = try node.member("mode").word()
    var sizes: [Int] = []
    for size in try node.optional("sizes")?.elements() ?? [] {
      sizes.append(try size.number(1...VectorNode.expansionLimit))
    }
    self.sizes = sizes.isEmpty ? [65536] : sizes
    trailer = try node.optional("trailer")?.scenarioPairs(&scope) ?? []
    if (mode == .signed) != trailer.isEmpty {
      throw node.fault("a trailer belongs to the modes \"signed-trailer\" and \"unsigned-trailer\", and to no other")
    }
  }
}

/// An upload form.
package struct RequestForm: Hashable, Sendable {
  package struct Policy: Hashable, Sendable {
    /// The seconds from now to the policy's expiration; negative if it has expired.
    package let expires: Int
    /// The conditions instead of the gate's own; nil for the bucket and every field with its exact value.
    package let conditions: [ScenarioJSON]?
    /// Conditions after the gate's own.
    package let added: [ScenarioJSON]
  }

  package let fields: [ScenarioField]
  /// The bytes of the file; nil for a form without one.
  package let file: ScenarioText?
  package let fileName: ScenarioText?
  package let fileType: ScenarioText?
  /// Fields that come after the file.
  package let after: [ScenarioField]
  package let policy: Policy
  package let preamble: ScenarioText?
  package let boundary: ScenarioText?

  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    try node.requireMembers(
      ["fields", "file"], optional: ["filename", "fileType", "after", "policy", "preamble", "boundary"])
    func text(_ name: Text) throws(VectorFault) -> ScenarioText? {
      try node.optional(name).map { node throws(VectorFault) in try node.scenarioText(&scope) }
    }
    fields = try node.member("fields").scenarioPairs(&scope)
    file = try node.member("file").value.isNull ? nil : text("file")
    fileName = try text("filename")
    fileType = try text("fileType")
    after = try node.optional("after")?.scenarioPairs(&scope) ?? []
    preamble = try text("preamble")
    boundary = try text("boundary")
    policy = try Policy(node.optional("policy"), scope)
  }
}

extension RequestForm.Policy {
  fileprivate init(_ node: VectorNode?, _ scope: ScenarioScope) throws(VectorFault) {
    try node?.requireMembers([], optional: ["expires", "conditions", "add"])
    expires =
      try node?.optional("expires").map { node throws(VectorFault) in try node.number(-1_000_000_000...1_000_000_000) }
      ?? 300
    func conditions(_ name: Text) throws(VectorFault) -> [ScenarioJSON]? {
      try node?.optional(name)?.elements().map { node throws(VectorFault) in try ScenarioJSON(node, scope) }
    }
    self.conditions = try conditions("conditions")
    added = try conditions("add") ?? []
  }
}

/// JSON whose strings may contain references.
package struct ScenarioJSON: Hashable, Sendable {
  private indirect enum Value: Hashable, Sendable {
    case constant(JSONValue)
    case text(ScenarioText)
    case array([Value])
    case object([Member])
  }

  private struct Member: Hashable, Sendable {
    let name: ScenarioText
    let value: Value
  }

  private let value: Value

  init(_ node: VectorNode, _ scope: ScenarioScope) throws(VectorFault) { value = try Self.read(node, scope) }

  private static func read(_ node: VectorNode, _ scope: ScenarioScope) throws(VectorFault) -> Value {
    var scope = scope
    switch node.value {
    case .string: return .text(try node.scenarioText(&scope))
    case .array: return .array(try node.elements().map { node throws(VectorFault) in try read(node, scope) })
    case .object:
      return .object(
        try node.members().map { name, node throws(VectorFault) in
          let name = try VectorNode(value: .string(name), path: node.path).scenarioText(&scope)
          return Member(name: name, value: try read(node, scope))
        })
    default: return .constant(node.value)
    }
  }

  /// Returns the JSON with every reference replaced by its value.
  package func json<Failure: Error>(_ replace: (ScenarioReference) throws(Failure) -> Text) throws(Failure) -> JSONValue
  {
    try typed { (reference) throws(Failure) in .string(try replace(reference)) }
  }

  /// Returns the JSON with every reference replaced by its value. A string that is one reference becomes the value itself, with its type.
  package func typed<Failure: Error>(
    _ replace: (ScenarioReference) throws(Failure) -> JSONValue
  ) throws(Failure) -> JSONValue {
    try Self.json(value, replace)
  }

  private static func json<Failure: Error>(
    _ value: Value, _ replace: (ScenarioReference) throws(Failure) -> JSONValue
  ) throws(Failure) -> JSONValue {
    switch value {
    case .constant(let json): return json
    case .text(let text):
      if text.parts.count == 1, case .reference(let reference) = text.parts[0] { return try replace(reference) }
      return .string(try text.text { (reference) throws(Failure) in try replace(reference).written })
    case .array(let values):
      var elements: [JSONValue] = []
      for value in values { elements.append(try json(value, replace)) }
      return .array(elements)
    case .object(let members):
      var object = JSONObject()
      for member in members {
        let name = try member.name.text { (reference) throws(Failure) in try replace(reference).written }
        object.members.append(.init(name: name, value: try json(member.value, replace)))
      }
      return .object(object)
    }
  }

  /// The JSON as a reader sees it, with its references as they are written. A string has quotes only if it would look like something else
  /// without them, such as a number.
  var shown: String {
    let value = typed { reference in JSONValue("${\(reference.name)}") }
    if let text = value.text, !text.isEmpty, (try? JSONValue(parsing: text.bytes)) == nil { return text.string }
    return String(decoding: value.line, as: UTF8.self)
  }
}

extension JSONValue {
  /// The value within a text: a string as it is, and anything else as JSON writes it.
  package var written: Text { text ?? Text(bytes: line) }
}
