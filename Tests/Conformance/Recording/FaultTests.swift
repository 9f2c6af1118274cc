import Rehearsal
import Testing

@Suite("What fails below SQL", .timeLimit(.minutes(5)))
struct FaultTests {
  @Test("every failing file operation leaves none or all")
  func files() async throws {
    var figures: [String] = []
    for step in FaultDrill.Step.allCases {
      var survived: [FaultVFS.Kind: Int] = [:]
      for kind in FaultVFS.Kind.allCases {
        let drill = try await FaultDrill(step, FaultVFS(kind))
        survived[kind] = try await drill.run(stays: false) + drill.run(stays: true)
      }
      // Fewer would mean that the failing file system isn't the one that is used.
      #expect(survived[.ioError, default: 0] > 20, "\(step)")
      #expect(survived[.shortWrite, default: 0] > 1 && survived[.diskFull, default: 0] > 1, "\(step)")
      figures.append("\(step.rawValue) \(survived.values.reduce(0, +))")
    }
    print("fault points survived: \(figures.joined(separator: "; "))")
  }
}
