public import VideoSpec

extension StorageKey {
  /// Reads a key of a layout (KEY-008).
  ///
  /// - Throws: ``Rejection`` with ``ErrorCode/invalidKey`` if the key does not have the form of the layout, is too long or not UTF-8, or has a
  ///   segment that is empty, `.` or `..`.
  public init(parsing key: Text, as layout: Layout) throws(Rejection) {
    guard key.bytes.count <= KeyGenerator.limit, let string = key.validString,
      layout == .recording || string.unicodeScalars.count <= KeyGenerator.libraryLimit
    else { throw .invalidStorageKey(key, "it is too long or not UTF-8") }
    let segments = key.split(at: UInt8(ascii: "/"))
    guard segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw .invalidStorageKey(key, "a segment is empty, '.' or '..'")
    }
    guard let parsed = Self.parsed(segments, as: layout), parsed.text == key else {
      throw .invalidStorageKey(key, "it does not have the form of the layout \(layout.rawValue)")
    }
    self = parsed
  }

  private static func parsed(_ segments: [Text], as layout: Layout) -> StorageKey? {
    switch layout {
    case .recording:
      guard segments.count == 4, segments[0] == "videos", let year = number(segments[1], digits: 4),
        let month = number(segments[2], digits: 2), (1...12).contains(month), (1970...9999).contains(year),
        let (uuid, ending) = segments[3].splitOnce(at: UInt8(ascii: ".")), isUUID(uuid),
        KeyGenerator.knowsEnding(ending)
      else { return nil }
      return .recording(year: year, month: month, uuid: uuid, extension: ending)
    case .libraryVideo:
      guard let (user, seconds, name) = library(segments, folder: "videos"), SafeName(name).text == name else {
        return nil
      }
      return .libraryVideo(user: user, seconds: seconds, name: name)
    case .libraryThumbnail:
      let suffix: Text = "_thumb.jpg"
      guard let (user, seconds, name) = library(segments, folder: "thumbnails"),
        name.bytes.count > suffix.bytes.count, name.bytes.suffix(suffix.bytes.count).elementsEqual(suffix.bytes)
      else { return nil }
      let stem = Text(name.bytes.dropLast(suffix.bytes.count))
      return SafeName.isStem(stem) ? .libraryThumbnail(user: user, seconds: seconds, stem: stem) : nil
    case .playbackVideo:
      return playback(segments, folder: "videos", ending: ".mp4").map { .playbackVideo(user: $0, video: $1) }
    case .playbackThumbnail:
      return playback(segments, folder: "thumbnails", ending: ".jpg").map { .playbackThumbnail(user: $0, video: $1) }
    }
  }

  private static func library(_ segments: [Text], folder: Text) -> (user: Text, seconds: Int, name: Text)? {
    guard segments.count == 5, segments[0] == "uploads", segments[1] == "users", segments[3] == folder,
      KeyRules.isID(segments[2], prefix: ""), let (head, name) = segments[4].splitOnce(at: UInt8(ascii: "_")),
      let seconds = number(head), seconds <= Timestamp.maximum.seconds, !name.isEmpty
    else { return nil }
    return (segments[2], seconds, name)
  }

  private static func playback(_ segments: [Text], folder: Text, ending: Text) -> (Text, Text)? {
    guard segments.count == 3, segments[0] == folder, KeyRules.isID(segments[1], prefix: "u_"),
      segments[2].bytes.suffix(ending.bytes.count).elementsEqual(ending.bytes)
    else { return nil }
    let video = Text(segments[2].bytes.dropLast(ending.bytes.count))
    return KeyRules.isID(video, prefix: "v_") ? (segments[1], video) : nil
  }

  private static func number(_ text: Text, digits: Int? = nil) -> Int? {
    guard text.bytes.allSatisfy({ (0x30...0x39).contains($0) }), digits == nil || text.bytes.count == digits else {
      return nil
    }
    return Int(text.string)
  }

  /// Returns whether a text is a UUID of version 4 in lower case.
  private static func isUUID(_ text: Text) -> Bool {
    let bytes = text.bytes
    guard bytes.count == 36 else { return false }
    for (index, byte) in bytes.enumerated() {
      let isHexadecimal = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
      switch index {
      case 8, 13, 18, 23: if byte != UInt8(ascii: "-") { return false }
      case 14: if byte != UInt8(ascii: "4") { return false }
      case 19: if !"89ab".utf8.contains(byte) { return false }
      default: if !isHexadecimal { return false }
      }
    }
    return true
  }
}

extension KeyGenerator {
  static func knowsEnding(_ ending: Text) -> Bool { endings.values.contains(ending) }

  /// Returns the media type of a file extension (KEY-003), or nil for an unknown extension.
  public static func mediaType(ofEnding ending: Text) -> Text? { endings.first { $0.value == ending }?.key }
}

extension Rejection {
  fileprivate static func invalidStorageKey(_ key: Text, _ reason: String) -> Rejection {
    Rejection(.invalidKey, field: "key", "\"\(key.printable)\" is not a storage key: \(reason)")
  }
}
