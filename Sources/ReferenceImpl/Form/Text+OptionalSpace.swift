import VideoSpec

extension Text {
  /// The text without spaces and tabs around it, which are not part of a header's value (RFC 9110, 5.5). Other white space is.
  var withoutOptionalSpace: Text {
    let isContent: (UInt8) -> Bool = { $0 != 0x20 && $0 != 0x09 }
    guard let first = bytes.firstIndex(where: isContent), let last = bytes.lastIndex(where: isContent) else {
      return Text()
    }
    return Text(bytes[first...last])
  }
}
