import Foundation
import ReferenceImpl
import S3Endpoint
import Testing
import VideoSpec

@Suite("The storage's objects")
struct ObjectStorageTests {
  @Test(
    "contents of every size come back as they were written",
    arguments: StorageKind.allCases, [0, 1, 4096, 65_535, 65_536, 65_537, 300_000])
  func sizes(kind: StorageKind, size: Int) throws {
    let fixture = try StorageFixture(kind)
    let bytes = pattern(size)
    let record = try fixture.put("k", bytes)
    #expect(record.size == size)
    #expect(try fixture.get("k") == bytes)
    #expect(try fixture.storage.object("k", in: "b")?.size == size)
  }

  @Test(
    "a content that is written in small pieces becomes a file where it exceeds a row", arguments: StorageKind.allCases)
  func pieces(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let bytes = pattern(70_001)
    let writer = try fixture.storage.beginObject()
    for start in stride(from: 0, to: bytes.count, by: 997) {
      try writer.write(bytes[start..<min(start + 997, bytes.count)].span.bytes)
    }
    #expect(writer.size == bytes.count)
    try fixture.storage.commit(
      writer, as: ObjectRecord(bucket: "b", key: "k", etag: "e", modified: StorageFixture.time))
    #expect(try fixture.get("k") == bytes)
  }

  @Test("everything in a record comes back, whatever its bytes are", arguments: StorageKind.allCases)
  func record(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let writer = try fixture.storage.beginObject()
    var record = ObjectRecord(
      bucket: "b", key: Text(bytes: [0xFF, 0, 0x2F]), etag: "abc", modified: StorageFixture.time,
      contentType: "video/webm", headers: [Field("x-amz-meta-a", ""), Field("x-amz-meta-a", Text(bytes: [0, 0xFE]))],
      checksum: ObjectChecksum(algorithm: .sha1, kind: .composite, value: "AAA=-2"), tags: [Field("t", "v")],
      storageClass: "STANDARD_IA")
    record = try fixture.storage.commit(writer, as: record)
    #expect(try fixture.storage.object(record.key, in: "b") == record)
    #expect(try fixture.storage.open(record.key, in: "b")?.record == record)
  }

  @Test(
    "keys are bytes: none of them is a path, and similar ones are different objects", arguments: StorageKind.allCases)
  func keys(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let keys: [Text] = [
      "../../etc/passwd", "/", "//", ".", "..", "a/", "a", "a//b", "A", "e\u{301}", "\u{e9}", " ", "%2e%2e",
      Text(bytes: [UInt8](repeating: 0x61, count: 1024)), Text(bytes: [0]), Text(bytes: [0xC3, 0x28]),
    ]
    for (index, key) in keys.enumerated() { try fixture.put(key, [UInt8(index)]) }
    for (index, key) in keys.enumerated() { #expect(try fixture.get(key) == [UInt8(index)]) }
    let listed = try fixture.storage.list(ListRequest(bucket: "b")).entries.map(\.key)
    #expect(listed == keys.sorted())
    if kind == .directory { #expect(fixture.files == []) }
  }

  @Test("a key of 1025 bytes and an empty one are refused", arguments: StorageKind.allCases)
  func wrongKeys(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    for key in [Text(), Text(bytes: [UInt8](repeating: 0x61, count: 1025))] {
      #expect(throws: StorageError.self) { try fixture.put(key, [1]) }
    }
    #expect(try fixture.storage.list(ListRequest(bucket: "b")).elements == [])
  }

  @Test(
    "a reader keeps its content although the object is replaced or deleted", arguments: StorageKind.allCases,
    [10, 200_000])
  func readers(kind: StorageKind, size: Int) throws {
    let fixture = try StorageFixture(kind)
    try fixture.put("k", pattern(size))
    let first = try #require(try fixture.storage.open("k", in: "b"))
    try fixture.put("k", pattern(size, seed: 1))
    let second = try #require(try fixture.storage.open("k", in: "b"))
    try fixture.storage.delete(["k"], in: "b")
    #expect(try fixture.get("k") == nil)
    #expect(try first.content.bytes(in: 0..<size) == pattern(size))
    #expect(try second.content.bytes(in: 0..<size) == pattern(size, seed: 1))
  }

  @Test("ranges of rows and of files are exact", arguments: StorageKind.allCases, [1000, 100_000])
  func ranges(kind: StorageKind, size: Int) throws {
    let fixture = try StorageFixture(kind)
    let bytes = pattern(size)
    try fixture.put("k", bytes)
    let content = try #require(try fixture.storage.open("k", in: "b")).content
    for range in [0..<1, 1..<2, size - 1..<size, 0..<size, 10..<size - 10, 5..<5] {
      #expect(try content.bytes(in: range) == Array(bytes[range]))
    }
    #expect(try content.bytes(in: size - 1..<size + 50) == [bytes[size - 1]])
  }

  @Test("files of replaced and deleted objects are removed, and those of dropped writers")
  func files() throws {
    let fixture = try StorageFixture(.directory)
    try fixture.put("k", pattern(100_000))
    #expect(fixture.files.count == 1)
    try fixture.put("k", pattern(100_001))
    #expect(fixture.files.count == 1)
    do {
      let writer = try fixture.storage.beginObject(expectedSize: 100_000)
      try writer.write(pattern(50).span.bytes)
      #expect(fixture.files.count == 2)
    }
    #expect(fixture.files.count == 1)
    #expect(throws: StorageError.preconditionFailed) {
      try fixture.put("k", pattern(100_002), precondition: .absent)
    }
    #expect(fixture.files.count == 1)
    #expect(try fixture.storage.delete(["k", "absent"], in: "b") == [true, false])
    #expect(fixture.files == [])
  }

  @Test("preconditions are decided against the present object", arguments: StorageKind.allCases)
  func preconditions(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    #expect(throws: StorageError.noSuchKey) { try fixture.put("k", [1], precondition: .matches("one")) }
    #expect(throws: StorageError.noSuchKey) { try fixture.put("k", [1], precondition: .present) }
    try fixture.put("k", [1], etag: "one", precondition: .absent)
    #expect(throws: StorageError.preconditionFailed) { try fixture.put("k", [2], precondition: .absent) }
    #expect(throws: StorageError.preconditionFailed) { try fixture.put("k", [2], precondition: .matches("two")) }
    #expect(try fixture.get("k") == [1])
    try fixture.put("k", [2], etag: "two", precondition: .matches("one"))
    #expect(throws: StorageError.preconditionFailed) {
      try fixture.storage.delete(["k"], in: "b", precondition: .matches("one"))
    }
    #expect(try fixture.get("k") == [2])
    try fixture.storage.delete(["k"], in: "b", precondition: .matches("two"))
    #expect(try fixture.get("k") == nil)
  }

  @Test("without the bucket every operation says so", arguments: StorageKind.allCases)
  func noBucket(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let storage = fixture.storage
    #expect(throws: StorageError.noSuchBucket) { try fixture.put("k", [1], bucket: "none") }
    #expect(throws: StorageError.noSuchBucket) { try storage.object("k", in: "none") }
    #expect(throws: StorageError.noSuchBucket) { try storage.open("k", in: "none") }
    #expect(throws: StorageError.noSuchBucket) { try storage.delete(["k"], in: "none") }
    #expect(throws: StorageError.noSuchBucket) { try storage.list(ListRequest(bucket: "none")) }
    #expect(throws: StorageError.noSuchBucket) { try storage.uploads(ListRequest(bucket: "none")) }
    #expect(throws: StorageError.noSuchBucket) { try storage.setTags([], of: "k", in: "none") }
    #expect(throws: StorageError.noSuchBucket) { try storage.configuration(.cors, of: "none") }
    #expect(throws: StorageError.noSuchBucket) { try storage.setConfiguration(.cors, of: "none", to: []) }
    #expect(throws: StorageError.noSuchBucket) { try storage.deleteBucket("none") }
    #expect(throws: StorageError.noSuchBucket) {
      try storage.createUpload(UploadRecord(bucket: "none", key: "k", initiated: StorageFixture.time))
    }
  }

  @Test("tags are replaced while the object stays", arguments: StorageKind.allCases)
  func tags(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let record = try fixture.put("k", pattern(100_000))
    try fixture.storage.setTags([Field("a", "b")], of: "k", in: "b")
    var expected = record
    expected.tags = [Field("a", "b")]
    #expect(try fixture.storage.object("k", in: "b") == expected)
    #expect(try fixture.get("k") == pattern(100_000))
    #expect(throws: StorageError.noSuchKey) { try fixture.storage.setTags([], of: "absent", in: "b") }
  }

  @Test(
    "a content can be copied from another object, whole or in part", arguments: StorageKind.allCases, [100, 300_000])
  func copies(kind: StorageKind, size: Int) throws {
    let fixture = try StorageFixture(kind)
    try fixture.put("source", pattern(size))
    let source = try #require(try fixture.storage.open("source", in: "b"))
    for range in [0..<size, 7..<size - 3, 0..<0] {
      let writer = try fixture.storage.beginObject()
      try writer.append(range, of: source.content)
      #expect(writer.size == range.count)
      try fixture.storage.commit(
        writer, as: ObjectRecord(bucket: "b", key: "copy", etag: "e", modified: StorageFixture.time))
      #expect(try fixture.get("copy") == Array(pattern(size)[range]))
    }
  }

  @Test(
    "buckets are created once, listed by name and deleted only when they are empty", arguments: StorageKind.allCases)
  func buckets(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let storage = fixture.storage
    try storage.createBucket("a", region: "eu-west-1", at: StorageFixture.time)
    #expect(throws: StorageError.bucketAlreadyExists) {
      try storage.createBucket("a", region: "us-east-1", at: StorageFixture.time)
    }
    #expect(try storage.buckets().map(\.name) == ["a", "b"])
    #expect(try storage.bucket(named: "a")?.region == "eu-west-1")
    #expect(try storage.bucket(named: "c") == nil)
    try fixture.put("k", [1])
    #expect(throws: StorageError.bucketNotEmpty) { try storage.deleteBucket("b") }
    try storage.delete(["k"], in: "b")
    let (upload, _) = try fixture.upload("k", parts: [[1]])
    try storage.setConfiguration(.cors, of: "b", to: [1, 2])
    #expect(try storage.configuration(.cors, of: "b") == [1, 2])
    try storage.deleteBucket("b")
    #expect(try storage.buckets().map(\.name) == ["a"])
    try storage.createBucket("b", region: "us-east-1", at: StorageFixture.time)
    #expect(try storage.configuration(.cors, of: "b") == nil)
    #expect(throws: StorageError.noSuchUpload) { try storage.upload(upload.id, of: "k", in: "b") }
    if kind == .directory { #expect(fixture.files == []) }
  }

  @Test("a reset removes everything, and the storage can be used again", arguments: StorageKind.allCases)
  func reset(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    try fixture.put("large", pattern(100_000))
    try fixture.put("small", [1])
    let (upload, parts) = try fixture.upload("parts", parts: [[1], [2]])
    try fixture.complete(upload, parts)
    _ = try fixture.upload("open", parts: [[3]])
    try fixture.storage.reset()
    #expect(try fixture.storage.buckets() == [])
    #expect(throws: StorageError.noSuchBucket) { try fixture.get("small") }
    if kind == .directory { #expect(fixture.files == []) }
    try fixture.storage.createBucket("b", region: "us-east-1", at: StorageFixture.time)
    #expect(try fixture.storage.list(ListRequest(bucket: "b")).elements == [])
    #expect(try fixture.storage.uploads(ListRequest(bucket: "b")).elements == [])
    try fixture.put("large", pattern(100_001))
    #expect(try fixture.get("large") == pattern(100_001))
  }

  @Test("what was stored is there when the directory is opened again, and what was not finished is removed")
  func reopening() throws {
    let directory = StorageFixture.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    do {
      let fixture = try StorageFixture(opening: directory)
      try fixture.storage.createBucket("b", region: "us-east-1", at: StorageFixture.time)
      try fixture.put("small", [1])
      try fixture.put("large", pattern(100_000))
      let (upload, parts) = try fixture.upload("parts", parts: [pattern(10), pattern(20)])
      try fixture.complete(upload, parts)
    }
    let kept = StorageFixture.files(in: directory)
    #expect(kept.count == 3)
    // What a killed process leaves: an unfinished file, and a finished one without a row. Other files are not ours.
    for name in ["incoming/00000000000000ff", "objects/fe/00000000000000fe", "objects/fe/note.txt"] {
      try Data([1]).write(to: URL(fileURLWithPath: directory + "/" + name))
    }
    let fixture = try StorageFixture(opening: directory)
    #expect(fixture.files == (kept + ["objects/fe/note.txt"]).sorted())
    #expect(try fixture.get("small") == [1])
    #expect(try fixture.get("large") == pattern(100_000))
    #expect(try fixture.get("parts") == pattern(10) + pattern(20))
    try fixture.put("new", pattern(100_002))
    #expect(try fixture.get("large") == pattern(100_000))
  }
}
