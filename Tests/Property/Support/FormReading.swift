import ReferenceImpl
import VideoSpec

/// The result of parsing a form: what the parser passed on, and the rejection, if there is one.
struct FormReading: Equatable {
  var record = FormRecord()
  var rejection: Rejection?

  /// Reads a body cut into pieces at the indices given, which are in order; equal ones make empty pieces.
  init(_ body: [UInt8], contentType: Text?, cuts: [Int] = []) {
    do throws(Rejection) {
      var parser = try FormParser(contentType: contentType)
      var start = 0
      for end in cuts + [body.count] {
        try parser.append(body.span.bytes.extracting(start..<end), to: &record)
        start = end
      }
      try parser.finish()
    } catch {
      rejection = error
    }
  }
}

/// Everything that a parser gave out.
struct FormRecord: FormHandler, Equatable {
  var fields: [Field] = []
  var file: FormFile?
  var bytes: [UInt8] = []
  var isFileComplete = false

  mutating func field(_ field: Field) { fields.append(field) }

  mutating func beginFile(_ file: FormFile) {
    precondition(self.file == nil, "a form has one file")
    self.file = file
  }

  mutating func fileBytes(_ bytes: RawSpan) {
    precondition(file != nil && !isFileComplete && !bytes.isEmpty)
    bytes.withUnsafeBytes { self.bytes += $0 }
  }

  mutating func endFile() {
    precondition(file != nil && !isFileComplete)
    isFileComplete = true
  }
}
