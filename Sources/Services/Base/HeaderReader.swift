import VideoSpec

/// Reads headers of which only one value can count.
enum HeaderReader {
  /// Returns the value of a header that may occur once; nil without it, and if it occurs more often.
  static func single(_ name: Text, in headers: [HeaderField]) -> Text? {
    let values = headers.filter { $0.name.equalsIgnoringCase(name) }
    return values.count == 1 ? values[0].value : nil
  }

  /// Whether `If-None-Match` names an ETag, also a weak one of several, or any (RFC 9110, 13.1.2).
  static func matches(_ etag: Text, in headers: [HeaderField]) -> Bool {
    headers.contains { header in
      header.name.equalsIgnoringCase("if-none-match")
        && header.value.split(at: UInt8(ascii: ",")).contains { entry in
          let entry = Text(entry.bytes.trimmingSpace)
          return entry == etag || entry == "W/" + etag || entry == "*"
        }
    }
  }

  /// Returns the value of a cookie; nil if there is none, or if several have different values, because nobody knows which one is right.
  static func cookie(_ name: Text, in headers: [HeaderField]) -> Text? {
    var found: Text?
    for header in headers where header.name.equalsIgnoringCase("cookie") {
      for pair in header.value.split(at: UInt8(ascii: ";")) {
        let pair = Text(pair.bytes.trimmingSpace)
        guard let (key, value) = pair.splitOnce(at: UInt8(ascii: "=")), key == name else { continue }
        if let found, found != value { return nil }
        found = value
      }
    }
    return found
  }
}

extension [UInt8] {
  /// The bytes without the spaces and tabs around them.
  fileprivate var trimmingSpace: ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    let rest = drop(while: isSpace)
    return rest[..<((rest.lastIndex { !isSpace($0) }).map { $0 + 1 } ?? rest.startIndex)]
  }
}
