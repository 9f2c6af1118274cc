import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("What is certain, what is likely, and what to paste next")
struct CertaintyTests {
  private static let mismatch = InspectionTests.response("SignatureDoesNotMatch", "m")

  /// A URL that the reference signed in path style.
  private static func url(
    _ path: Text, host: Text = "files.example.com", headers: [HeaderField] = [], secret: String = InspectionTests.secret
  ) throws -> Text {
    let credentials = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret(secret))
    let request = SigningRequest(
      method: "PUT", endpoint: Endpoint(host: host), target: .wire(path), headers: headers)
    return try Signer(credentials: credentials, region: "eu-west-1", service: "s3")
      .presignedURL(for: request, expires: 300, at: InspectionTests.time).url
  }

  private static func sent(_ url: Text, _ headers: [HeaderField] = [], body: Text? = nil) -> InspectedRequest {
    InspectedRequest(method: "PUT", url: url, headers: headers, body: body)
  }

  private static func codes(_ diagnosis: Diagnosis) -> [CauseCode] {
    diagnosis.findings.filter { $0.certainty > .remark }.map(\.cause.code)
  }

  // MARK: A right signature

  @Test("a right signature that S3 rejects stays right: the server received something else, or has another secret")
  func right() throws {
    let url = try Self.url("/minio/bkt/k")
    let inspector = InspectionTests.inspector()
    let bare = inspector.inspect(error: Self.mismatch, of: Self.sent(url))
    #expect(bare.isSignatureRight == true && Self.codes(bare) == [.rightButRejected], "\(bare.findings)")
    #expect(bare.findings[0].certainty == .likely && bare.findings[0].confirm != nil)
    #expect(bare.next?.contains("as the server received it") == true)
    #expect(bare.json["next"] == bare.next.map { JSONValue($0) } && bare.json["signature"] == "right")
    #expect(bare.json["findings"]?.array?.first?["confirm"]?.string == bare.findings[0].confirm)
  }

  @Test(
    "Resource shows a prefix of the path that a proxy removed",
    arguments: [
      ("/bkt/k", "bkt", true), ("/bkt/k", nil, true), ("/minio/bkt/k", "minio", false), ("/k", "bkt", false),
      ("/", nil, false), ("/other/k", "other", false),
    ] as [(Text, Text?, Bool)])
  func prefix(resource: Text, bucket: Text?, isStripped: Bool) throws {
    let request = Self.sent(try Self.url("/minio/bkt/k"))
    let name = bucket.map { "<BucketName>\($0)</BucketName>" } ?? ""
    let response = InspectionTests.response("SignatureDoesNotMatch", "m", "\(name)<Resource>\(resource)</Resource>")
    let diagnosis = InspectionTests.inspector().inspect(error: response, of: request)
    #expect(Self.codes(diagnosis) == [isStripped ? .pathPrefixStripped : .rightButRejected], "\(diagnosis.findings)")
    #expect(diagnosis.findings[0].certainty == (isStripped ? .certain : .likely) && diagnosis.isSignatureRight == true)
    // Without the secret, it is not known what was signed.
    var blind = InspectionTests.inspector()
    blind.credentials = nil
    let guessed = blind.inspect(error: response, of: request)
    #expect(guessed.findings.allSatisfy { $0.certainty < .certain } && guessed.hasFault, "\(guessed.findings)")
    #expect(Self.codes(guessed).contains(.pathPrefixStripped) == isStripped)
  }

  @Test("Host in the response shows that a proxy replaced it")
  func host() throws {
    let request = Self.sent(try Self.url("/bkt/k"))
    let response = InspectionTests.response("SignatureDoesNotMatch", "m", "<Host>minio:9000</Host>")
    let diagnosis = InspectionTests.inspector().inspect(error: response, of: request)
    #expect(Self.codes(diagnosis) == [.hostChanged] && diagnosis.findings[0].certainty == .certain)
    // HostId and a name without a dot or a port are no hosts.
    let other = InspectionTests.response("SignatureDoesNotMatch", "m", "<Host>abc</Host><HostId>a.b</HostId>")
    #expect(Self.codes(InspectionTests.inspector().inspect(error: other, of: request)) == [.rightButRejected])
  }

  // MARK: The secret

  @Test("another access key is a cause of its own: nothing is said about the signature or the secret")
  func accessKey() throws {
    var inspector = InspectionTests.inspector()
    inspector.credentials = Credentials(accessKeyID: "AKIAOTHERKEYEXAMPLE1", secretAccessKey: Secret("other"))
    let request = Self.sent(try Self.url("/bkt/k"))
    let alone = try #require(inspector.inspect(request))
    #expect(Self.codes(alone) == [.accessKeyOther] && alone.findings[0].certainty == .likely, "\(alone.findings)")
    #expect(alone.isSignatureRight == nil && alone.next?.contains("secret of the access key") == true)
    let rejected = inspector.inspect(error: Self.mismatch, of: request)
    #expect(rejected.cause?.code == .accessKeyOther && rejected.isSignatureRight != true, "\(rejected.findings)")
    #expect(!rejected.findings.contains { $0.cause.code == .keyCachedWithoutSecret || $0.certainty == .certain })
    let canonical = CanonicalComparisonTests.canonical
    let response = CanonicalComparisonTests.response(canonical, CanonicalComparisonTests.signed(canonical))
    let compared = inspector.inspect(error: response, of: nil)
    #expect(compared.cause?.code == .accessKeyOther && compared.isSignatureRight == nil, "\(compared.findings)")
    #expect(!compared.findings.contains { $0.cause.code == .keyCachedWithoutSecret })
    // The right secret under another access key.
    inspector.credentials = Credentials(
      accessKeyID: "AKIAOTHERKEYEXAMPLE1", secretAccessKey: Secret(InspectionTests.secret))
    let right = try #require(inspector.inspect(request))
    #expect(right.isSignatureRight == true && Self.codes(right) == [.accessKeyOther], "\(right.findings)")
  }

  @Test("the secret is suspected last, and never while a signed header has no known value")
  func suspects() throws {
    let type = [HeaderField("Content-Type", "application/vnd.example.unknown")]
    let inspector = InspectionTests.inspector()
    let open = try #require(
      inspector.inspect(Self.sent(try Self.url("/b/k", headers: type), [HeaderField("Content-Type", "text/plain")])))
    #expect(Self.codes(open) == [.headerChanged, .unexplained], "\(open.findings)")
    #expect(open.findings[0].detail?.contains("content-type (sent as \"text/plain\")") == true)
    #expect(open.findings.allSatisfy { $0.certainty == .likely && $0.confirm != nil })
    let closed = try #require(inspector.inspect(Self.sent(try Self.url("/b/k", secret: "another"))))
    #expect(Self.codes(closed) == [.unexplained, .keyCachedWithoutSecret], "\(closed.findings)")
    #expect(closed.findings.allSatisfy { $0.certainty == .likely && $0.confirm != nil })
    #expect(closed.next?.contains("XML") == true)
    // A header that was not given may have been sent.
    let metadata = [HeaderField("x-amz-meta-a", "b")]
    let missing = try #require(
      inspector.inspect(Self.sent(try Self.url("/b/k", headers: metadata), [HeaderField("accept", "*/*")])))
    #expect(Self.codes(missing) == [.headerNotSent] && missing.findings[0].certainty == .likely, "\(missing.findings)")
    #expect(missing.isSignatureRight == nil && missing.next?.contains("x-amz-meta-a") == true)
  }

  @Test("signed headers follow from the body, if it is known")
  func derived() throws {
    let body: Text = "some body"
    let md5 = try #require(MessageDigest(.md5))
    md5.update(body.bytes.span.bytes)
    let sum = HeaderField("content-md5", Text(bytes: Base64.encode(md5.finish())))
    let url = try Self.url(
      "/b/k", headers: [HeaderField("content-length", "9"), sum])
    let right = try #require(InspectionTests.inspector().inspect(Self.sent(url, [HeaderField("a", "b")], body: body)))
    #expect(right.isSignatureRight == true && !right.hasFault, "\(right.findings)")
    let other = try #require(InspectionTests.inspector().inspect(Self.sent(url, [HeaderField("a", "b")], body: "x")))
    #expect(other.isSignatureRight == false && other.hasFault)
  }

  // MARK: S3's answer against the request alone

  @Test("a request without a signature is not called unsigned if S3 says that its signature does not match")
  func unsigned() throws {
    let request = Self.sent("https://bkt.s3.us-east-1.amazonaws.com/k")
    let diagnosis = Inspector().inspect(error: Self.mismatch, of: request)
    #expect(Self.codes(diagnosis) == [.unexplained] && diagnosis.isSignatureRight == nil, "\(diagnosis.findings)")
    #expect(diagnosis.next?.contains("Authorization header") == true)
    let alone = try #require(Inspector().inspect(request))
    #expect(Self.codes(alone) == [.notSigned] && alone.findings[0].certainty == .likely)
    let received = InspectedRequest(received: "PUT", target: "/k", headers: [HeaderField("Host", "bkt.example.com")])
    #expect(try #require(Inspector().inspect(received)).findings[0].certainty == .certain)
    let nothing = Inspector().inspect(error: Self.mismatch, of: nil)
    #expect(nothing.next?.contains("URL, method and headers") == true)
  }

  @Test("what S3 answers by another code is not certain")
  func answers() throws {
    var late = InspectionTests.inspector("2026-01-03T03:05:00Z")
    late.credentials = nil
    let request = Self.sent(try Self.url("/b/k"))
    // The request may have been sent in time, and pasted later.
    #expect(try #require(late.inspect(request)).findings[0].certainty == .likely)
    for (code, message) in [
      ("SignatureDoesNotMatch", "m"), ("NoSuchBucket", "m"), ("AccessDenied", "Request has expired"),
    ] {
      let found = late.inspect(error: InspectionTests.response(code, message), of: request)
        .findings.first { $0.cause.code == .expired }
      #expect(found?.certainty == (code == "AccessDenied" ? .certain : .likely), "\(code)")
    }
  }

  // MARK: The signer's canonical request for a URL

  @Test("with the signer's canonical request and no method, its method is taken, and nothing is said of the signature")
  func method() throws {
    let url = try Self.url("/bkt/k")
    let query = url.string.split(separator: "?")[1].split(separator: "&").dropLast().joined(separator: "&")
    func inspect(_ own: String) throws -> Diagnosis {
      var inspector = Inspector()
      inspector.ownCanonicalRequest = Text(own)
      return try #require(inspector.inspect(InspectedRequest(url: url)))
    }
    let same = try inspect("GET\n/bkt/k\n\(query)\nhost:files.example.com\n\nhost\nUNSIGNED-PAYLOAD")
    #expect(!same.hasFault && same.isSignatureRight == nil && same.divergence == nil, "\(same.findings)")
    #expect(same.hints.contains { $0.contains("was not checked") })
    let padded = try inspect("GET\n/bkt/k\n\(query)\nhost: files.example.com\n\nhost\nUNSIGNED-PAYLOAD")
    #expect(Self.codes(padded) == [.headerValuesUntrimmed] && padded.divergence?.line == 4, "\(padded.findings)")
  }

  // MARK: Requests as received, for other programs

  private static func received(_ url: Text, _ headers: [HeaderField] = []) throws -> InspectedRequest {
    let rest = Text(url.bytes.dropFirst(8))
    let slash = try #require(rest.bytes.firstIndex(of: 0x2F))
    return InspectedRequest(
      received: "PUT", target: Text(rest.bytes[slash...]),
      headers: [HeaderField("Host", Text(rest.bytes[..<slash]))] + headers)
  }

  @Test("a request as received is complete, and is diagnosed with and without a search")
  func received() throws {
    var inspector = InspectionTests.inspector()
    let type = [HeaderField("Content-Type", "video/webm")]
    let url = try Self.url("/bkt/k", headers: type)
    for search in [SearchEffort.none, .brief, .full] {
      inspector.search = search
      let right = try #require(inspector.inspect(try Self.received(url, type)))
      #expect(right.isSignatureRight == true && !right.hasFault)
      let missing = try #require(inspector.inspect(try Self.received(url)))
      #expect(missing.findings.contains { $0.cause.code == .headerNotSent && $0.certainty == .certain })
      #expect(missing.isSignatureRight == false)
      let other = [HeaderField("Content-Type", "image/png")]
      let changed = try #require(inspector.inspect(try Self.received(url, other)))
      // Only a search proves which value was signed.
      #expect(Self.codes(changed).first == .headerChanged, "\(changed.findings)")
      #expect(changed.findings[0].certainty == (search == .none ? .likely : .certain), "\(search)")
      #expect(!changed.findings.contains { $0.cause.code == .keyCachedWithoutSecret })
    }
  }

  @Test("a request as received is not repaired, and its body's hash is enough")
  func raw() throws {
    let inspector = InspectionTests.inspector()
    let url = try Self.url("/bkt/a%20b")
    let broken = Text(url.string.split(separator: "%20", omittingEmptySubsequences: false).joined(separator: " "))
    let diagnosis = try #require(inspector.inspect(try Self.received(broken)))
    #expect(!diagnosis.findings.contains { $0.cause.code == .urlBrokenInCopying }, "\(diagnosis.findings)")
    let credentials = try #require(inspector.credentials)
    let request = SigningRequest(
      method: "PUT", endpoint: Endpoint(host: "files.example.com"), target: .wire("/bkt/k"), payload: .body("some body")
    )
    let headers = try Signer(credentials: credentials, region: "eu-west-1", service: "s3")
      .signedHeaders(for: request, at: InspectionTests.time).headers
    func inspect(_ body: Text) throws -> Diagnosis {
      let hash = Text(bytes: Hexadecimal.encode(SHA256.digest(of: body.bytes)))
      return try #require(
        inspector.inspect(
          InspectedRequest(
            received: "PUT", target: "/bkt/k", headers: [HeaderField("Host", "files.example.com")] + headers,
            bodyHash: hash)))
    }
    #expect(try inspect("some body").isSignatureRight == true)
    #expect(try inspect("another").cause?.code == .bodyChanged)
  }

  @Test("nothing that is received crashes the inspection", arguments: [SearchEffort.none, .brief])
  func hostile(search: SearchEffort) {
    var inspector = InspectionTests.inspector()
    inspector.search = search
    for target in ["", "?", "//", "*", "http://", "https://x", "/%", "/?&=&", "/#?X-Amz-Signature=1", "/\u{0}", "é"] {
      for headers in [
        [], [HeaderField("Host", "")],
        [
          HeaderField("host", "h"),
          HeaderField(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=;;, Signature=" + Text(String(repeating: "0", count: 64))),
        ],
      ] {
        _ = inspector.inspect(InspectedRequest(received: "PUT", target: Text(target), headers: headers))
      }
    }
  }
}
