import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// An input with one thing wrong, and the cause that has to come first.
struct FaultyInput: Sendable, CustomTestStringConvertible {
  var code: CauseCode
  var inspect: @Sendable (Inspector) throws -> Diagnosis?

  init(_ code: CauseCode, _ inspect: @escaping @Sendable (Inspector) throws -> Diagnosis?) {
    self.code = code
    self.inspect = inspect
  }

  var testDescription: String { code.rawValue }
}

@Suite("Inspection")
struct InspectionTests {
  static let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
  static let time: Timestamp = "2026-01-02T03:04:05Z"

  static func inspector(_ now: String = "2026-01-02T03:05:00Z") -> Inspector {
    Inspector(
      credentials: Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret(secret)),
      now: Timestamp(iso8601: Text(now)))
  }

  /// A URL that the reference signed.
  static func url(
    secret: String = secret, accessKey: Text = "AKIAIOSFODNN7EXAMPLE", token: String? = nil, region: Text = "eu-west-1",
    method: Text = "PUT", headers: [HeaderField] = []
  ) throws -> Text {
    let credentials = Credentials(
      accessKeyID: accessKey, secretAccessKey: Secret(secret), sessionToken: token.map { Secret($0) })
    let request = SigningRequest(
      method: method, endpoint: Endpoint(host: "s3.eu-west-1.amazonaws.com"),
      target: .object(bucket: "video-uploads-example", key: "videos/cat 1.webm", addressing: .virtual),
      headers: headers)
    return try Signer(credentials: credentials, region: region, service: "s3")
      .presignedURL(for: request, expires: 300, at: time).url
  }

  static func sent(_ url: Text, _ headers: [HeaderField] = [], _ method: Text = "PUT") -> InspectedRequest {
    InspectedRequest(method: method, url: url, headers: headers)
  }

  static func response(_ code: String, _ message: String, _ more: String = "") -> Text {
    Text("<Error><Code>\(code)</Code><Message>\(message)</Message>\(more)</Error>")
  }

  private static let sigv2Message =
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."

  static let faultyInputs: [FaultyInput] = [
    FaultyInput(.secretPadded) { try $0.inspect(sent(url(secret: secret + "\n"))) },
    FaultyInput(.secretPadded) { try $0.inspect(sent(url(secret: "\"\(secret)\""))) },
    FaultyInput(.secretUrlEncoded) {
      try $0.inspect(sent(url(secret: "wJalrXUtnFEMI%2FK7MDENG%2FbPxRfiCYEXAMPLEKEY")))
    },
    FaultyInput(.keyCachedWithoutSecret) { try $0.inspect(sent(url(secret: "another"))) },
    FaultyInput(.regionWrong) { try $0.inspect(sent(url(region: "us-east-1"))) },
    FaultyInput(.methodOther) { try $0.inspect(sent(url(method: "GET"))) },
    FaultyInput(.headerChanged) {
      try $0.inspect(
        sent(
          url(headers: [HeaderField("Content-Type", "video/webm")]), [HeaderField("Content-Type", "application/json")]))
    },
    FaultyInput(.headerNotSent) {
      try $0.inspect(sent(url(headers: [HeaderField("x-amz-meta-a", "b")]), [HeaderField("accept", "*/*")]))
    },
    FaultyInput(.hostChanged) { try $0.inspect(sent(url(), [HeaderField("Host", "cdn.example.com")])) },
    FaultyInput(.unsignedAmzHeader) { try $0.inspect(sent(url(), [HeaderField("x-amz-acl", "public-read")])) },
    FaultyInput(.tokenMissing) { try $0.inspect(sent(url(accessKey: "ASIAIOSFODNN7EXAMPLE"))) },
    FaultyInput(.expired) { inspector in
      var inspector = inspector
      inspector.now = Timestamp(iso8601: "2026-01-02T07:17:00Z")
      return try inspector.inspect(sent(url()))
    },
    FaultyInput(.notYetValid) { inspector in
      var inspector = inspector
      inspector.now = Timestamp(iso8601: "2026-01-02T02:41:05Z")
      return try inspector.inspect(sent(url()))
    },
    FaultyInput(.signedUrlEncodedAgain) {
      try $0.inspect(sent(Text(url().string.replacingOccurrences(of: "%2F", with: "%252F"))))
    },
    FaultyInput(.notSigned) { $0.inspect(sent("https://video-uploads-example.s3.eu-west-1.amazonaws.com/k")) },
    FaultyInput(.clockSkewed) { $0.inspect(error: response("RequestTimeTooSkewed", "too large"), of: nil) },
    FaultyInput(.tokenExpired) {
      $0.inspect(error: response("ExpiredToken", "The provided token has expired."), of: nil)
    },
    FaultyInput(.bucketRedirect) {
      $0.inspect(error: response("TemporaryRedirect", "", "<Endpoint>b.s3.eu-west-1.amazonaws.com</Endpoint>"), of: nil)
    },
    FaultyInput(.sigv2) {
      $0.inspect(error: response("InvalidRequest", sigv2Message), of: nil)
    },
    FaultyInput(.unsignedAmzHeader) {
      $0.inspect(error: response("AccessDenied", "…", "<HeadersNotSigned>x-amz-acl</HeadersNotSigned>"), of: nil)
    },
    FaultyInput(.policyExpired) {
      $0.inspect(error: response("AccessDenied", "Invalid according to Policy: Policy expired."), of: nil)
    },
    FaultyInput(.fileSize) { $0.inspect(error: response("EntityTooLarge", "…"), of: nil) },
    FaultyInput(.fieldAfterFile) { try $0.inspect(form(sent: ["file", "Content-Type"])) },
    FaultyInput(.fieldNotCovered) { try $0.inspect(form(sent: ["Content-Type", "x-amz-meta-a", "file"])) },
    FaultyInput(.fieldMissing) { try $0.inspect(form(sent: ["file"])) },
  ]

  /// A form that the reference built for a video, sent with additional fields of these names.
  static func form(sent names: [Text]) throws -> InspectedForm {
    let request = PostPolicyRequest.recording(
      bucket: "video-uploads-example", key: "videos/cat.webm", contentType: "video/webm", sizeLimit: 1000)
    let built = try inspector().credentials.map {
      try Signer(credentials: $0, region: "eu-west-1", service: "s3").presignedPost(for: request, at: time)
    }!
    let own = built.fields.filter { $0.name.lowercased != "content-type" }
    return InspectedForm(
      url: built.url, fields: own, sent: own + names.map { HeaderField($0, $0 == "Content-Type" ? "video/webm" : "x") })
  }

  @Test("names the cause", arguments: faultyInputs)
  func names(input: FaultyInput) throws {
    let diagnosis = try #require(try input.inspect(Self.inspector()))
    // A wrong secret cannot be distinguished from unknown mistakes, so it is the second guess.
    let codes = diagnosis.findings.map(\.cause.code)
    #expect(
      (codes.first == .unexplained ? codes.dropFirst().first : codes.first) == input.code,
      "\(diagnosis.findings.map { ($0.cause.code, $0.detail ?? "") }) \(diagnosis.subject)")
    #expect(diagnosis.hasFault)
  }

  @Test("finds nothing wrong in right inputs")
  func nothing() throws {
    let headers = [HeaderField("Content-Type", "video/webm")]
    let right = try #require(Self.inspector().inspect(Self.sent(try Self.url(headers: headers), headers)))
    #expect(right.findings.isEmpty && right.isSignatureRight == true)
    #expect(!right.rows.contains { $0.verdict == .broken || ($0.reason ?? "").contains("secret") })
    var blind = Self.inspector()
    blind.credentials = nil
    let unknown = try #require(blind.inspect(Self.sent(try Self.url(headers: headers), headers)))
    #expect(unknown.findings.isEmpty && unknown.isSignatureRight == nil)
    #expect(unknown.rows.contains { $0.verdict == .cannotTell } && !unknown.rows.contains { $0.verdict == .broken })
    #expect(try Self.inspector().inspect(Self.form(sent: ["Content-Type", "file"])).findings.isEmpty)
  }

  @Test("no condition is called wrong if the file's name makes the fields too large to be read")
  func expandedFields() throws {
    var form = try Self.form(sent: ["Content-Type", "file"])
    form.sent?.insert(Field("x-ignore-name", Text(String(repeating: "${filename}", count: 1000))), at: 0)
    form.file = FormFile(name: Text(String(repeating: "n", count: 1000)), size: 10)
    let codes = Self.inspector().inspect(form).findings.map(\.cause.code)
    #expect(codes.contains(.formFieldsTooLarge), "\(codes)")
    #expect(!codes.contains(.fieldMissing) && !codes.contains(.fieldOther), "\(codes)")
  }

  @Test("a wrong session token is shortened")
  func token() throws {
    let token = "IQoJb3JpZ2luX2VjEXAMPLETOKENOFASESSION"
    let conditions = #"[{"bucket":"b"},{"key":"k"},{"x-amz-security-token":"\#(token)"}]"#
    let policy = Base64.encode(Array(#"{"expiration":"2026-01-02T04:00:00Z","conditions":\#(conditions)}"#.utf8))
    let fields = [
      HeaderField("key", "k"), HeaderField("policy", Text(bytes: policy)),
      HeaderField("x-amz-security-token", Text("z" + token)),
    ]
    let diagnosis = Self.inspector().inspect(InspectedForm(fields: fields, sent: fields, bucket: "b"))
    #expect(diagnosis.findings.contains { $0.cause.code == .fieldOther })
    #expect(!String(decoding: diagnosis.json.document, as: UTF8.self).contains(token))
    let response = Self.response(
      "AccessDenied",
      "Policy Condition failed: [&quot;eq&quot;, &quot;$x-amz-security-token&quot;, &quot;\(token)&quot;]")
    let json = Self.inspector().inspect(error: response, of: nil)
    #expect(!String(decoding: json.json.document, as: UTF8.self).contains(token) && !json.subject.contains(token))
  }

  @Test("no input crashes")
  func anything() {
    var random = SystemRandomNumberGenerator()
    let pieces = [
      "https://", "x.amazonaws.com.s3", "s3.dualstack", "/", "?", "&", "=", "%", "%2", "%zz", "#", "\n", "<Code>",
      "</Code>",
      "<CanonicalRequest>", "SignatureDoesNotMatch", "X-Amz-Signature=", "X-Amz-Credential=", "a/b/c/d/e",
      "X-Amz-Expires=",
      "9223372036854775807", "X-Amz-Date=20260102T030405Z", "X-Amz-SignedHeaders=", ";", ":", "host",
      "{\"conditions\":[", "]}", "é", "Ã¼", "u\u{308}", " ", "\u{AD}", "&amp;", "\\u0026", "<", ">", "\"",
    ]
    var inspector = Self.inspector()
    inspector.intention = Intention(bucket: "b", key: "k", expires: Int.max)
    for _ in 0..<60 {
      let text = Text(
        (0..<Int.random(in: 1...30, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined())
      _ = inspector.inspect(
        InspectedRequest(url: "https://h.s3" + text, headers: [HeaderField("Authorization", "AWS4-X " + text)]))
      _ = inspector.inspect(error: "<Error>" + text, of: InspectedRequest(url: text))
      let fields = [
        HeaderField("policy", Text(bytes: Base64.encode(text.bytes))), HeaderField("x-amz-credential", text),
      ]
      _ = inspector.inspect(InspectedForm(url: text, fields: fields, sent: fields))
    }
  }

  @Test("finds two mistakes at once")
  func two() throws {
    let url = try Self.url(secret: Self.secret + "\n", method: "GET")
    let diagnosis = try #require(Self.inspector().inspect(Self.sent(url)))
    #expect(Set(diagnosis.findings.map(\.cause.code)) == [.methodOther, .secretPadded])
  }

  @Test("every cause has its code, a known rule, a summary and a fix", arguments: CauseCode.allCases)
  func declaration(code: CauseCode) {
    let words = code.rawValue.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    #expect("\(code)" == code.rawValue.prefix(1) + words.dropFirst())
    let cause = code.cause
    #expect(cause.code == code && Catalogue.requirement(cause.requirement) != nil)
    for text in [cause.summary, cause.fix] {
      #expect(text.hasSuffix(".") && text.split(separator: "`", omittingEmptySubsequences: false).count % 2 == 1)
    }
    #expect(!(cause.plainSummary + cause.plainFix).contains("`"))
  }

  @Test("code spans are removed for terminals and JSON; punctuation gets quotation marks")
  func codeSpans() throws {
    #expect("`x-amz-date` is missing.".withoutCodeSpans == "x-amz-date is missing.")
    #expect("Join them with `,` and no space.".withoutCodeSpans == #"Join them with "," and no space."#)
    #expect(#"Escape `"`."#.withoutCodeSpans == #"Escape '"'."#)
    #expect("a ` alone".withoutCodeSpans == "a ` alone")
    let diagnosis = try #require(try Self.inspector().inspect(Self.sent(Self.url(method: "GET"))))
    let finding = try #require(diagnosis.json["findings"]?.array?.first)
    #expect(finding["cause"]?.string == "method-other" && finding["fix"]?.string?.contains("getObject is GET") == true)
    #expect(!String(decoding: diagnosis.json.document, as: UTF8.self).contains("`"))
  }

  @Test(
    "the output is redacted, and the exit status says whether there is a fault", arguments: [false, true])
  func command(isJSON: Bool) throws {
    let token = "IQoJb3JpZ2luX2VjEXAMPLETOKENOFASESSION"
    let url = try Self.url(accessKey: "ASIAIOSFODNN7EXAMPLE", token: token).string
    let signature = String(url.suffix(while: { $0 != "=" }))
    let environment = [
      "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "not" + Self.secret,
      "AWS_SESSION_TOKEN": token,
    ]
    let options = ["--method", "PUT", "--now", "2026-01-02T03:05:00Z"] + (isJSON ? ["--json"] : [])
    let wrong = try Program.run(Program.videoSpec, ["inspect", "url", url] + options, environment: environment)
    #expect(wrong.status == 1)
    for hidden in [Self.secret, token, signature] { #expect(!(wrong.output + wrong.error).contains(hidden)) }
    let right = try Program.run(
      Program.videoSpec, ["inspect", "url", "-", "--secret-env", "MINE"] + options, input: url + "\n",
      environment: ["MINE": Self.secret])
    #expect(right.status == 0, "\(right.output)")
    #expect(try Program.run(Program.videoSpec, ["inspect", "url", "no-url"]).status == 2)
    #expect(try Program.run(Program.videoSpec, ["inspect", "telegram"]).status == 2)
  }
}

extension String {
  fileprivate func suffix(while condition: (Character) -> Bool) -> Substring {
    let start = lastIndex { !condition($0) }.map { index(after: $0) } ?? startIndex
    return self[start...]
  }
}
