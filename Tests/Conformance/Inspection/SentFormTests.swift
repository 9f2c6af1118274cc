import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// How a right form was changed before it was sent, and the first finding.
struct SentForm: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var code: CauseCode
  var detail: String
  var certainty = Diagnosis.Certainty.certain
  var change: @Sendable ([Field]) -> [Field]

  init(
    _ name: String, _ code: CauseCode, detail: String, certainty: Diagnosis.Certainty = .certain,
    _ change: @escaping @Sendable ([Field]) -> [Field]
  ) {
    testDescription = name
    self.code = code
    self.detail = detail
    self.certainty = certainty
    self.change = change
  }

  /// Changes the value of a field; nil removes the field.
  static func with(_ name: Text, _ change: @escaping @Sendable (String) -> String?)
    -> @Sendable ([Field]) ->
    [Field]
  {
    { fields in
      fields.compactMap { field in
        field.name.lowercased == name ? change(field.value.string).map { Field(field.name, Text($0)) } : field
      }
    }
  }
}

@Suite("Sent forms")
struct SentFormTests {
  static let cases: [SentForm] = [
    .init(
      "without the policy", .formPolicyMissing, detail: "handed out but not sent",
      SentForm.with("policy") { _ in nil }),
    .init("with an empty policy", .formPolicyMissing, detail: "is empty", SentForm.with("policy") { _ in "" }),
    .init(
      "without the signature", .formSignatureMissing, detail: "handed out but not sent",
      SentForm.with("x-amz-signature") { _ in nil }),
    .init("without the date", .formDateMissing, detail: "not sent", SentForm.with("x-amz-date") { _ in nil }),
    .init(
      "without the credential", .formCredentialWithoutScope, detail: "not sent",
      SentForm.with("x-amz-credential") { _ in nil }),
    .init(
      "with another digit", .formChanged, detail: "x-amz-signature differs from the one handed out, from byte 64 on",
      SentForm.with("x-amz-signature") { $0.dropLast() + ($0.hasSuffix("0") ? "1" : "0") }),
    .init(
      "with the signature cut off", .signatureCutOff, detail: "63 of 64",
      SentForm.with("x-amz-signature") { String($0.dropLast()) }),
    .init(
      "with the policy wrapped", .formChanged, detail: "sent with a line break after byte 76",
      SentForm.with("policy") { $0.prefix(76) + "\n" + $0.dropFirst(76) }),
    .init(
      "with + as a space", .formChanged, detail: "a \"+\" in policy became a space",
      SentForm.with("policy") { $0.replacingOccurrences(of: "+", with: " ") }),
    .init(
      "with the policy cut off", .formChanged, detail: "cut off: 40 of",
      SentForm.with("policy") { String($0.prefix(40)) }),
    .init("with the policy after the file", .fieldAfterFile, detail: "policy comes after") { fields in
      fields.filter { $0.name != "policy" } + fields.filter { $0.name == "policy" }
    },
    .init("with two files", .filesSeveral, detail: "2 fields", certainty: .likely) { $0 + [Field("file", "")] },
    .init("without a file", .fileMissing, detail: "named \"file\"", certainty: .likely) {
      $0.filter { $0.name != "file" }
    },
  ]

  /// A form that the reference built, whose policy contains a `+`.
  static func form(key: Text = "videos/~~~.webm") throws -> InspectedForm {
    let request = PostPolicyRequest(
      bucket: "video-uploads-example", key: key, conditions: [.contentLengthRange(1...1000)], expires: 300
    )
    let built = try Signer(credentials: InspectionTests.inspector().credentials!, region: "eu-west-1", service: "s3")
      .presignedPost(for: request, at: InspectionTests.time)
    let form = InspectedForm(url: built.url, fields: built.fields, sent: built.fields + [Field("file", "")])
    #expect(form.fields.contains { $0.name == "policy" && $0.value.bytes.contains(UInt8(ascii: "+")) })
    return form
  }

  @Test("are inspected instead of the form handed out", arguments: cases, [true, false])
  func sent(sent: SentForm, knows: Bool) throws {
    var inspector = InspectionTests.inspector()
    if !knows { inspector.credentials = nil }
    var form = try Self.form()
    #expect(inspector.inspect(form).findings.isEmpty, "\(inspector.inspect(form).findings)")
    form.sent = sent.change(form.sent!)
    let diagnosis = inspector.inspect(form)
    let first = try #require(diagnosis.findings.first)
    #expect(first.cause.code == sent.code && first.certainty == sent.certainty, "\(diagnosis.findings)")
    #expect(first.detail?.contains(sent.detail) == true, "\(first.detail ?? "")")
    let noise: [CauseCode] = [.keyCachedWithoutSecret, .policyBase64Wrapped, .fieldMissing]
    #expect(!diagnosis.findings.contains { noise.contains($0.cause.code) }, "\(diagnosis.findings)")
    #expect(diagnosis.hasFault)
    if sent.code == .formChanged { #expect(diagnosis.isSignatureRight == (knows ? false : nil)) }
    if knows { #expect(!diagnosis.hints.contains { $0.contains("AWS_SECRET_ACCESS_KEY") }) }
    form.file = .init(name: "cat.webm", size: 10)
    #expect(inspector.inspect(form).cause?.code == sent.code)
  }

  @Test("may be another, correctly signed form than the one handed out")
  func another() throws {
    var form = try Self.form()
    let request = PostPolicyRequest(
      bucket: "video-uploads-example", key: "videos/~~~.webm", conditions: [.contentLengthRange(1...1000)], expires: 200
    )
    let built = try Signer(credentials: InspectionTests.inspector().credentials!, region: "eu-west-1", service: "s3")
      .presignedPost(for: request, at: InspectionTests.time)
    form.sent = built.fields + [Field("file", "")]
    let diagnosis = InspectionTests.inspector().inspect(form)
    #expect(!diagnosis.hasFault && diagnosis.isSignatureRight == true, "\(diagnosis.findings)")
    #expect(diagnosis.hints.contains { $0.contains("another form") })
  }

  @Test("are read from --sent; --field adds fields before the file")
  func command() throws {
    let form = try Self.form()
    func json(_ fields: [Field]) -> String {
      "[" + fields.map { "[\"\($0.name)\",\"\($0.value)\"]" }.joined(separator: ",") + "]"
    }
    let handedOut = try ScratchFile("{\"url\":\"\(form.url!)\",\"fields\":\(json(form.fields))}")
    let fields = form.fields + [Field("file", "")]
    func inspect(_ sent: [Field]?, _ more: [String] = []) throws -> Program.Result {
      let scratch = try sent.map { try ScratchFile(json($0)) }
      return try Program.run(
        Program.videoSpec,
        ["inspect", "post", "--form", handedOut.path, "--now", "2026-01-02T03:05:00Z", "--secret-env", "MINE"]
          + (scratch.map { ["--sent", $0.path] } ?? []) + more,
        environment: ["MINE": InspectionTests.secret])
    }
    for (sent, more, status) in [
      (fields, [], Int32(0)), (fields, ["--field", "x-ignore-a=b"], 0), (nil, ["--file-size", "10"], 0),
      (fields + [Field("file", "")], [], 1), (form.fields, [], 1), (form.fields, ["--file-size", "10"], 1),
      (fields, ["--field", "x-amz-meta-a=b"], 1), (SentForm.with("policy") { _ in nil }(fields), [], 1),
    ] as [([Field]?, [String], Int32)] {
      let result = try inspect(sent, more)
      #expect(result.status == status, "\(more) \(result.output)\(result.error)")
      #expect(!result.output.contains("after the file"))
    }
  }

  @Test("a comma in a type is reported, because it makes the type a list")
  func comma() throws {
    var form = try InspectionTests.form(sent: ["Content-Type", "file"])
    form.sent = form.sent!.map { $0.name == "Content-Type" ? Field($0.name, "video/webm;codecs=vp8,opus") : $0 }
    var first = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(first.cause.code == .typeWithComma && first.certainty == .likely)
    #expect(first.detail?.contains("\"opus\"") == true && first.cause.fix.contains("split(';')[0]"))
    form.sent = form.sent!.map { $0.name == "Content-Type" ? Field($0.name, "video/mp4,video/webm") : $0 }
    first = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(first.cause.code == .fieldBeginsOtherwise && first.certainty == .certain)
    let json = form.fields.map { "[\"\($0.name)\",\"\($0.value)\"]" }.joined(separator: ",")
    let evaluated = try Program.run(
      Program.videoSpec,
      [
        "policy", "evaluate", "--form", "-", "--bucket", "video-uploads-example", "--unsigned", "--file-size", "10",
        "--at", "2026-01-02T03:05:00Z", "--field", "Content-Type=video/webm;codecs=vp8,opus",
      ], input: "[\(json)]")
    #expect(evaluated.status == 1)
    #expect(evaluated.output.contains("\"opus\" does not begin with the required prefix"), "\(evaluated.output)")
  }

  @Test(
    "a policy that was re-encoded after signing is recognized",
    arguments: [(.policyPythonBytes, "b'", "'"), (.policyBase64Unpadded, "", "")] as [(CauseCode, String, String)])
  func encoding(code: CauseCode, before: String, after: String) throws {
    // The Base64 of one of the three has no padding.
    let forms = try ["~~~", "~~~a", "~~~ab"].map { try Self.form(key: Text($0)) }
    var form = try #require(forms.first { $0.fields.contains { $0.name == "policy" && $0.value.bytes.last == 0x3D } })
    form.sent = nil
    form.fields = form.fields.map { field in
      guard field.name == "policy" else { return field }
      return Field("policy", Text(before + field.value.string.replacingOccurrences(of: "=", with: "") + after))
    }
    let written = form.fields.first { $0.name == "policy" }!.value.bytes
    #expect(code != .policyBase64Unpadded || written.count % 4 != 0)
    let diagnosis = InspectionTests.inspector().inspect(form)
    #expect(diagnosis.cause?.code == code, "\(diagnosis.findings)")
  }

  @Test("without a policy, the signature is not reported")
  func withoutPolicy() throws {
    var form = try Self.form()
    form.sent = nil
    for replacement in [[], [Field("policy", "")]] {
      form.fields = form.fields.filter { $0.name != "policy" } + replacement
      let diagnosis = InspectionTests.inspector().inspect(form)
      #expect(diagnosis.cause?.code == .formPolicyMissing, "\(diagnosis.findings)")
    }
  }

  @Test("a host that is not AWS's may lead to another bucket than its path says")
  func host() throws {
    var form = try Self.form()
    form.url = "https://cdn.example.org/upload"
    let finding = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(finding.cause.code == .bucketOther && finding.certainty == .likely)
    form.url = "https://other.s3.amazonaws.com/"
    let certain = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(certain.cause.code == .bucketOther && certain.certainty == .certain)
  }

  @Test("are shortened if they are long")
  func long() throws {
    let long = String(repeating: "x", count: 20_000)
    let names = [long, "policy", "key", "x-amz-credential", "x-amz-date", "x-amz-signature"]
    let fields = names.map { "\"\($0)\":\"\(long)\"" }.joined(separator: ",")
    let result = try Program.run(
      Program.videoSpec, ["inspect", "post", "--form", "-", "--no-secret"],
      input: "{\"url\":\"https://h.example/\(long)\",\"fields\":{\(fields)}}", environment: ["HOME": "/nowhere"])
    #expect(result.status == 1 && result.output.utf8.count < 10_000, "\(result.output.utf8.count)")
  }
}
