import ReferenceImpl
import VideoSpec

let bucket = try S3Location(bucket: "video-uploads-example", region: "eu-west-1")
let signer = Signer(
  credentials: Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
  region: bucket.region)

let upload = SigningRequest.put(
  "videos/2026/01/cat.webm", in: bucket, headers: [HeaderField("Content-Type", "video/webm")])

// A service passes SystemClock.now().
let now: Timestamp = "2026-01-02T03:04:05Z"
print(try signer.presignedURL(for: upload, expires: 300, at: now).url)
