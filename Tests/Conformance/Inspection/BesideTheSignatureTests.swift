import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// A request with something wrong beside its signature, and the first finding.
struct OddRequest: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var code: CauseCode
  var certainty: Diagnosis.Certainty
  var request: @Sendable () throws -> InspectedRequest

  init(
    _ name: String, _ code: CauseCode, _ certainty: Diagnosis.Certainty,
    _ request: @escaping @Sendable () throws -> InspectedRequest
  ) {
    testDescription = name
    self.code = code
    self.certainty = certainty
    self.request = request
  }
}

@Suite("What is wrong beside the signature")
struct BesideTheSignatureTests {
  private static let amazon = "bkt.s3.us-east-1.amazonaws.com"
  private static let store = "minio.example.com:9000"
  private static let token = "FwoGZXIvYXdzEJr//////////wEaDEXAMPLE+abc/def+ghi=="
  private static let body: Text = "123456789"

  /// A request with a URL that is correctly signed.
  private static func signed(
    _ host: String, _ target: Text = "/k", region: Text = "us-east-1", service: Text = "s3", token: String? = nil,
    expires: Int = 900, headers: [HeaderField] = [], sends: [HeaderField] = [], body: Text? = nil,
    at time: Timestamp = InspectionTests.time, change: (Text) -> Text = { $0 }
  ) throws -> InspectedRequest {
    let credentials = Credentials(
      accessKeyID: token == nil ? "AKIAIOSFODNN7EXAMPLE" : "ASIAIOSFODNN7EXAMPLE",
      secretAccessKey: Secret(InspectionTests.secret), sessionToken: token.map { Secret($0) })
    let request = SigningRequest(
      method: "PUT", endpoint: try #require(Endpoint(Text("https://\(host)"))), target: .wire(target), headers: headers)
    let url = try Signer(credentials: credentials, region: region, service: service)
      .presignedURL(for: request, expires: expires, at: time).url
    return InspectedRequest(method: "PUT", url: change(url), headers: headers + sends, body: body)
  }

  private static func replacing(_ old: Text, _ new: Text) -> (Text) -> Text { { $0.replacing(old, with: new) } }

  private static func bearer(_ scheme: String) -> [HeaderField] {
    [HeaderField("Authorization", Text("\(scheme) abc"))]
  }

  static let odd: [OddRequest] = [
    // The service and the algorithm that the host needs.
    .init("s3 on an Object Lambda access point", .serviceWrong, .certain) {
      try signed("ap-111122223333.s3-object-lambda.us-east-1.amazonaws.com")
    },
    .init("s3 on a directory bucket", .serviceWrong, .certain) {
      try signed("bkt--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com")
    },
    .init("s3 on Outposts", .serviceWrong, .certain) { try signed("ap-1.op-01.s3-outposts.us-east-1.amazonaws.com") },
    .init("s3express on a regional host", .serviceWrong, .certain) { try signed(amazon, service: "s3express") },
    .init("SigV4 on a multi-Region access point", .sigv4aNeeded, .certain) {
      try signed("abc.mrap.accesspoint.s3-global.amazonaws.com")
    },
    .init("a directory bucket on a regional host", .directoryBucketHost, .likely) {
      try signed("bkt--use1-az4--x-s3.s3.us-east-1.amazonaws.com")
    },
    .init("a directory bucket in the path", .directoryBucketHost, .likely) {
      try signed("s3.us-east-1.amazonaws.com", "/bkt--use1-az4--x-s3/k")
    },
    .init("a region in the wrong domain", .domainOfAnotherPartition, .likely) {
      try signed("bkt.s3.cn-north-1.amazonaws.com", region: "cn-north-1")
    },
    .init("another region than the host's", .regionWrong, .likely) { try signed("bkt.s3.eu-west-1.amazonaws.com") },
    .init("another region than the VPC endpoint's", .regionWrong, .likely) {
      try signed("bkt.bucket.vpce-1a-2b.s3.eu-west-1.vpce.amazonaws.com")
    },

    // The session token.
    .init("a raw + in the token", .tokenPlusRaw, .certain) {
      try signed(amazon, token: token, change: replacing("%2B", "+"))
    },
    .init("a raw + in the token, for another store", .tokenPlusRaw, .likely) {
      try signed(store, token: token, change: replacing("%2B", "+"))
    },
    .init("a token that was encoded before signing", .tokenEncodedTwice, .certain) {
      try signed(amazon, token: "AB%2BC%2FD%3D%3D")
    },
    .init("a token that was encoded after signing", .tokenEncodedTwice, .certain) {
      try signed(amazon, token: token, change: replacing("%2Babc", "%252Babc"))
    },
    .init("a + of the token became a space", .tokenMalformed, .certain) { try signed(amazon, token: "AB C/D==") },
    .init("a quoted token", .tokenMalformed, .certain) { try signed(amazon, token: "\"AB+C/D==\"") },

    // Two mechanisms.
    .init("a Bearer token with a signed URL", .twoAuthMechanisms, .certain) {
      try signed(amazon, sends: bearer("Bearer"))
    },
    .init("Basic with a signed URL", .twoAuthMechanisms, .certain) { try signed(amazon, sends: bearer("Basic")) },
    .init("a signature with a signed URL", .twoAuthMechanisms, .certain) {
      try signed(amazon, sends: bearer("AWS4-HMAC-SHA256"))
    },
    .init("a Bearer token, for another store", .twoAuthMechanisms, .likely) {
      try signed(store, sends: bearer("Bearer"))
    },

    // A URL that was encoded again.
    .init("the list of signed headers was encoded again", .signedUrlEncodedAgain, .certain) {
      try signed(amazon, headers: [HeaderField("Content-Type", "a/b")], change: replacing("%3B", "%253B"))
    },
    .init("the whole URL was encoded again", .signedUrlEncodedAgain, .certain) {
      try signed(amazon, token: token, change: replacing("%", "%25"))
    },

    // Checksums.
    .init("the checksum of an empty body in Amazon's URL", .checksumOfEmptyBody, .remark) {
      try signed(amazon, "/k?x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32", body: body)
    },
    .init("the checksum of an empty body in another store's URL", .checksumOfEmptyBody, .likely) {
      try signed(store, "/b/k?x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32", body: body)
    },
    .init("the checksum of an empty body, and the body is not known", .checksumOfEmptyBody, .likely) {
      try signed(store, "/b/k?x-amz-checksum-crc32=AAAAAA%3D%3D")
    },
    .init("the CRC64NVME of an empty body", .checksumOfEmptyBody, .likely) {
      try signed(store, "/b/k?X-Amz-Checksum-Crc64nvme=AAAAAAAAAAA%3D", body: body)
    },
    .init("another body's checksum in the URL", .checksumOther, .likely) {
      try signed(store, "/b/k?x-amz-checksum-crc32=y%2FQ5Jw%3D%3D", body: body)
    },
    .init("another body's checksum in a header", .checksumOther, .certain) {
      try signed(amazon, headers: [HeaderField("x-amz-checksum-crc32", "y/Q5Jw==")], body: body)
    },
    .init("another body's checksum in a header, for another store", .checksumOther, .likely) {
      try signed(store, headers: [HeaderField("x-amz-checksum-crc32", "y/Q5Jw==")], body: body)
    },
    .init("a checksum in hexadecimal", .checksumMalformed, .certain) {
      try signed(amazon, headers: [HeaderField("x-amz-checksum-crc32", "cbf43926")], body: body)
    },
    .init("two checksums", .checksumsSeveral, .certain) {
      try signed(
        amazon,
        headers: [HeaderField("x-amz-checksum-crc32", "y/Q5Jg=="), HeaderField("x-amz-checksum-crc32c", "4waSgw==")],
        body: body)
    },
    .init("an announced checksum", .checksumMissing, .likely) {
      try signed(amazon, headers: [HeaderField("x-amz-sdk-checksum-algorithm", "CRC32")], body: body)
    },
    .init("an MD5 in hexadecimal", .contentMd5Malformed, .certain) {
      try signed(amazon, headers: [HeaderField("Content-MD5", "25f9e794323b453885f5181f1b624d0b")], body: body)
    },
    .init("another body's MD5", .contentMd5Other, .certain) {
      try signed(amazon, headers: [HeaderField("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")], body: body)
    },

    // The expiry and the clock.
    .init("15 minutes in milliseconds", .expiresInMilliseconds, .certain) {
      try signed(amazon, expires: 90, change: replacing("Expires=90&", "Expires=900000&"))
    },
    .init("30 days are not milliseconds", .expiresMalformed, .certain) {
      try signed(amazon, expires: 90, change: replacing("Expires=90&", "Expires=2592000&"))
    },
    .init("expired", .expired, .likely) { try signed(amazon, expires: 10) },
  ]

  @Test("is named, with the certainty that the input allows", arguments: odd, [false, true])
  func named(odd: OddRequest, knowsSecret: Bool) throws {
    let request = try odd.request()
    var inspector = InspectionTests.inspector()
    inspector.credentials?.accessKeyID = try #require(InspectedRequest.accessKeyID(in: request.url))
    if !knowsSecret { inspector.credentials = nil }
    let diagnosis = try #require(inspector.inspect(request))
    let findings = "\(diagnosis.findings.map { ($0.cause.code, $0.certainty, $0.detail ?? "") })"
    #expect(diagnosis.cause?.code == odd.code && diagnosis.findings.first?.certainty == odd.certainty, "\(findings)")
    // Nothing is said of the secret unless the test has changed a signed value; and no token comes out.
    let isChanged = odd.code.rawValue.hasPrefix("expires")
    #expect(isChanged || !diagnosis.findings.contains { $0.cause.code == .keyCachedWithoutSecret }, "\(findings)")
    #expect(!findings.contains("abc/def") && !diagnosis.subject.contains("abc/def"))
  }

  static let right: [OddRequest] = [
    .init("the body's own checksum", .checksumOther, .remark) {
      try signed(amazon, headers: [HeaderField("x-amz-checksum-crc32", "y/Q5Jg==")], body: body)
    },
    .init("the body's own MD5", .contentMd5Other, .remark) {
      try signed(store, headers: [HeaderField("Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw==")], body: body)
    },
    .init("the checksum of an empty body, and the body is empty", .checksumOfEmptyBody, .remark) {
      try signed(store, "/b/k?x-amz-checksum-crc32=AAAAAA%3D%3D", body: "")
    },
    .init("the checksum of an object whose parts are listed", .checksumOther, .remark) {
      var request = try signed(amazon, "/k?uploadId=a", body: "<CompleteMultipartUpload/>")
      request.headers.append(HeaderField("x-amz-checksum-crc32", "y/Q5Jw=="))
      return request
    },
    .init("a signed length that follows from the body", .headerNotSent, .remark) {
      var request = try signed(amazon, headers: [HeaderField("Content-Length", "9")], body: body)
      request.headers = []
      return request
    },
    .init("x-amz-content-sha256 may be unsigned", .unsignedAmzHeader, .remark) {
      try signed(amazon, sends: [HeaderField("x-amz-content-sha256", "UNSIGNED-PAYLOAD")])
    },
    .init("a session token of CreateSession", .tokenMissing, .remark) {
      let host = "bkt--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com"
      return try signed(host, "/k?X-Amz-S3session-Token=AB%2BC%3D%3D", service: "s3express")
    },
    .init("an access point given by its ARN", .bucketNameInvalid, .remark) {
      try signed("ap-111122223333.s3-accesspoint.us-east-1.amazonaws.com")
    },
  ]

  @Test("is not seen in right requests", arguments: right)
  func faultless(right: OddRequest) throws {
    let request = try right.request()
    var inspector = InspectionTests.inspector()
    inspector.intention.bucket =
      right.code == .bucketNameInvalid ? "arn:aws:s3:us-east-1:111122223333:accesspoint/ap" : ""
    inspector.intention.key = ""
    let diagnosis = try #require(inspector.inspect(request))
    let findings = "\(diagnosis.findings.map { ($0.cause.code, $0.certainty, $0.detail ?? "") })"
    #expect(!diagnosis.findings.contains { $0.cause.code == right.code }, "\(findings)")
    #expect(right.code == .checksumOther && request.url.contains("uploadId") || !diagnosis.hasFault, "\(findings)")
  }

  @Test("another service on a host that is not Amazon's is only likely to be wrong")
  func service() throws {
    func finding(_ service: Text) throws -> Diagnosis.Finding? {
      var inspector = InspectionTests.inspector()
      inspector.credentials = nil
      return try #require(inspector.inspect(try Self.signed(Self.store, service: service))).findings.first
    }
    #expect(try finding("execute-api")?.cause.code == .serviceWrong)
    #expect(try finding("execute-api")?.certainty == .likely)
    for service in ["s3", "s3express", "s3-outposts", "s3-object-lambda"] as [Text] {
      #expect(try finding(service) == nil)
    }
  }

  @Test("the session token of CreateSession is shortened")
  func session() throws {
    let request = try Self.signed(
      "b--x-s3.s3express-use1-az4.us-east-1.amazonaws.com", "/k?X-Amz-S3session-Token=ABCDEFGHIJKLMNOP",
      service: "s3express")
    let diagnosis = try #require(InspectionTests.inspector().inspect(request))
    #expect(diagnosis.subject.contains("Token=ABCDEFGH…") && !diagnosis.subject.contains("IJKLMNOP"))
  }

  @Test("a trailer is likely to be refused by a store that is not Amazon's")
  func trailer() throws {
    func code(_ host: Text) throws -> (CauseCode?, Diagnosis.Certainty?) {
      let scope = "AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request"
      let authorization =
        "AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-trailer, Signature="
        + String(repeating: "0", count: 64)
      let headers = [
        HeaderField("Host", host), HeaderField("Authorization", Text(authorization)),
        HeaderField("x-amz-date", "20260102T030405Z"), HeaderField("x-amz-trailer", "x-amz-checksum-crc32"),
        HeaderField("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
      ]
      var inspector = InspectionTests.inspector()
      inspector.credentials = nil
      let request = InspectedRequest(method: "PUT", url: "https://" + host + "/b/k", headers: headers)
      let finding = try #require(inspector.inspect(request)).findings.first
      return (finding?.cause.code, finding?.certainty)
    }
    #expect(try code("s3.us-west-004.backblazeb2.com") == (.checksumUnsupported, .likely))
    #expect(try code("s3.us-east-1.amazonaws.com") == (nil, nil))
  }

  @Test("a signature of SigV4a is verified, not compared")
  func asymmetric() throws {
    let url = try #require(AmazonURLTests.right.first { $0.url.contains("mrap.accesspoint") })
    let request = InspectedRequest(method: "GET", url: url.url)
    #expect(InspectionTests.inspector().inspect(request)?.isSignatureRight == true)
    var inspector = InspectionTests.inspector()
    inspector.credentials = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("another"))
    let other = try #require(inspector.inspect(request))
    #expect(other.isSignatureRight == false && other.cause?.code == .unexplained)
    #expect(other.findings.first?.certainty == .likely)
    // Without the region set, no server can check it.
    let bare = InspectedRequest(method: "GET", url: url.url.replacing("&X-Amz-Region-Set=%2A", with: ""))
    #expect(InspectionTests.inspector().inspect(bare)?.findings.contains { $0.cause.code == .regionSetMissing } == true)
  }

  @Test("a store below a path of its own addresses the intended object")
  func prefix() throws {
    let request = try Self.signed("files.example.com", "/minio/bkt/videos/cat.webm")
    var inspector = InspectionTests.inspector()
    inspector.intention = Intention(bucket: "bkt", key: "videos/cat.webm")
    let diagnosis = try #require(inspector.inspect(request))
    #expect(!diagnosis.hasFault && diagnosis.isSignatureRight == true)
    inspector.intention.key = "videos/dog.webm"
    let other = try #require(inspector.inspect(request)).findings.first
    #expect(other?.cause.code == .urlOfAnotherKey && other?.certainty == .likely)
  }

  @Test("a signed header whose value is in the URL need not be sent")
  func hoisted() throws {
    let headers = [HeaderField("x-amz-meta-a", "b")]
    var request = try Self.signed(Self.amazon, "/k?x-amz-meta-a=b", headers: headers)
    request.headers = []
    let diagnosis = try #require(InspectionTests.inspector().inspect(request))
    #expect(diagnosis.isSignatureRight == true && !diagnosis.hasFault)
    // The value of a header that is sent counts.
    request.headers = [HeaderField("x-amz-meta-a", "c")]
    let other = try #require(InspectionTests.inspector().inspect(request))
    #expect(other.isSignatureRight == false && other.hasFault)
  }

  @Test("a header that is not given is only proven missing if the whole request is given")
  func incomplete() throws {
    let headers = [HeaderField("x-amz-meta-a", "b")]
    var request = try Self.signed(Self.amazon, headers: headers)
    var inspector = InspectionTests.inspector()
    inspector.credentials = nil
    func certainty(_ sent: [HeaderField]) throws -> Diagnosis.Certainty? {
      request.headers = sent
      let findings = try #require(inspector.inspect(request)).findings
      return findings.first { $0.cause.code == .headerNotSent }?.certainty
    }
    #expect(try certainty([]) == .likely)
    #expect(try certainty([HeaderField("accept", "*/*")]) == .likely)
    #expect(try certainty([HeaderField("Host", Text(Self.amazon)), HeaderField("accept", "*/*")]) == .certain)
    #expect(try certainty(headers) == nil)
  }

  @Test("a Date header in HTTP's format is a date")
  func date() throws {
    let signed = "Credential=AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request, SignedHeaders=date;host"
    let headers = [
      HeaderField("Host", "bkt.s3.us-east-1.amazonaws.com"), HeaderField("Date", "Fri, 02 Jan 2026 03:04:05 GMT"),
      HeaderField("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
      HeaderField(
        "Authorization",
        Text("AWS4-HMAC-SHA256 \(signed), Signature=\(String(repeating: "0", count: 64))")),
    ]
    var inspector = InspectionTests.inspector()
    inspector.credentials = nil
    let request = InspectedRequest(
      method: "GET", url: "https://bkt.s3.us-east-1.amazonaws.com/k", headers: headers)
    #expect(inspector.inspect(request)?.findings.isEmpty == true)
  }
}

extension Text {
  fileprivate func replacing(_ old: Text, with new: Text) -> Text {
    Text(string.split(separator: old.string, omittingEmptySubsequences: false).joined(separator: new.string))
  }

  fileprivate func contains(_ other: Text) -> Bool { string.contains(other.string) }
}
