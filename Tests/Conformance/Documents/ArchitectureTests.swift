import Foundation
import Testing

/// `Docs/Architecture.md` names the targets and what they use; `Package.swift` is what counts.
@Suite("Docs/Architecture.md")
struct ArchitectureTests {
  /// The libraries of the package and what each of them uses, without C libraries.
  private static func targets() throws -> [String: [String]] {
    let manifest = try String(contentsOfFile: Program.root + "/Package.swift", encoding: .utf8)
    var targets: [String: [String]] = [:]
    for match in manifest.matches(of: /\.target\(\s*name: "(\w+)"(?:,\s*dependencies: \[([^\]]*)\])?/) {
      let uses = (match.output.2 ?? "").matches(of: /"(\w+)"/).map { String($0.output.1) }
      targets[String(match.output.1)] = uses.filter { !$0.hasPrefix("C") }.sorted()
    }
    return targets
  }

  @Test("its table of targets agrees with Package.swift")
  func table() throws {
    let document = try String(contentsOfFile: Program.root + "/Docs/Architecture.md", encoding: .utf8)
    let targets = try Self.targets()
    let rows = document.matches(of: /\n\| `(\w+)` \| ([^|]*) \|/)
    for row in rows {
      let uses = row.output.2.matches(of: /`(\w+)`/).map { String($0.output.1) }
      #expect(targets[String(row.output.1)] == uses, "\(row.output.1)")
    }
    #expect(
      Set(rows.map { String($0.output.1) }) == Set(targets.keys.filter { !$0.hasPrefix("C") && $0 != "Rehearsal" }))
  }

  @Test("dependencies run one way")
  func directions() throws {
    let targets = try Self.targets()
    #expect(targets["VideoSpec"] == [])
    #expect(targets["AdapterProtocol"] == ["VideoSpec"])
    #expect(targets["ReferenceImpl"] == ["VideoSpec"])
    #expect(targets["Gate"] == ["AdapterProtocol", "VideoSpec"], "the gate has no cryptography of its own")
  }
}
