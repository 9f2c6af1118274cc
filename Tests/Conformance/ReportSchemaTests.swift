import Foundation
import Gate
import Testing
import VideoSpec

/// As much of JSON Schema as `Docs/schema/` uses; a keyword that it does not know is a fault, too.
struct SchemaCheck {
  let root: JSONValue

  init(_ path: String) throws { root = try JSONValue(parsing: Data(contentsOf: URL(fileURLWithPath: path))) }

  func faults(in value: JSONValue) -> [String] { faults(value, root, at: "") }

  private func faults(_ value: JSONValue, _ schema: JSONValue, at path: String) -> [String] {
    (schema.object?.members ?? []).flatMap { keyword -> [String] in
      let wanted = keyword.value
      func fault(_ isFault: Bool) -> [String] { isFault ? ["\(path): \(keyword.name)"] : [] }
      switch keyword.name.string {
      case "$schema", "title", "description", "$defs", "additionalProperties": return []
      case "$ref":
        let name = wanted.string?.split(separator: "/").last.map { Text($0) } ?? ""
        return root["$defs"]?[name].map { faults(value, $0, at: path) } ?? ["\(path): no \(name)"]
      case "type": return fault(!value.isOf(type: wanted.string ?? ""))
      case "const": return fault(value != wanted)
      case "enum": return fault(wanted.array?.contains(value) != true)
      case "minLength": return fault((value.string ?? "").utf8.count < (wanted.integer ?? 0))
      case "minimum": return fault((value.integer ?? 0) < (wanted.integer ?? 0))
      case "pattern":
        return fault((value.string ?? "").range(of: wanted.string ?? "", options: .regularExpression) == nil)
      case "anyOf":
        return fault(wanted.array?.contains { faults(value, $0, at: path).isEmpty } != true)
      case "required": return fault(wanted.array?.contains { value[$0.text ?? ""] == nil } == true)
      case "items": return (value.array ?? []).enumerated().flatMap { faults($1, wanted, at: "\(path)[\($0)]") }
      case "properties":
        return (value.object?.members ?? []).flatMap { member in
          wanted[member.name].map { faults(member.value, $0, at: "\(path).\(member.name)") }
            ?? ["\(path).\(member.name): not in the schema"]
        }
      default: return ["the keyword \(keyword.name) is not known"]
      }
    }
  }
}

extension JSONValue {
  fileprivate func isOf(type: String) -> Bool {
    switch type {
    case "object": object != nil
    case "array": array != nil
    case "string": text != nil
    case "integer": integer != nil
    case "boolean": if case .bool = self { true } else { false }
    case "null": isNull
    default: false
    }
  }
}

@Suite("The JSON report and its schema")
struct ReportSchemaTests {
  private static let path = Program.root + "/Docs/schema/report.v1.json"

  @Test("a report of every verdict keeps to the schema")
  func valid() throws {
    let schema = try SchemaCheck(Self.path)
    for (name, report) in try TestReports.all() {
      #expect(schema.faults(in: report.json) == [], "\(name)")
    }
    var broken = try #require(try TestReports.report([.pass]).json.object)
    broken["status"] = "green"
    broken["more"] = 1
    broken["counts"] = nil
    #expect(schema.faults(in: .object(broken)).count == 3)
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
