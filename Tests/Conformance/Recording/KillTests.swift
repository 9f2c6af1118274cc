import Foundation
import ReferenceImpl
import Rehearsal
import Testing
import VideoSpec

@Suite("Kills", .timeLimit(.minutes(60)))
struct KillTests {
  @Test("killed at random moments, everything acknowledged is there")
  func kills() async throws {
    let directory = ScratchDirectory()
    try await Kills.run(at: directory.database) {
      // A copy, because the next child has to recover the journal as it was left.
      let found = try directory.copy()
      return (try Inspection(found).damage(), try Rehearsal.reopen(found.database).uploads())
    }
  }
}

/// A series of kills on one database. Each child finds what the previous one left.
struct Kills {
  /// What is wrong with a database, and its uploads.
  typealias Look = @Sendable () throws -> (damage: [String], uploads: [RecordedUpload])

  private let place: String
  private let look: Look
  private var random: SplitMix64
  private var begun: Set<String> = []
  private var completed: Set<String> = []

  private init(at place: String, seed: UInt64, look: @escaping Look) {
    self.place = place
    self.look = look
    random = SplitMix64(state: seed)
  }

  /// Kills children that record in a database, and checks after each kill what a look at it finds.
  static func run(at place: String, look: @escaping Look) async throws {
    let isSoak = ProcessInfo.processInfo.environment["VIDEO_SPEC_SOAK"] != nil
    let seed: UInt64 = .random(in: 0...UInt64.max)
    let kills = isSoak ? 1000 : 50
    print("kills: seed \(seed)")
    let (acknowledged, trouble) = try await Threads.run { () throws -> (Int, String?) in
      var series = Kills(at: place, seed: seed, look: look)
      for round in 0..<kills {
        if let trouble = try series.kill(round) {
          return (series.acknowledged, "kill \(round), seed \(seed): \(trouble)")
        }
      }
      return (series.acknowledged, nil)
    }
    #expect(trouble == nil)
    #expect(acknowledged > 100)
    print("kills: \(kills), of \(acknowledged) acknowledgements none was lost")
  }

  private var acknowledged: Int { begun.count + completed.count }

  /// Kills a child while it records. Returns what is wrong afterwards, or nil.
  private mutating func kill(_ round: Int) throws -> String? {
    let child = try Child("record", place, "\(round * 1_000_000)")
    let first = child.line()
    guard first == "ready" else { return "the child says: \(first ?? "nothing")" }
    // First some acknowledgements, however slow the disk is, and then a random moment.
    var lines: [String] = []
    for _ in 0..<random.next(below: 10) { child.line().map { lines.append($0) } }
    usleep(random.next(below: 15_000))
    child.kill()
    for line in lines + child.rest() {
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case "begun": begun.insert(words[1])
      case "completed": completed.insert(words[1])
      default: return "the child says: \(line)"
      }
    }
    let (damage, uploads) = try look()
    let there = Dictionary(
      uniqueKeysWithValues: uploads.compactMap { upload in upload.externalID.map { ("\($0)", upload) } })
    let halves = uploads.filter { !$0.isWhole }
    let lost = begun.filter { there[$0] == nil } + completed.filter { there[$0]?.status != .completed }
    guard damage.isEmpty && halves.isEmpty && lost.isEmpty else {
      return "damage \(damage), halves \(halves), lost \(lost)"
    }
    // Each child recorded at most one upload that it did not acknowledge.
    return there.count > begun.count + round + 1 ? "\(there.count) are there, \(begun.count) were begun" : nil
  }
}

extension RecordedUpload {
  /// Whether the answer has a video, and the status its result.
  fileprivate var isWhole: Bool {
    let hasResult = size != nil && mediaType != nil && etag != nil
    let isBegun = externalID != nil && user != nil && question != nil && duration != nil && key != nil
    return isBegun && (status == .completed ? hasResult : status == .processing && size == nil && etag == nil)
  }
}

/// A random number generator with a seed.
struct SplitMix64 {
  var state: UInt64

  mutating func next(below bound: UInt32) -> UInt32 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return UInt32((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
