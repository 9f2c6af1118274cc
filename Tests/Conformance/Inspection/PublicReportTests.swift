import AdapterProtocol
import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// A public thread: what was reported, the established cause, and the expected finding.
struct PublicReport: Sendable, CustomTestStringConvertible {
  var link: String
  var requirement: RequirementID
  var cause: String
  /// The expected first cause.
  var code: CauseCode
  var input: JSONValue

  var testDescription: String { link }

  static let all: [PublicReport] = {
    let path = Program.root + "/Tests/Conformance/Inspection/PublicReports.json"
    guard let data = FileManager.default.contents(atPath: path), let json = try? JSONValue(parsing: data) else {
      return []
    }
    return (json["reports"]?.array ?? []).map { report in
      guard let link = report["link"]?.string, let input = report["input"], let cause = report["cause"]?.string,
        let requirement = report["requirement"]?.string.flatMap({ RequirementID($0) }),
        let code = report["says"]?.string.flatMap({ CauseCode(rawValue: $0) })
      else { fatalError("a report lacks a member, or has an unknown code") }
      return PublicReport(
        link: link, requirement: requirement, cause: cause, code: code, input: input)
    }
  }()

  private static let credentials = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))

  func inspect() throws -> Diagnosis? {
    let reader = InputReader(input)
    var inspector = Inspector(now: try reader.time("now"))
    if input["secret"] == true { inspector.credentials = Self.credentials }
    inspector.intention.endpoint = input["endpoint"]?.text.flatMap { Endpoint($0) }
    inspector.ownCanonicalRequest = input["ownCanonicalRequest"]?.text
    var headers = try reader.fields("headers")
    if let host = input["host"]?.text { headers.append(HeaderField("Host", host)) }
    let request = input["url"]?.text.map { InspectedRequest(method: input["method"]?.text, url: $0, headers: headers) }
    switch input["form"]?.string {
    case "url": return request.flatMap { inspector.inspect($0) }
    case "error": return inspector.inspect(error: try reader.text("error"), of: request)
    default:
      return inspector.inspect(
        InspectedForm(
          url: input["url"]?.text, fields: try reader.fields("fields"), sent: try reader.fields("sent"),
          file: .init(name: "cat.jpg", size: 1000)))
    }
  }
}

@Suite("Inspection of public reports")
struct PublicReportTests {
  @Test("finds the expected cause of each report", arguments: PublicReport.all)
  func finds(report: PublicReport) throws {
    let diagnosis = try #require(try report.inspect())
    #expect(diagnosis.cause?.code == report.code, "\(report.cause)")
    #expect(diagnosis.hasFault)
  }

  @Test("finds the cause that the thread established for at least eight of ten")
  func established() throws {
    let right = try PublicReport.all.filter { try $0.inspect()?.cause?.requirement == $0.requirement }
    print("inspect names the cause of \(right.count) of \(PublicReport.all.count) public reports")
    #expect(PublicReport.all.count == 10 && right.count >= 8)
  }
}
