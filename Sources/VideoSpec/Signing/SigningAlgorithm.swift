/// The algorithm of a signature.
public enum SigningAlgorithm: String, Sendable {
  /// Signature Version 4: HMAC with a key derived for a day, a region and a service.
  case v4 = "AWS4-HMAC-SHA256"
  /// Signature Version 4a: ECDSA with a key pair that serves several regions.
  case v4a = "AWS4-ECDSA-P256-SHA256"
}
