import ReferenceImpl
import S3Endpoint
import Testing
import VideoSpec

/// Objects over HTTP: what is stored comes back, and what is refused was never there.
struct ObjectEndpointTests {
  @Test("an object comes back with its ETag, type, metadata and checksum, and can be deleted", .timeLimit(.minutes(60)))
  func roundTrip() throws {
    let fixture = try LoopbackEndpoint()
    let put = try fixture.send(
      "PUT", "/videos/a%20b//../c",
      [HeaderField("x-amz-meta-Name", "value"), HeaderField("Cache-Control", "no-store")],
      "hello")
    #expect(put.status == 200)
    #expect(put.header("etag") == "\"5d41402abc4b2a76b9719d911017c592\"")
    let get = try fixture.send("GET", "/videos/a%20b//../c", [HeaderField("x-amz-checksum-mode", "ENABLED")])
    #expect(get.status == 200 && get.body == "hello")
    #expect(get.header("content-type") == "binary/octet-stream")
    #expect(get.header("x-amz-meta-name") == "value" && get.header("cache-control") == "no-store")
    #expect(get.header("last-modified") == "Fri, 02 Jan 2026 03:04:05 GMT")
    #expect(
      get.header("x-amz-checksum-crc64nvme") == "M3eFcAZSQlc=" && get.header("x-amz-checksum-type") == "FULL_OBJECT")
    let head = try fixture.send("HEAD", "/videos/a%20b//../c")
    #expect(head.status == 200 && head.header("content-length") == "5" && head.body.isEmpty)
    #expect(try fixture.send("DELETE", "/videos/a%20b//../c").status == 204)
    let missing = try fixture.send("GET", "/videos/a%20b//../c")
    #expect(missing.status == 404 && missing.code == "NoSuchKey")
    #expect(missing.document?.value("Key") == "a b//../c")
    #expect(try fixture.send("HEAD", "/videos/a%20b//../c").status == 404)
  }

  @Test(
    "ranges are answered with 206, ignored, or 416", .timeLimit(.minutes(60)),
    arguments: [
      ("bytes=0-3", 206, "0123"), ("bytes=6-", 206, "6789"), ("bytes=-3", 206, "789"), ("bytes=8-99", 206, "89"),
      ("bytes=-99", 206, "0123456789"), ("bytes=5-2", 200, "0123456789"), ("bytes=0-1,3-4", 200, "0123456789"),
      ("lines=0-1", 200, "0123456789"), ("bytes=10-", 416, nil), ("bytes=-0", 416, nil),
      ("bytes=99999999999999999999-", 416, nil),
    ] as [(String, Int, Text?)])
  func ranges(header: String, status: Int, body: Text?) throws {
    let fixture = try LoopbackEndpoint()
    _ = try fixture.send("PUT", "/videos/k", [], "0123456789")
    let answer = try fixture.send("GET", "/videos/k", [HeaderField("Range", Text(header))])
    #expect(answer.status == status)
    if let body { #expect(answer.body == body) } else { #expect(answer.code == "InvalidRange") }
  }

  @Test("conditions of reads and of writes are obeyed", .timeLimit(.minutes(60)))
  func conditions() throws {
    let fixture = try LoopbackEndpoint()
    let create = [HeaderField("If-None-Match", "*")]
    let etag = try #require(try fixture.send("PUT", "/videos/k", create, "one").header("etag"))
    let again = try fixture.send("PUT", "/videos/k", create, "two")
    #expect(again.status == 412 && again.document?.value("Condition") == "If-None-Match")
    #expect(try fixture.send("GET", "/videos/k", [HeaderField("If-None-Match", etag)]).status == 304)
    #expect(try fixture.send("GET", "/videos/k", [HeaderField("If-Match", "\"x\"")]).status == 412)
    let date = HeaderField("If-Modified-Since", "Fri, 02 Jan 2026 03:04:05 GMT")
    #expect(try fixture.send("GET", "/videos/k", [date]).status == 304)
    #expect(try fixture.send("PUT", "/videos/k", [HeaderField("If-Match", "\"x\"")], "two").status == 412)
    #expect(try fixture.send("PUT", "/videos/n", [HeaderField("If-Match", etag)], "two").code == "NoSuchKey")
    #expect(try fixture.send("PUT", "/videos/k", [HeaderField("If-Match", "*")], "two").status == 501)
    #expect(try fixture.send("PUT", "/videos/k", [HeaderField("If-Match", etag)], "two").status == 200)
    #expect(try fixture.send("GET", "/videos/k").body == "two")
  }

  @Test(
    "a body in chunks is stored without its framing", .timeLimit(.minutes(60)),
    arguments: [ChunkMode.signed, .signedTrailer, .unsignedTrailer], [0, 5, 100_000, 1_500_000])
  func chunks(mode: ChunkMode, size: Int) throws {
    let fixture = try LoopbackEndpoint()
    let data = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    #expect(try fixture.sendChunks(data, mode: mode).status == 200)
    let head = try fixture.send("HEAD", "/videos/k")
    #expect(head.header("content-length") == Text("\(size)") && head.header("content-encoding") == nil)
    let digest = try #require(MessageDigest(.md5))
    digest.update(data.span.bytes)
    #expect(head.header("etag") == Hexadecimal.lowercase(digest.finish()).quoted)
  }

  @Test("nothing is stored of a body whose chunk, trailer or hash is wrong", .timeLimit(.minutes(60)))
  func wrongBodies() throws {
    let fixture = try LoopbackEndpoint()
    let data = [UInt8](repeating: 7, count: 20_000)
    let chunk = try fixture.sendChunks(data, mode: .signed) { $0.body.bytes[9000] ^= 1 }
    #expect(chunk.status == 403 && chunk.code == "SignatureDoesNotMatch")
    let checksum = try fixture.sendChunks(data, mode: .unsignedTrailer) { $0.body.bytes[9000] ^= 1 }
    #expect(checksum.status == 400 && checksum.code == "BadDigest")
    let hash = try fixture.send("PUT", "/videos/k", [], "one") { $0.body = "two" }
    #expect(hash.status == 400 && hash.code == "XAmzContentSHA256Mismatch")
    let md5 = try fixture.send("PUT", "/videos/k", [HeaderField("Content-MD5", "CY9rzUYh03PK3k6DJie09g==")], "two")
    #expect(md5.status == 400 && md5.code == "BadDigest")
    #expect(try fixture.send("GET", "/videos/k").status == 404)
  }

  @Test("a header or a subresource of a feature that is missing is refused, not ignored", .timeLimit(.minutes(60)))
  func unknownFeatures() throws {
    let fixture = try LoopbackEndpoint()
    let kms = HeaderField("x-amz-server-side-encryption", "aws:kms")
    #expect(try fixture.send("PUT", "/videos/k", [kms], "x").status == 501)
    #expect(try fixture.send("PUT", "/videos/k", [HeaderField("x-amz-grant-read", "id=1")], "x").status == 501)
    #expect(try fixture.send("GET", "/videos?lifecycle").code == "NotImplemented")
    #expect(try fixture.send("PUT", "/videos?acl", [], "x").code == "NotImplemented")
    #expect(try fixture.send("GET", "/videos/k").status == 404)
    #expect(try fixture.send("POST", "/videos/k", [], "x").status == 405)
  }
}

extension LoopbackEndpoint {
  /// Uploads data in chunks of 8 KiB to `/videos/k`, with a CRC-32C in the trailer.
  func sendChunks(
    _ data: [UInt8], mode: ChunkMode, changing change: (inout S3Exchange) -> Void = { _ in }
  ) throws -> S3Answer {
    let checksum = try #require(Checksum(.crc32c))
    checksum.update(data.span.bytes)
    let trailer = [HeaderField("x-amz-checksum-crc32c", Text(bytes: Base64.encode(checksum.finish())))]
    let sent = mode == .signed ? [] : trailer
    let request = SigningRequest(method: "PUT", endpoint: server, target: .wire("/videos/k"))
    var upload = try signer.chunkedUpload(
      for: request, decodedLength: data.count, chunkSize: 8192, mode: mode, trailer: sent.map { .init($0) },
      at: Self.now)
    var body: [UInt8] = []
    for start in stride(from: 0, to: data.count, by: 8192) {
      body += upload.append(Text(data[start..<min(start + 8192, data.count)]))
    }
    body += upload.finish(trailer: sent)
    var exchange = S3Exchange(
      method: "PUT", target: "/videos/k", headers: upload.signed.headers, body: Text(bytes: body))
    change(&exchange)
    return try send(exchange)
  }
}
