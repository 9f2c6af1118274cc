import ReferenceImpl
import Testing
import VideoSpec

@Suite("The library's API")
struct LibraryTests {
  private static let bucket = try! S3Location(bucket: "video-uploads-example", region: "eu-west-1")
  private static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
  private static let signer = Signer(credentials: credentials, region: bucket.region)
  private static let verifier = Verifier(credentials: [credentials], region: bucket.region)
  private static let now: Timestamp = "2026-01-02T03:04:05Z"

  @Test("a literal is read as a time; a malformed literal and a number out of range are programming errors")
  func timestamps() async {
    #expect(Self.now == Timestamp(iso8601: "2026-01-02T03:04:05Z") && Self.now.seconds == 1_767_323_045)
    await #expect(processExitsWith: .failure) { _ = "2026-02-29T00:00:00Z" as Timestamp }
    await #expect(processExitsWith: .failure) { _ = Timestamp(seconds: -1) }
    await #expect(processExitsWith: .failure) { _ = Timestamp(seconds: Timestamp.maximum.seconds + 1) }
  }

  @Test("the system clock gives the current time")
  func clock() {
    let first = SystemClock.now()
    #expect(first > "2026-01-01T00:00:00Z" && first < .maximum && first <= SystemClock.now())
  }

  @Test("random bytes have the requested count and differ each time")
  func random() {
    #expect(SystemRandom.bytes(0).isEmpty && SystemRandom.bytes(16).count == 16)
    #expect(SystemRandom.bytes(16) != SystemRandom.bytes(16))
  }

  @Test("a request for an object of a bucket has the bucket's endpoint and addressing")
  func objectRequests() throws {
    let short = [
      SigningRequest.get("a b", in: Self.bucket), .head("a b", in: Self.bucket), .put("a b", in: Self.bucket),
      .delete("a b", in: Self.bucket),
    ]
    for (method, request) in zip(["GET", "HEAD", "PUT", "DELETE"] as [Text], short) {
      let long = SigningRequest(
        method: method, endpoint: Endpoint(host: "s3.eu-west-1.amazonaws.com"),
        target: .object(bucket: "video-uploads-example", key: "a b"))
      let url = try Self.signer.presignedURL(for: request, expires: 300, at: Self.now).url
      #expect(try url == Self.signer.presignedURL(for: long, expires: 300, at: Self.now).url)
    }
    let query = [QueryItem("response-content-type", "video/webm")]
    let url = try Self.signer.presignedURL(for: .get("k", in: Self.bucket, query: query), expires: 1, at: Self.now).url
    #expect(url.hasPrefix("https://video-uploads-example.s3.eu-west-1.amazonaws.com/k?response-content-type=video%2F"))
    let dotted = try S3Location(bucket: "a.b.c", region: "eu-west-1")
    let path = try Self.signer.presignedURL(for: .put("k", in: dotted), expires: 1, at: Self.now).url
    #expect(path.hasPrefix("https://s3.eu-west-1.amazonaws.com/a.b.c/k?"))
  }

  @Test(
    "a region's host is in the domain of its partition",
    arguments: [
      ("mx-central-1", "amazonaws.com"), ("us-gov-east-1", "amazonaws.com"), ("cn-north-1", "amazonaws.com.cn"),
      ("eusc-de-east-1", "amazonaws.eu"), ("us-iso-west-1", "c2s.ic.gov"), ("us-isob-east-1", "sc2s.sgov.gov"),
      ("eu-isoe-west-1", "cloud.adc-e.uk"), ("us-isof-south-1", "csp.hci.ic.gov"),
    ] as [(Text, Text)])
  func partitions(region: Text, domain: Text) throws {
    #expect(try S3Location(bucket: "abc", region: region).endpoint.host == "s3." + region + "." + domain)
  }

  @Test(
    "a region of an unknown partition is rejected",
    arguments: ["xx-north-1", "us-isox-east-1", "eu-west", "eu-west-1a", "us-east-1.evil.example", ""] as [Text])
  func unknownPartition(region: Text) {
    #expect(throws: Rejection.self) { try S3Location(bucket: "abc", region: region) }
  }

  @Test("the verifier accepts what the signer signs, and both record the same texts")
  func bothSides() throws {
    let signing = TraceRecorder()
    let verifying = TraceRecorder()
    let upload = SigningRequest.put("k", in: Self.bucket, headers: [HeaderField("Content-Type", "video/webm")])
    let url = try Self.signer.presignedURL(for: upload, expires: 300, at: Self.now, trace: signing).url
    let request = try #require(ReceivedRequest("PUT", url: url, headers: upload.headers))
    #expect(
      try Self.verifier.verifyPresignedURL(of: request, at: Self.now, trace: verifying) == Self.credentials.accessKeyID)
    #expect(signing.trace.steps.map(\.name) == ["canonicalRequest", "stringToSign", "signature"])
    #expect(verifying.trace.steps == Array(signing.trace.steps.prefix(2)))
    #expect(throws: Rejection.self) {
      try Self.verifier.verifyPresignedURL(of: request, at: Timestamp(seconds: Self.now.seconds + 301))
    }
  }

  @Test(
    "a received request has the host and target of its URL",
    arguments: [
      ("http://localhost:9000/b/k?x=%20#part", "localhost:9000", "/b/k?x=%20"), ("https://h", "h", "/"),
      ("https://h?a", "h", "/?a"), ("https://h/%2F//..", "h", "/%2F//.."),
    ] as [(Text, Text, Text)])
  func received(url: Text, host: Text, target: Text) throws {
    let request = try #require(ReceivedRequest("GET", url: url, headers: [HeaderField("a", "b")], body: "x"))
    #expect(request.target == target && request.body == "x")
    #expect(request.headers == [HeaderField("Host", host), HeaderField("a", "b")])
  }

  @Test(
    "no request is received for a text that is not a web address",
    arguments: ["", "h/k", "https://", "https:///k", "ftp://h/k"])
  func notReceived(url: String) {
    #expect(ReceivedRequest("GET", url: Text(url)) == nil)
  }

  @Test("each kind of key request gives its kind of key")
  func keys() throws {
    let random = [UInt8](repeating: 7, count: 16)
    func key(_ request: KeyRequest) throws -> Text {
      try KeyGenerator.key(for: request, at: Self.now, random: random).text
    }
    #expect(try key(.recording(mediaType: "video/webm")) == "videos/2026/01/07070707-0707-4707-8707-070707070707.webm")
    #expect(try key(.libraryVideo(user: "u", fileName: "A.mp4")) == "uploads/users/u/videos/1767323045_a.mp4")
    #expect(
      try key(.libraryThumbnail(user: "u", fileName: "A.mp4")) == "uploads/users/u/thumbnails/1767323045_a_thumb.jpg")
    #expect(try key(.playbackVideo(user: "u_1", video: "v_2")) == "videos/u_1/v_2.mp4")
    #expect(try key(.playbackThumbnail(user: "u_1", video: "v_2")) == "thumbnails/u_1/v_2.jpg")
    let taken: Set<Text> = ["uploads/users/u/videos/1767323045_a.mp4"]
    #expect(
      try key(.libraryVideo(user: "u", fileName: "a.mp4", taken: taken)) == "uploads/users/u/videos/1767323045_a_2.mp4")
  }
}
