import S3Endpoint
import Testing
import VideoSpec

@Suite("The endpoint's copies, tags and lists of keys")
struct CopyOperationTests {
  /// A bucket with an object: "test", a type, metadata and a tag.
  private static func fixture() throws -> OperationFixture {
    let fixture = try OperationFixture()
    let headers: [Text: Text] = [
      "content-type": "application/json", "x-amz-meta-key": "value", "x-amz-tagging": "key1=value1",
      "x-amz-storage-class": "STANDARD_IA",
    ]
    _ = try fixture.perform("PUT", "/b/k", headers, "test")
    return fixture
  }

  private static let etag: Text = "\"098f6bcd4621d373cade4e832627b4f6\""

  @Test("a copy has the source's metadata and tags, unless the directives say REPLACE")
  func directives() throws {
    let fixture = try Self.fixture()
    let source: [Text: Text] = [
      "x-amz-copy-source": "/b/k", "content-type": "image/jpg", "x-amz-meta-other": "x", "x-amz-tagging": "key2=value2",
    ]
    let copied = try fixture.perform("PUT", "/b/copy", source)
    #expect(copied.value("CopyObjectResult/ETag") == Self.etag)
    #expect(copied.value("CopyObjectResult/LastModified") == "2026-01-02T03:04:05.000Z")
    let copy = try #require(try fixture.service.storage.object("copy", in: "b"))
    #expect(copy.contentType == "application/json")
    #expect(copy.headers == [Field("x-amz-meta-key", "value")])
    #expect(copy.tags == [Field("key1", "value1")])
    #expect(copy.storageClass == "STANDARD")
    let replacing: [Text: Text] = ["x-amz-metadata-directive": "REPLACE", "x-amz-tagging-directive": "REPLACE"]
    _ = try fixture.perform("PUT", "/b/new", source.merging(replacing) { $1 })
    let new = try #require(try fixture.service.storage.object("new", in: "b"))
    #expect(new.contentType == "image/jpg")
    #expect(new.headers == [Field("x-amz-meta-other", "x")])
    #expect(new.tags == [Field("key2", "value2")])
    for name: Text in ["x-amz-metadata-directive", "x-amz-tagging-directive"] {
      #expect(try fixture.perform("PUT", "/b/c", ["x-amz-copy-source": "b/k", name: "MERGE"]).status == 400)
    }
    #expect(try fixture.content("c") == nil)
  }

  @Test("the source is decoded once")
  func encoding() throws {
    let fixture = try OperationFixture()
    for (key, encoded) in [
      ("test%20key//", "b/test%20key//"), ("file%252Fname", "b/file%252Fname"), ("a%2Bb", "/b/a%2Bb"),
      ("a/%C3%BC", "b/a%2F%C3%BC"), ("a", "b%2Fa"),
    ] as [(Text, Text)] {
      _ = try fixture.perform("PUT", "/b/" + key, [:], "test")
      #expect(try fixture.perform("PUT", "/b/copy", ["x-amz-copy-source": encoded]).status == 200)
      try fixture.service.storage.delete(["copy"], in: "b")
    }
    for source: Text in ["wrongformat", "", "/", "/b", "b/"] {
      #expect(try fixture.perform("PUT", "/b/copy", ["x-amz-copy-source": source]).code == "InvalidArgument")
    }
    #expect(try fixture.perform("PUT", "/b/copy", ["x-amz-copy-source": "b/none"]).code == "NoSuchKey")
    #expect(try fixture.perform("PUT", "/b/copy", ["x-amz-copy-source": "none/k"]).code == "NoSuchBucket")
    #expect(try fixture.perform("PUT", "/none/copy", ["x-amz-copy-source": "b/a"]).code == "NoSuchBucket")
  }

  @Test("a copy onto itself has to change something")
  func inPlace() throws {
    let fixture = try Self.fixture()
    #expect(try fixture.perform("PUT", "/b/k", ["x-amz-copy-source": "b/k"]).code == "InvalidRequest")
    #expect(try fixture.perform("PUT", "/b/k", ["x-amz-copy-source": "b/%6B"]).code == "InvalidRequest")
    let metadata = try fixture.perform("PUT", "/b/k", ["x-amz-copy-source": "b/k", "x-amz-meta-a": "b"])
    #expect(metadata.code == "InvalidRequest")
    #expect(metadata.refusal?.requirement == "STO-085")
    let replaced = try fixture.perform(
      "PUT", "/b/k", ["x-amz-copy-source": "b/k", "x-amz-metadata-directive": "REPLACE", "x-amz-meta-a": "b"])
    #expect(replaced.status == 200)
    #expect(try fixture.service.storage.object("k", in: "b")?.headers == [Field("x-amz-meta-a", "b")])
    #expect(try fixture.content("k") == "test")
    #expect(
      try fixture.perform("PUT", "/b/k", ["x-amz-copy-source": "b/k", "x-amz-storage-class": "STANDARD"]).status == 200)
  }

  @Test("a copy of an upload in parts has the MD5 of its bytes, and another checksum if it is asked for")
  func multipartSource() throws {
    let fixture = try OperationFixture()
    let id = try fixture.beginUpload()
    let part = try fixture.perform("PUT", "/b/k?partNumber=1&uploadId=" + id, [:], "test content 123")
    _ = try fixture.complete(id, [(1, try #require(part.header("ETag")), "")])
    let copied = try fixture.perform("PUT", "/b/copy", ["x-amz-copy-source": "b/k"])
    // Recorded: test_multipart_copy_object_etag.
    #expect(copied.value("CopyObjectResult/ETag") == "\"eee506dd7ada7ded524c77e359a0e7c6\"")
    #expect(copied.value("CopyObjectResult/ChecksumCRC64NVME") == "BsLNlKumA5I=")
    let other = try fixture.perform(
      "PUT", "/b/copy", ["x-amz-copy-source": "b/k", "x-amz-checksum-algorithm": "CRC32C"])
    #expect(other.value("CopyObjectResult/ChecksumCRC32C") == "fwuu0Q==")
    #expect(try fixture.content("copy") == "test content 123")
  }

  @Test(
    "conditions on the source are obeyed",
    arguments: [
      ("if-match", "\"098f6bcd4621d373cade4e832627b4f6\"", true),
      ("if-match", "098f6bcd4621d373cade4e832627b4f6", true),
      ("if-match", "other", false), ("if-none-match", "other", true),
      ("if-none-match", "\"098f6bcd4621d373cade4e832627b4f6\"", false),
      ("if-none-match", "098f6bcd4621d373cade4e832627b4f6", false),
      ("if-modified-since", "Thu, 01 Jan 2026 03:04:05 GMT", true),
      ("if-modified-since", "Fri, 02 Jan 2026 03:04:05 GMT", false),
      ("if-modified-since", "Sat, 03 Jan 2026 03:04:05 GMT", true),
      ("if-unmodified-since", "Fri, 02 Jan 2026 03:04:05 GMT", true),
      ("if-unmodified-since", "Thu, 01 Jan 2026 03:04:05 GMT", false), ("if-modified-since", "no date", true),
    ] as [(Text, Text, Bool)])
  func conditions(name: Text, value: Text, isMet: Bool) throws {
    let fixture = try Self.fixture()
    let outcome = try fixture.perform(
      "PUT", "/b/copy", ["x-amz-copy-source": "b/k", "x-amz-copy-source-" + name: value])
    #expect(outcome.status == (isMet ? 200 : 412))
    #expect(try fixture.content("copy") == (isMet ? "test" : nil))
  }

  @Test("a met If-Match makes up for a date, a met If-None-Match does not")
  func twoConditions() throws {
    let fixture = try Self.fixture()
    let date: Text = "Thu, 01 Jan 2026 03:04:05 GMT"
    func status(_ name: Text, _ tag: Text) throws -> Int {
      try fixture.perform(
        "PUT", "/b/copy",
        [
          "x-amz-copy-source": "b/k", "x-amz-copy-source-" + name: tag,
          "x-amz-copy-source-if-unmodified-since": date,
        ]
      ).status
    }
    #expect(try status("if-match", Self.etag) == 200)
    #expect(try status("if-none-match", "other") == 412)
  }

  @Test("conditional copies create or replace like conditional PUTs")
  func conditionalCopies() throws {
    let fixture = try Self.fixture()
    func outcome(_ name: Text, _ value: Text) throws -> Outcome {
      try fixture.perform("PUT", "/b/copy", ["x-amz-copy-source": "b/k", name: value])
    }
    #expect(try outcome("if-match", Self.etag).code == "NoSuchKey")
    #expect(try outcome("if-none-match", "*").status == 200)
    #expect(try outcome("if-none-match", "*").status == 412)
    #expect(try outcome("if-match", "\"other\"").status == 412)
    #expect(try outcome("if-match", Self.etag).status == 200)
    #expect(try outcome("if-match", "*").status == 501)
    #expect(try outcome("if-none-match", Self.etag).status == 501)
  }

  @Test("DeleteObjects deletes the keys of its list, and says so unless it is quiet")
  func deleteObjects() throws {
    let fixture = try Self.fixture()
    func delete(_ list: Text, _ headers: [Text: Text] = ["content-md5": "x"]) throws -> Outcome {
      try fixture.perform("POST", "/b?delete", headers, list)
    }
    let list: Text = "<Delete><Object><Key>k</Key></Object><Object><Key>a&amp;b &#60;c></Key></Object></Delete>"
    #expect(try delete(list, [:]).code == "InvalidRequest")
    #expect(try fixture.content("k") == "test")
    #expect(try delete(list).values("DeleteResult/Deleted/Key") == ["k", "a&b <c>"])
    #expect(try fixture.content("k") == nil)
    let quiet = try delete("<Delete><Quiet>true</Quiet><Object><Key>k</Key></Object></Delete>")
    #expect(quiet.status == 200)
    #expect(quiet.values("DeleteResult/Deleted") == [])
    let long = Text(bytes: [UInt8](repeating: 0x61, count: 1025))
    let failed = try delete("<Delete><Object><Key>" + long + "</Key></Object><Object><Key>x</Key></Object></Delete>")
    #expect(failed.values("DeleteResult/Error/Code") == ["KeyTooLongError"])
    #expect(failed.values("DeleteResult/Deleted/Key") == ["x"])
    #expect(try fixture.perform("POST", "/none?delete", ["content-md5": "x"], list).code == "NoSuchBucket")
  }

  @Test(
    "a list that is malformed, empty or too long deletes nothing",
    arguments: [
      "<Delete></Delete>", "<Delete><Quiet>true</Quiet></Delete>", "<Delete><Object><Key>k</Key></Object>",
      "<Delete><Object><Key>k</Key></Object><Object></Object></Delete>", "<Other><Object><Key>k</Key></Object></Other>",
      "<!DOCTYPE d [<!ENTITY k \"k\">]><Delete><Object><Key>&k;</Key></Object></Delete>", "",
      "<Delete>" + Text(bytes: Array(repeatElement("<Object><Key>k</Key></Object>".utf8, count: 1001).joined()))
        + "</Delete>",
    ] as [Text])
  func malformedLists(list: Text) throws {
    let fixture = try Self.fixture()
    let outcome = try fixture.perform("POST", "/b?delete", ["content-md5": "x"], list)
    #expect(outcome.code == "MalformedXML")
    #expect(try fixture.content("k") == "test")
  }

  @Test("a condition of DeleteObjects keeps another object")
  func conditionalDeletion() throws {
    let fixture = try Self.fixture()
    func delete(_ etag: Text) throws -> Outcome {
      try fixture.perform(
        "POST", "/b?delete", ["content-md5": "x"],
        "<Delete><Object><Key>k</Key><ETag>" + etag + "</ETag></Object></Delete>")
    }
    #expect(try delete("other").values("DeleteResult/Error/Code") == ["PreconditionFailed"])
    #expect(try fixture.content("k") == "test")
    #expect(try delete("098f6bcd4621d373cade4e832627b4f6").values("DeleteResult/Deleted/Key") == ["k"])
    #expect(try fixture.content("k") == nil)
  }

  @Test("tags are read, replaced and deleted, and the object stays")
  func tags() throws {
    let fixture = try Self.fixture()
    func tags() throws -> [Text] { try fixture.perform("GET", "/b/k?tagging").values("Tagging/TagSet/Tag/Key") }
    #expect(try tags() == ["key1"])
    let document: Text =
      "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>b</Key><Value></Value></Tag></TagSet></Tagging>"
    #expect(try fixture.perform("PUT", "/b/k?tagging", [:], document).status == 200)
    #expect(try tags() == ["a", "b"])
    #expect(try fixture.perform("PUT", "/b/k?tagging", [:], "<Tagging>").code == "MalformedXML")
    #expect(try tags() == ["a", "b"])
    #expect(try fixture.perform("DELETE", "/b/k?tagging").status == 204)
    #expect(try tags() == [])
    #expect(try fixture.content("k") == "test")
    for (method, body) in [("GET", ""), ("PUT", document), ("DELETE", "")] as [(Text, Text)] {
      #expect(try fixture.perform(method, "/b/none?tagging", [:], body).code == "NoSuchKey")
    }
  }
}
