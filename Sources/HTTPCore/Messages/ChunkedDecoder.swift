/// Decodes a chunked body from bytes that arrive piece by piece.
/// - Note: RFC 9112 §7.1, without white space around the size of a chunk.
public struct ChunkedDecoder: Sendable {
  private enum State: Sendable {
    /// In the digits of a size.
    case size(digits: Int)
    case extensions
    /// The LF after the line with the size.
    case sizeEnd
    case data
    /// The CR and the LF after the data.
    case dataEnd, dataEndLineFeed
    case trailer
    case complete
  }

  private let limits: HTTPMessageLimits
  private var state = State.size(digits: 0)
  /// The line of the trailer section that is arriving.
  private var line: [UInt8] = []
  private var trailerBytes = 0
  /// What extensions may still use. Data add to it, so that it grows with the body.
  private var extensionAllowance = 16384

  /// The bytes of data of the current chunk that have not been decoded.
  public private(set) var remainingInChunk = 0
  /// What follows the size of the current chunk, from `;` on. Empty if it has no extensions.
  public private(set) var extensions: [UInt8] = []
  /// The fields after the last chunk.
  public private(set) var trailers = HTTPFields()

  /// Whether the body and its trailers have been decoded.
  public var isComplete: Bool { if case .complete = state { true } else { false } }

  /// Whether the next byte is data, so that it can be read into its place without the decoder: see `skip`.
  public var isInData: Bool { if case .data = state { true } else { false } }

  public init(limits: HTTPMessageLimits = HTTPMessageLimits()) { self.limits = limits }

  /// Decodes as many bytes as there are, or as there is room for.
  ///
  /// - Returns: How many bytes of the input were used, and how many bytes of data were written. Less input than there is was used if the
  ///   output is full or the body is complete.
  public mutating func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(HTTPMessageError) -> (used: Int, written: Int) {
    var used = 0
    var written = 0
    while used < input.count, !isComplete {
      guard isInData else {
        try take(input[used])
        used += 1
        continue
      }
      let count = min(remainingInChunk, input.count - used, output.count - written)
      guard count > 0 else { break }
      output[written..<(written + count)].copyBytes(from: input[used..<(used + count)])
      used += count
      written += count
      skip(count)
    }
    return (used, written)
  }

  /// Counts data of the current chunk that were read without the decoder, at most `remainingInChunk`.
  public mutating func skip(_ count: Int) {
    guard isInData, count <= remainingInChunk else { return }
    remainingInChunk -= count
    extensionAllowance = min(1 << 40, extensionAllowance + count / 16)
    if remainingInChunk == 0 { state = .dataEnd }
  }

  private mutating func take(_ byte: UInt8) throws(HTTPMessageError) {
    switch state {
    case .size(let digits): try takeSize(byte, after: digits)
    case .extensions:
      if byte == 0x0D {
        state = .sizeEnd
      } else {
        guard byte != 0x0A else { throw .bareLineFeed }
        if let error = LineReader.errorOfControl(byte) { throw error }
        try append(extension: byte)
      }
    case .sizeEnd:
      guard byte == 0x0A else { throw .bareCarriageReturn }
      state = remainingInChunk == 0 ? .trailer : .data
    case .dataEnd:
      guard byte == 0x0D else { throw byte == 0x0A ? .bareLineFeed : .malformedChunk }
      state = .dataEndLineFeed
    case .dataEndLineFeed:
      guard byte == 0x0A else { throw .bareCarriageReturn }
      state = .size(digits: 0)
    case .trailer: try takeTrailer(byte)
    case .data, .complete: break
    }
  }

  private mutating func takeSize(_ byte: UInt8, after digits: Int) throws(HTTPMessageError) {
    let digit: UInt8? =
      switch byte {
      case 0x30...0x39: byte - 0x30
      case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x57
      default: nil
      }
    if let digit {
      // Sixteen digits, the first one at most 7, are below 2⁶³.
      guard digits < 16, remainingInChunk >> 59 == 0 else { throw .malformedChunk }
      remainingInChunk = digits == 0 ? Int(digit) : remainingInChunk << 4 | Int(digit)
      state = .size(digits: digits + 1)
      return
    }
    guard digits > 0 else { throw byte == 0x0A ? .bareLineFeed : .malformedChunk }
    extensions.removeAll(keepingCapacity: true)
    switch byte {
    case 0x0D: state = .sizeEnd
    case 0x3B:
      try append(extension: byte)
      state = .extensions
    case 0x0A: throw .bareLineFeed
    default: throw .malformedChunk
    }
  }

  private mutating func append(extension byte: UInt8) throws(HTTPMessageError) {
    guard extensionAllowance > 0, extensions.count < 4096 else { throw .chunkExtensionsTooLong }
    extensionAllowance -= 1
    extensions.append(byte)
  }

  private mutating func takeTrailer(_ byte: UInt8) throws(HTTPMessageError) {
    trailerBytes += 1
    guard trailerBytes <= limits.trailerBytes else { throw .trailersTooLarge }
    guard byte == 0x0A else {
      if line.last == 0x0D { throw .bareCarriageReturn }
      line.append(byte)
      return
    }
    guard line.popLast() == 0x0D else { throw .bareLineFeed }
    if line.isEmpty {
      state = .complete
      return
    }
    guard trailers.fields.count < limits.fields else { throw .tooManyFields }
    var result = Result<HTTPField, HTTPMessageError>.failure(.malformedField)
    line.withUnsafeBytes { bytes in
      result = Result { () throws(HTTPMessageError) in try FieldParser.parse(bytes) }
    }
    let field = try result.get()
    guard !["content-length", "transfer-encoding", "host"].contains(where: field.isNamed) else {
      throw .forbiddenTrailer
    }
    trailers.fields.append(field)
    line.removeAll(keepingCapacity: true)
  }
}
