import VideoSpec

// What shows of S3's answer alone.

extension Cause {
  static let answerCauses = [
    Cause(
      "canonical-requests-equal", "SIG-152", .configuration,
      "Both canonical requests are equal: it is the secret or the key, or the scope or the date of the string to sign.",
      mend:
        "Compare the strings to sign (--own-string-to-sign): time, scope, hash. Then the last four characters of secret and access key; look for white space around the secret."
    )
  ]
}
