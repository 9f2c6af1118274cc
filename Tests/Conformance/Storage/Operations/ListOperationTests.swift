import S3Endpoint
import Testing
import VideoSpec

@Suite("The endpoint's lists")
struct ListOperationTests {
  private static func fixture(_ keys: [Text]) throws -> OperationFixture {
    let fixture = try OperationFixture()
    for key in keys {
      let writer = try fixture.service.storage.beginObject()
      try fixture.service.storage.commit(
        writer, as: ObjectRecord(bucket: "b", key: key, etag: "e", modified: fixture.time))
    }
    return fixture
  }

  @Test("pages of version 2 go on with their token, also after a common prefix")
  func tokens() throws {
    let fixture = try Self.fixture(["a/1", "a/2", "a0", "a&b +\u{e9}", "b"])
    var found: [Text] = []
    var query: Text = "/b?list-type=2&delimiter=%2F&max-keys=1"
    for _ in 0..<9 {
      let page = try fixture.perform("GET", query)
      #expect(page.status == 200)
      #expect(page.value("ListBucketResult/KeyCount") == "1")
      found += page.values("ListBucketResult/Contents/Key") + page.values("ListBucketResult/CommonPrefixes/Prefix")
      guard let token = page.value("ListBucketResult/NextContinuationToken") else {
        #expect(page.value("ListBucketResult/IsTruncated") == "false")
        break
      }
      #expect(page.value("ListBucketResult/IsTruncated") == "true")
      let encoded = token.string.replacing("+", with: "%2B").replacing("=", with: "%3D").replacing("/", with: "%2F")
      query = "/b?list-type=2&delimiter=%2F&max-keys=1&continuation-token=\(encoded)"
    }
    #expect(found == ["a&b +\u{e9}", "a/", "a0", "b"])
  }

  @Test(
    "a token that the endpoint did not make is refused", arguments: ["", "a", "AAAA", "dGVzdHRlc3R0ZXN0"] as [Text])
  func wrongTokens(token: Text) throws {
    let outcome = try Self.fixture(["a"]).perform("GET", "/b?list-type=2&continuation-token=" + token)
    #expect(outcome.status == 400)
    #expect(outcome.code == "InvalidArgument")
    #expect(outcome.detail("ArgumentName") == "continuation-token")
  }

  @Test(
    "numbers of entries are from 0 to 2147483647", arguments: ["-1", "abc", "2147483648", "1.5", " 1", "+1"] as [Text])
  func wrongLimits(limit: Text) throws {
    let encoded = Text(limit.string.replacing(" ", with: "%20").replacing("+", with: "%2B"))
    for query: Text in ["list-type=2&max-keys=", "max-keys=", "uploads&max-uploads="] {
      let outcome = try Self.fixture(["a"]).perform("GET", "/b?" + query + encoded)
      #expect(outcome.code == "InvalidArgument")
    }
  }

  @Test("a page without entries is not truncated, and a larger one than 1000 is 1000")
  func limits() throws {
    let fixture = try Self.fixture((0..<1003).map { Text("k\($0)") })
    let none = try fixture.perform("GET", "/b?list-type=2&max-keys=0")
    #expect(none.value("ListBucketResult/IsTruncated") == "false")
    #expect(none.value("ListBucketResult/KeyCount") == "0")
    let all = try fixture.perform("GET", "/b?max-keys=2147483647")
    #expect(all.values("ListBucketResult/Contents").count == 1000)
    #expect(all.value("ListBucketResult/IsTruncated") == "true")
    #expect(all.value("ListBucketResult/NextMarker") == nil)
  }

  @Test("version 1 has a next marker only with a delimiter, and always an owner")
  func versionOne() throws {
    let fixture = try Self.fixture(["folder/sub/1", "folder/sub/2", "folder/file1", "folder/file2"])
    let first = try fixture.perform("GET", "/b?prefix=folder/&delimiter=/&max-keys=2")
    #expect(first.values("ListBucketResult/Contents/Key") == ["folder/file1", "folder/file2"])
    #expect(first.value("ListBucketResult/NextMarker") == "folder/file2")
    #expect(first.value("ListBucketResult/Marker") == "")
    #expect(first.values("ListBucketResult/Contents/Owner/ID").count == 2)
    let rest = try fixture.perform("GET", "/b?prefix=folder/&delimiter=/&marker=folder/file2")
    #expect(rest.values("ListBucketResult/CommonPrefixes/Prefix") == ["folder/sub/"])
    // Recorded: a marker inside a common prefix skips the whole prefix.
    let skipped = try fixture.perform("GET", "/b?prefix=folder/&delimiter=/&marker=folder/sub/1")
    #expect(skipped.values("ListBucketResult/CommonPrefixes/Prefix") == [])
  }

  @Test("encoding-type=url encodes every name, and other encodings are refused")
  func encoding() throws {
    let fixture = try Self.fixture(["date=2026-03-01/", "100%", "a\u{1}b", "asdf+b", "\u{1F600}"])
    let outcome = try fixture.perform(
      "GET", "/b?list-type=2&encoding-type=url&delimiter=%252F&start-after=%01=/&fetch-owner=true")
    #expect(
      outcome.values("ListBucketResult/Contents/Key") == [
        "100%25", "a%01b", "asdf%2Bb", "date%3D2026-03-01/", "%F0%9F%98%80",
      ])
    #expect(outcome.value("ListBucketResult/Delimiter") == "%252F")
    #expect(outcome.value("ListBucketResult/StartAfter") == "%01%3D/")
    #expect(outcome.value("ListBucketResult/EncodingType") == "url")
    #expect(outcome.values("ListBucketResult/Contents/Owner/ID").count == 5)
    for query: Text in ["list-type=2&", "", "uploads&"] {
      for value: Text in ["value", "", "URL"] {
        #expect(try fixture.perform("GET", "/b?" + query + "encoding-type=" + value).code == "InvalidArgument")
      }
    }
  }

  @Test("lists of a missing bucket are refused")
  func noBucket() throws {
    for query: Text in ["?list-type=2", "", "?uploads"] {
      #expect(try OperationFixture().perform("GET", "/none" + query).code == "NoSuchBucket")
    }
  }

  @Test("uploads are paged by key and upload, and a marker has to be an upload of the key")
  func uploads() throws {
    let fixture = try OperationFixture()
    var ids: [Text] = []
    for key: Text in ["b", "a", "a", "d/1"] {
      let outcome = try fixture.perform("POST", "/b/" + key + "?uploads")
      ids.append(try #require(outcome.value("InitiateMultipartUploadResult/UploadId")))
    }
    let all = try fixture.perform("GET", "/b?uploads")
    #expect(all.values("ListMultipartUploadsResult/Upload/UploadId") == [ids[1], ids[2], ids[0], ids[3]])
    #expect(all.value("ListMultipartUploadsResult/NextKeyMarker") == "d/1")
    let next = try fixture.perform("GET", "/b?uploads&max-uploads=1&key-marker=a&upload-id-marker=" + ids[1])
    #expect(next.values("ListMultipartUploadsResult/Upload/UploadId") == [ids[2]])
    #expect(next.value("ListMultipartUploadsResult/IsTruncated") == "true")
    #expect(next.value("ListMultipartUploadsResult/NextUploadIdMarker") == ids[2])
    let grouped = try fixture.perform("GET", "/b?uploads&delimiter=/")
    #expect(grouped.values("ListMultipartUploadsResult/CommonPrefixes/Prefix") == ["d/"])
    #expect(grouped.value("ListMultipartUploadsResult/NextKeyMarker") == "")
    let other = try fixture.perform("GET", "/b?uploads&key-marker=a&upload-id-marker=" + ids[0])
    #expect(other.code == "InvalidArgument")
    #expect(other.detail("ArgumentName") == "upload-id-marker")
    #expect(try fixture.perform("GET", "/b?uploads&upload-id-marker=" + ids[0]).status == 200)
    // A cleaner aborts the uploads of a page, and then asks for the next page.
    #expect(try fixture.perform("DELETE", "/b/a?uploadId=" + ids[1]).status == 204)
    let after = try fixture.perform("GET", "/b?uploads&key-marker=a&upload-id-marker=" + ids[1])
    #expect(after.values("ListMultipartUploadsResult/Upload/UploadId") == [ids[2], ids[0], ids[3]])
  }
}
