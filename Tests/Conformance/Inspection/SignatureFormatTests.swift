import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// What was done to a signature, and the first finding.
struct MalformedSignature: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var code: CauseCode
  /// A part of the detail.
  var detail: String
  /// Whether the remaining digits still match the request.
  var matches: Bool
  var change: @Sendable (String) -> String

  init(
    _ name: String, _ code: CauseCode, detail: String, matches: Bool = true,
    change: @escaping @Sendable (String) -> String
  ) {
    testDescription = name
    self.code = code
    self.detail = detail
    self.matches = matches
    self.change = change
  }
}

@Suite("Malformed signatures")
struct SignatureFormatTests {
  static let cases: [MalformedSignature] = [
    .init("a digit short", .signatureCutOff, detail: " has 63 of 64 hexadecimal digits: the ") { "\($0.dropLast())" },
    .init("cut after four", .signatureCutOff, detail: " has 4 of 64 hexadecimal digits", matches: false) {
      "\($0.prefix(4))"
    },
    .init("empty", .signatureCutOff, detail: " is empty", matches: false) { _ in "" },
    .init("shortened by a log", .signatureCutOff, detail: "after 20 of 64 hexadecimal digits") {
      "\($0.prefix(20))..."
    },
    .init("a digit long", .signatureMalformed, detail: " has 65 hexadecimal digits instead of 64") { $0 + "0" },
    .init("written twice", .signatureMalformed, detail: " has 128 hexadecimal digits instead of 64") { $0 + $0 },
    .init("with a quotation mark", .signatureMalformed, detail: "after 64 hexadecimal digits") { $0 + "'" },
    .init("in quotation marks", .signatureMalformed, detail: "after 0 hexadecimal digits") { "'\($0)'" },
    .init("another character", .signatureMalformed, detail: "has \"z\" after 40 hexadecimal digits") {
      "\($0.prefix(40))z\($0.suffix(23))"
    },
    .init("Base64", .signatureMalformed, detail: " is Base64", matches: false) {
      let digits = Hexadecimal.decode(Array($0.utf8)) ?? []
      return String(decoding: Base64.encode(digits), as: UTF8.self)
    },
    .init("upper case", .signatureUpperCase, detail: " is in upper case") { $0.uppercased() },
  ]

  private static func check(_ diagnosis: Diagnosis?, _ shape: MalformedSignature, in place: String, knows: Bool) throws
  {
    let diagnosis = try #require(diagnosis)
    let first = try #require(diagnosis.findings.first)
    #expect(first.cause.code == shape.code && first.certainty == .certain, "\(diagnosis.findings)")
    #expect(
      first.detail?.contains(place) == true && first.detail?.contains(shape.detail) == true, "\(first.detail ?? "")")
    #expect(diagnosis.hasFault && diagnosis.findings.count { $0.certainty > .remark } == 1, "\(diagnosis.findings)")
    let rightHint = diagnosis.hints.contains { $0.contains("digits that are left of the signature are right") }
    let isWhole = shape.code == .signatureUpperCase
    #expect(rightHint == (knows && shape.matches && !isWhole), "\(diagnosis.hints)")
    if !isWhole { #expect(diagnosis.isSignatureRight == (knows ? false : nil)) }
  }

  private static func inspector(knowing knows: Bool) -> Inspector {
    var inspector = InspectionTests.inspector()
    if !knows { inspector.credentials = nil }
    return inspector
  }

  /// The text with the value after its last `Signature=` changed.
  private static func changed(_ text: Text, _ change: (String) -> String) -> Text {
    let text = text.string
    let end = text.range(of: "Signature=", options: .backwards)!.upperBound
    return Text(text[..<end] + change(String(text[end...])))
  }

  @Test("in a URL", arguments: cases, [true, false])
  func url(shape: MalformedSignature, knows: Bool) throws {
    let url = Self.changed(try InspectionTests.url()) { signature in
      shape.change(signature).replacingOccurrences(of: "+", with: "%2B").replacingOccurrences(of: "/", with: "%2F")
    }
    try Self.check(
      Self.inspector(knowing: knows).inspect(InspectionTests.sent(url)), shape, in: "X-Amz-Signature", knows: knows)
  }

  @Test("in an Authorization header", arguments: cases, [true, false])
  func header(shape: MalformedSignature, knows: Bool) throws {
    let request = SigningRequest(
      method: "PUT", endpoint: Endpoint(host: "s3.eu-west-1.amazonaws.com"),
      target: .object(bucket: "video-uploads-example", key: "cat.webm", addressing: .virtual))
    let signer = Signer(credentials: InspectionTests.inspector().credentials!, region: "eu-west-1", service: "s3")
    let signed = try signer.signedHeaders(for: request, at: InspectionTests.time)
    let headers = signed.headers.map { header in
      header.name.lowercased == "authorization"
        ? HeaderField(header.name, Self.changed(header.value, shape.change)) : header
    }
    let url: Text = "https://video-uploads-example.s3.eu-west-1.amazonaws.com/cat.webm"
    try Self.check(
      Self.inspector(knowing: knows).inspect(InspectedRequest(method: "PUT", url: url, headers: headers, body: "")),
      shape, in: "Authorization", knows: knows)
  }

  @Test("in a form", arguments: cases, [true, false])
  func form(shape: MalformedSignature, knows: Bool) throws {
    var form = try InspectionTests.form(sent: [])
    form.sent = nil
    form.fields = form.fields.map { field in
      field.name.lowercased == "x-amz-signature"
        ? HeaderField(field.name, Text(shape.change(field.value.string))) : field
    }
    try Self.check(
      Self.inspector(knowing: knows).inspect(form), shape, in: "x-amz-signature", knows: knows)
  }

  @Test("in S3's response")
  func response() throws {
    let response = InspectionTests.response(
      "SignatureDoesNotMatch", "…",
      "<StringToSign>AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/eu-west-1/s3/aws4_request\n0</StringToSign>"
        + "<SignatureProvided>6e15fde5344b8bfbac7b950bdd389053c5db307d14093acb784ab28e531d47</SignatureProvided>")
    let diagnosis = Self.inspector(knowing: false).inspect(error: response, of: nil)
    #expect(diagnosis.cause?.code == .signatureCutOff)
    #expect(diagnosis.findings.first?.detail?.contains("SignatureProvided has 62 of 64") == true)
  }

  @Test("come before another mistake, which the remaining digits reveal")
  func twoMistakes() throws {
    let url = Text(try InspectionTests.url(method: "GET").string.dropLast())
    let diagnosis = try #require(InspectionTests.inspector().inspect(InspectionTests.sent(url)))
    #expect(diagnosis.findings.map(\.cause.code) == [.signatureCutOff, .methodOther])
    let wrong = Text(try InspectionTests.url(secret: "another").string.dropLast())
    let unknown = try #require(InspectionTests.inspector().inspect(InspectionTests.sent(wrong)))
    #expect(unknown.findings.map(\.cause.code).prefix(2) == [.signatureCutOff, .unexplained])
  }

  @Test("are shown with a few digits only")
  func redaction() throws {
    let url = Text(try InspectionTests.url().string.dropLast())
    let diagnosis = try #require(InspectionTests.inspector().inspect(InspectionTests.sent(url)))
    let signature = url.string.suffix(63)
    #expect(!String(decoding: diagnosis.json.document, as: UTF8.self).contains(signature.prefix(12)))
    #expect(!diagnosis.subject.contains(signature.prefix(12)))
  }
}
