import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("Pasted texts")
struct PastedTextTests {
  private static func read(_ text: String) -> PastedText { PastedText(Array(text.utf8)) }

  private static func formats(_ text: PastedText) -> [String] { text.items.map(\.format) }

  @Test("a text is recognized, and its incident diagnosed", arguments: PastedSamples.all)
  func recognizes(sample: PastedSample) throws {
    let text = Self.read(sample.text)
    #expect(Self.formats(text).contains(sample.format), "\(Self.formats(text)) \(text.unread)")
    let found = InspectionTests.inspector().inspect(text.incidents)
    let first = try #require(found.first)
    let codes = first.diagnosis.findings.filter { $0.certainty > .remark }.map(\.cause.code)
    switch sample.expectation {
    case .right:
      #expect(first.diagnosis.isSignatureRight == true && codes.isEmpty, "\(codes) \(first.diagnosis.subject)")
      #expect(found.count == 1)
    case .cause(let code): #expect(codes.first == code, "\(codes) \(first.diagnosis.subject)")
    case .form:
      let form = try #require(first.incident.form)
      #expect(Set(form.fields) == Set(PastedSamples.form.fields) && form.url == PastedSamples.form.url)
      #expect(first.diagnosis.isSignatureRight == true)
    }
  }

  @Test("a response belongs to its request, and a signer's own text to its response")
  func incident() throws {
    let sample = try #require(PastedSamples.messages.first { $0.name == "curl -v" })
    let incidents = Self.read(sample.text).incidents
    #expect(incidents.count == 1)
    let request = try #require(incidents[0].request)
    #expect(request.method == "PUT" && request.url == Text(PastedSamples.url) && incidents[0].response != nil)
    #expect(request.headers.contains(HeaderField("Content-Type", "image/png")))
    #expect(!request.headers.contains { $0.name.lowercased == "cookie" })
    #expect(incidents[0].time == Timestamp(iso8601: "2026-01-02T04:04:05Z"))
  }

  @Test("the body of a raw request is known if the text has all of it")
  func body() throws {
    let sample = try #require(PastedSamples.messages.first { $0.name == "a raw request" })
    #expect(Self.read(sample.text).incidents.first?.request?.body == "abc")
    let longer = Self.read(sample.text + "\n\nThat was my request.\n")
    #expect(longer.incidents.first?.request?.body == nil && longer.incidents.first?.request != nil)
  }

  // MARK: Multipart

  private static func multipart(_ parts: [(head: String, body: String)]) -> String {
    parts.map { "------W\r\nContent-Disposition: form-data; \($0.head)\r\n\r\n\($0.body)\r\n" }.joined()
      + "------W--\r\n"
  }

  @Test(
    "a multipart body is the sent form, with its order, the name and the size of the file", arguments: [false, true])
  func multipart(isWithHead: Bool) throws {
    let parts = PastedSamples.form.fields.map { (head: "name=\"\($0.name)\"", body: $0.value.string) }
    let file = (head: "name=\"file\"; filename=\"cat \\\"1\\\".webm\"\r\nContent-Type: video/webm", body: "ab\r\ncd\n")
    let type = (head: "name=\"Content-Type\"", body: "video/webm")
    let body = Self.multipart(parts + [file, type])
    let head =
      "POST / HTTP/1.1\r\nHost: video-uploads-example.s3.eu-west-1.amazonaws.com\r\nContent-Type: multipart/form-data; boundary=----W\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
    let incident = try #require(Self.read((isWithHead ? head : "") + body).incidents.first)
    let form = try #require(incident.form)
    #expect(form.sent?.map(\.name) == PastedSamples.form.fields.map(\.name) + ["file", "Content-Type"])
    #expect(form.file == FormFile(name: "cat \"1\".webm", contentType: "video/webm", size: 7))
    #expect((form.url != nil) == isWithHead && incident.request == nil)
    let diagnosis = InspectionTests.inspector().inspect(incident)
    #expect(diagnosis.cause?.code == .fieldAfterFile && diagnosis.isSignatureRight == true)
  }

  @Test("the form that a backend hands out and the one that was sent are one incident")
  func mergedForm() throws {
    let parts = PastedSamples.form.fields.dropFirst().map { (head: "name=\"\($0.name)\"", body: $0.value.string) }
    let sent = Self.multipart(parts + [(head: "name=\"file\"; filename=\"a\"", body: "")])
    let handedOut = try #require(PastedSamples.handedOut.first)
    let incidents = Self.read(handedOut.text + "\n\nIt sends:\n\n" + sent).incidents
    #expect(incidents.count == 1)
    let form = try #require(incidents.first?.form)
    #expect(form.fields.count == form.sent?.count && form.url == PastedSamples.form.url)
  }

  // MARK: The signer's own texts

  static let own = """
    PUT
    /k

    content-type:image/png
    host:bkt.s3.us-east-1.amazonaws.com

    content-type;host
    UNSIGNED-PAYLOAD
    """
  static let stringToSign = """
    AWS4-HMAC-SHA256
    20260102T030405Z
    20260102/us-east-1/s3/aws4_request
    \(String(repeating: "0f", count: 32))
    """

  private static func escaped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
  }

  @Test(
    "a signer's own texts are found in prose and in logs",
    arguments: [
      own + "\n\n" + stringToSign,
      "> The canonical request:\n>\n"
        + (own + "\n\n" + stringToSign).split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)" }
        .joined(separator: "\n"),
      "    " + (own + "\n\n" + stringToSign).replacing("\n", with: "\n    "),
      "2026-01-02 03:04:05,123 botocore.auth [DEBUG] CanonicalRequest:\n\(own)\n2026-01-02 03:04:05,124 botocore.auth [DEBUG] StringToSign:\n\(stringToSign)\n2026-01-02 03:04:05,125 botocore.auth [DEBUG] Signature:\n",
      "DEBUG canonical request: \(own)\nDEBUG string to sign: \(stringToSign)\n",
      (own + "\n" + stringToSign).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        .map { "12:00:0\($0 % 10) [signer] \($1)" }.joined(separator: "\n"),
      #"{"level":"debug","canonicalRequest":"\#(escaped(own))","stringToSign":"\#(escaped(stringToSign))"}"#
        .replacing(",\"string", with: ",\n\"string", maxReplacements: 1),
    ])
  func ownTexts(text: String) throws {
    let incidents = Self.read(text).incidents
    #expect(incidents.count == 1)
    #expect(incidents.first?.ownCanonicalRequest == Text(Self.own), "\(Self.read(text))")
    #expect(incidents.first?.ownStringToSign == Text(Self.stringToSign))
  }

  // MARK: Several incidents

  @Test("a thread has one incident for what belongs together")
  func thread() throws {
    let canonical = Self.own.replacing("image/png", with: "text/plain")
    let response =
      "<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message><AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><StringToSign>\(Self.stringToSign)</StringToSign><SignatureProvided>\(String(repeating: "ab", count: 32))</SignatureProvided><CanonicalRequest>\(canonical)</CanonicalRequest><RequestId>Q</RequestId></Error>"
    let thread = """
      ### Upload fails

      This is S3's answer:

      ```xml
      \(response)
      ```

      and this is in the log:

      ```
      2026-01-02 03:04:05,123 botocore.auth [DEBUG] CanonicalRequest:
      \(Self.own)
      ```
      -----BEGIN RSA PRIVATE KEY-----
      MARKERKEY
      -----END RSA PRIVATE KEY-----
      """
    let text = Self.read(thread)
    let incidents = text.incidents
    #expect(incidents.count == 1 && incidents.first?.ownCanonicalRequest == Text(Self.own))
    #expect(text.unread.contains { $0.kind == "a private key" })
    #expect(incidents.first?.sources.map(\.format) == ["S3's response", "the signer's own canonical request"])
    let diagnosis = Inspector().inspect(incidents[0])
    #expect(diagnosis.cause?.code == .headerChanged && diagnosis.divergence?.line == 4)
  }

  @Test("responses to several requests stay apart, and equal diagnoses are merged")
  func several() throws {
    let skewed = PastedSamples.skewed
    let expired = "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>"
    let requests = ["a", "b", "c"].map { key in
      "PUT /\(key) HTTP/1.1\nHost: bkt.s3.amazonaws.com\nAuthorization: AWS4-HMAC-SHA256 Credential=\(PastedSamples.accessKey)/20260102/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=\(String(repeating: key, count: 64))\nX-Amz-Date: 20260102T030405Z\nX-Amz-Content-Sha256: UNSIGNED-PAYLOAD\n\n"
    }
    let responses = [skewed, skewed.replacing("Q1", with: "Q2"), expired].map { "HTTP/1.1 403 Forbidden\n\n\($0)\n\n" }
    let text = Self.read(zip(requests, responses).map { $0 + $1 }.joined())
    let incidents = text.incidents
    #expect(incidents.count == 3 && incidents.allSatisfy { $0.request != nil && $0.response != nil })
    let found = Inspector().inspect(incidents)
    #expect(found.map(\.diagnosis.cause?.code) == [.clockSkewed, .tokenExpired] && found.map(\.count) == [2, 1])
  }

  @Test("a response does not go to a request with another signature")
  func contradiction() throws {
    let response =
      "<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message><AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><SignatureProvided>\(String(repeating: "ab", count: 32))</SignatureProvided></Error>"
    let incidents = Self.read("\(PastedSamples.url)\n\n\(response)\n").incidents
    #expect(incidents.count == 2 && !incidents.contains { $0.request != nil && $0.response != nil })
  }

  // MARK: What is not understood

  @Test(
    "what is not understood is named",
    arguments: [
      ("<!DOCTYPE html>\n<html><body>Hello</body></html>\n", "an HTML page"),
      ("\u{7}\u{1}\u{2}\u{3}binary\n", "binary data"),
      ("-----BEGIN PRIVATE KEY-----\nMARKERKEY\n-----END PRIVATE KEY-----\n", "a private key"),
      (
        "{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\"https://app.example/\"}}]}}",
        "a HAR file without requests to S3"
      ),
      (
        "curl --aws-sigv4 aws:amz:eu-west-1:s3 -u AKIA:MARKERSECRET https://b.s3.amazonaws.com/k\n",
        "a curl command that signs with --aws-sigv4, so its signature is not in the text"
      ),
      ("Nothing works today.\n", "text"),
    ])
  func unread(text: String, kind: String) {
    let read = Self.read(text)
    #expect(read.items.isEmpty && read.unread.first?.kind == kind && read.unread.first?.lines?.lowerBound == 0)
  }

  @Test("a line of which a part was understood is text, not binary data")
  func partlyRead() {
    let read = Self.read(
      "Since the update, the upload from the app fails with SignatureDoesNotMatch on every device.\n")
    #expect(!read.items.isEmpty && read.unread.map(\.kind) == ["text"], "\(read.items) \(read.unread)")
  }

  @Test("no more than 8 MiB are read, and the rest is named")
  func limit() {
    let text = PastedText(Array(PastedSamples.url.utf8) + [0x0A] + [UInt8](repeating: 0, count: PastedText.limit))
    #expect(text.items.count == 1)
    #expect(text.unread.last?.kind == "everything after the first 8 MiB" && text.unread.last?.lines == nil)
  }

  @Test("UTF-16, colors and CR LF are read", arguments: [0, 1, 2])
  func encodings(variant: Int) {
    let line = "PUT \(PastedSamples.url)\n"
    let bytes: [UInt8] =
      switch variant {
      case 0: [0xFF, 0xFE] + line.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      case 1: Array("\u{1B}[32mPUT\u{1B}[0m \(PastedSamples.url)\u{1B}[1m\r\n".utf8)
      default: [0xEF, 0xBB, 0xBF] + Array(line.utf8)
      }
    let request = PastedText(bytes).incidents.first?.request
    #expect(request?.url == Text(PastedSamples.url) && request?.method == "PUT")
  }

  // MARK: Robustness

  @Test("any cut and any concatenation of the samples is read without a trap", .timeLimit(.minutes(60)))
  func anything() {
    var random = SystemRandomNumberGenerator()
    let samples = PastedSamples.all.map { Array($0.text.utf8) }
    let inspector = InspectionTests.inspector()
    for round in 0..<200 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let sample = samples.randomElement(using: &random)!
        let start = Int.random(in: 0...sample.count, using: &random)
        bytes += sample[start..<Int.random(in: start...sample.count, using: &random)]
        if Bool.random(using: &random) { bytes += Array("\n\n".utf8) }
      }
      if round % 4 == 0, !bytes.isEmpty {
        for _ in 0..<5 { bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random) }
      }
      let text = PastedText(bytes)
      // The search for mistakes has its own tests.
      var quick = inspector
      if round % 20 != 0 { quick.credentials = nil }
      _ = quick.inspect(text.incidents)
    }
  }

  @Test(
    "hostile texts end", .timeLimit(.minutes(60)),
    arguments: [
      "<Error>", "<Code>", "{", "{a:x ", "curl 'http://a ", "fetch(\"https://a/b?X-Amz-Signature=1\",{headers:{a:\"",
      "PUT\n/a\n\nhost:a\n", "> > a\n", "--a\nContent-Disposition: form-data; name=\"a\"\n\n", "\\n\\\"<Error>",
      "&lt;Error&gt;",
      "https://", "-----BEGIN PRIVATE KEY-----\n", "\0", "\n", "\u{1B}[", "Host: a\n", ":method: PUT\n", "\\",
    ])
  func hostile(piece: String) {
    let bytes = Array(String(repeating: piece, count: 200_000 / piece.utf8.count).utf8)
    let clock = ContinuousClock()
    let time = clock.measure { _ = PastedText(bytes).incidents }
    // A debug build takes about ten times as long as a release build.
    #expect(time < .seconds(60))
  }

  // MARK: The command

  private static func run(_ arguments: [String], _ input: String) throws -> Program.Result {
    try Program.run(
      Program.videoSpec, ["inspect", "-", "--now", "2026-01-02T03:05:00Z"] + arguments, input: input,
      environment: ["HOME": "/nowhere"])
  }

  @Test("no secret is printed", arguments: PastedSamples.all.filter { $0.text.contains("MARKER") })
  func secrets(sample: PastedSample) throws {
    for options in [[], ["--json"], ["--verbose"]] {
      let result = try Self.run(options, sample.text)
      #expect(result.status <= 1, "\(result.error)")
      #expect(!(result.output + result.error).contains("MARKER"))
    }
  }

  @Test("signatures, tokens, bearer tokens and passwords are not printed")
  func tokens() throws {
    let token = "MARKERTOKEN" + String(repeating: "x", count: 60)
    let url = try InspectionTests.url(accessKey: "ASIAIOSFODNN7EXAMPLE", token: token).string
    let texts = [
      url, "curl -X PUT -H 'Authorization: Bearer MARKERBEARER' -u me:MARKERPASSWORD '\(url)'",
      "PUT / HTTP/1.1\nHost: b.s3.amazonaws.com\nAuthorization: Basic MARKERBASIC\nX-Amz-Security-Token: \(token)\n\n",
      "{\"password\":\"MARKERPASSWORD\",\"url\":\"\(url)\"}",
    ]
    for text in texts {
      for options in [[], ["--json"]] {
        let result = try Self.run(options, text)
        let output = result.output.replacing("MARKERTO…", with: "") + result.error
        #expect(!output.contains("MARKER"), "\(output)")
      }
    }
  }

  @Test("a text without anything of S3 is wrong usage, and is not shown")
  func nothing() throws {
    let result = try Self.run([], "My MARKERPASSWORD is 12345.\n")
    #expect(result.status == 2 && result.output.isEmpty && result.error.contains("contains text, 28 bytes"))
    #expect(!result.error.contains("MARKER") && result.error.contains("HAR files"))
    #expect(try Self.run([], "").status == 2)
  }

  @Test("the command says what it read, and takes what the text does not say from options")
  func command() throws {
    let sample = "PUT it: \(PastedSamples.url)\n"
    let environment = ["HOME": "/nowhere", "MINE": InspectionTests.secret]
    func run(_ options: [String]) throws -> Program.Result {
      try Program.run(
        Program.videoSpec, ["inspect", "-", "--now", "2026-01-02T03:05:00Z", "--secret-env", "MINE"] + options,
        input: sample, environment: environment)
    }
    let right = try run(["--method", "PUT", "--header", "Content-Type: image/png"])
    #expect(right.status == 0 && right.output.hasPrefix("read: a URL (line 1)\nnot read: text (line 1)\n"), "\(right)")
    #expect(right.output.contains("the signature is right"))
    let wrong = try run(["--method", "PUT", "--header", "Content-Type: image/jpeg", "--json"])
    let json = try JSONValue(parsing: wrong.output.utf8)
    #expect(wrong.status == 1 && json["cause"]?.string == "header-changed", "\(wrong.output)")
    #expect(json["read"]?.array?.first?["lines"]?.array == [1, 1] && json["incidents"]?.array?.count == 1)
    for option in ["--key", "--bucket"] { #expect(try run([option, ""]).status == 2) }
    #expect(try Program.run(Program.videoSpec, ["inspect"]).status == 2)
  }

  @Test("inspect post takes the form as an operand or as an option, once")
  func formOperand() throws {
    let file = try ScratchFile(PastedSamples.handedOut[0].text)
    func run(_ arguments: [String]) throws -> Program.Result {
      try Program.run(Program.videoSpec, ["inspect", "post"] + arguments, environment: ["HOME": "/nowhere"])
    }
    let now = ["--now", "2026-01-02T03:05:00Z"]
    let operand = try run([file.path] + now)
    let option = try run(["--form", file.path] + now)
    #expect(operand.status == 0 && operand.output == option.output)
    #expect(try run(now).status == 2 && run([file.path, "--form", file.path] + now).status == 2)
  }
}
