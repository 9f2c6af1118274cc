import ReferenceImpl
import VideoSpec

/// Runs the form parser on any bytes: a Content-Type up to the first line feed, then the body.
///
/// The parser must return a form or a rejection, and respect its limits. The result must be the same whether it gets the body as a
/// whole, byte by byte, or in pieces whose sizes are taken from the body's bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzForm(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  let end = input.firstIndex(of: 0x0A) ?? input.endIndex
  let contentType = Text(input[..<end])
  let body = Array(input[end...].dropFirst())

  let whole = Reading(body, contentType: contentType) { _ in body.count }
  let single = Reading(body, contentType: contentType) { _ in 1 }
  let pieces = Reading(body, contentType: contentType) { Int(body[$0]) }
  precondition(whole == single && whole == pieces, "the pieces make a difference")
  let size = whole.fields.map { $0.name.bytes.count + $0.value.bytes.count }.reduce(0, +)
  precondition(size <= FormParser.longestFields, "the fields are too long")
  precondition(whole.rejection != nil || (whole.file != nil) == whole.isFileComplete, "the file has no end")
  precondition(whole.rejection.map { $0.status == 400 || $0.status == 412 } ?? true, "the status is not S3's")
  return 0
}

/// Everything that the parser returns for a body.
struct Reading: FormHandler, Equatable {
  var fields: [Field] = []
  var file: FormFile?
  var bytes: [UInt8] = []
  var isFileComplete = false
  var rejection: Rejection?

  /// - Parameter pieceSize: The size of the piece that begins at an index.
  init(_ body: [UInt8], contentType: Text, pieceSize: (Int) -> Int) {
    do throws(Rejection) {
      var parser = try FormParser(contentType: contentType)
      var start = 0
      while start < body.count {
        let end = min(start + max(1, pieceSize(start)), body.count)
        try parser.append(body.span.bytes.extracting(start..<end), to: &self)
        start = end
      }
      try parser.finish()
    } catch {
      rejection = error
    }
  }

  mutating func field(_ field: Field) { fields.append(field) }

  mutating func beginFile(_ file: FormFile) {
    precondition(self.file == nil, "a second file")
    self.file = file
  }

  mutating func fileBytes(_ bytes: RawSpan) {
    precondition(file != nil && !isFileComplete && !bytes.isEmpty, "bytes of no file")
    bytes.withUnsafeBytes { self.bytes += $0 }
  }

  mutating func endFile() {
    precondition(file != nil && !isFileComplete, "the end of no file")
    isFileComplete = true
  }
}
