import ReferenceImpl
import VideoSpec

/// Verifies the request of a presigned URL as S3 does, and prints how it was signed.
func verify(_ url: Text, with credentials: Credentials, in region: Text, at now: Timestamp) throws(Rejection) {
  guard let request = ReceivedRequest("GET", url: url) else { fatalError("\(url) is not a URL") }
  let verifier = Verifier(credentials: [credentials], region: region)
  let trace = TraceRecorder()
  let accessKeyID = try verifier.verifyPresignedURL(of: request, at: now, trace: trace)
  print("signed by \(accessKeyID)")
  for step in trace.trace.steps { print("\(step.name):\n\(step.value)") }
}
