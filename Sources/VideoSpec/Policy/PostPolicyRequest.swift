/// A request for an upload form: bucket, key, fields, conditions and lifetime.
public struct PostPolicyRequest: Hashable, Sendable {
  public var bucket: Text
  /// The object key. It may contain `${filename}`.
  public var key: Text
  public var location: UploadLocation
  /// The caller's fields, in order.
  public var fields: [Field]
  /// The caller's conditions, in order.
  public var conditions: [PolicyCondition]
  /// The form's lifetime in seconds, at least 1.
  public var expires: Int
  /// Whether fields without a condition are intended (POL-011).
  public var allowsUncoveredFields: Bool

  public init(
    bucket: Text, key: Text, location: UploadLocation = .style(.global), fields: [Field] = [],
    conditions: [PolicyCondition] = [], expires: Int, allowsUncoveredFields: Bool = false
  ) {
    self.bucket = bucket
    self.key = key
    self.location = location
    self.fields = fields
    self.conditions = conditions
    self.expires = expires
    self.allowsUncoveredFields = allowsUncoveredFields
  }

  /// Returns a request for a recording: one content type, a size from 1 byte to the limit, and by default a lifetime of five minutes.
  public static func recording(
    bucket: Text, key: Text, contentType: Text = "video/webm", sizeLimit: Int = 90_000_000, expires: Int = 300,
    location: UploadLocation = .style(.global)
  ) -> PostPolicyRequest {
    PostPolicyRequest(
      bucket: bucket, key: key, location: location, fields: [Field("Content-Type", contentType)],
      conditions: [
        .startsWith(reference: "$Content-Type", prefix: contentType),
        .contentLengthRange(lower: .number(1), upper: .number(sizeLimit)),
      ], expires: expires)
  }
}
