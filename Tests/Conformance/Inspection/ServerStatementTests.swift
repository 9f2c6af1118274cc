import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// A server's statement is evidence: it beats what the request looks like.
@Suite("What the server states (Inspection)")
struct ServerStatementTests {
  private static func diagnosis(
    _ code: Text, _ message: Text, _ more: [(name: Text, value: Text)] = [], of request: InspectedRequest? = nil,
    status: Int? = nil, headers: [HeaderField] = []
  ) -> Diagnosis {
    var elements: [(name: Text, value: Text)] = []
    if !code.isEmpty { elements = [(name: "Code", value: code), (name: "Message", value: message)] }
    return Inspector().inspect(
      error: ErrorResponse(elements: elements + more, status: status, headers: headers), of: request)
  }

  private static func codes(_ diagnosis: Diagnosis) -> [CauseCode] { diagnosis.findings.map(\.cause.code) }

  /// Messages whose words suggest something else than they state.
  static let stated: [(Text, Text, [CauseCode])] = {
    let expecting: Text =
      "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."
    let header: Text = "The authorization header is malformed; "
    let query: Text = "Error parsing the X-Amz-Credential parameter; "
    let (a, q): (Text, Text) = ("AuthorizationHeaderMalformed", "AuthorizationQueryParametersError")
    let date: Text = "Invalid credential date \"20260102\". This date is not the same as X-Amz-Date: \"20260103\"."
    return [
      (a, header + expecting, [.credentialMalformed]), (q, query + expecting, [.credentialMalformed]),
      (
        q,
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
        [.parameterMissing]
      ),
      (a, header + date, [.localScopeDate, .weekYearDates]), (q, date, [.localScopeDate, .weekYearDates]),
      (a, header + "incorrect service \"sts\". This endpoint belongs to \"s3\".", [.serviceWrong]),
      (q, query + "incorrect service \"sts\". This endpoint belongs to \"s3\".", [.serviceWrong]),
      (q, query + "incorrect terminal \"aws4_reque\". This endpoint uses \"aws4_request\".", [.credentialMalformed]),
      (
        q,
        query
          + "incorrect date format \"2026-01-02\". This date in the credential must be in the format \"yyyyMMdd\".",
        [.credentialMalformed]
      ),
      (q, query + "a non-empty Access Key (AKID) must be provided in the credential.", [.credentialsEmpty]),
      (a, header + "a non-empty Access Key (AKID) must be provided in the credential.", [.credentialsEmpty]),
      (q, "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\".", [.algorithmUnknown]),
      (
        "InvalidArgument", "x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.",
        [.contentSha256Invalid]
      ),
      ("XAmzContentSHA256Mismatch", "invalid header: x-amz-content-sha256 z", [.contentSha256Invalid]),
      ("InvalidPolicyDocument", "Invalid Policy: Invalid 'expiration' value: 'x'", [.expirationMalformed]),
      ("InvalidPolicyDocument", "Invalid Policy: invalid Base64 encoding.", [.policyNotBase64]),
      ("InvalidPolicyDocument", "Invalid Policy: Invalid Condition: unknown operation 'is'.", [.conditionMalformed]),
      ("InvalidToken", "The provided token is malformed or otherwise invalid.", [.tokenMalformed, .tokenOther]),
      // Refusals by policy, date and form.
      (
        "AccessDenied", "Access Denied. (Invalid according to Policy: Policy Condition failed)",
        [.fieldOther, .fieldMissing, .fieldBeginsOtherwise]
      ),
      (
        "AccessDenied",
        "Access Denied. (Each form field that you specify in a form must appear in the list of policy conditions. \"x-amz-meta-a\" not specified in the policy.)",
        [.fieldNotCovered]
      ),
      (
        "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header", [.dateMalformed, .dateMissing]
      ),
      (
        "MalformedPOSTRequest",
        "The body of your POST request is not well-formed multipart/form-data. (The name of the uploaded key is missing)",
        [.keyMissing, .fieldAfterFile]
      ),
      (
        "InvalidArgument",
        "Bucket POST must contain a field named 'policy'.  If it is specified, please check the order of the fields.",
        [.formPolicyMissing, .fieldAfterFile]
      ),
      // Common refusals.
      (
        "InvalidArgument",
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
        [.twoAuthMechanisms]
      ),
      ("Unauthorized", "SigV2 authorization is not supported. Please use SigV4 instead.", [.sigv2]),
      (
        "InvalidRegionName", "The region name 'us-west-2' is not valid. Must be one of: wnam, enam, auto",
        [.regionWrong]
      ),
      ("AccessControlListNotSupported", "The bucket does not allow ACLs", [.aclNotSupported]),
      ("InvalidArgument", "Unsupported Authorization Type", [.authorizationUnsupported]),
      ("SignatureVersionNotSupported", "…", [.sigv2]),
      (
        "IllegalLocationConstraintException",
        "The eu-west-1 location constraint is incompatible for the region specific endpoint this request was sent to.",
        [.locationConstraintOther]
      ),
      // Checksums.
      (
        "InvalidArgument", "Unsupported header 'x-amz-checksum-crc32' received for this API call.",
        [.checksumUnsupported]
      ),
      ("InvalidRequest", "Value for x-amz-checksum-crc32 header is invalid.", [.checksumMalformed]),
      (
        "XAmzContentChecksumMismatch", "The provided 'x-amz-checksum' header does not match what was computed.",
        [.checksumOther]
      ),
      (
        "InvalidRequest", "The value specified in the x-amz-trailer header is not supported", [.trailerUnsupported]
      ),
    ]
  }()

  @Test("is found in the whole message, not in single words", arguments: stated)
  func states(code: Text, message: Text, causes: [CauseCode]) throws {
    #expect(Self.codes(Self.diagnosis(code, message)) == causes)
  }

  @Test(
    "is not guessed from loose words",
    arguments: [
      "The region is wrong, I was expecting more", "mal-formed", "X-Amz-Expires", "x-amz-date is odd",
      "Please use AWS4-HMAC-SHA256", "request has expired or so", "Policy expired or not", "exactly one file",
      "must contain a field named 'key'", "x-amz-content-sha256",
    ] as [Text])
  func loose(message: Text) throws {
    for code: Text in ["AccessDenied", "InvalidArgument", "AuthorizationQueryParametersError", "InvalidRequest"] {
      let diagnosis = Self.diagnosis(code, message)
      #expect(diagnosis.findings.isEmpty, "\(Self.codes(diagnosis))")
      #expect(
        diagnosis.rejection?.contains(message.string) == true
          && diagnosis.rejection?.contains("does not know this message") == true)
      #expect(diagnosis.hints.contains { $0.contains("curl -v") })
    }
  }

  @Test("is taken as likely if the message has a code that is not known for it")
  func otherCode() throws {
    let diagnosis = Self.diagnosis("Teapot", "Invalid according to Policy: Policy expired.")
    #expect(Self.codes(diagnosis) == [.policyExpired] && diagnosis.findings.first?.certainty == .likely)
  }

  @Test("its variables are in the finding's detail")
  func captures() throws {
    let region = Self.diagnosis(
      "AuthorizationHeaderMalformed",
      "The authorization header is malformed; the region 'a-1' is wrong; expecting 'b-2'")
    #expect(region.findings.first?.detail == "signed for the region 'a-1'; the store expects 'b-2'")
    let sha = Self.diagnosis(
      "InvalidArgument", "x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.",
      [("ArgumentName", "x-amz-content-sha256"), ("ArgumentValue", "none")])
    #expect(sha.findings.first?.detail == "x-amz-content-sha256 is \"none\"")
    let body = Self.diagnosis(
      "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.",
      [("ClientComputedContentSHA256", "aaaa"), ("S3ComputedContentSHA256", "bbbb")])
    #expect(body.findings.first?.detail == "signed was aaaa, S3 computed bbbb")
    let skew = Self.diagnosis(
      "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.",
      [("RequestTime", "20260102T030405Z"), ("ServerTime", "2026-01-02T05:00:00Z")])
    #expect(skew.findings.first?.detail?.contains("S3's is 2026-01-02T05:00:00Z") == true)
    let unknown = Self.diagnosis("InvalidArgument", "no", [("ArgumentName", "x-amz-acl"), ("ArgumentValue", "all")])
    #expect(unknown.rejection?.contains("The argument is x-amz-acl: \"all\".") == true)
  }

  @Test("its elements decide where the message is the same for several causes")
  func elements() throws {
    let message: Text = "There were headers present in the request which were not signed"
    #expect(Self.codes(Self.diagnosis("AccessDenied", message, [("HeadersNotSigned", "host")])) == [.hostUnsigned])
    #expect(
      Self.codes(Self.diagnosis("AccessDenied", message, [("HeadersNotSigned", "host, x-amz-acl")]))
        == [.hostUnsigned, .unsignedAmzHeader])
    #expect(
      Self.codes(Self.diagnosis("AccessDenied", "…", [("HeadersNotSigned", "x-amz-acl")])) == [.unsignedAmzHeader])
    let large: Text = "Your proposed upload exceeds the maximum allowed size"
    let bound: [(name: Text, value: Text)] = [("MaxSizeAllowed", "5368709120"), ("ProposedSize", "6000000000")]
    #expect(Self.codes(Self.diagnosis("EntityTooLarge", large, bound)) == [.objectTooLarge])
    #expect(
      Self.codes(Self.diagnosis("EntityTooLarge", large, [("MaxSizeAllowed", "10"), ("ProposedSize", "11")])) == [
        .fileSize
      ])
    let part = Self.diagnosis("EntityTooSmall", "…", [("PartNumber", "1"), ("MinSizeAllowed", "5242880")])
    #expect(part.findings.isEmpty && part.rejection?.contains("5 MiB") == true)
    let header: Text = "A header you provided implies functionality that is not implemented"
    #expect(
      Self.codes(Self.diagnosis("NotImplemented", header, [("Header", "Transfer-Encoding")])) == [
        .transferEncodingChunked
      ])
    #expect(Self.codes(Self.diagnosis("NotImplemented", header, [("Header", "If-Match")])) == [.headerUnsupported])
    let key: Text = "The AWS Access Key Id you provided does not exist in our records."
    let temporary = Self.diagnosis("InvalidAccessKeyId", key, [("AWSAccessKeyId", "ASIAIOSFODNN7EXAMPLE")])
    #expect(Self.codes(temporary) == [.tokenMissing, .accessKeyUnknown])
    #expect(temporary.findings.allSatisfy { $0.certainty == .likely })
    let details = Self.diagnosis(
      "AccessDenied", "Access denied.",
      [("Details", "u@example.com does not have storage.objects.create access to the Google Cloud Storage object.")])
    #expect(Self.codes(details) == [.permissionMissing])
    let security = Self.diagnosis(
      "MalformedSecurityHeader", "Your request has a malformed header.",
      [("ParameterName", "content-type"), ("Details", "Header was included in signedheaders, but not in the request.")])
    #expect(Self.codes(security) == [.headerNotSent])
    #expect(security.findings.first?.detail == "signed but not sent: content-type")
  }

  /// The reason that a denial states, and its cause.
  static let reasons: [(Text, CauseCode)] = [
    ("because no identity-based policy allows the s3:PutObject action", .permissionMissing),
    ("with an explicit deny in an identity-based policy", .identityPolicyDenies),
    ("because no resource-based policy allows the s3:PutObject action", .bucketPermissionMissing),
    ("with an explicit deny in a resource-based policy", .bucketPolicyDenies),
    ("with an explicit deny in a resource-based policy: arn:aws:s3:::b", .bucketPolicyDenies),
    ("because no service control policy allows the s3:PutObject action", .organizationPolicyDenies),
    ("with an explicit deny in a service control policy", .organizationPolicyDenies),
    ("with an explicit deny in a resource control policy", .organizationPolicyDenies),
    ("with an explicit deny in a permissions boundary", .permissionsBoundaryDenies),
    ("because no session policy allows the s3:PutObject action", .sessionPolicyDenies),
    ("with an explicit deny in a VPC endpoint policy", .endpointPolicyDenies),
    (
      "because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access", .publicAccessBlocked
    ),
  ]

  @Test("AccessDenied that names the policy is certain", arguments: reasons)
  func denials(reason: Text, cause: CauseCode) throws {
    let user: Text = "User: arn:aws:iam::111122223333:user/u is not authorized to perform: s3:PutObject "
    for resource: Text in ["", "on resource: \"arn:aws:s3:::b/k\" "] {
      let diagnosis = Self.diagnosis("AccessDenied", user + resource + reason)
      #expect(Self.codes(diagnosis) == [cause] && diagnosis.findings.first?.certainty == .certain)
      #expect(diagnosis.findings.first?.detail?.contains("user/u may not perform s3:PutObject") == true)
    }
  }

  @Test("AccessDenied for a KMS key, for nobody, and without a reason")
  func otherDenials() throws {
    let kms = Self.diagnosis(
      "AccessDenied",
      "User: arn:aws:iam::111122223333:user/u is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:eu-west-1:111122223333:key/k because no identity-based policy allows the kms:GenerateDataKey action"
    )
    #expect(Self.codes(kms) == [.kmsPermissionMissing])
    let nobody = Self.diagnosis(
      "AccessDenied",
      "User: anonymous is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" because no resource-based policy allows the s3:GetObject action"
    )
    #expect(Self.codes(nobody) == [.notSigned])
    let bare = Self.diagnosis("AccessDenied", "Access Denied")
    #expect(bare.findings.count > 2 && bare.findings.allSatisfy { $0.certainty == .likely })
    let reason = Self.diagnosis("AccessDenied", "Access Denied. (Something that nobody knows)")
    #expect(reason.findings.isEmpty && reason.rejection?.contains("Something that nobody knows") == true)
  }

  // MARK: Against the request

  @Test("what the request shows is only likely if the server states something else")
  func contradiction() throws {
    let url: Text =
      "https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260102%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=abc&X-Amz-SignedHeaders=host&X-Amz-Signature=0000000000000000000000000000000000000000000000000000000000000000"
    let request = InspectedRequest(method: "PUT", url: url)
    let alone = try #require(Inspector().inspect(request))
    let certain = alone.findings.filter { $0.certainty == .certain }.map(\.cause.code)
    #expect(certain.contains(.expiresMalformed), "\(alone.findings)")
    for (code, message) in [
      ("AccessDenied", "Invalid according to Policy: Policy expired."),
      ("NoSuchKey", "The specified key does not exist."),
      ("InvalidRequest", "Nobody knows this message"),
    ] as [(Text, Text)] {
      let diagnosis = Self.diagnosis(code, message, of: request)
      for code in certain {
        #expect(diagnosis.findings.first { $0.cause.code == code }?.certainty == .likely, "\(diagnosis.findings)")
      }
    }
    let agreeing = Self.diagnosis(
      "AuthorizationQueryParametersError", "X-Amz-Expires must be non-negative", of: request)
    #expect(agreeing.findings.first?.cause.code == .expiresMalformed)
    #expect(agreeing.findings.first?.certainty == .certain)
    // A bare refusal states nothing, so the request's own faults stay certain, and the guesses go.
    let bare = Self.diagnosis("AccessDenied", "Access Denied", of: request)
    #expect(bare.findings.contains { $0.cause.code == .expiresMalformed && $0.certainty == .certain })
    #expect(!Self.codes(bare).contains(.bucketPolicyDenies))
  }

  @Test("the secret is not suspected if the server states another cause")
  func secret() throws {
    let url = try InspectionTests.url(secret: "another")
    let diagnosis = InspectionTests.inspector().inspect(
      error: InspectionTests.response("AccessDenied", "The bucket does not allow ACLs"), of: InspectionTests.sent(url))
    #expect(Self.codes(diagnosis) == [.aclNotSupported], "\(Self.codes(diagnosis))")
  }

  // MARK: Without a body

  @Test("a status and headers are a response, too")
  func status() throws {
    let redirect = Self.diagnosis(
      "", "", status: 307, headers: [HeaderField("Location", "https://b.s3.eu-west-1.amazonaws.com/k")])
    #expect(Self.codes(redirect) == [.bucketRedirect])
    #expect(redirect.findings.first?.detail == "S3 names https://b.s3.eu-west-1.amazonaws.com/k")
    let region = Self.diagnosis("", "", status: 301, headers: [HeaderField("x-amz-bucket-region", "eu-west-1")])
    #expect(region.findings.first?.detail == "S3 names eu-west-1")
    let head = Self.diagnosis("", "", status: 403)
    #expect(head.hasFault && head.findings.allSatisfy { $0.certainty == .likely })
    #expect(head.hints.contains { $0.contains("GET") })
    let sdk = Self.diagnosis("403", "Forbidden")
    #expect(Self.codes(sdk) == Self.codes(head))
    let raw = Inspector().inspect(
      error: "HTTP/1.1 307 Temporary Redirect\r\nLocation: https://x.example/\r\n\r\n", of: nil)
    #expect(Self.codes(raw) == [.bucketRedirect])
    #expect(Inspector.defect(ofErrorResponse: "HTTP/1.1 200 OK\r\n\r\n") != nil)
  }

  @Test(
    "the store that sent the response is named",
    arguments: [
      ("tx000000000000000000001-0060a1b2c3-1a2b-default", "1a2b-default-default", "Ceph"),
      ("tx000000000000000000001-0060a1b2c3-1a2b-nyc3a", "1a2b-nyc3a-nyc", "DigitalOcean Spaces"),
      ("17B0A1B2C3D4E5F6", String(repeating: "0a", count: 32), "MinIO"),
      ("d7ad5463704ef513", "aYlYxCzYrOfk3s2LGMAM2dmJ/Mks2DDCI", "Backblaze B2"),
    ])
  func store(request: String, host: String, name: String) throws {
    let diagnosis = Self.diagnosis("NoSuchKey", "…", [("RequestId", Text(request)), ("HostId", Text(host))])
    #expect(diagnosis.hints.contains { $0.contains("from \(name).") }, "\(diagnosis.hints)")
    let amazon = Self.diagnosis(
      "NoSuchKey", "…",
      [("RequestId", "VJXJSJV8GFTVQPVR"), ("HostId", Text(String(repeating: "aB3/", count: 19) + "="))])
    #expect(!amazon.hints.contains { $0.contains("response is from") })
    let cloudflare = Self.diagnosis(
      "NoSuchKey", "…", headers: [HeaderField("CF-Ray", "1"), HeaderField("Server", "cloudflare")])
    #expect(cloudflare.hints.contains { $0.contains("Cloudflare R2") })
  }
}
