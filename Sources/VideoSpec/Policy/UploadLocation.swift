/// The location that a form is posted to.
public enum UploadLocation: Hashable, Sendable {
  /// A style of URL on S3's own hosts (POL-020, POL-021).
  public enum Style: String, Sendable, CaseIterable {
    case global
    case regional
    case path
    case dualstack
    case accelerate
    case accelerateDualstack = "accelerate-dualstack"
  }

  /// S3's host for the region, in this style.
  case style(Style)
  /// Another server. The bucket goes into the path.
  case endpoint(Endpoint)
}
