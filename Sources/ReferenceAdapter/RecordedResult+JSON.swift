import AdapterProtocol
import ReferenceImpl
import VideoSpec

extension RecordedResult {
  /// The result in the form of the output of `record.step`.
  var protocolForm: JSONValue {
    var output: JSONObject = [
      "status": JSONValue(status.rawValue), "violations": .array(violations.map { JSONValue($0.rawValue) }),
    ]
    output["size"] = size.map { JSONValue("\($0)") }
    output["mediaType"] = mediaType?.protocolForm
    output["etag"] = etag?.protocolForm
    return .object(output)
  }
}
