import Foundation
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
  static func form() throws -> InspectedForm {
    let request = PostPolicyRequest(
      bucket: "video-uploads-example", key: "videos/~~~.webm", conditions: [.contentLengthRange(1...1000)], expires: 300
    )
    let built = try Signer(credentials: InspectionTests.inspector().credentials!, region: "eu-west-1", service: "s3")
      .postForm(request, at: InspectionTests.time)
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
      .postForm(request, at: InspectionTests.time)
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
}
