package import VideoSpec

/// A request that a service has answered, for its log. It has no bodies, no cookies and no URLs.
package struct ServiceLogEntry: Sendable {
  package var time: Timestamp
  package var requestID: Text
  package var method: Text
  /// The ID of the operation; nil if the request has none.
  package var operation: String?
  /// The status; nil if the connection ended without a response.
  package var status: Int?
  /// The code of the problem that was reported.
  package var code: ErrorCode?
  /// Why the service or the connection failed. It may name internals.
  package var failure: String?
  package var duration: Duration = .zero

  init(time: Timestamp, requestID: Text, method: Text) {
    self.time = time
    self.requestID = requestID
    self.method = Redaction.shortened(method, limit: 64)
  }

  /// The entry as a line of JSON.
  package var json: JSONValue {
    var object: JSONObject = [
      "time": .string(time.iso8601), "request_id": .string(requestID), "method": JSONValue(method.string),
    ]
    object["operation"] = operation.map { JSONValue($0) }
    object["status"] = status.map { JSONValue($0) } ?? .null
    object["code"] = code.map { JSONValue($0.rawValue) }
    object["failure"] = failure.map { JSONValue(Redaction.message($0)) }
    let (seconds, attoseconds) = duration.components
    object["microseconds"] = JSONValue(Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    return .object(object)
  }
}
