import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// The body of an upload form: `multipart/form-data`.
  static let multipart = PastedFormat(name: "a multipart form") { lines in
    var found: [Found] = []
    var next = 0
    // Each form is searched for its boundary to the end of the text. Together no more than this.
    var budget = 8 * lines.bytes.count + 1 << 20
    for number in lines.lines(containing: "content-disposition: form-data", ignoringCase: true)
    where number > 0 && number >= next && !lines.isClaimed(number - 1) {
      guard let (range, form) = MultipartReader(lines, at: number - 1).form() else { continue }
      next = range.upperBound
      budget -= lines.end - lines.start(of: number - 1)
      found.append(Found(lines: range, contents: [.form(form)]))
      if budget < 0 { break }
    }
    return found
  }
}

/// Reads the body of an upload form.
struct MultipartReader {
  private static let partLimit = 200

  private let lines: PastedLines
  private let start: Int

  init(_ lines: PastedLines, at start: Int) {
    self.lines = lines
    self.start = start
  }

  /// The form; nil if the line is not a boundary.
  func form() -> (lines: Range<Int>, form: InspectedForm)? {
    guard start + 1 < lines.count else { return nil }
    // MinIO's trace writes the name of the server before the body.
    let line = Text(lines[start].suffix(512)).trimmed
    let boundary = line.bytes.lastIndex(of: 0x20).map { Text(line.bytes[($0 + 1)...]) } ?? line
    guard boundary.hasPrefix("--"), boundary.bytes.count > 2, boundary.bytes.count <= 256,
      !boundary.bytes.contains(0x20), isDisposition(start + 1) || isDisposition(start + 2)
    else { return nil }
    var delimiters = boundaries(boundary)
    let isClosed = delimiters.last.map { Text(lines[$0]).trimmed == boundary + "--" } ?? false
    let end: Int
    if isClosed, let last = delimiters.last {
      end = last + 1
    } else {
      // It is cut off: the last part goes to the end of the paragraph.
      end = lastPartEnd(delimiters.last ?? start)
      delimiters.append(end)
    }
    var sent: [Field] = []
    var file: FormFile?
    var otherFile: Text?
    for (first, next) in zip(delimiters, delimiters.dropFirst()) {
      guard let part = part((first + 1)..<next) else { continue }
      let isFile = part.fileName != nil || part.name.lowercased == "file"
      sent.append(Field(part.name, isFile ? "" : part.value))
      if isFile, part.name.lowercased != "file" { otherFile = otherFile ?? part.name }
      if isFile, file == nil, let size = size(part, isCut: !isClosed && next == end) {
        file = FormFile(name: part.fileName, contentType: part.type, size: size)
      }
    }
    guard !sent.isEmpty else { return nil }
    var form = InspectedForm(
      fields: sent.filter { $0.name.lowercased != "file" && $0.name != otherFile }, sent: sent, file: file)
    form.otherFile = sent.contains { $0.name.lowercased == "file" } ? nil : otherFile
    return (start..<end, form)
  }

  private func isDisposition(_ number: Int) -> Bool {
    number < lines.count && lines[number].prefix(40).contains("content-disposition:", ignoringCase: true)
  }

  /// The lines of the boundary, up to the one that closes the body.
  private func boundaries(_ boundary: Text) -> [Int] {
    var numbers: [Int] = []
    let rest = lines.bytes[lines.start(of: start)..<lines.end]
    for offset in rest.offsets(of: boundary, limit: Self.partLimit) {
      let number = lines.line(at: offset)
      let line = Text(lines[number]).trimmed
      if line == boundary || number == start { numbers.append(number) }
      if line == boundary + "--" { return numbers + [number] }
    }
    return numbers
  }

  private func lastPartEnd(_ boundary: Int) -> Int {
    var number = boundary + 1
    var hasHead = false
    while number < lines.count, !lines.isClaimed(number) {
      if !lines[number].contains(where: { $0 > 0x20 }) {
        if hasHead { return number }
        hasHead = true
      } else if lines[number].starts(with: "```".utf8) {
        return number
      }
      number += 1
    }
    return min(number, lines.count)
  }

  private struct Part {
    var name: Text
    var fileName: Text?
    var type: Text?
    var value: Text
    var lines: Range<Int>
  }

  private func part(_ range: Range<Int>) -> Part? {
    var headers: [HeaderField] = []
    var number = range.lowerBound
    while number < range.upperBound, let header = SentHeaders.header(lines[number]) {
      headers.append(header)
      number += 1
    }
    guard let disposition = headers.first("content-disposition"), let name = Self.parameter("name", of: disposition)
    else { return nil }
    // The empty line.
    if number < range.upperBound { number += 1 }
    let content = min(number, range.upperBound)..<range.upperBound
    return Part(
      name: name, fileName: Self.parameter("filename", of: disposition), type: headers.first("content-type"),
      value: Text(lines.bytes(of: content)), lines: content)
  }

  private static func parameter(_ name: Text, of header: Text) -> Text? {
    let bytes = header.bytes[...]
    guard
      let offset = bytes.offsets(of: name + "=").first(where: { offset in
        offset > 0 && (bytes[offset - 1] == 0x20 || bytes[offset - 1] == UInt8(ascii: ";"))
      })
    else { return nil }
    let value = bytes[(offset + name.bytes.count + 1)...]
    guard value.first == UInt8(ascii: "\"") else { return Text(value.prefix { $0 != UInt8(ascii: ";") }).trimmed }
    var output: [UInt8] = []
    var rest = value.dropFirst()
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\"), let next = rest.first, next == UInt8(ascii: "\"") || next == byte {
        output.append(next)
        rest = rest.dropFirst()
      } else {
        output.append(byte)
      }
    }
    return Text(bytes: output)
  }

  /// The size of the file; nil if the text does not contain the file.
  private func size(_ part: Part, isCut: Bool) -> Int? {
    let value = part.value.trimmed
    // Browsers leave the content out, and people replace it.
    let isLeftOut =
      value.isEmpty && part.fileName?.isEmpty == false || value.hasPrefix("<") && value.bytes.last == UInt8(ascii: ">")
      || value.hasPrefix("(") && value.bytes.last == UInt8(ascii: ")")
      || value.hasPrefix("[") && value.bytes.last == UInt8(ascii: "]") || value == "..." || value == "…"
    if isCut || isLeftOut { return nil }
    return lines.originalSize(of: part.lines)
  }
}
