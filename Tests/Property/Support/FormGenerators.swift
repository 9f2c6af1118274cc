import ReferenceImpl
import VideoSpec

// Upload forms as clients write them, and bodies that are nearly forms.

/// A form, and how a client writes it.
struct WrittenForm {
  var boundary: Text
  /// Quoted, or unchanged.
  var contentType: Text
  var fields: [Field]
  var file: FormFile
  var content: [UInt8]
  var preamble: [UInt8]
  var epilogue: [UInt8]
  /// Behind each boundary but the last.
  var padding: [UInt8]

  var body: [UInt8] {
    var body = preamble.isEmpty ? [] : preamble + lineEnd
    for field in fields {
      body += delimiter + disposition([("name", field.name)]) + lineEnd + field.value.bytes + lineEnd
    }
    body += delimiter + disposition([("name", "file")] + (file.name.map { [("filename", $0)] } ?? []))
    if let type = file.contentType { body += Array("Content-Type: ".utf8) + type.bytes + lineEnd }
    return body + lineEnd + content + lineEnd + Array("--".utf8) + boundary.bytes + Array("--".utf8) + epilogue
  }

  private var lineEnd: [UInt8] { [0x0D, 0x0A] }

  private var delimiter: [UInt8] { Array("--".utf8) + boundary.bytes + padding + lineEnd }

  private func disposition(_ parameters: [(String, Text)]) -> [UInt8] {
    var line = Array("Content-Disposition: form-data".utf8)
    for (name, value) in parameters {
      line += Array("; \(name)=\"".utf8)
      for byte in value.bytes {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { line.append(UInt8(ascii: "\\")) }
        line.append(byte)
      }
      line.append(UInt8(ascii: "\""))
    }
    return line + lineEnd
  }
}

extension Choices {
  mutating func form() -> WrittenForm {
    let boundary = Text(pick(["b", "-", "--", "bb", "a b", "----WebKitFormBoundary7MA4YWxkTrZu0gW"]))
    let isQuoted = boundary.bytes.contains(0x20) || bool()
    let parameter = isQuoted ? Text("boundary=\"\(boundary)\"") : Text("boundary=\(boundary)")
    let contentType =
      Text(pick(["multipart/form-data;", "Multipart/Form-Data; charset=\"a;b\"; "])) + parameter
      + Text(pick(["", ";", " ; x=y"]))
    let fields = array(upTo: 4) { choices in
      Field(choices.partName(), Text(bytes: choices.data(boundary)))
    }
    let file = FormFile(
      name: oneIn(3) ? nil : partName(), contentType: pick([nil, "video/webm", "video/webm;codecs=\"vp8,opus\""]))
    return WrittenForm(
      boundary: boundary, contentType: contentType, fields: fields, file: file, content: data(boundary),
      preamble: oneIn(3) ? data(boundary) : [], epilogue: oneIn(2) ? bytes(upTo: 10) : [],
      padding: pick([[], [], [0x20], [0x09, 0x20]]))
  }

  /// Any bytes that a header can hold, but never the file's own name.
  private mutating func partName() -> Text {
    let pieces = ["a", "key", "\"", "\\", ";", "=", " ", "%22", "é", "日本", "C:\\", "'", "filename=", "\t", "--b"]
    let name = Text(array(upTo: 6) { $0.pick(pieces) }.joined())
    let bytes = oneIn(4) ? self.bytes(upTo: 6).filter { $0 != 0x0D && $0 != 0x0A && $0 != 0x00 } : []
    return Text(bytes: name.bytes + bytes)
  }

  /// Data full of what looks like a delimiter, and is none.
  private mutating func data(_ boundary: Text) -> [UInt8] {
    let data = pieces(of: boundary, upTo: 12)
    // Its own last line may be the delimiter's first.
    let whole = [0x0D, 0x0A] + data + [0x0D, 0x0A]
    return holdsDelimiter(whole, boundary) ? [] : data
  }

  mutating func pieces(of boundary: Text, upTo count: Int) -> [UInt8] {
    let boundary = boundary.bytes
    let pieces: [[UInt8]] =
      [[0x0D, 0x0A], [0x0D], [0x0A], [0x2D], [0x2D, 0x2D], [0x20], [0x09], [0x61], [0xFF, 0x00], boundary]
      + [
        boundary.dropLast(), [0x2D, 0x2D] + boundary, [0x0D, 0x0A, 0x2D, 0x2D] + boundary,
        [0x0D, 0x0A, 0x2D, 0x2D] + boundary.dropLast(),
      ]
    return array(upTo: count) { $0.pick(pieces) }.flatMap { $0 }
  }

  /// What is nearly a form, or not at all: pieces of one in any order, or one that is cut off or changed.
  mutating func nearlyForm() -> (contentType: Text, body: [UInt8]) {
    let form = self.form()
    switch next(below: 4) {
    case 0:
      var body = form.body
      for _ in 0..<next(below: 4) where !body.isEmpty { body[next(below: body.count)] = UInt8(next(below: 256)) }
      return (form.contentType, body)
    case 1: return (form.contentType, Array(form.body.prefix(next(below: form.body.count + 1))))
    case 2:
      let headers = [
        "Content-Disposition: form-data; name=\"key\"", "content-disposition:form-data;name=file; filename=x",
        "Content-Disposition: form-data; name=x; name=y", "Content-Type: a", " folded", "X", "\r\n", "\r\n\r\n", "\n",
      ]
      let body = array(upTo: 12) { choices in
        choices.bool() ? choices.pieces(of: form.boundary, upTo: 2) : Array((choices.pick(headers) + "\r\n").utf8)
      }
      return (form.contentType, body.flatMap { $0 })
    default: return (Text(bytes: bytes(upTo: 20)), bytes(upTo: 40))
    }
  }
}

/// Looked for at every place: slow, and plainly right.
func holdsDelimiter(_ bytes: [UInt8], _ boundary: Text) -> Bool {
  let start: [UInt8] = [0x0D, 0x0A, 0x2D, 0x2D] + boundary.bytes
  return bytes.indices.contains { index in
    guard bytes[index...].starts(with: start) else { return false }
    let rest = bytes[(index + start.count)...]
    return rest.starts(with: [0x2D, 0x2D]) || rest.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: [0x0D, 0x0A])
  }
}
