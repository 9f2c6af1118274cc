import ReferenceImpl
import S3Endpoint
import Testing
import VideoSpec

@Suite("The storage's multipart uploads")
struct MultipartStorageTests {
  @Test("parts become one object, and ranges may cross them", arguments: StorageKind.allCases)
  func completes(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let parts = [pattern(100_000), pattern(1, seed: 1), [], pattern(70_000, seed: 2)]
    let (upload, records) = try fixture.upload("k", parts: parts)
    #expect(try fixture.get("k") == nil)
    let object = try fixture.complete(upload, records)
    let whole = parts.flatMap { $0 }
    #expect(object.size == whole.count)
    #expect(object.partCount == 4)
    #expect(try fixture.get("k") == whole)
    let content = try #require(try fixture.storage.open("k", in: "b")).content
    for range in [99_990..<100_010, 0..<1, 100_000..<100_001, 170_000..<170_001] {
      #expect(try content.bytes(in: range) == Array(whole[range]))
    }
    #expect(try fixture.storage.parts(of: object).map(\.size) == parts.map(\.count))
    #expect(throws: StorageError.noSuchUpload) { try fixture.storage.upload(upload.id, of: "k", in: "b") }
    #expect(throws: StorageError.noSuchUpload) { try fixture.complete(upload, records) }
    #expect(try fixture.storage.completedObject(of: upload.id, key: "k", in: "b")?.etag == "m")
  }

  @Test(
    "a reader keeps all parts although the object is deleted, and then their files go", arguments: StorageKind.allCases)
  func readers(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let (upload, records) = try fixture.upload("k", parts: [pattern(1000), pattern(2000)])
    try fixture.complete(upload, records)
    do {
      let first = try #require(try fixture.storage.open("k", in: "b"))
      let second = try #require(try fixture.storage.open("k", in: "b"))
      try fixture.put("k", [9])
      #expect(try first.content.bytes(in: 0..<3000) == pattern(1000) + pattern(2000))
      #expect(try second.content.bytes(in: 999..<1001) == [pattern(1000)[999], pattern(1)[0]])
    }
    #expect(fixture.files == [])
    #expect(try fixture.storage.completedObject(of: upload.id, key: "k", in: "b") == nil)
  }

  @Test(
    "a part is replaced by the next one with its number, and parts that are not listed go",
    arguments: StorageKind.allCases)
  func replaces(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let (upload, records) = try fixture.upload("k", parts: [[1], [2], [3]])
    let again = try fixture.part(2, [22], of: upload)
    #expect(throws: StorageError.partsChanged) { try fixture.complete(upload, records) }
    #expect(throws: StorageError.partsChanged) { try fixture.complete(upload, []) }
    #expect(throws: StorageError.partsChanged) { try fixture.complete(upload, [again, records[0]]) }
    #expect(try fixture.storage.parts(of: upload).map(\.number) == [1, 2, 3])
    try fixture.complete(upload, [records[0], again])
    #expect(try fixture.get("k") == [1, 22])
    if kind == .directory { #expect(fixture.files.count == 2) }
  }

  @Test("an aborted upload is gone with its parts", arguments: StorageKind.allCases)
  func aborts(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let (upload, records) = try fixture.upload("k", parts: [[1], [2]])
    try fixture.storage.abortUpload(upload)
    #expect(fixture.files == [])
    #expect(throws: StorageError.noSuchUpload) { try fixture.storage.abortUpload(upload) }
    #expect(throws: StorageError.noSuchUpload) { try fixture.complete(upload, records) }
    #expect(throws: StorageError.noSuchUpload) { try fixture.part(1, [1], of: upload) }
    #expect(throws: StorageError.noSuchUpload) { try fixture.storage.parts(of: upload) }
    #expect(fixture.files == [])
  }

  @Test("an upload is found by its ID, key and bucket only", arguments: StorageKind.allCases)
  func identity(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let (upload, _) = try fixture.upload("k", parts: [])
    #expect(try fixture.storage.upload(upload.id, of: "k", in: "b") == upload)
    #expect(throws: StorageError.noSuchUpload) { try fixture.storage.upload(upload.id, of: "other", in: "b") }
    #expect(throws: StorageError.noSuchBucket) { try fixture.storage.upload(upload.id, of: "k", in: "none") }
    for id in ["", "abc", upload.id + "0", Text(upload.id.bytes.dropLast() + [0x67]), Text(bytes: [0xFF])] {
      #expect(throws: StorageError.noSuchUpload) { try fixture.storage.upload(id, of: "k", in: "b") }
    }
  }

  @Test(
    "uploads are listed by key and then in the order of their beginning, page by page", arguments: StorageKind.allCases)
  func lists(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    var ids: [Text] = []
    for key in ["z", "a", "a", "d/1", "a", "d/2"] as [Text] { ids.append(try fixture.upload(key, parts: []).0.id) }
    func list(
      delimiter: Text? = nil, after: Text = "", marker: Text? = nil, limit: Int = 1000
    ) throws -> [Text] {
      let page = try fixture.storage.uploads(
        ListRequest(bucket: "b", delimiter: delimiter, after: after, limit: limit), uploadMarker: marker)
      return page.elements.map { element in
        switch element {
        case .entry(let upload): upload.id
        case .commonPrefix(let prefix): prefix
        }
      } + (page.isTruncated ? ["…"] : [])
    }
    #expect(try list() == [ids[1], ids[2], ids[4], ids[3], ids[5], ids[0]])
    #expect(try list(delimiter: "/") == [ids[1], ids[2], ids[4], "d/", ids[0]])
    #expect(try list(limit: 2) == [ids[1], ids[2], "…"])
    #expect(try list(after: "a", marker: ids[2], limit: 2) == [ids[4], ids[3], "…"])
    #expect(try list(after: "a", limit: 1) == [ids[3], "…"])
    #expect(try list(after: "a", marker: ids[4]) == [ids[3], ids[5], ids[0]])
    #expect(try list(delimiter: "/", after: "d/") == [ids[0]])
    #expect(try list(delimiter: "/", after: "d/1", marker: ids[3]) == [ids[0]])
  }

  @Test("a conditional completion conflicts with writes during the upload", arguments: StorageKind.allCases)
  func conflicts(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let (first, parts) = try fixture.upload("k", parts: [[1]])
    try fixture.put("k", [2], etag: "two")
    #expect(throws: StorageError.preconditionFailed) { try fixture.complete(first, parts, precondition: .absent) }
    #expect(throws: StorageError.conflict) { try fixture.complete(first, parts, precondition: .matches("two")) }
    try fixture.storage.delete(["k"], in: "b")
    #expect(throws: StorageError.conflict) { try fixture.complete(first, parts, precondition: .absent) }
    #expect(throws: StorageError.noSuchKey) { try fixture.complete(first, parts, precondition: .matches("two")) }
    let (second, others) = try fixture.upload("k", parts: [[3]])
    // Another key does not matter, nor does the absence of a condition.
    try fixture.put("k2", [2])
    try fixture.complete(second, others, precondition: .absent)
    try fixture.complete(first, parts)
    #expect(try fixture.get("k") == [1])
  }
}
