public import VideoSpec

/// Reads an upload form as it arrives, in constant memory (FRM-001 to FRM-017).
///
/// Append every piece of the body as it comes, whatever its size, and then call ``finish()``. The contents go to a ``FormHandler``.
/// How the body is cut into pieces changes only the slices in which the file is handed on. The parser keeps one field, the headers of
/// one part and what may begin a delimiter, at most 40 KB. It never keeps the file. To verify, evaluate and store an upload as well,
/// use ``UploadReceiver``.
///
/// ```swift
/// var parser = try FormParser(contentType: "multipart/form-data; boundary=b")
/// while let piece = connection.read() { try parser.append(piece.bytes, to: &upload) }
/// try parser.finish()
/// ```
public struct FormParser: Sendable {
  /// The largest size of what comes before the file's content, in bytes: fields, their headers, and delimiters (FRM-016).
  public static let longestFields = 20_480
  /// The largest number of parts, including the file and the parts after it.
  public static let mostParts = 1000

  private enum State {
    /// Before the first delimiter.
    case preamble
    case headers
    /// In the value of a field.
    case field
    case file
    /// In a part after the file, which has to be well-formed but does not count (FRM-015).
    case ignored
    /// After the closing delimiter.
    case epilogue
  }

  private var state = State.preamble
  private var scanner: DelimiterScanner
  private var headers = PartHeaders()
  private var field = Field(Text(), Text())
  /// The number of bytes read so far, without those of the file and what follows it.
  private var bytesBeforeFile = 0
  private var partCount = 0
  private var hasFile = false
  /// The first rejection. Every later call throws it again.
  private var rejection: Rejection?

  /// - Parameter contentType: The request's `Content-Type` header, or `nil` without one.
  /// - Throws: ``Rejection``, PreconditionFailed or MalformedPOSTRequest (FRM-001, FRM-002).
  public init(contentType: Text?) throws(Rejection) {
    scanner = DelimiterScanner(try FormBoundary(contentType: contentType))
  }

  /// Reads the next piece of the body.
  ///
  /// - Throws: ``Rejection``: MalformedPOSTRequest, MaxPostPreDataLengthExceeded, or the handler's own. Every later call throws the
  ///   same rejection again.
  public mutating func append(_ bytes: RawSpan, to handler: inout some FormHandler) throws(Rejection) {
    if let rejection { throw rejection }
    do throws(Rejection) {
      try bytes.withUnsafeBytes { bytes throws(Rejection) in try read(bytes, to: &handler) }
    } catch {
      rejection = error
      throw error
    }
  }

  /// Ends the body. What the handler got counts only if this does not throw: a form that is cut off stores nothing (FRM-006).
  ///
  /// - Throws: ``Rejection``: IncompleteBody if the body ends within a part, MalformedPOSTRequest if it has no delimiter, or the
  ///   rejection that ``append(_:to:)`` threw.
  public func finish() throws(Rejection) {
    if let rejection { throw rejection }
    switch state {
    case .epilogue: return
    case .preamble: throw .malformedForm("the body does not contain the boundary")
    case .headers, .field, .file, .ignored: throw .incompleteBody("the form ends before its closing delimiter")
    }
  }

  private mutating func read(_ bytes: UnsafeRawBufferPointer, to handler: inout some FormHandler) throws(Rejection) {
    var position = 0
    while position < bytes.count, state != .epilogue {
      guard !hasFile else {
        try readNext(bytes, from: &position, to: &handler)
        continue
      }
      // Whatever lies beyond the limit is not looked at, so that the result does not depend on the pieces (FRM-007).
      let end = min(bytes.count, position + Self.longestFields - bytesBeforeFile)
      guard position < end else {
        throw Rejection(
          .maxPostPreDataLengthExceeded, status: 400, field: "body",
          "more than \(Self.longestFields) bytes come before the file")
      }
      let start = position
      try readNext(UnsafeRawBufferPointer(rebasing: bytes[..<end]), from: &position, to: &handler)
      bytesBeforeFile += position - start
    }
  }

  /// Reads the headers of a part, or data up to the next delimiter or the end of the piece.
  private mutating func readNext(
    _ bytes: UnsafeRawBufferPointer, from position: inout Int, to handler: inout some FormHandler
  ) throws(Rejection) {
    guard state != .headers else {
      if try headers.read(bytes, from: &position) { try beginData(&handler) }
      return
    }
    switch scanner.next(in: bytes, from: &position) {
    case .data(let range): try data(UnsafeRawBufferPointer(rebasing: bytes[range]).bytes, to: &handler)
    case .held(let held): try data(held.span.bytes, to: &handler)
    case .delimiter:
      try endData(&handler)
      try beginPart()
    case .closingDelimiter:
      try endData(&handler)
      state = .epilogue
    case .endlessLine:
      throw .malformedForm("the line of a delimiter has more than \(DelimiterScanner.longestPadding) spaces and tabs")
    case .end: return
    }
  }

  private mutating func beginPart() throws(Rejection) {
    partCount += 1
    guard partCount <= Self.mostParts else { throw .malformedForm("the form has more than \(Self.mostParts) parts") }
    headers = PartHeaders()
    state = .headers
  }

  private mutating func beginData(_ handler: inout some FormHandler) throws(Rejection) {
    let (name, file) = try headers.part()
    scanner.beginData()
    if hasFile {
      state = .ignored
    } else if name.equalsIgnoringCase("file") {
      hasFile = true
      state = .file
      try handler.beginFile(file)
    } else {
      field = Field(name, Text())
      state = .field
    }
  }

  private mutating func data(_ bytes: RawSpan, to handler: inout some FormHandler) throws(Rejection) {
    switch state {
    case .field: bytes.withUnsafeBytes { field.value.bytes.append(contentsOf: $0) }
    case .file: try handler.fileBytes(bytes)
    case .preamble, .headers, .ignored, .epilogue: break
    }
  }

  private mutating func endData(_ handler: inout some FormHandler) throws(Rejection) {
    switch state {
    case .field: try handler.field(field)
    case .file: try handler.endFile()
    case .preamble, .headers, .ignored, .epilogue: break
    }
  }
}
