/// The signing names of services.
public enum SigningService {
  /// Whether requests to a service are signed in S3's way: S3 itself, and S3 Express (SIG-056).
  public static func isS3(_ name: Text) -> Bool { name == "s3" || name == "s3express" }
}
