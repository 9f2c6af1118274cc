import ReferenceImpl
import VideoSpec

/// Stores one object; yours writes into a file or a database.
final class MemorySink: UploadSink {
  var (object, bytes) = (StoredObject?.none, [UInt8]())

  func begin(_ upload: AcceptedUpload) { print("storing \(upload.key), \(upload.contentType ?? "any type")") }
  func write(_ bytes: RawSpan) { bytes.withUnsafeBytes { self.bytes += $0 } }
  func commit(_ object: StoredObject, size: Int) { self.object = object }
  func abort() { bytes = [] }
}

let credentials = Credentials(
  accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
let now: Timestamp = "2026-01-02T03:04:05Z"

// A browser's request: the backend's form with a file. The type is one that the form does not allow the second time.
let request = PostPolicyRequest.recording(bucket: "video-uploads-example", key: "videos/2026/01/cat.webm")
var form = try Signer(credentials: credentials, region: "eu-west-1", service: "s3")
  .presignedPost(for: request, at: now).form
form.file = FormFile(name: "cat.webm")

// The server's side: signature, policy, size, object and S3's response in one call.
let receiver = try UploadReceiver(
  verifier: Verifier(credentials: [credentials], region: "eu-west-1", service: "s3"), bucket: "video-uploads-example")
for type in ["video/webm;codecs=vp9", "text/html"] as [Text] {
  form.fields[0].value = type
  let body = try FormBody(form, boundary: "b")
  let pieces = [body.head, Array("Cat video, cat video.".utf8), body.tail]
  let outcome = receiver.receive(contentType: body.contentType, body: pieces, at: now, into: MemorySink())
  print(outcome.response.status, outcome.result)
}
