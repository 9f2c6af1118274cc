import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("S3's canonical request and the signer's own")
struct ComparedAnswerTests {
  private static let own = "video-uploads-example.s3.eu-west-1.amazonaws.com"
  /// Nobody checks it.
  private static let hash = String(repeating: "0", count: 64)
  private static let type = [HeaderField("Content-Type", "video/webm")]

  /// The canonical request of a URL of the reference's, and S3's answer that has another one in it.
  struct Answer {
    var url: String
    var canonical: String
    var signature: String

    init(_ headers: [HeaderField] = [], secret: String = InspectionTests.secret, method: String = "PUT") throws {
      url = try InspectionTests.url(secret: secret, method: Text(method), headers: headers).string
      let mark = url.firstIndex(of: "?")!
      let end = url.range(of: "&X-Amz-Signature=")!
      signature = String(url[end.upperBound...])
      let path = url[..<mark].split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)[2]
      let lines = headers.map { "\($0.name.lowercased):\($0.value)" } + ["host:\(ComparedAnswerTests.own)"]
      let names = headers.map { "\($0.name.lowercased)" } + ["host"]
      canonical = """
        \(method)
        /\(path)
        \(url[url.index(after: mark)..<end.lowerBound])
        \(lines.joined(separator: "\n"))

        \(names.joined(separator: ";"))
        UNSIGNED-PAYLOAD
        """
    }

    /// S3's XML, whose canonical request differs in these texts.
    func xml(_ changes: [(String, String)] = []) -> Text {
      var received = canonical
      for (from, to) in changes {
        #expect(received.contains(from))
        received = received.replacingOccurrences(of: from, with: to)
      }
      return InspectionTests.answer(
        "SignatureDoesNotMatch", "…",
        """
        <AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256
        20260102T030405Z
        20260102/eu-west-1/s3/aws4_request
        \(ComparedAnswerTests.hash)</StringToSign><SignatureProvided>\(signature)</SignatureProvided><CanonicalRequest>\(received.replacingOccurrences(of: "&", with: "&amp;"))</CanonicalRequest>
        """)
    }
  }

  private static func inspector(knows: Bool, _ answer: Answer? = nil) -> Inspector {
    var inspector = InspectionTests.inspector()
    if !knows { inspector.credentials = nil }
    inspector.ownCanonicalRequest = answer.map { Text($0.canonical) }
    return inspector
  }

  private static func codes(_ diagnosis: Diagnosis) -> [String] {
    diagnosis.findings.filter { $0.certainty > .remark }.map(\.cause.code)
  }

  /// What differs in S3's, and what that is.
  static let changes: [(String, [(String, String)])] = [
    ("host-changed", [("host:\(own)", "host:minio:9000")]),
    ("host-changed", [("host:\(own)", "host:uploads.internal.example")]),
    ("method-other", [("PUT\n", "POST\n")]),
    ("path-encoded-on-the-way", [("cat%201", "cat%25201")]),
    ("parameter-changed", [("/videos/", "/films/")]),
    ("parameter-changed", [("X-Amz-Expires=300", "X-Amz-Expires=301")]),
    ("parameter-missing", [("&X-Amz-Expires=300", "")]),
    (
      "request-parameters-unsigned",
      [("&X-Amz-SignedHeaders=content-type%3Bhost", "&X-Amz-SignedHeaders=content-type%3Bhost&utm=1")]
    ),
    ("header-changed", [("content-type:video/webm", "content-type:multipart/form-data; boundary=x")]),
    ("header-changed", [("content-type:video/webm", "content-type:")]),
    (
      "bucket-in-signed-path",
      [("host:\(own)", "host:s3.eu-west-1.amazonaws.com"), ("/videos/", "/video-uploads-example/videos/")]
    ),
  ]

  @Test("say what was changed, with and without the secret", arguments: changes, [true, false])
  func changed(change: (String, [(String, String)]), knows: Bool) throws {
    let answer = try Answer(Self.type)
    let diagnosis = Self.inspector(knows: knows, answer).inspect(error: answer.xml(change.1), of: nil)
    #expect(
      diagnosis.cause?.code == change.0 && diagnosis.findings.first?.certainty == .certain, "\(diagnosis.findings)")
    for never in ["unexplained", "key-cached-without-secret"] { #expect(!Self.codes(diagnosis).contains(never)) }
    #expect(diagnosis.divergence != nil && diagnosis.isSignatureRight == false)
    #expect(!diagnosis.hints.contains { $0.contains("--endpoint") }, "\(diagnosis.hints)")
  }

  @Test("and the URL say so, too", arguments: changes, [true, false])
  func url(change: (String, [(String, String)]), knows: Bool) throws {
    let answer = try Answer(Self.type)
    let request = InspectedRequest(method: "PUT", url: Text(answer.url), headers: Self.type)
    let diagnosis = Self.inspector(knows: knows).inspect(error: answer.xml(change.1), of: request)
    #expect(
      diagnosis.cause?.code == change.0 && diagnosis.findings.first?.certainty == .certain, "\(diagnosis.findings)")
    for never in ["unexplained", "key-cached-without-secret"] {
      #expect(!Self.codes(diagnosis).contains(never), "\(diagnosis.findings)")
    }
  }

  @Test("equal, say that it is the secret or the key")
  func equal() throws {
    let answer = try Answer(secret: "another")
    var inspector = Self.inspector(knows: false, answer)
    var diagnosis = inspector.inspect(error: answer.xml(), of: nil)
    #expect(Self.codes(diagnosis) == ["canonical-requests-equal"] && diagnosis.isSignatureRight == false)
    #expect(!diagnosis.hints.contains { $0.contains("own-canonical-request") }, "\(diagnosis.hints)")
    inspector.ownStringToSign =
      "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/eu-west-1/s3/aws4_request\n" + Text(Self.hash)
    diagnosis = inspector.inspect(error: answer.xml(), of: nil)
    #expect(diagnosis.findings.first?.detail?.contains("are equal, too") == true)
    var alone = inspector
    alone.ownCanonicalRequest = nil
    #expect(Self.codes(alone.inspect(error: answer.xml(), of: nil)) == ["canonical-requests-equal"])
    inspector.ownStringToSign =
      "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n" + Text(Self.hash)
    diagnosis = inspector.inspect(error: answer.xml(), of: nil)
    #expect(diagnosis.findings.first?.detail?.contains("differ") == true && diagnosis.divergence?.line == 3)
    let known = Self.inspector(knows: true, answer).inspect(error: answer.xml(), of: nil)
    #expect(Self.codes(known) == ["key-cached-without-secret"], "\(known.findings)")
    let padded = try Answer(secret: InspectionTests.secret + "\n")
    let found = Self.inspector(knows: true, padded).inspect(error: padded.xml(), of: nil)
    #expect(Self.codes(found) == ["secret-padded"], "\(found.findings)")
  }

  @Test("a header that nobody names is S3's", arguments: [true, false])
  func unnamed(knows: Bool) throws {
    let answer = try Answer(Self.type)
    let url = InspectedRequest(url: Text(answer.url))
    let host = [("host:\(Self.own)", "host:minio:9000")]
    let diagnosis = Self.inspector(knows: knows).inspect(error: answer.xml(host), of: url)
    #expect(Self.codes(diagnosis) == ["host-changed"], "\(diagnosis.findings)")
    #expect(
      diagnosis.divergence?.received == "host:minio:9000" && diagnosis.divergence?.signed == Text("host:" + Self.own))
    let type = [("content-type:video/webm", "content-type:application/json")]
    let changed = Self.inspector(knows: knows).inspect(error: answer.xml(type), of: url)
    #expect(Self.codes(changed).first == (knows ? "header-changed" : "unexplained"), "\(changed.findings)")
    #expect(changed.divergence?.signed != "host:\(Text(Self.own))")
    #expect(!changed.hints.contains { $0.contains("--header") })
  }

  @Test("signed rightly and rejected, say that the store has another secret", arguments: [true, false])
  func store(hasOwn: Bool) throws {
    let answer = try Answer(Self.type)
    let diagnosis = Self.inspector(knows: true, hasOwn ? answer : nil).inspect(error: answer.xml(), of: nil)
    #expect(Self.codes(diagnosis) == ["secret-of-the-store-other"], "\(diagnosis.findings)")
    let request = InspectedRequest(method: "PUT", url: Text(answer.url), headers: Self.type)
    #expect(
      Self.codes(Self.inspector(knows: true).inspect(error: answer.xml(), of: request)).first
        == "secret-of-the-store-other")
  }

  @Test("another URL than the one that S3 rejected is called so")
  func another() throws {
    let url = InspectedRequest(method: "PUT", url: Text(try Answer(secret: "another").url))
    let xml = try Answer().xml([("X-Amz-Expires=300", "X-Amz-Expires=301")])
    let diagnosis = Self.inspector(knows: false).inspect(error: xml, of: url)
    #expect(diagnosis.hints.contains { $0.contains("another signature") })
    #expect(diagnosis.cause?.code == "parameter-changed" && diagnosis.findings.first?.certainty == .likely)
  }

  @Test("a paste that ends in the middle is called so, and no signature short for it")
  func cutOff() throws {
    let xml = try Answer().xml().string
    for end in ["<SignatureProvided>0123", "<CanonicalRequest>PUT\n/vid"] {
      let mark = xml.range(of: String(end.prefix { $0 != ">" }) + ">")!
      let cut = Text(xml[..<mark.lowerBound] + end)
      let diagnosis = Self.inspector(knows: false).inspect(error: cut, of: nil)
      let name = end.dropFirst().prefix { $0 != ">" }
      #expect(diagnosis.hints.contains { $0.contains("ends in the middle, in \(name)") }, "\(diagnosis.hints)")
      #expect(!Self.codes(diagnosis).contains("signature-cut-off") && diagnosis.hasFault)
    }
  }

  @Test("a file that is none is wrong use; CR LF is told of, and does not count")
  func files() throws {
    let answer = try Answer(Self.type)
    let xml = try ScratchFile(answer.xml([("host:\(Self.own)", "host:minio:9000")]).string)
    func inspect(_ text: String, _ option: String = "--own-canonical-request") throws -> Program.Result {
      let own = try ScratchFile(text)
      return try Program.run(
        Program.videoSpec, ["inspect", "error", xml.path, option, own.path, "--no-secret"],
        environment: ["HOME": "/nowhere"])
    }
    for text in ["", "\n", "{\"a\":1}", "{\n1\n2\n3\n4\n5\n6\n}", "AWS4-HMAC-SHA256\n1\n2\n3\n4\n5"] {
      let result = try inspect(text)
      #expect(result.status == 2 && result.error.contains("no canonical request"), "\(result.output)\(result.error)")
    }
    #expect(try inspect("PUT\n/", "--own-string-to-sign").error.contains("no string to sign"))
    let result = try inspect(answer.canonical.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n")
    #expect(
      result.status == 1 && result.output.contains("CR LF") && result.output.contains("SIG-043"), "\(result.output)")
  }
}
