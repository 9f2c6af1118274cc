import ReferenceImpl
import Testing
import VideoSpec

@Suite("Property: signing")
struct SigningProperties {
  @Test("the order and the letter case of header names never change a signature")
  func headerOrderAndCase() {
    forAll { choices in
      let signing = choices.signing()
      var other = signing
      other.request.headers = choices.shuffled(signing.request.headers).map { header in
        let bytes = header.name.bytes.map { (0x61...0x7A).contains($0) && choices.bool() ? $0 ^ 0x20 : $0 }
        return HeaderField(Text(bytes: bytes), header.value)
      }
      return (signing, other)
    } holds: { signing, other in
      let signatures = try [signing, other].map {
        try $0.signer().signedHeaders(for: $0.request, at: $0.time).signature
      }
      return try signing.url() == other.url() && signatures[0] == signatures[1]
    }
  }

  @Test("a presigned URL is accepted")
  func urlsVerify() {
    forAll {
      $0.signing()
    } holds: { signing in
      return try signing.verifier.verifyPresignedURL(of: signing.receivedByURL(), at: signing.time)
        == signing.credentials.accessKeyID
    }
  }

  @Test("a request signed by header is accepted", arguments: ["s3", "execute-api"])
  func headersVerify(service: String) {
    forAll {
      $0.signing(service: Text(service))
    } holds: { signing in
      return try signing.verifier.verifyHeaders(of: signing.receivedByHeaders(), at: signing.time)
        == signing.credentials.accessKeyID
    }
  }

  @Test("a signed policy is accepted")
  func policiesVerify() {
    forAll { choices in
      (choices.signing(), Text(bytes: choices.bytes(upTo: 200)))
    } holds: { signing, policy in
      let fields = try signing.signer().policyFields(for: policy, at: signing.time)
      return try signing.verifier.verifyFormSignature(in: fields) == signing.credentials.accessKeyID
    }
  }

  @Test(
    "a body signed in chunks is accepted, and gives the data back",
    arguments: [ChunkMode.signed, .signedTrailer, .unsignedTrailer])
  func chunksVerify(mode: ChunkMode) {
    forAll(100) { choices in
      (choices.signing(), choices.bytes(upTo: 30_000), 8192 + choices.next(below: 100), 1 + choices.next(below: 20_000))
    } holds: {
      signing, data, size, pieceSize in
      let checksum = Checksum(.crc32c)
      checksum?.update(data.span.bytes)
      let value = Text(bytes: Base64.encode(checksum?.finish() ?? []))
      let trailer = mode == .signed ? [] : [HeaderField("x-amz-checksum-crc32c", value)]
      var upload = try signing.signer().chunkedUpload(
        for: signing.request, decodedLength: data.count, chunkSize: size, mode: mode,
        trailer: trailer.map { .init(name: $0.name, valueLength: $0.value.bytes.count) }, at: signing.time)
      var wire: [UInt8] = []
      for start in stride(from: 0, to: data.count, by: size) {
        wire += upload.append(Text(data[start..<min(start + size, data.count)]))
      }
      wire += upload.finish(trailer: trailer)
      let own = Set(upload.signed.headers.map(\.name.lowercased))
      var received = try signing.receivedByHeaders()
      received.headers.removeAll { own.contains($0.name.lowercased) }
      received.headers += upload.signed.headers
      received.body = Text(bytes: wire)
      let verified = try signing.verifier.verifyChunks(of: received, at: signing.time)
      let stated = upload.signed.headers.first { $0.name == "Content-Length" }?.value
      var chunks = try signing.verifier.chunks(of: received, at: signing.time)
      var arrived: [UInt8] = []
      for start in stride(from: 0, to: wire.count, by: pieceSize) {
        let piece = Array(wire[start..<min(start + pieceSize, wire.count)])
        arrived += try chunks.append(piece.span.bytes)
      }
      try chunks.finish()
      return verified.body.bytes == data && arrived == data && stated == Text("\(wire.count)")
    }
  }

  @Test("a key cache of any size gives the same signatures")
  func cacheIsInvisible() {
    let caches = [0, 1, 2, 64].map { SigningKeyCache(capacity: $0) }
    forAll {
      $0.signing()
    } holds: { signing in
      Set(try caches.map { try signing.url(keys: $0) }).count == 1
    }
  }

  @Test("percent-encoding is reversible, and leaves only unreserved characters")
  func encodingIsReversible() {
    forAll(2000) {
      Text(bytes: $0.bytes(upTo: 40))
    } holds: { text in
      let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%".utf8)
      let encoded = PercentEncoding.encode(text)
      return PercentEncoding.decode(encoded) == text && encoded.bytes.allSatisfy(allowed.contains)
        && PercentEncoding.decode(PercentEncoding.encodePath(text)) == text
    }
  }
}
