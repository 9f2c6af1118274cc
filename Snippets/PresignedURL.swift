import ReferenceImpl
import VideoSpec

let signer = Signer(
  credentials: Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
  region: "eu-west-1", service: "s3")

let upload = SigningRequest(
  method: "PUT", endpoint: Endpoint(host: "s3.eu-west-1.amazonaws.com"),
  target: .object(bucket: "video-uploads-example", key: "videos/2026/01/cat.webm", addressing: .virtual, query: []),
  headers: [HeaderField("Content-Type", "video/webm")])

let now = Timestamp(iso8601: "2026-01-02T03:04:05Z")!
print(try signer.presignedURL(for: upload, expires: 300, at: now).url)
