import VideoSpec

extension Timestamp {
  /// Reads a `Date` header: `Fri, 24 May 2013 00:00:00 GMT`, also with `UTC`, `+0000` or `-0000` for the zone.
  init?(httpDate text: Text) {
    let parts = text.bytes.split(separator: 0x20, omittingEmptySubsequences: false).map { Text($0) }
    guard parts.count == 6, Self.weekdays.contains(parts[0]), parts[1].bytes.count == 2,
      let month = Self.months.firstIndex(of: parts[2]), parts[3].bytes.count == 4, parts[4].bytes.count == 8,
      Self.zones.contains(parts[5])
    else { return nil }
    let clock = parts[4].split(at: UInt8(ascii: ":"))
    guard clock.count == 3 else { return nil }
    let number = month + 1
    let date = parts[3] + (number < 10 ? "0" : "") + Text("\(number)") + parts[1]
    self.init(basic: date + "T" + clock[0] + clock[1] + clock[2] + "Z")
  }

  private static let weekdays: Set<Text> = ["Mon,", "Tue,", "Wed,", "Thu,", "Fri,", "Sat,", "Sun,"]
  private static let months: [Text] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  private static let zones: Set<Text> = ["GMT", "UTC", "+0000", "-0000"]
}
