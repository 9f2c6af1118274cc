import Foundation
import ReferenceImpl
import Rehearsal
import Synchronization
import Testing
import VideoSpec

@Suite("Many at once", .timeLimit(.minutes(10)))
struct RaceTests {
  @Test("of many writers of one key one wins")
  func race() async throws {
    // A new file each time: all of them want to create it, too.
    for round in 0..<8 {
      let directory = ScratchDirectory()
      let count = 12
      let (lines, hasEnded) = try await Threads.run { try RaceTests.race(in: directory, count) }
      #expect(hasEnded)
      for number in 0..<count {
        #expect(lines.count { $0 == "won \(number)" } == 1, "round \(round): \(lines)")
        #expect(lines.count { $0 == "taken \(number)" } == 5)
        #expect(lines.count { $0 == "completed \(number)" } == 6)
      }
      #expect(lines.count { $0 == "read" } == count)
      // Six looked at each, and each look has its number.
      let inspection = try Inspection(directory)
      #expect(try inspection.query("SELECT DISTINCT looked, recorded FROM videos") == ["6|6"])
      #expect(try inspection.damage() == [])
      #expect(try inspection.uploads().count == count)
    }
  }

  /// What three processes and four threads say that compete, and whether the processes ended as they should.
  private static func race(in directory: ScratchDirectory, _ count: Int) throws -> ([String], Bool) {
    let children = try (0..<3).map { _ in try Child("race", directory.database, "\(count)") }
    let ready = children.map { $0.line() ?? "nothing" }.filter { $0 != "ready" }
    for child in children { try child.tell("start") }
    // The threads have a recorder each, and one that they share.
    let shared = try Rehearsal.open(directory.database, busyMilliseconds: 20_000)
    let own = try Rehearsal.open(directory.database, busyMilliseconds: 20_000)
    let notes = Mutex<[String]>(ready)
    Threads.run(4) { thread in
      let recorder = thread == 0 ? own : shared
      for number in 0..<count {
        let lines = thread == 3 ? read(recorder) : compete(for: number, with: recorder)
        notes.withLock { $0 += lines }
      }
    }
    let lines = notes.withLock { $0 } + children.flatMap { $0.rest() }
    return (lines, children.allSatisfy { $0.ends() })
  }

  @Test("many that open a new file at once all get a recorder")
  func opening() async throws {
    for round in 0..<100 {
      let directory = ScratchDirectory()
      let troubles = try await Threads.run {
        let troubles = Mutex<[String]>([])
        let path = directory.database
        Threads.run(4) { number in
          do { try Rehearsal.begin(number, with: Rehearsal.open(path)) } catch {
            troubles.withLock { $0.append("\(error)") }
          }
        }
        return troubles.withLock { $0 }
      }
      #expect(troubles == [], "round \(round)")
      #expect(try Inspection(directory).uploads().count == 4)
    }
  }

  @Test("readers are not held up by a writer, and see what was committed before")
  func readersBesideWriter() throws {
    let directory = ScratchDirectory()
    let recorder = try Rehearsal.open(directory.database, busyMilliseconds: 0)
    try Rehearsal.begin(1, with: recorder)
    var configuration = Rehearsal.configuration()
    let seen = Mutex<[Int]>([])
    configuration.points = { point in
      guard point == .beforeCommit else { return }
      // In the middle of a transaction of another connection, and without waiting.
      let count = try recorder.uploads().count
      seen.withLock { $0.append(count) }
    }
    let writer = try Recorder(path: directory.database, configuration)
    try Rehearsal.begin(2, with: writer)
    #expect(seen.withLock { $0 } == [1])
    #expect(try recorder.uploads().count == 2)
  }

  @Test("whoever finds the database locked is told that it is busy, and succeeds later")
  func busy() throws {
    let directory = ScratchDirectory()
    let second = try Rehearsal.open(directory.database, busyMilliseconds: 0)
    let rejections = Mutex<[Rejection]>([])
    var configuration = Rehearsal.configuration()
    configuration.points = { point in
      guard point == .afterInsertVideo else { return }
      do throws(Rejection) { try Rehearsal.begin(2, with: second) } catch { rejections.withLock { $0.append(error) } }
    }
    let first = try Recorder(path: directory.database, configuration)
    try Rehearsal.begin(1, with: first)
    #expect(rejections.withLock { $0.map(\.code) } == [.busy])
    #expect(rejections.withLock { $0.first?.status } == 503)
    try Rehearsal.begin(2, with: second)
    #expect(try second.uploads().count == 2)
  }

  private static func compete(for number: Int, with recorder: Recorder) -> [String] {
    do throws(Rejection) {
      var won = true
      do throws(Rejection) { try Rehearsal.begin(number, with: recorder) } catch {
        guard error.code == .taken else { throw error }
        won = false
      }
      let result = try Rehearsal.complete(Rehearsal.externalID(number), with: recorder)
      return ["\(won ? "won" : "taken") \(number)", "\(result.status) \(number)"]
    } catch {
      return ["\(error)"]
    }
  }

  /// Whatever is read is whole.
  private static func read(_ recorder: Recorder) -> [String] {
    guard let uploads = try? recorder.uploads() else { return ["unreadable"] }
    let halves = uploads.filter {
      $0.key == nil || $0.externalID == nil || ($0.status == .completed) != ($0.size != nil)
    }
    return [halves.isEmpty ? "read" : "halves \(halves)"]
  }
}
