import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// A URL that is signed rightly, and what was meant instead.
struct MeantCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// Nil where nothing is wrong.
  var code: String?
  var says: String
  var endpoint = "https://s3.eu-west-1.amazonaws.com"
  var addressing = Addressing.virtual
  var key: Text = "videos/cat.webm"
  var meantBucket: Text? = "video-uploads-example"
  var meantKey: Text? = "videos/cat.webm"
  var meantEndpoint: String?
  /// What is said where SIG-097 cannot be told of.
  var untold: String?

  init(
    _ name: String, _ code: String? = nil, says: String = "", _ adjust: (inout MeantCase) -> Void = { _ in }
  ) {
    testDescription = name
    self.code = code
    self.says = says
    adjust(&self)
  }

  func inspect(knowsSecret: Bool) throws -> Diagnosis? {
    var inspector = InspectionTests.inspector()
    let request = SigningRequest(
      method: "PUT", endpoint: try #require(Endpoint(Text(endpoint))),
      target: .object(bucket: "video-uploads-example", key: key, addressing: addressing))
    let signer = Signer(credentials: inspector.credentials!, region: "eu-west-1", service: "s3")
    let url = try signer.presignedURL(for: request, expires: 300, at: InspectionTests.time).url
    if !knowsSecret { inspector.credentials = nil }
    inspector.intention = Intention(
      bucket: meantBucket, key: meantKey, endpoint: meantEndpoint.flatMap { Endpoint(Text($0)) })
    return inspector.inspect(InspectionTests.sent(url))
  }
}

@Suite("The object that was meant")
struct MeantObjectTests {
  private static let minio = "http://minio.example.com:9000"

  static let cases: [MeantCase] = [
    .init("the same"),
    .init("the same, in path style") { $0.addressing = .path },
    .init("the same, at a store of one's own") {
      ($0.endpoint, $0.meantEndpoint, $0.addressing) = (minio, minio, .path)
    },
    .init("the same, the bucket before a store of one's own") { ($0.endpoint, $0.meantEndpoint) = (minio, minio) },
    .init("another key", "url-of-another-key", says: "it names \"videos/cat.webm\", not \"videos/other.webm\"") {
      $0.meantKey = "videos/other.webm"
    },
    .init("another key, the bucket not given", "url-of-another-key", says: "\"videos/other.webm\"") {
      ($0.meantKey, $0.meantBucket) = ("videos/other.webm", nil)
    },
    .init("another bucket", "url-of-another-bucket", says: "it names \"video-uploads-example\", not \"other-bucket\"") {
      $0.meantBucket = "other-bucket"
    },
    .init("another bucket, the key not given", "url-of-another-bucket", says: "\"other-bucket\"") {
      ($0.meantBucket, $0.meantKey) = ("other-bucket", nil)
    },
    .init("another bucket in path style", "url-of-another-bucket", says: "it names \"video-uploads-example\"") {
      ($0.meantBucket, $0.addressing) = ("other-bucket", .path)
    },
    .init("another bucket at a store of one's own", "url-of-another-bucket", says: "it names \"video-uploads-example\"")
    {
      ($0.endpoint, $0.meantEndpoint, $0.meantBucket) = (minio, minio, "other-bucket")
    },
    .init(
      "another bucket at a server without a domain", "url-of-another-bucket", says: "it names \"video-uploads-example\""
    ) {
      ($0.endpoint, $0.addressing, $0.meantBucket) = ("http://localhost:9000", .path, "other-bucket")
    },
    .init(
      "another endpoint", "url-of-another-host",
      says: "the host is video-uploads-example.s3.eu-west-1.amazonaws.com, the endpoint minio.example.com:9000"
    ) { $0.meantEndpoint = "https://minio.example.com:9000" },
    .init("another region's endpoint", "url-of-another-host", says: "the endpoint s3.eu-central-1.amazonaws.com") {
      $0.meantEndpoint = "https://s3.eu-central-1.amazonaws.com"
    },
    .init("another port", "url-of-another-host", says: "the endpoint minio.example.com:9001") {
      ($0.endpoint, $0.meantEndpoint, $0.addressing) = (minio, "http://minio.example.com:9001", .path)
    },
    .init("encoded twice", "key-changed", says: "it names \"a%20b\", not \"a b\"") {
      ($0.key, $0.meantKey) = ("a%20b", "a b")
    },
    .init("cut at '?'", "key-separators-raw", says: "it names \"a\", not \"a?b\"") {
      ($0.key, $0.meantKey) = ("a", "a?b")
    },
    .init("decomposed", "text-composed", says: "the letters are the same") {
      ($0.key, $0.meantKey) = ("ku\u{308}che", "k\u{FC}che")
    },
    .init("composed", "text-composed", says: "the letters are the same") {
      ($0.key, $0.meantKey) = ("k\u{FC}che", "ku\u{308}che")
    },
    .init("mojibake", "text-mojibake", says: "\"kÃ¼che\"") { ($0.key, $0.meantKey) = ("kÃ¼che", "k\u{FC}che") },
    .init("mojibake of Windows", "text-mojibake", says: "\"straÃŸe\"") {
      ($0.key, $0.meantKey) = ("straÃŸe", "stra\u{DF}e")
    },
    .init("Latin-1", "text-not-utf-8", says: "Latin-1") {
      ($0.key, $0.meantKey) = (Text(bytes: [0x6B, 0xFC]), "k\u{FC}")
    },
    .init("a host that may stand for any bucket") {
      ($0.endpoint, $0.addressing, $0.key) = ("https://videos.example.com", .path, "videos/cat.webm")
      ($0.meantKey, $0.meantBucket) = ("video-uploads-example/videos/cat.webm", "other-bucket")
      $0.untold = "whether videos.example.com stands for the bucket is not known"
    },
    .init("a store of one's own, its endpoint not given") {
      ($0.endpoint, $0.addressing) = (minio, .path)
      $0.untold = "the endpoint that was meant was not given"
    },
    .init("the bucket not given") {
      $0.meantBucket = nil
      $0.untold = "the bucket that was meant was not given"
    },
    .init("the key not given") {
      $0.meantKey = nil
      $0.untold = "the key that was meant was not given"
    },
  ]

  @Test("differs from the one that the URL names", arguments: cases, [false, true])
  func meant(object: MeantCase, knowsSecret: Bool) throws {
    let diagnosis = try #require(try object.inspect(knowsSecret: knowsSecret))
    let said = "\(diagnosis.findings.map { ($0.cause.code, $0.detail ?? "") })"
    #expect(diagnosis.hasFault == (object.code != nil), "\(said)")
    #expect(diagnosis.findings.contains { $0.cause.code == object.code } == (object.code != nil), "\(said)")
    #expect(object.says.isEmpty || diagnosis.findings.contains { $0.detail?.contains(object.says) == true }, "\(said)")
    let row = diagnosis.rows.first { $0.requirement == "SIG-097" }
    if object.code == nil {
      #expect(row?.verdict == (object.untold == nil ? .holds : .cannotTell) && row?.reason == object.untold)
    } else {
      let rule = Cause.find(object.code ?? "")?.requirement
      #expect(diagnosis.rows.contains { $0.requirement == rule && $0.verdict == .broken })
    }
  }
}
