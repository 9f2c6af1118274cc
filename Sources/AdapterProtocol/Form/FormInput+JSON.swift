public import VideoSpec

extension FormInput {
  /// Creates the input of `form.parse` from JSON.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    self.init(contentType: try input.optionalText("contentType"), body: try input.text("body"))
  }
}

extension FormResponseInput {
  /// Creates the input of `form.respond` from JSON: a rejection if it has the member `error`, otherwise a success.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    if let error = try input.optionalReader("error") {
      self = .rejected(
        Rejection(
          ErrorCode(try error.text("code").string), status: try error.integer("status"),
          try error.text("message").string))
      return
    }
    self = .stored(try StoredObject(input), try FormSuccess(input))
  }
}

extension StoredObject {
  init(_ input: InputReader) throws(InputError) {
    self.init(
      bucket: try input.text("bucket"), key: try input.text("key"), etag: try input.text("etag"),
      location: try input.text("location"))
  }
}

extension FormSuccess {
  init(_ input: InputReader) throws(InputError) {
    if let url = try input.optionalText("redirect") {
      self = .redirect(to: url)
      return
    }
    guard let success = FormSuccess(status: try input.integer("status")) else {
      throw InputError(field: "status", reason: "must be 200, 201 or 204")
    }
    self = success
  }
}

extension UploadForm {
  /// The output of `form.parse`, as JSON.
  public var protocolForm: JSONValue {
    var output: JSONObject = ["fields": fields.protocolForm]
    output["file"] = file?.protocolForm
    return .object(output)
  }
}

extension FormFile {
  fileprivate var protocolForm: JSONValue {
    var output = JSONObject()
    output["name"] = name?.protocolForm
    output["contentType"] = contentType?.protocolForm
    output["size"] = JSONValue("\(size)")
    output["sha256"] = sha256?.protocolForm
    return .object(output)
  }
}

extension FormResponse {
  /// The output of `form.respond`, as JSON.
  public var protocolForm: JSONValue {
    ["status": JSONValue(status), "headers": headers.protocolForm, "body": body.protocolForm]
  }
}
