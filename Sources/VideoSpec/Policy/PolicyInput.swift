/// What a POST form is built from: the input of `policy.build`.
public struct PostPolicyRequest: Hashable, Sendable {
  public var bucket: Text
  /// May hold `${filename}`.
  public var key: Text
  public var location: UploadLocation
  /// The caller's own, in order.
  public var fields: [HeaderField]
  /// The caller's own, in order.
  public var conditions: [PolicyCondition]
  /// Seconds, at least 1.
  public var expires: Int
  /// Whether fields without a condition are meant (POL-011).
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

  /// The form for a recording: one type, a size from 1 byte to the limit, five minutes.
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

/// Where a form is posted to.
public enum UploadLocation: Hashable, Sendable {
  /// One of S3's own hosts.
  public enum Style: String, Sendable, CaseIterable {
    case global
    case regional
    case path
    case dualstack
    case accelerate
    case accelerateDualstack = "accelerate-dualstack"
  }

  case style(Style)
  /// Another server; the bucket goes into the path.
  case endpoint(Endpoint)
}

/// A form as a server received it, the file's bytes aside.
public struct ReceivedForm: Hashable, Sendable {
  /// The form's file.
  public struct File: Hashable, Sendable {
    public var name: Text?
    /// What the part says; never used (POL-052).
    public var contentType: Text?
    /// In bytes.
    public var size: Int

    public init(name: Text? = nil, contentType: Text? = nil, size: Int) {
      self.name = name
      self.contentType = contentType
      self.size = size
    }
  }

  /// The one that the form was posted to.
  public var bucket: Text
  /// Those before the file, in order.
  public var fields: [HeaderField]
  public var file: File?

  public init(bucket: Text, fields: [HeaderField], file: File?) {
    self.bucket = bucket
    self.fields = fields
    self.file = file
  }

  /// The first field of a name, whatever its case (POL-043).
  public func value(_ name: Text) -> Text? { fields.first { $0.name.equalsIgnoringCase(name) }?.value }
}
