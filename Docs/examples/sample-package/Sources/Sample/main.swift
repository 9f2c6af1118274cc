// A backend's part of an upload: a form for the browser, kept with its answer and its video in one transaction.

import ReferenceImpl
import VideoSpec

let signer = Signer(
  credentials: Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
  region: "eu-west-1", service: "s3")
let limits = UploadLimits(
  bucket: "video-uploads-example", object: ObjectLimits(maximumSize: 90_000_000, mediaType: "video/webm"))

guard CommandLine.arguments.count == 2, let now = Timestamp(iso8601: "2026-01-02T03:04:05Z") else {
  fatalError("usage: Sample DATABASE")
}
let recorder = try Recorder(
  path: CommandLine.arguments[1], .init(limits: limits, origins: ["https://app.example.com"], signer: signer))
if let expires = Timestamp(iso8601: "2026-02-01T00:00:00Z") {
  try recorder.add(users: ["u_1"], sessions: [.init(token: "s-1", user: "u_1", expires: expires)], questions: [7])
}

var generator = SystemRandomNumberGenerator()
let random = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
let upload = try recorder.beginUpload(
  .init(session: "s-1", origin: "https://app.example.com"), question: 7, duration: "12.5", at: now, random: random)
print("POST \(upload.form.url) until \(upload.expires)")
for field in upload.form.fields.map(\.name).sorted(by: { $0.string < $1.string }) { print("  \(field)") }
