import VideoSpec

/// Text between two tags.
enum XMLText {
  /// Resolves the five predefined entities and character references, each once.
  /// - Parameter readsMarkup: Whether CDATA sections are unwrapped and comments removed.
  static func resolved(_ bytes: ArraySlice<UInt8>, readsMarkup: Bool) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "&")) || readsMarkup && bytes.contains(UInt8(ascii: "<")) else {
      return Array(bytes)
    }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let rest = bytes[index...]
      if rest.first == UInt8(ascii: "&"), let (scalar, length) = reference(rest) {
        output += Array(String(scalar).utf8)
        index += length
      } else if readsMarkup, rest.starts(with: "<![CDATA[".utf8) {
        let (contents, end) = until("]]>", bytes, from: index + 9)
        output += contents
        index = end
      } else if readsMarkup, rest.starts(with: "<!--".utf8) {
        index = until("-->", bytes, from: index + 4).end
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return output
  }

  /// The character that a reference names, and the reference's length; nil if it is not one of the predefined.
  private static func reference(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
    guard let end = bytes.prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = Text(bytes[(bytes.startIndex + 1)..<end]).string
    let length = end - bytes.startIndex + 1
    switch name {
    case "lt": return ("<", length)
    case "gt": return (">", length)
    case "amp": return ("&", length)
    case "quot": return ("\"", length)
    case "apos": return ("'", length)
    default: break
    }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let isHexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
    let number = isHexadecimal ? digits.dropFirst() : digits
    guard number.first?.isHexDigit == true, let value = UInt32(number, radix: isHexadecimal ? 16 : 10), value > 0,
      let scalar = Unicode.Scalar(value)
    else { return nil }
    return (scalar, length)
  }

  /// The bytes before a mark, and the index after it; everything if there is no such mark.
  static func until(_ mark: String, _ bytes: ArraySlice<UInt8>, from start: Int) -> (
    contents: ArraySlice<UInt8>, end: Int
  ) {
    let mark = Array(mark.utf8)
    var index = min(start, bytes.endIndex)
    let first = index
    while index < bytes.endIndex {
      if bytes[index] == mark[0], bytes[index...].starts(with: mark) {
        return (bytes[first..<index], index + mark.count)
      }
      index += 1
    }
    return (bytes[first...], bytes.endIndex)
  }
}

/// Finds tags in markup that may be incomplete.
struct MarkupScanner {
  struct Tag {
    /// The name in lower case, without the prefix of its namespace.
    var name: Text
    /// The name as it is written, without the prefix of its namespace.
    var shownName: Text
    /// The whole name in lower case, by which the end tag is found.
    var key: Text
    var isEnd: Bool
    /// Whether the tag is `<NAME/>`.
    var isEmpty: Bool
  }

  private let bytes: [UInt8]
  private var index = 0
  /// Where the end tags of each name begin, and which of them is next.
  private var ends: [Text: (starts: [Int], next: Int)] = [:]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var index = 0
    while let start = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = start + 1
      guard bytes[index...].first == UInt8(ascii: "/"), let name = name(at: index + 1) else { continue }
      ends[name.lowercased, default: ([], 0)].starts.append(start)
      index += name.bytes.count
    }
  }

  /// The name that begins at an index; nil if none does.
  private func name(at start: Int) -> Text? {
    let name = bytes[min(start, bytes.endIndex)...].prefix(80).prefix {
      $0.isASCIIAlphanumeric || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        || $0 == UInt8(ascii: ".")
    }
    return name.first.map { $0.isASCIIAlphanumeric && $0 > UInt8(ascii: "9") } == true ? Text(name) : nil
  }

  /// Skips to the next complete tag. Text, comments, declarations and sections are passed over.
  mutating func nextTag() -> Tag? {
    while let start = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      let rest = bytes[start...]
      if rest.starts(with: "<!--".utf8) {
        index = XMLText.until("-->", bytes[...], from: start + 4).end
      } else if rest.starts(with: "<![CDATA[".utf8) {
        index = XMLText.until("]]>", bytes[...], from: start + 9).end
      } else {
        let isEnd = rest.dropFirst().first == UInt8(ascii: "/")
        index = start + 1
        guard let name = name(at: start + (isEnd ? 2 : 1)) else { continue }
        guard let end = tagEnd(from: start) else { return nil }
        index = end + 1
        let local = name.split(at: UInt8(ascii: ":")).last ?? name
        return Tag(
          name: local.lowercased, shownName: local, key: name.lowercased, isEnd: isEnd,
          isEmpty: !isEnd && bytes[end - 1] == UInt8(ascii: "/"))
      }
    }
    index = bytes.endIndex
    return nil
  }

  /// The index of the `>` that ends a tag. It is not looked for far away, and not within an attribute's value.
  private func tagEnd(from start: Int) -> Int? {
    var quote: UInt8?
    for index in start..<min(bytes.endIndex, start + 2048) {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return index
      }
    }
    return nil
  }

  /// What is between a tag and its end tag. Without an end tag, the value ends at the next element, or with the text.
  mutating func value(of tag: Tag) -> (ArraySlice<UInt8>, isClosed: Bool) {
    let start = index
    if var found = ends[tag.key] {
      while found.next < found.starts.count, found.starts[found.next] < start { found.next += 1 }
      ends[tag.key] = found
      if found.next < found.starts.count {
        let end = found.starts[found.next]
        index = end + 2 + tag.key.bytes.count
        return (bytes[start..<end], true)
      }
    }
    while let next = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = next + 1
      let isEnd = bytes[index...].first == UInt8(ascii: "/")
      // A tag that is an element's own, and not a part of the message such as `<YOUR-AKID>`.
      guard let name = name(at: isEnd ? index + 1 : index), ends[name.lowercased] != nil else { continue }
      index = next
      return (bytes[start..<next], false)
    }
    index = bytes.endIndex
    return (bytes[start...], false)
  }
}
