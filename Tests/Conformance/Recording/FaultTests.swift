import Foundation
import Rehearsal
import Testing

@Suite("Failures below SQL", .timeLimit(.minutes(60)))
struct FaultTests {
  @Test("every failing file operation leaves none or all")
  func files() async throws {
    var figures: [String] = []
    for step in FaultDrill.Step.allCases {
      var survived: [FaultVFS.Kind: Int] = [:]
      for kind in FaultVFS.Kind.allCases {
        survived[kind] = try await Threads.run {
          let drill = try FaultDrill(step, FaultVFS(kind))
          return try drill.run(stays: false) + drill.run(stays: true)
        }
      }
      // Fewer would mean that the database does not use the failing file system.
      #expect(survived[.ioError, default: 0] > 20, "\(step)")
      #expect(survived[.shortWrite, default: 0] > 1 && survived[.diskFull, default: 0] > 1, "\(step)")
      figures.append("\(step.rawValue) \(survived.values.reduce(0, +))")
    }
    print("fault points survived: \(figures.joined(separator: "; "))")
  }

  @Test("running out of memory anywhere leaves none or all")
  func memory() async throws {
    let isSoak = ProcessInfo.processInfo.environment["VIDEO_SPEC_SOAK"] != nil
    var figures: [String] = []
    // In other processes, because all tests of this one share its memory.
    for step in FaultDrill.Step.allCases {
      // Reading and creating a schema takes thousands of allocations. Only `make soak` fails each of them.
      let stride = isSoak ? 1 : step == .open || step == .migrate ? 23 : 3
      let (lines, isGood) = try await Threads.run {
        let child = try Child("memory", step.rawValue, "\(stride)")
        return (child.rest(), child.ends())
      }
      #expect(isGood, "\(step): \(lines)")
      let survived = lines.first.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) } ?? 0
      #expect(survived > 50, "\(step): \(lines)")
      figures.append("\(step.rawValue) \(survived)")
    }
    print("failed allocations survived: \(figures.joined(separator: "; "))")
  }
}
