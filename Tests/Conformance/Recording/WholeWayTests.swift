import Foundation
import Gate
import ReferenceImpl
import Testing
import VideoSpec

/// The whole flow, from the session to the rows: request, policy, signature, form, object, validation, record.
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
    let outcome = try Self.post(
      begun.post.form, size: size, contentType: "video/webm;codecs=vp9", at: later, to: bucket)
    #expect(UploadReceiverTests.rejection(outcome)?.code.rawValue == rejection)
    let result = try await recorder.recorder.completeUpload(
      begun.externalID, by: Self.caller, asking: bucket, at: later)
    let row = try #require(recorder.recorder.uploads().first)
    if rejection == nil {
      #expect(result.status == .completed && result.violations == [])
      #expect(row.size == size && row.mediaType == "video/webm" && row.status == .completed)
      #expect(try row.etag == outcome.result.get().etag)
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
    let form = begun.post.form
    #expect(try Self.post(form, size: 10, at: Self.now, to: bucket).response.status == 204)
    #expect(try await complete().status == .completed)
    #expect(try Self.post(form, size: 20, at: Self.now, to: bucket).response.status == 204)
    let result = try await complete()
    #expect(result.status == .failed && result.violations == [.objectReplaced] && result.size == 10)
  }

  /// Sends a form as a browser does, to a bucket that receives it as S3 does.
  private static func post(
    _ form: UploadForm, size: Int, contentType: Text = "video/webm", at time: Timestamp, to bucket: Bucket
  ) throws -> UploadOutcome {
    var form = form
    // The browser states the type with the recorder's parameters.
    for index in form.fields.indices where form.fields[index].name == "Content-Type" {
      form.fields[index].value = contentType
    }
    let sent = try StreamedForm(form, size: size)
    let receiver = try UploadReceiver(
      verifier: Verifier(credentials: [credentials], region: "eu-west-1", service: "s3"), bucket: Bucket.name)
    return receiver.receive(contentType: sent.contentType, body: sent, at: time, into: RecordingSink(bucket))
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
