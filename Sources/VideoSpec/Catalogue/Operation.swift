/// What a case is about: the `operation` of a group of vectors.
///
/// The gate declares everything else about an operation in one place, `Sources/Gate/Operations`.
public enum Operation: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  case canonical
  case signURL = "sign.url"
  case signHeaders = "sign.headers"
  case signPolicy = "sign.policy"
  case signChunks = "sign.chunks"
  case verifyHeaders = "verify.headers"
  case verifyURL = "verify.url"
  case verifyForm = "verify.form"
  case verifyChunks = "verify.chunks"

  case policyBuild = "policy.build"
  case policyEvaluate = "policy.evaluate"
  case formParse = "form.parse"
  case formRespond = "form.respond"
  case keyGenerate = "key.generate"
  case keyParse = "key.parse"

  case mediaTypeParse = "media-type.parse"
  case limitsRead = "limits.read"
  case objectValidate = "object.validate"

  /// A scenario. An implementation is never asked for it as a whole, but for its steps.
  case recordScenario = "record.scenario"

  /// Requests to an HTTP endpoint, which the gate sends itself. No implementation is asked for it.
  case httpScenario = "http.scenario"

  /// Calls of a service over HTTP, by their abstract names. The gate sends them itself, and is the store of the service.
  case serviceScenario = "service.scenario"

  /// Whether the gate puts the cases to an HTTP server itself, and never asks an implementation for them.
  public var isForEndpoints: Bool { self == .httpScenario || self == .serviceScenario }

  /// Returns the operation with this exact name, or nil.
  public init?(_ name: String) { self.init(rawValue: name) }

  public var description: String { rawValue }
}
