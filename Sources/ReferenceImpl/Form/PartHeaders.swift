import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// The headers of one part, read line by line up to the empty one.
struct PartHeaders {
  /// In bytes, with the line ends and the empty line.
  static let longest = 8192

  private var size = 0
  /// The line that is being read: a piece may end anywhere in it.
  private var line: [UInt8] = []
  /// Names in lower case.
  private var fields: [HeaderField] = []

  /// Reads on in a piece of the body.
  ///
  /// - Parameter position: Where to begin; afterwards behind the empty line, or at the end of the piece.
  /// - Returns: Whether the headers are complete.
  /// - Throws: ``Rejection``, MalformedPOSTRequest, for what is no header and for more than ``longest`` bytes.
  mutating func read(_ bytes: UnsafeRawBufferPointer, from position: inout Int) throws(Rejection) -> Bool {
    while position < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
      let lineFeed = memchr(rest.baseAddress!, 0x0A, rest.count)
      let count = lineFeed.map { UnsafeRawPointer($0) - rest.baseAddress! + 1 } ?? rest.count
      size += count
      guard size <= Self.longest else { throw .malformedForm("a part has more than \(Self.longest) bytes of headers") }
      line.append(contentsOf: rest[..<count])
      position += count
      if lineFeed != nil, try finishLine() { return true }
    }
    return false
  }

  /// Takes the line up; true for the empty one.
  private mutating func finishLine() throws(Rejection) -> Bool {
    defer { line.removeAll(keepingCapacity: true) }
    let text = line.dropLast(2)
    // What one reader takes for the end of a line another does not (FRM-005).
    guard line.count >= 2, line[line.count - 2] == 0x0D, !text.contains(0x0D), !text.contains(0x00) else {
      throw .malformedForm("a line of a part's headers does not end with CR LF, or holds a CR or NUL")
    }
    guard let first = text.first else { return true }
    if first == 0x20 || first == 0x09, !fields.isEmpty {
      fields[fields.count - 1].value.bytes += text
      return false
    }
    guard let (name, value) = Text(text).splitOnce(at: UInt8(ascii: ":")), !name.isEmpty,
      name.bytes.allSatisfy(\.isTokenCharacter)
    else { throw .malformedForm("a line of a part's headers is not NAME: VALUE") }
    fields.append(HeaderField(name.lowercased, value))
    return false
  }

  /// What the headers say of the part (FRM-010 to FRM-012).
  ///
  /// - Returns: The part's name, and what it says of its file.
  /// - Throws: ``Rejection``, MalformedPOSTRequest, without a name, or with two dispositions.
  func part() throws(Rejection) -> (name: Text, file: FilePart) {
    guard let disposition = try value(of: "content-disposition") else {
      throw .malformedForm("a part has no Content-Disposition")
    }
    let end = disposition.bytes.firstIndex(of: UInt8(ascii: ";")) ?? disposition.bytes.endIndex
    guard Text(disposition.bytes[..<end]).trimmed.lowercased == "form-data" else {
      throw .malformedForm("a part's Content-Disposition is not form-data")
    }
    let parameters = try HeaderParameters(disposition.bytes[end...])
    guard let name = parameters["name"] else { throw .malformedForm("a part has no name") }
    let fileName = parameters["filename*"].flatMap(ExtendedValue.decode) ?? parameters["filename"]
    return (name, FilePart(name: fileName, contentType: try value(of: "content-type")?.trimmed))
  }

  private func value(of name: Text) throws(Rejection) -> Text? {
    let values = fields.filter { $0.name == name }
    guard values.count <= 1 else { throw .malformedForm("the header \(name) of a part stands twice") }
    return values.first?.value
  }
}
