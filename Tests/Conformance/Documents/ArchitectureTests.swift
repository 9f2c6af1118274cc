import Foundation
import Testing

/// `Docs/Architecture.md` names the libraries and what they use. `Package.swift` decides.
@Suite("Docs/Architecture.md")
struct ArchitectureTests {
  @Test("its table of targets agrees with Package.swift")
  func table() throws {
    let document = try String(contentsOfFile: Program.root + "/Docs/Architecture.md", encoding: .utf8)
    let manifest = try Manifest()
    let rows = document.matches(of: /\n\| `(\w+)` \| ([^|]*) \|/)
    for row in rows {
      let uses = Set(row.output.2.matches(of: /`(\w+)`/).map { String($0.output.1) })
      let wanted = manifest.dependencies[String(row.output.1)]?.subtracting(LayeringTests.libraries)
      #expect(wanted == uses, "\(row.output.1)")
    }
    #expect(Set(rows.map { String($0.output.1) }) == Set(LayeringTests.layers.map(\.target)))
  }
}
