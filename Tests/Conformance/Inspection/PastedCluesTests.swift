import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("What a text says beside its requests")
struct PastedCluesTests {
  private static let mismatch =
    "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your key and signing method."

  private static func inspect(_ text: String, hasSecret: Bool = true) -> [InspectedIncident] {
    var inspector = InspectionTests.inspector()
    if !hasSecret { inspector.credentials = nil }
    return inspector.inspect(PastedText(Array(text.utf8)).incidents)
  }

  private static func findings(_ text: String, hasSecret: Bool = true) -> [Diagnosis.Finding] {
    inspect(text, hasSecret: hasSecret).first?.diagnosis.findings.filter { $0.certainty > .remark } ?? []
  }

  /// A URL that the reference signed for a host.
  private static func url(_ host: Text = "files.example.com", headers: [HeaderField] = []) throws -> Text {
    let request = SigningRequest(
      method: "PUT", endpoint: Endpoint(host: host), target: .wire("/video-uploads-example/k"), headers: headers)
    return try Signer(
      credentials: Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret(InspectionTests.secret)),
      region: "eu-west-1", service: "s3"
    ).presignedURL(for: request, expires: 300, at: InspectionTests.time).url
  }

  // MARK: Signed headers without a value

  /// The response of a server that did not receive the signed headers.
  private static func response(_ url: Text, without names: [String]) throws -> String {
    let parts = url.string.split(separator: "?")
    let pairs = parts[1].split(separator: "&")
    let signature = try #require(pairs.first { $0.hasPrefix("X-Amz-Signature=") }).dropFirst(16)
    let query = pairs.filter { !$0.hasPrefix("X-Amz-Signature=") }.joined(separator: "&amp;")
    let host = url.string.split(separator: "/")[1]
    let lines = (["host:\(host)"] + names.map { "\($0):" }).joined(separator: "\n")
    return """
      <Error><Code>SignatureDoesNotMatch</Code><Message>m</Message><AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId>\
      <StringToSign>AWS4-HMAC-SHA256
      20260102T030405Z
      20260102/eu-west-1/s3/aws4_request
      0000</StringToSign><SignatureProvided>\(signature)</SignatureProvided><CanonicalRequest>PUT
      /video-uploads-example/k
      \(query)
      \(lines)

      \((["host"] + names).joined(separator: ";"))
      UNSIGNED-PAYLOAD</CanonicalRequest></Error>
      """
  }

  @Test(
    "the text gives the value of a signed header that S3 did not receive, and the signature proves it",
    arguments: [
      ("range", "bytes=0-99", "The request had:\n\n* `Range: bytes=0-99`"),
      ("range", "bytes=0-99", "> Range: bytes=0-99"),
      ("range", "bytes=0-99", "headers: { \"Range\": \"bytes=0-99\" }"),
      ("range", "bytes=0-99", "I call it with -H 'range: bytes=0-99' and"),
      ("x-amz-meta-owner", "cat", "'x-amz-meta-owner' => 'cat',"),
      ("x-amz-server-side-encryption", "AES256", "ServerSideEncryption: aws.String(\"AES256\"),"),
      ("x-amz-tagging", "a=b", "tagging='a=b')"),
    ])
  func header(name: String, value: String, clue: String) throws {
    let response = try Self.response(try Self.url(headers: [HeaderField(Text(name), Text(value))]), without: [name])
    let found = Self.findings("\(clue)\n\n\(response)")
    #expect(found.first?.cause.code == .headerNotSent && found.first?.certainty == .certain, "\(found)")
    #expect(found.first?.detail?.contains(value) == true && found.count == 1)
    // Without the secret, the empty value is only a sign.
    let blind = Self.findings("\(clue)\n\n\(response)", hasSecret: false)
    #expect(blind.first?.cause.code == .headerNotSent && blind.allSatisfy { $0.certainty == .likely }, "\(blind)")
  }

  @Test("the signature proves usual values of several headers that S3 did not receive")
  func usualValues() throws {
    let headers = [HeaderField("x-amz-acl", "public-read"), HeaderField("x-amz-storage-class", "STANDARD_IA")]
    let names = ["x-amz-acl", "x-amz-storage-class"]
    let found = Self.findings(try Self.response(try Self.url(headers: headers), without: names))
    #expect(found.map(\.cause.code) == [.headerNotSent] && found[0].certainty == .certain, "\(found)")
    // A value that nobody can guess.
    let other = Self.findings(
      try Self.response(try Self.url(headers: [HeaderField("x-amz-meta-a", "q7")]), without: ["x-amz-meta-a"]))
    #expect(other.first?.cause.code == .headerNotSent && other.allSatisfy { $0.certainty == .likely }, "\(other)")
  }

  @Test("a header with the name of a parameter of the signature is not in the URL")
  func expiresAsHeader() throws {
    let url = try Self.url(headers: [HeaderField("x-amz-expires", "3600")])
    let found = Self.findings("headers: { \"X-Amz-Expires\": 3600 }\n\n\(url)")
    #expect(found.first?.cause.code == .headerNotSent && found.first?.certainty == .likely, "\(found)")
    let sdk = Self.findings("\(try Self.url(headers: [HeaderField("amz-sdk-request", "attempt=1")]))", hasSecret: false)
    #expect(sdk.first?.cause.code == .headerNotSent, "\(sdk)")
  }

  // MARK: Hosts

  @Test(
    "the text names the host that was signed",
    arguments: [
      ("minio:9000", "endpoint: \"minio:9000\""), ("dockerhost:19001", "links to http://dockerhost:19001/... and"),
      ("10.0.0.5:9000", "S3_ENDPOINT=10.0.0.5:9000"), ("storage.internal:8333", "`http://storage.internal:8333`"),
      ("s3.example.org", "new Client({ endpoint: 'https://s3.example.org' })"),
    ] as [(Text, String)])
  func host(signed: Text, clue: String) throws {
    let url = try Self.url(signed).string.replacingOccurrences(of: "//\(signed)/", with: "//files.example.com/")
    let text = "\(clue)\n\n\(url)\n\n\(Self.mismatch)"
    let found = Self.findings(text)
    #expect(found.first?.cause.code == .hostChanged && found.first?.certainty == .certain, "\(found)")
    #expect(found.first?.detail?.contains(signed.string) == true)
    let blind = Self.findings(text, hasSecret: false)
    #expect(blind.allSatisfy { $0.certainty == .likely }, "\(blind)")
    #expect((blind.first?.cause.code == .hostChanged) == (signed != "s3.example.org"), "\(blind)")
  }

  // MARK: Names and secrets

  @Test(
    "a slash in the name of the bucket",
    arguments: [
      "s3.list_objects(bucket: 'uploads/2026')", "Bucket: \"uploads/2026\",", "Bucket: aws.String(\"uploads/2026\"),",
      ":bucket => 'uploads/2026'", "{\"BucketName\": \"uploads/2026\"}", "s3.Bucket('uploads/2026')",
      "bucket_name='/uploads'", "$bucket = \"uploads/2026/\";",
    ])
  func bucket(code: String) {
    let found = Self.findings("\(code)\n\n\(Self.mismatch)", hasSecret: false)
    #expect(found.first?.cause.code == .bucketNameInvalid && found.allSatisfy { $0.certainty == .likely }, "\(found)")
  }

  @Test(
    "what is no name of a bucket with a slash",
    arguments: [
      "bucket: 'uploads', key: '2026/a'", "Resource: \"arn:aws:s3:::bucket/*\"",
      "see https://bucket.s3.amazonaws.com/a/b",
      "const url = bucketUrl + \"/a/b\"", "bucket: \"https://a.example.com/b\"",
    ])
  func noBucket(code: String) {
    let found = Self.findings("\(code)\n\n\(Self.mismatch)", hasSecret: false)
    #expect(!found.contains { $0.cause.code == .bucketNameInvalid } && !found.isEmpty, "\(found)")
  }

  @Test(
    "the path of the signer's canonical request has an encoded slash in the name of the bucket",
    arguments: [
      ("/%2Fuploads/k", "s3.eu-west-1.amazonaws.com", true), ("/uploads%2F2026/k", "files.example.com", true),
      ("/2026%2Fk", "uploads.s3.eu-west-1.amazonaws.com", false),
    ])
  func encodedBucket(path: String, host: String, isBucket: Bool) {
    let own = "PUT\n\(path)\n\nhost:\(host)\nx-amz-date:20260102T030405Z\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD"
    let found = Self.findings("\(own)\n\n\(Self.mismatch)", hasSecret: false).map(\.cause.code)
    #expect(found.first == (isBucket ? .bucketNameInvalid : .slashInKeyEncoded), "\(found)")
    #expect(found.contains(.slashInKeyEncoded))
  }

  @Test("what is not canonical in the signer's canonical request is likely the cause")
  func ownSteps() {
    let own = "PUT\n/uploads/a@b\n\nhost:files.example.com\n\nhost\nUNSIGNED-PAYLOAD"
    let found = Self.findings("\(own)\n\n\(Self.mismatch)", hasSecret: false)
    #expect(found.map(\.cause.code) == [.pathDelimitersRaw] && found[0].certainty == .likely, "\(found)")
  }

  @Test(
    "a secret that ends with a line feed",
    arguments: [
      ("echo \"example-secret\" | docker secret create minio_secret_key -", true),
      ("echo $MINIO_SECRET > /run/secrets/key", true), ("echo my-secret-key | base64", true),
      ("  secretKey: |\n    wJalrXUtnFEMIbPxRfiCYEXAMPLEKEY", true),
      ("  aws_secret_access_key: d0phbHJYVXRuRkVNSS9LN01ERU5HL2JQeFJmaUNZRVhBTVBMRUtFWQo=", true),
      ("AWS_SECRET_ACCESS_KEY=\"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\\n\"", true),
      ("echo -n \"example-secret\" | docker secret create minio_secret_key -", false),
      ("printf %s \"$SECRET\" > secret.txt", false), ("echo the secret is wrong", false),
      ("  aws_secret_access_key: d0phbHJYVXRuRkVNSS9LN01ERU5HL2JQeFJmaUNZRVhBTVBMRUtFWQ==", false),
    ])
  func secret(line: String, isPadded: Bool) {
    let found = Self.findings("\(line)\n\n\(Self.mismatch)", hasSecret: false)
    #expect((found.first?.cause.code == .secretPadded) == isPadded && !found.isEmpty, "\(found)")
    #expect(found.allSatisfy { $0.certainty == .likely })
    #expect(!"\(found)".contains("wJalr") && !"\(found)".contains("example-secret"))
  }

  @Test(
    "an access key that is a secret, or no key at all",
    arguments: [
      ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", CauseCode.credentialsExchanged),
      ("wJalrXUtnFEMIaK7MDENGabPxRfiCYEXAMPLEKEY", .credentialsExchanged), ("undefined", .credentialsEmpty),
      ("null", .credentialsEmpty), ("None", .credentialsEmpty),
    ])
  func accessKey(key: String, code: CauseCode) {
    let header =
      "`Authorization: AWS4-HMAC-SHA256 Credential=\(key)/20260102/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=\(String(repeating: "ab", count: 32))`"
    let stated =
      "AuthorizationHeaderMalformed: The authorization header is malformed; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."
    let inspected = Self.inspect("\(stated)\n\nThe header:\n\n\(header)", hasSecret: false)
    #expect(inspected.first?.diagnosis.findings.contains { $0.cause.code == code } == true, "\(inspected)")
    let url = try? Self.url().string.replacingOccurrences(
      of: "AKIAIOSFODNN7EXAMPLE", with: key.replacingOccurrences(of: "/", with: "%2F"))
    #expect(Self.findings(url ?? "", hasSecret: false).contains { $0.cause.code == code })
    let unknown =
      "<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records.</Message><AWSAccessKeyId>\(key)</AWSAccessKeyId></Error>"
    #expect(Self.findings(unknown, hasSecret: false).contains { $0.cause.code == code })
    if code == .credentialsExchanged { #expect(!"\(Self.findings(url ?? "", hasSecret: false))".contains("PxRf")) }
  }

  // MARK: Two values

  @Test(
    "the text has two values for a line of the canonical request",
    arguments: [
      "accept-encoding:identity,gzip(gfe)\n\nand the SDK signed\n\naccept-encoding:identity",
      "S3 has `accept-encoding:gzip`, but we signed `accept-encoding:identity`",
      "user-agent:aws-sdk-go/1.44\n-- versus --\nuser-agent:Amazon CloudFront",
    ])
  func twoValues(lines: String) {
    let found = Self.findings("\(lines)\n\n\(Self.mismatch)", hasSecret: false)
    #expect(found.first?.cause.code == .headerChanged && found[0].certainty == .likely, "\(found)")
    #expect(found.first?.detail?.contains("proxies and CDNs") == true)
  }

  @Test(
    "the beginnings of two canonical requests differ by a step",
    arguments: [
      ("POST\\n/uploads/a+b.zip...", "POST\\n/uploads/a%2Bb.zip...", CauseCode.plusInPath),
      ("PUT\\n/uploads/a%2Cb", "PUT\\n/uploads/a,b", .pathDelimitersRaw),
      ("PUT\n/uploads/a%2520b", "PUT\n/uploads/a%20b", .pathEncodedTwice),
    ])
  func paths(one: String, other: String, code: CauseCode) {
    let found = Self.findings("\(Self.mismatch)\n\nWe sign\n\n\(one)\n\nS3 shows\n\n\(other)\n", hasSecret: false)
    #expect(found.first?.cause.code == code && found.allSatisfy { $0.certainty == .likely }, "\(found)")
  }

  // MARK: The same request at the server

  private static func canonical(_ path: String, _ encoding: String = "identity") -> [String] {
    [
      "PUT", path, "", "accept-encoding:\(encoding)", "host:files.example.com", "x-amz-date:20260102T030405Z", "",
      "accept-encoding;host;x-amz-date", "UNSIGNED-PAYLOAD",
    ]
  }

  @Test(
    "a second canonical request of the same time is the server's", arguments: ["", "s3-1   | ", "[pod/s3-0/s3] "])
  func server(prefix: String) {
    let own = Self.canonical("/storage/uploads/k").joined(separator: "\n")
    func log(_ lines: [String]) -> String {
      "\(prefix)I0102 03:04:05.901210 auth.go:248 canonicalRequest: \(lines[0])\n"
        + lines.dropFirst().map { prefix + $0 }.joined(separator: "\n")
    }
    let stripped = Self.findings(
      "CanonicalRequest:\n\(own)\n\nServer:\n\n\(log(Self.canonical("/uploads/k")))\n", hasSecret: false)
    #expect(stripped.first?.cause.code == .pathPrefixStripped && stripped[0].certainty == .certain, "\(stripped)")
    let changed = Self.findings(
      "CanonicalRequest:\n\(own)\n\nServer:\n\n\(log(Self.canonical("/storage/uploads/k", "gzip")))\n", hasSecret: false
    )
    #expect(changed.first?.cause.code == .headerChanged && changed.count == 1, "\(changed)")
    // A request of another time is another request.
    let other = Self.canonical("/uploads/k").map { $0.replacingOccurrences(of: "030405", with: "030406") }
    let two = Self.findings("CanonicalRequest:\n\(own)\n\nServer:\n\n\(log(other))\n", hasSecret: false)
    #expect(!two.contains { $0.certainty == .certain }, "\(two)")
  }

  @Test("Terraform's log and MinIO's trace of one request show which header a proxy changed")
  func trace() throws {
    let names = "SignedHeaders=accept-encoding;host;x-amz-content-sha256;x-amz-date, Signature="
    let sent =
      "2026-01-02T03:04:05.057Z [DEBUG] backend-s3: HTTP Request Sent: tf_aws.sdk=aws-sdk-go-v2 http.method=GET http.request.header.accept_encoding=identity http.request.header.authorization=\"AWS4-HMAC-SHA256 Credential=AKIA************MPLE/20260102/main/s3/aws4_request, \(names)*****\" http.request.header.x_amz_content_sha256=UNSIGNED-PAYLOAD http.request.header.x_amz_date=20260102T030405Z http.url=\"https://files.example.com/uploads?list-type=2\""
    func received(_ prefix: String, _ encoding: String) -> String {
      [
        "[REQUEST s3.ListObjectsV2] [2026-01-02T03:04:05.310] [Client IP: 192.0.2.30]", "GET /uploads?list-type=2",
        "Proto: HTTP/1.1", "Host: files.example.com", "Accept-Encoding: \(encoding)",
        "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/main/s3/aws4_request, \(names)*REDACTED*",
        "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD", "X-Amz-Date: 20260102T030405Z",
      ].map { prefix + $0 }.joined(separator: "\n")
    }
    for prefix in ["", "127.0.0.1:9000 "] {
      let inspected = Self.inspect("\(sent)\n\n\(received(prefix, "gzip"))\n", hasSecret: false)
      let found = try #require(inspected.first).diagnosis.findings.filter { $0.certainty > .remark }
      #expect(inspected.count == 1 && found.map(\.cause.code) == [.headerChanged], "\(found)")
      #expect(found.first?.certainty == .likely && found[0].detail?.contains("gzip") == true)
    }
    let same = Self.findings("\(sent)\n\n\(received("", "identity"))\n", hasSecret: false)
    #expect(!same.contains { $0.cause.code == .headerChanged }, "\(same)")
  }

  // MARK: Signature Version 2

  private static func version2(_ text: String, _ signature: String) -> String {
    "<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message><SignatureProvided>\(signature)</SignatureProvided><StringToSign>\(text)</StringToSign><AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId></Error>"
  }

  @Test(
    "the signature of version 2 proves what differs",
    arguments: [
      (
        "PUT\n\nimage/png\n1767323345\n/video-uploads-example/k", "Bg6uI/N9ihnuRLlgFFtv4MRs4dc=",
        CauseCode.headerChanged
      ),
      ("PUT\n\n\n1767323345\n/video-uploads-example/k", "yoepqF+8PuAL/7Z5I9DjukHoPwo=", .methodOther),
      (
        "PUT\n\n\n1767323345\nx-amz-acl:public-read\n/video-uploads-example/k", "Bg6uI/N9ihnuRLlgFFtv4MRs4dc=",
        .unsignedAmzHeader
      ),
      ("PUT\n\nimage/png\n1767323345\n/video-uploads-example/a b", "VPWvImgphuP8oQQOSIGfjLSdG1g=", .requestChanged),
    ])
  func version2(text: String, signature: String, code: CauseCode) {
    let found = Self.findings(Self.version2(text, signature))
    #expect(found.map(\.cause.code) == [code] && found[0].certainty == .certain, "\(found)")
    let blind = Self.findings(Self.version2(text, signature), hasSecret: false)
    #expect(!blind.isEmpty && blind.allSatisfy { $0.certainty == .likely }, "\(blind)")
  }

  // MARK: Masks

  @Test(
    "a masked or shortened signature is not a malformed one",
    arguments: ["***", "<redacted>", "XXXX", "[FILTERED]", "ab12…", "ab12cd...ef", "REDACTED", "{signature}"])
  func masked(mask: String) throws {
    let url = try Self.url().string
    let start = try #require(url.range(of: "X-Amz-Signature=")).upperBound
    let found = Self.findings("I send `\(url[..<start])\(mask)` and get\n\n\(Self.mismatch)")
    #expect(found.allSatisfy { $0.certainty == .likely }, "\(found)")
    let codes = found.map(\.cause.code)
    #expect(!codes.contains(.signatureMalformed) && !codes.contains(.signatureCutOff), "\(codes)")
  }

  @Test("a request whose Authorization is masked may be signed, and a server's answer says more")
  func maskedAuthorization() {
    let request =
      "> PUT /k HTTP/1.1\n> Host: video-uploads-example.s3.eu-west-1.amazonaws.com\n> Authorization: ********\n> x-amz-date: 20260102T030405Z\n"
    let alone = Self.findings(request)
    #expect(alone.allSatisfy { $0.certainty == .likely }, "\(alone)")
    let answered = Self.findings(
      request
        + "< HTTP/1.1 400\n< Content-Type: application/xml\n\nCaused by: HttpResponseException: status code: 400, reason phrase: Unsupported header 'x-amz-checksum-sha256' received for this API call.\n"
    )
    #expect(answered.first?.cause.code == .checksumUnsupported && answered[0].certainty == .certain, "\(answered)")
    #expect(!answered.contains { $0.cause.code == .notSigned })
  }

  // MARK: Grouping

  @Test("the unsigned URL in the code that signs it is no incident of its own")
  func bareURL() throws {
    let url = try Self.url("s3.eu-west-1.amazonaws.com")
    let inspected = Self.inspect(
      "sign('https://s3.eu-west-1.amazonaws.com/video-uploads-example/k')\n\nresult:\n\(url)\n")
    #expect(inspected.count == 1 && inspected[0].diagnosis.isSignatureRight == true)
  }

  @Test("a URL that a person has broken at its marks is whole")
  func brokenURL() throws {
    let url = try Self.url("s3.eu-west-1.amazonaws.com").string
    let broken = url.replacingOccurrences(of: "/video", with: "/\nvideo").replacingOccurrences(of: "?", with: "\n?")
      .replacingOccurrences(of: "&", with: "&\n")
    let inspected = Self.inspect("The link is\n\n\(broken)\n\nand that is all.\n")
    #expect(inspected.first?.diagnosis.isSignatureRight == true, "\(inspected)")
    #expect(inspected.first?.diagnosis.findings.isEmpty == true)
  }
}
