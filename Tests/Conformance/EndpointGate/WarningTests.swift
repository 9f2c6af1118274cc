import Gate
import S3Endpoint
import Testing
import VideoSpec

@Suite("Warnings about contested behaviour")
struct WarningTests {
  static let cases = [
    "STO-001-17", "STO-018-02", "STO-037-04", "STO-047-02", "STO-081-10", "STO-174-06", "STO-207-02", "STO-207-03",
    "STO-207-04",
  ]

  @Test("a contested request is accepted with a warning that names its case", arguments: cases)
  func warns(id: String) throws {
    let endpoint = try GatedEndpoint(lanes: 1)
    let outcomes = endpoint.run(
      try Plan(.shared, selecting: Selection(target: .endpoint, patterns: [id])), stopsAtFailure: false)
    #expect(outcomes.map(\.verdict) == [.pass])
    #expect(outcomes.allSatisfy { $0.vector.evidence.kind == .contested })
    #expect(endpoint.warnings == [Text(id)])
  }

  @Test("chunks of another algorithm are refused, although nobody knows what S3 does")
  func otherChunks() throws {
    let plan = try Plan(.shared, selecting: Selection(target: .endpoint, patterns: ["STO-004-09"]))
    #expect(try GatedEndpoint(lanes: 1).run(plan, stopsAtFailure: false).map(\.verdict) == [.pass])
  }

  @Test("an undisputed request causes no warning", arguments: ["STO-030", "STO-016", "STO-080", "STO-207"])
  func isQuiet(rule: String) throws {
    let endpoint = try GatedEndpoint(lanes: 4)
    let cases = Corpus.shared.cases.filter { $0.requirement.id.rawValue == rule && $0.evidence.kind != .contested }
    let plan = try Plan(.shared, selecting: Selection(target: .endpoint, patterns: cases.map(\.id.rawValue)))
    _ = endpoint.run(plan, stopsAtFailure: false)
    #expect(endpoint.warnings == [])
  }
}
