/// A request for an upload form: bucket, key, fields, conditions and lifetime.
public struct PostPolicyRequest: Hashable, Sendable {
  public var bucket: Text
  /// The object key. It may contain `${filename}`.
  public var key: Text
  public var location: UploadLocation
  /// The caller's fields, in order.
  public var fields: [HeaderField]
  /// The caller's conditions, in order.
  public var conditions: [PolicyCondition]
  /// The form's lifetime in seconds, at least 1.
  public var expires: Int
  /// Whether fields without a condition are intended (POL-011).
  public var allowsUncoveredFields: Bool

  public init(
    bucket: Text, key: Text, location: UploadLocation = .style(.global), fields: [HeaderField] = [],
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
      bucket: bucket, key: key, location: location, fields: [HeaderField("Content-Type", contentType)],
      conditions: [
        .startsWith(reference: "$Content-Type", prefix: contentType),
        .contentLengthRange(lower: .number(1), upper: .number(sizeLimit)),
      ], expires: expires)
  }
}

/// The location that a form is posted to.
public enum UploadLocation: Hashable, Sendable {
  /// A style of URL on S3's own hosts.
  public enum Style: String, Sendable, CaseIterable {
    case global
    case regional
    case path
    case dualstack
    case accelerate
    case accelerateDualstack = "accelerate-dualstack"
  }

  case style(Style)
  /// Another server. The bucket goes into the path.
  case endpoint(Endpoint)
}

/// A form as a server received it, without the file's bytes.
public struct ReceivedForm: Hashable, Sendable {
  /// A form's file, without its bytes.
  public struct File: Hashable, Sendable {
    public var name: Text?
    /// The `Content-Type` of the file's part. It is never used (POL-052).
    public var contentType: Text?
    /// The size in bytes.
    public var size: Int

    public init(name: Text? = nil, contentType: Text? = nil, size: Int) {
      self.name = name
      self.contentType = contentType
      self.size = size
    }
  }

  /// The bucket that the form was posted to.
  public var bucket: Text
  /// The fields before the file, in order.
  public var fields: [HeaderField]
  public var file: File?

  public init(bucket: Text, fields: [HeaderField], file: File?) {
    self.bucket = bucket
    self.fields = fields
    self.file = file
  }

  /// Returns the value of the first field with this name, ignoring case (POL-043).
  public func value(_ name: Text) -> Text? { fields.first { $0.name.equalsIgnoringCase(name) }?.value }
}
