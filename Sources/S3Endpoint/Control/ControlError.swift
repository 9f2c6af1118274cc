import VideoSpec

/// Why a control request is refused.
struct ControlError: Error, Hashable, Sendable {
  var status: Int
  var code: String
  var message: String
  /// The member, parameter or header at fault, or nil.
  var field: String?

  init(_ status: Int, _ code: String, _ message: String, field: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.field = field
  }

  /// A member or parameter with a value that it cannot have.
  static func invalid(_ field: Text, _ message: String) -> ControlError {
    ControlError(400, "InvalidValue", message, field: field.string)
  }

  var json: JSONValue {
    var error: JSONObject = ["code": JSONValue(code), "message": JSONValue(message)]
    error["field"] = field.map { JSONValue($0) }
    return ["error": .object(error)]
  }
}
