import ReferenceImpl
import VideoSpec

/// Returns a URL with which a browser can play a video for five minutes.
func presign(
  _ key: Text, in bucket: S3Location, with credentials: Credentials, at now: Timestamp
) throws(Rejection) -> Text {
  let signer = Signer(credentials: credentials, region: bucket.region)
  let signed = try signer.presignedURL(for: .get(key, in: bucket), expires: 300, at: now)
  for case .outlivesCredentials(let end) in signed.warnings { print("warning: the credentials expire at \(end)") }
  return signed.url
}
