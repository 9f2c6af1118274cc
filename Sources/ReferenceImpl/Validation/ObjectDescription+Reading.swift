import VideoSpec

extension ObjectDescription {
  /// Reads the headers of a response to HEAD with status 200. Returns nil without a usable Content-Length or ETag (VAL-027).
  init?(headers: [HeaderField]) {
    // A header that occurs twice is one with both values, joined by a comma (RFC 9110, 5.3).
    func value(_ name: Text) -> Text? {
      let values = headers.filter { $0.name.equalsIgnoringCase(name) }.map(\.value.bytes)
      return values.isEmpty ? nil : Text(values.joined(separator: [0x2C, 0x20]))
    }
    // `Int()` would accept a sign.
    guard let length = value("content-length")?.withoutOptionalSpace,
      length.bytes.allSatisfy({ (0x30...0x39).contains($0) }),
      let size = Int(length.string), let etag = value("etag")?.withoutOptionalSpace, Self.isStrong(etag)
    else { return nil }
    self.init(size: size, contentType: value("content-type"), etag: etag)
  }

  /// Returns whether a text is a strong entity tag (RFC 9110, 8.8.3) that is not empty. A weak one may be the same for two videos.
  private static func isStrong(_ etag: Text) -> Bool {
    let mark = UInt8(ascii: "\"")
    guard etag.bytes.count > 2, etag.bytes.first == mark, etag.bytes.last == mark else { return false }
    return etag.bytes.dropFirst().dropLast().allSatisfy { $0 > 0x20 && $0 != mark && $0 != 0x7F }
  }
}
