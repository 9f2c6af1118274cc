import VideoSpec

/// The signing key of one day, and the texts that are the same for all of that day's signatures.
struct DailyKey {
  let dayNumber: Int
  /// The credential scope: `20260102/eu-west-1/s3/aws4_request`.
  let scope: Text
  /// The access key and the scope: `ACCESSKEY/SCOPE`.
  let credential: Text
  /// The credential, percent-encoded for a query.
  let encodedCredential: Text
  let key: SignatureKey
  /// The conditions on `x-amz-algorithm` and `x-amz-credential`, as they are written in a policy.
  let policyConditions: [UInt8]
}
