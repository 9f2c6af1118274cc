public import VideoSpec

/// A chunked upload that was verified.
public struct VerifiedChunks: Hashable, Sendable {
  /// The access key that signed the upload.
  public var accessKeyID: Text
  /// The data of all chunks.
  public var body: Text
}

extension Verifier {
  /// Verifies an upload whose body was sent in chunks, and returns its data (SIG-164, SIG-165).
  ///
  /// The whole body is verified before any of its bytes is returned.
  /// - Parameters:
  ///   - request: The request as received, with the chunks as its body.
  ///   - now: The receiver's time.
  ///   - trace: Records `canonicalRequest` and `stringToSign` of the headers.
  /// - Throws: ``Rejection`` with the code and the status of S3.
  public func verifyChunks(
    of request: ReceivedRequest, at now: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> VerifiedChunks {
    let received = ReceivedParts(request)
    let (claim, payloadHash) = try seed(received, at: now, trace: trace)
    // Not tolerated: the signatures of the chunks depend on this one.
    if tolerated.contains(.signature("X-Amz-Signature")) { throw .signature("X-Amz-Signature") }
    guard let mode = ChunkMode(payloadHash: Text(bytes: payloadHash)), let region = claim.scope.region,
      let known = credentials.first(where: { $0.accessKeyID == claim.accessKeyID })
    else {
      throw .invalidArgument("x-amz-content-sha256", "x-amz-content-sha256 does not announce a chunked body")
    }
    let key = HMACKey.signingKey(
      secret: known.secretAccessKey, day: claim.scope.day, region: region, service: claim.scope.service)
    let signer = ChunkSigner(key: key, time: claim.time.basic, scope: claim.scope.text, seed: claim.signature)
    var reader = ChunkReader(body: request.body.bytes, mode: mode, signer: signer)
    let body = try reader.read()
    let trailer = received.header("x-amz-trailer")?.split(at: UInt8(ascii: ",")).map(\.trimmed.lowercased) ?? []
    guard mode == .signed || reader.trailerNames == trailer else {
      throw .signature("x-amz-trailer", "the trailing headers are not those that x-amz-trailer announces")
    }
    if let stated = received.header("x-amz-decoded-content-length"), stated != Text("\(body.bytes.count)") {
      throw .incompleteBody("the data have \(body.bytes.count) bytes, but x-amz-decoded-content-length says \(stated)")
    }
    return VerifiedChunks(accessKeyID: claim.accessKeyID, body: body)
  }
}

/// Reads a body as it was sent, and verifies each chunk before it reads the next.
private struct ChunkReader {
  let body: [UInt8]
  let mode: ChunkMode
  var signer: ChunkSigner
  var position = 0
  var trailerNames: [Text] = []

  init(body: [UInt8], mode: ChunkMode, signer: ChunkSigner) {
    self.body = body
    self.mode = mode
    self.signer = signer
  }

  mutating func read() throws(Rejection) -> Text {
    var data: [UInt8] = []
    while true {
      let (size, signature) = try head()
      let chunk = try take(size)
      if let signature, !ConstantTime.equal(signer.sign(chunk: chunk).bytes, signature.bytes) {
        throw .signature(
          "body", "the signature of the chunk that ends at byte \(position) differs from the computed one")
      }
      if size == 0 { break }
      try expectLineEnd()
      data += chunk.bytes
    }
    if mode == .signed { try expectLineEnd() } else { try trailer() }
    guard position == body.count else { throw .signature("body", "bytes follow the last chunk") }
    return Text(bytes: data)
  }

  private mutating func head() throws(Rejection) -> (size: Int, signature: Text?) {
    let line = try line()
    var sizeText = line
    var signature: Text?
    if mode != .unsignedTrailer {
      guard let (head, rest) = line.splitOnce(at: UInt8(ascii: ";")), rest.hasPrefix("chunk-signature=") else {
        throw .signature("body", "a chunk has no chunk-signature")
      }
      sizeText = head
      signature = Text(rest.bytes.dropFirst("chunk-signature=".utf8.count))
    }
    // Fifteen digits are less than 2⁶⁰ bytes, so no size overflows.
    guard (1...15).contains(sizeText.bytes.count), sizeText.bytes.first != UInt8(ascii: "+"),
      sizeText.bytes.first != UInt8(ascii: "-"), let size = Int(sizeText.string, radix: 16)
    else { throw .signature("body", "the size of a chunk is not a hexadecimal number") }
    return (size, signature)
  }

  private mutating func trailer() throws(Rejection) {
    var fields: [HeaderField] = []
    while true {
      let line = try line()
      if line.isEmpty { break }
      guard let (name, value) = line.splitOnce(at: UInt8(ascii: ":")) else {
        throw .signature("body", "a line of the trailer is not a header")
      }
      fields.append(HeaderField(name, value))
    }
    if mode == .signedTrailer {
      guard let last = fields.popLast(), last.name.lowercased == ChunkFrame.trailerSignatureName else {
        throw .signature("body", "the trailer does not end with its signature")
      }
      guard ConstantTime.equal(signer.sign(trailer: fields).bytes, last.value.trimmed.bytes) else {
        throw .signature("body", "the signature of the trailer differs from the computed one")
      }
    }
    trailerNames = fields.map(\.name.lowercased)
  }

  private mutating func line() throws(Rejection) -> Text {
    var end = position
    while end + 1 < body.count, !(body[end] == 0x0D && body[end + 1] == 0x0A) { end += 1 }
    guard end + 1 < body.count else { throw .incompleteBody("the body ends in the middle of a line") }
    defer { position = end + 2 }
    return Text(body[position..<end])
  }

  private mutating func take(_ count: Int) throws(Rejection) -> Text {
    guard body.count - position >= count else { throw .incompleteBody("the body ends in the middle of a chunk") }
    defer { position += count }
    return Text(body[position..<(position + count)])
  }

  private mutating func expectLineEnd() throws(Rejection) {
    let found = try take(2)
    if found.bytes != ChunkFrame.lineEnd { throw .signature("body", "a chunk is longer than its size says") }
  }
}
