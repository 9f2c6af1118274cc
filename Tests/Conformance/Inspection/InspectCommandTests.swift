import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

@Suite("The command inspect")
struct InspectCommandTests {
  private static let now = ["--now", "2026-01-02T03:05:00Z"]
  private static let key = ["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"]
  private static let secret = ["AWS_SECRET_ACCESS_KEY": InspectionTests.secret]

  private static func inspect(
    _ arguments: [String], environment: [String: String] = [:], input: String = ""
  ) throws -> Program.Result {
    try Program.run(
      Program.videoSpec, ["inspect"] + arguments, input: input,
      environment: ["HOME": "/nowhere"].merging(environment) { $1 })
  }

  private static func post() throws -> String {
    let form = try InspectionTests.form(sent: [])
    let fields = form.fields.map { "\"\($0.name)\":\"\($0.value)\"" }.joined(separator: ",")
    return "{\"url\":\"\(form.url!)\",\"fields\":{\(fields)}}"
  }

  @Test(
    "incomplete credentials are ignored, with a message",
    arguments: [key, secret, key.merging(["AWS_SECRET_ACCESS_KEY": ""]) { $1 }])
  func halfCredentials(environment: [String: String]) throws {
    let url = try InspectionTests.url().string
    let response = "<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message></Error>"
    let runs = [
      (["url", url, "--method", "PUT"] + Self.now, "", Int32(0)),
      (["post", "--form", "-"] + Self.now, try Self.post(), 0),
      (["error", "-", "--url", url, "--method", "PUT"] + Self.now, response, 1),
    ]
    for (arguments, input, status) in runs {
      let without = try Self.inspect(arguments, input: input)
      let half = try Self.inspect(arguments, environment: environment, input: input)
      #expect(without.status == status && half.status == status, "\(half.error)\(half.output)")
      #expect(half.output == without.output && without.error.isEmpty)
      let missing = environment["AWS_ACCESS_KEY_ID"] == nil ? "has no access key" : "has no secret access key"
      #expect(half.error.contains(missing) && half.error.contains("inspected without a secret"), "\(half.error)")
      #expect(half.error.split(separator: "\n").count == 1)
      #expect(!half.error.contains(InspectionTests.secret))
    }
  }

  @Test("a requested profile without a secret is a usage error")
  func halfProfile() throws {
    let file = try ScratchFile("[half]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n")
    let result = try Self.inspect(
      ["url", try InspectionTests.url().string, "--aws-profile", "half"],
      environment: ["AWS_SHARED_CREDENTIALS_FILE": file.path])
    #expect(result.status == 2 && result.error.contains("IncompleteCredentials") && result.output.isEmpty)
  }

  @Test("the rules that hold are counted, and named with --verbose")
  func rules() throws {
    let arguments = ["url", try InspectionTests.url().string, "--method", "PUT"] + Self.now
    let environment = Self.key.merging(Self.secret) { $1 }
    let brief = try Self.inspect(arguments, environment: environment)
    let verbose = try Self.inspect(arguments + ["--verbose"], environment: environment)
    let holding = try #require(brief.output.split(separator: "\n").first { $0.hasPrefix("  holds ") })
    let names = verbose.output.matches(of: /SIG-\d{3}/).map { String($0.output) }
    let undecided = brief.output.matches(of: /SIG-\d{3}/).map { String($0.output) }
    #expect(holding == "  holds        \(names.count - undecided.count) rules (--verbose names them)")
    #expect(undecided.contains("SIG-011") && names.contains("SIG-006") && !undecided.contains("SIG-006"))
    #expect(brief.output.contains("(cannot tell: the intended key was not given)"))
    #expect(!verbose.output.contains("--verbose"))
    let json = try Self.inspect(arguments + ["--json"], environment: environment)
    let rows = try JSONValue(parsing: json.output.utf8)["rules"]?.array ?? []
    #expect(rows.count == names.count)
  }
}
