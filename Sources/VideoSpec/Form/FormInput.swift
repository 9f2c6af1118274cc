/// What an upload form holds: the output of `form.parse`.
public struct UploadForm: Hashable, Sendable {
  /// Those before the file, in the order in which they came, repeated names included (FRM-015, FRM-017).
  public var fields: [HeaderField]
  /// Nil for a form without one.
  public var file: UploadedFile?

  public init(fields: [HeaderField], file: UploadedFile? = nil) {
    self.fields = fields
    self.file = file
  }
}

/// The part named `file`, as its own headers and bytes describe it (FRM-014).
public struct UploadedFile: Hashable, Sendable {
  /// The file name that the client gave, any directories included; nil without one.
  public var name: Text?
  /// The part's own Content-Type; nil without one. S3 stores the field of that name, never this.
  public var contentType: Text?
  /// In bytes.
  public var size: Int
  /// 64 lower-case hexadecimal digits.
  public var sha256: Text

  public init(name: Text?, contentType: Text?, size: Int, sha256: Text) {
    self.name = name
    self.contentType = contentType
    self.size = size
    self.sha256 = sha256
  }
}

/// An object that a form has put into a bucket.
public struct StoredObject: Hashable, Sendable {
  public var bucket: Text
  public var key: Text
  /// With its quotation marks.
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

/// How the form wants its success to be told: `success_action_status`, or `success_action_redirect`.
public enum FormSuccess: Hashable, Sendable {
  /// 200: an empty page.
  case ok
  /// 201: an XML document that says what was stored.
  case created
  /// 204: nothing.
  case noContent
  /// 303: on to another page.
  case redirect(to: Text)

  /// Nil for anything but 200, 201 and 204.
  public init?(status: Int) {
    switch status {
    case 200: self = .ok
    case 201: self = .created
    case 204: self = .noContent
    default: return nil
    }
  }
}

/// An HTTP answer to a form: the output of `form.respond`.
public struct FormResponse: Hashable, Sendable {
  public var status: Int
  /// In the order in which they are sent.
  public var headers: [HeaderField]
  /// Empty, or an XML document in UTF-8.
  public var body: Text

  public init(status: Int, headers: [HeaderField], body: Text = Text()) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
