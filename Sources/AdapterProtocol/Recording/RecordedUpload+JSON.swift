public import VideoSpec

extension RecordedUpload {
  /// The record in the form of `record.dump`.
  public var protocolForm: JSONValue {
    var output = JSONObject()
    output["externalId"] = externalID?.protocolForm
    output["user"] = user?.protocolForm
    output["question"] = question.map { JSONValue($0) }
    output["duration"] = duration.map { JSONValue("\($0)") }
    output["status"] = status.map { JSONValue($0.rawValue) }
    output["key"] = key?.protocolForm
    output["size"] = size.map { JSONValue("\($0)") }
    output["mediaType"] = mediaType?.protocolForm
    output["etag"] = etag?.protocolForm
    return .object(output)
  }

  /// Reads a record in the form of `record.dump`.
  public init(_ input: InputReader) throws(InputError) {
    self.init(externalID: try input.optionalText("externalId"), user: try input.optionalText("user"))
    question = try input.optionalInteger("question")
    duration = try input.optionalText("duration").flatMap { Double($0.string) }
    status = try input.optionalText("status").flatMap { UploadStatus(rawValue: $0.string) }
    key = try input.optionalText("key")
    size = try input.optionalText("size").flatMap { Int($0.string) }
    mediaType = try input.optionalText("mediaType")
    etag = try input.optionalText("etag")
  }
}
