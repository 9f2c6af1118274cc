import Foundation
import ReferenceImpl
import Rehearsal
import S3Endpoint
import Testing
import VideoSpec

@Suite("Kills of the storage", .timeLimit(.minutes(60)))
struct StorageKillTests {
  @Test("killed at random moments, everything acknowledged is there and nothing is half")
  func kills() async throws {
    let seed: UInt64 = .random(in: 0...UInt64.max)
    let kills = ProcessInfo.processInfo.environment["VIDEO_SPEC_SOAK"] == nil ? 25 : 500
    print("kills of the storage: seed \(seed)")
    let (acknowledged, trouble) = try await Threads.run { () throws -> (Int, String?) in
      var series = StorageKills(seed: seed)
      defer { series.cleanUp() }
      for round in 0..<kills {
        if let trouble = try series.kill(round) {
          return (series.acknowledged, "kill \(round), seed \(seed): \(trouble)")
        }
      }
      return (series.acknowledged, nil)
    }
    #expect(trouble == nil)
    #expect(acknowledged > 100)
  }
}

/// A series of kills on one directory. Each child finds what the previous one left.
private struct StorageKills {
  private let directory = StorageFixture.newDirectory()
  private var random: SplitMix64
  /// The size of what was acknowledged last under each key; nil if it was deleted.
  private var state: [String: Int?] = [:]
  private(set) var acknowledged = 0

  init(seed: UInt64) { random = SplitMix64(state: seed) }

  func cleanUp() { try? FileManager.default.removeItem(atPath: directory) }

  /// Kills a child while it writes. Returns what is wrong afterwards, or nil.
  mutating func kill(_ round: Int) throws -> String? {
    let child = try Child("write", directory, "\(round * 1_000_000)", program: "storage-child")
    let first = child.line()
    guard first == "ready" else { return "the child says: \(first ?? "nothing")" }
    var lines: [String] = []
    for _ in 0..<(5 + random.next(below: 20)) { child.line().map { lines.append($0) } }
    usleep(random.next(below: 15_000))
    child.kill()
    var changed: Set<String> = []
    for line in lines + child.rest() {
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 2 else { return "the child says: \(line)" }
      state[words[1]] = .some(words[0] == "stored" ? Int(words[2]) : nil)
      changed.insert(words[1])
      acknowledged += 1
    }
    return try check(lastKeys: changed)
  }

  /// - Parameter lastKeys: The keys that the child wrote. Its last write may be there without an acknowledgement.
  private mutating func check(lastKeys: Set<String>) throws -> String? {
    let fixture = try StorageFixture(opening: directory)
    var unexpected: [String] = []
    var files = 0
    for entry in try fixture.storage.list(ListRequest(bucket: "b", limit: .max)).entries {
      let key = entry.key.string
      guard let opened = try fixture.storage.open(entry.key, in: "b") else { return "\(key) cannot be opened" }
      let bytes = try opened.content.bytes(in: 0..<opened.content.size)
      let isWhole = entry.etag == Text("\(bytes.count)") && entry.size == bytes.count
      // The bytes of an upload of three parts depend on the size of a part.
      let size = opened.record.partCount == nil ? bytes.count : bytes.count / 3
      guard isWhole, bytes.allSatisfy({ $0 == UInt8(truncatingIfNeeded: size) }) else { return "\(key) is half" }
      files += opened.record.partCount ?? (bytes.count > 65_536 ? 1 : 0)
      if state[key] != .some(bytes.count) { unexpected.append(key) }
      state[key] = .some(bytes.count)
    }
    let there = Set(try fixture.storage.list(ListRequest(bucket: "b", limit: .max)).entries.map(\.key.string))
    for (key, size) in state where size != nil && !there.contains(key) {
      unexpected.append(key)
      state[key] = .some(nil)
    }
    guard unexpected.count <= 1 else { return "not as acknowledged: \(unexpected)" }
    // At most one upload was open.
    let uploads = try fixture.storage.uploads(ListRequest(bucket: "b")).entries
    guard uploads.count <= 1 else { return "\(uploads.count) uploads are open" }
    for upload in uploads {
      files += try fixture.storage.parts(of: upload).count
      guard fixture.files.count == files else { return "\(fixture.files.count) files are there, \(files) are needed" }
      try fixture.storage.abortUpload(upload)
      return nil
    }
    return fixture.files.count == files ? nil : "\(fixture.files.count) files are there, \(files) are needed"
  }
}
