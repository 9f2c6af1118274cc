/// The contents of an upload form: the output of the operation `form.parse`.
public struct UploadForm: Hashable, Sendable {
  /// The fields before the file, in the order in which they arrived, including repeated names (FRM-015, FRM-017).
  public var fields: [HeaderField]
  /// The file, or `nil` for a form without one.
  public var file: UploadedFile?

  public init(fields: [HeaderField], file: UploadedFile? = nil) {
    self.fields = fields
    self.file = file
  }
}

/// The part named `file`, as described by its headers and bytes (FRM-014).
public struct UploadedFile: Hashable, Sendable {
  /// The file name that the client gave, including any directories, or `nil` if it gave none.
  public var name: Text?
  /// The part's own `Content-Type`, or `nil` if it has none. S3 stores the form field of that name, never this one.
  public var contentType: Text?
  /// The size in bytes.
  public var size: Int
  /// The SHA-256 of the bytes, as 64 lower-case hexadecimal digits.
  public var sha256: Text

  public init(name: Text?, contentType: Text?, size: Int, sha256: Text) {
    self.name = name
    self.contentType = contentType
    self.size = size
    self.sha256 = sha256
  }
}

/// An object that a form stored in a bucket.
public struct StoredObject: Hashable, Sendable {
  public var bucket: Text
  public var key: Text
  /// The ETag, including its quotation marks.
  public var etag: Text
  /// The object's URL.
  public var location: Text

  public init(bucket: Text, key: Text, etag: Text, location: Text) {
    self.bucket = bucket
    self.key = key
    self.etag = etag
    self.location = location
  }
}

/// The response that a form asks for on success, by `success_action_status` or `success_action_redirect`.
public enum FormSuccess: Hashable, Sendable {
  /// 200, with an empty body.
  case ok
  /// 201, with an XML document that describes the stored object.
  case created
  /// 204, without a body.
  case noContent
  /// 303, a redirect to another page.
  case redirect(to: Text)

  /// Creates the response for a status, or returns `nil` if the status is not 200, 201 or 204.
  public init?(status: Int) {
    switch status {
    case 200: self = .ok
    case 201: self = .created
    case 204: self = .noContent
    default: return nil
    }
  }
}

/// The HTTP response to a form: the output of the operation `form.respond`.
public struct FormResponse: Hashable, Sendable {
  public var status: Int
  /// The headers, in the order in which they are sent.
  public var headers: [HeaderField]
  /// The body: empty, or an XML document in UTF-8.
  public var body: Text

  public init(status: Int, headers: [HeaderField], body: Text = Text()) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
