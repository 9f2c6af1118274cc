/// What an implementation is asked to do in one run: the `operation` of the protocol's `run` message.
///
/// A case of one call is sent as the call of the same name. A scenario is sent as several calls.
public enum Call: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
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

  case recordOpen = "record.open"
  case recordStep = "record.step"
  case recordDump = "record.dump"
  /// Optional: an adapter that does not list it is not asked.
  case recordClose = "record.close"

  /// Returns the call with this exact name, or nil.
  public init?(_ name: String) { self.init(rawValue: name) }

  public var description: String { rawValue }
}
