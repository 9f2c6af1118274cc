import Foundation
import Gate
import ReferenceImpl
import Testing
import VideoSpec

/// From the session to the rows: everything that the subjects say, in the order in which a video travels.
@Suite("The whole way")
struct WholeWayTests {
  static let now: Timestamp = "2026-01-02T03:04:05Z"
  static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
  static let caller = Caller(session: "s-1", origin: "https://app.example.com")

  @Test(
    "session, form, upload as S3 would take it, store, completion, rows",
    arguments: [
      (0, "EntityTooSmall"), (1, nil), (90_000_000, nil), (90_000_001, "EntityTooLarge"),
    ] as [(Int, String?)])
  func wholeWay(size: Int, rejection: String?) async throws {
    let recorder = try TemporaryRecorder()
    let begun = try recorder.recorder.beginUpload(
      by: Self.caller, question: 7, duration: "12.5", at: Self.now, random: (0..<32).map { UInt8($0) })
    let bucket = Bucket()
    let later = Timestamp(seconds: Self.now.seconds + 60)
    do throws(Rejection) {
      try await bucket.post(begun.form.fields, fileSize: size, contentType: "video/webm;codecs=vp9", at: later)
      #expect(rejection == nil)
    } catch {
      #expect(error.code.rawValue == rejection)
    }
    let result = try await recorder.recorder.completeUpload(
      begun.externalID, by: Self.caller, asking: bucket, at: later)
    let row = try #require(recorder.recorder.uploads().first)
    if rejection == nil {
      #expect(result.status == .completed && result.violations == [])
      #expect(row.size == size && row.mediaType == "video/webm" && row.status == .completed)
      #expect(await row.etag == bucket.etag)
    } else {
      // What S3 rejected is not there.
      #expect(result.status == .failed && result.violations == [.objectMissing])
      #expect(row.size == nil && row.mediaType == nil && row.status == .failed && row.etag == nil)
    }
    #expect(try recorder.recorder.uploads().count == 1 && row.user == "u_1" && row.duration == 12.5)
  }

  @Test("a form that is used again replaces the object, and the completed upload fails")
  func replaced() async throws {
    let recorder = try TemporaryRecorder()
    let begun = try recorder.recorder.beginUpload(
      by: Self.caller, question: 7, duration: "1", at: Self.now, random: (0..<32).map { UInt8($0) })
    let bucket = Bucket()
    func complete() async throws -> RecordedResult {
      try await recorder.recorder.completeUpload(begun.externalID, by: Self.caller, asking: bucket, at: Self.now)
    }
    try await bucket.post(begun.form.fields, fileSize: 10, contentType: "video/webm", at: Self.now)
    #expect(try await complete().status == .completed)
    try await bucket.post(begun.form.fields, fileSize: 20, contentType: "video/webm", at: Self.now)
    let result = try await complete()
    #expect(result.status == .failed && result.violations == [.objectReplaced] && result.size == 10)
  }
}

/// A recorder with one user, in a directory that goes with it.
final class TemporaryRecorder {
  let recorder: Recorder
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("recorder-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    recorder = Recorder(
      store: try SQLiteRecordStore(path: directory.path + "/recorder.db"),
      configuration: .init(
        limits: UploadLimits(
          bucket: "video-uploads-example", object: ObjectLimits(maximumSize: 90_000_000, mediaType: "video/webm")),
        origins: ["https://app.example.com"],
        signer: Signer(credentials: WholeWayTests.credentials, region: "eu-west-1", service: "s3")))
    try recorder.add(
      users: ["u_1"], sessions: [.init(token: "s-1", user: "u_1", expires: .maximum)], questions: [7])
  }

  deinit { try? FileManager.default.removeItem(at: directory) }
}

/// S3's side: takes a form as it arrives, decides on it by its policy, and keeps what describes the object.
private actor Bucket: ObjectStore {
  private var objects: [Text: [HeaderField]] = [:]
  private var puts = 0
  var etag: Text { "\"object-\(puts)\"" }

  func head(_ key: Text) -> StoreResponse { objects[key].map { .responded(status: 200, headers: $0) } ?? .missing }
  func firstBytes(of key: Text, count: Int, etag: Text) -> StoredBytes { .replaced }

  /// Streams the form through the parser, in pieces of 64 KiB.
  func post(
    _ fields: [HeaderField], fileSize: Int, contentType: Text, at time: Timestamp
  ) throws(Rejection) {
    var parser = try FormParser(contentType: "multipart/form-data; boundary=b")
    var received = Received()
    func append(_ text: String) throws(Rejection) { try parser.append(Array(text.utf8).span.bytes, to: &received) }
    for field in fields {
      // As a browser says it: with the recorder's parameters.
      let value = field.name == "Content-Type" ? contentType : field.value
      try append("--b\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n\(value)\r\n")
    }
    try append("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"blob\"\r\n\r\n")
    let piece = [UInt8](repeating: 0x1A, count: 65_536)
    for start in stride(from: 0, to: fileSize, by: piece.count) {
      try parser.append(piece.span.bytes.extracting(0..<min(piece.count, fileSize - start)), to: &received)
    }
    try append("\r\n--b--\r\n")
    try parser.finish()
    let form = ReceivedForm(
      bucket: "video-uploads-example", fields: received.fields,
      file: .init(name: received.name, size: received.size))
    let verifier = Verifier(credentials: [WholeWayTests.credentials], region: "eu-west-1", service: "s3")
    let accepted = try verifier.evaluate(form, at: time)
    puts += 1
    objects[accepted.key] = [
      HeaderField("Content-Length", "\(received.size)"), HeaderField("ETag", etag),
      HeaderField("Content-Type", accepted.contentType ?? "binary/octet-stream"),
    ]
  }

  private struct Received: FormHandler {
    var fields: [HeaderField] = []
    var name: Text?
    var size = 0

    mutating func field(_ field: HeaderField) { fields.append(field) }
    mutating func beginFile(_ file: FilePart) { name = file.name }
    mutating func fileBytes(_ bytes: RawSpan) { size += bytes.byteCount }
    mutating func endFile() {}
  }
}
