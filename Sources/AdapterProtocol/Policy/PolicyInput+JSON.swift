public import VideoSpec

extension PolicyBuildInput {
  /// Creates the input of `policy.build` from JSON.
  ///
  /// - Throws: ``InputError`` for an input that does not follow `Docs/Protocol.md`, and ``MalformedPolicy`` for a malformed condition,
  ///   which the builder has to reject.
  public init(json: JSONValue) throws {
    let input = InputReader(json)
    credentials = try Credentials(input.reader("credentials"))
    region = try input.text("region")
    service = try input.text("service")
    let location: UploadLocation =
      json["endpoint"] == nil ? .style(try input.choice("style", default: .global)) : .endpoint(try input.endpoint())
    guard let array = json["conditions"]?.array ?? (json["conditions"] == nil ? [] : nil) else {
      throw InputError(field: "conditions", reason: "should be an array")
    }
    let expires = try input.text("expires")
    request = PostPolicyRequest(
      bucket: try input.text("bucket"), key: try input.text("key"), location: location,
      fields: try input.fields("fields"), conditions: try array.map { try PolicyCondition(input: $0) },
      expires: Int(expires.string) ?? 0,
      allowsUncoveredFields: try input.bool("allowsUncoveredFields") ?? false)
  }
}

extension PolicyCondition {
  /// Creates a condition from an input. There, bounds beyond 2³¹ are written as strings of digits and stand for numbers.
  fileprivate init(input: JSONValue) throws(MalformedPolicy) {
    self = try PolicyCondition(json: input)
    if case .contentLengthRange(let lower, let upper) = self, let first = lower.value, let last = upper.value {
      self = .contentLengthRange(lower: .number(first), upper: .number(last))
    }
  }
}

extension PolicyEvaluationInput {
  /// Creates the input of `policy.evaluate` from JSON.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    credentials = try input.readers("credentials").map { reader throws(InputError) in try Credentials(reader) }
    region = try input.text("region")
    service = try input.text("service")
    var file: ReceivedForm.File?
    if let part = try input.optionalReader("file") {
      file = ReceivedForm.File(
        name: try part.optionalText("name"), contentType: try part.optionalText("contentType"),
        size: try part.size("size"))
    }
    form = ReceivedForm(bucket: try input.text("bucket"), fields: try input.fields("fields"), file: file)
  }
}
