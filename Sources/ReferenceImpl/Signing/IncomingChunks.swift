public import VideoSpec

/// A chunked body that is verified while it arrives.
///
/// Append every piece of the body, and store what ``append(_:)`` returns. When the body has ended, call ``finish()``. The object must not be
/// visible before it has returned: only then is the body known to be complete, and the checksum to be right.
///
/// It holds one chunk at a time, because the data of a signed chunk are returned only after its signature was verified.
public struct IncomingChunks: ~Copyable {
  /// What comes next in the body.
  private enum Next {
    case head
    case data(size: Int, signature: Text?)
    case trailer
    case end
  }

  /// The access key that signed the upload.
  public let accessKeyID: Text
  /// The number of bytes of the data, as announced.
  public let length: Int?

  private let verifier: Verifier
  private let mode: ChunkMode
  private var signer: ChunkSigner
  private let trailing: ChecksumAlgorithm?
  private var checksums: StatedChecksums
  private var pending: [UInt8] = []
  private var position = 0
  private var next = Next.head
  private var received = 0
  private var lastSize = ChunkFrame.smallestSize
  private var trailer: [HeaderField] = []

  /// The most bytes of a line. A chunk's line has about 100, and S3's headers have at most 8 KB.
  private static let longestLine = 8192
  /// The most lines of a trailer. It has one checksum and, if it is signed, the signature.
  private static let longestTrailer = 8
  private static let otherLength = Rejection.incompleteBody(
    "the data have not the length that x-amz-decoded-content-length states")

  init(
    verifier: Verifier, accessKeyID: Text, mode: ChunkMode, signer: ChunkSigner, length: Int?,
    trailing: ChecksumAlgorithm?, checksums: StatedChecksums
  ) {
    self.verifier = verifier
    self.accessKeyID = accessKeyID
    self.mode = mode
    self.signer = signer
    self.length = length
    self.trailing = trailing
    self.checksums = checksums
  }

  /// Takes the next piece of the body, and returns the data of the chunks that are complete with it.
  ///
  /// - Throws: ``Rejection`` with the code and the status of S3. The rest of the body does not matter then.
  public mutating func append(_ bytes: RawSpan) throws(Rejection) -> [UInt8] {
    bytes.withUnsafeBytes { pending += $0 }
    var data: [UInt8] = []
    while position < pending.count, try takeNext(into: &data) {}
    pending.removeFirst(position)
    position = 0
    return data
  }

  /// Ends the body.
  ///
  /// - Throws: ``Rejection`` if the body is not complete, or if the data have another length or another checksum than stated.
  public consuming func finish() throws(Rejection) {
    guard case .end = next else { throw .incompleteBody("the body ends before its last chunk is complete") }
    if let length, length != received { try verifier.reject(Self.otherLength) }
    try checksums.compare(reject: verifier.reject)
  }

  /// Takes the next part of the body, and returns whether it was complete.
  private mutating func takeNext(into data: inout [UInt8]) throws(Rejection) -> Bool {
    switch next {
    case .head:
      guard let line = try takeLine() else { return false }
      let (size, signature) = try parse(head: line)
      // This bounds what a chunk can make the receiver hold.
      if let length, size > length - received { try verifier.reject(Self.otherLength) }
      next = .data(size: size, signature: signature)
      // The last chunk of a body with a trailer has no line end of its own.
      if size == 0, mode != .signed { try take(chunk: Text(), signature: signature) }
    case .data(let size, let signature):
      guard pending.count - position >= size + 2 else { return false }
      let chunk = Text(pending[position..<(position + size)])
      position += size + 2
      guard pending[(position - 2)..<position] == ChunkFrame.lineEnd[...] else {
        throw .incompleteBody("the data of a chunk are not followed by CRLF")
      }
      try take(chunk: chunk, signature: signature)
      data += chunk.bytes
    case .trailer:
      guard let line = try takeLine() else { return false }
      if line.isEmpty {
        try checkTrailer()
        next = .end
      } else if let (name, value) = line.splitOnce(at: UInt8(ascii: ":")), trailer.count < Self.longestTrailer {
        trailer.append(HeaderField(name, value))
      } else {
        throw .malformedTrailer("a line of the trailer is not a header, or there are too many")
      }
    case .end:
      position = pending.count
      try verifier.reject(.incompleteBody("bytes follow the last chunk"))
    }
    return true
  }

  /// Returns the next line without its CRLF, or nil if it has not arrived yet.
  private mutating func takeLine() throws(Rejection) -> Text? {
    guard let end = pending[position...].firstIndex(of: 0x0A) else {
      if pending.count - position > Self.longestLine { throw .incompleteBody("a line of the body is too long") }
      return nil
    }
    guard end > position, pending[end - 1] == 0x0D else {
      throw .incompleteBody("a line of the body does not end with CRLF")
    }
    defer { position = end + 1 }
    return Text(pending[position..<(end - 1)])
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

  /// Verifies a chunk that is complete.
  private mutating func take(chunk: Text, signature: Text?) throws(Rejection) {
    let size = chunk.bytes.count
    if size > 0, lastSize < ChunkFrame.smallestSize {
      try verifier.reject(
        Rejection(
          .invalidChunkSizeError, status: 403, field: "body",
          "only the last chunk may have fewer than \(ChunkFrame.smallestSize) bytes"))
    }
    lastSize = size
    if mode != .unsignedTrailer {
      let expected = signer.sign(chunk: chunk)
      if let signature, !ConstantTime.equal(expected.bytes, signature.bytes) {
        try verifier.reject(.signature("body", "the signature of a chunk differs from the computed one"))
        signer.previous = signature
      }
    }
    checksums.update(chunk.bytes.span.bytes)
    received += size
    next = size > 0 ? .head : mode == .signed ? .end : .trailer
  }

  /// Verifies the trailer: its signature, its name and the form of its value (SIG-126, SIG-133, SIG-134).
  private mutating func checkTrailer() throws(Rejection) {
    if mode == .signedTrailer {
      guard let last = trailer.popLast(), last.name.lowercased == ChunkFrame.trailerSignatureName else {
        throw .incompleteBody("the trailer does not end with its signature")
      }
      if !ConstantTime.equal(signer.sign(trailer: trailer).bytes, last.value.trimmed.bytes) {
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
