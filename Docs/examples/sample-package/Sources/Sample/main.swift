// A backend's part of an upload, with nothing but the public API. Each step is in a file of its own.

import ReferenceImpl
import VideoSpec

guard CommandLine.arguments.count == 2 else { fatalError("usage: Sample DATABASE") }

let credentials = Credentials(
  accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
let bucket = try S3Location(bucket: "video-uploads-example", region: "eu-west-1")

// The clock is read here and nowhere else.
let now = SystemClock.now()

let url = try presign("videos/2026/01/cat.webm", in: bucket, with: credentials, at: now)
print("GET \(url)")
try verify(url, with: credentials, in: bucket.region, at: now)
let post = try record(in: CommandLine.arguments[1], bucket: bucket, with: credentials, at: now)
try receive(post, in: bucket, with: credentials, at: now)
