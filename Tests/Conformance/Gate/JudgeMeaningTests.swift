import AdapterProtocol
import Gate
import Testing
import VideoSpec

/// A signer's fault and a word of the reason that the judge must give for it.
struct SigningFault: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let mention: String
  let change: @Sendable (inout FakeSigner.Draft) -> Void

  init(_ name: String, mention: String, _ change: @escaping @Sendable (inout FakeSigner.Draft) -> Void) {
    testDescription = name
    self.mention = mention
    self.change = change
  }
}

extension Verdict {
  /// Whether it is a failure whose reason has a word.
  func isFailure(mentioning word: String) -> Bool {
    guard case .fail(let failure) = self else { return false }
    return failure.reason.contains(word)
  }
}

@Suite("Signers are judged by meaning")
struct JudgeMeaningTests {
  private let judge = Judge(oracle: FakeOracle())

  @Test("a good answer passes, traced or not", arguments: ["sign.url", "sign.headers"], [true, false])
  func good(operation: String, traces: Bool) throws {
    let vector = try TestVectors.signing(operation)
    let observation = FakeSigner(traces: traces).perform(vector.run)
    #expect(try judge.verdict(on: observation, of: vector) == .pass)
  }

  @Test("a rejection passes only where the case allows it")
  func mayReject() throws {
    let refusal = Observation(.rejected(Rejection(ErrorCode("InvalidKey"), "no")))
    let strict = try TestVectors.signing("sign.url")
    let lenient = try TestVectors.signing("sign.url", expect: #"{"verdict": "accepted", "mayReject": true}"#)
    #expect(try judge.verdict(on: refusal, of: strict).kind == .fail)
    #expect(try judge.verdict(on: refusal, of: lenient) == .pass)
    #expect(try judge.verdict(on: FakeSigner(traces: false).perform(lenient.run), of: lenient) == .pass)
  }

  static let urlFaults: [SigningFault] = [
    .init("another scheme", mention: "scheme") { $0.origin = "http://media.s3.eu-west-1.amazonaws.com" },
    .init("another host", mention: "host") { $0.origin = "https://media.s3.amazonaws.com" },
    .init("another bucket", mention: "host") { $0.origin = "https://other.s3.eu-west-1.amazonaws.com" },
    .init("another bucket in the path", mention: "another object") {
      ($0.origin, $0.path) = ("https://s3.eu-west-1.amazonaws.com", "/other/a%20b")
    },
    .init("acceleration that was not requested", mention: "host") {
      $0.origin = "https://media.s3-accelerate.amazonaws.com"
    },
    .init("another port", mention: "port") { $0.origin = "https://media.s3.eu-west-1.amazonaws.com:8443" },
    .init("a path that was encoded twice", mention: "another object") { $0.path = "/a%2520b" },
    .init("another path", mention: "another object") { $0.path = "/ab" },
    .init("a plus sign for a space", mention: "path has a \"+\"") { $0.path = "/a+b" },
    .init("a space in the path", mention: "path has the byte 0x20") { $0.path = "/a b" },
    .init("UTF-8 in the path", mention: "path has the byte 0xc3") { $0.path = "/a%20b\u{e9}" },
    .init("brackets in the path", mention: "path has the byte 0x5b") { $0.path = "/a%20b[1]" },
    .init("a control character in the path", mention: "path has the byte 0x09") { $0.path = "/a\tb" },
    .init("a port with a sign", mention: "and a host") { $0.origin = "https://media.s3.eu-west-1.amazonaws.com:+443" },
    .init("a host in UTF-8", mention: "and a host") { $0.origin = "https://m\u{e9}dia.s3.eu-west-1.amazonaws.com" },
    .init("a user before the host", mention: "and a host") { $0.origin = "https://u@media.s3.eu-west-1.amazonaws.com" },
    .init("a plus sign in the query", mention: "query has a \"+\"") { $0.parameters = "&X-Amz-Security-Token=a+b" },
    .init("a space in the query", mention: "query has the byte 0x20") { $0.parameters = "&X-Amz-Region-Set= " },
    .init("UTF-8 in the query", mention: "query has the byte 0xc3") { $0.parameters = "&X-Amz-Region-Set=\u{e9}" },
    .init("a quotation mark in the query", mention: "query has the byte 0x22") {
      $0.parameters = "&X-Amz-Region-Set=\""
    },
    .init("a malformed query", mention: "query has a \"%\"") { $0.parameters = "&X-Amz-Region-Set=%2" },
    .init("a malformed path", mention: "hexadecimal") { $0.path = "/a%2" },
    .init("a fragment", mention: "fragment") { $0.after = { $0 + "#x" } },
    .init("not a URL", mention: "absolute URL") { $0.after = { _ in "/a%20b" } },
    .init("an own parameter lost", mention: "partNumber") { $0.ownQuery = "uploads" },
    .init("an own parameter changed", mention: "partNumber") { $0.ownQuery = "partNumber=3&uploads" },
    .init("a parameter too many", mention: "x-amz-acl") { $0.ownQuery = "partNumber=2&uploads&x-amz-acl=private" },
    .init("an own parameter twice", mention: "uploads") { $0.ownQuery = "partNumber=2&uploads&uploads" },
    .init("a signing parameter twice", mention: "twice") { $0.parameters = "&X-Amz-Expires=900" },
    .init("another payload hash as a parameter", mention: "X-Amz-Content-Sha256") {
      $0.parameters = "&X-Amz-Content-Sha256=ab"
    },
    .init("no expiry", mention: "no parameter X-Amz-Expires") { draft in
      draft.after = { $0.replacing("X-Amz-Expires=900&", with: "") }
    },
    .init("another algorithm", mention: "algorithm") { $0.algorithm = "AWS4-HMAC-SHA512" },
    .init("another access key", mention: "access key") { $0.accessKeyID = "AKIDOTHER" },
    .init("another region", mention: "scope") { $0.scope = "20260102/us-east-1/s3/aws4_request" },
    .init("another service", mention: "scope") { $0.scope = "20260102/eu-west-1/execute-api/aws4_request" },
    .init("another day in the scope", mention: "scope") { $0.scope = "20260101/eu-west-1/s3/aws4_request" },
    .init("another time", mention: "signed at") { $0.date = "20260102T030406Z" },
    .init("a time in another format", mention: "date") { $0.date = "2026-01-02T03:04:05Z" },
    .init("another expiry", mention: "X-Amz-Expires") { $0.expires = "900000" },
    .init("no token", mention: "Security-Token") { $0.token = nil },
    .init("another token", mention: "token") { $0.token = "TOKENOTHER" },
    .init("host not signed", mention: "host is not signed") { $0.signedHeaders = ["content-type"] },
    .init("content-type not signed", mention: "content-type is not signed") { $0.signedHeaders = ["host"] },
    .init("a header signed that was not given", mention: "x-amz-acl") {
      $0.signedHeaders = ["content-type", "host", "x-amz-acl"]
    },
    .init("names out of order", mention: "sorted") { $0.signedHeaders = ["host", "content-type"] },
    .init("names in upper case", mention: "lower case") { $0.signedHeaders = ["Content-Type", "host"] },
    .init("a wrong signature", mention: "signature") { $0.after = { $0 + "00" } },
    .init("an altered path", mention: "signature") { draft in
      draft.after = { $0.replacing("a%20b", with: "%61%20b") }
    },
    .init("a signature in upper case", mention: "lower-case") { draft in
      draft.after = { url in
        let start = url.range(ofSignature: "X-Amz-Signature=")
        return String(url[..<start]) + url[start...].uppercased()
      }
    },
  ]

  @Test("a wrong URL fails for its own reason", arguments: urlFaults)
  func badURL(fault: SigningFault) throws {
    let vector = try TestVectors.signing("sign.url")
    let verdict = try judge.verdict(on: FakeSigner(change: fault.change).perform(vector.run), of: vector)
    #expect(verdict.isFailure(mentioning: fault.mention), "\(verdict)")
  }

  static let headerFaults: [SigningFault] = [
    .init("another object", mention: "another object") { $0.path = "/a%2520b" },
    .init("a parameter too many", mention: "x-id") { $0.ownQuery = "partNumber=2&uploads&x-id=PutObject" },
    .init("a header too many, signed", mention: "header x-amz-copy-source was added, but not requested") {
      $0.headers.append(HeaderField("X-Amz-Copy-Source", "/other/key"))
      $0.signedHeaders.append("x-amz-copy-source")
    },
    .init("a header too many, unsigned", mention: "header if-match was added, but not requested") {
      $0.headers.append(HeaderField("If-Match", "*"))
    },
    .init("another length", mention: "content-length") { $0.headers.append(HeaderField("Content-Length", "5")) },
    .init("an unsigned value of two lines", mention: "line break") {
      $0.headers.append(HeaderField("Accept", "a\r\nx-amz-acl: public-read"))
    },
    .init("an unsigned value with a NUL", mention: "NUL") { $0.headers.append(HeaderField("Accept", "a\u{0}")) },
    .init("a name that is none", mention: "not a header name") { $0.headers.append(HeaderField("Accept ", "a")) },
    .init("a user-agent of its own for the one given", mention: "given header user-agent") {
      $0.headers.append(HeaderField("User-Agent", "other"))
    },
    .init("x-amz-date not signed", mention: "x-amz-date is not signed") { draft in
      draft.signedHeaders.removeAll { $0 == "x-amz-date" }
    },
    .init("content-type changed", mention: "content-type") {
      $0.headers.append(HeaderField("Content-Type", "application/octet-stream"))
    },
    .init("no token", mention: "x-amz-security-token") { draft in
      draft.signedHeaders.removeAll { $0 == "x-amz-security-token" }
      draft.headers.removeAll { $0.name == "X-Amz-Security-Token" }
    },
    .init("an unsigned payload that was not asked for", mention: "payload hash") { draft in
      draft.headers[1].value = "UNSIGNED-PAYLOAD"
    },
    .init("no x-amz-content-sha256", mention: "x-amz-content-sha256") { draft in
      draft.signedHeaders.removeAll { $0 == "x-amz-content-sha256" }
      draft.headers.remove(at: 1)
    },
    .init("two Authorization headers", mention: "Authorization") {
      $0.headers.append(HeaderField("authorization", "x"))
    },
    .init("parts in another form", mention: "Authorization") { draft in
      draft.after = { $0.replacing(", SignedHeaders", with: "; SignedHeaders") }
    },
    .init("another host", mention: "Host") { $0.headers.append(HeaderField("Host", "other")) },
    .init("a wrong signature", mention: "signature") { $0.after = { $0 + "00" } },
  ]

  @Test("wrong headers fail for their own reason", arguments: headerFaults)
  func badHeaders(fault: SigningFault) throws {
    let vector = try TestVectors.signing("sign.headers")
    let verdict = try judge.verdict(on: FakeSigner(change: fault.change).perform(vector.run), of: vector)
    #expect(verdict.isFailure(mentioning: fault.mention), "\(verdict)")
  }

  @Test("a client's usual headers may come with the signature")
  func usualHeaders() throws {
    let vector = try TestVectors.signing("sign.headers")
    let added = [
      ("Content-Length", "4"), ("Accept", "*/*"), ("Accept-Encoding", "identity"), ("Connection", "keep-alive"),
      ("amz-sdk-invocation-id", "1"), ("amz-sdk-request", "attempt=1"), ("Content-MD5", "hBpYnWqXCbT/wBJqd/mSCA=="),
    ]
    let signer = FakeSigner(change: { draft in
      draft.headers += added.map { HeaderField(Text($0.0), Text($0.1)) }
    })
    #expect(try judge.verdict(on: signer.perform(vector.run), of: vector) == .pass)
  }

  @Test(
    "a header that S3 takes unsigned may be unsigned",
    arguments: ["content-type", "x-amz-content-sha256"] as [Text])
  func unsigned(name: Text) throws {
    let vector = try TestVectors.signing("sign.headers")
    let signer = FakeSigner(change: { draft in draft.signedHeaders.removeAll { $0 == name } })
    #expect(try judge.verdict(on: signer.perform(vector.run), of: vector) == .pass)
  }

  @Test(
    "a signer may choose another host of Amazon S3 that leads to the bucket",
    arguments: [
      ("https://s3.eu-west-1.amazonaws.com", "/media/a%20b"),
      ("https://media.s3.dualstack.eu-west-1.amazonaws.com", "/a%20b"),
      ("https://media.s3-eu-west-1.amazonaws.com", "/a%20b"),
    ] as [(Text, Text)])
  func hosts(origin: Text, path: Text) throws {
    let vector = try TestVectors.signing("sign.url")
    let signer = FakeSigner(change: { ($0.origin, $0.path) = (origin, path) })
    #expect(try judge.verdict(on: signer.perform(vector.run), of: vector) == .pass)
  }

  @Test("the parameters that SDKs add change nothing")
  func parametersOfSDKs() throws {
    let vector = try TestVectors.signing("sign.url")
    let signer = FakeSigner(change: {
      $0.parameters = "&x-id=PutObject&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32"
    })
    #expect(try judge.verdict(on: signer.perform(vector.run), of: vector) == .pass)
  }

  @Test(
    "a fault counts for its own rule, whatever the case is about",
    arguments: [
      ("SIG-003", "SIG-037", { @Sendable (draft: inout FakeSigner.Draft) in draft.signedHeaders = ["content-type"] }),
      ("SIG-003", "SIG-040", { @Sendable (draft: inout FakeSigner.Draft) in draft.signedHeaders = ["host"] }),
      ("SIG-037", "SIG-091", { @Sendable (draft: inout FakeSigner.Draft) in draft.expires = "901" }),
      ("SIG-037", "SIG-081", { @Sendable (draft: inout FakeSigner.Draft) in draft.token = nil }),
      ("SIG-037", "SIG-003", { @Sendable (draft: inout FakeSigner.Draft) in draft.path = "/a+b" }),
      // The path's byte may break several rules; the case's own is among them.
      ("SIG-002", "SIG-002", { @Sendable (draft: inout FakeSigner.Draft) in draft.path = "/a b" }),
    ] as [(String, RequirementID, @Sendable (inout FakeSigner.Draft) -> Void)])
  func attribution(
    requirement: String, rule: RequirementID, change: @escaping @Sendable (inout FakeSigner.Draft) -> Void
  )
    throws
  {
    let vector = try TestVectors.signing("sign.url", requirement: requirement)
    let verdict = try judge.verdict(on: FakeSigner(change: change).perform(vector.run), of: vector)
    let outcome = RatedOutcome(CaseOutcome(vector: vector, verdict: verdict), terms: GateTerms(profiles: []))
    #expect(verdict.kind == .fail && outcome.rule.id == rule, "\(verdict)")
    #expect(outcome.isAttributed == (vector.requirement.id != rule))
  }

  @Test("a wrong signature counts for the rule of the mistake that explains it")
  func explainedSignature() throws {
    let mistake = ExplainedMistake(rule: "SIG-021", summary: "The query parameters were signed unsorted.")
    let vector = try TestVectors.signing("sign.url", requirement: "SIG-003")
    let signer = FakeSigner(change: { $0.after = { $0 + "00" } })
    let verdict = try Judge(oracle: FakeOracle(mistake: mistake)).verdict(on: signer.perform(vector.run), of: vector)
    let outcome = RatedOutcome(CaseOutcome(vector: vector, verdict: verdict), terms: GateTerms(profiles: []))
    #expect(outcome.rule.id == "SIG-021" && verdict.isFailure(mentioning: mistake.summary))
  }

  /// A slash of a key, or the one between bucket and key, is a slash; what the key spells as %2F is %252F.
  @Test(
    "slashes of a path stay slashes",
    arguments: [
      ("a/b", "/media/a/b", nil), ("a/b", "/media/a%2Fb", "\"%2F\""), ("a/b", "/media%2fa/b", "\"%2F\""),
      ("a%2Fb", "/media/a%252Fb", nil), ("a%2Fb", "/media/a%2Fb", "another object"),
      ("a%2Fb", "/media/a/b", "another object"), ("a+b", "/media/a%2Bb", nil), ("a+b", "/media/a+b", "\"+\""),
    ] as [(String, String, String?)])
  func slashes(key: String, path: String, mention: String?) throws {
    let target =
      #"{"bucket": "media", "key": "\#(key)", "addressing": "path", "query": [["partNumber", "2"], ["uploads", null]]}"#
    let vector = try TestVectors.signing("sign.url", target: target)
    let signer = FakeSigner(change: { ($0.origin, $0.path) = ("https://s3.eu-west-1.amazonaws.com", Text(path)) })
    let verdict = try judge.verdict(on: signer.perform(vector.run), of: vector)
    #expect(mention.map(verdict.isFailure(mentioning:)) ?? (verdict == .pass), "\(verdict)")
  }

  @Test(
    "a target on the wire comes back as it is, or encoded as it should be",
    arguments: [
      ("/a+b?x=a+b", "/a+b", "x=a+b", nil), ("/a+b?x=a+b", "/a%2bb", "x=a+b", "path"),
      ("/?x=a+b", "/", "x=a%2Bb", nil), ("/?x=a+b", "/", "x=a%20b", "x=a+b"), ("/?x=a%2Bb", "/", "x=a+b", "\"+\""),
      ("/?x=a%20b", "/", "x=a b", "0x20"), ("/?x=a b", "/", "x=a%20b", nil), ("/a b", "/a%20b", "", nil),
      ("/a%20b", "/a b", "", "path"),
    ] as [(String, String, String, String?)])
  func wire(target: String, path: String, query: String, mention: String?) throws {
    let vector = try TestVectors.signing("sign.url", target: #"{"wire": "\#(target)"}"#)
    let signer = FakeSigner(change: {
      ($0.origin, $0.path, $0.ownQuery) = ("https://s3.eu-west-1.amazonaws.com", Text(path), Text(query))
    })
    let verdict = try judge.verdict(on: signer.perform(vector.run), of: vector)
    #expect(mention.map(verdict.isFailure(mentioning:)) ?? (verdict == .pass), "\(verdict)")
  }

  @Test("Authorization may have no space after its commas")
  func authorizationWithoutSpaces() throws {
    let vector = try TestVectors.signing("sign.headers")
    let signer = FakeSigner(change: { draft in draft.after = { $0.replacing(", ", with: ",") } })
    #expect(try judge.verdict(on: signer.perform(vector.run), of: vector) == .pass)
  }

  @Test("user-agent may be signed, except where SIG-041 is the rule", arguments: ["SIG-097", "SIG-041"])
  func userAgent(requirement: String) throws {
    let vector = try TestVectors.signing("sign.url", requirement: requirement)
    let signer = FakeSigner(change: { $0.signedHeaders.append("user-agent") })
    let verdict = try judge.verdict(on: signer.perform(vector.run), of: vector)
    #expect(requirement == "SIG-041" ? verdict.isFailure(mentioning: "user-agent") : verdict == .pass)
  }

  @Test(
    "an own clock counts inside of the run, and not outside",
    arguments: [("2026-01-02T03:04:00Z", true), ("2026-01-02T03:04:06Z", false)])
  func ownClock(start: String, isGood: Bool) throws {
    let vector = try TestVectors.signing("sign.url")
    let start = try #require(Timestamp(iso8601: Text(start)))
    let end = Timestamp(seconds: start.seconds + 10)
    let verdict = try judge.verdict(
      on: FakeSigner().perform(vector.run), of: vector, dates: start...end,
      implementation: .anonymous(clock: .own))
    #expect(isGood ? verdict == .pass : verdict.isFailure(mentioning: "outside the run"))
  }

  @Test("a wrong signature is traced to the step that S3 would compute otherwise")
  func divergence() throws {
    let vector = try TestVectors.signing("sign.url")
    let signer = FakeSigner(change: { draft in draft.after = { $0.replacing("a%20b", with: "%61%20b") } }, traces: true)
    guard case .fail(let failure) = try judge.verdict(on: signer.perform(vector.run), of: vector) else {
      Issue.record("it should fail")
      return
    }
    let place = try #require(failure.divergence?.place)
    #expect(failure.divergence?.step == "canonicalRequest")
    #expect((place.line, place.byte) == (2, 2))
    #expect(place.expected.hasPrefix("/%61%20b?") && place.observed.hasPrefix("/a%20b?"))
  }

  @Test("who promised the reference's bytes is held to them", arguments: [true, false])
  func exact(isExact: Bool) throws {
    let expect = #"{"verdict": "accepted", "output": {"url": "https://other/"}}"#
    let vector = try TestVectors.signing("sign.url", expect: expect)
    let verdict = try judge.verdict(on: FakeSigner().perform(vector.run), of: vector, isExact: isExact)
    #expect(isExact ? verdict.isFailure(mentioning: "exact") : verdict == .pass)
  }
}

extension String {
  func replacing(_ part: String, with replacement: String) -> String {
    guard let start = utf8.indices.first(where: { utf8[$0...].starts(with: part.utf8) }) else { return self }
    return String(self[..<start]) + replacement + self[utf8.index(start, offsetBy: part.utf8.count)...]
  }

  /// Where what follows a name begins.
  func range(ofSignature name: String) -> String.Index {
    let start = utf8.indices.first { utf8[$0...].starts(with: name.utf8) } ?? endIndex
    return utf8.index(start, offsetBy: name.utf8.count)
  }
}
