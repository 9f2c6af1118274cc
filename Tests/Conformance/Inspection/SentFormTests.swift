import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// What became of a good form on its way, and what has to be said first.
struct SentForm: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var code: String
  var says: String
  var certainty = Diagnosis.Certainty.certain
  var change: @Sendable ([HeaderField]) -> [HeaderField]

  init(
    _ name: String, _ code: String, says: String, certainty: Diagnosis.Certainty = .certain,
    _ change: @escaping @Sendable ([HeaderField]) -> [HeaderField]
  ) {
    testDescription = name
    self.code = code
    self.says = says
    self.certainty = certainty
    self.change = change
  }

  /// A form whose field has another value; with nil, none.
  static func with(_ name: Text, _ change: @escaping @Sendable (String) -> String?)
    -> @Sendable ([HeaderField]) ->
    [HeaderField]
  {
    { fields in
      fields.compactMap { field in
        field.name.lowercased == name ? change(field.value.string).map { HeaderField(field.name, Text($0)) } : field
      }
    }
  }
}

@Suite("A form as it was sent")
struct SentFormTests {
  static let cases: [SentForm] = [
    .init(
      "without the policy", "form-policy-missing", says: "handed out, and not sent",
      SentForm.with("policy") { _ in nil }),
    .init("with an empty policy", "form-policy-missing", says: "is empty", SentForm.with("policy") { _ in "" }),
    .init(
      "without the signature", "form-signature-missing", says: "handed out, and not sent",
      SentForm.with("x-amz-signature") { _ in nil }),
    .init("without the date", "form-date-missing", says: "not sent", SentForm.with("x-amz-date") { _ in nil }),
    .init(
      "without the credential", "form-credential-without-scope", says: "not sent",
      SentForm.with("x-amz-credential") { _ in nil }),
    .init(
      "with another digit", "form-changed", says: "x-amz-signature is another one than was handed out, from byte 64 on",
      SentForm.with("x-amz-signature") { $0.dropLast() + ($0.hasSuffix("0") ? "1" : "0") }),
    .init(
      "with the signature cut off", "signature-cut-off", says: "63 of 64",
      SentForm.with("x-amz-signature") { String($0.dropLast()) }),
    .init(
      "with the policy wrapped", "form-changed", says: "a line break came into it after byte 76",
      SentForm.with("policy") { $0.prefix(76) + "\n" + $0.dropFirst(76) }),
    .init(
      "with '+' as a space", "form-changed", says: "'+' became a space",
      SentForm.with("policy") { $0.replacingOccurrences(of: "+", with: " ") }),
    .init(
      "with the policy cut off", "form-changed", says: "cut off: 40 of",
      SentForm.with("policy") { String($0.prefix(40)) }),
    .init("with the policy after the file", "field-after-file", says: "policy comes after") { fields in
      fields.filter { $0.name != "policy" } + fields.filter { $0.name == "policy" }
    },
    .init("with two files", "files-several", says: "2 fields", certainty: .likely) { $0 + [HeaderField("file", "")] },
    .init("without a file", "file-missing", says: "named file", certainty: .likely) { $0.filter { $0.name != "file" } },
  ]

  /// A form of the reference's whose policy has a '+'.
  static func form(key: Text = "videos/~~~.webm") throws -> InspectedForm {
    let request = PostPolicyRequest(
      bucket: "video-uploads-example", key: key, conditions: [.contentLengthRange(1...1000)], expires: 300
    )
    let built = try Signer(credentials: InspectionTests.inspector().credentials!, region: "eu-west-1", service: "s3")
      .presignedPost(for: request, at: InspectionTests.time)
    let form = InspectedForm(url: built.url, fields: built.fields, sent: built.fields + [HeaderField("file", "")])
    #expect(form.fields.contains { $0.name == "policy" && $0.value.bytes.contains(UInt8(ascii: "+")) })
    return form
  }

  @Test("is what is looked at", arguments: cases, [true, false])
  func sent(sent: SentForm, knows: Bool) throws {
    var inspector = InspectionTests.inspector()
    if !knows { inspector.credentials = nil }
    var form = try Self.form()
    #expect(inspector.inspect(form).findings.isEmpty, "\(inspector.inspect(form).findings)")
    form.sent = sent.change(form.sent!)
    let diagnosis = inspector.inspect(form)
    let first = try #require(diagnosis.findings.first)
    #expect(first.cause.code == sent.code && first.certainty == sent.certainty, "\(diagnosis.findings)")
    #expect(first.detail?.contains(sent.says) == true, "\(first.detail ?? "")")
    let noise = ["key-cached-without-secret", "policy-base64-wrapped", "field-missing"]
    #expect(!diagnosis.findings.contains { noise.contains($0.cause.code) }, "\(diagnosis.findings)")
    #expect(diagnosis.hasFault)
    if sent.code == "form-changed" { #expect(diagnosis.isSignatureRight == (knows ? false : nil)) }
    if knows { #expect(!diagnosis.hints.contains { $0.contains("AWS_SECRET_ACCESS_KEY") }) }
    form.file = .init(name: "cat.webm", size: 10)
    #expect(inspector.inspect(form).cause?.code == sent.code)
  }

  @Test("may be another form than the one at hand, and right")
  func another() throws {
    var form = try Self.form()
    let request = PostPolicyRequest(
      bucket: "video-uploads-example", key: "videos/~~~.webm", conditions: [.contentLengthRange(1...1000)], expires: 200
    )
    let built = try Signer(credentials: InspectionTests.inspector().credentials!, region: "eu-west-1", service: "s3")
      .presignedPost(for: request, at: InspectionTests.time)
    form.sent = built.fields + [HeaderField("file", "")]
    let diagnosis = InspectionTests.inspector().inspect(form)
    #expect(!diagnosis.hasFault && diagnosis.isSignatureRight == true, "\(diagnosis.findings)")
    #expect(diagnosis.hints.contains { $0.contains("another form") })
  }

  @Test("is read from --sent; --field adds before the file")
  func command() throws {
    let form = try Self.form()
    func json(_ fields: [HeaderField]) -> String {
      "[" + fields.map { "[\"\($0.name)\",\"\($0.value)\"]" }.joined(separator: ",") + "]"
    }
    let handedOut = try ScratchFile("{\"url\":\"\(form.url!)\",\"fields\":\(json(form.fields))}")
    let fields = form.fields + [HeaderField("file", "")]
    func inspect(_ sent: [HeaderField]?, _ more: [String] = []) throws -> Program.Result {
      let scratch = try sent.map { try ScratchFile(json($0)) }
      return try Program.run(
        Program.videoSpec,
        ["inspect", "post", "--form", handedOut.path, "--now", "2026-01-02T03:05:00Z", "--secret-env", "MINE"]
          + (scratch.map { ["--sent", $0.path] } ?? []) + more,
        environment: ["MINE": InspectionTests.secret])
    }
    for (sent, more, status) in [
      (fields, [], Int32(0)), (fields, ["--field", "x-ignore-a=b"], 0), (nil, ["--file-size", "10"], 0),
      (fields + [HeaderField("file", "")], [], 1), (form.fields, [], 1), (form.fields, ["--file-size", "10"], 1),
      (fields, ["--field", "x-amz-meta-a=b"], 1), (SentForm.with("policy") { _ in nil }(fields), [], 1),
    ] as [([HeaderField]?, [String], Int32)] {
      let result = try inspect(sent, more)
      #expect(result.status == status, "\(more) \(result.output)\(result.error)")
      #expect(!result.output.contains("after the file"))
    }
  }

  @Test("a type that a comma makes a list of is called so")
  func comma() throws {
    var form = try InspectionTests.form(sent: ["Content-Type", "file"])
    form.sent = form.sent!.map { $0.name == "Content-Type" ? HeaderField($0.name, "video/webm;codecs=vp8,opus") : $0 }
    var first = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(first.cause.code == "type-with-comma" && first.certainty == .likely)
    #expect(first.detail?.contains("\"opus\"") == true && first.cause.remedy.contains("split(';')[0]"))
    form.sent = form.sent!.map { $0.name == "Content-Type" ? HeaderField($0.name, "video/mp4,video/webm") : $0 }
    first = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(first.cause.code == "field-begins-otherwise" && first.certainty == .certain)
    let json = form.fields.map { "[\"\($0.name)\",\"\($0.value)\"]" }.joined(separator: ",")
    let evaluated = try Program.run(
      Program.videoSpec,
      [
        "policy", "evaluate", "--form", "-", "--bucket", "video-uploads-example", "--unsigned", "--file-size", "10",
        "--at", "2026-01-02T03:05:00Z", "--field", "Content-Type=video/webm;codecs=vp8,opus",
      ], input: "[\(json)]")
    #expect(evaluated.status == 1 && evaluated.output.contains("\"opus\" does not begin so"), "\(evaluated.output)")
  }

  @Test(
    "a policy that was written otherwise after signing is told by how it is written",
    arguments: [("policy-not-base64", "b'", "'"), ("policy-base64-unpadded", "", "")])
  func encoding(code: String, before: String, after: String) throws {
    // One of three lengths has no padding.
    let forms = try ["~~~", "~~~a", "~~~ab"].map { try Self.form(key: Text($0)) }
    var form = try #require(forms.first { $0.fields.contains { $0.name == "policy" && $0.value.bytes.last == 0x3D } })
    form.sent = nil
    form.fields = form.fields.map { field in
      guard field.name == "policy" else { return field }
      return HeaderField("policy", Text(before + field.value.string.replacingOccurrences(of: "=", with: "") + after))
    }
    let written = form.fields.first { $0.name == "policy" }!.value.bytes
    #expect(code != "policy-base64-unpadded" || written.count % 4 != 0)
    let diagnosis = InspectionTests.inspector().inspect(form)
    #expect(diagnosis.cause?.code == code, "\(diagnosis.findings)")
  }

  @Test("a form without a policy is called so, and no signature is missed for it")
  func withoutPolicy() throws {
    var form = try Self.form()
    form.sent = nil
    for replacement in [[], [HeaderField("policy", "")]] {
      form.fields = form.fields.filter { $0.name != "policy" } + replacement
      let diagnosis = InspectionTests.inspector().inspect(form)
      #expect(diagnosis.cause?.code == "form-policy-missing", "\(diagnosis.findings)")
    }
  }

  @Test("a host that is not AWS's may have another way to the bucket")
  func host() throws {
    var form = try Self.form()
    form.url = "https://cdn.example.org/upload"
    let finding = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(finding.cause.code == "bucket-other" && finding.certainty == .likely)
    form.url = "https://other.s3.amazonaws.com/"
    let certain = try #require(InspectionTests.inspector().inspect(form).findings.first)
    #expect(certain.cause.code == "bucket-other" && certain.certainty == .certain)
  }

  @Test("of any length comes out shortened")
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
