public import VideoSpec

extension ObjectLimits {
  /// Reads `{"maximumSize", "mediaType"}`.
  public init(_ input: InputReader) throws(InputError) {
    self.init(maximumSize: try input.size("maximumSize"), mediaType: try input.text("mediaType"))
  }
}

extension UploadLimits {
  /// Reads `{"bucket", "maximumSize", "mediaType"}`.
  public init(_ input: InputReader) throws(InputError) {
    self.init(bucket: try input.text("bucket"), object: try ObjectLimits(input))
  }

  /// The output of `limits.read`.
  public var protocolForm: JSONValue {
    [
      "bucket": bucket.protocolForm, "maximumSize": JSONValue("\(object.maximumSize)"),
      "mediaType": object.mediaType.protocolForm,
    ]
  }
}

extension StoreResponse {
  /// Reads `{"status", "headers"}` or `{"unreachable": true}`.
  public init(_ input: InputReader) throws(InputError) {
    if try input.bool("unreachable") == true {
      self = .unreachable
    } else {
      self = .responded(status: try input.integer("status"), headers: try input.fields("headers"))
    }
  }

  /// The JSON form that ``init(_:)`` reads.
  public var protocolForm: JSONValue {
    switch self {
    case .responded(let status, let headers): ["status": JSONValue(status), "headers": headers.protocolForm]
    case .unreachable: ["unreachable": true]
    }
  }
}

extension ValidationInput {
  /// Reads the input of `object.validate`.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    self.init(
      limits: try ObjectLimits(input.reader("limits")), response: try StoreResponse(input.reader("head")),
      etag: try input.optionalText("etag"), firstBytes: try input.optionalText("firstBytes"))
  }
}

extension ValidationResult {
  /// The output of `object.validate`.
  public var protocolForm: JSONValue {
    var output: JSONObject = ["accepted": .bool(isAccepted)]
    output["size"] = size.map { JSONValue("\($0)") }
    output["mediaType"] = mediaType?.protocolForm
    output["etag"] = etag?.protocolForm
    output["violations"] = .array(violations.map { JSONValue($0.rawValue) })
    return .object(output)
  }
}

extension MediaType {
  /// The output of `media-type.parse`.
  ///
  /// - Parameter serialized: The media type in its serialized form (VAL-007).
  public func protocolForm(serialized: Text) -> JSONValue {
    [
      "type": type.protocolForm, "subtype": subtype.protocolForm, "parameters": parameters.protocolForm,
      "serialized": serialized.protocolForm,
    ]
  }
}
