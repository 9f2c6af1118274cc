import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// What was done to a signature, and what has to be said of it first.
struct SignatureShapeCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var code: String
  /// What is said, after the name of the signature's place.
  var says: String
  /// Whether what is left of it fits the request all the same.
  var fits: Bool
  var change: @Sendable (String) -> String

  init(
    _ name: String, _ code: String, says: String, fits: Bool = true, change: @escaping @Sendable (String) -> String
  ) {
    testDescription = name
    self.code = code
    self.says = says
    self.fits = fits
    self.change = change
  }
}

@Suite("Signatures that are none")
struct SignatureShapeTests {
  static let cases: [SignatureShapeCase] = [
    .init("a digit short", "signature-cut-off", says: " has 63 of 64 hexadecimal digits: the ") { "\($0.dropLast())" },
    .init("cut after four", "signature-cut-off", says: " has 4 of 64 hexadecimal digits", fits: false) {
      "\($0.prefix(4))"
    },
    .init("empty", "signature-cut-off", says: " is empty", fits: false) { _ in "" },
    .init("shortened by a log", "signature-cut-off", says: "after 20 of 64 hexadecimal digits") {
      "\($0.prefix(20))..."
    },
    .init("a digit long", "signature-malformed", says: " has 65 hexadecimal digits, and not 64") { $0 + "0" },
    .init("written twice", "signature-malformed", says: " has 128 hexadecimal digits, and not 64") { $0 + $0 },
    .init("with a quotation mark", "signature-malformed", says: "after 64 hexadecimal digits") { $0 + "'" },
    .init("in quotation marks", "signature-malformed", says: "after 0 hexadecimal digits") { "'\($0)'" },
    .init("another character", "signature-malformed", says: "\"z\" stands after 40 hexadecimal digits") {
      "\($0.prefix(40))z\($0.suffix(23))"
    },
    .init("Base64", "signature-malformed", says: " is Base64", fits: false) {
      let digits = Hexadecimal.decode(Array($0.utf8)) ?? []
      return String(decoding: Base64.encode(digits), as: UTF8.self)
    },
    .init("upper case", "signature-upper-case", says: " is in upper case") { $0.uppercased() },
  ]

  private static func check(_ diagnosis: Diagnosis?, _ shape: SignatureShapeCase, in place: String, knows: Bool) throws
  {
    let diagnosis = try #require(diagnosis)
    let first = try #require(diagnosis.findings.first)
    #expect(first.cause.code == shape.code && first.certainty == .certain, "\(diagnosis.findings)")
    #expect(
      first.detail?.contains(place) == true && first.detail?.contains(shape.says) == true, "\(first.detail ?? "")")
    #expect(diagnosis.hasFault && diagnosis.findings.count { $0.certainty > .remark } == 1, "\(diagnosis.findings)")
    let rightHint = diagnosis.hints.contains { $0.contains("nothing else is wrong") }
    let isWhole = shape.code == "signature-upper-case"
    #expect(rightHint == (knows && shape.fits && !isWhole), "\(diagnosis.hints)")
    if !isWhole { #expect(diagnosis.isSignatureRight == (knows ? false : nil)) }
  }

  private static func inspector(knowing knows: Bool) -> Inspector {
    var inspector = InspectionTests.inspector()
    if !knows { inspector.credentials = nil }
    return inspector
  }

  /// The text with what follows its last `Signature=` changed.
  private static func changed(_ text: Text, _ change: (String) -> String) -> Text {
    let text = text.string
    let end = text.range(of: "Signature=", options: .backwards)!.upperBound
    return Text(text[..<end] + change(String(text[end...])))
  }

  @Test("in a URL", arguments: cases, [true, false])
  func url(shape: SignatureShapeCase, knows: Bool) throws {
    let url = Self.changed(try InspectionTests.url()) { signature in
      shape.change(signature).replacingOccurrences(of: "+", with: "%2B").replacingOccurrences(of: "/", with: "%2F")
    }
    try Self.check(
      Self.inspector(knowing: knows).inspect(InspectionTests.sent(url)), shape, in: "X-Amz-Signature", knows: knows)
  }

  @Test("in an Authorization header", arguments: cases, [true, false])
  func header(shape: SignatureShapeCase, knows: Bool) throws {
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
  func form(shape: SignatureShapeCase, knows: Bool) throws {
    var form = try InspectionTests.form(sent: [])
    form.sent = nil
    form.fields = form.fields.map { field in
      field.name.lowercased == "x-amz-signature"
        ? HeaderField(field.name, Text(shape.change(field.value.string))) : field
    }
    try Self.check(
      Self.inspector(knowing: knows).inspect(form), shape, in: "x-amz-signature", knows: knows)
  }

  @Test("in S3's own answer")
  func answer() throws {
    let answer = InspectionTests.answer(
      "SignatureDoesNotMatch", "…",
      "<StringToSign>AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/eu-west-1/s3/aws4_request\n0</StringToSign>"
        + "<SignatureProvided>6e15fde5344b8bfbac7b950bdd389053c5db307d14093acb784ab28e531d47</SignatureProvided>")
    let diagnosis = Self.inspector(knowing: false).inspect(error: answer, of: nil)
    #expect(diagnosis.cause?.code == "signature-cut-off")
    #expect(diagnosis.findings.first?.detail?.contains("SignatureProvided has 62 of 64") == true)
  }

  @Test("beside another mistake it is still the first, and the other is found by what is left")
  func besides() throws {
    let url = Text(try InspectionTests.url(method: "GET").string.dropLast())
    let diagnosis = try #require(InspectionTests.inspector().inspect(InspectionTests.sent(url)))
    #expect(diagnosis.findings.map(\.cause.code) == ["signature-cut-off", "method-other"])
    let wrong = Text(try InspectionTests.url(secret: "another").string.dropLast())
    let unknown = try #require(InspectionTests.inspector().inspect(InspectionTests.sent(wrong)))
    #expect(unknown.findings.map(\.cause.code).prefix(2) == ["signature-cut-off", "unexplained"])
  }

  @Test("no digit of a signature is shown that tells more than a few")
  func redaction() throws {
    let url = Text(try InspectionTests.url().string.dropLast())
    let diagnosis = try #require(InspectionTests.inspector().inspect(InspectionTests.sent(url)))
    let signature = url.string.suffix(63)
    #expect(!String(decoding: diagnosis.json.document, as: UTF8.self).contains(signature.prefix(12)))
    #expect(!diagnosis.subject.contains(signature.prefix(12)))
  }
}
