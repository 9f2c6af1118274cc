import VideoSpec

/// Whether a copy takes something from its source or from the request (STO-082, STO-083).
enum CopyDirective {
  case copy
  case replace

  /// - Throws: ``S3Refusal``, InvalidArgument, for another value than `COPY` and `REPLACE`.
  init(_ name: Text, of request: S3Request, _ check: EndpointCheck, checks: EndpointChecks) throws(S3Refusal) {
    switch request.header(name) {
    case nil, "COPY": self = .copy
    case "REPLACE": self = .replace
    case let other?:
      guard !checks.performs(check) else {
        throw .invalidArgument(
          name, other,
          name == "x-amz-metadata-directive" ? "Unknown metadata directive." : "Unknown tagging directive.",
          check)
      }
      self = .copy
    }
  }
}
