import VideoSpec

/// Whether an object's first bytes are those of its media type.
enum ContentCheck {
  case webM
  case mp4

  /// - Throws: ``Rejection`` with `ContentCheckUnknown` for a type whose first bytes are not specified (VAL-032).
  init(mediaType: Text) throws(Rejection) {
    switch mediaType.lowercased {
    case "video/webm": self = .webM
    case "video/mp4": self = .mp4
    default:
      throw Rejection(
        .contentCheckUnknown, field: "mediaType",
        "the content of \(SigningRules.printable(mediaType)) cannot be checked: that of video/webm and video/mp4 can")
    }
  }

  func accepts(_ bytes: Text) -> Bool {
    switch self {
    case .webM: EBMLHeader.docType(in: bytes.bytes[...]) == "webm"
    case .mp4: FileTypeBox.isFirst(in: bytes.bytes)
    }
  }
}

/// The header that Matroska and WebM begin with (RFC 8794, 8.1 and 11.2).
private enum EBMLHeader {
  private static let id: UInt = 0x1A45_DFA3
  private static let docType: UInt = 0x4282

  /// The DocType that a whole header at the beginning has; nil where there is no such header, or another number of DocTypes than one.
  static func docType(in bytes: ArraySlice<UInt8>) -> Text? {
    var rest = bytes
    guard let header = element(&rest), header.id == id else { return nil }
    var children = header.data
    var found: Text?
    while !children.isEmpty {
      guard let child = element(&children) else { return nil }
      guard child.id == docType else { continue }
      if found != nil { return nil }
      // A NUL ends a string before its element's end (RFC 8794, 13).
      found = Text(child.data.prefix { $0 != 0 })
    }
    return found
  }

  /// An element that is there whole: an id of at most 4 bytes, a known size of at most 8, and that many bytes.
  private static func element(_ rest: inout ArraySlice<UInt8>) -> (id: UInt, data: ArraySlice<UInt8>)? {
    guard let id = variableInteger(&rest, longest: 4), let size = variableInteger(&rest, longest: 8) else { return nil }
    let length = size.value & ~(1 << (7 * UInt(size.length)))
    // All bits set stands for a size that is not known, which a header's cannot be.
    guard length != (1 << (7 * UInt(size.length))) - 1, length <= UInt(rest.count) else { return nil }
    defer { rest = rest.dropFirst(Int(length)) }
    return (id.value, rest.prefix(Int(length)))
  }

  /// RFC 8794, 4: as many bytes as the first one's leading zeros say and one. The marker is left in the value.
  private static func variableInteger(
    _ rest: inout ArraySlice<UInt8>, longest: Int
  ) -> (value: UInt, length: Int)? {
    guard let first = rest.first else { return nil }
    let length = first.leadingZeroBitCount + 1
    guard length <= longest, rest.count >= length else { return nil }
    defer { rest = rest.dropFirst(length) }
    return (rest.prefix(length).reduce(0) { $0 << 8 | UInt($1) }, length)
  }
}

/// The box that MP4 begins with (ISO/IEC 14496-12, 4.2 and 4.3).
private enum FileTypeBox {
  /// Whether a whole box of type ftyp comes first, with a brand and its version.
  static func isFirst(in bytes: [UInt8]) -> Bool {
    func integer(_ range: Range<Int>) -> UInt { bytes[range].reduce(0) { $0 << 8 | UInt($1) } }
    guard bytes.count >= 16, bytes[4..<8].elementsEqual("ftyp".utf8) else { return false }
    var size = integer(0..<4)
    var header = 8
    if size == 1 {
      (size, header) = (integer(8..<16), 16)
    }
    // A size of 0 reaches to the file's end, where no video is left.
    return size >= UInt(header + 8) && size <= UInt(bytes.count)
  }
}
