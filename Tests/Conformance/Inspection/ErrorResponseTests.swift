import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("S3's error responses")
struct ErrorResponseTests {
  private static func inspect(_ input: String, _ arguments: [String] = []) throws -> Program.Result {
    try Program.run(
      Program.videoSpec, ["inspect", "error", "-", "--no-secret"] + arguments, input: input,
      environment: ["HOME": "/nowhere"])
  }

  @Test(
    "a text that is not S3's response is a usage error that shows its beginning",
    arguments: [
      ("", "it is empty"), (" \n", "it is empty"), ("\u{1}\u{2}PNG\u{0}", "it begins with"),
      ("<html><head><title>502 Bad Gateway</title></head></html>", "<html><head><title>502"),
      (InspectionTests.secret, "<redacted>"), ("{\"message\":\"no\"}", "{\"message\""),
      (String(repeating: "x", count: 100_000), "xxx…"),
    ])
  func noResponse(input: String, says: String) throws {
    let result = try Self.inspect(input)
    #expect(result.status == 2 && result.output.isEmpty, "\(result.output)")
    #expect(result.error.contains("not an XML error response of S3") && result.error.contains(says), "\(result.error)")
    #expect(result.error.utf8.count < 300 && !result.error.contains(InspectionTests.secret))
  }

  /// Codes, messages, and a part of the output.
  static let codes: [(String, String, String)] = [
    ("NoSuchBucket", "The specified bucket does not exist", "there is no bucket"),
    ("NoSuchKey", "The specified key does not exist.", "there is no object"),
    ("SlowDown", "Please reduce your request rate.", "exponential backoff"),
    ("ServiceUnavailable", "", "exponential backoff"), ("AccessDenied", "Access Denied", "IAM permissions"),
    ("AccessDenied", "User: x is not authorized to perform: s3:PutObject", "is not authorized"),
    ("InvalidArgument", "Something else", "\"Something else\""), ("BadDigest", "", "Base64"),
    ("XMinioServerNotInitialized", "Server not initialized", "has not started yet"),
    ("Whatever", "Something else", "does not know this message"),
    ("MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.", "FRM-002"),
    ("PreconditionFailed", "Bucket POST must be of the enclosure-type multipart/form-data", "FRM-001"),
    ("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", "PreconditionFailed"),
    ("MaxPostPreDataLengthExceeded", "", "FRM-016"),
    ("InvalidArgument", "POST requires exactly one file upload per request.", "POL-065"),
    ("InvalidArgument", "Bucket POST must contain a field named 'policy'.", "The form has no policy."),
    (
      "InvalidArgument", "Bucket POST must contain a field named 'X-Amz-Signature'.", "The form has no x-amz-signature."
    ),
    ("InvalidArgument", "Bucket POST must contain a field named 'key'.", "The form has no key."),
    ("InvalidBucketName", "The specified bucket is not valid.", "SIG-193"), ("EntityTooSmall", "", "POL-049"),
    ("RequestTimeTooSkewed", "", "SIG-154"), ("ExpiredToken", "", "SIG-084"), ("InvalidAccessKeyId", "", "SIG-151"),
  ]

  @Test("always count as a fault", arguments: codes)
  func rejection(code: String, message: String, says: String) throws {
    let result = try Self.inspect(InspectionTests.response(code, message).string)
    #expect(result.status == 1 && result.output.contains(says), "\(result.output)\(result.error)")
    for never in ["Nothing wrong", "Nothing is known"] { #expect(!result.output.contains(never), "\(result.output)") }
    let json = try Self.inspect(InspectionTests.response(code, message).string, ["--json"])
    #expect(json.status == 1)
    let document = try JSONValue(parsing: json.output.utf8)
    #expect(document["fault"] == true && (document["cause"] == nil) != (document["rejection"] == nil), "\(json.output)")
  }

  @Test("count as a fault even if the request is right")
  func request() throws {
    let response = InspectionTests.response("NoSuchBucket", "…", "<BucketName>video-uploads-example</BucketName>")
    let request = InspectionTests.sent(try InspectionTests.url())
    let diagnosis = InspectionTests.inspector().inspect(error: response, of: request)
    #expect(diagnosis.hasFault && diagnosis.isSignatureRight == true && diagnosis.findings.isEmpty)
    #expect(diagnosis.rejection?.contains("no bucket \"video-uploads-example\"") == true)
    let plain = InspectionTests.inspector().inspect(error: InspectionTests.response("Whatever", "m"), of: nil)
    #expect(plain.rejection?.contains("Whatever: \"m\"") == true)
  }

  @Test("are shortened if they are long")
  func long() throws {
    let long = String(repeating: "é", count: 5000)
    for response in [
      InspectionTests.response(long, "m"), InspectionTests.response("Whatever", long),
      InspectionTests.response("AccessDenied", "Policy Condition failed: \(long)"),
      InspectionTests.response("NoSuchBucket", "", "<BucketName>\(long)</BucketName>"),
      InspectionTests.response("AccessDenied", "", "<HeadersNotSigned>\(long)</HeadersNotSigned>"),
    ] {
      for arguments in [[], ["--json"]] {
        let result = try Self.inspect(response.string, arguments)
        #expect(result.status == 1 && result.output.utf8.count < 5000, "\(result.output.prefix(300))")
      }
    }
  }
}
