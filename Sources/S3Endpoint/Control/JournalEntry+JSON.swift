import Inspection
package import VideoSpec

extension JournalEntry {
  /// The entry as `/_video-spec/requests` lists it.
  package var json: JSONObject {
    var object: JSONObject = [
      "id": .string(requestID), "time": .string(time.iso8601), "method": method.jsonForm, "target": target.jsonForm,
    ]
    object["operation"] = operation.map { JSONValue($0.rawValue) }
    object["bucket"] = bucket.map(\.jsonForm)
    object["key"] = key.map(\.jsonForm)
    object["accessKeyId"] = accessKeyID.map { JSONValue(Redaction.accessKey($0)) }
    object["status"] = status.map { JSONValue($0) } ?? .null
    if let refusal {
      object["code"] = JSONValue(refusal.code.rawValue)
      object["rule"] = refusal.requirement.map { JSONValue($0.rawValue) }
      object["cause"] = refusal.cause.map { JSONValue($0.rawValue) }
      object["message"] = message.map { JSONValue($0) }
      object["difference"] = difference.map { JSONValue($0) }
    }
    object["warnings"] = .array(
      warnings.map { ["id": .string($0.id), "message": JSONValue($0.message)] })
    object["failure"] = failure.map { JSONValue($0) }
    let (seconds, attoseconds) = duration.components
    object["microseconds"] = JSONValue(Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    return object
  }
}

extension Text {
  /// The text as a JSON string. Bytes that are not UTF-8, which a request line may have, become U+FFFD.
  fileprivate var jsonForm: JSONValue { isUTF8 ? .string(self) : JSONValue(string) }
}
