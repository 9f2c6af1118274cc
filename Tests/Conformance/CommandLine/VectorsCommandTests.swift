import Foundation
import Gate
import Testing
import VideoSpec

@Suite("The command vectors")
struct VectorsCommandTests {
  /// A copy of the vectors in this program; it goes with the file.
  private func exported() throws -> (folder: String, scratch: ScratchFile) {
    let scratch = try ScratchFile(name: "marker")
    let folder = URL(fileURLWithPath: scratch.path).deletingLastPathComponent().path + "/vectors"
    #expect(try Program.run(Program.videoSpec, ["vectors", "export", folder]).status == 0)
    return (folder, scratch)
  }

  @Test("the exported files are those of the checkout, lint clean and are in canonical form")
  func export() throws {
    let (folder, scratch) = try exported()
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".json") || $0.hasSuffix(".md") }
    #expect(names.count > 10 && names.contains("schema/vectors.v1.json") && names.contains("README.md"))
    for name in names {
      #expect(
        FileManager.default.contentsEqual(atPath: "\(folder)/\(name)", andPath: "\(Program.root)/vectors/\(name)"))
    }
    #expect(try Program.run(Program.videoSpec, ["vectors", "lint", folder]).status == 0)
    let formatted = try Program.run(Program.videoSpec, ["vectors", "format", folder])
    #expect(formatted.status == 0 && formatted.output.hasSuffix(" files, 0 formatted\n"))
    withExtendedLifetime(scratch) {}
  }

  @Test("format restores the canonical form, members in order, and touches no other file")
  func format() throws {
    let (folder, scratch) = try exported()
    let path = "\(folder)/keys/bounds.json"
    let canonical = try String(contentsOfFile: path, encoding: .utf8)
    let value = try JSONValue(parsing: canonical.utf8)
    let file = JSONValue.object(JSONObject(members: Self.reversed(value).object?.members.reversed() ?? []))
    try Text(bytes: file.line).string.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try Program.run(Program.videoSpec, ["vectors", "lint", folder]).status == 1)
    let result = try Program.run(Program.videoSpec, ["vectors", "format", folder])
    #expect(result.status == 0 && result.output.hasPrefix("formatted \(path)\n"), "\(result)")
    #expect(result.output.hasSuffix(" files, 1 formatted\n"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == canonical)
    #expect(try Program.run(Program.videoSpec, ["vectors", "lint", folder]).status == 0)
    withExtendedLifetime(scratch) {}
  }

  /// The groups of a file, and their cases, with their members in the wrong order.
  private static func reversed(_ file: JSONValue) -> JSONValue {
    func reversed(_ value: JSONValue, _ member: Text) -> JSONValue {
      var object = value.object ?? JSONObject()
      if let elements = object[member]?.array {
        object[member] = .array(
          elements.map { .object(JSONObject(members: ($0.object?.members ?? []).reversed())) })
      }
      return .object(object)
    }
    var object = reversed(file, "groups").object ?? JSONObject()
    object["groups"] = .array((object["groups"]?.array ?? []).map { reversed($0, "cases") })
    return .object(object)
  }

  @Test("a file that is not JSON is named with its line, and the others are formatted")
  func notJSON() throws {
    let (folder, scratch) = try exported()
    try "{\n\"format\": 1,,\n}".write(toFile: "\(folder)/bad.json", atomically: true, encoding: .utf8)
    let path = "\(folder)/keys/bounds.json"
    let canonical = try String(contentsOfFile: path, encoding: .utf8)
    try (" " + canonical).write(toFile: path, atomically: true, encoding: .utf8)
    let result = try Program.run(Program.videoSpec, ["vectors", "format", folder])
    #expect(result.status == 2 && result.error.contains("\(folder)/bad.json: line 2"), "\(result)")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == canonical)
    withExtendedLifetime(scratch) {}
  }
}
