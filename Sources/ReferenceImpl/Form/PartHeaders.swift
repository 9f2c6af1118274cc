import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

/// Reads the headers of one part, line by line, up to the empty line.
struct PartHeaders {
  /// The largest size in bytes, including line ends and the empty line.
  static let longest = 8192

  private var size = 0
  /// The current line, as far as it has arrived: a piece may end anywhere.
  private var line: [UInt8] = []
  /// The headers so far, their names in lower case.
  private var fields: [HeaderField] = []

  /// Reads headers from a piece of the body.
  ///
  /// - Parameter position: The start; afterwards the index after the empty line, or the end of the piece.
  /// - Returns: Whether the headers are complete.
  /// - Throws: ``Rejection``, MalformedPOSTRequest, for a line that is not a header and for more than ``longest`` bytes.
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

  /// Adds the current line to the headers. Returns true for the empty line.
  private mutating func finishLine() throws(Rejection) -> Bool {
    defer { line.removeAll(keepingCapacity: true) }
    let text = line.dropLast(2)
    // Readers disagree about whether a bare CR, LF or NUL ends a line (FRM-005).
    guard line.count >= 2, line[line.count - 2] == 0x0D, !text.contains(0x0D), !text.contains(0x00) else {
      throw .malformedForm("a line of a part's headers does not end with CR LF, or contains a CR or NUL")
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

  /// Returns the part's name, and the description of a file (FRM-010 to FRM-012, FRM-018).
  ///
  /// - Throws: ``Rejection``, MalformedPOSTRequest, for a part without a name, and for one with two dispositions.
  func part() throws(Rejection) -> (name: Text, file: FormFile) {
    guard let disposition = try value(of: "content-disposition") else {
      throw .malformedForm("a part has no Content-Disposition")
    }
    let end = disposition.bytes.firstIndex(of: UInt8(ascii: ";")) ?? disposition.bytes.endIndex
    guard Text(disposition.bytes[..<end]).withoutOptionalSpace.lowercased == "form-data" else {
      throw .malformedForm("a part's Content-Disposition is not form-data")
    }
    let parameters = try HeaderParameters(disposition.bytes[end...])
    guard let name = parameters["name"] else { throw .malformedForm("a part has no name") }
    // `name*` beside `name`: readers could see two names (FRM-018).
    guard parameters["name*"] == nil else { throw .malformedForm("a part has the parameter name*") }
    let decoded = parameters["filename*"].flatMap(ExtendedValue.decode)
    // `${filename}` would carry them into the key (FRM-018).
    guard decoded?.bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) ?? true else {
      throw .malformedForm("a file's name contains a control character")
    }
    return (
      name,
      FormFile(
        name: decoded ?? parameters["filename"], contentType: try value(of: "content-type")?.withoutOptionalSpace)
    )
  }

  private func value(of name: Text) throws(Rejection) -> Text? {
    let values = fields.filter { $0.name == name }
    guard values.count <= 1 else { throw .malformedForm("a part has the header \(name) twice") }
    return values.first?.value
  }
}
