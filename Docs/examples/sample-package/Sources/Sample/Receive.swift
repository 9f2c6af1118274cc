import ReferenceImpl
import VideoSpec

/// Keeps the uploaded bytes in memory. A server writes them to a file.
final class MemorySink: UploadSink {
  var bytes: [UInt8] = []
  func begin(_ upload: AcceptedUpload) { print("storing \(upload.key)") }
  func write(_ bytes: RawSpan) { bytes.withUnsafeBytes { self.bytes += $0 } }
  func commit(_ object: StoredObject, size: Int) { print("stored \(size) bytes") }
  func abort() { bytes = [] }
}

/// Receives a form as S3 does: signature, policy and size are checked before anything is stored.
func receive(_ post: PresignedPost, in bucket: S3Location, with credentials: Credentials, at now: Timestamp) throws {
  var form = post.form
  form.file = FormFile(name: "cat.webm")
  let body = try FormBody(form, boundary: "boundary")
  let verifier = Verifier(credentials: [credentials], region: bucket.region)
  let outcome = try UploadReceiver(verifier: verifier, bucket: bucket.bucket).receive(
    contentType: body.contentType, body: [body.head, Array("a video".utf8), body.tail], at: now, into: MemorySink())
  print("response \(outcome.response.status)")
}
