public import VideoSpec

/// The body of a form's request, except for the bytes of the file, which come between ``head`` and ``tail``.
public struct FormBody: Hashable, Sendable {
  /// The request's `Content-Type` header.
  public let contentType: Text
  /// The fields, and the headers of the file's part if the form has a file.
  public let head: [UInt8]
  /// The closing delimiter.
  public let tail: [UInt8]

  /// Writes a form as `multipart/form-data`. ``FormParser`` reads back the same names and values.
  ///
  /// - Parameter boundary: A text that does not occur in the file, best a random one; 1 to 70 bytes, of those that need no quotation
  ///   marks.
  /// - Throws: ``Rejection`` for a boundary that is invalid or occurs in the fields, for a name with a line break or NUL byte, and for a
  ///   field named `file`, which would be taken for the file.
  public init(_ form: UploadForm, boundary: Text) throws(Rejection) {
    contentType = "multipart/form-data; boundary=" + boundary
    guard try FormBoundary(contentType: contentType).bytes == boundary.bytes else {
      throw .malformedForm("the boundary has characters that must be quoted", field: "Content-Type")
    }
    let delimiter = Array("--".utf8) + boundary.bytes
    var head: [UInt8] = []
    for field in form.fields {
      guard !field.name.equalsIgnoringCase("file") else {
        throw Rejection(.invalidField, field: "file", "a field named file would be taken for the file")
      }
      head += delimiter + Self.lineEnd + Self.disposition(try Self.parameter("name", field.name)) + Self.lineEnd
      head += field.value.bytes + Self.lineEnd
    }
    if let file = form.file {
      var parameters = try Self.parameter("name", "file")
      if let name = file.name { parameters += try Self.parameter("filename", name) }
      head += delimiter + Self.lineEnd + Self.disposition(parameters)
      if let type = file.contentType {
        try SigningRules.check(line: type, .invalidHeader, field: "file.contentType")
        head += Array("Content-Type: ".utf8) + type.bytes + Self.lineEnd
      }
      head += Self.lineEnd
    }
    // A boundary in a value could end the field early.
    let places = head.indices.count { head[$0] == delimiter[0] && head[$0...].starts(with: delimiter) }
    guard places == form.fields.count + (form.file == nil ? 0 : 1) else {
      throw .malformedForm("the boundary occurs in the fields")
    }
    self.head = head
    tail = (form.file == nil ? [] : Self.lineEnd) + delimiter + Array("--".utf8) + Self.lineEnd
  }

  private static let lineEnd: [UInt8] = [0x0D, 0x0A]

  private static func disposition(_ parameters: [UInt8]) -> [UInt8] {
    Array("Content-Disposition: form-data".utf8) + parameters + lineEnd
  }

  /// Writes a quoted parameter: `\` before quotation marks and backslashes, all other bytes as they are (FRM-011).
  private static func parameter(_ name: String, _ value: Text) throws(Rejection) -> [UInt8] {
    try SigningRules.check(line: value, .invalidField, field: value.string)
    let escaped = value.bytes.flatMap { byte in
      byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), byte] : [byte]
    }
    return Array("; \(name)=\"".utf8) + escaped + [UInt8(ascii: "\"")]
  }
}
