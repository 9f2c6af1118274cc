import Foundation
import ReferenceImpl
import Rehearsal
import S3Endpoint
import Synchronization
import Testing
import VideoSpec

@Suite("The storage under concurrent use", .timeLimit(.minutes(60)))
struct StorageRaceTests {
  @Test(
    "of concurrent writers to one key one is whole, for every reader at every moment", arguments: StorageKind.allCases)
  func writers(kind: StorageKind) async throws {
    let fixture = try StorageFixture(kind)
    // Rows and files replace each other.
    let sizes = [1000, 70_000, 0, 65_536, 65_537]
    try fixture.put("k", pattern(0))
    let troubles = try await Threads.run { () throws -> [String] in
      let troubles = Mutex<[String]>([])
      Threads.run(8) { thread in
        do {
          for round in 0..<30 {
            if thread < 4 {
              let size = sizes[(thread + round) % sizes.count]
              try fixture.put("k", pattern(size), etag: Text("\(size)"))
            } else {
              guard let opened = try fixture.storage.open("k", in: "b") else { throw Failure("the key is gone") }
              let bytes = try opened.content.bytes(in: 0..<opened.content.size)
              guard bytes == pattern(opened.record.size), opened.record.etag == Text("\(bytes.count)") || bytes.isEmpty
              else { throw Failure("\(bytes.count) bytes with the ETag \(opened.record.etag)") }
            }
          }
        } catch {
          troubles.withLock { $0.append("\(error)") }
        }
      }
      return troubles.withLock { $0 }
    }
    #expect(troubles == [])
    let last = try #require(try fixture.storage.object("k", in: "b"))
    #expect(fixture.files.count == (kind == .directory && last.size > 65_536 ? 1 : 0))
  }

  @Test("of concurrent creations with a precondition exactly one succeeds", arguments: StorageKind.allCases)
  func creations(kind: StorageKind) async throws {
    let fixture = try StorageFixture(kind)
    let winners = try await Threads.run { () throws -> [Int] in
      let winners = Mutex<[Int]>([])
      Threads.run(8) { thread in
        for round in 0..<10 {
          let size = thread % 2 == 0 ? 10 : 70_000
          let isWinner = (try? fixture.put(Text("k\(round)"), pattern(size), precondition: .absent)) != nil
          if isWinner { winners.withLock { $0.append(round) } }
        }
      }
      return winners.withLock { $0 }
    }
    #expect(winners.sorted() == Array(0..<10))
  }

  @Test("a list during writes has every object that stays, in order", arguments: StorageKind.allCases)
  func lists(kind: StorageKind) async throws {
    let fixture = try StorageFixture(kind)
    let stay = (0..<50).map { Text("stay/\($0 + 100)") }
    for key in stay { try fixture.put(key, [1]) }
    let troubles = try await Threads.run { () throws -> [String] in
      let troubles = Mutex<[String]>([])
      Threads.run(6) { thread in
        do {
          for round in 0..<40 {
            if thread < 3 {
              let key = Text("stay/\(100 + round)-\(thread)")
              try fixture.put(key, [2])
              if round % 2 == 0 { try fixture.storage.delete([key], in: "b") }
            } else {
              let keys = try fixture.storage.list(ListRequest(bucket: "b")).entries.map(\.key)
              guard keys == keys.sorted(), Set(keys).count == keys.count, Set(keys).isSuperset(of: stay) else {
                throw Failure("listed \(keys)")
              }
            }
          }
        } catch {
          troubles.withLock { $0.append("\(error)") }
        }
      }
      return troubles.withLock { $0 }
    }
    #expect(troubles == [])
  }

  @Test("parts and completions race: the object is one that somebody completed", arguments: StorageKind.allCases)
  func completions(kind: StorageKind) async throws {
    let fixture = try StorageFixture(kind)
    for _ in 0..<5 {
      let (upload, parts) = try fixture.upload("k", parts: [[1], [2]])
      let successes = try await Threads.run { () throws -> Int in
        let successes = Mutex(0)
        Threads.run(6) { thread in
          if thread % 3 == 0 {
            _ = try? fixture.part(2, [22], of: upload)
          } else if (try? fixture.complete(upload, parts)) != nil {
            successes.withLock { $0 += 1 }
          }
        }
        return successes.withLock { $0 }
      }
      #expect(successes <= 1)
      if successes == 1 {
        #expect(try fixture.get("k") == [1, 2])
      } else {
        try fixture.complete(upload, fixture.storage.parts(of: upload))
        #expect(try fixture.get("k") == [1, 22])
      }
    }
  }
}
