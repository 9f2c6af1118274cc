import ReferenceImpl
import Testing
import VideoSpec

@testable import EndpointGate

@Suite("The gate's signer")
struct OwnSignerTests {
  private static let session = Credentials(
    accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
    sessionToken: Secret("TOKEN/TOKEN+TOKEN="))
  private static let time = Timestamp(clamping: 1_767_323_045)

  private static func job(_ target: Text, _ headers: [HeaderField], _ body: [UInt8], token: Bool) -> SigningJob {
    var credentials = session
    if !token { credentials.sessionToken = nil }
    return SigningJob(
      method: "PUT", isSecure: false, host: "127.0.0.1:9000", target: target, headers: headers, payload: .body(body),
      credentials: credentials, region: "eu-west-1", service: "s3", algorithm: .v4, time: time)
  }

  private static func request(_ job: SigningJob, _ body: [UInt8]) -> SigningRequest {
    SigningRequest(
      method: job.method, endpoint: Endpoint(scheme: .http, host: "127.0.0.1", port: 9000), target: .wire(job.target),
      headers: job.headers, payload: .body(Text(bytes: body)))
  }

  @Test(
    "it signs like the reference's signer",
    arguments: ["/b/k", "/b/a%20b%2Fc", "/b/k?partNumber=1&uploadId=x%2By", "/?list-type=2", "/b?uploads"],
    [false, true])
  func equality(target: Text, token: Bool) throws {
    let body = Array("a body".utf8)
    let headers = [HeaderField("Content-Type", " video/webm "), HeaderField("x-amz-meta-a", "b  c")]
    let job = Self.job(target, headers, body, token: token)
    let signer = Signer(credentials: job.credentials, region: job.region)
    let expected = try signer.signedHeaders(for: Self.request(job, body), at: Self.time)
    let signed = try OwnSigner().headers(for: job)
    #expect(signed.signature == expected.signature)
    #expect(Set(signed.headers) == Set(expected.headers))
    let url = try signer.presignedURL(for: Self.request(job, body), expires: 300, at: Self.time).url
    let own = try OwnSigner().target(for: job, expires: "300")
    func parameters(_ text: Text) -> Set<Text> { Set(text.split(at: 0x3F).last?.split(at: 0x26) ?? []) }
    #expect(parameters(own) == parameters(url))
  }

  @Test(
    "it signs chunks like the reference's signer",
    arguments: [ChunkMode.signed, .signedTrailer, .unsignedTrailer], [0, 100, 8192, 20_000])
  func chunks(mode: ChunkMode, size: Int) throws {
    let body = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
    let checksum = try #require(Checksum(.crc32))
    checksum.update(body.span.bytes)
    let sum = Text(bytes: Base64.encode(checksum.finish()))
    let trailer = mode == .signed ? [] : [HeaderField("x-amz-checksum-crc32", sum)]
    let job = Self.job("/b/k", [], body, token: false)
    let plan = ChunkPlan(mode: mode, sizes: [8192], trailer: trailer)
    let own = try OwnSigner().chunks(of: body, plan, job: job)
    let known = [Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Self.session.secretAccessKey)]
    let verifier = Verifier(credentials: known, region: "eu-west-1", service: "s3")
    let headers = [HeaderField("Host", job.host)] + own.headers
    let request = ReceivedRequest(method: "PUT", target: "/b/k", headers: headers, body: Text(bytes: own.body))
    let verified = try verifier.verifyChunks(of: request, at: Self.time)
    #expect(verified.body.bytes == body)
  }

  @Test("a policy's signature is the reference's")
  func policy() throws {
    let job = Self.job("/", [], [], token: true)
    let signer = Signer(credentials: job.credentials, region: job.region)
    let document: Text = #"{"expiration": "2030-01-01T00:00:00Z", "conditions": []}"#
    #expect(
      try OwnSigner().fields(forPolicy: document, job: job) == signer.policyFields(for: document, at: Self.time))
  }
}
