/// An upload form: the fields before the file, and the file.
///
/// It is the same type all the way. A backend builds it and hands it out (``PresignedPost``), without a file; a browser adds the
/// file and sends it; a server parses it and evaluates its policy.
public struct UploadForm: Hashable, Sendable {
  /// The fields before the file, in the order in which they arrived, including repeated names (FRM-015, FRM-017).
  public var fields: [Field]
  /// The file, or `nil` for a form without one.
  public var file: FormFile?

  public init(fields: [Field] = [], file: FormFile? = nil) {
    self.fields = fields
    self.file = file
  }

  /// Returns the value of the first field with this name, ignoring case (POL-043).
  public func value(of name: Text) -> Text? { fields.first { $0.name.equalsIgnoringCase(name) }?.value }
}

/// The part named `file`, as described by its headers and bytes (FRM-014). It does not hold the bytes.
public struct FormFile: Hashable, Sendable {
  /// The file name that the client gave, including any directories, or `nil` if it gave none.
  public var name: Text?
  /// The part's own `Content-Type`, or `nil` if it has none. S3 stores the form field of that name, never this one (POL-052).
  public var contentType: Text?
  /// The size in bytes. While the form arrives, it is the number of bytes so far.
  public var size: Int
  /// The SHA-256 of the bytes, as 64 lower-case hexadecimal digits, or `nil` if nobody has computed it.
  public var sha256: Text?

  public init(name: Text? = nil, contentType: Text? = nil, size: Int = 0, sha256: Text? = nil) {
    self.name = name
    self.contentType = contentType
    self.size = size
    self.sha256 = sha256
  }
}
