public import VideoSpec

/// Makes storage keys from a request, a time and random bytes.
///
/// ```swift
/// let key = try KeyGenerator.key(
///   for: .recording(mediaType: "video/webm"), at: SystemClock.now(), random: SystemRandom.bytes(16))
/// ```
public enum KeyGenerator {
  /// The longest key in bytes (KEY-040).
  public static let limit = 1024
  /// The longest key in characters that the library's column holds (KEY-040).
  public static let libraryLimit = 500

  /// Returns a new key.
  ///
  /// - Parameters:
  ///   - request: The layout, and the parts that it needs.
  ///   - time: The time at which the key is made. Recordings contain its year and month, and the library its seconds.
  ///   - random: At least 16 random bytes for a recording, of which the first 16 are used (KEY-002). Other layouts use none.
  /// - Throws: ``Rejection`` if a member of the request is missing or cannot be part of a key. Its `field` names the member.
  public static func key(for request: KeyRequest, at time: Timestamp, random: [UInt8]) throws(Rejection) -> StorageKey {
    switch request.layout {
    case .recording: try recording(mediaType: request.mediaType, at: time, random: random)
    case .libraryVideo, .libraryThumbnail: try library(request, at: time)
    case .playbackVideo: .playbackVideo(user: try playbackUser(request), video: try playbackVideo(request))
    case .playbackThumbnail: .playbackThumbnail(user: try playbackUser(request), video: try playbackVideo(request))
    }
  }

  // MARK: - Recordings

  private static func recording(
    mediaType: Text?, at time: Timestamp, random: [UInt8]
  ) throws(Rejection) -> StorageKey {
    guard let mediaType, let ending = MediaType(parsing: mediaType).flatMap({ endings[$0.essence] }) else {
      throw Rejection(
        .invalidMediaType, field: "mediaType", "\"\(mediaType?.printable ?? "")\" is not a known video type")
    }
    guard random.count >= 16 else {
      throw Rejection(.invalidRandom, field: "random", "a UUID needs 16 random bytes, not \(random.count)")
    }
    let digits = time.basic.bytes
    func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
    return .recording(
      year: number(0..<4), month: number(4..<6), uuid: uuid(Array(random.prefix(16))), extension: ending)
  }

  /// The file extensions of media types (KEY-003).
  static let endings: [Text: Text] = [
    "video/webm": "webm", "video/mp4": "mp4", "video/quicktime": "mov", "video/x-matroska": "mkv", "video/ogg": "ogv",
  ]

  /// Returns a UUID in lower case, made from 16 bytes.
  package static func uuid(_ random: [UInt8], version: UInt8 = 4) -> Text {
    var bytes = random
    bytes[6] = bytes[6] & 0x0F | version << 4
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = Hexadecimal.encode(bytes)
    var text = [UInt8](repeating: UInt8(ascii: "-"), count: 36)
    var position = 0
    for index in digits.indices {
      if index == 8 || index == 12 || index == 16 || index == 20 { position += 1 }
      text[position] = digits[index]
      position += 1
    }
    return Text(bytes: text)
  }

  // MARK: - The library

  private static func library(_ request: KeyRequest, at time: Timestamp) throws(Rejection) -> StorageKey {
    let user = try id(request.user, .invalidUser, "user")
    let name = SafeName(request.fileName ?? Text())
    func key(_ name: SafeName) -> StorageKey {
      request.layout == .libraryVideo
        ? .libraryVideo(user: user, seconds: time.seconds, name: name.text)
        : .libraryThumbnail(user: user, seconds: time.seconds, stem: name.stem)
    }
    var candidate = key(name)
    var number = 2
    while request.taken.contains(candidate.text) {
      candidate = key(name.suffixed("_\(number)", limit: SafeName.limit))
      number += 1
    }
    return candidate
  }

  // MARK: - Playback

  private static func playbackUser(_ request: KeyRequest) throws(Rejection) -> Text {
    try id(request.user, .invalidUser, "user", prefix: "u_")
  }

  private static func playbackVideo(_ request: KeyRequest) throws(Rejection) -> Text {
    try id(request.video, .invalidVideo, "video", prefix: "v_")
  }

  private static func id(
    _ text: Text?, _ code: ErrorCode, _ field: String, prefix: Text = ""
  ) throws(Rejection) -> Text {
    guard let text, KeyRules.isID(text, prefix: prefix) else {
      throw Rejection(
        code, field: field,
        "\"\(text?.printable ?? "")\" is not an id: use 1 to 64 of A-Z, a-z, 0-9, '_' and '-'\(prefix.isEmpty ? "" : ", beginning with \(prefix)")"
      )
    }
    return text
  }
}

/// The rules for the parts of keys.
enum KeyRules {
  /// Returns whether a text can be an id in a key (KEY-042).
  static func isID(_ text: Text, prefix: Text) -> Bool {
    (1...64).contains(text.bytes.count) && text.hasPrefix(prefix)
      && text.bytes.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
  }
}
