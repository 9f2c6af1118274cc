import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Causes that were told apart later")
struct MoreCausesTests {
  private static func inspect(
    _ url: Text, _ headers: [HeaderField] = [], _ adjust: (inout Inspector) -> Void = { _ in }
  ) throws -> Diagnosis {
    var inspector = InspectionTests.inspector()
    adjust(&inspector)
    return try #require(inspector.inspect(InspectionTests.sent(url, headers)))
  }

  @Test("another Host than the URL's is likely the cause where there is no secret")
  func host() throws {
    let url = try InspectionTests.url()
    func blind(_ host: Text) throws -> Diagnosis {
      try Self.inspect(url, [HeaderField("Host", host)]) { $0.credentials = nil }
    }
    let diagnosis = try blind("minio-internal:9000")
    #expect(diagnosis.cause?.code == "host-changed" && diagnosis.findings.first?.certainty == .likely)
    #expect(
      diagnosis.findings.first?.detail
        == "the URL names video-uploads-example.s3.eu-west-1.amazonaws.com, received as minio-internal:9000")
    #expect(try !blind("Video-Uploads-Example.s3.eu-west-1.amazonaws.com").hasFault)
    // With the secret it is known: the Host that was received is the one that was signed.
    let proxied = Text(url.string.replacingOccurrences(of: "video-uploads-example.s3.eu-west-1", with: "cdn"))
    let right = try Self.inspect(
      proxied, [HeaderField("Host", "video-uploads-example.s3.eu-west-1.amazonaws.com")])
    #expect(right.isSignatureRight == true && !right.hasFault)
  }

  @Test("a '+' in the path is a space or a '+' where the key is not known")
  func plus() throws {
    func said(_ key: Text?) throws -> String? {
      var inspector = InspectionTests.inspector()
      let canonical = """
        PUT
        /a+b.webm
        X-Amz-SignedHeaders=host
        host:b.s3.eu-west-1.amazonaws.com

        host
        UNSIGNED-PAYLOAD
        """
      inspector.credentials = nil
      inspector.ownCanonicalRequest = Text(canonical)
      inspector.intention = Intention(bucket: "b", key: key)
      let signature = String(repeating: "0", count: 64)
      let url = "https://b.s3.eu-west-1.amazonaws.com/a+b.webm?X-Amz-SignedHeaders=host&X-Amz-Signature=\(signature)"
      let request = InspectedRequest(method: "PUT", url: Text(url))
      return inspector.inspect(request)?.findings.map(\.cause.code).first { $0.contains("path") }
    }
    #expect(try said(nil) == "plus-in-path")
    #expect(try said("a b.webm") == "space-in-path-as-plus")
    #expect(try said("a+b.webm") == "path-delimiters-raw")
  }

  @Test("a session token beside a user's key is a remark, and nothing is said of ASIA")
  func token() throws {
    let diagnosis = try Self.inspect(try InspectionTests.url()) {
      $0.credentials = Credentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret(InspectionTests.secret),
        sessionToken: Secret("token"))
    }
    #expect(diagnosis.findings.map(\.cause.code) == ["token-of-another-key"] && !diagnosis.hasFault)
    #expect(diagnosis.isSignatureRight == true)
  }

  @Test("a region that was given is the bucket's, and not the host's")
  func region() throws {
    let diagnosis = try Self.inspect(try InspectionTests.url(region: "us-east-1")) { $0.region = "eu-central-1" }
    let finding = diagnosis.findings.first { $0.cause.code == "region-wrong" }
    #expect(finding?.detail == "signed for us-east-1, the bucket's region is eu-central-1")
  }

  @Test(
    "hosts of S3 that name their region after a kind are of no other region",
    arguments: [
      "name-123456789012.s3-accesspoint.eu-west-1.amazonaws.com", "b.s3-fips.eu-west-1.amazonaws.com",
      "name-123456789012.s3-accesspoint.dualstack.eu-west-1.amazonaws.com", "b.s3-eu-west-1.amazonaws.com",
      "s3-uploads.s3-eu-west-1.amazonaws.com", "b.s3-website-eu-west-1.amazonaws.com",
      "name-123456789012.s3-object-lambda.eu-west-1.amazonaws.com", "b.s3-accelerate.dualstack.amazonaws.com",
    ])
  func kinds(host: String) throws {
    let url = try InspectionTests.url().string.replacingOccurrences(
      of: "video-uploads-example.s3.eu-west-1.amazonaws.com", with: host)
    let diagnosis = try Self.inspect(Text(url)) { $0.credentials = nil }
    #expect(!diagnosis.hasFault, "\(diagnosis.findings.map { ($0.cause.code, $0.detail ?? "") })")
    let other = try Self.inspect(Text(url.replacingOccurrences(of: "%2Feu-west-1%2F", with: "%2Fus-west-2%2F"))) {
      $0.credentials = nil
    }
    #expect(other.findings.contains { $0.cause.code == "region-wrong" } == !host.contains("accelerate"))
  }

  @Test(
    "white space after ';' and ',' that was signed otherwise",
    arguments: [
      ("video/webm; codecs=\"vp8, opus\"", "video/webm;codecs=\"vp8,opus\""),
      ("video/webm;codecs=\"vp8,opus\"", "video/webm; codecs=\"vp8, opus\""),
      ("video/webm;codecs=\"vp8, opus\"", "video/webm; codecs=\"vp8, opus\""),
      ("video/webm; codecs=\"vp8,opus\"", "video/webm; codecs=\"vp8, opus\""),
    ] as [(Text, Text)])
  func spaces(signed: Text, sent: Text) throws {
    let url = try InspectionTests.url(headers: [HeaderField("Content-Type", signed)])
    let diagnosis = try Self.inspect(url, [HeaderField("Content-Type", sent)])
    #expect(diagnosis.cause?.code == "header-changed")
    #expect(diagnosis.findings.first?.detail == "content-type was signed as \(signed), sent as \(sent)")
  }

  @Test(
    "a secret that was encoded in part, or is escaped as in JSON",
    arguments: [
      ("/", "%2F", "secret-url-encoded"), ("+", "%2B", "secret-url-encoded"), ("/", "%2f", "secret-url-encoded"),
      ("+", "%2b", "secret-url-encoded"), ("/", "\\/", "secret-json-escaped"),
    ])
  func secret(part: String, encoded: String, code: String) throws {
    let secret = "wJalr+XUtnFEMI/K7MDENG/bPx+RfiCYEXAMPLE="
    let url = try InspectionTests.url(secret: secret.replacingOccurrences(of: part, with: encoded))
    let diagnosis = try Self.inspect(url) {
      $0.credentials = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret(secret))
    }
    #expect(diagnosis.cause?.code == code && diagnosis.findings.first?.certainty == .certain)
    let both = secret.replacingOccurrences(of: "/", with: "%2F").replacingOccurrences(of: "+", with: "%2B")
    let other = try Self.inspect(try InspectionTests.url(secret: both)) {
      $0.credentials = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret(secret))
    }
    #expect(other.cause?.code == "secret-url-encoded")
  }

  @Test(
    "a URL that is signed for something else",
    arguments: [
      (
        "https://d111111abcdef8.cloudfront.net/a.webm?Expires=1767323345&Signature=abc~&Key-Pair-Id=K2JCJMDEHXQW5F",
        "cloudfront-url"
      ),
      (
        "https://d111111abcdef8.cloudfront.net/a?Policy=eyJ&Signature=abc~&Key-Pair-Id=K2JCJMDEHXQW5F", "cloudfront-url"
      ),
      ("https://storage.googleapis.com/b/a?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature=0f", "google-url"),
      ("https://storage.googleapis.com/b/a?GoogleAccessId=x&Expires=1767323345&Signature=abc", "google-url"),
      (
        "https://account.blob.core.windows.net/c/a?sv=2022-11-02&se=2026-01-02&sr=b&sp=r&sig=abcdefghijklmnopqrst%3D",
        "azure-url"
      ),
      ("https://b.s3.amazonaws.com/a?AWSAccessKeyId=AKIA&Expires=1767323345&Signature=abc", "sigv2"),
    ])
  func elsewhere(url: String, code: String) throws {
    let diagnosis = try Self.inspect(Text(url))
    #expect(diagnosis.findings.map(\.cause.code) == [code])
    #expect(!diagnosis.subject.contains("ijklmnopqrst"))
  }

  private static let composed: Text = "k\u{FC}che/stra\u{DF}e \u{161}.webm"
  private static let decomposed: Text = "ku\u{308}che/stra\u{DF}e s\u{30C}.webm"
  private static let short: Text = "k\u{FC}che.webm"
  private static let latin1 = Text(bytes: Array("k".utf8) + [0xFC] + Array("che.webm".utf8))
  private static let mojibake: Text = "k\u{C3}\u{BC}che.webm"
  private static let sharp: Text = "stra\u{DF}e.webm"
  private static let windows: Text = "stra\u{C3}\u{178}e.webm"

  static let letterCases: [(signed: Text, sent: Text, code: String)] = [
    (composed, decomposed, "text-composed"), (decomposed, composed, "text-composed"),
    (latin1, short, "text-not-utf-8"), (short, latin1, "text-not-utf-8"),
    (mojibake, short, "text-mojibake"), (short, mojibake, "text-mojibake"),
    (windows, sharp, "text-mojibake"), (sharp, windows, "text-mojibake"),
  ]

  @Test("letters that were signed as other bytes than came, in the key and in a parameter", arguments: letterCases)
  func letters(signed: Text, sent: Text, code: String) throws {
    func url(_ key: Text, _ value: Text) throws -> Text {
      let request = SigningRequest(
        method: "PUT", endpoint: Endpoint(host: "s3.eu-west-1.amazonaws.com"),
        target: .object(
          bucket: "video-uploads-example", key: key, addressing: .virtual, query: [QueryItem("x-name", value)]))
      return try Signer(credentials: InspectionTests.inspector().credentials!, region: "eu-west-1", service: "s3")
        .presignedURL(for: request, expires: 300, at: InspectionTests.time).url
    }
    for (isKey, isValue) in [(true, false), (false, true), (true, true)] {
      let whole = try url(isKey ? signed : "k", isValue ? signed : "v").string
      let text = whole.replacingOccurrences(
        of: PercentEncoding.encodePath(signed).string, with: PercentEncoding.encodePath(sent).string
      ).replacingOccurrences(of: PercentEncoding.encode(signed).string, with: PercentEncoding.encode(sent).string)
      #expect(text != whole)
      let diagnosis = try Self.inspect(Text(text))
      let said = "\(isKey) \(isValue) \(diagnosis.findings.map { ($0.cause.code, $0.detail ?? "") })"
      #expect(diagnosis.cause?.code == code && diagnosis.isSignatureRight == false, "\(said)")
      #expect(!diagnosis.findings.contains { $0.cause.code == "unexplained" }, "\(said)")
    }
  }
}
