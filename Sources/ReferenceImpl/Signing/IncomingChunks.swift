public import VideoSpec

/// A chunked body that is verified while it arrives.
///
/// Append every piece of the body, and store the data that it gives. When the body has ended, call ``finish()``. The object must not be
/// visible before it has returned: only then are the signatures and the checksum known to be right, and the body to be complete.
///
/// Its memory does not depend on the sizes of the chunks, which their sender chooses.
public struct IncomingChunks: ~Copyable {
  /// What comes next in the body.
  private enum Next {
    case head
    case data(remaining: Int)
    /// The CR LF after the data of a chunk, of which this many bytes have arrived.
    case dataEnd(arrived: Int)
    case trailer
    case end
  }

  /// The access key that signed the upload.
  public let accessKeyID: Text
  /// The number of bytes of the data, as announced.
  public let length: Int?

  private let verifier: Verifier
  private let mode: ChunkMode
  private var signatures: ChunkSignatures
  private let trailing: ChecksumAlgorithm?
  private var checksums: StatedChecksums
  private var next = Next.head
  /// The part of a line that has arrived.
  private var line: [UInt8] = []
  /// The size, the signature and the hash of the chunk that arrives.
  private var size = 0
  private var signature: Text?
  private let hash: MessageDigest?
  private var received = 0
  private var lastSize = ChunkFrame.smallestSize
  /// Whether a chunk had no signature. Every later one rests on it, so it cannot be judged.
  private var hasLostSignature = false
  private var trailer: [HeaderField] = []

  /// The most bytes of a line. A chunk's line has about 100, and S3's headers have at most 8 KB.
  private static let longestLine = 8192
  /// The most lines of a trailer. It has one checksum and, if it is signed, the signature.
  private static let longestTrailer = 8
  private static let otherLength = Rejection.incompleteBody(
    "the data have not the length that x-amz-decoded-content-length states")

  init(
    verifier: Verifier, accessKeyID: Text, mode: ChunkMode, signatures: ChunkSignatures, length: Int?,
    trailing: ChecksumAlgorithm?, checksums: StatedChecksums
  ) {
    self.verifier = verifier
    self.accessKeyID = accessKeyID
    self.mode = mode
    self.signatures = signatures
    self.length = length
    self.trailing = trailing
    self.checksums = checksums
    hash = mode == .unsignedTrailer ? nil : MessageDigest(.sha256)
  }

  /// Takes the next piece of the body, and returns the data in it. They are not verified before ``finish()`` has returned.
  ///
  /// - Throws: ``Rejection`` with the code and the status of S3. The rest of the body does not matter then.
  public mutating func append(_ bytes: RawSpan) throws(Rejection) -> [UInt8] {
    var data: [UInt8] = []
    try append(bytes) { piece in piece.withUnsafeBytes { data += $0 } }
    return data
  }

  /// Takes the next piece of the body, and hands over the data in it. They are not verified before ``finish()`` has returned.
  ///
  /// - Parameter sink: Called with each run of data, which is valid only during the call.
  /// - Throws: ``Rejection`` with the code and the status of S3. The rest of the body does not matter then.
  public mutating func append(_ bytes: RawSpan, to sink: (RawSpan) -> Void) throws(Rejection) {
    var offset = 0
    while offset < bytes.byteCount {
      switch next {
      case .head:
        guard try takeLine(bytes, &offset) else { return }
        try begin(head: Text(bytes: line))
      case .data(let remaining):
        let run = bytes.extracting(offset..<(offset + min(remaining, bytes.byteCount - offset)))
        hash?.update(run)
        checksums.update(run)
        received += run.byteCount
        sink(run)
        offset += run.byteCount
        next = remaining > run.byteCount ? .data(remaining: remaining - run.byteCount) : .dataEnd(arrived: 0)
      case .dataEnd(let arrived):
        guard bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) == ChunkFrame.lineEnd[arrived] else {
          throw .incompleteBody("the data of a chunk are not followed by CRLF")
        }
        offset += 1
        next = .dataEnd(arrived: 1)
        if arrived == 1 { try endChunk() }
      case .trailer:
        guard try takeLine(bytes, &offset) else { return }
        try take(trailer: Text(bytes: line))
      case .end:
        try verifier.reject(.incompleteBody("bytes follow the last chunk"))
        return
      }
    }
  }

  /// Ends the body.
  ///
  /// - Throws: ``Rejection`` if the body is not complete, or if the data have another length or another checksum than stated.
  public consuming func finish() throws(Rejection) {
    guard case .end = next else { throw .incompleteBody("the body ends before its last chunk is complete") }
    if let length, length != received { try verifier.reject(Self.otherLength) }
    try checksums.compare(reject: verifier.reject)
  }

  /// Whether the request states a checksum besides `Content-MD5`, or announces one.
  package var hasChecksum: Bool { checksums.hasChecksum }

  /// The MD5 that `Content-MD5` states, or nil.
  package var expectedMD5: [UInt8]? { checksums.expectedMD5 }

  /// The checksum that the request states, computed from the data. Call it once, after all data have arrived.
  package var computed: (algorithm: ChecksumAlgorithm, value: [UInt8])? { checksums.computed }

  /// Begins a chunk.
  private mutating func begin(head: Text) throws(Rejection) {
    (size, signature) = try parse(head: head)
    line.removeAll(keepingCapacity: true)
    if let length, size > length - received { try verifier.reject(Self.otherLength) }
    if size > 0, lastSize < ChunkFrame.smallestSize {
      try verifier.reject(
        Rejection(
          .invalidChunkSizeError, status: 403, field: "body",
          "only the last chunk may have fewer than \(ChunkFrame.smallestSize) bytes"))
    }
    // The last chunk of a body with a trailer has no line end of its own.
    if size > 0 {
      next = .data(remaining: size)
    } else if mode == .signed {
      next = .dataEnd(arrived: 0)
    } else {
      try endChunk()
    }
  }

  /// Verifies a chunk that is complete.
  private mutating func endChunk() throws(Rejection) {
    if let hash {
      let isRight = signatures.verify(chunk: hash.finish(), signature: signature)
      hash.restart()
      if case .none = signature { hasLostSignature = true }
      if !isRight, !hasLostSignature {
        try verifier.reject(.signature("body", "the signature of a chunk differs from the computed one"))
      }
    }
    lastSize = size
    next = size > 0 ? .head : mode == .signed ? .end : .trailer
  }

  private mutating func take(trailer text: Text) throws(Rejection) {
    line.removeAll(keepingCapacity: true)
    if text.isEmpty {
      try checkTrailer()
      next = .end
    } else if let (name, value) = text.splitOnce(at: UInt8(ascii: ":")), trailer.count < Self.longestTrailer {
      trailer.append(HeaderField(name, value))
    } else {
      throw .malformedTrailer("a line of the trailer is not a header, or there are too many")
    }
  }

  /// Moves the next line without its CRLF to `line`, and returns whether it is complete.
  private mutating func takeLine(_ bytes: RawSpan, _ offset: inout Int) throws(Rejection) -> Bool {
    while offset < bytes.byteCount {
      let byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
      offset += 1
      guard byte == 0x0A else {
        if line.count > Self.longestLine { throw .incompleteBody("a line of the body is too long") }
        line.append(byte)
        continue
      }
      guard line.popLast() == 0x0D else { throw .incompleteBody("a line of the body does not end with CRLF") }
      return true
    }
    return false
  }

  /// Reads a chunk's size and signature (SIG-122, SIG-128).
  private func parse(head line: Text) throws(Rejection) -> (size: Int, signature: Text?) {
    let end = line.bytes.firstIndex(of: UInt8(ascii: ";")) ?? line.bytes.count
    let digits = line.bytes[..<end]
    // Fifteen digits are less than 2⁶⁰ bytes, so no size overflows. `Int()` would accept a sign.
    guard (1...15).contains(digits.count), digits.allSatisfy(\.isASCIIAlphanumeric),
      let size = Int(Text(digits).string, radix: 16)
    else { throw .incompleteBody("the size of a chunk is not a hexadecimal number") }
    let rest = line.bytes[end...]
    if mode == .unsignedTrailer, rest.isEmpty { return (size, nil) }
    if mode != .unsignedTrailer, rest.starts(with: ChunkFrame.signatureLabel) {
      return (size, Text(rest.dropFirst(ChunkFrame.signatureLabel.count)))
    }
    try verifier.reject(
      .incompleteBody("the line of a chunk has no chunk-signature, or something else follows its size"))
    return (size, nil)
  }

  /// Verifies the trailer: its signature, its name and the form of its value (SIG-126, SIG-133, SIG-134).
  private mutating func checkTrailer() throws(Rejection) {
    if mode == .signedTrailer {
      guard let last = trailer.popLast(), last.name.lowercased == ChunkFrame.trailerSignatureName else {
        throw .incompleteBody("the trailer does not end with its signature")
      }
      if !signatures.verify(trailer: trailer, signature: last.value.trimmed), !hasLostSignature {
        try verifier.reject(.signature("body", "the signature of the trailer differs from the computed one"))
      }
    }
    if trailer.map(\.name.lowercased) != [trailing?.headerName].compactMap(\.self) {
      try verifier.reject(.malformedTrailer("the trailer is not the one that x-amz-trailer announces"))
    } else if let value = trailer.first?.value.trimmed {
      try checksums.expect(value, reject: verifier.reject)
    }
  }
}
