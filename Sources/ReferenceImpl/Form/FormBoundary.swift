import VideoSpec

/// The boundary that a request's Content-Type announces (FRM-001, FRM-002).
struct FormBoundary {
  static let longest = 70

  /// 1 to 70 bytes, no control characters among them.
  let bytes: [UInt8]

  /// - Parameter contentType: The request's header; nil without one.
  /// - Throws: ``Rejection``, PreconditionFailed for another media type than multipart/form-data, MalformedPOSTRequest without a
  ///   boundary or with one that cannot be.
  init(contentType: Text?) throws(Rejection) {
    let bytes = contentType?.bytes ?? []
    let end = bytes.firstIndex(of: UInt8(ascii: ";")) ?? bytes.endIndex
    guard Text(bytes[..<end]).trimmed.lowercased == "multipart/form-data" else {
      throw Rejection(
        .preconditionFailed, status: 412, field: "Content-Type", "a bucket POST must be multipart/form-data")
    }
    guard let boundary = try HeaderParameters(bytes[end...])["boundary"]?.bytes else {
      throw .malformedForm("there is no boundary", field: "Content-Type")
    }
    guard (1...Self.longest).contains(boundary.count) else {
      throw .malformedForm(
        "a boundary has 1 to \(Self.longest) characters, not \(boundary.count)", field: "Content-Type")
    }
    // A line break in it would be one in every delimiter.
    guard boundary.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw .malformedForm("the boundary holds a control character", field: "Content-Type")
    }
    self.bytes = boundary
  }
}
