import ReferenceImpl
import Testing
import VideoSpec

@Suite("Receiving an upload")
struct UploadReceiverTests {
  static let now: Timestamp = "2026-01-02T03:04:05Z"
  static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
  static let verifier = Verifier(credentials: [credentials], region: "us-east-1", service: "s3")

  static func receiver(bucket: Text = Bucket.name) throws(Rejection) -> UploadReceiver {
    try UploadReceiver(verifier: verifier, bucket: bucket)
  }

  /// A signed form for a recording, with fields and conditions beside those of a recording.
  static func form(
    key: Text = "videos/2026/01/cat.webm", sizeLimit: Int = 90_000_000, adding fields: [Field] = [],
    file: FormFile? = nil
  ) throws(Rejection) -> UploadForm {
    var request = PostPolicyRequest.recording(bucket: Bucket.name, key: key, sizeLimit: sizeLimit)
    request.fields += fields
    request.conditions += fields.map { .exact(name: $0.name, value: $0.value) }
    let signer = Signer(credentials: credentials, region: "us-east-1", service: "s3")
    var form = try signer.presignedPost(for: request, at: now).form
    form.file = file
    return form
  }

  /// Receives a form with a file.
  static func receive(
    _ form: UploadForm, _ content: String = "abc", at time: Timestamp = now, into sink: RecordingSink
  ) throws -> UploadOutcome {
    var form = form
    form.file = form.file ?? FormFile(name: "blob", contentType: "text/plain")
    form.file?.size = content.utf8.count
    let sent = try StreamedForm(form, content: Array(content.utf8))
    return try receiver().receive(contentType: sent.contentType, body: sent, at: time, into: sink)
  }

  // MARK: Accepted

  @Test("an accepted upload is stored as its fields say, and the response describes the object")
  func accepted() throws {
    let (bucket, form) = (Bucket(), try Self.form(adding: [Field("x-amz-meta-Question", "7")]))
    let sink = RecordingSink(bucket)
    let outcome = try Self.receive(form, into: sink)
    let object = StoredObject(
      bucket: Bucket.name, key: "videos/2026/01/cat.webm", etag: "\"900150983cd24fb0d6963f7d28e17f72\"",
      location: "https://video-uploads-example.s3.amazonaws.com/videos%2F2026%2F01%2Fcat.webm")
    #expect(try outcome.result.get() == object && sink.object == object && outcome.cause == nil)
    #expect(try outcome.response == FormResponse(object, .noContent))
    #expect(sink.calls == [.begin, .write, .commit])
    // The type is the field's, and not that of the file's part (POL-052).
    #expect(sink.upload?.contentType == "video/webm" && sink.upload?.metadata == [Field("x-amz-meta-Question", "7")])
    #expect(
      bucket.objects == [object.key: Bucket.Object(type: "video/webm", size: 3, etag: object.etag)])
  }

  @Test(
    "the response is the one that the form asks for",
    arguments: [
      ("success_action_status", "200", 200), ("success_action_status", "201", 201),
      ("success_action_status", "302", 204), ("success_action_redirect", "https://example.com/done", 303),
      ("success_action_redirect", "javascript:alert(1)", 204),
    ] as [(Text, Text, Int)])
  func success(field: Text, value: Text, status: Int) throws {
    let sink = RecordingSink()
    let response = try Self.receive(Self.form(adding: [Field(field, value)]), into: sink).response
    #expect(response.status == status && sink.calls.last == .commit)
    let location = response.headers.first { $0.name == "Location" }?.value
    #expect(location?.hasPrefix(status == 303 ? "https://example.com/done?bucket=" : "https://video-") == true)
    #expect((status == 201) == response.body.string.contains("<Key>videos/2026/01/cat.webm</Key>"))
  }

  @Test("${filename} is the last component of the file's name")
  func fileName() throws {
    let sink = RecordingSink()
    let form = try Self.form(key: "uploads/${filename}", file: FormFile(name: "C:\\videos\\\"cat\".webm"))
    #expect(try Self.receive(form, into: sink).result.get().key == "uploads/\"cat\".webm")
    #expect(sink.object?.location.string.hasSuffix("/uploads%2F%22cat%22.webm") == true)
  }

  @Test("fields and files after the file do not count")
  func afterTheFile() throws {
    let form = try Self.form(file: FormFile(name: "a"))
    let body = try FormBody(form, boundary: "b")
    var bytes = body.head + Array("abc\r\n".utf8)
    bytes += "--b\r\nContent-Disposition: form-data; name=acl\r\n\r\npublic-read\r\n".utf8
    bytes += "--b\r\nContent-Disposition: form-data; name=file; filename=b\r\n\r\nabcd\r\n--b--\r\n".utf8
    let sink = RecordingSink()
    let outcome = try Self.receiver().receive(
      contentType: body.contentType, body: [bytes], at: Self.now, into: sink)
    #expect(outcome.response.status == 204 && sink.calls == [.begin, .write, .commit] && sink.size == 3)
  }

  @Test("a body in pieces of any size is the same upload", arguments: [1, 2, 7, 1000])
  func pieces(size: Int) throws {
    let sent = try StreamedForm(Self.form(), size: 300)
    let bytes = sent.bytes
    let body = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    let (whole, cut) = (RecordingSink(), RecordingSink())
    let receiver = try Self.receiver()
    let expected = receiver.receive(contentType: sent.contentType, body: [bytes], at: Self.now, into: whole)
    let outcome = receiver.receive(contentType: sent.contentType, body: body, at: Self.now, into: cut)
    #expect(outcome.result == expected.result && outcome.response == expected.response)
    #expect(cut.size == 300 && cut.object != nil && cut.object == whole.object)
  }

  // MARK: Rejected before the file

  @Test(
    "all that the fields decide is decided before the first byte of the file",
    arguments: [
      ("signature", .signatureDoesNotMatch, 403), ("expired", .accessDenied, 403), ("type", .accessDenied, 403),
      ("uncovered", .accessDenied, 403), ("policy", .signatureDoesNotMatch, 403), ("unsigned", .accessDenied, 403),
      ("key", .invalidArgument, 400),
    ] as [(String, ErrorCode, Int)])
  func fields(fault: String, code: ErrorCode, status: Int) throws {
    var form = try Self.form()
    func change(_ name: Text, to value: Text?) {
      let index = form.fields.firstIndex { $0.name == name }!
      if let value { form.fields[index].value = value } else { form.fields.remove(at: index) }
    }
    switch fault {
    case "signature": change("x-amz-signature", to: Text(String(repeating: "0", count: 64)))
    case "type": change("Content-Type", to: "text/html")
    case "uncovered": form.fields.append(Field("acl", "public-read"))
    case "policy": change("policy", to: "e30=")
    case "unsigned":
      for name in ["x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"] as [Text] {
        change(name, to: nil)
      }
    case "key": change("key", to: nil)
    default: break
    }
    let (sink, sent) = (RecordingSink(), try StreamedForm(form, size: 10_000_000))
    var taken = 0
    let body = sent.lazy.map { piece in
      taken += 1
      return piece
    }
    let time = fault == "expired" ? Self.now.adding(seconds: 301)! : Self.now
    let outcome = try Self.receiver().receive(contentType: sent.contentType, body: body, at: time, into: sink)
    let rejection = Self.rejection(outcome)
    #expect(rejection?.code == code && outcome.response.status == status && sink.calls == [])
    #expect(outcome.response.body.string.contains("<Code>\(code)</Code>"))
    #expect(taken == 1, "the file was read")
  }

  @Test("a form for another bucket is rejected")
  func otherBucket() throws {
    let (sink, sent) = (RecordingSink(), try StreamedForm(Self.form(), size: 3))
    let outcome = try Self.receiver(bucket: "another").receive(
      contentType: sent.contentType, body: sent, at: Self.now, into: sink)
    #expect(Self.rejection(outcome)?.code == .accessDenied && sink.calls == [])
  }

  @Test("a form without a file is rejected, and a wrong signature before that")
  func noFile() throws {
    func code(_ form: UploadForm) throws -> ErrorCode? {
      let (body, sink) = (try FormBody(form, boundary: "b"), RecordingSink())
      let outcome = try Self.receiver().receive(
        contentType: body.contentType, body: [body.head + body.tail], at: Self.now, into: sink)
      #expect(sink.calls == [])
      return Self.rejection(outcome)?.code
    }
    var form = try Self.form()
    #expect(try code(form) == .invalidArgument)
    form.fields[form.fields.count - 1].value = "0"
    #expect(try code(form) == .signatureDoesNotMatch)
    #expect(try code(UploadForm()) == .accessDenied)
  }

  @Test("a request that is not a form is rejected", arguments: [nil, "application/json"] as [Text?])
  func notAForm(contentType: Text?) throws {
    let sink = RecordingSink()
    let outcome = try Self.receiver().receive(contentType: contentType, body: [[0x7B]], at: Self.now, into: sink)
    #expect(outcome.response.status == 412 && sink.calls == [])
  }

  @Test("a trace shows the text that had to be signed")
  func trace() throws {
    let (form, trace) = (try Self.form(), TraceRecorder())
    let sent = try StreamedForm(form, size: 1)
    _ = try Self.receiver().receive(
      contentType: sent.contentType, body: sent, at: Self.now, into: RecordingSink(), trace: trace)
    #expect(trace.trace["stringToSign"] == form.value(of: "policy"))
  }

  static func rejection(_ outcome: UploadOutcome) -> Rejection? {
    if case .failure(let rejection) = outcome.result { rejection } else { nil }
  }
}
