import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Responses without a body, and texts that have lost their form")
struct BareStatusTests {
  private static let host: Text = "files.example.com:9000"
  private static let mismatch =
    "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message></Error>"

  private static func findings(_ text: String, hasSecret: Bool = true) -> [Diagnosis.Finding] {
    var inspector = InspectionTests.inspector()
    if !hasSecret { inspector.credentials = nil }
    let incidents = inspector.inspect(PastedText(Array(text.utf8)).incidents)
    return incidents.first?.diagnosis.findings.filter { $0.certainty > .remark } ?? []
  }

  private static func signer() -> Signer {
    Signer(
      credentials: Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret(InspectionTests.secret)),
      region: "eu-west-1", service: "s3")
  }

  private static func url(_ method: Text, _ host: Text = "bkt.s3.eu-west-1.amazonaws.com") throws -> Text {
    let request = SigningRequest(
      method: method, endpoint: Endpoint(host: host), target: .wire("/videos/cat.mp4"), headers: [])
    return try signer().presignedURL(for: request, expires: 300, at: InspectionTests.time).url
  }

  // MARK: Network panels

  private static func panel(_ url: Text, _ sent: String, response: String, request: String) -> String {
    """
    General
    Request URL: \(url)
    Request Method: PUT
    Status Code: 501 Not Implemented

    \(response)
    Server: AmazonS3
    x-amz-id-2: vlR7PnpV2Ce81l0P
    x-amz-request-id: 4442587FB7D0A2F9
    Transfer-Encoding: chunked

    \(request)
    Accept: */*
    \(sent)
    Host: bkt.s3.eu-west-1.amazonaws.com
    """
  }

  @Test(
    "the response headers of a network panel are not the request's, and its status is the response",
    arguments: [
      ("Response Headers", "Request Headers"), ("Response", "Request"),
      ("Response Headers (342 B)", "▼ Request Headers (1 kB)"),
    ])
  func sections(response: String, request: String) throws {
    let url = try Self.url("PUT")
    let range = Self.findings(
      Self.panel(url, "Content-Range: bytes 0-9/20", response: response, request: request), hasSecret: false)
    #expect(range.first?.cause.code == .headerUnsupported)
    #expect(range.first?.certainty == .likely)
    #expect(!range.contains { $0.cause.code == .unsignedAmzHeader || $0.cause.code == .transferEncodingChunked })
    let chunked = Self.findings(
      Self.panel(url, "Transfer-Encoding: chunked", response: response, request: request), hasSecret: false)
    #expect(chunked.first?.cause.code == .transferEncodingChunked)
  }

  @Test("headers that only responses have are never a request's")
  func responseHeaders() throws {
    let text = """
      PUT \(try Self.url("PUT").string.replacing("https://bkt.s3.eu-west-1.amazonaws.com", with: "")) HTTP/1.1
      Host: bkt.s3.eu-west-1.amazonaws.com
      x-amz-request-id: 4442587FB7D0A2F9
      x-amz-id-2: vlR7PnpV2Ce81l0P
      """
    #expect(!Self.findings(text).contains { $0.cause.code == .unsignedAmzHeader })
  }

  // MARK: HEAD

  @Test(
    "a URL for GET that was sent with HEAD: the signature proves it",
    arguments: ["wget --method=HEAD -S -O /dev/null", "wget --spider", "curl -sI", "curl --head"])
  func head(command: String) throws {
    let text =
      "$ \(command) '\(try Self.url("GET"))'\nHTTP/1.1 403 Forbidden\nServer: AmazonS3\nContent-Type: application/xml\n"
    let found = Self.findings(text)
    #expect(found.first?.cause.code == .methodOther)
    #expect(found.first?.certainty == .certain)
    let guess = Self.findings(text, hasSecret: false)
    #expect(guess.first?.cause.code == .methodOther)
    #expect(guess.first?.certainty == .likely)
  }

  @Test("a HEAD whose signature is for HEAD has the right method")
  func rightHead() throws {
    let text =
      "$ curl -I '\(try Self.url("HEAD"))'\nHTTP/1.1 403 Forbidden\nServer: AmazonS3\nContent-Type: application/xml\n"
    #expect(!Self.findings(text).contains { $0.cause.code == .methodOther })
  }

  @Test("a proxy that signs refuses HEAD and not GET")
  func proxiedHead() {
    let refused = "$ curl -sI https://files.example.com/cat.webm\nHTTP/2 403\ncontent-type: application/xml\n\n"
    let other = "$ curl -s -D - https://files.example.com/cat.webm\nHTTP/2 200\ncontent-type: video/webm\n"
    #expect(Self.findings("The worker signs the requests.\n\n" + refused + other).first?.cause.code == .methodOther)
    #expect(!Self.findings(refused).contains { $0.cause.code == .methodOther })
  }

  // MARK: Proxies

  @Test(
    "the settings of a proxy change the host",
    arguments: [
      ("proxy_set_header Host $host;\nproxy_pass http://minio:9000;", CauseCode.portDropped),
      ("proxy_pass http://minio:9000;", .hostChanged),
      ("ProxyPass / http://minio:9000/", .hostChanged),
      ("passHostHeader: false", .hostChanged),
      ("http-request set-header Host minio:9000", .hostChanged),
      ("proxy_set_header Host $http_host;\nproxy_pass http://minio:9000;", .rightButRejected),
      ("ProxyPreserveHost On\nProxyPass / http://minio:9000/", .rightButRejected),
    ])
  func proxies(setting: String, code: CauseCode) throws {
    let found = Self.findings("PUT \(try Self.url("PUT", Self.host))\n403 Forbidden\n\(Self.mismatch)\n\n\(setting)\n")
    #expect(found.first?.cause.code == code)
    #expect(found.first?.certainty == .likely)
  }

  // MARK: XML without tags

  @Test("the bytes of XML that has lost its tags are read")
  func fused() {
    func hex(_ text: String) -> String {
      text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(separator: " ")
    }
    let canonical = """
      PUT
      /videos/cat.mp4
      X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260102%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=300&X-Amz-SignedHeaders=content-type%3Bhost
      content-type:application/x-www-form-urlencoded
      host:bkt.s3.eu-west-1.amazonaws.com

      content-type;host
      UNSIGNED-PAYLOAD
      """
    let text = """
      SignatureDoesNotMatchThe request signature we calculated does not match the signature you provided. Check your key and signing method.AKIAIOSFODNN7EXAMPLEAWS4-HMAC-SHA256
      20260102T030405Z
      \(String(repeating: "ab", count: 64))\(hex("AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/eu-west-1/s3/aws4_request\nabab"))PUT
      /videos/cat.mp4

      UNSIGNED-PAYLOAD\(hex(canonical))4442587FB7D0A2F9
      """
    let found = Self.findings(text)
    #expect(found.first?.cause.code == .headerChanged)
    #expect(found.first?.detail?.contains("application/x-www-form-urlencoded") == true)
    #expect(!found.contains { $0.certainty == .certain })
  }

  @Test("a code and a message that run together are a response")
  func runTogether() {
    let text =
      "It says SignatureDoesNotMatchThe request signature we calculated does not match the signature you provided. Check your key and signing method."
    #expect(Self.findings(text).first?.cause.code == .unexplained)
  }

  // MARK: Access keys

  @Test("a policy whose credential has no access key", arguments: ["null", "undefined"])
  func credentialOfPolicy(key: String) {
    let policy = """
      {"expiration": "2026-01-02T03:19:05.770Z", "conditions": [{"bucket": "bkt"}, ["starts-with", "$key", "a"], \
      {"x-amz-credential": "\(key)/20260102/eu-west-1/s3/aws4_request"}, {"x-amz-algorithm": "AWS4-HMAC-SHA256"}, \
      {"x-amz-date": "20260102T030405Z"}]}
      """
    let encoded = String(decoding: Base64.encode(Array(policy.utf8)), as: UTF8.self)
    #expect(
      Self.findings("flutter: policy encoded \(encoded)\n", hasSecret: false).first?.cause.code == .credentialsEmpty)
  }

  @Test("a log whose credential has no access key")
  func credentialOfLog() {
    let text = "credentials null/20260102/eu-west-1/s3/aws4_request\n\n\(Self.mismatch)\n"
    #expect(Self.findings(text, hasSecret: false).contains { $0.cause.code == .credentialsEmpty })
  }

  // MARK: Browsers and Signature Version 2

  private static let old =
    "https://bkt.s3.example-host.com/k?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1767326645&Signature=2w3nZr0%2FgfhjnKHvpZbmJPlmj7U%3D"

  @Test(
    "a refused preflight request comes before the version of the signature",
    arguments: [
      "Failed to load resource: Method PUT is not allowed by Access-Control-Allow-Methods.",
      "Origin https://app.example.com is not allowed by Access-Control-Allow-Origin.",
      "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing).",
    ])
  func crossOrigin(message: String) {
    let found = Self.findings("\(message)\nXMLHttpRequest cannot load \(Self.old)\n", hasSecret: false)
    #expect(found.first?.cause.code == .corsRejected)
    #expect(found.first { $0.cause.code == .sigv2 }?.certainty == .likely)
    if !message.contains("Methods") { #expect(found.first?.certainty == .likely) }
  }

  @Test("an indented string to sign of Signature Version 2 shows the content type")
  func indentedVersion2() {
    let text = """
      <Error>
          <Code>SignatureDoesNotMatch</Code>
          <Message>The request signature we calculated does not match the signature you provided. Check your Google secret key and signing method.</Message>
          <StringToSign>PUT
              text/plain; charset=utf-8
              1767323945
              /bkt/notes/cat.txt
          </StringToSign>
      </Error>
      """
    let found = Self.findings(text, hasSecret: false)
    #expect(found.first?.cause.code == .headerChanged)
    #expect(found.contains { $0.cause.code == .sigv2 && $0.certainty == .likely })
  }
}
