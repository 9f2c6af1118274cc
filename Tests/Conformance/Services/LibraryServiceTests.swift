import Foundation
import HTTPCore
import ReferenceImpl
import S3Endpoint
import Synchronization
import Testing
import VideoSpec

@testable import Services

/// What the gate cannot see from outside: what fails inside, what a sweep does, and what is kept where.
@Suite("The library service", .timeLimit(.minutes(60)))
struct LibraryServiceTests {
  @Test("an upload goes over the spool into the store and the database, and can be played", arguments: [false, true])
  func wholeWay(isRemote: Bool) throws {
    let fixture = try LibraryServiceFixture(isRemote: isRemote)
    let file = LibraryServiceFixture.mp4(300_000)
    let answer = try fixture.upload(file, name: "My Vidéo.mp4")
    #expect(answer.status == 201, "\(answer.body)")
    let key = try #require(answer.json?["s3_key"]?.text)
    #expect(answer.json?["file_size"] == 300_000 && answer.json?["content_type"]?.string == "video/mp4")
    #expect(try fixture.keys() == [key])
    let url = try #require(answer.json?["playback_url"]?.string)
    let played = try fixture.send("GET", String(url.dropFirst("http://127.0.0.1:\(fixture.port)".utf8.count))) {
      fields in
      fields = HTTPFields([HTTPField("Host", "127.0.0.1:\(fixture.port)")])
    }
    #expect(played.status == 200 && played.body.bytes == file)
    #expect(played.header("content-type") == "video/mp4")
    // No file of the spool has a name.
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.spoolDirectory) == [])
  }

  @Test("if the database fails before the commit, the object is deleted, and the key is free")
  func failedCommit() throws {
    let fixture = try LibraryServiceFixture()
    fixture.faults.withLock { $0 = [.beforeCommit] }
    let answer = try fixture.upload()
    #expect(answer.status == 500 && answer.code == "RecordingFailed")
    #expect(try fixture.keys() == [] && fixture.count() == 0)
    #expect(try fixture.database.takeAbandoned(reservedBy: .maximum, limit: 10) == [])
    #expect(try fixture.upload().status == 201)
  }

  @Test("if the outcome of the commit is unknown, the object stays, and a sweep keeps it if there is a video")
  func unknownOutcome() throws {
    let fixture = try LibraryServiceFixture()
    fixture.faults.withLock { $0 = [.afterCommit] }
    let answer = try fixture.upload()
    #expect(answer.status == 500 && answer.code == "OutcomeUnknown")
    #expect(try fixture.keys().count == 1 && fixture.count() == 1)
    #expect(try fixture.service.sweep(at: .maximum) == 0)
    #expect(try fixture.keys().count == 1)
  }

  @Test("a retry with the same Idempotency-Key finds the video, also after an unknown outcome")
  func retry() throws {
    let fixture = try LibraryServiceFixture()
    fixture.faults.withLock { $0 = [.afterCommit] }
    func upload(_ file: [UInt8] = LibraryServiceFixture.mp4(), name: String = "clip.mp4") throws -> ServiceAnswer {
      try fixture.upload(file, name: name) { $0.append("Idempotency-Key", "k-1") }
    }
    #expect(try upload().code == "OutcomeUnknown")
    let again = try upload()
    #expect(again.status == 201)
    #expect(try upload().json?["id"] == again.json?["id"])
    #expect(try fixture.count() == 1 && fixture.keys().count == 1)
    #expect(try upload(LibraryServiceFixture.mp4(9001)).code == "IdempotencyKeyReused")
    // Of the same size, but with another last byte.
    #expect(try upload(LibraryServiceFixture.mp4().dropLast() + [0x62]).code == "IdempotencyKeyReused")
    #expect(try upload(name: "other.mp4").code == "IdempotencyKeyReused")
    _ = try fixture.send("DELETE", "/api/v1/videos/s3-videos/\(again.json?["id"]?.string ?? "")")
    #expect(try upload().code == "IdempotencyKeyReused")
  }

  @Test("a sweep deletes the object of an upload that ended with its process, and then nothing of it is left")
  func abandoned() throws {
    let clock = Mutex(Timestamp(seconds: 1_000_000))
    let fixture = try LibraryServiceFixture(now: { clock.withLock { $0 } })
    // What a process leaves that is killed before it records the video.
    let reservation = try fixture.service.library.reserve("clip.mp4", for: fixture.user, at: clock.withLock { $0 })
    let writer = try fixture.store.service.storage.beginObject()
    _ = try fixture.store.service.storage.commit(
      writer, as: ObjectRecord(bucket: "videos", key: reservation.key, etag: "e", modified: SystemClock.now()))
    #expect(try fixture.service.sweep(at: Timestamp(seconds: 1_003_599)) == 0)
    #expect(try fixture.keys() == [reservation.key])
    #expect(try fixture.service.sweep(at: Timestamp(seconds: 1_003_600)) == 1)
    #expect(try fixture.keys() == [] && fixture.service.sweep(at: .maximum) == 0)
  }

  @Test("an object that the store does not delete is deleted by the next sweep")
  func storeFails() throws {
    let fixture = try LibraryServiceFixture(isRemote: true)
    _ = fixture.store.faults.add(EndpointFault(.refusal(.slowDown), operation: .deleteObject))
    fixture.faults.withLock { $0 = [.beforeCommit] }
    #expect(try fixture.upload().code == "RecordingFailed")
    #expect(try fixture.keys().count == 1 && fixture.count() == 0)
    #expect(try fixture.service.sweep(at: .maximum) == 0)
    fixture.store.faults.removeAll()
    #expect(try fixture.service.sweep(at: .maximum) == 1)
    #expect(try fixture.keys() == [])
  }

  @Test("a request without a valid token need not send its file")
  func early() throws {
    let fixture = try LibraryServiceFixture()
    let answer = try fixture.send("POST", "/api/v1/upload/video") { fields in
      fields = HTTPFields([
        HTTPField("Host", "localhost:\(fixture.port)"), HTTPField("Content-Type", "multipart/form-data; boundary=b"),
        HTTPField("Content-Length", "80000000"), HTTPField("Expect", "100-continue"),
      ])
    }
    #expect(answer.status == 401 && answer.header("www-authenticate") == "Bearer")
    // Nobody without a token learns what is wrong with parameters or bodies.
    for (method, target, body) in [
      ("GET", "/api/v1/videos/s3-videos?page=0", ""), ("GET", "/api/v1/videos/s3-videos/recent?limit=x", ""),
      ("POST", "/api/v1/jobs/create", "{"),
    ] {
      let refused = try fixture.send(method, target, Array(body.utf8)) { fields in
        fields.fields.removeAll { $0.name == Array("Authorization".utf8) }
      }
      #expect(refused.status == 401, "\(target)")
    }
  }

  @Test(
    "a text with NUL, which PostgreSQL cannot store, is refused in every member",
    arguments: ["video_upload_id", "s3_video_id", "transcript_text", "transcript_upload_id"])
  func textWithNUL(member: String) throws {
    let answer = try LibraryServiceFixture().send(
      "POST", "/api/v1/jobs/create", Array(#"{"\#(member)":"a\u0000b"}"#.utf8))
    #expect(answer.status == 422 && answer.code == "FieldInvalid")
    #expect(answer.json?["field"]?.string == member)
  }

  @Test(
    "forms that have no usable file",
    arguments: [
      ("multipart/form-data; boundary=b", "--b--\r\n", 422, "FileInvalid"),
      (
        "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--",
        422, "FileInvalid"
      ),
      (
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n\r\n--b--", 422, "FileInvalid"
      ),
      (
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx", 400, "BodyInvalid"
      ),
      ("multipart/form-data; boundary=b", "x", 400, "BodyInvalid"),
      ("multipart/form-data", "x", 400, "BodyInvalid"),
      (
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"video\"; filename=\"a\"\r\n\r\n\(String(repeating: "a", count: 30_000))\r\n--b--",
        422, "FileInvalid"
      ),
      (
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a/\"\r\n\r\nx\r\n--b--", 422, "FileInvalid"
      ),
      ("application/json", "{}", 415, "MediaTypeNotSupported"),
      (
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n<html>\r\n--b--", 415,
        "VideoTypeNotAllowed"
      ),
    ] as [(String, String, Int, String)])
  func forms(type: String, body: String, status: Int, code: String) throws {
    let fixture = try LibraryServiceFixture()
    let answer = try fixture.send("POST", "/api/v1/upload/video", type: type, Array(body.utf8))
    #expect(answer.status == status && answer.code == code, "\(answer.body)")
    #expect(try fixture.count() == 0 && fixture.keys() == [])
  }

  @Test("the largest file is accepted, a larger one is not, with and without its length")
  func sizes() throws {
    let fixture = try LibraryServiceFixture(maximumSize: 200_000)
    #expect(try fixture.upload(LibraryServiceFixture.mp4(200_000)).status == 201)
    #expect(try fixture.upload(LibraryServiceFixture.mp4(200_001)).code == "FileTooLarge")
    #expect(try fixture.upload(LibraryServiceFixture.mp4(500_000)).code == "FileTooLarge")
    // Without a length, what comes after the file is bounded, too.
    let form = LibraryServiceFixture.form(LibraryServiceFixture.mp4()) + [UInt8](repeating: 0x61, count: 400_000)
    let chunks = Array("\(String(form.count, radix: 16))\r\n".utf8) + form + Array("\r\n0\r\n\r\n".utf8)
    let endless = try fixture.send("POST", "/api/v1/upload/video", type: "multipart/form-data; boundary=b", chunks) {
      fields in
      fields.fields.removeAll { $0.name == Array("Content-Length".utf8) }
      fields.append("Transfer-Encoding", "chunked")
    }
    #expect(endless.code == "FileTooLarge")
    #expect(try fixture.count() == 1 && fixture.keys().count == 1)
  }

  @Test("a full disk, a missing directory and a file that cannot be read are errors")
  func spoolFaults() throws {
    let full = SpooledFile(open("/dev/full", O_RDWR))
    let error = try #require(throws: SpoolError.self) { try full.write([1, 2, 3].span.bytes) }
    #expect(error.isFull)
    #expect(FileReceiver.rejection(error).code == .spoolFull)
    let missing = try #require(throws: SpoolError.self) { try Spool(directory: "/nonexistent").open() }
    #expect(!missing.isFull)
    #expect(FileReceiver.rejection(missing).code != .spoolFull)

    // It can be written, but not read: no shorter object is stored in its place.
    let unreadable = SpooledFile(open("/dev/null", O_WRONLY))
    try unreadable.write([1, 2, 3].span.bytes)
    unreadable.finish()
    let storage = try ObjectStorage(inMemory: ())
    try storage.createBucket("videos", region: "us-east-1", at: SystemClock.now())
    #expect(throws: Rejection.self) {
      try VideoStore.local(storage, bucket: "videos")
        .put("a.mp4", unreadable, contentType: "video/mp4", at: SystemClock.now())
    }
    #expect(try storage.object("a.mp4", in: "videos") == nil)
  }

  @Test("a page's cookie is accepted, and for changes only from the page's origin")
  func cookies() throws {
    let fixture = try LibraryServiceFixture()
    func send(_ method: String, _ target: String, origin: Text?, authorization: String? = nil) throws -> ServiceAnswer {
      try fixture.send(method, target) { fields in
        fields = HTTPFields([
          HTTPField("Host", "localhost:\(fixture.port)"), HTTPField("Cookie", "a=b; session=\(fixture.token)"),
        ])
        if let origin { fields.append("Origin", origin.bytes) }
        if let authorization { fields.append("Authorization", authorization) }
      }
    }
    let id = try #require(try fixture.upload().json?["id"]?.string)
    let list = "/api/v1/videos/s3-videos"
    #expect(try send("GET", list, origin: nil).status == 200)
    #expect(try send("DELETE", "\(list)/\(id)", origin: nil).code == "OriginNotAllowed")
    #expect(try send("DELETE", "\(list)/\(id)", origin: "https://evil.example").code == "OriginNotAllowed")
    // A malformed token is not replaced by the cookie.
    #expect(try send("GET", list, origin: nil, authorization: "Basic x").status == 401)
    #expect(try send("DELETE", "\(list)/\(id)", origin: fixture.origin).status == 204)
    #expect(try send("DELETE", "\(list)/\(id)", origin: fixture.origin).code == "VideoUnknown")
    #expect(try fixture.count() == 0)
  }

  @Test("recent videos have an ETag that changes with every upload and deletion")
  func etags() throws {
    let clock = Mutex(Timestamp(seconds: 1_000_200))
    let fixture = try LibraryServiceFixture(now: { clock.withLock { $0 } })
    func recent(_ etag: Text? = nil, limit: Int = 5) throws -> ServiceAnswer {
      try fixture.send("GET", "/api/v1/videos/s3-videos/recent?limit=\(limit)") { fields in
        if let etag { fields.append("If-None-Match", etag.bytes) }
      }
    }
    let empty = try recent()
    let etag = try #require(empty.header("etag"))
    #expect(empty.header("cache-control") == "private, no-cache")
    #expect(try recent(etag).status == 304 && recent(etag, limit: 6).status == 200)
    // Another user with as many videos has another one.
    let other = try fixture.service.library.beginSession(
      UserSession(token: "other-token", user: "u_2", expires: .maximum), random: SystemRandom.bytes(16))
    #expect(other != fixture.user)
    let foreign = try fixture.send("GET", "/api/v1/videos/s3-videos/recent") { fields in
      fields = HTTPFields([
        HTTPField("Host", "localhost:\(fixture.port)"), HTTPField("Authorization", "Bearer other-token"),
        HTTPField(name: Array("If-None-Match".utf8), value: etag.bytes),
      ])
    }
    #expect(foreign.status == 200 && foreign.header("etag") != etag)
    // A proxy that compresses weakens it, and clients may send several.
    #expect(
      try recent("W/" + etag).status == 304 && recent("\"x\", " + etag).status == 304 && recent("*").status == 304)
    #expect(try recent("\"x\"").status == 200)
    let id = try #require(try fixture.upload().json?["id"]?.string)
    let one = try recent(etag)
    #expect(one.status == 200 && one.json?["videos"]?.array?.count == 1)
    let next = try #require(one.header("etag"))
    #expect(try recent(next).status == 304)
    _ = try fixture.send("DELETE", "/api/v1/videos/s3-videos/\(id)")
    #expect(try recent(next).status == 200)
    // The presigned URLs in a response are renewed every five minutes.
    let last = try #require(try recent().header("etag"))
    clock.withLock { $0 = Timestamp(seconds: 1_000_500) }
    #expect(try recent(last).status == 200)
  }

  @Test("presigned URLs stay the same within five minutes, so that browsers find videos in their caches")
  func stableURLs() throws {
    let clock = Mutex(Timestamp(seconds: 1_000_200))
    let fixture = try LibraryServiceFixture(now: { clock.withLock { $0 } })
    let key = try #require(try fixture.upload().json?["s3_key"]?.string)
    func url() throws -> JSONValue? {
      try fixture.send("GET", "/api/v1/videos/s3-videos/by-key/\(key)").json?["playback_url"]
    }
    let first = try url()
    clock.withLock { $0 = Timestamp(seconds: 1_000_499) }
    #expect(try url() == first)
    clock.withLock { $0 = Timestamp(seconds: 1_000_500) }
    #expect(try url() != first)
  }
}
