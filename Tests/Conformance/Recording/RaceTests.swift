import Foundation
import ReferenceImpl
import Rehearsal
import Synchronization
import Testing
import VideoSpec

@Suite("Concurrent writers", .timeLimit(.minutes(60)))
struct RaceTests {
  @Test("of many writers of one key one wins")
  func race() async throws {
    // A new file each time, because creating it is part of the race.
    for round in 0..<8 {
      let directory = ScratchDirectory()
      let count = 12
      try await RaceTests.race(at: directory.database, count, "round \(round)")
      // Six looks at each upload, each with its own number.
      let inspection = try Inspection(directory)
      #expect(try inspection.query("SELECT DISTINCT looked, recorded FROM videos") == ["6|6"])
      #expect(try inspection.damage() == [])
      #expect(try inspection.uploads().count == count)
    }
  }

  /// Lets three processes and four threads compete for the same uploads, and checks what each of them is told.
  static func race(at place: String, _ count: Int, _ comment: Comment) async throws {
    let (lines, hasEnded) = try await Threads.run { try compete(at: place, count) }
    #expect(hasEnded, comment)
    for number in 0..<count {
      #expect(lines.count { $0 == "won \(number)" } == 1, "\(comment): \(lines)")
      #expect(lines.count { $0 == "taken \(number)" } == 5, comment)
      #expect(lines.count { $0 == "completed \(number)" } == 6, comment)
    }
    #expect(lines.count { $0 == "read" } == count, comment)
  }

  /// Returns the lines of three processes and four threads that compete, and whether the processes succeeded.
  private static func compete(at place: String, _ count: Int) throws -> ([String], Bool) {
    let children = try (0..<3).map { _ in try Child("race", place, "\(count)") }
    let ready = children.map { $0.line() ?? "nothing" }.filter { $0 != "ready" }
    for child in children { try child.tell("start") }
    // One thread has its own recorder, and the others share one.
    let shared = try Rehearsal.open(place, busyMilliseconds: 20_000)
    let own = try Rehearsal.open(place, busyMilliseconds: 20_000)
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

  @Test("threads that open a new file at the same time all get a recorder")
  func opening() async throws {
    for round in 0..<100 {
      let directory = ScratchDirectory()
      let troubles = try await RaceTests.openAtOnce(directory.database)
      #expect(troubles == [], "round \(round)")
      #expect(try Inspection(directory).uploads().count == 4)
    }
  }

  /// Opens a new database from four threads, each of which begins an upload. Returns the errors.
  static func openAtOnce(_ place: String) async throws -> [String] {
    try await Threads.run {
      let troubles = Mutex<[String]>([])
      Threads.run(4) { number in
        do { try Rehearsal.begin(number, with: Rehearsal.open(place)) } catch {
          troubles.withLock { $0.append("\(error)") }
        }
      }
      return troubles.withLock { $0 }
    }
  }

  @Test("readers do not wait for a writer, and see what was committed before")
  func readersBesideWriter() throws {
    let directory = ScratchDirectory()
    let recorder = try Rehearsal.open(directory.database, busyMilliseconds: 0)
    try Rehearsal.begin(1, with: recorder)
    let seen = Mutex<[Int]>([])
    let writer = try Rehearsal.reopen(directory.database) { point in
      guard point == .beforeCommit else { return }
      // During another connection's transaction, and without waiting.
      let count = try recorder.uploads().count
      seen.withLock { $0.append(count) }
    }
    try Rehearsal.begin(2, with: writer)
    #expect(seen.withLock { $0 } == [1])
    #expect(try recorder.uploads().count == 2)
  }

  @Test("a writer that finds the database locked is told so, and succeeds later")
  func busy() throws {
    let directory = ScratchDirectory()
    let second = try Rehearsal.open(directory.database, busyMilliseconds: 0)
    let rejections = Mutex<[Rejection]>([])
    let first = try Rehearsal.reopen(directory.database) { point in
      guard point == .beginWritten else { return }
      do throws(Rejection) { try Rehearsal.begin(2, with: second) } catch { rejections.withLock { $0.append(error) } }
    }
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

  /// Reads all uploads. Each has to be complete.
  private static func read(_ recorder: Recorder) -> [String] {
    guard let uploads = try? recorder.uploads() else { return ["unreadable"] }
    let halves = uploads.filter {
      $0.key == nil || $0.externalID == nil || ($0.status == .completed) != ($0.size != nil)
    }
    return [halves.isEmpty ? "read" : "halves \(halves)"]
  }
}
