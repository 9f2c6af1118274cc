import Foundation
import ReferenceImpl
import Rehearsal
import Testing
import VideoSpec

/// A recorder's life on a disk, with everything that it acknowledged.
private struct Life {
  let disk = Disk()
  /// The uploads after each step, with the disk's position when the step was acknowledged. The first entry is the empty disk.
  private(set) var acknowledged: [(position: Int, uploads: [RecordedUpload])] = [(0, [])]

  /// Records enough to checkpoint and restart the journal several times, and to close and reopen the database.
  init(syncs: Bool) throws {
    var tuning = DatabaseTuning()
    tuning.syncs = syncs
    tuning.checkpointPages = 12
    var number = 0
    for _ in 0..<2 {
      let recorder = try Rehearsal.open(disk.path, vfs: disk.vfs, tuning: tuning)
      for _ in 0..<5 {
        number += 1
        try Rehearsal.begin(number, with: recorder)
        try acknowledge(recorder)
        guard number.isMultiple(of: 2) else { continue }
        try Rehearsal.complete(Rehearsal.externalID(number), with: recorder)
        try acknowledge(recorder)
      }
    }
  }

  private mutating func acknowledge(_ recorder: Recorder) throws {
    acknowledged.append((disk.position, try recorder.uploads()))
  }

  /// Returns what is wrong after a loss of power, or nil.
  func damage(after position: Int, seed: UInt64, sector: Int) -> String? {
    do {
      let directory = try disk.losingPower(after: position, seed: seed, sector: sector)
      let damage = try Inspection(directory, creates: true).damage()
      guard damage.isEmpty else { return "damaged: \(damage)" }
      let uploads = try Rehearsal.reopen(directory.database).uploads()
      let last = acknowledged.lastIndex { $0.position <= position } ?? 0
      // A step that was not acknowledged yet may be recorded or not.
      let allowed = acknowledged[last...].prefix(2).map(\.uploads)
      return allowed.contains(uploads) ? nil : "acknowledged: \(acknowledged[last].uploads); there: \(uploads)"
    } catch {
      return "\(error)"
    }
  }
}

@Suite("Losses of power", .timeLimit(.minutes(60)))
struct PowerLossTests {
  @Test("a loss of power loses nothing that was acknowledged")
  func losses() async throws {
    let isSoak = ProcessInfo.processInfo.environment["VIDEO_SPEC_SOAK"] != nil
    let first: UInt64 = isSoak ? .random(in: 0...UInt64.max) : 20_260_102
    let (tried, damage) = try await Threads.run {
      try PowerLossTests.lose(Life(syncs: true), draws: isSoak ? 100 : 6, seed: first)
    }
    #expect(damage == nil)
    #expect(tried > 2000)

    // The same without syncs has to lose data. Otherwise the test above would prove nothing.
    let (count, lost) = try await Threads.run {
      let careless = try Life(syncs: false)
      let positions = Array(stride(from: 0, through: careless.disk.position, by: 7))
      return (
        positions.count, positions.count { careless.damage(after: $0, seed: first &+ UInt64($0), sector: 512) != nil }
      )
    }
    #expect(lost > count / 4)
    print("losses of power: \(tried), nothing lost; without syncs \(lost) of \(count) lost something")
  }

  /// Tries losses of power. Returns how many it tried until one lost data, and what that one lost.
  private static func lose(_ life: Life, draws: Int, seed first: UInt64) -> (Int, String?) {
    for position in 0...life.disk.position {
      for draw in 0..<draws {
        let seed = first &+ UInt64(position * 128 + draw)
        let sector = draw.isMultiple(of: 2) ? 512 : 4096
        if let damage = life.damage(after: position, seed: seed, sector: sector) {
          return (position * draws + draw, "after \(position) changes, seed \(seed), sectors of \(sector): \(damage)")
        }
      }
    }
    return ((life.disk.position + 1) * draws, nil)
  }
}
