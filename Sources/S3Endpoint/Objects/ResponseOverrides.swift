import VideoSpec

/// The parameters with which the reader of an object chooses headers of the response: `response-content-type` and so on.
struct ResponseOverrides {
  private static let names: [(parameter: Text, header: Text)] = [
    ("response-content-type", "Content-Type"), ("response-content-language", "Content-Language"),
    ("response-expires", "Expires"), ("response-cache-control", "Cache-Control"),
    ("response-content-disposition", "Content-Disposition"), ("response-content-encoding", "Content-Encoding"),
  ]

  private let fields: [HeaderField]

  /// - Throws: ``S3Refusal``, InvalidArgument, for a value that a header cannot have.
  init(_ request: S3Request, checks: EndpointChecks) throws(S3Refusal) {
    var fields: [HeaderField] = []
    for (parameter, header) in Self.names {
      guard let value = request.parameter(parameter), !value.isEmpty else { continue }
      let scalars = value.string.unicodeScalars
      if !scalars.allSatisfy({ $0.value <= 0xFF }), checks.performs(.responseOverride) {
        throw .invalidArgument(
          parameter, value, "Header value cannot be represented using ISO-8859-1.", .responseOverride)
      }
      fields.append(HeaderField(header, Text(bytes: scalars.map { UInt8(truncatingIfNeeded: $0.value) })))
    }
    self.fields = fields
  }

  /// Returns the headers with those that the reader chose in place of the stored ones.
  func applied(to stored: [HeaderField]) -> [HeaderField] {
    stored.filter { field in !fields.contains { $0.name.equalsIgnoringCase(field.name) } } + fields
  }
}
