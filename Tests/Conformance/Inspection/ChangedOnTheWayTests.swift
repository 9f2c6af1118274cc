import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// A URL that was signed rightly, how it arrived, and what has to be said first.
struct WayCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var code: String
  var says: String
  var host: Text = "s3.eu-west-1.amazonaws.com"
  var bucket: Text = "video-uploads-example"
  var key: Text = "videos/cat.webm"
  var addressing = Addressing.virtual
  var query: [QueryItem] = []
  /// Whether the bucket and the key that were meant are told.
  var isMeantKnown = false
  var received: HeaderField?
  /// Texts of the URL, and what came in their place.
  var changes: [(String, String)]

  init(
    _ name: String, _ code: String, says: String, _ changes: [(String, String)],
    _ adjust: (inout WayCase) -> Void = { _ in }
  ) {
    testDescription = name
    self.code = code
    self.says = says
    self.changes = changes
    adjust(&self)
  }

  func inspect() throws -> Diagnosis? {
    var inspector = InspectionTests.inspector()
    if isMeantKnown { (inspector.intention.bucket, inspector.intention.key) = (bucket, key) }
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

@Suite("What was changed on its way")
struct ChangedOnTheWayTests {
  private static let own = "video-uploads-example.s3.eu-west-1.amazonaws.com"

  static let paths: [WayCase] = [
    .init("encoded again", "path-encoded-on-the-way", says: "/my%2520videos/cat.webm", [("/my%20", "/my%2520")]) {
      $0.key = "my videos/cat.webm"
    },
    .init("encoded again, the key known", "path-encoded-on-the-way", says: "%2520", [("/my%20", "/my%2520")]) {
      $0.key = "my videos/cat.webm"
      $0.isMeantKnown = true
    },
    .init("encoded twice again", "path-encoded-on-the-way", says: "%252520", [("/my%20", "/my%252520")]) {
      $0.key = "my videos/cat.webm"
    },
    .init("a plus read as a space", "path-decoded-on-the-way", says: "a space came", [("a%2Bb", "a%20b")]) {
      $0.key = "a+b.webm"
    },
    .init("decoded, the key known", "path-decoded-on-the-way", says: "%2520", [("a%2520b", "a%20b")]) {
      $0.key = "a%20b.webm"
      $0.isMeantKnown = true
    },
    .init("a space as a plus", "space-in-path-as-plus", says: "", [("a%20b", "a+b")]) { $0.key = "a b.webm" },
    .init("a space as a plus in the query", "space-in-query-as-plus", says: "", [("a%20b", "a+b")]) {
      $0.query = [QueryItem("response-content-disposition", "filename=a b")]
    },
    .init("encoded again, behind another host", "host-changed", says: "", [("/my%20", "/my%2520")]) {
      $0.key = "my videos/cat.webm"
      $0.received = HeaderField("Host", "s3.eu-west-1.amazonaws.com")
    },
  ]

  private static func host(_ name: String, from: Text, to: String, bucket: Text = "video-uploads-example") -> WayCase {
    .init(
      "signed for \(name)", "host-changed", says: "signed for \(bucket).\(from), received as \(to)",
      [("\(bucket).\(from)", to)]
    ) {
      $0.host = from
      $0.bucket = bucket
    }
  }

  static let hosts: [WayCase] = [
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
      "signed for the bucket, sent to a CDN", "host-changed", says: "signed for \(own), received as cdn.example.com",
      [(own, "cdn.example.com")]
    ) { $0.isMeantKnown = true },
    .init(
      "path style, sent to the bucket's host", "bucket-in-signed-path",
      says: "signed for s3.eu-west-1.amazonaws.com/video-uploads-example/…, received as \(own)/…",
      [("s3.eu-west-1.amazonaws.com/video-uploads-example", own)]
    ) { $0.addressing = .path },
    .init(
      "path style at the global host, sent to the bucket's", "bucket-in-signed-path",
      says: "signed for s3.amazonaws.com/video-uploads-example/…",
      [("s3.amazonaws.com/video-uploads-example", own)]
    ) {
      $0.addressing = .path
      $0.host = "s3.amazonaws.com"
    },
    .init(
      "the bucket's host, sent in path style", "bucket-in-signed-path",
      says: "signed for \(own)/…, received as s3.eu-west-1.amazonaws.com/video-uploads-example/…",
      [(own, "s3.eu-west-1.amazonaws.com/video-uploads-example")]),
    .init(
      "acceleration, sent in path style", "bucket-in-signed-path",
      says: "signed for video-uploads-example.s3-accelerate.amazonaws.com/…",
      [("video-uploads-example.s3-accelerate.amazonaws.com", "s3.eu-west-1.amazonaws.com/video-uploads-example")]
    ) { $0.host = "s3-accelerate.amazonaws.com" },
    .init(
      "a store of one's own in path style, sent to the bucket's host", "bucket-in-signed-path",
      says: "signed for minio.example.com/video-uploads-example/…",
      [("minio.example.com/video-uploads-example", "video-uploads-example.minio.example.com")]
    ) {
      $0.addressing = .path
      $0.host = "minio.example.com"
    },
  ]

  @Test("is named", arguments: paths + hosts)
  func named(way: WayCase) throws {
    let diagnosis = try #require(try way.inspect())
    let said = "\(diagnosis.findings.map { ($0.cause.code, $0.detail ?? "") })"
    #expect(diagnosis.cause?.code == way.code, "\(said)")
    #expect(way.says.isEmpty || diagnosis.findings.first?.detail?.contains(way.says) == true, "\(said)")
    #expect(
      diagnosis.isSignatureRight == false && diagnosis.findings.allSatisfy { $0.certainty == .certain }, "\(said)")
  }

  @Test("a key's slashes that were signed encoded, the bucket in the path")
  func slashesInPathStyle() throws {
    var inspector = InspectionTests.inspector()
    inspector.credentials = nil
    let url =
      "https://s3.eu-west-1.amazonaws.com/b/videos/cat.webm?X-Amz-Signature=\(String(repeating: "0", count: 64))"
    inspector.ownCanonicalRequest =
      "PUT\n/b/videos%2Fcat.webm\nX-Amz-SignedHeaders=host\nhost:s3.eu-west-1.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD"
    let request = InspectedRequest(method: "PUT", url: Text(url + "&X-Amz-SignedHeaders=host"))
    let diagnosis = try #require(inspector.inspect(request))
    #expect(diagnosis.findings.contains { $0.cause.code == "slash-in-key-encoded" }, "\(diagnosis.findings)")
  }

  @Test("S3's answer and the URL as it was handed out tell it without a secret")
  func answer() throws {
    var inspector = InspectionTests.inspector()
    inspector.credentials = nil
    func said(_ handedOut: String, _ received: String) -> String? {
      let host = Self.own
      let canonical =
        "PUT\n\(received)\nX-Amz-Credential=K%2F20260102%2Feu-west-1%2Fs3%2Faws4_request\nhost:\(host)\n\nhost\nUNSIGNED-PAYLOAD"
      let answer = InspectionTests.answer(
        "SignatureDoesNotMatch", "…",
        "<CanonicalRequest>\(canonical)</CanonicalRequest><SignatureProvided>\(String(repeating: "0", count: 64))</SignatureProvided>"
      )
      let url = Text("https://\(host)\(handedOut)?X-Amz-Signature=\(String(repeating: "0", count: 64))")
      return inspector.inspect(error: answer, of: InspectedRequest(method: "PUT", url: url)).findings.map(\.cause.code)
        .first { $0.hasPrefix("path-") || $0 == "parameter-changed" || $0 == "space-in-path-as-plus" }
    }
    #expect(said("/a%20b", "/a%2520b") == "path-encoded-on-the-way")
    #expect(said("/a%2520b", "/a%20b") == "path-decoded-on-the-way")
    #expect(said("/a%2Bb", "/a%20b") == "path-decoded-on-the-way")
    #expect(said("/a+b", "/a%2Bb") == nil)
    #expect(said("/a", "/b") == "parameter-changed")
  }
}
