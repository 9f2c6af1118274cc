import ReferenceImpl
import VideoSpec

// What shows of S3's answer alone.

extension Cause {
  static let answerCauses = [
    Cause(
      "canonical-requests-equal", "SIG-152", .configuration,
      "Both canonical requests are equal: it is the secret or the key, or the scope or the date of the string to sign.",
      mend:
        "Compare the strings to sign (--own-string-to-sign): time, scope, hash. Then the last four characters of secret and access key; look for white space around the secret."
    ),
    Cause(
      "secret-of-the-store-other", "SIG-151", .configuration,
      "The signature is right with the secret given: S3 has another secret for this access key.",
      mend:
        "Take access key and secret from one place: one may have been rotated, or the server was set up with another (MinIO's users and root password)."
    ),
  ]
}
