import Synchronization
public import VideoSpec

/// An upload whose body goes over the wire in chunks: send `headers`, then what `append` and `finish` return.
public struct ChunkedUpload: Sendable {
  public let signed: SignedHeaders
  public let mode: ChunkMode
  /// One a chunk, in order; empty in mode `unsignedTrailer`.
  public private(set) var signatures: [Text] = []
  public private(set) var trailerSignature: Text?
  private var signer: ChunkSigner

  init(signed: SignedHeaders, mode: ChunkMode, signer: ChunkSigner) {
    self.signed = signed
    self.mode = mode
    self.signer = signer
  }

  /// The bytes on the wire of the next chunk. An empty chunk is left out: it would end the body.
  public mutating func append(_ chunk: Text) -> [UInt8] {
    guard !chunk.isEmpty else { return [] }
    return head(of: chunk) + chunk.bytes + ChunkFrame.lineEnd
  }

  /// The bytes on the wire of the last chunk, which is empty (SIG-123), and of the trailer.
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
  /// A trailing header whose value is known only after the body.
  public struct TrailerName: Hashable, Sendable {
    public var name: Text
    /// How many bytes the value will have, without white space around it: content-length has to be said before.
    public var valueLength: Int

    public init(name: Text, valueLength: Int) {
      self.name = name
      self.valueLength = valueLength
    }

    /// For a trailing header that is known beforehand.
    public init(_ field: HeaderField) {
      name = field.name
      valueLength = ChunkFrame.canonical(field).count - field.name.bytes.count - 1
    }
  }

  /// Signs the seed of a chunked upload (SIG-120, SIG-124, SIG-125).
  ///
  /// - Parameters:
  ///   - request: Its payload is not read.
  ///   - decodedLength: The bytes of the data, known beforehand.
  ///   - chunkSize: Every chunk but the last must have this many bytes.
  ///   - trailer: What will be given to ``ChunkedUpload/finish(trailer:)``, in that order; none in mode `signed`.
  /// - Throws: ``Rejection`` as for ``signedHeaders(for:at:)``; SigV4a signs no chunks here.
  public func chunkedUpload(
    _ request: SigningRequest, decodedLength: Int, chunkSize: Int, mode: ChunkMode, trailer: [TrailerName] = [],
    at time: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> ChunkedUpload {
    // A little below 2⁶³, so that frames and sums have room; S3's objects end at 5 TiB.
    let largest = Int.max / 4
    guard (1...largest).contains(chunkSize), (0...largest).contains(decodedLength) else {
      throw Rejection(
        .invalidChunkSize, field: "chunkSize", "a chunk has 1 byte or more, and the data at most \(largest)")
    }
    guard options.algorithm == .v4 else {
      throw Rejection(.unsupportedAlgorithm, field: "algorithm", "chunks are signed with AWS4-HMAC-SHA256 only")
    }
    for field in trailer { try SigningRules.check(HeaderField(field.name, Text())) }
    let length = Self.wireLength(decodedLength: decodedLength, chunkSize: chunkSize, mode: mode, trailer: trailer)
    var seed = request
    let encodings = seed.headers.filter { $0.name.lowercased == "content-encoding" }.map(\.value)
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
    // As in S3's examples: the length on the wire is signed, but not when a trailer follows.
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

extension ChunkMode {
  var payloadHash: [UInt8] {
    switch self {
    case .signed: PayloadHash.streaming
    case .signedTrailer: PayloadHash.streamingTrailer
    case .unsignedTrailer: PayloadHash.streamingUnsignedTrailer
    }
  }

  /// The mode that an x-amz-content-sha256 names.
  init?(payloadHash: Text) {
    guard
      let mode = [ChunkMode.signed, .signedTrailer, .unsignedTrailer].first(where: {
        $0.payloadHash == payloadHash.bytes
      })
    else { return nil }
    self = mode
  }
}

extension ErrorCode {
  /// A size of chunks that no body has.
  public static let invalidChunkSize = ErrorCode("InvalidChunkSize")
  /// An algorithm that does not do what was asked.
  public static let unsupportedAlgorithm = ErrorCode("UnsupportedAlgorithm")
}
