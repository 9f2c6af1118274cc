import ReferenceImpl
import S3Endpoint
import Testing
import VideoSpec

@Suite("The endpoint's uploads in parts")
struct MultipartOperationTests {
  /// The ETag of "data".
  private static let dataETag: Text = "8d777f385d3dfec8815d20f7496026dc"
  private static let large = Text(bytes: [UInt8](repeating: 0x61, count: 5_242_881))

  private static func part(
    _ number: Int, of id: Text, _ body: Text, _ headers: [Text: Text] = [:], in fixture: OperationFixture
  ) throws -> Outcome {
    try fixture.perform("PUT", "/b/k?partNumber=\(number)&uploadId=" + id, headers, body)
  }

  @Test("an upload becomes an object with the headers of its beginning")
  func completes() throws {
    let fixture = try OperationFixture()
    let id = try fixture.beginUpload([
      "content-type": "video/webm", "x-amz-meta-take": "2", "x-amz-tagging": "a=b",
      "x-amz-storage-class": "STANDARD_IA",
    ])
    let body = Text(bytes: Array(repeatElement("upload-part-1".utf8, count: 5).joined()))
    let part = try Self.part(1, of: id, body, in: fixture)
    #expect(part.header("ETag") == "\"3237c18681adb6a9d843c733ce249480\"")
    #expect(try fixture.content("k") == nil)
    let completed = try fixture.complete(id, [(1, try #require(part.header("ETag")), "")])
    // Recorded: test_multipart_and_list_parts.
    #expect(completed.value("CompleteMultipartUploadResult/ETag") == "\"e747540af6911dbc890f8d3e0b48549b-1\"")
    #expect(completed.value("CompleteMultipartUploadResult/ChecksumCRC64NVME") == "CTXktO4pIQs=")
    #expect(completed.value("CompleteMultipartUploadResult/ChecksumType") == "FULL_OBJECT")
    #expect(completed.value("CompleteMultipartUploadResult/Location") == "http://localhost:9000/b/k")
    let object = try #require(try fixture.service.storage.object("k", in: "b"))
    #expect(object.contentType == "video/webm")
    #expect(object.headers == [Field("x-amz-meta-take", "2")])
    #expect(object.tags == [Field("a", "b")])
    #expect(object.storageClass == "STANDARD_IA")
    #expect(try fixture.content("k") == body)
  }

  @Test("a completion can be repeated until the object is replaced")
  func repeats() throws {
    let fixture = try OperationFixture()
    let id = try fixture.beginUpload()
    _ = try Self.part(1, of: id, "data", in: fixture)
    let first = try fixture.complete(id, [(1, Self.dataETag, "")])
    let second = try fixture.complete(id, [(1, Self.dataETag, "")])
    #expect(second.status == 200)
    #expect(
      second.value("CompleteMultipartUploadResult/ETag") == first.value("CompleteMultipartUploadResult/ETag"))
    #expect(try fixture.complete(id, [(2, Self.dataETag, "")]).code == "NoSuchUpload")
    #expect(try Self.part(2, of: id, "x", in: fixture).code == "NoSuchUpload")
    #expect(try fixture.perform("GET", "/b/k?uploadId=" + id).code == "NoSuchUpload")
    try fixture.service.storage.delete(["k"], in: "b")
    #expect(try fixture.complete(id, [(1, Self.dataETag, "")]).code == "NoSuchUpload")
  }

  @Test(
    "part numbers are 1 to 10000", arguments: ["0", "10001", "-1", "one", "", "1.0", "99999999999999999999"] as [Text])
  func numbers(number: Text) throws {
    let fixture = try OperationFixture()
    let id = try fixture.beginUpload()
    let outcome = try fixture.perform("PUT", "/b/k?partNumber=" + number + "&uploadId=" + id, [:], "a")
    #expect(outcome.code == "InvalidArgument")
    #expect(outcome.detail("ArgumentName") == "partNumber")
    #expect(try fixture.perform("GET", "/b/k?uploadId=" + id).values("ListPartsResult/Part") == [])
  }

  @Test("an unknown upload is refused by every operation on it")
  func unknownUpload() throws {
    let fixture = try OperationFixture()
    let outcomes = [
      try fixture.perform("PUT", "/b/k?partNumber=1&uploadId=fakeid", [:], "a"),
      try fixture.complete("fakeid", [(1, Self.dataETag, "")]), try fixture.perform("DELETE", "/b/k?uploadId=fakeid"),
      try fixture.perform("GET", "/b/k?uploadId=fakeid"),
    ]
    for outcome in outcomes {
      #expect(outcome.status == 404)
      #expect(outcome.code == "NoSuchUpload")
      #expect(outcome.detail("UploadId") == "fakeid")
      #expect(outcome.refusal?.requirement == "STO-104")
    }
  }

  @Test("a wrong list of parts is refused, and the upload stays")
  func lists() throws {
    let fixture = try OperationFixture()
    let id = try fixture.beginUpload()
    _ = try Self.part(1, of: id, "data", in: fixture)
    _ = try Self.part(2, of: id, "data", in: fixture)
    func code(_ list: Text) throws -> Text? { try fixture.perform("POST", "/b/k?uploadId=" + id, [:], list).code }
    func list(_ content: Text) -> Text { "<CompleteMultipartUpload>" + content + "</CompleteMultipartUpload>" }
    let one: Text = "<Part><PartNumber>1</PartNumber><ETag>8d777f385d3dfec8815d20f7496026dc</ETag></Part>"
    let two: Text = "<Part><PartNumber>2</PartNumber><ETag>8d777f385d3dfec8815d20f7496026dc</ETag></Part>"
    #expect(try code("") == "InvalidRequest")
    #expect(try code(list("")) == "MalformedXML")
    #expect(try code(list(one) + "x") == "MalformedXML")
    #expect(try code("<Other>" + one + "</Other>") == "MalformedXML")
    #expect(try code(list("<Part><PartNumber>1</PartNumber></Part>")) == "MalformedXML")
    #expect(try code(list("<Part><PartNumber>0</PartNumber><ETag>a</ETag></Part>")) == "MalformedXML")
    #expect(try code(list(two + one)) == "InvalidPartOrder")
    #expect(try code(list(one + one)) == "InvalidPartOrder")
    #expect(try code(list(one + two)) == "EntityTooSmall")
    #expect(
      try code(list("<Part><PartNumber>3</PartNumber><ETag>8d777f385d3dfec8815d20f7496026dc</ETag></Part>"))
        == "InvalidPart")
    let wrong = try fixture.complete(id, [(1, "d41d8cd98f00b204e9800998ecf8427e", "")])
    #expect(wrong.code == "InvalidPart")
    #expect(wrong.detail("PartNumber") == "1")
    #expect(wrong.detail("ETag") == "d41d8cd98f00b204e9800998ecf8427e")
    #expect(try fixture.content("k") == nil)
    #expect(try fixture.perform("GET", "/b/k?uploadId=" + id).values("ListPartsResult/Part/PartNumber") == ["1", "2"])
    // Quotation marks, escaped or not, and none are all accepted.
    #expect(try fixture.complete(id, [(2, "&quot;" + Self.dataETag + "&quot;", "")]).status == 200)
    #expect(try fixture.content("k") == "data")
  }

  @Test("the sizes of parts and of the object are checked")
  func sizes() throws {
    let fixture = try OperationFixture()
    let id = try fixture.beginUpload()
    let large = try #require(try Self.part(3, of: id, Self.large, in: fixture).header("ETag"))
    let last = try #require(try Self.part(7, of: id, "aaaaaaaaaa", in: fixture).header("ETag"))
    let wrong = try fixture.complete(id, [(3, large, ""), (7, last, "")], ["x-amz-mp-object-size": "5"])
    #expect(wrong.code == "InvalidRequest")
    #expect(wrong.refusal?.requirement == "STO-119")
    let small = try fixture.complete(id, [(7, last, "")])
    #expect(small.status == 200)
    let again = try fixture.beginUpload()
    let first = try #require(try Self.part(1, of: again, "data", in: fixture).header("ETag"))
    let second = try #require(try Self.part(2, of: again, Self.large, in: fixture).header("ETag"))
    let outcome = try fixture.complete(again, [(1, first, ""), (2, second, "")])
    #expect(outcome.code == "EntityTooSmall")
    #expect(outcome.detail("ProposedSize") == "4")
    #expect(outcome.detail("MinSizeAllowed") == "5242880")
    #expect(outcome.detail("PartNumber") == "1")
  }

  @Test(
    "the algorithm and the type of an upload have to fit",
    arguments: [
      ("CRC32", nil, "COMPOSITE"), ("CRC64NVME", nil, "FULL_OBJECT"), ("SHA1", nil, "COMPOSITE"),
      ("CRC32C", "FULL_OBJECT", "FULL_OBJECT"), ("CRC64NVME", "COMPOSITE", nil), ("SHA256", "FULL_OBJECT", nil),
      ("TEST", nil, nil), (nil, "COMPOSITE", nil),
    ] as [(Text?, Text?, Text?)])
  func uploadChecksums(algorithm: Text?, kind: Text?, expected: Text?) throws {
    var headers: [Text: Text] = [:]
    headers["x-amz-checksum-algorithm"] = algorithm
    headers["x-amz-checksum-type"] = kind
    let outcome = try OperationFixture().perform("POST", "/b/k?uploads", headers)
    #expect(outcome.header("x-amz-checksum-type") == expected)
    #expect(outcome.code == (expected == nil ? "InvalidRequest" : nil))
  }

  @Test("a composite checksum is that of the parts' checksums, and the list has to name them")
  func composite() throws {
    let fixture = try OperationFixture()
    let id = try fixture.beginUpload(["x-amz-checksum-algorithm": "CRC32C"])
    #expect(try Self.part(1, of: id, "test content 123", in: fixture).code == "InvalidRequest")
    #expect(
      try Self.part(1, of: id, "test content 123", ["x-amz-checksum-sha1": "x"], in: fixture).code == "InvalidRequest")
    let part = try Self.part(1, of: id, "test content 123", ["x-amz-checksum-crc32c": "fwuu0Q=="], in: fixture)
    #expect(part.header("x-amz-checksum-crc32c") == "fwuu0Q==")
    let etag = try #require(part.header("ETag"))
    let right: Text = "<ChecksumCRC32C>fwuu0Q==</ChecksumCRC32C>"
    #expect(try fixture.complete(id, [(1, etag, "")]).code == "InvalidRequest")
    #expect(try fixture.complete(id, [(1, etag, "<ChecksumCRC32C>AAAAAA==</ChecksumCRC32C>")]).code == "InvalidPart")
    #expect(try fixture.complete(id, [(1, etag, "<ChecksumSHA1>AAAA</ChecksumSHA1>")]).code == "BadDigest")
    let kind = try fixture.complete(id, [(1, etag, right)], ["x-amz-checksum-type": "FULL_OBJECT"])
    #expect(kind.code == "InvalidRequest")
    let outcome = try fixture.complete(id, [(1, etag, right)])
    // Recorded: test_get_object_part_checksum[COMPOSITE].
    #expect(outcome.value("CompleteMultipartUploadResult/ChecksumCRC32C") == "sZB91Q==-1")
    #expect(outcome.value("CompleteMultipartUploadResult/ChecksumType") == "COMPOSITE")
  }

  @Test("a checksum of the whole object is combined from the parts and compared")
  func fullObject() throws {
    let fixture = try OperationFixture()
    let headers: [Text: Text] = ["x-amz-checksum-algorithm": "CRC64NVME"]
    let id = try fixture.beginUpload(headers)
    var parts: [(Int, Text, Text)] = []
    for (number, body) in [(1, Self.large), (2, Self.large), (3, "aaaaaaaaaa")] {
      parts.append((number, try #require(try Self.part(number, of: id, body, in: fixture).header("ETag")), ""))
    }
    let wrong = try fixture.complete(id, parts, ["x-amz-checksum-crc64nvme": "AAAAAAAAAAA="])
    #expect(wrong.code == "BadDigest")
    #expect(try fixture.complete(id, parts, ["x-amz-checksum-type": "COMPOSITE"]).code == "InvalidRequest")
    // Recorded: test_complete_multipart_parts_checksum_full_object[CRC64NVME].
    let right: [Text: Text] = ["x-amz-checksum-crc64nvme": "ZMNX55lZurA=", "x-amz-checksum-type": "FULL_OBJECT"]
    let outcome = try fixture.complete(id, parts, right)
    #expect(outcome.value("CompleteMultipartUploadResult/ChecksumCRC64NVME") == "ZMNX55lZurA=")
    #expect(outcome.value("CompleteMultipartUploadResult/ETag") == "\"4d45984fc3feb2ac9b22683c49674b56-3\"")
  }

  @Test("an upload without an algorithm takes no types and no checksums of parts, and gets its CRC64NVME")
  func noAlgorithm() throws {
    let fixture = try OperationFixture()
    let id = try fixture.beginUpload()
    let part = try Self.part(1, of: id, "aaa", ["x-amz-checksum-crc32c": "45fn2Q=="], in: fixture)
    let etag = try #require(part.header("ETag"))
    #expect(
      try fixture.complete(id, [(1, etag, "<ChecksumCRC32C>45fn2Q==</ChecksumCRC32C>")]).code == "InvalidPart")
    #expect(try fixture.complete(id, [(1, etag, "")], ["x-amz-checksum-type": "FULL_OBJECT"]).code == "InvalidRequest")
    // Recorded: test_complete_multipart_parts_checksum_default.
    let outcome = try fixture.complete(id, [(1, etag, "")])
    #expect(outcome.value("CompleteMultipartUploadResult/ChecksumCRC64NVME") == "Rnr2/5P7Gsk=")
  }

  @Test("conditional completions are refused or conflict, as recorded")
  func conditions() throws {
    let fixture = try OperationFixture()
    _ = try fixture.perform("PUT", "/b/k", [:], "test")
    let etag: Text = "\"098f6bcd4621d373cade4e832627b4f6\""
    let id = try fixture.beginUpload()
    _ = try Self.part(1, of: id, "data", in: fixture)
    #expect(try fixture.complete(id, [(1, Self.dataETag, "")], ["if-none-match": "*"]).status == 412)
    #expect(try fixture.complete(id, [(1, Self.dataETag, "")], ["if-match": "\"other\""]).status == 412)
    _ = try fixture.perform("PUT", "/b/k", [:], "test")
    let conflict = try fixture.complete(id, [(1, Self.dataETag, "")], ["if-match": etag])
    #expect(conflict.status == 409)
    #expect(conflict.code == "ConditionalRequestConflict")
    #expect(conflict.detail("Condition") == "If-Match")
    try fixture.service.storage.delete(["k"], in: "b")
    #expect(try fixture.complete(id, [(1, Self.dataETag, "")], ["if-match": etag]).code == "NoSuchKey")
    #expect(try fixture.complete(id, [(1, Self.dataETag, "")], ["if-none-match": "*"]).status == 409)
    let next = try fixture.beginUpload()
    _ = try Self.part(1, of: next, "data", in: fixture)
    #expect(try fixture.complete(next, [(1, Self.dataETag, "")], ["if-none-match": "*"]).status == 200)
  }

  @Test("parts are listed page by page")
  func listParts() throws {
    let fixture = try OperationFixture()
    let id = try fixture.beginUpload()
    for number in [10, 2] { _ = try Self.part(number, of: id, "data", in: fixture) }
    let target: Text = "/b/k?uploadId=" + id
    let all = try fixture.perform("GET", target)
    #expect(all.values("ListPartsResult/Part/PartNumber") == ["2", "10"])
    #expect(all.values("ListPartsResult/Part/ETag").first == "\"" + Self.dataETag + "\"")
    #expect(all.value("ListPartsResult/NextPartNumberMarker") == "10")
    let first = try fixture.perform("GET", target + "&max-parts=1")
    #expect(first.value("ListPartsResult/IsTruncated") == "true")
    #expect(first.value("ListPartsResult/NextPartNumberMarker") == "2")
    let second = try fixture.perform("GET", target + "&max-parts=1&part-number-marker=2")
    #expect(second.values("ListPartsResult/Part/PartNumber") == ["10"])
    #expect(second.value("ListPartsResult/IsTruncated") == "false")
    let none = try fixture.perform("GET", target + "&part-number-marker=10&max-parts=1")
    #expect(none.values("ListPartsResult/Part") == [])
    #expect(none.value("ListPartsResult/NextPartNumberMarker") == "0")
    #expect(try fixture.perform("GET", target + "&max-parts=x").code == "InvalidArgument")
  }

  @Test(
    "a range of a source is copied exactly, and a wrong one is refused",
    arguments: [
      ("bytes=0-8", "012345678", nil), ("bytes=1-1", "1", nil), (nil, "0123456789", nil),
      ("0-8", nil, "InvalidArgument"), ("bytes=1-", nil, "InvalidArgument"), ("bytes=-2", nil, "InvalidArgument"),
      ("bytes=1-0", nil, "InvalidArgument"), ("bytes=0-1,3-4", nil, "InvalidArgument"),
      ("bytes=0-100", nil, "InvalidArgument"), ("bytes=100-200", nil, "InvalidRequest"),
    ] as [(Text?, Text?, Text?)])
  func copyRanges(range: Text?, content: Text?, code: Text?) throws {
    let fixture = try OperationFixture()
    _ = try fixture.perform("PUT", "/b/src", [:], "0123456789")
    let id = try fixture.beginUpload()
    var headers: [Text: Text] = ["x-amz-copy-source": "b/src"]
    headers["x-amz-copy-source-range"] = range
    let outcome = try fixture.perform("PUT", "/b/k?partNumber=1&uploadId=" + id, headers)
    #expect(outcome.code == code)
    guard let etag = outcome.value("CopyPartResult/ETag") else { return }
    #expect(try fixture.complete(id, [(1, etag, "")]).status == 200)
    #expect(try fixture.content("k") == content)
  }

  @Test("checksums of parts combine to that of the whole, as S3 recorded it")
  func combination() {
    func combined(_ algorithm: ChecksumAlgorithm, _ large: String, _ small: String) -> [UInt8]? {
      let parts = [(large, 5_242_881), (large, 5_242_881), (small, 10)].map {
        (checksum: Base64.decode(Array($0.0.utf8)) ?? [], size: $0.1)
      }
      return Checksum.combined(algorithm, parts).map(Base64.encode)
    }
    #expect(combined(.crc32, "NRU+Sw==", "TBHN8A==") == Array("qSEQSA==".utf8))
    #expect(combined(.crc32c, "2/Ckiw==", "5yZkMA==") == Array("eTdAQA==".utf8))
    #expect(combined(.crc64nvme, "Kg7TOs6algM=", "DBqAA21lxVU=") == Array("ZMNX55lZurA=".utf8))
    #expect(combined(.sha1, "", "") == nil)
    #expect(combined(.crc32, "AAAA", "AAAA") == nil)
  }
}
