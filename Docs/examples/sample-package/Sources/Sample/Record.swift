import ReferenceImpl
import VideoSpec

/// Records an answer and its video, and prints the form that uploads the video.
func record(in database: String, bucket: S3Location, with credentials: Credentials, at now: Timestamp) throws
  -> PresignedPost
{
  let limits = UploadLimits(
    bucket: bucket.bucket, object: ObjectLimits(maximumSize: 90_000_000, mediaType: "video/webm"))
  let signer = Signer(credentials: credentials, region: bucket.region)
  let recorder = Recorder(
    store: try SQLiteRecordStore(path: database),
    configuration: .init(limits: limits, origins: ["https://app.example.com"], signer: signer))
  try recorder.add(users: ["u_1"], sessions: [.init(token: "s-1", user: "u_1", expires: .maximum)], questions: [7])
  let upload = try recorder.beginUpload(
    by: Caller(session: "s-1", origin: "https://app.example.com"), question: 7, duration: "12.5", at: now,
    random: SystemRandom.bytes(32))
  print("POST \(upload.post.url) until \(upload.expires)")
  for field in upload.post.fields.map(\.name).sorted() { print("  \(field)") }
  return upload.post
}
