import AdapterProtocol
import Gate
import ReferenceImpl
import Testing
import VideoSpec

/// The receiver, on the suite's forms: it accepts or rejects an upload exactly as the verifier evaluates its form.
@Suite("Receiving the forms of the suite")
struct UploadVectorTests {
  static let cases = Corpus.shared.cases.filter { $0.operation == .policyEvaluate }
  /// A file of more bytes is not sent. Its size is decided on by the limits that the receiver found.
  static let largestSent = 100_000_000

  @Test("every form of policy.evaluate gets the same verdict when it is received", arguments: cases)
  func verdict(vector: VectorCase) throws {
    let input = try PolicyEvaluationInput(json: vector.input)
    let verifier = Verifier(credentials: input.credentials, region: input.region, service: input.service)
    let receiver = try UploadReceiver(
      verifier: verifier, bucket: input.bucket, location: .endpoint(Endpoint("http://localhost:9000")!))
    let expected = Result { () throws(Rejection) in
      try verifier.evaluate(input.form, postedTo: input.bucket, at: vector.clock)
    }
    let size = input.form.file?.size ?? 0
    let sink = RecordingSink()
    let received: Result<AcceptedUpload, Rejection>
    if size <= Self.largestSent {
      let sent = try StreamedForm(input.form, content: [UInt8](repeating: 0, count: min(size, 65_536)))
      let outcome = receiver.receive(contentType: sent.contentType, body: sent, at: vector.clock, into: sink)
      received = outcome.result.map { _ in sink.upload! }
      #expect((sink.object != nil) == (UploadReceiverTests.rejection(outcome) == nil))
      #expect(sink.object.map { $0.key == sink.upload?.key && sink.size == size } ?? true)
      if case .success(let upload) = expected { #expect(outcome.response.status == upload.success.status) }
    } else {
      let body = try FormBody(input.form, boundary: "----a-boundary")
      var upload = try IncomingUpload(to: receiver, contentType: body.contentType, at: vector.clock, into: sink)
      if upload.append(body.head.span.bytes) {
        let accepted = try #require(sink.upload)
        received = Result { () throws(Rejection) in
          try accepted.check(fileSize: size)
          return accepted
        }
      } else {
        received = upload.finish().result.map { _ in sink.upload! }
      }
    }
    #expect(Self.verdict(received) == Self.verdict(expected))
    switch vector.expectation {
    case .accepted: #expect((try? received.get()) != nil)
    case .rejected(let code, let status, _):
      let rejection = Self.rejection(received)
      #expect(rejection != nil && (code == nil || rejection?.code == code))
      #expect(status == nil || rejection?.status == status)
    }
  }

  /// All of a verdict but the details: of a file that is rejected before its end nobody knows the size.
  private static func verdict(_ result: Result<AcceptedUpload, Rejection>) -> Result<AcceptedUpload, Rejection> {
    result.mapError { Rejection($0.code, status: $0.status, field: $0.field, $0.message) }
  }

  private static func rejection(_ result: Result<AcceptedUpload, Rejection>) -> Rejection? {
    if case .failure(let rejection) = result { rejection } else { nil }
  }
}
