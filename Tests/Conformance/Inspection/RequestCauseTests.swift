import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Causes in requests")
struct RequestCauseTests {
  private static func inspect(
    _ url: Text, _ headers: [HeaderField] = [], _ adjust: (inout Inspector) -> Void = { _ in }
  ) throws -> Diagnosis {
    var inspector = InspectionTests.inspector()
    adjust(&inspector)
    return try #require(inspector.inspect(InspectionTests.sent(url, headers)))
  }

  @Test("without the secret, a Host other than the URL's is a likely cause")
  func host() throws {
    let url = try InspectionTests.url()
    func blind(_ host: Text) throws -> Diagnosis {
      try Self.inspect(url, [HeaderField("Host", host)]) { $0.credentials = nil }
    }
    let diagnosis = try blind("minio-internal:9000")
    #expect(diagnosis.cause?.code == .hostChanged && diagnosis.findings.first?.certainty == .likely)
    #expect(
      diagnosis.findings.first?.detail
        == "the host in the URL is video-uploads-example.s3.eu-west-1.amazonaws.com, the received Host is minio-internal:9000"
    )
    #expect(try !blind("Video-Uploads-Example.s3.eu-west-1.amazonaws.com").hasFault)
    // The secret shows that the received Host is the signed one.
    let proxied = Text(url.string.replacingOccurrences(of: "video-uploads-example.s3.eu-west-1", with: "cdn"))
    let right = try Self.inspect(
      proxied, [HeaderField("Host", "video-uploads-example.s3.eu-west-1.amazonaws.com")])
    #expect(right.isSignatureRight == true && !right.hasFault)
  }

  @Test("a + in the path is ambiguous unless the key is known")
  func plus() throws {
    func cause(_ key: Text?) throws -> CauseCode? {
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
      return inspector.inspect(request)?.findings.map(\.cause.code).first { $0.rawValue.contains("path") }
    }
    #expect(try cause(nil) == .plusInPath)
    #expect(try cause("a b.webm") == .spaceInPathAsPlus)
    #expect(try cause("a+b.webm") == .pathDelimitersRaw)
  }

  @Test("a session token given for a user's key is only a remark")
  func token() throws {
    let diagnosis = try Self.inspect(try InspectionTests.url()) {
      $0.credentials = Credentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret(InspectionTests.secret),
        sessionToken: Secret("token"))
    }
    #expect(diagnosis.findings.map(\.cause.code) == [.tokenOfAnotherKey] && !diagnosis.hasFault)
    #expect(diagnosis.isSignatureRight == true)
  }

  @Test("a given region is reported as the bucket's")
  func region() throws {
    let diagnosis = try Self.inspect(try InspectionTests.url(region: "us-east-1")) { $0.region = "eu-central-1" }
    let finding = diagnosis.findings.first { $0.cause.code == .regionWrong }
    #expect(finding?.detail == "signed for us-east-1, but the bucket's region is eu-central-1")
  }

  @Test(
    "the region is found in all kinds of S3's host names",
    arguments: [
      "name-123456789012.s3-accesspoint.eu-west-1.amazonaws.com", "b.s3-fips.eu-west-1.amazonaws.com",
      "name-123456789012.s3-accesspoint.dualstack.eu-west-1.amazonaws.com", "b.s3-eu-west-1.amazonaws.com",
      "s3-uploads.s3-eu-west-1.amazonaws.com", "b.s3-website-eu-west-1.amazonaws.com",
      "name-123456789012.s3-object-lambda.eu-west-1.amazonaws.com", "b.s3-accelerate.dualstack.amazonaws.com",
    ])
  func kinds(host: String) throws {
    let url = try InspectionTests.url().string.replacingOccurrences(
      of: "video-uploads-example.s3.eu-west-1.amazonaws.com", with: host
    ).replacingOccurrences(of: "%2Fs3%2F", with: host.contains("object-lambda") ? "%2Fs3-object-lambda%2F" : "%2Fs3%2F")
    let diagnosis = try Self.inspect(Text(url)) { $0.credentials = nil }
    // A website endpoint takes no signed requests.
    let expected: [CauseCode] = host.contains("website") ? [.formUrlWebsite] : []
    #expect(diagnosis.findings.filter { $0.certainty > .remark }.map(\.cause.code) == expected, "\(diagnosis.findings)")
    let other = try Self.inspect(Text(url.replacingOccurrences(of: "%2Feu-west-1%2F", with: "%2Fus-west-2%2F"))) {
      $0.credentials = nil
    }
    #expect(other.findings.contains { $0.cause.code == .regionWrong } == !host.contains("accelerate"))
  }

  @Test(
    "a header signed with other white space after ; and ,",
    arguments: [
      ("video/webm; codecs=\"vp8, opus\"", "video/webm;codecs=\"vp8,opus\""),
      ("video/webm;codecs=\"vp8,opus\"", "video/webm; codecs=\"vp8, opus\""),
      ("video/webm;codecs=\"vp8, opus\"", "video/webm; codecs=\"vp8, opus\""),
      ("video/webm; codecs=\"vp8,opus\"", "video/webm; codecs=\"vp8, opus\""),
    ] as [(Text, Text)])
  func spaces(signed: Text, sent: Text) throws {
    let url = try InspectionTests.url(headers: [HeaderField("Content-Type", signed)])
    let diagnosis = try Self.inspect(url, [HeaderField("Content-Type", sent)])
    #expect(diagnosis.cause?.code == .headerChanged)
    #expect(diagnosis.findings.first?.detail == "content-type was signed as \(signed), sent as \(sent)")
  }

  @Test(
    "a secret that was partly URL-encoded or escaped for JSON",
    arguments: [
      ("/", "%2F", .secretUrlEncoded), ("+", "%2B", .secretUrlEncoded), ("/", "%2f", .secretUrlEncoded),
      ("+", "%2b", .secretUrlEncoded), ("/", "\\/", .secretJsonEscaped),
    ] as [(String, String, CauseCode)])
  func secret(part: String, encoded: String, code: CauseCode) throws {
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
    #expect(other.cause?.code == .secretUrlEncoded)
  }

  @Test(
    "a URL that is not signed with Signature Version 4",
    arguments: [
      (
        "https://d111111abcdef8.cloudfront.net/a.webm?Expires=1767323345&Signature=abc~&Key-Pair-Id=K2JCJMDEHXQW5F",
        .cloudfrontUrl
      ),
      (
        "https://d111111abcdef8.cloudfront.net/a?Policy=eyJ&Signature=abc~&Key-Pair-Id=K2JCJMDEHXQW5F", .cloudfrontUrl
      ),
      ("https://storage.googleapis.com/b/a?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature=0f", .googleUrl),
      ("https://storage.googleapis.com/b/a?GoogleAccessId=x&Expires=1767323345&Signature=abc", .googleUrl),
      (
        "https://account.blob.core.windows.net/c/a?sv=2022-11-02&se=2026-01-02&sr=b&sp=r&sig=abcdefghijklmnopqrst%3D",
        .azureUrl
      ),
      ("https://b.s3.amazonaws.com/a?AWSAccessKeyId=AKIA&Expires=1767323345&Signature=abc", .sigv2),
    ] as [(String, CauseCode)])
  func elsewhere(url: String, code: CauseCode) throws {
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

  static let letterCases: [(signed: Text, sent: Text, code: CauseCode)] = [
    (composed, decomposed, .textComposed), (decomposed, composed, .textComposed),
    (latin1, short, .textNotUtf8), (short, latin1, .textNotUtf8),
    (mojibake, short, .textMojibake), (short, mojibake, .textMojibake),
    (windows, sharp, .textMojibake), (sharp, windows, .textMojibake),
  ]

  @Test("letters that were signed in another encoding, in the key and in a parameter", arguments: letterCases)
  func letters(signed: Text, sent: Text, code: CauseCode) throws {
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
      let findings = "\(isKey) \(isValue) \(diagnosis.findings.map { ($0.cause.code, $0.detail ?? "") })"
      #expect(diagnosis.cause?.code == code && diagnosis.isSignatureRight == false, "\(findings)")
      #expect(!diagnosis.findings.contains { $0.cause.code == .unexplained }, "\(findings)")
    }
  }
}
