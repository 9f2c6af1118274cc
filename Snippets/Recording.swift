import Foundation
import ReferenceImpl
import VideoSpec

/// A bucket in memory: what the browser posted, as S3 would describe it.
struct Bucket: ObjectStore {
  var objects: [Text: [HeaderField]] = [:]

  func head(_ key: Text) async -> StoreResponse {
    objects[key].map { .responded(status: 200, headers: $0) } ?? .missing
  }
  func firstBytes(of key: Text, count: Int, etag: Text) async -> StoredBytes { .replaced }
}

let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: directory) }

let credentials = Credentials(
  accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
let limits = UploadLimits(
  bucket: "video-uploads-example", object: ObjectLimits(maximumSize: 90_000_000, mediaType: "video/webm"))
let recorder = try Recorder(
  path: directory.path + "/recordings.db",
  .init(
    limits: limits, origins: ["https://app.example.com"],
    signer: Signer(credentials: credentials, region: "eu-west-1", service: "s3")))
let now: Timestamp = "2026-01-02T03:04:05Z"
try recorder.add(
  users: ["u_1"], sessions: [.init(token: "s-1", user: "u_1", expires: "2026-02-01T00:00:00Z")],
  questions: [7])

// Before the upload: answer, video and form, in one transaction.
let caller = Caller(session: "s-1", origin: "https://app.example.com")
var generator = SystemRandomNumberGenerator()
let random = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
let upload = try recorder.beginUpload(caller, question: 7, duration: "12.5", at: now, random: random)
print("post to \(upload.form.url) until \(upload.expires)")

// The browser uploads; here the object is just there.
var bucket = Bucket()
let key = upload.form.fields.first { $0.name == "key" }!.value
bucket.objects[key] = [
  HeaderField("Content-Length", "90000000"), HeaderField("Content-Type", "video/webm;codecs=vp9"),
  HeaderField("ETag", "\"9bb58f26192e4ba00f01e2e7b136bbd8\""),
]

// Afterwards: what the store says is decided on and recorded.
let result = try await recorder.completeUpload(upload.externalID, caller, store: bucket, at: now)
print("\(result.status): \(result.size ?? 0) bytes of \(result.mediaType ?? "nothing"), \(result.violations)")
