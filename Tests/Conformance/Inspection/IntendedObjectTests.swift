import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// A correctly signed URL, and the object that was intended.
struct IntendedObject: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// Nil if nothing is wrong.
  var code: CauseCode?
  var detail: String
  var endpoint = "https://s3.eu-west-1.amazonaws.com"
  var addressing = Addressing.virtual
  var key: Text = "videos/cat.webm"
  var intendedBucket: Text? = "video-uploads-example"
  var intendedKey: Text? = "videos/cat.webm"
  var intendedEndpoint: String?
  /// Why SIG-097 cannot be judged.
  var undecidable: String?

  init(
    _ name: String, _ code: CauseCode? = nil, detail: String = "", _ adjust: (inout IntendedObject) -> Void = { _ in }
  ) {
    testDescription = name
    self.code = code
    self.detail = detail
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
      bucket: intendedBucket, key: intendedKey, endpoint: intendedEndpoint.flatMap { Endpoint(Text($0)) })
    return inspector.inspect(InspectionTests.sent(url))
  }
}

@Suite("The intended object")
struct IntendedObjectTests {
  private static let minio = "http://minio.example.com:9000"

  static let cases: [IntendedObject] = [
    .init("the same"),
    .init("the same, in path style") { $0.addressing = .path },
    .init("the same, at a custom store") {
      ($0.endpoint, $0.intendedEndpoint, $0.addressing) = (minio, minio, .path)
    },
    .init("the same, the bucket before a custom store") { ($0.endpoint, $0.intendedEndpoint) = (minio, minio) },
    .init(
      "another key", .urlOfAnotherKey,
      detail: "the URL's key is \"videos/cat.webm\", the intended one is \"videos/other.webm\""
    ) {
      $0.intendedKey = "videos/other.webm"
    },
    .init("another key, the bucket not given", .urlOfAnotherKey, detail: "\"videos/other.webm\"") {
      ($0.intendedKey, $0.intendedBucket) = ("videos/other.webm", nil)
    },
    .init(
      "another bucket", .urlOfAnotherBucket,
      detail: "the URL's bucket is \"video-uploads-example\", the intended one is \"other-bucket\""
    ) {
      $0.intendedBucket = "other-bucket"
    },
    .init("another bucket, the key not given", .urlOfAnotherBucket, detail: "\"other-bucket\"") {
      ($0.intendedBucket, $0.intendedKey) = ("other-bucket", nil)
    },
    .init("another bucket in path style", .urlOfAnotherBucket, detail: "the URL's bucket is \"video-uploads-example\"")
    {
      ($0.intendedBucket, $0.addressing) = ("other-bucket", .path)
    },
    .init(
      "another bucket at a custom store", .urlOfAnotherBucket, detail: "the URL's bucket is \"video-uploads-example\""
    ) {
      ($0.endpoint, $0.intendedEndpoint, $0.intendedBucket) = (minio, minio, "other-bucket")
    },
    .init(
      "another bucket at a server without a domain", .urlOfAnotherBucket,
      detail: "the URL's bucket is \"video-uploads-example\""
    ) {
      ($0.endpoint, $0.addressing, $0.intendedBucket) = ("http://localhost:9000", .path, "other-bucket")
    },
    .init(
      "another endpoint", .urlOfAnotherHost,
      detail: "the host is video-uploads-example.s3.eu-west-1.amazonaws.com, the endpoint is minio.example.com:9000"
    ) { $0.intendedEndpoint = "https://minio.example.com:9000" },
    .init("another region's endpoint", .urlOfAnotherHost, detail: "the endpoint is s3.eu-central-1.amazonaws.com") {
      $0.intendedEndpoint = "https://s3.eu-central-1.amazonaws.com"
    },
    .init("another port", .urlOfAnotherHost, detail: "the endpoint is minio.example.com:9001") {
      ($0.endpoint, $0.intendedEndpoint, $0.addressing) = (minio, "http://minio.example.com:9001", .path)
    },
    .init("encoded twice", .keyChanged, detail: "the URL's key is \"a%20b\", the intended one is \"a b\"") {
      ($0.key, $0.intendedKey) = ("a%20b", "a b")
    },
    .init("cut off at ?", .keySeparatorsRaw, detail: "the URL's key is \"a\", the intended one is \"a?b\"") {
      ($0.key, $0.intendedKey) = ("a", "a?b")
    },
    .init("decomposed", .textComposed, detail: "the characters are the same") {
      ($0.key, $0.intendedKey) = ("ku\u{308}che", "k\u{FC}che")
    },
    .init("composed", .textComposed, detail: "the characters are the same") {
      ($0.key, $0.intendedKey) = ("k\u{FC}che", "ku\u{308}che")
    },
    .init("mojibake", .textMojibake, detail: "\"kÃ¼che\"") { ($0.key, $0.intendedKey) = ("kÃ¼che", "k\u{FC}che") },
    .init("mojibake of Windows", .textMojibake, detail: "\"straÃŸe\"") {
      ($0.key, $0.intendedKey) = ("straÃŸe", "stra\u{DF}e")
    },
    .init("Latin-1", .textNotUtf8, detail: "Latin-1") {
      ($0.key, $0.intendedKey) = (Text(bytes: [0x6B, 0xFC]), "k\u{FC}")
    },
    .init("a host that may belong to any bucket") {
      ($0.endpoint, $0.addressing, $0.key) = ("https://videos.example.com", .path, "videos/cat.webm")
      ($0.intendedKey, $0.intendedBucket) = ("video-uploads-example/videos/cat.webm", "other-bucket")
      $0.undecidable = "it is not known whether videos.example.com belongs to the bucket"
    },
    .init("a custom store, its endpoint not given") {
      ($0.endpoint, $0.addressing) = (minio, .path)
      $0.undecidable = "the intended endpoint was not given"
    },
    .init("the bucket not given") {
      $0.intendedBucket = nil
      $0.undecidable = "the intended bucket was not given"
    },
    .init("the key not given") {
      $0.intendedKey = nil
      $0.undecidable = "the intended key was not given"
    },
  ]

  @Test("is compared with the one that the URL addresses", arguments: cases, [false, true])
  func intended(object: IntendedObject, knowsSecret: Bool) throws {
    let diagnosis = try #require(try object.inspect(knowsSecret: knowsSecret))
    let findings = "\(diagnosis.findings.map { ($0.cause.code, $0.detail ?? "") })"
    #expect(diagnosis.hasFault == (object.code != nil), "\(findings)")
    #expect(diagnosis.findings.contains { $0.cause.code == object.code } == (object.code != nil), "\(findings)")
    #expect(
      object.detail.isEmpty || diagnosis.findings.contains { $0.detail?.contains(object.detail) == true }, "\(findings)"
    )
    let row = diagnosis.rows.first { $0.requirement == "SIG-097" }
    if object.code == nil {
      #expect(row?.verdict == (object.undecidable == nil ? .holds : .cannotTell) && row?.reason == object.undecidable)
    } else {
      let rule = object.code?.cause.requirement
      #expect(diagnosis.rows.contains { $0.requirement == rule && $0.verdict == .broken })
    }
  }
}
