import Foundation
import ReferenceImpl
import Rehearsal
import Testing
import VideoSpec

@Suite("Kills", .timeLimit(.minutes(30)))
struct KillTests {
  @Test("killed at random moments, everything acknowledged is there")
  func kills() throws {
    let isSoak = ProcessInfo.processInfo.environment["VIDEO_SPEC_SOAK"] != nil
    let seed: UInt64 = .random(in: 0...UInt64.max)
    print("kills: seed \(seed)")
    var random = SplitMix64(state: seed)
    // One database throughout: each child finds what the one before it left.
    let directory = ScratchDirectory()
    var begun: Set<String> = []
    var completed: Set<String> = []
    for round in 0..<(isSoak ? 1000 : 50) {
      let child = try Child("record", directory.database, "\(round * 1_000_000)")
      try #require(child.line() == "ready")
      usleep(random.next(below: 30_000))
      child.kill()
      for line in child.rest() {
        let words = line.split(separator: " ").map(String.init)
        switch words.first {
        case "begun": begun.insert(words[1])
        case "completed": completed.insert(words[1])
        default: Issue.record("the child says: \(line)")
        }
      }
      // The journal as it was left is copied first: the next child has to recover it, too.
      let found = try directory.copy()
      #expect(try Inspection(found).damage() == [])
      let uploads = try Recorder(path: found.database, Rehearsal.configuration()).uploads()
      let there = Dictionary(
        uniqueKeysWithValues: uploads.compactMap { upload in upload.externalID.map { ("\($0)", upload) } })
      let halves = uploads.filter { !$0.isWhole }
      let lost = begun.filter { there[$0] == nil } + completed.filter { there[$0]?.status != .completed }
      guard halves.isEmpty && lost.isEmpty else {
        Issue.record("kill \(round), seed \(seed): halves \(halves), lost \(lost)")
        return
      }
      // One at most was recorded and not yet acknowledged: of each child.
      #expect(there.count <= begun.count + round + 1)
    }
    #expect(begun.count > 50 && completed.count > 50)
    print("kills: \(isSoak ? 1000 : 50), of \(begun.count) begun and \(completed.count) completed none was lost")
  }
}

extension RecordedUpload {
  /// Whether an answer has its video, and a status the result that belongs to it.
  fileprivate var isWhole: Bool {
    let hasResult = size != nil && mediaType != nil && etag != nil
    let isBegun = externalID != nil && user != nil && question != nil && duration != nil && key != nil
    return isBegun && (status == .completed ? hasResult : status == .processing && size == nil && etag == nil)
  }
}

/// A generator of random numbers that a seed repeats.
private struct SplitMix64 {
  var state: UInt64

  mutating func next(below bound: UInt32) -> UInt32 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return UInt32((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
