import CSQLite
import Foundation
import ReferenceImpl
import Rehearsal
import S3Endpoint
import Testing
import VideoSpec

@Suite("The storage's faults", .timeLimit(.minutes(60)))
struct StorageFaultTests {
  /// Runs a body and returns the fault that it throws.
  private static func fault(_ body: () throws -> Void) -> StorageFault? {
    do {
      try body()
      return nil
    } catch StorageError.fault(let fault) {
      return fault
    } catch {
      return nil
    }
  }

  private static func withDirectory(_ body: (String) throws -> Void) rethrows {
    let directory = StorageFixture.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(directory)
  }

  @Test("a second process is told that the directory is in use, until the first one ends")
  func locked() async throws {
    let directory = StorageFixture.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try await Threads.run {
      let child = try Child("open", directory, program: "storage-child")
      #expect(child.line() == "ready")
      let fault = Self.fault { _ = try ObjectStorage(directory: directory) }
      #expect(fault?.kind == .inUse)
      #expect(fault?.message.contains(directory) == true)
      #expect(Self.fault { _ = try ObjectStorage(directory: directory, access: .readOnly) }?.kind == .inUse)
      child.kill()
      _ = try ObjectStorage(directory: directory)
    }
  }

  @Test("a directory opened for reading shows everything and takes no writes")
  func readOnly() throws {
    try Self.withDirectory { directory in
      #expect(Self.fault { _ = try ObjectStorage(directory: directory, access: .readOnly) }?.kind == .filesMissing)
      do {
        let fixture = try StorageFixture(opening: directory)
        try fixture.storage.createBucket("b", region: "us-east-1", at: StorageFixture.time)
        try fixture.put("small", [1])
        try fixture.put("large", pattern(100_000))
      }
      let first = try ObjectStorage(directory: directory, access: .readOnly)
      let second = try ObjectStorage(directory: directory, access: .readOnly)
      for storage in [first, second] {
        #expect(try storage.list(ListRequest(bucket: "b")).entries.map(\.key) == ["large", "small"])
        let opened = try #require(try storage.open("large", in: "b"))
        #expect(try opened.content.bytes(in: 0..<100_000) == pattern(100_000))
        #expect(Self.fault { _ = try storage.beginObject() }?.kind == .readOnly)
        #expect(Self.fault { try storage.delete(["small"], in: "b") }?.kind == .readOnly)
        #expect(Self.fault { try storage.createBucket("c", region: "r", at: StorageFixture.time) }?.kind == .readOnly)
        #expect(Self.fault { try storage.reset() }?.kind == .readOnly)
      }
      #expect(FileManager.default.fileExists(atPath: directory + "/video-spec-s3.sqlite-shm") == false)
    }
  }

  @Test("a directory that was not closed properly can still be opened for reading")
  func unclean() async throws {
    let directory = StorageFixture.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try await Threads.run {
      let child = try Child("write", directory, "1", program: "storage-child")
      for _ in 0..<4 { _ = child.line() }
      child.kill()
      let storage = try ObjectStorage(directory: directory, access: .readOnly)
      #expect(try storage.object("small-1", in: "b")?.size == 1)
    }
  }

  @Test("a directory with something else is refused and stays as it is")
  func foreign() throws {
    try Self.withDirectory { directory in
      try FileManager.default.createDirectory(atPath: directory + "/objects/00", withIntermediateDirectories: true)
      let name = directory + "/objects/00/0000000000000000"
      try Data([1]).write(to: URL(fileURLWithPath: name))
      #expect(Self.fault { _ = try ObjectStorage(directory: directory) }?.kind == .foreign)
      #expect(FileManager.default.fileExists(atPath: name))
    }
    try Self.withDirectory { directory in
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      let path = directory + "/video-spec-s3.sqlite"
      let database = try Database(path: path, access: .write, busyMilliseconds: 0)
      try database.execute("CREATE TABLE theirs (a)")
      let fault = Self.fault { _ = try ObjectStorage(directory: directory) }
      #expect(fault?.kind == .foreign)
      #expect(fault?.message.contains(path) == true)
      try database.execute("DROP TABLE theirs")
    }
  }

  @Test("a newer format is refused")
  func newer() throws {
    try Self.withDirectory { directory in
      do { _ = try ObjectStorage(directory: directory) }
      do {
        let path = directory + "/video-spec-s3.sqlite"
        try Database(path: path, access: .write, busyMilliseconds: 0).execute("PRAGMA user_version = 99")
      }
      let fault = Self.fault { _ = try ObjectStorage(directory: directory) }
      #expect(fault?.kind == .foreign)
      #expect(fault?.message.contains("format 99") == true)
    }
  }

  @Test("a damaged database is named, and nothing traps", arguments: [0, 100, 4096])
  func corrupt(offset: Int) throws {
    try Self.withDirectory { directory in
      do {
        let fixture = try StorageFixture(opening: directory)
        try fixture.storage.createBucket("b", region: "us-east-1", at: StorageFixture.time)
        for index in 0..<100 { try fixture.put(Text("k\(index)"), pattern(3000)) }
      }
      let path = directory + "/video-spec-s3.sqlite"
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      try file.seek(toOffset: UInt64(offset))
      try file.write(contentsOf: Data([UInt8](repeating: 0xA5, count: 16_000)))
      try file.close()
      let fault = Self.fault {
        let storage = try ObjectStorage(directory: directory)
        for index in 0..<100 { _ = try storage.open(Text("k\(index)"), in: "b") }
        _ = try storage.list(ListRequest(bucket: "b"))
      }
      #expect(fault?.kind == .corrupt)
      #expect(fault?.message.contains(path) == true)
    }
  }

  @Test("a write to a database that somebody removed is not acknowledged")
  func removedDatabase() throws {
    let fixture = try StorageFixture(.directory)
    try fixture.put("k", [1])
    try FileManager.default.removeItem(atPath: fixture.directory + "/video-spec-s3.sqlite")
    let fault = Self.fault { try fixture.put("k", [2]) }
    #expect(fault?.kind == .filesMissing)
    #expect(fault?.message.contains("video-spec-s3.sqlite") == true)
  }

  @Test("a directory is created with those above it")
  func parents() throws {
    let directory = StorageFixture.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    _ = try StorageFixture(opening: directory + "/a/b")
    #expect(FileManager.default.fileExists(atPath: directory + "/a/b/video-spec-s3.sqlite"))
  }

  @Test("a database that somebody emptied is an error at the start, and the objects' files stay")
  func emptiedDatabase() throws {
    let directory = StorageFixture.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    do {
      let fixture = try StorageFixture(opening: directory)
      try? fixture.storage.createBucket("b", region: "us-east-1", at: LoopbackEndpoint.now)
      try fixture.put("k", pattern(100_000))
    }
    let files = StorageFixture.files(in: directory)
    #expect(files.count == 1)
    try Data().write(to: URL(fileURLWithPath: directory + "/video-spec-s3.sqlite"))
    let fault = Self.fault { _ = try StorageFixture(opening: directory) }
    #expect(fault?.kind == .corrupt && fault?.message.contains("is empty") == true)
    #expect(StorageFixture.files(in: directory) == files)
  }

  @Test("an object whose file somebody removed or cut is a fault, not an empty object")
  func removedFile() throws {
    let fixture = try StorageFixture(.directory)
    try fixture.put("k", pattern(100_000))
    let path = try #require(fixture.files.first.map { fixture.directory + "/" + $0 })
    try FileHandle(forUpdating: URL(fileURLWithPath: path)).truncate(atOffset: 10)
    #expect(Self.fault { _ = try fixture.get("k") }?.kind == .corrupt)
    try FileManager.default.removeItem(atPath: path)
    #expect(Self.fault { _ = try fixture.get("k") }?.kind == .filesMissing)
    #expect(try fixture.storage.list(ListRequest(bucket: "b")).entries.count == 1)
    // The key can be written and deleted again.
    try fixture.put("k", [1])
    #expect(try fixture.get("k") == [1])
    try FileManager.default.removeItem(atPath: fixture.directory + "/incoming")
    let fault = Self.fault { try fixture.put("k", pattern(100_000)) }
    #expect(fault?.kind == .filesMissing)
    #expect(fault?.message.contains("incoming") == true)
  }

  @Test("a file that may not grow is a full disk: nothing is stored, nothing is left, and smaller writes succeed")
  func fileSizeLimit() async throws {
    let directory = StorageFixture.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let lines = try await Threads.run { try Child("limited", directory, "2000000", program: "storage-child").rest() }
    #expect(lines.first?.hasPrefix("fault diskFull cannot write") == true)
    #expect(lines.first?.contains(directory) == true)
    #expect(lines.dropFirst() == ["stored fits 1999999", "there fits"])
    #expect(StorageFixture.files(in: directory).count == 1)
  }

  @Test("a full disk under the database refuses the write and keeps the storage usable")
  func fullDatabase() throws {
    try Self.withDirectory { directory in
      let disk = FaultVFS(.diskFull)
      var tuning = ObjectStorage.Tuning()
      tuning.vfs = disk.vfs
      do {
        let storage = try ObjectStorage(directory: directory, tuning: tuning)
        try storage.createBucket("b", region: "us-east-1", at: StorageFixture.time)
        func put(_ key: Text) throws {
          let writer = try storage.beginObject()
          try writer.write(pattern(60_000).span.bytes)
          try storage.commit(
            writer, as: ObjectRecord(bucket: "b", key: key, etag: "e", modified: StorageFixture.time))
        }
        try put("before")
        disk.arm(at: 1, stays: true)
        #expect(Self.fault { try put("during") }?.kind == .diskFull)
        #expect(disk.disarm() > 0)
        #expect(try storage.list(ListRequest(bucket: "b")).entries.map(\.key) == ["before"])
        try put("after")
        #expect(try storage.list(ListRequest(bucket: "b")).entries.map(\.key) == ["after", "before"])
      }
    }
  }

  @Test("whichever operation on the disk fails, a write is whole or not there", arguments: FaultVFS.Kind.allCases)
  func everyFault(kind: FaultVFS.Kind) async throws {
    let trouble = try await Threads.run { () throws -> String? in
      var trouble: String?
      try Self.withDirectory { directory in
        let disk = FaultVFS(kind)
        var tuning = ObjectStorage.Tuning()
        tuning.vfs = disk.vfs
        tuning.database.checkpointPages = 8
        do {
          let storage = try ObjectStorage(directory: directory, tuning: tuning)
          try storage.createBucket("b", region: "us-east-1", at: StorageFixture.time)
          for n in 1...60 {
            for stays in [false, true] {
              let key = Text("k\(n % 3)")
              let size = 5000 + n
              disk.arm(at: n, stays: stays)
              let result = Result {
                let writer = try storage.beginObject()
                try writer.write([UInt8](repeating: UInt8(n), count: size).span.bytes)
                try storage.commit(
                  writer, as: ObjectRecord(bucket: "b", key: key, etag: Text("\(n)"), modified: StorageFixture.time))
              }
              let failures = disk.disarm()
              let opened = try storage.open(key, in: "b")
              let bytes = try opened.map { try $0.content.bytes(in: 0..<$0.content.size) }
              if let opened, let bytes {
                let number = Int(opened.record.etag.string) ?? 0
                if bytes != [UInt8](repeating: UInt8(number), count: 5000 + number) {
                  trouble = "\(kind) \(n) \(stays): half"
                }
              }
              switch result {
              case .success:
                if opened?.record.etag != Text("\(n)") { trouble = "\(kind) \(n) \(stays): acknowledged and lost" }
              case .failure(StorageError.fault):
                if failures == 0 { trouble = "\(kind) \(n) \(stays): failed without a fault" }
              case .failure(let error): trouble = "\(kind) \(n) \(stays): \(error)"
              }
            }
          }
        }
      }
      return trouble
    }
    #expect(trouble == nil)
  }
}
