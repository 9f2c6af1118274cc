public import VideoSpec

/// An upload whose body is sent in signed chunks.
///
/// Send the headers of ``signed``, then what ``append(_:)`` returns for each chunk, and at the end what ``finish(trailer:)`` returns.
public struct ChunkedUpload: Sendable {
  /// The URL and the headers of the upload.
  public let signed: SignedHeaders
  public let mode: ChunkMode
  /// The signatures of the chunks so far, in order. There are none in mode ``ChunkMode/unsignedTrailer``.
  public private(set) var signatures: [Text] = []
  /// The signature of the trailing headers, once ``finish(trailer:)`` has been called in mode ``ChunkMode/signedTrailer``.
  public private(set) var trailerSignature: Text?
  private var signer: ChunkSigner

  init(signed: SignedHeaders, mode: ChunkMode, signer: ChunkSigner) {
    self.signed = signed
    self.mode = mode
    self.signer = signer
  }

  /// Returns the next chunk as it is sent. An empty chunk gives no bytes, because it would end the body.
  public mutating func append(_ chunk: Text) -> [UInt8] {
    guard !chunk.isEmpty else { return [] }
    return head(of: chunk) + chunk.bytes + ChunkFrame.lineEnd
  }

  /// Returns the end of the body as it is sent: the last chunk, which is empty (SIG-123), and the trailing headers.
  ///
  /// - Parameter trailer: The trailing headers that were announced, in the same order. Mode ``ChunkMode/signed`` has none.
  public mutating func finish(trailer: [HeaderField] = []) -> [UInt8] {
    var wire = head(of: Text())
    if mode != .signed {
      for field in trailer { wire += ChunkFrame.line(field) }
    }
    if mode == .signedTrailer {
      let signature = signer.sign(trailer: trailer)
      trailerSignature = signature
      wire += ChunkFrame.line(HeaderField(ChunkFrame.trailerSignatureName, signature))
    }
    return wire + ChunkFrame.lineEnd
  }

  private mutating func head(of chunk: Text) -> [UInt8] {
    guard mode != .unsignedTrailer else { return ChunkFrame.head(size: chunk.bytes.count, signature: nil) }
    let signature = signer.sign(chunk: chunk)
    signatures.append(signature)
    return ChunkFrame.head(size: chunk.bytes.count, signature: signature)
  }
}

extension Signer {
  /// A trailing header whose value may not be known yet.
  public struct TrailerName: Hashable, Sendable {
    public var name: Text
    /// The number of bytes that the value will have, without white space around it. `Content-Length` depends on it.
    public var valueLength: Int

    public init(name: Text, valueLength: Int) {
      self.name = name
      self.valueLength = valueLength
    }

    /// Announces a trailing header whose value is known already.
    public init(_ field: HeaderField) {
      name = field.name
      valueLength = ChunkFrame.canonical(field).count - field.name.bytes.count - 1
    }
  }

  /// Begins an upload whose body is sent in chunks: signs its headers, which are the seed of the chunks' signatures (SIG-120, SIG-124, SIG-125).
  ///
  /// - Parameters:
  ///   - request: The request. Its payload is not read.
  ///   - decodedLength: The number of bytes of the data.
  ///   - chunkSize: The number of bytes of every chunk except the last, at least 8192 unless the data fit into one chunk (SIG-129).
  ///   - mode: Whether the chunks and the trailing headers are signed.
  ///   - trailer: The trailing headers that ``ChunkedUpload/finish(trailer:)`` will be given, in that order. Mode ``ChunkMode/signed`` has none.
  ///   - time: The time of signing.
  ///   - trace: Records `canonicalRequest`, `stringToSign` and `signature` of the headers.
  /// - Throws: ``Rejection`` as ``signedHeaders(for:at:trace:)`` does, ``ErrorCode/invalidChunkSize`` for sizes out of range, and
  ///   ``ErrorCode/unsupportedAlgorithm`` for SigV4a.
  public func chunkedUpload(
    for request: SigningRequest, decodedLength: Int, chunkSize: Int, mode: ChunkMode, trailer: [TrailerName] = [],
    at time: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> ChunkedUpload {
    // A quarter of the largest integer, so that no sum overflows. An object of S3 has at most 5 TiB.
    let largest = Int.max / 4
    guard (1...largest).contains(chunkSize), (0...largest).contains(decodedLength) else {
      throw Rejection(
        .invalidChunkSize, field: "chunkSize", "a chunk has at least 1 byte, and the data have at most \(largest)")
    }
    guard chunkSize >= ChunkFrame.smallestSize || decodedLength <= chunkSize else {
      throw Rejection(
        .invalidChunkSize, field: "chunkSize",
        "S3 rejects a chunk of fewer than \(ChunkFrame.smallestSize) bytes, unless it is the last")
    }
    guard options.algorithm == .v4 else {
      throw Rejection(.unsupportedAlgorithm, field: "algorithm", "chunks can be signed with AWS4-HMAC-SHA256 only")
    }
    for field in trailer { try SigningRules.check(HeaderField(field.name, Text())) }
    let length = Self.wireLength(decodedLength: decodedLength, chunkSize: chunkSize, mode: mode, trailer: trailer)
    var seed = request
    let encodings = seed.headers.filter { $0.name.lowercased == "content-encoding" }
      .flatMap { $0.value.split(at: UInt8(ascii: ",")).map(\.trimmed) }.filter { !$0.isEmpty && $0 != "aws-chunked" }
    let own: Set<Text> = ["content-encoding", "content-length", "x-amz-decoded-content-length", "x-amz-trailer"]
    seed.headers.removeAll { own.contains($0.name.lowercased) }
    var added = [
      HeaderField("Content-Encoding", Text((["aws-chunked"] + encodings).map(\.bytes).joined(separator: [0x2C]))),
      HeaderField("Content-Length", Text("\(length)")),
      HeaderField("X-Amz-Decoded-Content-Length", Text("\(decodedLength)")),
    ]
    if mode != .signed {
      added.append(HeaderField("X-Amz-Trailer", Text(trailer.map(\.name.lowercased.bytes).joined(separator: [0x2C]))))
    }
    // As in S3's examples, Content-Length is signed unless a trailer follows.
    seed.headers += added.filter { mode == .signed || $0.name != "Content-Length" }
    var signed = try signedHeaders(for: seed, payloadHash: mode.payloadHash, addsHash: true, at: time, trace: trace)
    signed.headers = added + signed.headers
    let key = keys.key(secret: credentials.secretAccessKey, day: time.day, region: region, service: service)
    let scope = CredentialScope(day: time.day, region: region, service: service)
    let signer = ChunkSigner(key: key, time: time.basic, scope: scope.text, seed: signed.signature)
    return ChunkedUpload(signed: signed, mode: mode, signer: signer)
  }

  private static func wireLength(decodedLength: Int, chunkSize: Int, mode: ChunkMode, trailer: [TrailerName]) -> Int {
    let signatureLength = 2 * SHA256.size
    func headLength(_ size: Int) -> Int {
      ChunkFrame.head(size: size, signature: nil).count
        + (mode == .unsignedTrailer ? 0 : ChunkFrame.signatureLabel.count + signatureLength)
    }
    func chunkLength(_ size: Int) -> Int { headLength(size) + size + ChunkFrame.lineEnd.count }
    let (whole, rest) = decodedLength.quotientAndRemainder(dividingBy: chunkSize)
    var length = (whole > 0 ? whole * (chunkLength(chunkSize) - chunkSize) : 0) + whole * chunkSize
    if rest > 0 { length += chunkLength(rest) }
    length += headLength(0) + ChunkFrame.lineEnd.count
    guard mode != .signed else { return length }
    // "name:value" CRLF
    length += trailer.reduce(0) { $0 + $1.name.bytes.count + $1.valueLength + 3 }
    if mode == .signedTrailer { length += ChunkFrame.trailerSignatureName.bytes.count + signatureLength + 3 }
    return length
  }
}
