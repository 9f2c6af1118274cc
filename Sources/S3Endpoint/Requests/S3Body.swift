package import VideoSpec

/// The data of a request's body, verified while they are read.
///
/// Reading the first byte of it tells a client that waits for `100 Continue` to send. The data are complete and right only when the reading
/// has ended without a refusal: until then nothing of them may become visible.
package protocol S3Body: AnyObject {
  /// The number of bytes of the data, without the framing of chunks, or nil if the request does not state it.
  var length: Int? { get }

  /// Reads the data to their end, hands each piece to `sink`, and verifies them: hash, chunk signatures, trailer, checksums, length.
  ///
  /// - Parameter sink: Takes the next piece, which is valid only during the call.
  /// - Returns: What was computed from the data.
  func receive(_ sink: (RawSpan) throws(S3Refusal) -> Void) throws(S3Refusal) -> ReceivedData

  /// Reads the body as it is, without verifying anything: that of a form, whose fields say what has to be verified.
  ///
  /// - Parameters:
  ///   - state: What takes the pieces.
  ///   - body: Gives it the next piece, and returns whether it wants another one.
  func forEachPiece<State: ~Copyable>(
    into state: inout State, _ body: (inout State, RawSpan) -> Bool
  ) throws(S3Refusal)
}

/// What was computed from the data of a body.
package struct ReceivedData: Sendable {
  package var size: Int
  package var md5: [UInt8]
  /// The checksum that the client stated, or CRC-64/NVME, which S3 adds where a client states none.
  package var checksum: ObjectChecksum
  /// Whether the client stated the checksum.
  package var isChecksumStated: Bool

  package init(size: Int, md5: [UInt8], checksum: ObjectChecksum, isChecksumStated: Bool) {
    self.size = size
    self.md5 = md5
    self.checksum = checksum
    self.isChecksumStated = isChecksumStated
  }

  /// The ETag of an object with these data, without quotation marks.
  package var etag: Text { Hexadecimal.lowercase(md5) }
}

extension ObjectChecksum {
  /// The checksum of a whole object or of a part.
  package init(_ algorithm: ChecksumAlgorithm, of bytes: [UInt8]) {
    self.init(algorithm: algorithm, value: Text(bytes: Base64.encode(bytes)))
  }
}

extension S3Body {
  package func forEachPiece<State: ~Copyable>(
    into state: inout State, _ body: (inout State, RawSpan) -> Bool
  ) throws(S3Refusal) {
    var isWanted = true
    _ = try receive { piece throws(S3Refusal) in isWanted = isWanted && body(&state, piece) }
  }

  /// The most bytes of a document. S3's largest one, the list of 10 000 parts, has about 3 MB.
  package static var documentLimit: Int { 4 << 20 }

  /// Reads a whole document: XML of a bucket's configuration, of a list of keys or of parts.
  ///
  /// - Parameter limit: The most bytes.
  /// - Throws: ``S3Refusal``, MaxMessageLengthExceeded, for a larger one.
  package func document(limit: Int = documentLimit) throws(S3Refusal) -> [UInt8] {
    var bytes: [UInt8] = []
    _ = try receive { piece throws(S3Refusal) in
      guard bytes.count + piece.byteCount <= limit else { throw .documentTooLarge(limit) }
      piece.withUnsafeBytes { bytes += $0 }
    }
    return bytes
  }

  /// Reads a body that the operation does not use, and verifies it.
  package func drop() throws(S3Refusal) {
    var size = 0
    _ = try receive { piece throws(S3Refusal) in
      size += piece.byteCount
      guard size <= Self.documentLimit else { throw .documentTooLarge(Self.documentLimit) }
    }
  }
}

extension S3Refusal {
  fileprivate static func documentTooLarge(_ limit: Int) -> S3Refusal {
    S3Refusal(
      ErrorCode("MaxMessageLengthExceeded"), 400, "Your request was too big.", .documentSize, field: "body",
      explanation: "the body has more than \(limit >> 10) KiB")
  }
}
