import HTTPServer
import ReferenceImpl
import VideoSpec

/// The body of a request that arrives over a connection, verified as its head says.
///
/// It holds two pieces at a time, however large the body is. MD5, the slowest of the hashes, is computed on another thread for large bodies.
final class VerifiedBody: S3Body {
  let length: Int?

  private let source: HTTPRequestBody
  private let head: VerifiedHead?
  private let request: ReceivedRequest
  private let verifier: Verifier
  private let checks: EndpointChecks
  private let operation: S3Operation

  /// The bytes that are read at once.
  private static let pieceSize = 128 << 10

  /// - Parameter head: What the head of the request says about its body; nil for a form, and if a mutant endpoint does not verify it.
  init(
    source: HTTPRequestBody, head: VerifiedHead?, request: ReceivedRequest, operation: S3Operation, verifier: Verifier,
    checks: EndpointChecks
  ) throws(S3Refusal) {
    self.source = source
    self.head = head
    self.request = request
    self.operation = operation
    self.verifier = verifier
    self.checks = checks
    length = try BodyLength(source: source, head: head, request: request, operation: operation).checked(by: checks)
  }

  func receive(_ sink: (RawSpan) throws(S3Refusal) -> Void) throws(S3Refusal) -> ReceivedData {
    if let head, head.chunkMode != nil { return try receiveChunks(after: head, sink) }
    return try receivePlain(sink)
  }

  func forEachPiece<State: ~Copyable>(
    into state: inout State, _ body: (inout State, RawSpan) -> Bool
  ) throws(S3Refusal) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let count: Int
      do throws(HTTPExchangeError) { count = try source.read(into: buffer) } catch { throw S3Refusal(body: error) }
      guard count > 0, body(&state, UnsafeRawBufferPointer(rebasing: buffer[..<count]).bytes) else { return }
    }
  }

  private func receivePlain(_ sink: (RawSpan) throws(S3Refusal) -> Void) throws(S3Refusal) -> ReceivedData {
    let checksums = try verifying { () throws(Rejection) in
      try StatedChecksums(hashesMD5: false, value: header, reject: verifier.reject)
    }
    let sha256 = head?.bodyHash == nil ? nil : MessageDigest(.sha256)
    let added = checksums.hasChecksum ? nil : Checksum(.crc64nvme)
    let reader = try PieceReader(source: source, pieceSize: Self.pieceSize, length: length, checks: checks)
    while let bytes = try reader.next() {
      let piece = bytes.bytes
      sha256?.update(piece)
      checksums.update(piece)
      added?.update(piece)
      try sink(piece)
      reader.hash(piece)
    }
    let md5 = reader.finish()
    if let sha256, let expected = head?.bodyHash, checks.performs(.payloadHash) {
      let computed = Hexadecimal.encode(sha256.finish())
      if computed != expected {
        throw .payloadHashMismatch(stated: Text(bytes: expected), computed: Text(bytes: computed))
      }
    }
    try check(md5: md5, against: checksums.expectedMD5)
    try verifying { () throws(Rejection) in try checksums.compare(reject: verifier.reject) }
    return try received(reader.size, md5, stated: checksums.computed, added: added)
  }

  private func receiveChunks(
    after head: VerifiedHead, _ sink: (RawSpan) throws(S3Refusal) -> Void
  ) throws(S3Refusal) -> ReceivedData {
    var chunks = try verifying { () throws(Rejection) in
      try verifier.chunks(of: request, after: head, hashesMD5: false)
    }
    let added = chunks.hasChecksum ? nil : Checksum(.crc64nvme)
    let reader = try PieceReader(source: source, pieceSize: Self.pieceSize, length: length, checks: checks)
    var size = 0
    var failure: S3Refusal?
    var isBroken = false
    while let piece = try reader.next(), !isBroken {
      do throws(Rejection) {
        try chunks.append(piece.bytes) { data in
          guard failure == nil else { return }
          size += data.byteCount
          added?.update(data)
          do throws(S3Refusal) { try sink(data) } catch { failure = error }
          reader.hash(data)
        }
      } catch {
        // A mutant endpoint without this check takes the body as it has arrived.
        isBroken = true
        if checks.performs(EndpointCheck(error)) { throw S3Refusal(verification: error) }
      }
      if let failure { throw failure }
    }
    let md5 = reader.finish()
    try check(md5: md5, against: chunks.expectedMD5)
    if isBroken { return try received(size, md5, stated: nil, added: Checksum(.crc64nvme)) }
    let stated = chunks.computed
    do throws(Rejection) {
      try chunks.finish()
    } catch {
      if checks.performs(EndpointCheck(error)) { throw S3Refusal(verification: error) }
    }
    return try received(size, md5, stated: stated, added: added)
  }

  private func check(md5: [UInt8], against expected: [UInt8]?) throws(S3Refusal) {
    guard let expected, expected != md5, checks.performs(.contentMD5) else { return }
    throw .contentMD5Mismatch(stated: expected, computed: md5)
  }

  private func received(
    _ size: Int, _ md5: [UInt8], stated: (algorithm: ChecksumAlgorithm, value: [UInt8])?, added: Checksum?
  ) throws(S3Refusal) -> ReceivedData {
    if let stated {
      return ReceivedData(
        size: size, md5: md5, checksum: ObjectChecksum(stated.algorithm, of: stated.value), isChecksumStated: true)
    }
    guard let added else { throw .internalError("the checksum could not be computed") }
    return ReceivedData(
      size: size, md5: md5, checksum: ObjectChecksum(added.algorithm, of: added.finish()), isChecksumStated: false)
  }

  /// Returns the value of a header that says something about the data. The ones of a presigned URL's query say nothing about them: S3 takes
  /// any body then (`presigned_url_v4_x_amz_in_qs`).
  private func header(_ name: Text) -> Text? {
    // The body of a copy comes from elsewhere, and the checksums of a completed upload are those of its object.
    if operation == .copyObject || operation == .uploadPartCopy || operation == .completeMultipartUpload { return nil }
    return request.headers.first { $0.name.equalsIgnoringCase(name) }?.value.trimmed
  }

  private func verifying<Result: ~Copyable>(_ body: () throws(Rejection) -> Result) throws(S3Refusal) -> Result {
    do throws(Rejection) { return try body() } catch { throw S3Refusal(verification: error) }
  }
}

/// Reads a body piece by piece into two buffers in turn, so that one can be hashed while the other is filled.
private final class PieceReader {
  private(set) var size = 0
  private let source: HTTPRequestBody
  private let checks: EndpointChecks
  private let buffers: [UnsafeMutableRawBufferPointer]
  private var turn = 0
  private let foreground: MessageDigest?
  private let background: BackgroundHash?

  init(source: HTTPRequestBody, pieceSize: Int, length: Int?, checks: EndpointChecks) throws(S3Refusal) {
    self.source = source
    self.checks = checks
    let isLarge = (length ?? .max) > 4 * pieceSize
    background = isLarge ? BackgroundHash(.md5) : nil
    foreground = background == nil ? MessageDigest(.md5) : nil
    let size = min(pieceSize, max(4096, length ?? pieceSize))
    buffers = (0..<(background == nil ? 1 : 2)).map { _ in
      UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    }
    if background == nil, foreground == nil { throw .internalError("this OpenSSL does not offer MD5") }
  }

  deinit {
    background?.wait()
    for buffer in buffers { buffer.deallocate() }
  }

  /// Returns the next piece, or nil at the end. It is valid until the next call.
  func next() throws(S3Refusal) -> UnsafeRawBufferPointer? {
    turn = (turn + 1) % buffers.count
    let buffer = buffers[turn]
    // What was hashed of this buffer has to be done; the other one may still be hashed.
    background?.wait(forBuffer: turn)
    let count: Int
    do throws(HTTPExchangeError) { count = try source.read(into: buffer) } catch {
      let refusal = S3Refusal(body: error)
      // A mutant endpoint without this check takes the body as it has arrived.
      guard let check = refusal.check, !checks.performs(check) else { throw refusal }
      return nil
    }
    guard count > 0 else { return nil }
    size += count
    return UnsafeRawBufferPointer(rebasing: buffer[..<count])
  }

  /// Adds data to the MD5. They have to be a part of the present piece.
  func hash(_ data: RawSpan) {
    foreground?.update(data)
    data.withUnsafeBytes { background?.update($0, buffer: turn) }
  }

  func finish() -> [UInt8] { background?.finish() ?? foreground?.finish() ?? [] }
}
