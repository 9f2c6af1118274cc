import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("S3's canonical request compared with the signer's")
struct ErrorComparisonTests {
  private static let own = "video-uploads-example.s3.eu-west-1.amazonaws.com"
  /// A hash that nothing checks.
  private static let hash = String(repeating: "0", count: 64)
  private static let type = [HeaderField("Content-Type", "video/webm")]

  /// A URL that the reference signed, its canonical request, and S3's response with a changed canonical request.
  struct Response {
    var url: String
    var canonical: String
    var signature: String

    init(_ headers: [HeaderField] = [], secret: String = InspectionTests.secret, method: String = "PUT") throws {
      url = try InspectionTests.url(secret: secret, method: Text(method), headers: headers).string
      let mark = url.firstIndex(of: "?")!
      let end = url.range(of: "&X-Amz-Signature=")!
      signature = String(url[end.upperBound...])
      let path = url[..<mark].split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)[2]
      let lines = headers.map { "\($0.name.lowercased):\($0.value)" } + ["host:\(ErrorComparisonTests.own)"]
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

    /// S3's XML, with these replacements in the canonical request.
    func xml(_ changes: [(String, String)] = []) -> Text {
      var received = canonical
      for (from, to) in changes {
        #expect(received.contains(from))
        received = received.replacingOccurrences(of: from, with: to)
      }
      return InspectionTests.response(
        "SignatureDoesNotMatch", "…",
        """
        <AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256
        20260102T030405Z
        20260102/eu-west-1/s3/aws4_request
        \(ErrorComparisonTests.hash)</StringToSign><SignatureProvided>\(signature)</SignatureProvided><CanonicalRequest>\(received.replacingOccurrences(of: "&", with: "&amp;"))</CanonicalRequest>
        """)
    }
  }

  private static func inspector(knows: Bool, _ response: Response? = nil) -> Inspector {
    var inspector = InspectionTests.inspector()
    if !knows { inspector.credentials = nil }
    inspector.ownCanonicalRequest = response.map { Text($0.canonical) }
    return inspector
  }

  private static func codes(_ diagnosis: Diagnosis) -> [CauseCode] {
    diagnosis.findings.filter { $0.certainty > .remark }.map(\.cause.code)
  }

  /// Causes, and the replacements in S3's canonical request.
  static let changes: [(CauseCode, [(String, String)])] = [
    (.hostChanged, [("host:\(own)", "host:minio:9000")]),
    (.hostChanged, [("host:\(own)", "host:uploads.internal.example")]),
    (.methodOther, [("PUT\n", "POST\n")]),
    (.pathEncodedOnTheWay, [("cat%201", "cat%25201")]),
    (.parameterChanged, [("/videos/", "/films/")]),
    (.parameterChanged, [("X-Amz-Expires=300", "X-Amz-Expires=301")]),
    (.parameterMissing, [("&X-Amz-Expires=300", "")]),
    (
      .requestParametersUnsigned,
      [("&X-Amz-SignedHeaders=content-type%3Bhost", "&X-Amz-SignedHeaders=content-type%3Bhost&utm=1")]
    ),
    (.headerChanged, [("content-type:video/webm", "content-type:multipart/form-data; boundary=x")]),
    // S3 writes a signed header that it did not receive without a value.
    (.headerNotSent, [("content-type:video/webm", "content-type:")]),
    (
      .bucketInSignedPath,
      [("host:\(own)", "host:s3.eu-west-1.amazonaws.com"), ("/videos/", "/video-uploads-example/videos/")]
    ),
  ]

  @Test("differences name the cause, with and without the secret", arguments: changes, [true, false])
  func changed(change: (CauseCode, [(String, String)]), knows: Bool) throws {
    let response = try Response(Self.type)
    let diagnosis = Self.inspector(knows: knows, response).inspect(error: response.xml(change.1), of: nil)
    #expect(
      diagnosis.cause?.code == change.0 && diagnosis.findings.first?.certainty == .certain, "\(diagnosis.findings)")
    for never in [CauseCode.unexplained, .keyCachedWithoutSecret] { #expect(!Self.codes(diagnosis).contains(never)) }
    #expect(diagnosis.divergence != nil && diagnosis.isSignatureRight == false)
    #expect(!diagnosis.hints.contains { $0.contains("--endpoint") }, "\(diagnosis.hints)")
  }

  @Test("differences from the URL name the cause, too", arguments: changes, [true, false])
  func url(change: (CauseCode, [(String, String)]), knows: Bool) throws {
    let response = try Response(Self.type)
    let request = InspectedRequest(method: "PUT", url: Text(response.url), headers: Self.type)
    let diagnosis = Self.inspector(knows: knows).inspect(error: response.xml(change.1), of: request)
    #expect(
      diagnosis.cause?.code == change.0 && diagnosis.findings.first?.certainty == .certain, "\(diagnosis.findings)")
    for never in [CauseCode.unexplained, .keyCachedWithoutSecret] {
      #expect(!Self.codes(diagnosis).contains(never), "\(diagnosis.findings)")
    }
  }

  @Test("equal canonical requests mean that the secret or the key is wrong")
  func equal() throws {
    let response = try Response(secret: "another")
    var inspector = Self.inspector(knows: false, response)
    var diagnosis = inspector.inspect(error: response.xml(), of: nil)
    #expect(Self.codes(diagnosis) == [.canonicalRequestsEqual] && diagnosis.isSignatureRight == false)
    #expect(!diagnosis.hints.contains { $0.contains("own-canonical-request") }, "\(diagnosis.hints)")
    inspector.ownStringToSign =
      "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/eu-west-1/s3/aws4_request\n" + Text(Self.hash)
    diagnosis = inspector.inspect(error: response.xml(), of: nil)
    #expect(diagnosis.findings.first?.detail?.contains("are also equal") == true)
    var alone = inspector
    alone.ownCanonicalRequest = nil
    #expect(Self.codes(alone.inspect(error: response.xml(), of: nil)) == [.canonicalRequestsEqual])
    inspector.ownStringToSign =
      "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n" + Text(Self.hash)
    diagnosis = inspector.inspect(error: response.xml(), of: nil)
    #expect(Self.codes(diagnosis) == [.scopeOther] && diagnosis.findings.first?.certainty == .certain)
    #expect(diagnosis.divergence?.step == "stringToSign" && diagnosis.divergence?.line == 3)
    let known = Self.inspector(knows: true, response).inspect(error: response.xml(), of: nil)
    #expect(Self.codes(known) == [.keyCachedWithoutSecret], "\(known.findings)")
    let padded = try Response(secret: InspectionTests.secret + "\n")
    let found = Self.inspector(knows: true, padded).inspect(error: padded.xml(), of: nil)
    #expect(Self.codes(found) == [.secretPadded], "\(found.findings)")
  }

  @Test("a header that was not given is taken from S3's canonical request", arguments: [true, false])
  func unnamed(knows: Bool) throws {
    let response = try Response(Self.type)
    let url = InspectedRequest(url: Text(response.url))
    let host = [("host:\(Self.own)", "host:minio:9000")]
    let diagnosis = Self.inspector(knows: knows).inspect(error: response.xml(host), of: url)
    #expect(Self.codes(diagnosis) == [.hostChanged], "\(diagnosis.findings)")
    #expect(
      diagnosis.divergence?.received == "host:minio:9000" && diagnosis.divergence?.signed == Text("host:" + Self.own))
    let type = [("content-type:video/webm", "content-type:application/json")]
    let changed = Self.inspector(knows: knows).inspect(error: response.xml(type), of: url)
    #expect(Self.codes(changed).first == .headerChanged, "\(changed.findings)")
    // Without the secret, the signed value is not known: the header is suspected before the secret.
    #expect(changed.findings.first?.certainty == (knows ? .certain : .likely))
    #expect(knows || Self.codes(changed).last == .unexplained)
    #expect(changed.divergence?.signed != "host:\(Text(Self.own))")
    #expect(!changed.hints.contains { $0.contains("--header") })
  }

  @Test("a correctly signed but rejected request means that the store has another secret", arguments: [true, false])
  func store(hasOwn: Bool) throws {
    let response = try Response(Self.type)
    let diagnosis = Self.inspector(knows: true, hasOwn ? response : nil).inspect(error: response.xml(), of: nil)
    #expect(Self.codes(diagnosis) == [.secretOfTheStoreOther], "\(diagnosis.findings)")
    let request = InspectedRequest(method: "PUT", url: Text(response.url), headers: Self.type)
    #expect(
      Self.codes(Self.inspector(knows: true).inspect(error: response.xml(), of: request)).first
        == .secretOfTheStoreOther)
  }

  @Test("a hint says that the URL is not the one that S3 rejected")
  func another() throws {
    let url = InspectedRequest(method: "PUT", url: Text(try Response(secret: "another").url))
    let xml = try Response().xml([("X-Amz-Expires=300", "X-Amz-Expires=301")])
    let diagnosis = Self.inspector(knows: false).inspect(error: xml, of: url)
    #expect(diagnosis.hints.contains { $0.contains("their signatures differ") })
    #expect(diagnosis.cause?.code == .parameterChanged && diagnosis.findings.first?.certainty == .likely)
  }

  @Test("a hint says that the response is incomplete, and its signature is not reported as cut off")
  func cutOff() throws {
    let xml = try Response().xml().string
    for end in ["<SignatureProvided>0123", "<CanonicalRequest>PUT\n/vid"] {
      let mark = xml.range(of: String(end.prefix { $0 != ">" }) + ">")!
      let cut = Text(xml[..<mark.lowerBound] + end)
      let diagnosis = Self.inspector(knows: false).inspect(error: cut, of: nil)
      let name = end.dropFirst().prefix { $0 != ">" }
      #expect(diagnosis.hints.contains { $0.contains("it ends within \(name)") }, "\(diagnosis.hints)")
      #expect(!Self.codes(diagnosis).contains(.signatureCutOff) && diagnosis.hasFault)
    }
  }

  @Test("a file with something else is a usage error; CR LF is accepted with a hint")
  func files() throws {
    let response = try Response(Self.type)
    let xml = try ScratchFile(response.xml([("host:\(Self.own)", "host:minio:9000")]).string)
    func inspect(_ text: String, _ option: String = "--own-canonical-request") throws -> Program.Result {
      let own = try ScratchFile(text)
      return try Program.run(
        Program.videoSpec, ["inspect", "error", xml.path, option, own.path, "--no-secret"],
        environment: ["HOME": "/nowhere"])
    }
    for text in ["", "\n", "{\"a\":1}", "{\n1\n2\n3\n4\n5\n6\n}", "AWS4-HMAC-SHA256\n1\n2\n3\n4\n5"] {
      let result = try inspect(text)
      #expect(
        result.status == 2 && result.error.contains("contains no canonical request"), "\(result.output)\(result.error)")
    }
    #expect(try inspect("PUT\n/", "--own-string-to-sign").error.contains("contains no string to sign"))
    let result = try inspect(response.canonical.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n")
    #expect(
      result.status == 1 && result.output.contains("CR LF") && result.output.contains("SIG-043"), "\(result.output)")
  }
}
