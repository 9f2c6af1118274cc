import ReferenceImpl
import Testing
import VideoSpec

/// What happens while the file of an upload arrives.
@Suite("Receiving a file")
struct UploadFileTests {
  @Test(
    "a file is stored if its size is within the policy's limits",
    arguments: [(0, "EntityTooSmall"), (1, nil), (90_000_000, nil), (90_000_001, "EntityTooLarge")] as [(Int, String?)])
  func sizes(size: Int, code: String?) throws {
    let (sink, sent) = (RecordingSink(), try StreamedForm(UploadReceiverTests.form(), size: size))
    let outcome = try UploadReceiverTests.receiver().receive(
      contentType: sent.contentType, body: sent, at: UploadReceiverTests.now, into: sink)
    #expect(UploadReceiverTests.rejection(outcome)?.code.rawValue == code)
    #expect(outcome.response.status == (code == nil ? 204 : 400))
    #expect(sink.calls.last == (code == nil ? .commit : .abort) && sink.calls.filter { $0 != .write }.count == 2)
    #expect((sink.object != nil) == (code == nil))
    if code == nil { #expect(sink.size == size) }
  }

  @Test("a file that is too large is rejected at the first byte above the limit, and the rest is not read")
  func tooLarge() throws {
    let (sink, sent) = (
      RecordingSink(), try StreamedForm(UploadReceiverTests.form(sizeLimit: 100), size: 10_000, pieceSize: 64)
    )
    var taken = 0
    let body = sent.lazy.map { piece in
      taken += 1
      return piece
    }
    let outcome = try UploadReceiverTests.receiver().receive(
      contentType: sent.contentType, body: body, at: UploadReceiverTests.now, into: sink)
    let rejection = UploadReceiverTests.rejection(outcome)
    // How large it would have become nobody knows.
    #expect(rejection?.code == .entityTooLarge && rejection?.details == [Field("MaxSizeAllowed", "100")])
    #expect(taken == 3 && sink.size == 64 && sink.calls == [.begin, .write, .abort])
  }

  @Test("a body that is cut off anywhere stores nothing")
  func cutOff() throws {
    let sent = try StreamedForm(UploadReceiverTests.form(), size: 20)
    let bytes = sent.bytes
    let end = bytes.count - 2
    var codes: Set<String> = []
    for count in 0..<end {
      let sink = RecordingSink()
      let outcome = try UploadReceiverTests.receiver().receive(
        contentType: sent.contentType, body: [Array(bytes[..<count])], at: UploadReceiverTests.now, into: sink)
      codes.insert(UploadReceiverTests.rejection(outcome)?.code.rawValue ?? "stored")
      #expect(sink.object == nil && outcome.response.status == 400)
      #expect(sink.calls.contains(.begin) == sink.calls.contains(.abort) && !sink.calls.contains(.commit))
    }
    #expect(codes == ["IncompleteBody", "MalformedPOSTRequest"])
    // Without the line end behind the closing delimiter it is complete.
    let sink = RecordingSink()
    let outcome = try UploadReceiverTests.receiver().receive(
      contentType: sent.contentType, body: [Array(bytes[..<end])], at: UploadReceiverTests.now, into: sink)
    #expect(outcome.response.status == 204 && sink.object != nil)
  }

  @Test("a malformed part after the file stores nothing")
  func malformed() throws {
    let body = try FormBody(UploadReceiverTests.form(file: FormFile()), boundary: "b")
    let bytes = body.head + Array("abc\r\n--b\r\nContent-Disposition: attachment\r\n\r\n\r\n--b--\r\n".utf8)
    let sink = RecordingSink()
    let outcome = try UploadReceiverTests.receiver().receive(
      contentType: body.contentType, body: [bytes], at: UploadReceiverTests.now, into: sink)
    #expect(UploadReceiverTests.rejection(outcome)?.code == .malformedPOSTRequest)
    #expect(sink.calls == [.begin, .write, .abort])
  }

  @Test(
    "when the sink fails nothing is stored, and the response does not say why",
    arguments: [
      (.begin, [.begin]), (.write, [.begin, .write, .abort]), (.commit, [.begin, .write, .commit, .abort]),
    ] as [(RecordingSink.Call, [RecordingSink.Call])])
  func failingSink(call: RecordingSink.Call, calls: [RecordingSink.Call]) throws {
    let (bucket, form) = (Bucket(), try UploadReceiverTests.form())
    let sink = RecordingSink(bucket, failing: call)
    let outcome = try UploadReceiverTests.receive(form, into: sink)
    #expect(UploadReceiverTests.rejection(outcome)?.code == .internalError && outcome.response.status == 500)
    #expect(!outcome.response.body.string.contains("rack 7") && outcome.cause is RecordingSink.Failure)
    #expect(sink.calls == calls && sink.object == nil && bucket.objects.isEmpty)
  }

  @Test("a sink's own rejection is the response")
  func rejectingSink() throws {
    let missing = Rejection(ErrorCode("NoSuchBucket"), status: 404, "The specified bucket does not exist")
    let outcome = try UploadReceiverTests.receive(
      UploadReceiverTests.form(), into: RecordingSink(failing: .begin, with: missing))
    #expect(UploadReceiverTests.rejection(outcome) == missing && outcome.response == FormResponse(missing))
  }

  // MARK: Bodies that arrive asynchronously

  private static func stream(_ pieces: [[UInt8]], failing: Bool = false) -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { continuation in
      for piece in pieces { continuation.yield(piece) }
      continuation.finish(throwing: failing ? RecordingSink.Failure() : nil)
    }
  }

  @Test("a body may arrive asynchronously")
  func asynchronous() async throws {
    let (sink, sent) = (RecordingSink(), try StreamedForm(UploadReceiverTests.form(), size: 200_000))
    let outcome = try await UploadReceiverTests.receiver().receive(
      contentType: sent.contentType, body: Self.stream(Array(sent)), at: UploadReceiverTests.now, into: sink)
    #expect(outcome.response.status == 204 && sink.calls == [.begin, .write, .commit] && sink.size == 200_000)
  }

  @Test("a body whose connection fails stores nothing, even if the form is complete")
  func failingBody() async throws {
    let (sink, sent) = (RecordingSink(), try StreamedForm(UploadReceiverTests.form(), size: 10))
    let outcome = try await UploadReceiverTests.receiver().receive(
      contentType: sent.contentType, body: Self.stream(Array(sent), failing: true), at: UploadReceiverTests.now,
      into: sink)
    #expect(UploadReceiverTests.rejection(outcome)?.code == .incompleteBody && outcome.cause is RecordingSink.Failure)
    #expect(sink.calls == [.begin, .write, .abort])
  }

  @Test("an upload that is dropped is aborted")
  func dropped() throws {
    let (sink, sent) = (RecordingSink(), try StreamedForm(UploadReceiverTests.form(), size: 10))
    func begin() throws {
      var upload = try IncomingUpload(
        to: UploadReceiverTests.receiver(), contentType: sent.contentType, at: UploadReceiverTests.now, into: sink)
      let cut = Array(sent.bytes.dropLast(25))
      let goesOn = upload.append(cut.span.bytes)
      let form = upload.form
      #expect(goesOn && form.value(of: "key") == "videos/2026/01/cat.webm" && sink.calls == [.begin, .write])
    }
    try begin()
    #expect(sink.calls == [.begin, .write, .abort])
  }

  @Test("an upload of 90 MB is received in constant memory", .timeLimit(.minutes(60)))
  func constantMemory() async {
    await #expect(processExitsWith: .success) {
      let sent = try StreamedForm(UploadReceiverTests.form(), size: 90_000_000)
      let (sink, before) = (RecordingSink(), try PeakMemory.kibibytes())
      let outcome = try UploadReceiverTests.receiver().receive(
        contentType: sent.contentType, body: sent, at: UploadReceiverTests.now, into: sink)
      let growth = try PeakMemory.kibibytes() - before
      try #require(outcome.response.status == 204 && sink.size == 90_000_000)
      #expect(growth < 16 * 1024, "it grew by \(growth) KiB")
    }
  }
}
