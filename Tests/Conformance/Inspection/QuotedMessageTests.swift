import Testing
import VideoSpec

@testable import Inspection

/// A paste, and the first cause that has to be named.
struct QuotedMessageSample: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String
  var cause: CauseCode
  var certainty: Diagnosis.Certainty

  init(_ name: String, _ cause: CauseCode, _ certainty: Diagnosis.Certainty, _ text: String) {
    self.name = name
    self.text = text
    self.cause = cause
    self.certainty = certainty
  }

  var testDescription: String { name }
}

@Suite("Messages of servers among other words")
struct QuotedMessageTests {
  static func diagnoses(_ text: String) -> [Diagnosis] {
    Inspector().inspect(PastedText(Array(text.utf8)).incidents).map(\.diagnosis)
  }

  @Test("lead to their cause, wherever they are", arguments: samples)
  func sample(sample: QuotedMessageSample) throws {
    let diagnosis = try #require(Self.diagnoses(sample.text).first)
    let first = try #require(diagnosis.findings.first, "\(diagnosis.rejection ?? "")")
    #expect(first.cause.code == sample.cause && first.certainty == sample.certainty, "\(diagnosis.findings)")
  }

  static let region = "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'fr-par'"

  static let samples: [QuotedMessageSample] = [
    .init("in prose", .regionWrong, .certain, "Our importer stops. It writes \"\(region).\" and nothing else."),
    .init(
      "over several quoted lines", .regionWrong, .certain,
      "> error:\n> The authorization header is malformed;\n> the region 'us-east-1' is wrong;\n>   expecting 'fr-par'\n"
    ),
    .init(
      "in a box of Terraform", .streamingUnsupported, .certain,
      """
      ╷
      │ Error: operation error S3: PutObject, https response error
      │ StatusCode: 501, RequestID: A, HostID: B, api error
      │ NotImplemented: Transferring payloads in multiple chunks using
      │ aws-chunked is not supported.
      ╵
      """),
    .init(
      "after the code on the next line", .contentSha256Invalid, .certain,
      """
      operation error S3: PutObject, https response error StatusCode: 400, RequestID: lhr-1:A, HostID: , api error InvalidArgument:
      x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.
      """),
    .init(
      "in YAML", .trailerUnsupported, .certain,
      "status:\n  failureReason: 'rpc error: operation error S3: PutObject, https response error StatusCode: 400,\n    RequestID: A, HostID: B, api error BadRequest: trailing\n    checksum is not supported'\n  phase: Failed\n"
    ),
    .init(
      "between the exception and the service", .contentSha256Invalid, .certain,
      """
      software.amazon.awssdk.services.s3.model.S3Exception:
      x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.
      (Service: S3, Status Code: 400, Request ID: iad-1:A) (SDK Attempt Count: 1)
      """),
    .init(
      "of an unnamed service", .regionWrong, .certain,
      "com.amazonaws.services.s3.model.AmazonS3Exception: \(region) (Service: null; Status Code: 400; Error Code: AuthorizationHeaderMalformed; Request ID: A), S3 Extended Request ID: B"
    ),
    .init(
      "in escaped JSON", .regionWrong, .certain,
      #"{"level":"error","err":"AuthorizationHeaderMalformed: The authorization header is malformed; the region \"us-east-1\" is wrong; expecting \"fr-par\"\n\tstatus code: 400"}"#
    ),
    .init(
      "in a comment", .checksumMissing, .certain,
      "// throws \"Missing required header for this request: Content-MD5\"\nawait client.send(command);"),
    .init(
      "with its elements in a log", .contentSha256Invalid, .likely,
      """
      pid:532 ERROR:   Message: x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, or a valid sha256 value.
      pid:532 ERROR:     ArgumentName: x-amz-content-sha256
      pid:532 ERROR:     ArgumentValue: 78/ex6YgXpaIH73z10rdBA==
      """),
    .init(
      "as elements without an error around them", .unsignedAmzHeader, .certain,
      "<Message>There were headers present in the request which were not signed</Message><HeadersNotSigned>x-amz-acl</HeadersNotSigned>"
    ),
    .init(
      "short, as an element", .expired, .certain, "The tab shows <Message>Request has expired</Message> and no more."),
    .init(
      "of Garage", .regionWrong, .certain,
      "`Response: error 400 Bad Request, Authorization header malformed, unexpected scope: 20260102/made-up/s3/aws4_request`"
    ),
    .init(
      "of Oracle", .regionWrong, .certain,
      "cause=NotAuthenticatedException: Authentication region name'us-east-1' is incorrect. source=[web]"),
    .init(
      "of SeaweedFS", .checksumOfEmptyBody, .certain,
      "putToFiler: checksum mismatch for X-Amz-Checksum-Crc32: expected AAAAAA==, got qRHqcA=="),
    .init(
      "of SeaweedFS, with another checksum", .checksumOther, .likely,
      "putToFiler: checksum mismatch for X-Amz-Checksum-Crc32: expected qRHqcB==, got qRHqcA=="),
    .init(
      "of Google, about a policy", .policyNotJson, .likely,
      "The answer: Policy document parsing error: Lexical Error: Unmatched Input: <'>"),
    .init(
      "with its reason in brackets", .keyMissing, .likely,
      "The body of your POST request is not well-formed multipart/form-data. (The name of the uploaded key is missing)"),
    .init(
      "of a proxy", .checksumUnsupported, .certain,
      "HttpResponseException: status code: 400, reason phrase: Unsupported header 'x-amz-checksum-sha256' received for this API call."
    ),
    .init(
      "in Chrome's console", .corsRejected, .likely,
      "Access to fetch at 'https://b.s3.eu-west-1.amazonaws.com/a.mp4' from origin 'http://localhost:3000' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource."
    ),
    .init(
      "in Firefox's console", .corsRejected, .likely,
      "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://b.s3.amazonaws.com/a. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing)."
    ),
    .init(
      "in Safari's console", .corsRejected, .likely, "[Error] Preflight response is not successful. Status code: 403"),
    .init(
      "of S3, about CORS", .corsRejected, .certain,
      "OPTIONS answers AccessForbidden: CORSResponse: CORS is not enabled for this bucket."),
    .init(
      "of a website endpoint", .formUrlWebsite, .certain,
      "demo.js:6 POST http://video-uploads-example.s3-website.eu-central-1.amazonaws.com/ 405 (Method Not Allowed)"),
  ]

  @Test("words that only resemble a message are none")
  func prose() {
    for text in [
      "I read that the region is wrong in many setups, that access denied means little, and that the policy expired.",
      "Please reduce the length of the documents. A bad request is not the end of the world.",
      "<Notification><Message>Your build has finished</Message></Notification>",
      "Does my bucket allow ACLs? The provided token is fine.",
    ] {
      #expect(PastedText(Array(text.utf8)).incidents.isEmpty, "\(text)")
    }
  }

  @Test("an empty line ends a message")
  func paragraph() {
    let text = "The authorization header is malformed; the region\n\n'us-east-1' is wrong; expecting 'fr-par'"
    #expect(!Self.diagnoses(text).contains { $0.has(.regionWrong) })
  }

  @Test("a message that repeats a response adds no incident")
  func repeated() {
    let text = """
      It says: The AWS Access Key Id you provided does not exist in our records.

      <Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records.</Message><RequestId>A</RequestId></Error>
      """
    let incidents = PastedText(Array(text.utf8)).incidents
    #expect(incidents.count == 1 && incidents.first?.response?["RequestId"] == "A")
  }

  @Test("a browser's message never hides S3's response")
  func browser() throws {
    let text = """
      Access to fetch at 'https://b.s3.amazonaws.com/a' from origin 'https://e.org' has been blocked by CORS policy: …

      <Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message></Error>
      """
    let first = try #require(Self.diagnoses(text).first)
    #expect(first.cause?.code == .clockSkewed)
  }

  @Test("texts of any size end in time", .timeLimit(.minutes(60)))
  func long() {
    let lines = [
      "the region 'us-east-1' is wrong; expecting \n", "x-amz-content-sha256 must be x-amz-content-sha256 must be ",
      Self.region + "\n", "\\\\\\\\\\\\", "   \n |  ",
    ]
    for line in lines {
      let text = Text(bytes: Array(String(repeating: line, count: (1 << 20) / line.utf8.count).utf8))
      #expect(WordingSearch.shared.all(in: text.bytes[...]).count <= 100_000)
    }
  }
}

@Suite("What the rest of a text makes likely")
struct NamedSoftwareTests {
  private static func codes(_ text: String) -> [CauseCode] {
    QuotedMessageTests.diagnoses(text).first?.findings.map(\.cause.code) ?? []
  }

  @Test(
    "a new SDK and another store make checksums likely",
    arguments: [
      "boto3==1.36.2, --s3-endpoint-url=https://storage.googleapis.com\nAn error occurred (SignatureDoesNotMatch) when calling the PutObject operation: Invalid argument.",
      "boto3 1.36.1, Ceph\nAn error occurred (MissingContentLength) when calling the PutObject operation: Unknown",
      "software.amazon.awssdk 2.30.2 with MinIO, PutObject:\nsoftware.amazon.awssdk.services.s3.model.S3Exception: null (Service: S3, Status Code: 400, Request ID: null) (SDK Attempt Count: 1)",
      "aws-sdk-s3 (1.178.0) on Wasabi, put_object:\nAws::S3::Errors::XAmzContentSHA256Mismatch (The provided 'x-amz-content-sha256' header does not match what was computed.):",
    ])
  func checksums(text: String) {
    let codes = Self.codes(text)
    #expect(codes.prefix(3).contains(.checksumUnsupported), "\(codes)")
  }

  @Test(
    "an old SDK, Amazon S3, or a download does not",
    arguments: [
      "boto3==1.28.2 on MinIO\nAn error occurred (NotImplemented) when calling the PutObject operation: x",
      "boto3==1.36.2\nAn error occurred (SignatureDoesNotMatch) when calling the PutObject operation: x",
      "boto3==1.36.2 on MinIO\nAn error occurred (AccessDenied) when calling the PutObject operation: Access Denied",
      "boto3==1.36.2 on MinIO\nAn error occurred (NotImplemented) when calling the GetObject operation: x",
    ])
  func others(text: String) { #expect(!Self.codes(text).contains(.checksumUnsupported)) }

  @Test("a signer of Signature Version 2 makes it likely")
  func version2() throws {
    let text = """
      java.io.IOException: s3n://video-uploads-example/TEMP  : 400 : Bad Request
      at org.apache.hadoop.fs.s3native.Jets3tNativeFileSystemStore.processException(Jets3tNativeFileSystemStore.java:453)
      """
    let first = try #require(QuotedMessageTests.diagnoses(text).first?.findings.first { $0.cause.code == .sigv2 })
    #expect(first.certainty == .likely)
  }
}

@Suite("Lists of headers")
struct ListedHeadersTests {
  static let authorization =
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature="
    + String(repeating: "0a", count: 32)

  @Test(
    "are read in any form",
    arguments: [
      ("- `", "`: `", "`"), ("[1]  {[", ", ", "]}"), ("  * ", ": ", ""), ("| ", " | ", " |"), ("1. **", "**: ", ""),
      ("    \"", "\" => \"", "\","),
    ])
  func list(marks: (String, String, String)) throws {
    let headers = [
      ("Host", "minio.example.com"), ("X-Amz-Date", "20260102T030405Z"), ("x-amz-acl", "public-read"),
      ("Authorization", Self.authorization),
    ]
    let text = "We send:\n\n" + headers.map { marks.0 + $0.0 + marks.1 + $0.1 + marks.2 }.joined(separator: "\n")
    let incident = try #require(PastedText(Array(text.utf8)).incidents.first)
    #expect(incident.request?.value("x-amz-acl") == "public-read")
    #expect(incident.request?.value("authorization") == Text(Self.authorization))
    // The path is unknown, so nothing is said of the signature.
    let diagnosis = InspectionTests.inspector().inspect(incident)
    #expect(diagnosis.isSignatureRight == nil && !diagnosis.has(.unexplained))
  }
}
