package import VideoSpec

/// The dates of HTTP: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
package enum HTTPDate {
  private static let days: [Text] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months: [Text] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Writes a date.
  package static func text(_ time: Timestamp) -> Text {
    let basic = time.basic.bytes
    let month = (Int(basic[4]) - 48) * 10 + Int(basic[5]) - 48
    var bytes: [UInt8] = []
    bytes.reserveCapacity(29)
    func append(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }
    bytes += days[time.dayNumber % 7].bytes
    append(", ")
    bytes += basic[6..<8]
    append(" ")
    bytes += months[month - 1].bytes
    append(" ")
    bytes += basic[0..<4]
    append(" ")
    bytes += basic[9..<11]
    append(":")
    bytes += basic[11..<13]
    append(":")
    bytes += basic[13..<15]
    append(" GMT")
    return Text(bytes: bytes)
  }

  /// Reads a date in one of the three forms of HTTP. Returns nil for anything else: a condition with such a date does not count.
  package static func parse(_ text: Text) -> Timestamp? {
    let words = text.bytes.split(whereSeparator: { " ,-".utf8.contains($0) }).map { Text($0) }
    guard (5...7).contains(words.count) else { return nil }
    guard let month = months.firstIndex(where: { words.contains($0) }),
      let time = words.first(where: \.isClock)
    else { return nil }
    let numbers = words.filter(\.isDecimal)
    guard numbers.count == 2, let day = Int(numbers[0].string), var year = Int(numbers[1].string) else { return nil }
    // The obsolete form has two digits.
    if numbers[1].bytes.count == 2 { year += year < 70 ? 2000 : 1900 }
    let clock = time.split(at: UInt8(ascii: ":"))
    guard clock.count == 3, clock.allSatisfy({ $0.bytes.count == 2 }), (1000...9999).contains(year), day < 100 else {
      return nil
    }
    func two(_ number: Int) -> Text { Text(number < 10 ? "0\(number)" : "\(number)") }
    return Timestamp(
      basic: Text("\(year)") + two(month + 1) + two(day) + "T" + clock[0] + clock[1] + clock[2] + "Z")
  }
}

extension Text {
  /// Whether the text consists of one or more digits. `Int()` would accept a sign.
  package var isDecimal: Bool { !isEmpty && bytes.allSatisfy { (0x30...0x39).contains($0) } }

  /// Whether the text has the colons of a time of day.
  fileprivate var isClock: Bool { bytes.contains(UInt8(ascii: ":")) }
}
