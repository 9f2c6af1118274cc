public import VideoSpec

/// Checks whether an object's first bytes are those of its media type.
enum ContentCheck {
  case webM
  case mp4

  /// Creates the check for a media type.
  ///
  /// - Throws: ``Rejection`` with ``ErrorCode/contentCheckUnknown`` for a type that has no check (VAL-032).
  init(mediaType: Text) throws(Rejection) {
    switch mediaType.lowercased {
    case "video/webm": self = .webM
    case "video/mp4": self = .mp4
    default:
      throw Rejection(
        .contentCheckUnknown, field: "mediaType",
        "the content of \(mediaType.printable) cannot be checked, only that of video/webm and video/mp4")
    }
  }

  /// Returns whether the first bytes of an object are those of the media type.
  func accepts(_ bytes: Text) -> Bool {
    switch self {
    case .webM: EBMLHeader.docType(in: bytes.bytes[...]) == "webm"
    case .mp4: FileTypeBox.isFirst(in: bytes.bytes)
    }
  }
}

/// The types of videos that are known by their content.
public enum VideoContent {
  /// The media types that ``mediaType(of:)`` returns.
  public static let mediaTypes: [Text] = ["video/mp4", "video/webm", "video/quicktime", "video/x-matroska"]

  /// Returns the media type of a video by its first bytes, of which a few kilobytes are enough; nil for content of another kind (LIB-051,
  /// LIB-058).
  ///
  /// Pictures and audio that use the container of MP4 are no videos.
  public static func mediaType(of bytes: [UInt8]) -> Text? {
    switch EBMLHeader.docType(in: bytes[...]) {
    case "webm": return "video/webm"
    case "matroska": return "video/x-matroska"
    default: break
    }
    // Old QuickTime files have no brand.
    let atoms = ["moov", "mdat", "wide"]
    if bytes.count >= 8, atoms.contains(where: { bytes[4..<8].elementsEqual($0.utf8) }) { return "video/quicktime" }
    guard FileTypeBox.isFirst(in: bytes) else { return nil }
    let brand = Text(bytes[8..<12])
    if brand == "qt  " { return "video/quicktime" }
    let others: [Text] = [
      "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis", "jpeg", "jpgs", "jp2 ", "crx ",
      "M4A ", "M4B ", "M4P ", "aax ",
    ]
    return others.contains(brand) ? nil : "video/mp4"
  }
}

/// The header at the beginning of Matroska and WebM files (RFC 8794, 8.1 and 11.2).
private enum EBMLHeader {
  private static let id: UInt = 0x1A45_DFA3
  private static let docType: UInt = 0x4282

  /// Returns the DocType of a complete header, or nil if there is no such header, or not exactly one DocType.
  static func docType(in bytes: ArraySlice<UInt8>) -> Text? {
    var rest = bytes
    guard let header = element(&rest), header.id == id else { return nil }
    var children = header.data
    var found: Text?
    while !children.isEmpty {
      guard let child = element(&children) else { return nil }
      guard child.id == docType else { continue }
      if found != nil { return nil }
      // A NUL ends a string early (RFC 8794, 13).
      found = Text(child.data.prefix { $0 != 0 })
    }
    return found
  }

  /// Reads a complete element: an id of at most 4 bytes, a known size of at most 8 bytes, and that many bytes of data.
  private static func element(_ rest: inout ArraySlice<UInt8>) -> (id: UInt, data: ArraySlice<UInt8>)? {
    guard let id = variableInteger(&rest, longest: 4), let size = variableInteger(&rest, longest: 8) else { return nil }
    let length = size.value & ~(1 << (7 * UInt(size.length)))
    // All bits set means an unknown size, which a header cannot have.
    guard length != (1 << (7 * UInt(size.length))) - 1, length <= UInt(rest.count) else { return nil }
    defer { rest = rest.dropFirst(Int(length)) }
    return (id.value, rest.prefix(Int(length)))
  }

  /// Reads a variable-size integer (RFC 8794, 4): one byte more than the first byte has leading zeros. The marker bit stays in the value.
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

/// The box at the beginning of MP4 files (ISO/IEC 14496-12, 4.2 and 4.3).
private enum FileTypeBox {
  /// Returns whether the bytes begin with a complete box of type `ftyp` that has a brand and its version.
  static func isFirst(in bytes: [UInt8]) -> Bool {
    func integer(_ range: Range<Int>) -> UInt { bytes[range].reduce(0) { $0 << 8 | UInt($1) } }
    guard bytes.count >= 16, bytes[4..<8].elementsEqual("ftyp".utf8) else { return false }
    var size = integer(0..<4)
    var header = 8
    if size == 1 {
      (size, header) = (integer(8..<16), 16)
    }
    // A size of 0 means a box up to the end of the file, which leaves no video.
    return size >= UInt(header + 8) && size <= UInt(bytes.count)
  }
}
