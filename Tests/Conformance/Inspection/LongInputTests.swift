import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Long inputs")
struct LongInputTests {
  /// The diagnosis of a URL with a signature that no mistake explains.
  private static func diagnosis(_ query: String, _ headers: [HeaderField] = []) throws -> Diagnosis {
    let url = try InspectionTests.url(secret: "another").string.replacing("?", with: "?\(query)&", maxReplacements: 1)
    return try #require(InspectionTests.inspector().inspect(InspectionTests.sent(Text(url), headers)))
  }

  private static func isIncomplete(_ diagnosis: Diagnosis) -> Bool {
    diagnosis.hints.contains("Not every known mistake was tried, because the input is too long.")
  }

  @Test("for a URL of usual length every mistake is tried")
  func usual() throws {
    let query = (0..<5).map { "x-parameter-\($0)=value" }.joined(separator: "&")
    let diagnosis = try Self.diagnosis(query)
    #expect(diagnosis.cause?.code == .unexplained && !Self.isIncomplete(diagnosis))
    #expect(diagnosis.findings.first?.detail?.contains("any known mistake") == true)
  }

  // Without the budget, each of these would take longer.
  @Test(
    "the search stops within a second, with a hint", .timeLimit(.minutes(60)),
    arguments: [
      (0..<1000).map { "parameter\($0)=value%20\($0)" }.joined(separator: "&"),
      "big=" + String(repeating: "a%2Fb", count: 100_000),
    ])
  func long(query: String) throws {
    let diagnosis = try Self.diagnosis(query)
    #expect(diagnosis.cause?.code == .unexplained && Self.isIncomplete(diagnosis))
    #expect(diagnosis.findings.first?.detail?.contains("any tried mistake") == true)
  }

  @Test("thousands of signed headers end in time, too", .timeLimit(.minutes(60)))
  func headers() throws {
    let names = (0..<5000).map { "%3Bx-h\($0)" }.joined()
    let url = try InspectionTests.url(secret: "another").string.replacing("Headers=host", with: "Headers=host\(names)")
    let diagnosis = try #require(InspectionTests.inspector().inspect(InspectionTests.sent(Text(url))))
    #expect(diagnosis.findings.contains { $0.cause.code == .headerNotSent } && diagnosis.hasFault)
  }

  @Test("a right signature is recognized in a URL of any length")
  func right() throws {
    let request = SigningRequest(
      method: "PUT", endpoint: Endpoint(host: "s3.eu-west-1.amazonaws.com"),
      target: .object(
        bucket: "video-uploads-example", key: "k", addressing: .virtual,
        query: (0..<2000).map { QueryItem("p\($0)", "v") }))
    let inspector = InspectionTests.inspector()
    let signer = Signer(credentials: inspector.credentials!, region: "eu-west-1", service: "s3")
    let url = try signer.presignedURL(for: request, expires: 300, at: InspectionTests.time).url
    #expect(inspector.inspect(InspectionTests.sent(url))?.isSignatureRight == true)
  }
}
