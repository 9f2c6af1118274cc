import ReferenceImpl
import VideoSpec

let credentials = Credentials(
  accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
let receiver = Verifier(credentials: [credentials], region: "us-east-1", service: "s3")

// The presigned URL of S3's documentation, as its request arrives; then the same for another object.
let query =
  "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
  + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
  + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"

for path in ["/test.txt", "/other.txt"] {
  let request = ReceivedRequest(
    method: "GET", target: Text(path + "?" + query),
    headers: [HeaderField("Host", "examplebucket.s3.amazonaws.com")])
  do {
    let key = try receiver.verifyPresignedURL(of: request, at: "2013-05-24T12:00:00Z")
    print("\(path): signed by \(key)")
  } catch {
    print("\(path): \(error.status!) \(error.code)")
  }
}
