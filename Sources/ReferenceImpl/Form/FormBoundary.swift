import VideoSpec

/// The boundary in a request's `Content-Type` (FRM-001, FRM-002).
struct FormBoundary {
  static let longest = 70

  /// 1 to 70 bytes without control characters.
  let bytes: [UInt8]

  /// - Parameter contentType: The request's header, or `nil` without one.
  /// - Throws: ``Rejection``: PreconditionFailed for a media type other than multipart/form-data, MalformedPOSTRequest without a
  ///   boundary or with an invalid one.
  init(contentType: Text?) throws(Rejection) {
    let bytes = contentType?.bytes ?? []
    let end = bytes.firstIndex(of: UInt8(ascii: ";")) ?? bytes.endIndex
    guard Text(bytes[..<end]).withoutOptionalSpace.lowercased == "multipart/form-data" else {
      throw Rejection(
        .preconditionFailed, status: 412, field: "Content-Type",
        "the Content-Type of a form must be multipart/form-data")
    }
    guard let boundary = try HeaderParameters(bytes[end...])["boundary"]?.bytes else {
      throw .malformedForm("the Content-Type has no boundary", field: "Content-Type")
    }
    guard (1...Self.longest).contains(boundary.count) else {
      throw .malformedForm(
        "a boundary must have 1 to \(Self.longest) bytes, not \(boundary.count)", field: "Content-Type")
    }
    // A line break in the boundary would be part of every delimiter.
    guard boundary.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw .malformedForm("the boundary contains a control character", field: "Content-Type")
    }
    self.bytes = boundary
  }
}
