import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// A pasted text about a form, and the cause that comes first.
struct FormPaste: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var text: String
  var code: CauseCode
  var certainty: Diagnosis.Certainty

  init(_ name: String, _ code: CauseCode, _ certainty: Diagnosis.Certainty, _ text: String) {
    testDescription = name
    self.text = text
    self.code = code
    self.certainty = certainty
  }

  /// A paste whose cause is likely.
  init(_ name: String, _ code: CauseCode, _ text: String) { self.init(name, code, .likely, text) }
}

@Suite("Pasted forms: HTML, code, policies, logs and consoles")
struct PastedFormTests {
  // MARK: Parts

  private static func error(_ code: String, _ message: String, _ more: String = "") -> String {
    "<Error><Code>\(code)</Code><Message>\(message)</Message>\(more)<RequestId>4442587FB7D0A2F9</RequestId></Error>\n"
  }

  private static let denied = error("AccessDenied", "Access Denied")
  private static let mismatch = error(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.")
  private static let noFile = error("InvalidArgument", "POST requires exactly one file upload per request.")
  private static let noKey = error(
    "InvalidArgument",
    "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.")
  private static let otherACL = error(
    "AccessDenied", #"Invalid according to Policy: Policy Condition failed: ["eq", "$acl", "private"]"#)

  private static let policy =
    #"{"expiration":"2026-01-02T05:04:05Z","conditions":[{"bucket":"bkt"},["starts-with","$key","videos/"],"#
    + #"{"acl":"private"},{"x-amz-algorithm":"AWS4-HMAC-SHA256"},"#
    + #"{"x-amz-credential":"AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request"},"#
    + #"{"x-amz-date":"20260102T030405Z"}]}"#

  private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  private static func fields(acl: String = "private") -> [(name: String, value: String)] {
    [
      ("key", "videos/a.mp4"), ("acl", acl), ("policy", base64(policy)), ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
      ("x-amz-credential", "AKIAIOSFODNN7EXAMPLE/20260102/us-east-1/s3/aws4_request"),
      ("x-amz-date", "20260102T030405Z"), ("x-amz-signature", String(repeating: "a0", count: 32)),
    ]
  }

  private static func inputs(acl: String = "private") -> String {
    fields(acl: acl).map { #"<input type="hidden" name="\#($0.name)" value="\#($0.value)">"# }.joined(separator: "\n")
  }

  private static let tag =
    #"<form action="https://bkt.s3.us-east-1.amazonaws.com/" method="post" enctype="multipart/form-data">"#

  private static func json(_ url: String, acl: String = "private") -> String {
    let fields = fields(acl: acl).map { #""\#($0.name)": "\#($0.value)""# }.joined(separator: ", ")
    return #"{"url": "\#(url)", "fields": {\#(fields)}}"#
  }

  private static func multipart(_ parts: [(name: String, value: String?)]) -> String {
    parts.map { part in
      let head = "------X\nContent-Disposition: form-data; name=\"\(part.name)\""
      return head + (part.value.map { "\n\n\($0)\n" } ?? "; filename=\"a.mp4\"\nContent-Type: video/mp4\n\nvideo\n")
    }.joined() + "------X--\n"
  }

  private static let presigned =
    "https://bkt.s3.us-east-1.amazonaws.com/a.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260102%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260102T030405Z"
    + "&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&x-id=PutObject&X-Amz-Signature="
    + String(repeating: "59", count: 32)

  // MARK: Pastes

  static let code: [FormPaste] = [
    .init(
      "the file before the fields, TypeScript", .fieldAfterFile,
      denied + "const form: FormData = new FormData();\nform.append('file', file);\nform.append('key', key);\n"),
    .init(
      "the file before a loop, JavaScript", .fieldAfterFile,
      "fd = new FormData()\nfd.append('file', f)\nfor (const n in s.fields) fd.append(n, s.fields[n])\n"),
    .init(
      "the file under another name", .fileMissing,
      noFile + "var d = new FormData();\nfor (var k in f) d.append(k, f[k]);\nd.append('upload', input.files[0]);\n"),
    .init(
      "Content-Type set by hand, axios", .formBoundaryMissing,
      denied
        + "const b = new FormData();\nb.append('key', k);\nb.append('file', f);\n"
        + "await axios.post(url, b, { headers: { 'Content-Type': 'multipart/form-data' } });\n"),
    .init(
      "jQuery that serializes", .formNotMultipart,
      denied
        + "var fd = new FormData();\nfd.append('key', k);\nfd.append('file', f);\n$.ajax({ url: u, type: 'POST', data: fd });\n"
    ),
    .init(
      "a form with PUT", .methodOther,
      denied + "const fd = new FormData();\nfd.append('file', f);\nawait fetch(u, { method: 'PUT', body: fd });\n"),
    .init(
      "Python without files=", .formNotMultipart, denied + "r = requests.post(p['url'], data=p['fields'])\n"),
    .init(
      "Python with another name", .fileMissing,
      noFile + "requests.post(p['url'], data=p['fields'], files={'upload': open(n, 'rb')})\n"),
    .init(
      "a condition without its field in the code", .fieldMissing,
      otherACL + "const fd = new FormData();\nfd.append('key', k);\nfd.append('policy', p);\nfd.append('file', f);\n"),
  ]

  static let html: [FormPaste] = [
    .init(
      "a template with the file first", .fieldAfterFile,
      denied + "\(tag)<input type=file name=file><input name=key value=\"{{ key }}\"></form>\n"),
    .init(
      "no enctype", .formNotMultipart,
      error("PreconditionFailed", "x", "<Condition>y</Condition>")
        + #"<form action="https://bkt.s3.amazonaws.com/" method=post><input name=policy value="<%= p %>"></form>"#),
    .init(
      "an id for a name", .fieldMissing,
      noKey + "\(tag)<input id=key value=x><input name=policy value=\"{{p}}\"><input type=file name=file></form>"),
    .init(
      "a submit button with a name", .fieldNotCovered,
      denied + "\(tag)\n\(inputs())\n<input type=submit name=go value=Go><input type=file name=file></form>"),
    .init(
      "another value", .fieldOther, .certain,
      otherACL + "\(tag)\n\(inputs(acl: "public-read"))\n<input type=file name=file></form>"),
    .init(
      "another value, with character references", .fieldOther, .certain,
      otherACL + "\(tag)\n\(inputs(acl: "public-read").replacingOccurrences(of: "/", with: "&#x2F;"))"
        + "\n<input type=file name=file></form>"),
    .init(
      "no field for the condition", .fieldMissing, .certain,
      error("AccessDenied", #"Invalid according to Policy: Policy Condition failed: ["eq", "$cache-control", "x"]"#)
        + "\(tag)\n\(inputs())\n<input type=file name=file></form>"),
  ]

  static let policies: [FormPaste] = [
    .init(
      "null in a decoded policy", .conditionMalformed, .certain,
      error("InvalidPolicyDocument", "Invalid Policy: Invalid JSON.")
        + "My policy:\n{\"expiration\": \"2026-01-02T05:04:05Z\", \"conditions\": [{\"acl\": null}]}\n"),
    .init(
      "a policy in Base64 in prose", .conditionWithoutDollar, .certain,
      "The policy is "
        + base64(#"{"expiration":"2026-01-02T05:04:05Z","conditions":[["eq","acl","private"],{"bucket":"b"}]}"#)
        + " so why?\n"),
    .init(
      "JSON that S3 calls invalid and that is right", .policyNotJson, .certain,
      error("InvalidPolicyDocument", "Invalid Policy: Invalid JSON.") + policy),
  ]

  static let stores: [FormPaste] = [
    .init(
      "R2's message", .formUnsupported, .certain,
      error("NotImplemented", "Presigned post requests are not yet implemented")),
    .init("a form for R2", .formUnsupported, json("https://0123456789abcdef.r2.cloudflarestorage.com/bkt")),
    .init(
      "a form for Backblaze, and the status in the console", .formUnsupported, .certain,
      "POST https://s3.us-west-004.backblazeb2.com/bkt 501 (Not Implemented)\n"
        + json("https://s3.us-west-004.backblazeb2.com/bkt")),
    .init(
      "a form to the URL of an object", .formUrlOfObject, .certain,
      error("MethodNotAllowed", "m", "<Method>POST</Method><ResourceType>OBJECT</ResourceType>")
        + json("https://bkt.s3.amazonaws.com/videos/a.mp4")),
    .init(
      "POST to an object", .methodOther,
      error("MethodNotAllowed", "m", "<Method>POST</Method><ResourceType>OBJECT</ResourceType>")),
    .init(
      "a website endpoint in Chrome", .formUrlWebsite, .certain,
      "POST http://bkt.s3-website-us-east-1.amazonaws.com/ 405 (Method Not Allowed)\n"),
    .init(
      "a website endpoint in Firefox", .formUrlWebsite, .certain,
      "XHRPOST http://bkt.s3-website.eu-central-1.amazonaws.com/\n[HTTP/1.1 405 Method Not Allowed 52ms]\n"),
    .init("curl's form to a presigned URL", .methodOther, mismatch + "curl -F 'file=@a.mp4' '\(presigned)'\n"),
    .init(
      "a form of fetch to a presigned URL", .methodOther,
      "const fd = new FormData(); fd.append('file', f);\nfetch('\(presigned)', { method: 'POST', body: fd })\n"
        + mismatch),
    .init(
      "MinIO takes a signed request for a form", .twoAuthMechanisms, .certain,
      error("InvalidRequest", "Invalid Request (request has multiple authentication types, please use one)")),
  ]

  static let bodies: [FormPaste] = [
    .init(
      "the file first", .fieldAfterFile, .certain,
      multipart([("file", nil)] + fields().map { ($0.name, $0.value) }) + noKey),
    .init(
      "the file's part with another name", .fileMissing, .certain,
      multipart(fields().map { ($0.name, $0.value) } + [("upload", nil)]) + noFile),
    .init(
      "MinIO's trace with the file first", .fieldAfterFile, .certain,
      "localhost:9000 " + multipart([("file", nil)] + fields().map { ($0.name, $0.value) })),
  ]

  static let printed: [FormPaste] = [
    .init("YAML", .fieldOther, .certain, otherACL + "fields:\n" + list("  ", ": ", "\n")),
    .init("a Ruby hash", .fieldOther, .certain, otherACL + "{" + list("\"", "\"=>\"", "\", ") + "}\n"),
    .init("PHP's print_r", .fieldOther, .certain, otherACL + "Array\n(\n" + list("    [", "] => ", "\n") + ")\n"),
    .init("a PHP array", .fieldOther, .certain, otherACL + "$f = [\n" + list("  '", "' => '", "',\n") + "];\n"),
    .init("a Go map", .fieldOther, .certain, otherACL + "form: map[" + list("", ":", " ") + "]\n"),
    .init(
      "PHP's var_dump", .fieldOther, .certain,
      otherACL + "array(7) {\n" + list("  [\"", "\"]=>\n  string(9) \"", "\"\n") + "}\n"),
  ]

  private static func list(_ start: String, _ mark: String, _ end: String) -> String {
    fields(acl: "public-read").map { start + $0.name + mark + $0.value + end }.joined()
  }

  static let others: [FormPaste] = [
    .init(
      "a log with the checksum of nothing", .checksumOfEmptyBody, .certain,
      "ERROR put: checksum mismatch for X-Amz-Checksum-Sha256: expected 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    ),
    .init(
      "a store that calls the checksum of nothing invalid", .checksumOfEmptyBody,
      error("InvalidRequest", "Value for x-amz-checksum-crc32 header is invalid.") + "PUT "
        + presigned.replacingOccurrences(of: "bkt.s3.us-east-1.amazonaws.com", with: "localhost:4566/bkt")
        .replacingOccurrences(of: "&x-id", with: "&x-amz-checksum-crc32=AAAAAA%3D%3D&x-id") + "\n"),
    .init(
      "a store that states the mismatch", .checksumOfEmptyBody, .certain,
      error("BadDigest", "The CRC32 you specified did not match the calculated checksum.") + "PUT "
        + presigned.replacingOccurrences(of: "bkt.s3.us-east-1.amazonaws.com", with: "localhost:4566/bkt")
        .replacingOccurrences(of: "&x-id", with: "&x-amz-checksum-crc32=AAAAAA%3D%3D&x-id") + "\n"),
    .init(
      "Chrome's preflight", .corsRejected, .certain,
      "Access to fetch at '\(presigned)' from origin 'https://a.example.com' has been blocked by CORS policy: "
        + "Request header field content-type is not allowed by Access-Control-Allow-Headers in preflight response.\n"),
    .init(
      "Firefox without a reason", .corsRejected,
      "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
        + "https://bkt.s3.amazonaws.com/. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing).\n"),
    .init(
      "a refused preflight request", .corsRejected,
      "OPTIONS /a.mp4 HTTP/1.1\nHost: bkt.s3.amazonaws.com\nOrigin: http://localhost:3000\n"
        + "Access-Control-Request-Method: PUT\n\nHTTP/1.1 403 Forbidden\nServer: AmazonS3\n"
        + "x-amz-request-id: 4442587FB7D0A2F9\n\n"),
  ]

  @Test(
    "a pasted text about a form leads to its cause",
    arguments: code + html + policies + stores + bodies + printed + others)
  func first(paste: FormPaste) throws {
    var inspector = Inspector()
    inspector.now = InspectionTests.time
    let diagnosis = try #require(inspector.inspect(PastedText(Array(paste.text.utf8)).incidents).first).diagnosis
    let found = diagnosis.findings.map { "\($0.cause.code) \($0.certainty)" }
    #expect(diagnosis.findings.first?.cause.code == paste.code, "\(found)")
    #expect(diagnosis.findings.first?.certainty == paste.certainty, "\(found)")
  }

  // MARK: What is not claimed

  @Test("a condition is not certain to lack its field if only the fields that were handed out are known")
  func handedOut() throws {
    let message = Self.error(
      "AccessDenied", #"Invalid according to Policy: Policy Condition failed: ["eq", "$tagging", "x"]"#)
    let text = message + Self.json("https://bkt.s3.us-east-1.amazonaws.com/")
    let diagnosis = try #require(Inspector().inspect(PastedText(Array(text.utf8)).incidents).first).diagnosis
    #expect(diagnosis.findings.first?.cause.code == .fieldMissing)
    #expect(diagnosis.findings.allSatisfy { $0.certainty < .certain })
  }

  @Test("what a form shows is not certain if the server states something else")
  func otherwise() throws {
    let message = Self.error("AccessDenied", "Invalid according to Policy: Policy expired.")
    let text = message + Self.multipart(Self.fields(acl: "public-read").map { ($0.name, $0.value) } + [("file", nil)])
    let diagnosis = try #require(Inspector().inspect(PastedText(Array(text.utf8)).incidents).first).diagnosis
    #expect(diagnosis.findings.first?.cause.code == .policyExpired)
    #expect(diagnosis.findings.contains { $0.cause.code == .fieldOther && $0.certainty == .likely })
  }

  @Test(
    "right code and right HTML lead to no cause",
    arguments: [
      "const fd = new FormData();\nfor (const k in f) fd.append(k, f[k]);\nfd.append('file', file);\n",
      "const h = new Headers();\nh.append('file', 'x');\nh.append('key', 'y');\nnew FormData();\n",
      "r = requests.post(p['url'], data=p['fields'], files={'file': f})\n",
      "\(tag)<input name=key value=\"{{k}}\"><input name=policy value=\"{{p}}\"><input type=file name=file></form>",
      #"<form action="/search"><input name=q></form>"#,
    ])
  func right(text: String) {
    let found = Inspector().inspect(PastedText(Array(text.utf8)).incidents)
    #expect(found.allSatisfy { !$0.diagnosis.hasFault }, "\(found.map { $0.diagnosis.findings.map(\.cause.code) })")
  }
}
