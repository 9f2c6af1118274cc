import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// What happened to the `policy` field of a right form, and the cause.
struct PolicyAccident: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var code: CauseCode
  var detail: String?
  /// Whether the signature is right for the policy without the accident.
  var isSignedBefore = true
  var change: @Sendable (String) -> String

  init(
    _ name: String, _ code: CauseCode, _ detail: String? = nil, isSignedBefore: Bool = true,
    _ change: @escaping @Sendable (String) -> String
  ) {
    testDescription = name
    self.code = code
    self.detail = detail
    self.isSignedBefore = isSignedBefore
    self.change = change
  }
}

@Suite("Accidents with forms")
struct FormAccidentTests {
  private static let signer = Signer(
    credentials: InspectionTests.inspector().credentials!, region: "us-east-1", service: "s3")

  /// A right form for the bucket `bkt`, with additional fields and their conditions.
  static func form(
    _ fields: [Field] = [], conditions: [PolicyCondition] = [], key: Text = "k", time: Timestamp = InspectionTests.time
  ) throws -> InspectedForm {
    let request = PostPolicyRequest(
      bucket: "bkt", key: key, fields: fields,
      conditions: conditions + fields.map { .exact(name: $0.name, value: $0.value) }, expires: 300)
    let built = try signer.presignedPost(for: request, at: time)
    return InspectedForm(url: built.url, fields: built.fields)
  }

  private static func replacing(_ name: Text, _ form: InspectedForm, with change: (String) -> String) -> InspectedForm {
    var form = form
    form.fields = form.fields.map { $0.name == name ? Field($0.name, Text(change($0.value.string))) : $0 }
    return form
  }

  private static func codes(_ diagnosis: Diagnosis) -> [CauseCode] {
    diagnosis.findings.filter { $0.certainty > .remark }.map(\.cause.code)
  }

  // MARK: Base64

  static let accidents: [PolicyAccident] = [
    .init("Python's bytes", .policyPythonBytes) { "b'\($0)'" },
    .init("Python's bytes with the other marks", .policyPythonBytes) { "b\"\($0)\"" },
    .init("Python's bytes in HTML", .policyPythonBytes) { "b&#39;\($0)&#39;" },
    .init("Python's bytes without their marks", .policyPythonBytes) { "b" + $0 },
    .init("quotation marks", .policyQuoted) { "\"\($0)\"" },
    .init("escaped quotation marks", .policyQuoted) { "\\\"\($0)\\\"" },
    .init("a data URI", .policyDataUri) { "data:application/json;base64," + $0 },
    .init("escaped slashes", .policyJsonEscaped) {
      $0.replacingOccurrences(of: "/", with: "\\/").replacingOccurrences(of: "+", with: "\\u002b")
    },
    .init("line breaks as text", .policyJsonEscaped, "written as \\n") { $0.prefix(76) + "\\n" + $0.dropFirst(76) },
    .init("line breaks", .policyBase64Wrapped) { $0.prefix(76) + "\r\n" + $0.dropFirst(76) },
    .init("percent-encoding", .policyPercentEncoded) {
      $0.replacingOccurrences(of: "=", with: "%3D").replacingOccurrences(of: "+", with: "%2B")
    },
    .init("the URL-safe alphabet", .policyBase64UrlSafe, "it contains \"-\"") {
      $0.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
    },
    .init("+ as a space", .policyPlusAsSpace) { $0.replacingOccurrences(of: "+", with: " ") },
    .init("no padding", .policyBase64Unpadded) { $0.replacingOccurrences(of: "=", with: "") },
    .init("one = too many", .policyNotBase64, "number of \"=\"") { $0 + "=" },
    .init("white space around it", .policyNotBase64, "white space") { " \($0)\n" },
    .init("another character", .policyNotBase64, "byte 5 is \"*\"", isSignedBefore: false) {
      $0.prefix(4) + "*" + $0.dropFirst(5)
    },
    .init("a character at the end", .policyBase64CutOff, "characters before the padding", isSignedBefore: false) {
      $0.replacingOccurrences(of: "=", with: "") + ($0.hasSuffix("==") ? "QUE" : $0.hasSuffix("=") ? "QU" : "Q")
    },
    .init("the end cut off", .policyBase64CutOff, "ends early", isSignedBefore: false) { String($0.prefix(42)) },
    .init("Base64 twice", .policyBase64Twice) { Data($0.utf8).base64EncodedString() },
    .init("the JSON itself", .policyUnencoded) { String(decoding: Data(base64Encoded: $0)!, as: UTF8.self) },
  ]

  /// The Base64 of this form's policy has `+`, `/` and padding.
  private static func formWithAllMarks() throws -> InspectedForm {
    try #require(
      try (0..<40).map { try form(key: Text("k\(String(repeating: "x", count: $0))~~~???>>>ÿ")) }.first { form in
        let policy = form.fields.first { $0.name == "policy" }!.value.string
        return policy.hasSuffix("=") && policy.contains("+") && policy.contains("/")
      })
  }

  @Test("of the policy's Base64 are named, and the secret is not suspected", arguments: accidents, [true, false])
  func base64(accident: PolicyAccident, knowsSecret: Bool) throws {
    var inspector = InspectionTests.inspector()
    if !knowsSecret { inspector.credentials = nil }
    let right = try Self.formWithAllMarks()
    #expect(inspector.inspect(right).findings.isEmpty, "\(inspector.inspect(right).findings)")
    let diagnosis = inspector.inspect(Self.replacing("policy", right, with: accident.change))
    #expect(Self.codes(diagnosis) == [accident.code], "\(diagnosis.findings)")
    #expect(diagnosis.findings.first?.certainty == .certain)
    if let detail = accident.detail { #expect(diagnosis.findings.first?.detail?.contains(detail) == true) }
    if knowsSecret {
      #expect(diagnosis.isSignatureRight == false)
      #expect(diagnosis.hints.contains { $0.contains("right for the policy without") } == accident.isSignedBefore)
    }
  }

  @Test("a signature that is a Python bytes literal is named, and its digits are compared")
  func signature() throws {
    let form = Self.replacing("x-amz-signature", try Self.form()) { "b'\($0)'" }
    let diagnosis = InspectionTests.inspector().inspect(form)
    #expect(Self.codes(diagnosis) == [.signatureMalformed], "\(diagnosis.findings)")
    #expect(diagnosis.findings.first?.detail?.contains(".decode()") == true)
    #expect(diagnosis.hints.contains { $0.contains("digits that are left of the signature are right") })
  }

  @Test("another secret is the last guess, and another access key is no guess about the secret")
  func secret() throws {
    var inspector = InspectionTests.inspector()
    inspector.credentials = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("another"))
    let diagnosis = inspector.inspect(try Self.form())
    #expect(Self.codes(diagnosis) == [.formChanged, .keyCachedWithoutSecret], "\(diagnosis.findings)")
    #expect(diagnosis.findings.allSatisfy { $0.certainty == .likely && $0.detail?.contains("to confirm it") == true })
    inspector.credentials = Credentials(accessKeyID: "AKIAI44QH8DHBEXAMPLE", secretAccessKey: Secret("another"))
    let other = inspector.inspect(try Self.form())
    #expect(Self.codes(other) == [] && other.isSignatureRight == nil, "\(other.findings)")
    #expect(other.hints.contains { $0.contains("that of the given credentials is AKIA…MPLE") }, "\(other.hints)")
  }

  // MARK: ${filename}

  @Test("${filename} is replaced in every field before the conditions are checked")
  func filename() throws {
    let redirect: Text = "https://example.com/?f=${filename}"
    var form = try Self.form([Field("success_action_redirect", redirect)])
    let unknown = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(unknown.cause.code == .filenameInCondition && unknown.certainty == .likely)
    form.file = FormFile(name: "C:\\videos\\a.txt", size: 1)
    let finding = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(finding.cause.code == .filenameInCondition && finding.certainty == .certain)
    #expect(finding.detail?.contains("the value is \"https://example.com/?f=a.txt\"") == true, "\(finding)")
    #expect(finding.cause.requirement == "POL-061")
    // Without a name nothing is replaced.
    form.file = FormFile(size: 1)
    #expect(InspectionTests.inspector().inspect(form).findings.isEmpty)
    var prefixed = try Self.form(
      conditions: [.startsWith(reference: "$success_action_redirect", prefix: "https://example.com/?f=")])
    prefixed.fields.append(Field("success_action_redirect", redirect))
    prefixed.file = FormFile(name: "a.txt", size: 1)
    #expect(InspectionTests.inspector().inspect(prefixed).findings.isEmpty)
  }

  // MARK: How the form is sent

  @Test(
    "a form that was sent in another way is named",
    arguments: [
      ("PUT", nil, nil, .formNotPost, "sent by PUT"),
      ("GET", nil, "http://bkt.s3.amazonaws.com/", .formNotPost, "begins with http://"),
      ("POST", "application/x-www-form-urlencoded", nil, .formNotMultipart, "urlencoded"),
      ("POST", "application/json", nil, .formNotMultipart, "json"),
      ("POST", "multipart/form-data", nil, .formBoundaryMissing, "multipart/form-data"),
      ("POST", "multipart/form-data; charset=utf-8", nil, .formBoundaryMissing, "charset"),
      (nil, nil, "https://bkt.s3.amazonaws.com/k", .formUrlOfObject, "/k"),
      (nil, nil, "https://s3.us-east-1.amazonaws.com/bkt/k", .formUrlOfObject, "/bkt/k"),
      (nil, nil, "http://bkt.s3-website-us-east-1.amazonaws.com/", .formUrlWebsite, "website"),
    ] as [(String?, String?, String?, CauseCode, String)])
  func transport(method: String?, type: String?, url: String?, code: CauseCode, detail: String) throws {
    var form = try Self.form()
    form.method = method.map { Text($0) }
    form.headers = type.map { [HeaderField("content-type", Text($0))] } ?? []
    if let url { form.url = Text(url) }
    let finding = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(finding.cause.code == code && finding.certainty == .certain, "\(finding)")
    #expect(finding.detail?.contains(detail) == true, "\(finding)")
  }

  @Test("a form that was sent by POST with a boundary is right")
  func rightTransport() throws {
    var form = try Self.form()
    form.method = "POST"
    form.headers = [HeaderField("Content-Type", "Multipart/Form-Data; charset=utf-8; Boundary=x")]
    for url in [
      "https://bkt.s3.amazonaws.com", "https://s3.us-east-1.amazonaws.com/bkt/", "https://cdn.example.com/a/b",
    ] {
      form.url = Text(url)
      form.bucket = "bkt"
      #expect(InspectionTests.inspector().inspect(form).findings.isEmpty, "\(url)")
    }
  }

  @Test("a host outside of the region's partition is named, and an unknown partition is a guess")
  func partition() throws {
    func finding(_ region: Text, _ url: Text) throws -> Diagnosis.Finding? {
      let request = PostPolicyRequest(
        bucket: "bkt", key: "k", location: .endpoint(Endpoint(host: "s3.example.com")), conditions: [], expires: 300)
      let signer = Signer(credentials: InspectionTests.inspector().credentials!, region: region, service: "s3")
      let built = try signer.presignedPost(for: request, at: InspectionTests.time)
      var inspector = InspectionTests.inspector()
      inspector.region = nil
      return inspector.inspect(InspectedForm(url: url, fields: built.fields)).findings.first
    }
    let china = try finding("cn-north-1", "https://bkt.s3.cn-north-1.amazonaws.com/")
    #expect(china?.cause.code == .domainOfAnotherPartition && china?.certainty == .certain)
    #expect(try finding("cn-north-1", "https://bkt.s3.cn-north-1.amazonaws.com.cn/") == nil)
    let unknown = try finding("xx-north-1", "https://bkt.s3.xx-north-1.amazonaws.com/")
    #expect(unknown?.cause.code == .unknownPartitionGuessed && unknown?.certainty == .likely)
    #expect(try finding("us-gov-west-1", "https://bkt.s3.us-gov-west-1.amazonaws.com/") == nil)
  }

  // MARK: The fields that are sent

  @Test(
    "a field that a library adds is named with the library",
    arguments: [
      ("utf8", "Rails"), ("name", "Plupload or Uppy"), ("X-Requested-With", "An upload library"), ("submit", "button"),
      ("csrfmiddlewaretoken", "Django"), ("dzuuid", "Dropzone"),
    ])
  func libraries(name: String, library: String) throws {
    var form = try Self.form()
    form.sent = form.fields + [Field(Text(name), "1"), Field("file", "")]
    let finding = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(finding.cause.code == .fieldNotCovered && finding.certainty == .certain)
    #expect(finding.detail?.contains("Extra input fields: \(name.lowercased())") == true)
    #expect(finding.detail?.contains(library) == true, "\(finding)")
  }

  @Test(
    "fields that S3 interprets are checked as S3 does",
    arguments: [
      ("tagging", "a=b&c=d", .taggingMalformed), ("x-amz-storage-class", "STANDARD-IA", .storageClassUnknown),
      ("x-amz-checksum-algorithm", "SHA256", .checksumFieldInvalid),
      ("x-amz-checksum-crc32", "abc", .checksumFieldInvalid), ("success_action_status", "201", nil),
      ("x-amz-storage-class", "STANDARD_IA", nil), ("x-amz-checksum-crc32", "AAAAAA==", nil),
      ("tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>", nil),
    ] as [(String, String, CauseCode?)])
  func stored(name: String, value: String, code: CauseCode?) throws {
    let form = try Self.form([Field(Text(name), Text(value))])
    let finding = InspectionTests.inspector().inspect(form).findings.first
    #expect(finding?.cause.code == code && (code == nil || finding?.certainty == .certain), "\(finding as Any)")
  }

  @Test("the key after the file, an empty file and a status without a condition are named")
  func fields() throws {
    var form = try Self.form(conditions: [.contentLengthRange(1...10)])
    let key = Field("key", "k")
    form.sent = form.fields.filter { $0 != key } + [Field("File", ""), key]
    var findings = InspectionTests.inspector().inspect(form).findings
    #expect(findings.map(\.cause.code) == [.fieldAfterFile] && findings[0].detail == "key comes after the file")
    form.sent = form.fields.filter { $0 != key } + [Field("file", "")]
    findings = InspectionTests.inspector().inspect(form).findings
    #expect(findings.map(\.cause.code) == [.keyMissing], "\(findings)")
    form.sent = nil
    form.file = FormFile(name: "a.webm", size: 0)
    findings = InspectionTests.inspector().inspect(form).findings
    #expect(findings.map(\.cause.code) == [.fileSize] && findings[0].detail?.contains("the file is empty") == true)
    form.file = nil
    form.fields.append(Field("success_action_status", "201"))
    findings = InspectionTests.inspector().inspect(form).findings
    #expect(findings.map(\.cause.code) == [.fieldWithoutCondition] && findings[0].certainty == .certain)
  }

  @Test("what the browser may add, what old buckets take and a token of another key are not certain")
  func uncertain() throws {
    var form = try Self.form()
    form.fields.removeAll { $0.name == "key" }
    var finding = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(finding.cause.code == .formKeyMissing && finding.certainty == .likely)
    form = try Self.form(key: "videos/${filename}")
    form.fields.removeAll { $0.name == "key" }
    #expect(!InspectionTests.inspector().inspect(form).hasFault)
    form = try Self.form()
    form.fields.removeAll { $0.name.hasPrefix("x-amz-") }
    form.fields += [Field("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"), Field("signature", "c2lnbmF0dXJlMTIzNDU2Nzg=")]
    finding = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(finding.cause.code == .formSignedWithSigv2 && finding.certainty == .likely, "\(finding)")
    var inspector = InspectionTests.inspector()
    inspector.credentials = Credentials(
      accessKeyID: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("other"), sessionToken: Secret("token"))
    let diagnosis = inspector.inspect(try Self.form())
    #expect(!diagnosis.findings.contains { $0.certainty == .certain }, "\(diagnosis.findings)")
  }

  @Test("text that the policy lost is named")
  func texts() throws {
    for (key, other, code) in [
      ("\u{FEFF}cat.webm", "cat.webm", .byteOrderMarkLost),
      ("my\u{A0}cat.webm", "my cat.webm", .unusualSpacesRewritten),
      ("cat\u{200B}.webm", "cat.webm", .unusualSpacesRewritten), ("küche", "k?che", .policyTextAsAscii),
      ("a\"b", "a", .quotationMarksUnescaped), ("a", "b", .fieldOther),
    ] as [(String, String, CauseCode)] {
      var form = try Self.form(key: Text(other))
      form.fields = form.fields.map { $0.name == "key" ? Field("key", Text(key)) : $0 }
      let finding = try #require(InspectionTests.inspector().inspect(form).findings.first)
      #expect(finding.cause.code == code && finding.certainty == .certain, "\(finding)")
    }
  }

  // MARK: Size

  @Test("a form with thousands of conditions and fields is read in linear time", .timeLimit(.minutes(60)))
  func large() throws {
    // With a search for each condition among all fields, this takes hours.
    let fields = (0..<100_000).map { Field(Text("x-amz-meta-\($0)"), "value") }
    var form = try Self.form(conditions: (0..<20_000).map { .exact(name: Text("x-amz-meta-\($0)"), value: "value") })
    form.sent = form.fields + fields + [Field("file", "")]
    var inspector = InspectionTests.inspector()
    inspector.intention.conditions = (0..<20_000).map { .exact(name: Text("x-amz-meta-\($0)"), value: "value") }
    inspector.intention.fields = fields
    let diagnosis = inspector.inspect(form)
    #expect(Self.codes(diagnosis).contains(.formFieldsTooLarge), "\(diagnosis.findings)")
    #expect(diagnosis.hints.contains { $0.contains("so large") })
    #expect(!Self.codes(diagnosis).contains(.conditionsOther))
  }

  @Test("fields of more than 20 KB are too large for S3, but other stores may take them")
  func limit() throws {
    var form = try Self.form([Field("x-amz-meta-a", Text(String(repeating: "x", count: 21_000)))])
    var finding = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(finding.cause.code == .formFieldsTooLarge && finding.certainty == .certain, "\(finding)")
    form.url = "https://minio.example.com/bkt"
    finding = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(finding.cause.code == .formFieldsTooLarge && finding.certainty == .likely)
  }

  @Test("repeated fields are joined in linear time", .timeLimit(.minutes(60)))
  func repeated() throws {
    let form = UploadForm(fields: (0..<400_000).map { _ in Field("a", "0123456789") })
    #expect(try FormValues(form)["a"]?.bytes.count == 400_000 * 11 - 1)
  }
}
