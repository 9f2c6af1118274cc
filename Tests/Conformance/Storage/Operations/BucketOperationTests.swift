import S3Endpoint
import Testing
import VideoSpec

@Suite("The endpoint's buckets")
struct BucketOperationTests {
  @Test("a bucket is created, found, listed and deleted")
  func life() throws {
    let fixture = try OperationFixture()
    #expect(try fixture.perform("HEAD", "/new-bucket").status == 404)
    let created = try fixture.perform("PUT", "/new-bucket")
    #expect(created.status == 200)
    #expect(created.header("Location") == "/new-bucket")
    #expect(try fixture.perform("HEAD", "/new-bucket").header("x-amz-bucket-region") == "us-east-1")
    let list = try fixture.perform("GET", "/")
    #expect(list.values("ListAllMyBucketsResult/Buckets/Bucket/Name") == ["b", "new-bucket"])
    #expect(list.value("ListAllMyBucketsResult/Buckets/Bucket/CreationDate") == "2026-01-02T03:04:05.000Z")
    #expect(try fixture.perform("DELETE", "/new-bucket").status == 204)
    #expect(try fixture.perform("DELETE", "/new-bucket").code == "NoSuchBucket")
  }

  @Test(
    "a name that S3 does not allow is refused",
    arguments: [
      "ab", "Bucket", "under_score", "-begin", "end-", ".dot", "two..dots", "192.168.0.1", "xn--a", "sthree-a",
      "amzn-s3-demo-a", "a-s3alias", "a--ol-s3", "a.mrap", "a--x-s3", "a--table-s3",
      Text(bytes: [UInt8](repeating: 0x61, count: 64)), "sp%20ace", "%C3%BC-bucket",
    ] as [Text])
  func names(name: Text) throws {
    let fixture = try OperationFixture()
    #expect(try fixture.perform("PUT", "/" + name).code == "InvalidBucketName")
    #expect(try fixture.service.storage.buckets().count == 1)
  }

  @Test(
    "unusual names that S3 allows are accepted",
    arguments: ["abc", "a.b.c", "1-2", "192.168.0", "0-0.x", Text(bytes: [UInt8](repeating: 0x61, count: 63))] as [Text]
  )
  func allowedNames(name: Text) throws {
    #expect(try OperationFixture().perform("PUT", "/" + name).status == 200)
  }

  @Test("in us-east-1 a second creation succeeds and changes nothing, elsewhere it is a conflict")
  func again() throws {
    let east = try OperationFixture()
    let writer = try east.service.storage.beginObject()
    try east.service.storage.commit(writer, as: ObjectRecord(bucket: "b", key: "k", etag: "e", modified: east.time))
    #expect(try east.perform("PUT", "/b").code == "InvalidBucketName")
    try east.service.storage.createBucket("bbb", region: "us-east-1", at: east.time)
    #expect(try east.perform("PUT", "/bbb").status == 200)
    let west = try OperationFixture(region: "eu-west-1")
    let document: Text =
      "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>"
    let created = try west.perform("PUT", "/bbb", [:], document)
    #expect(created.header("Location") == "http://bbb.localhost:9000/")
    let second = try west.perform("PUT", "/bbb", [:], document)
    #expect(second.status == 409)
    #expect(second.code == "BucketAlreadyOwnedByYou")
    #expect(try west.perform("GET", "/bbb?location").values("LocationConstraint") == ["eu-west-1"])
    #expect(try east.perform("GET", "/bbb?location").values("LocationConstraint") == [""])
  }

  @Test(
    "a constraint for another place is refused",
    arguments: [
      ("us-east-1", "us-east-1", "InvalidLocationConstraint"), ("us-east-1", "foo", "InvalidLocationConstraint"),
      ("us-east-1", "aws-global", "InvalidLocationConstraint"), ("us-east-1", "", "InvalidLocationConstraint"),
      ("us-east-1", "eu-west-1", "IllegalLocationConstraintException"),
      ("eu-west-1", "us-west-1", "IllegalLocationConstraintException"),
      ("eu-west-1", "EU", "IllegalLocationConstraintException"),
    ] as [(Text, Text, Text)])
  func constraints(region: Text, place: Text, code: Text) throws {
    let fixture = try OperationFixture(region: region)
    let outcome = try fixture.perform(
      "PUT", "/bbb", [:],
      "<CreateBucketConfiguration><LocationConstraint>" + place + "</LocationConstraint></CreateBucketConfiguration>")
    #expect(outcome.code == code)
    #expect(try fixture.service.storage.bucket(named: "bbb") == nil)
  }

  @Test("without a constraint only us-east-1 creates a bucket")
  func unspecified() throws {
    #expect(
      try OperationFixture(region: "eu-west-1").perform("PUT", "/bbb").code == "IllegalLocationConstraintException")
  }

  @Test(
    "a document that is not the one of CreateBucket is refused",
    arguments: ["<CreateBucket/>", "us-east-1", "<CreateBucketConfiguration><LocationConstraint>eu"] as [Text])
  func documents(document: Text) throws {
    #expect(try OperationFixture().perform("PUT", "/bbb", [:], document).code == "MalformedXML")
  }

  @Test("a bucket with objects is not deleted")
  func notEmpty() throws {
    let fixture = try OperationFixture()
    let writer = try fixture.service.storage.beginObject()
    try fixture.service.storage.commit(
      writer, as: ObjectRecord(bucket: "b", key: "k", etag: "e", modified: fixture.time))
    let outcome = try fixture.perform("DELETE", "/b")
    #expect(outcome.status == 409)
    #expect(outcome.code == "BucketNotEmpty")
    #expect(outcome.refusal?.requirement == "STO-141")
  }

  @Test("a new bucket has S3's defaults")
  func defaults() throws {
    let fixture = try OperationFixture()
    #expect(try fixture.perform("GET", "/b?versioning").values("VersioningConfiguration/Status") == [])
    let acl = try fixture.perform("GET", "/b?acl")
    #expect(acl.values("AccessControlPolicy/AccessControlList/Grant/Permission") == ["FULL_CONTROL"])
    #expect(acl.value("AccessControlPolicy/Owner/ID")?.bytes.count == 64)
    #expect(try fixture.perform("GET", "/b?policy").code == "NoSuchBucketPolicy")
    for name: Text in ["versioning", "acl", "policy", "location"] {
      #expect(try fixture.perform("GET", "/none?" + name).code == "NoSuchBucket")
    }
    #expect(try fixture.perform("GET", "/b/k?acl").code == "NoSuchKey")
  }

  @Test("buckets are listed page by page, and by a prefix whose case counts")
  func pages() throws {
    let fixture = try OperationFixture()
    for name: Text in ["va", "vb", "vc"] {
      try fixture.service.storage.createBucket(name, region: "us-east-1", at: fixture.time)
    }
    let path = "ListAllMyBucketsResult/Buckets/Bucket/Name"
    let first = try fixture.perform("GET", "/?prefix=v&max-buckets=2")
    #expect(first.values(path) == ["va", "vb"])
    let token = try #require(first.value("ListAllMyBucketsResult/ContinuationToken"))
    let encoded = token.string.replacing("+", with: "%2B").replacing("=", with: "%3D").replacing("/", with: "%2F")
    let second = try fixture.perform("GET", "/?prefix=v&max-buckets=2&continuation-token=\(encoded)")
    #expect(second.values(path) == ["vc"])
    #expect(second.value("ListAllMyBucketsResult/ContinuationToken") == nil)
    #expect(try fixture.perform("GET", "/?prefix=V").values(path) == [])
    #expect(try fixture.perform("GET", "/?max-buckets=0").code == "InvalidArgument")
    #expect(try fixture.perform("GET", "/?continuation-token=abc").code == "InvalidArgument")
  }
}
