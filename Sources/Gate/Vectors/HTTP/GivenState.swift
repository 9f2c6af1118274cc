package import VideoSpec

/// A state that the gate sets up with S3's own operations before the first step, and removes after the last.
package enum GivenState: Hashable, Sendable {
  /// The values that references to a state can name.
  package enum Property: String, Hashable, Sendable {
    case name, key, etag, lastModified, id
  }

  /// A fresh bucket.
  case bucket(name: Text, region: ScenarioText?)
  case object(name: Text?, bucket: ScenarioText, key: ScenarioText, body: ScenarioText, headers: [ScenarioField])
  case cors(bucket: ScenarioText, rules: [CrossOriginRule])
  /// A multipart upload that has begun.
  case upload(name: Text, bucket: ScenarioText, key: ScenarioText, headers: [ScenarioField])
  /// A part of such an upload.
  case part(name: Text?, upload: Text, number: Int, body: ScenarioText)
  /// Session credentials, which the gate is given. Without them the case is not run.
  case session

  package struct CrossOriginRule: Hashable, Sendable {
    package let id: ScenarioText?
    package let origins: [ScenarioText]
    package let methods: [ScenarioText]
    package let headers: [ScenarioText]
    package let exposed: [ScenarioText]
    package let maximumAge: Int?
  }
}

extension GivenState {
  private enum Word: String, CaseIterable { case bucket, object, cors, upload, part, session }

  init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    guard node.value.object != nil else { throw node.fault("must be an object") }
    switch try node.member("state").word(Word.self) {
    case .bucket:
      try node.requireMembers(["state", "as"], optional: ["region"])
      let region = try node.optional("region").map { node throws(VectorFault) in try node.scenarioText(&scope) }
      let name = try node.member("as").newName(scope)
      scope.names[name] = .state([.name])
      self = .bucket(name: name, region: region)
    case .object:
      try node.requireMembers(["state", "bucket", "key"], optional: ["as", "body", "headers"])
      self = .object(
        name: try node.optional("as").map { node throws(VectorFault) in try node.newName(scope) },
        bucket: try node.member("bucket").scenarioText(&scope), key: try node.member("key").scenarioText(&scope),
        body: try node.optional("body").map { node throws(VectorFault) in try node.scenarioText(&scope) }
          ?? ScenarioText(Text()),
        headers: try node.optional("headers").map { node throws(VectorFault) in try node.scenarioPairs(&scope) } ?? [])
      if case .object(let name?, _, _, _, _) = self { scope.names[name] = .state([.etag, .lastModified, .key]) }
    case .cors:
      try node.requireMembers(["state", "bucket", "rules"])
      let bucket = try node.member("bucket").scenarioText(&scope)
      var rules: [CrossOriginRule] = []
      for rule in try node.member("rules").elements() { rules.append(try CrossOriginRule(rule, &scope)) }
      self = .cors(bucket: bucket, rules: rules)
    case .upload:
      try node.requireMembers(["state", "as", "bucket", "key"], optional: ["headers"])
      let name = try node.member("as").newName(scope)
      self = .upload(
        name: name, bucket: try node.member("bucket").scenarioText(&scope),
        key: try node.member("key").scenarioText(&scope),
        headers: try node.optional("headers").map { node throws(VectorFault) in try node.scenarioPairs(&scope) } ?? [])
      scope.names[name] = .state([.id, .key])
      scope.uploads.insert(name)
    case .part:
      try node.requireMembers(["state", "upload", "number", "body"], optional: ["as"])
      let upload = Text(try node.member("upload").string())
      guard scope.uploads.contains(upload) else {
        throw try node.member("upload").fault("\"\(upload)\" is not the name of an upload above")
      }
      let name = try node.optional("as").map { node throws(VectorFault) in try node.newName(scope) }
      self = .part(
        name: name, upload: upload, number: try node.member("number").number(1...10_000),
        body: try node.member("body").scenarioText(&scope))
      if let name { scope.names[name] = .state([.etag]) }
    case .session:
      try node.requireMembers(["state"])
      self = .session
    }
  }
}

extension GivenState.CrossOriginRule {
  fileprivate init(_ node: VectorNode, _ scope: inout ScenarioScope) throws(VectorFault) {
    try node.requireMembers(["origins", "methods"], optional: ["headers", "expose", "maxAge", "id"])
    func texts(_ name: Text) throws(VectorFault) -> [ScenarioText] {
      try node.optional(name).map { node throws(VectorFault) in try node.scenarioTexts(&scope) } ?? []
    }
    id = try node.optional("id").map { node throws(VectorFault) in try node.scenarioText(&scope) }
    origins = try texts("origins")
    methods = try texts("methods")
    headers = try texts("headers")
    exposed = try texts("expose")
    maximumAge = try node.optional("maxAge").map { node throws(VectorFault) in try node.number(0...Int(Int32.max)) }
  }
}
