package import VideoSpec

/// The one change that is made to a request after it was signed.
package enum Tampering: Hashable, Sendable {
  /// Sets a header, or adds it.
  case header(ScenarioField)
  case removeHeader(Text)
  /// Sets a parameter of the query, or adds it.
  case query(ScenarioField)
  case removeQuery(Text)
  case method(Text)
  case body(ScenarioText)
  /// Changes the last digit of the signature.
  case signature
  /// Replaces bytes of the request line and the headers. They must occur.
  case head(find: ScenarioText, replace: ScenarioText)
  /// Sets a field of the form, or adds it before the file.
  case field(ScenarioField)
  case removeField(Text)
  /// Changes the last digit of a chunk's signature. The chunks are counted from 1.
  case chunkSignature(Int)
  case trailerSignature
  /// Leaves out the last chunk, which is empty.
  case dropLastChunk
  /// Replaces bytes of the body as it is sent. They must occur.
  case bodyBytes(find: ScenarioText, replace: ScenarioText)

  init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    guard let object = node.value.object, let first = object.members.first?.name else {
      throw node.fault("must be an object with one change")
    }
    let isPair = first == "find" || first == "replace"
    try node.requireMembers(isPair ? ["find", "replace"] : [first])
    let member = try node.member(first)
    func field() throws(VectorFault) -> ScenarioField {
      let pair = try member.scenarioTexts(&scope)
      guard pair.count == 2 else { throw member.fault("must be a name and a value") }
      return ScenarioField(name: pair[0], value: pair[1])
    }
    func replacement(_ node: VectorNode) throws(VectorFault) -> (ScenarioText, ScenarioText) {
      let find = try node.member("find").scenarioText(&scope)
      if find.parts.isEmpty { throw try node.member("find").fault("must not be empty") }
      return (find, try node.member("replace").scenarioText(&scope))
    }
    func checkTrue() throws(VectorFault) {
      guard member.value == .bool(true) else { throw member.fault("must be true") }
    }
    switch first {
    case "header": self = .header(try field())
    case "removeHeader": self = .removeHeader(Text(try member.string()).lowercased)
    case "query": self = .query(try field())
    case "removeQuery": self = .removeQuery(Text(try member.string()))
    case "method": self = .method(Text(try member.string()))
    case "body": self = .body(try member.scenarioText(&scope))
    case "signature":
      try checkTrue()
      self = .signature
    case "find", "replace":
      let (find, replace) = try replacement(node)
      self = .head(find: find, replace: replace)
    case "field": self = .field(try field())
    case "removeField": self = .removeField(Text(try member.string()).lowercased)
    case "chunkSignature": self = .chunkSignature(try member.number(1...100_000))
    case "trailerSignature":
      try checkTrue()
      self = .trailerSignature
    case "dropLastChunk":
      try checkTrue()
      self = .dropLastChunk
    case "bodyBytes":
      try member.requireMembers(["find", "replace"])
      let (find, replace) = try replacement(member)
      self = .bodyBytes(find: find, replace: replace)
    default: throw node.fault("\"\(first)\" is no change that the gate can make")
    }
  }

  /// Why a request cannot be changed like this; nil if it can.
  func fault(in request: ScenarioRequest) -> String? {
    switch self {
    case .field, .removeField: request.form == nil ? "changes a field, and the request has no form" : nil
    case .chunkSignature, .dropLastChunk:
      request.chunks == nil ? "changes a chunk, and the request has no \"chunks\"" : nil
    case .trailerSignature:
      request.chunks?.mode != .signedTrailer ? "changes the trailer's signature, and there is none" : nil
    case .signature: request.signing.placement == .none ? "changes the signature, and there is none" : nil
    case .body where request.chunks != nil || request.form != nil:
      "replaces the body, and the request has chunks or a form: use \"bodyBytes\""
    case .header, .removeHeader, .query, .removeQuery, .method, .body, .head, .bodyBytes: nil
    }
  }
}
