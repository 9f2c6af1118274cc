package import VideoSpec

/// How a request of a scenario is signed.
package struct RequestSigning: Hashable, Sendable {
  /// Where the signature is.
  package enum Placement: String, Hashable, Sendable, CaseIterable { case header, url, form, none }

  /// Whose credentials sign.
  package enum Identity: String, Hashable, Sendable, CaseIterable {
    case main
    /// The main access key ID with a secret that is not its own.
    case wrongSecret = "wrong-secret"
    /// An access key ID that the server does not know.
    case unknown
    /// The session credentials.
    case session
    /// The session credentials with another token.
    case otherToken = "other-token"
  }

  package enum Algorithm: String, Hashable, Sendable, CaseIterable { case v4, v4a, v2 }

  /// The value of `x-amz-content-sha256`.
  package enum Payload: Hashable, Sendable {
    /// The hash of the body.
    case hash
    case unsigned
    /// This text, whatever the body is.
    case text(ScenarioText)
  }

  package let placement: Placement
  package let identity: Identity
  /// The seconds from now to the time of the signature.
  package let offset: Int
  /// For how many seconds a URL is valid. A scenario may give a lifetime that no URL can have, such as `-1` or a word.
  package let expires: ScenarioText
  /// Nil for the gate's region.
  package let region: ScenarioText?
  /// Nil for `s3`.
  package let service: ScenarioText?
  package let algorithm: Algorithm
  package let payload: Payload
  /// The names of headers that are sent but not signed, in lower case.
  package let unsigned: [Text]
  /// The host that is signed instead of the one that the request goes to.
  package let host: ScenarioText?

  init(_ node: VectorNode?, isForm: Bool, _ scope: inout ScenarioScope) throws(VectorFault) {
    try node?.requireMembers(
      [],
      optional: [
        "by", "credentials", "offset", "expires", "region", "service", "algorithm", "payload", "unsigned", "signHost",
      ])
    func text(_ name: Text) throws(VectorFault) -> ScenarioText? {
      try node?.optional(name).map { node throws(VectorFault) in try node.scenarioText(&scope) }
    }
    placement = try node?.optional("by")?.word() ?? (isForm ? .form : .header)
    identity = try node?.optional("credentials")?.word() ?? .main
    offset =
      try node?.optional("offset").map { node throws(VectorFault) in try node.number(-1_000_000_000...1_000_000_000) }
      ?? 0
    expires = try text("expires") ?? ScenarioText("300")
    region = try text("region")
    service = try text("service")
    algorithm = try node?.optional("algorithm")?.word() ?? .v4
    switch node?.optional("payload")?.value.string {
    case nil: payload = try text("payload").map { .text($0) } ?? .hash
    case "hash": payload = .hash
    case "unsigned": payload = .unsigned
    default: payload = try text("payload").map { .text($0) } ?? .hash
    }
    unsigned = try node?.optional("unsigned")?.strings().map { Text($0).lowercased } ?? []
    host = try text("signHost")
    if let node, node.optional("expires") != nil, placement != .url {
      throw try node.member("expires").fault("belongs to a signature by URL; a form has \"policy\"")
    }
    if let node, placement == .none, node.value.object?.members.count != 1 {
      throw node.fault("says how to sign, although \"by\" is \"none\"")
    }
  }
}
