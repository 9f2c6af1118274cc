import ReferenceImpl
import VideoSpec

/// A store in memory; `S3ObjectStore`, of the product S3Client, asks S3.
struct MemoryStore: ObjectStore {
  var objects: [Text: (type: Text, bytes: Text)]

  func head(_ key: Text) async -> StoreResponse {
    guard let object = objects[key] else { return .missing }
    return .responded(
      status: 200,
      headers: [
        HeaderField("Content-Length", "\(object.bytes.bytes.count)"), HeaderField("Content-Type", object.type),
        HeaderField("ETag", "\"1\""),
      ])
  }

  func firstBytes(of key: Text, count: Int, etag: Text) async -> StoredBytes {
    objects[key].map { .bytes(Text($0.bytes.bytes.prefix(count))) } ?? .replaced
  }
}

// As at the start of a service: wrong limits end it here, and not at every upload.
let limits = try UploadLimits(environment: [
  "S3_BUCKET_NAME_VIDEO": "video-uploads-example", "MAX_VIDEO_FILESIZE": "90 * 10**6",
  "ALLOW_VIDEO_MIME_TYPE": "video/webm",
])

let store = MemoryStore(objects: [
  "videos/2026/01/cat.webm": ("video/webm;codecs=vp8,opus", "Cat video, cat video."),
  "videos/2026/01/dog.webm": ("video/webmx", ""),
])
for key in ["cat", "dog", "cow"] as [Text] {
  let result = try await ObjectValidator.validate(
    "videos/2026/01/" + key + ".webm", in: store, limits: limits.object)
  print(key, result.isAccepted ? "is as it should be" : result.violations.map(\.rawValue))
}
