import ReferenceImpl
import VideoSpec

let signer = Signer(
  credentials: Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
  region: "eu-west-1", service: "s3")

// One key, one type, 1 byte to 90 MB, five minutes.
let request = PostPolicyRequest.recording(bucket: "video-uploads-example", key: "videos/2026/01/cat.webm")
let post = try signer.presignedPost(for: request, at: "2026-01-02T03:04:05Z")

print("POST", post.url)
for field in post.fields { print("\(field.name): \(field.value)") }
