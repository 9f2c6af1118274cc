import Foundation
import Gate
import Testing
import VideoSpec

@Suite("The JSON report and its schema")
struct ReportSchemaTests {
  private static let path = Program.root + "/Docs/schema/report.v1.json"

  @Test("a report of every verdict keeps to the schema")
  func valid() throws {
    let schema = SchemaCheck("Docs/schema")
    for (name, report) in try TestReports.all() {
      #expect(try schema.faults(in: report.json, schema: "report.v1.json") == [], "\(name)")
    }
    var broken = try #require(try TestReports.report([.pass]).json.object)
    broken["status"] = "green"
    broken["more"] = 1
    broken["counts"] = nil
    #expect(try schema.faults(in: .object(broken), schema: "report.v1.json").count == 3)
  }

  @Test(
    "a validator of others says the same", .enabled(if: validator != nil, "not run: there is no Python with jsonschema")
  )
  func otherValidator() throws {
    let python = try #require(Self.validator)
    for (name, report) in try TestReports.all() {
      let file = try ScratchFile(String(decoding: report.json.document, as: UTF8.self), name: "report.json")
      let result = try Program.run(python, ["-W", "ignore", "-m", "jsonschema", "-i", file.path, Self.path])
      #expect(result.status == 0, "\(name): \(result.output.prefix(500))\(result.error.prefix(500))")
    }
  }

  private static let validator: String? = [Program.pythonWithBoto3, Program.python].compactMap(\.self).first { python in
    (try? Program.run(python, ["-W", "ignore", "-c", "import jsonschema"]))?.status == 0
  }
}
