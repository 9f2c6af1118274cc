public import VideoSpec

/// The input of the operation `policy.build`.
public struct PolicyBuildInput: Sendable {
  public var credentials: Credentials
  public var region: Text
  public var service: Text
  public var bucket: Text
  public var key: Text
  public var location: UploadLocation
  public var fields: [HeaderField]
  /// The conditions as written. A builder has to reject what is not a condition, so they are not parsed here.
  public var conditions: [JSONValue]
  /// The requested lifetime in seconds, as written. The builder checks it.
  public var expires: Text
  public var allowsUncoveredFields: Bool

  /// Reads the input of `policy.build`.
  ///
  /// - Throws: ``InputError`` that names the missing or malformed member.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    credentials = try Credentials(input.reader("credentials"))
    region = try input.text("region")
    service = try input.text("service")
    bucket = try input.text("bucket")
    key = try input.text("key")
    location =
      json["endpoint"] == nil ? .style(try input.choice("style", default: .global)) : .endpoint(try input.endpoint())
    fields = try input.fields("fields")
    conditions = try input.optionalArray("conditions") ?? []
    expires = try input.text("expires")
    allowsUncoveredFields = try input.bool("allowsUncoveredFields") ?? false
  }

  /// The requested lifetime. Anything that is not an integer counts as 0, which a builder has to reject.
  public var expiresSeconds: Int { Int(expires.string) ?? 0 }

  /// The request for a policy, with its conditions parsed.
  ///
  /// - Throws: ``MalformedPolicy`` for a condition that is not one, which the builder has to reject.
  public func request() throws(MalformedPolicy) -> PostPolicyRequest {
    PostPolicyRequest(
      bucket: bucket, key: key, location: location, fields: fields,
      conditions: try conditions.map { json throws(MalformedPolicy) in try PolicyCondition(input: json) },
      expires: expiresSeconds, allowsUncoveredFields: allowsUncoveredFields)
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
