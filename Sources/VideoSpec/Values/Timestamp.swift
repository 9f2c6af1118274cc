/// A point in time from 1970 to 9999, in whole seconds since 1970-01-01T00:00:00Z (SIG-195).
public struct Timestamp: Hashable, Sendable, Comparable {
  public let seconds: Int

  /// 9999-12-31T23:59:59Z.
  public static let maximum = Timestamp(unchecked: 253_402_300_799)

  /// Returns nil before 1970 and after 9999, because the formats have four digits for the year.
  public init?(seconds: Int) {
    guard (0...Timestamp.maximum.seconds).contains(seconds) else { return nil }
    self.seconds = seconds
  }

  /// Returns the time `count` seconds later, or nil if it is before 1970 or after 9999. Any `count` is allowed.
  public func adding(seconds count: Int) -> Timestamp? {
    let (sum, overflows) = seconds.addingReportingOverflow(count)
    return overflows ? nil : Timestamp(seconds: sum)
  }

  private init(unchecked seconds: Int) { self.seconds = seconds }

  /// Parses the form `2026-01-02T03:04:05Z`. Returns nil for anything else, including dates that do not exist.
  public init?(iso8601 text: Text) {
    let bytes = text.bytes
    guard bytes.count == 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
    else { return nil }
    let separators = [4, 7, 13, 16]
    let basic = bytes.indices.filter { !separators.contains($0) }.map { bytes[$0] }
    self.init(basic: Text(basic))
  }

  /// Parses the form `20260102T030405Z`, which is the one that is signed. Returns nil for anything else, including dates that
  /// do not exist.
  public init?(basic text: Text) {
    let bytes = text.bytes
    guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
      let year = Timestamp.digits(bytes[0..<4]), let month = Timestamp.digits(bytes[4..<6]),
      let day = Timestamp.digits(bytes[6..<8]), let hour = Timestamp.digits(bytes[9..<11]),
      let minute = Timestamp.digits(bytes[11..<13]), let second = Timestamp.digits(bytes[13..<15]),
      (1...12).contains(month), hour < 24, minute < 60, second < 60
    else { return nil }
    let days = Timestamp.days(year: year, month: month, day: day)
    guard day >= 1, Timestamp.civil(days: days) == (year, month, day) else { return nil }
    self.init(seconds: days * 86400 + hour * 3600 + minute * 60 + second)
  }

  /// The time in the form `20260102T030405Z`.
  public var basic: Text {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    append(to: &bytes)
    return Text(bytes: bytes)
  }

  /// The time in the form `2026-01-02T03:04:05Z`.
  public var iso8601: Text {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20)
    append(to: &bytes, between: UInt8(ascii: "-"), UInt8(ascii: ":"))
    return Text(bytes: bytes)
  }

  /// The date in the form `20260102`, as in the credential scope.
  public var day: Text { Text(basic.bytes[..<8]) }

  /// The number of days since 1970-01-01 in UTC.
  public var dayNumber: Int { seconds / 86400 }

  /// Appends the time in the form `20260102T030405Z`.
  public func append(to bytes: inout [UInt8]) { append(to: &bytes, between: nil, nil) }

  private func append(to bytes: inout [UInt8], between dates: UInt8?, _ times: UInt8?) {
    let (year, month, day) = Timestamp.civil(days: dayNumber)
    let second = seconds % 86400
    Timestamp.append(year / 100, to: &bytes)
    Timestamp.append(year % 100, to: &bytes)
    if let dates { bytes.append(dates) }
    Timestamp.append(month, to: &bytes)
    if let dates { bytes.append(dates) }
    Timestamp.append(day, to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    Timestamp.append(second / 3600, to: &bytes)
    if let times { bytes.append(times) }
    Timestamp.append(second / 60 % 60, to: &bytes)
    if let times { bytes.append(times) }
    Timestamp.append(second % 60, to: &bytes)
    bytes.append(UInt8(ascii: "Z"))
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

  private static func append(_ pair: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "0") + UInt8(pair / 10))
    bytes.append(UInt8(ascii: "0") + UInt8(pair % 10))
  }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }

  // In these calculations a year begins in March. The leap day is then its last day, and a formula gives the months.

  private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear % 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Timestamp: CustomStringConvertible {
  public var description: String { iso8601.string }
}
