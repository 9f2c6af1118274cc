import ReferenceImpl
import S3Endpoint
import Testing
import VideoSpec

@Suite("The storage's lists")
struct StorageListTests {
  /// Describes a page: keys, common prefixes in brackets, and `…` if there is more.
  private static func describe(_ page: ListPage<ObjectSummary>) -> [String] {
    page.elements.map { element in
      switch element {
      case .entry(let entry): entry.key.string
      case .commonPrefix(let prefix): "[\(prefix.string)]"
      }
    } + (page.isTruncated ? ["…"] : [])
  }

  private static func fixture(_ kind: StorageKind, _ keys: [Text]) throws -> StorageFixture {
    let fixture = try StorageFixture(kind)
    for key in keys { try fixture.put(key, [1]) }
    return fixture
  }

  @Test(
    "keys are in byte order, prefixes are rolled up, and pages continue after keys and prefixes",
    arguments: StorageKind.allCases)
  func pages(kind: StorageKind) throws {
    let fixture = try Self.fixture(kind, ["b", "a/1", "a/2", "a0", "a", "c/x/y", "c/z", "\u{e9}", "B"])
    func list(
      prefix: Text = "", delimiter: Text? = nil, after: Text = "", limit: Int = 1000
    ) throws -> [String] {
      let request = ListRequest(bucket: "b", prefix: prefix, delimiter: delimiter, after: after, limit: limit)
      return Self.describe(try fixture.storage.list(request))
    }
    #expect(try list() == ["B", "a", "a/1", "a/2", "a0", "b", "c/x/y", "c/z", "\u{e9}"])
    #expect(try list(delimiter: "/") == ["B", "a", "[a/]", "a0", "b", "[c/]", "\u{e9}"])
    #expect(try list(prefix: "a") == ["a", "a/1", "a/2", "a0"])
    #expect(try list(prefix: "c/", delimiter: "/") == ["[c/x/]", "c/z"])
    #expect(try list(limit: 2) == ["B", "a", "…"])
    #expect(try list(after: "a", limit: 2) == ["a/1", "a/2", "…"])
    #expect(try list(delimiter: "/", limit: 3) == ["B", "a", "[a/]", "…"])
    #expect(try list(delimiter: "/", after: "a/", limit: 2) == ["a0", "b", "…"])
    // Recorded of S3: a marker inside a common prefix skips the whole prefix.
    #expect(try list(delimiter: "/", after: "a/1", limit: 1) == ["a0", "…"])
    #expect(try list(after: "\u{e9}") == [])
    #expect(try list(limit: 0) == [])
    #expect(try list(prefix: "none") == [])
    #expect(try list(prefix: "c/", after: "a") == ["c/x/y", "c/z"])
    #expect(try list(prefix: "a", after: "c") == [])
    // The last page is not truncated, even if it is full.
    #expect(try list(prefix: "c/", limit: 2) == ["c/x/y", "c/z"])
    #expect(try list(prefix: "c/", delimiter: "/", limit: 2) == ["[c/x/]", "c/z"])
  }

  @Test("delimiters of several bytes, and prefixes of 0xFF, are bytes like others", arguments: StorageKind.allCases)
  func bytes(kind: StorageKind) throws {
    let high = Text(bytes: [0xFF, 0xFF])
    let fixture = try Self.fixture(kind, ["a::b", "a::c", "a:d", high, high + "x"])
    let request = ListRequest(bucket: "b", delimiter: "::")
    #expect(
      try fixture.storage.list(request).elements.map {
        if case .commonPrefix(let prefix) = $0 { prefix } else { Text("-") }
      } == ["a::", "-", "-", "-"] as [Text])
    let rolled = try fixture.storage.list(ListRequest(bucket: "b", delimiter: Text(bytes: [0xFF])))
    #expect(rolled.commonPrefixes == [Text(bytes: [0xFF])])
    #expect(rolled.entries.map(\.key) == ["a::b", "a::c", "a:d"])
    let all = try fixture.storage.list(ListRequest(bucket: "b", prefix: Text(bytes: [0xFF])))
    #expect(all.entries.map(\.key) == [high, high + "x"])
  }

  @Test("pages of every size together are the whole list", arguments: StorageKind.allCases)
  func everyPageSize(kind: StorageKind) throws {
    var keys: [Text] = []
    for index in 0..<40 { keys.append("d\(index % 7)/\(index % 3)/\(index)") }
    let fixture = try Self.fixture(kind, keys + ["d3", "d30", "z"])
    let cases: [(Text, Text?)] = [("", nil), ("", "/"), ("d3", "/"), ("d3/", "/")]
    for (prefix, delimiter) in cases {
      let whole = try fixture.storage.list(ListRequest(bucket: "b", prefix: prefix, delimiter: delimiter)).elements
      for limit in 1...9 {
        var found: [ListPage<ObjectSummary>.Element] = []
        var after = Text()
        while true {
          let page = try fixture.storage.list(
            ListRequest(bucket: "b", prefix: prefix, delimiter: delimiter, after: after, limit: limit))
          found += page.elements
          #expect(page.elements.count <= limit)
          guard page.isTruncated, let last = page.last else { break }
          after = last
        }
        #expect(found == whole)
      }
    }
  }

  @Test("a list shows what objects are", arguments: StorageKind.allCases)
  func summaries(kind: StorageKind) throws {
    let fixture = try StorageFixture(kind)
    let writer = try fixture.storage.beginObject()
    try writer.write(pattern(3).span.bytes)
    try fixture.storage.commit(
      writer,
      as: ObjectRecord(
        bucket: "b", key: "k", etag: "abc", modified: StorageFixture.time,
        checksum: ObjectChecksum(algorithm: .crc64nvme, value: "AAAAAAAAAAA="), storageClass: "STANDARD_IA"))
    let entry = try #require(try fixture.storage.list(ListRequest(bucket: "b")).entries.first)
    #expect(entry.key == "k")
    #expect(entry.size == 3)
    #expect(entry.etag == "abc")
    #expect(entry.modified == StorageFixture.time)
    #expect(entry.storageClass == "STANDARD_IA")
    #expect(entry.checksum == UploadChecksum(algorithm: .crc64nvme, kind: .fullObject))
  }
}
