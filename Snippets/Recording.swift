import Foundation
import ReferenceImpl
import VideoSpec

/// A bucket in which every object is a WebM video of 1 MB. `S3ObjectStore` in `S3Client` asks a real one.
struct Bucket: ObjectStore {
  func head(_ key: Text) async -> StoreResponse {
    .responded(
      status: 200,
      headers: [
        HeaderField("Content-Length", "1000000"), HeaderField("Content-Type", "video/webm;codecs=vp9"),
        HeaderField("ETag", "\"9bb58f26192e4ba00f01e2e7b136bbd8\""),
      ])
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
let recorder = Recorder(
  store: try SQLiteRecordStore(path: directory.path + "/recordings.db"),
  configuration: .init(
    limits: limits, origins: ["https://app.example.com"],
    signer: Signer(credentials: credentials, region: "eu-west-1")))
try recorder.add(users: ["u_1"], sessions: [.init(token: "s-1", user: "u_1", expires: .maximum)], questions: [7])

// Before the upload: record the answer and the video, and sign the form, in one transaction.
let caller = Caller(session: "s-1", origin: "https://app.example.com")
let upload = try recorder.beginUpload(
  by: caller, question: 7, duration: "12.5", at: SystemClock.now(), random: SystemRandom.bytes(32))
print("POST \(upload.post.url) until \(upload.expires)")

// After the upload: ask the bucket what arrived, decide, and record the result.
let result = try await recorder.completeUpload(
  upload.externalID, by: caller, asking: Bucket(), at: SystemClock.now())
print("\(result.status): \(result.size ?? 0) bytes, violations \(result.violations)")
