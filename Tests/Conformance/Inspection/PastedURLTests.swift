import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// What was done to a correctly signed URL, and the first finding.
struct DamagedURL: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var code: CauseCode
  var detail: String
  var isRemark = false
  var change: @Sendable (String) -> String

  init(
    _ name: String, _ code: CauseCode, detail: String, isRemark: Bool = false,
    change: @escaping @Sendable (String) -> String
  ) {
    testDescription = name
    self.code = code
    self.detail = detail
    self.isRemark = isRemark
    self.change = change
  }
}

@Suite("Pasted URLs")
struct PastedURLTests {
  private static func wrapped(_ url: String, every width: Int, with end: String) -> String {
    stride(from: 0, to: url.count, by: width).map { start in String(url.dropFirst(start).prefix(width)) }
      .joined(separator: end)
  }

  static let cases: [DamagedURL] = [
    .init("a line break in the signature", .urlBrokenInCopying, detail: "a line break after byte ") {
      "\($0.dropLast(20))\n\($0.suffix(20))"
    },
    .init("wrapped at 80", .urlBrokenInCopying, detail: "a line break after byte 80, and in ") {
      wrapped($0, every: 80, with: "\n")
    },
    .init("wrapped and indented", .urlBrokenInCopying, detail: "a line break after byte 76") {
      wrapped($0, every: 76, with: "\r\n    ")
    },
    .init("a line break in the host", .urlBrokenInCopying, detail: "a line break after byte 15") {
      "\($0.prefix(15))\n\($0.dropFirst(15))"
    },
    .init("a space in the host", .urlBrokenInCopying, detail: "a space after byte 15") {
      "\($0.prefix(15)) \($0.dropFirst(15))"
    },
    .init("a tab in a parameter's name", .urlBrokenInCopying, detail: "a tab after byte ") {
      $0.replacingOccurrences(of: "X-Amz-Cred", with: "X-Amz-\tCred")
    },
    .init("a space in a parameter's value", .urlBrokenInCopying, detail: "a space after byte ") {
      $0.replacingOccurrences(of: "eu-west", with: "eu- west")
    },
    .init("a space in the path", .urlBrokenInCopying, detail: "a space after byte ") {
      $0.replacingOccurrences(of: "/videos", with: "/vid eos")
    },
    .init("a zero-width space", .urlBrokenInCopying, detail: "a zero-width space after byte ") {
      $0.replacingOccurrences(of: "eu-west", with: "eu-\u{200B}west")
    },
    .init("in HTML", .urlEscaped, detail: "&amp;") { $0.replacingOccurrences(of: "&", with: "&amp;") },
    .init("in HTML twice", .urlEscaped, detail: "&amp;") { $0.replacingOccurrences(of: "&", with: "&amp;amp;") },
    .init("in JSON", .urlEscaped, detail: "\\u0026") { $0.replacingOccurrences(of: "&", with: "\\u0026") },
    .init("in PHP's JSON", .urlEscaped, detail: "\\/") { $0.replacingOccurrences(of: "/", with: "\\/") },
    .init("in zsh", .urlEscaped, detail: "\\&") {
      $0.replacingOccurrences(of: "&", with: "\\&").replacingOccurrences(of: "?", with: "\\?")
    },
    .init("in cmd.exe", .urlEscaped, detail: "^&") { $0.replacingOccurrences(of: "&", with: "^&") },
    .init("in angle brackets", .urlInMarks, detail: "<…>", isRemark: true) { "<\($0)>" },
    .init("in quotation marks", .urlInMarks, detail: "\"…\"", isRemark: true) { "\"\($0)\"" },
    .init("in single marks", .urlInMarks, detail: "'…'", isRemark: true) { "'\($0)'" },
    .init("a member of JSON", .urlInMarks, detail: "\"…\"", isRemark: true) { "\"\($0)\"," },
    .init("in two marks", .urlInMarks, detail: "<…> and '…'", isRemark: true) { "<'\($0)'>" },
  ]

  @Test("are repaired with a finding, and then inspected", arguments: cases, [false, true])
  func pasted(paste: DamagedURL, knowsSecret: Bool) throws {
    var inspector = InspectionTests.inspector()
    if !knowsSecret { inspector.credentials = nil }
    let url = try InspectionTests.url().string
    let changed = paste.change(url)
    #expect(changed != url)
    let diagnosis = try #require(inspector.inspect(InspectionTests.sent(Text(changed))))
    let findings = "\(diagnosis.findings.map { ($0.cause.code, $0.detail ?? "") })"
    #expect(diagnosis.cause?.code == paste.code && diagnosis.findings.count == 1, "\(findings)")
    #expect(diagnosis.findings.first?.detail?.contains(paste.detail) == true, "\(findings)")
    #expect(diagnosis.hasFault != paste.isRemark)
    #expect(diagnosis.isSignatureRight == (knowsSecret ? true : nil))
    #expect(diagnosis.hints.contains { $0.hasPrefix("Apart from that") }, "\(diagnosis.hints)")
    // Other faults are found as well.
    inspector.now = Timestamp(iso8601: "2026-01-03T00:00:00Z")
    let late = try #require(inspector.inspect(InspectionTests.sent(Text(changed))))
    #expect(late.findings.contains { $0.cause.code == .expired })
    #expect(!late.hints.contains { $0.hasPrefix("Apart from that") })
  }

  @Test("a wrapped URL is certainly broken, even if a line ends in the path")
  func lines() throws {
    var inspector = InspectionTests.inspector()
    inspector.credentials = nil
    let url = Self.wrapped(try InspectionTests.url().string, every: 70, with: "\n")
    let listed = try InspectionTests.url().string.replacingOccurrences(of: "&", with: "&\n  ")
    for url in [url, listed] {
      let diagnosis = try #require(inspector.inspect(InspectionTests.sent(Text(url))))
      #expect(diagnosis.cause?.code == .urlBrokenInCopying && diagnosis.findings.first?.certainty == .certain)
    }
  }

  @Test("a signed space in the path does not come from copying")
  func space() throws {
    let encoded = try InspectionTests.url().string
    let url = Text(encoded.replacingOccurrences(of: "cat%201", with: "cat 1"))
    let diagnosis = try #require(InspectionTests.inspector().inspect(InspectionTests.sent(url)))
    #expect(diagnosis.isSignatureRight == true && !diagnosis.hasFault)
    var blind = InspectionTests.inspector()
    blind.credentials = nil
    let unknown = try #require(blind.inspect(InspectionTests.sent(url)))
    #expect(unknown.cause?.code == .urlBrokenInCopying && unknown.findings.first?.certainty == .likely)
    #expect(unknown.findings.first?.detail?.contains("if the key or a value contains it") == true)
    blind.intention = Intention(bucket: "video-uploads-example", key: "videos/cat 1.webm")
    #expect(blind.inspect(InspectionTests.sent(url))?.hasFault == false)
  }

  @Test(
    "the ellipsis of a shortened token is printed as such",
    arguments: ["IQoJb3JpZ2luX2Vj…", "IQoJb3…", "IQoJb3JpZ2luX2VjEXAMPLETOKEN"])
  func ellipsis(token: String) throws {
    let url = try InspectionTests.url(secret: "another", accessKey: "ASIAIOSFODNN7EXAMPLE").string
    let result = try Program.run(
      Program.videoSpec,
      ["inspect", "url", "\(url)&X-Amz-Security-Token=\(token)", "--method", "PUT", "--now", "2026-01-02T03:05:00Z"],
      environment: [
        "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": InspectionTests.secret,
        "AWS_SESSION_TOKEN": token,
      ])
    let computed = try #require(result.output.split(separator: "\n").first { $0.hasPrefix("  X-Amz-Algorithm=") })
    #expect(computed.contains("X-Amz-Security-Token=IQoJb3") && computed.contains("…&"), "\(computed)")
    #expect(!result.output.contains("\\x") && !result.output.contains("%E…"), "\(result.output)")
  }

  @Test("the command accepts a wrapped URL and finds its access key")
  func command() throws {
    let url = Self.wrapped(try InspectionTests.url().string, every: 80, with: "\n")
    let result = try Program.run(
      Program.videoSpec,
      ["inspect", "url", "-", "--method", "PUT", "--now", "2026-01-02T03:05:00Z", "--secret-env", "MINE"],
      input: url + "\n", environment: ["MINE": InspectionTests.secret])
    #expect(result.status == 1 && result.output.contains("a line break after byte 80"), "\(result.output)")
    #expect(result.output.contains("the signature is right"))
  }
}
