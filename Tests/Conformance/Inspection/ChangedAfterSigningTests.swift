import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// A correctly signed URL, how it was changed, and the first finding.
struct ChangedURL: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var code: CauseCode
  var detail: String
  var host: Text = "s3.eu-west-1.amazonaws.com"
  var bucket: Text = "video-uploads-example"
  var key: Text = "videos/cat.webm"
  var addressing = Addressing.virtual
  var query: [QueryItem] = []
  /// Whether the inspector knows the intended bucket and key.
  var isIntentionKnown = false
  var received: HeaderField?
  /// Texts in the URL and their replacements.
  var changes: [(String, String)]

  init(
    _ name: String, _ code: CauseCode, detail: String, _ changes: [(String, String)],
    _ adjust: (inout ChangedURL) -> Void = { _ in }
  ) {
    testDescription = name
    self.code = code
    self.detail = detail
    self.changes = changes
    adjust(&self)
  }

  func inspect() throws -> Diagnosis? {
    var inspector = InspectionTests.inspector()
    if isIntentionKnown { (inspector.intention.bucket, inspector.intention.key) = (bucket, key) }
    let request = SigningRequest(
      method: "PUT", endpoint: Endpoint(host: host),
      target: .object(bucket: bucket, key: key, addressing: addressing, query: query))
    let signer = Signer(credentials: inspector.credentials!, region: "eu-west-1", service: "s3")
    var url = try signer.presignedURL(for: request, expires: 300, at: InspectionTests.time).url.string
    for (from, to) in changes {
      #expect(url.contains(from))
      url = url.replacingOccurrences(of: from, with: to)
    }
    return inspector.inspect(InspectionTests.sent(Text(url), received.map { [$0] } ?? []))
  }
}

@Suite("URLs that were changed after signing")
struct ChangedAfterSigningTests {
  private static let own = "video-uploads-example.s3.eu-west-1.amazonaws.com"

  static let paths: [ChangedURL] = [
    .init("encoded again", .pathEncodedOnTheWay, detail: "/my%2520videos/cat.webm", [("/my%20", "/my%2520")]) {
      $0.key = "my videos/cat.webm"
    },
    .init("encoded again, the key known", .pathEncodedOnTheWay, detail: "%2520", [("/my%20", "/my%2520")]) {
      $0.key = "my videos/cat.webm"
      $0.isIntentionKnown = true
    },
    .init("encoded twice again", .pathEncodedOnTheWay, detail: "%252520", [("/my%20", "/my%252520")]) {
      $0.key = "my videos/cat.webm"
    },
    .init("a plus read as a space", .pathDecodedOnTheWay, detail: "a space was received", [("a%2Bb", "a%20b")]) {
      $0.key = "a+b.webm"
    },
    .init("decoded, the key known", .pathDecodedOnTheWay, detail: "%2520", [("a%2520b", "a%20b")]) {
      $0.key = "a%20b.webm"
      $0.isIntentionKnown = true
    },
    .init("a space as a plus", .spaceInPathAsPlus, detail: "", [("a%20b", "a+b")]) { $0.key = "a b.webm" },
    .init("a space as a plus in the query", .spaceInQueryAsPlus, detail: "", [("a%20b", "a+b")]) {
      $0.query = [QueryItem("response-content-disposition", "filename=a b")]
    },
    .init("encoded again, behind another host", .hostChanged, detail: "", [("/my%20", "/my%2520")]) {
      $0.key = "my videos/cat.webm"
      $0.received = HeaderField("Host", "s3.eu-west-1.amazonaws.com")
    },
  ]

  private static func host(_ name: String, from: Text, to: String, bucket: Text = "video-uploads-example") -> ChangedURL
  {
    .init(
      "signed for \(name)", .hostChanged, detail: "signed for \(bucket).\(from), received as \(to)",
      [("\(bucket).\(from)", to)]
    ) {
      $0.host = from
      $0.bucket = bucket
    }
  }

  static let hosts: [ChangedURL] = [
    host("the global host", from: "s3.amazonaws.com", to: own),
    host("the regional host", from: "s3.eu-west-1.amazonaws.com", to: "video-uploads-example.s3.amazonaws.com"),
    host("dualstack", from: "s3.dualstack.eu-west-1.amazonaws.com", to: own),
    host(
      "the regional host, sent to dualstack", from: "s3.eu-west-1.amazonaws.com",
      to: "video-uploads-example.s3.dualstack.eu-west-1.amazonaws.com"),
    host("acceleration", from: "s3-accelerate.amazonaws.com", to: own),
    host("accelerated dualstack", from: "s3-accelerate.dualstack.amazonaws.com", to: own),
    host(
      "the regional host, sent to acceleration", from: "s3.eu-west-1.amazonaws.com",
      to: "video-uploads-example.s3-accelerate.amazonaws.com"),
    host("the host with a dash", from: "s3-eu-west-1.amazonaws.com", to: own),
    host(
      "a bucket with dots", from: "s3.dualstack.eu-west-1.amazonaws.com",
      to: "media.example.com.s3.eu-west-1.amazonaws.com", bucket: "media.example.com"),
    host(
      "the bucket at S3, sent to the bucket's own host", from: "s3.eu-west-1.amazonaws.com", to: "media.example.com",
      bucket: "media.example.com"),
    .init(
      "signed for the bucket, sent to a CDN", .hostChanged, detail: "signed for \(own), received as cdn.example.com",
      [(own, "cdn.example.com")]
    ) { $0.isIntentionKnown = true },
    .init(
      "path style, sent to the bucket's host", .bucketInSignedPath,
      detail: "signed for s3.eu-west-1.amazonaws.com/video-uploads-example/…, received as \(own)/…",
      [("s3.eu-west-1.amazonaws.com/video-uploads-example", own)]
    ) { $0.addressing = .path },
    .init(
      "path style at the global host, sent to the bucket's", .bucketInSignedPath,
      detail: "signed for s3.amazonaws.com/video-uploads-example/…",
      [("s3.amazonaws.com/video-uploads-example", own)]
    ) {
      $0.addressing = .path
      $0.host = "s3.amazonaws.com"
    },
    .init(
      "the bucket's host, sent in path style", .bucketInSignedPath,
      detail: "signed for \(own)/…, received as s3.eu-west-1.amazonaws.com/video-uploads-example/…",
      [(own, "s3.eu-west-1.amazonaws.com/video-uploads-example")]),
    .init(
      "acceleration, sent in path style", .bucketInSignedPath,
      detail: "signed for video-uploads-example.s3-accelerate.amazonaws.com/…",
      [("video-uploads-example.s3-accelerate.amazonaws.com", "s3.eu-west-1.amazonaws.com/video-uploads-example")]
    ) { $0.host = "s3-accelerate.amazonaws.com" },
    .init(
      "a custom store in path style, sent to the bucket's host", .bucketInSignedPath,
      detail: "signed for minio.example.com/video-uploads-example/…",
      [("minio.example.com/video-uploads-example", "video-uploads-example.minio.example.com")]
    ) {
      $0.addressing = .path
      $0.host = "minio.example.com"
    },
  ]

  @Test("are diagnosed", arguments: paths + hosts)
  func named(url: ChangedURL) throws {
    let diagnosis = try #require(try url.inspect())
    let findings = "\(diagnosis.findings.map { ($0.cause.code, $0.detail ?? "") })"
    #expect(diagnosis.cause?.code == url.code, "\(findings)")
    #expect(url.detail.isEmpty || diagnosis.findings.first?.detail?.contains(url.detail) == true, "\(findings)")
    #expect(
      diagnosis.isSignatureRight == false && diagnosis.findings.allSatisfy { $0.certainty == .certain }, "\(findings)")
  }

  @Test("a key in a path-style URL whose slashes were signed encoded")
  func slashesInPathStyle() throws {
    var inspector = InspectionTests.inspector()
    inspector.credentials = nil
    let url =
      "https://s3.eu-west-1.amazonaws.com/b/videos/cat.webm?X-Amz-Signature=\(String(repeating: "0", count: 64))"
    inspector.ownCanonicalRequest =
      "PUT\n/b/videos%2Fcat.webm\nX-Amz-SignedHeaders=host\nhost:s3.eu-west-1.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD"
    let request = InspectedRequest(method: "PUT", url: Text(url + "&X-Amz-SignedHeaders=host"))
    let diagnosis = try #require(inspector.inspect(request))
    #expect(diagnosis.findings.contains { $0.cause.code == .slashInKeyEncoded }, "\(diagnosis.findings)")
  }

  @Test("S3's response and the original URL are enough without the secret")
  func response() throws {
    var inspector = InspectionTests.inspector()
    inspector.credentials = nil
    func cause(_ handedOut: String, _ received: String) -> CauseCode? {
      let host = Self.own
      let canonical =
        "PUT\n\(received)\nX-Amz-Credential=K%2F20260102%2Feu-west-1%2Fs3%2Faws4_request\nhost:\(host)\n\nhost\nUNSIGNED-PAYLOAD"
      let response = InspectionTests.response(
        "SignatureDoesNotMatch", "…",
        "<CanonicalRequest>\(canonical)</CanonicalRequest><SignatureProvided>\(String(repeating: "0", count: 64))</SignatureProvided>"
      )
      let url = Text("https://\(host)\(handedOut)?X-Amz-Signature=\(String(repeating: "0", count: 64))")
      return inspector.inspect(error: response, of: InspectedRequest(method: "PUT", url: url)).findings.map(
        \.cause.code
      )
      .first { $0.rawValue.hasPrefix("path-") || $0 == .parameterChanged || $0 == .spaceInPathAsPlus }
    }
    #expect(cause("/a%20b", "/a%2520b") == .pathEncodedOnTheWay)
    #expect(cause("/a%2520b", "/a%20b") == .pathDecodedOnTheWay)
    #expect(cause("/a%2Bb", "/a%20b") == .pathDecodedOnTheWay)
    #expect(cause("/a+b", "/a%2Bb") == nil)
    #expect(cause("/a", "/b") == .parameterChanged)
  }
}
