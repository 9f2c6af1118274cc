/// A moment in whole seconds since 1970-01-01T00:00:00Z, from 1970 to the end of 9999 (SIG-195).
///
/// The range follows from the formats that are signed, whose years have four digits. There is no default time: pass the time to every call
/// that needs one, and read the clock once, at the edge of a program.
///
/// ```swift
/// let fixed: Timestamp = "2026-01-02T03:04:05Z"
/// let later = Timestamp(seconds: fixed.seconds + 60)
/// ```
public struct Timestamp: Hashable, Sendable, Comparable {
  public let seconds: Int

  /// 1970-01-01T00:00:00Z.
  public static let minimum = Timestamp(seconds: 0)

  /// 9999-12-31T23:59:59Z.
  public static let maximum = Timestamp(seconds: 253_402_300_799)

  private static let range = 0...253_402_300_799

  /// Creates the moment that many seconds after 1970-01-01T00:00:00Z.
  ///
  /// - Precondition: The number is between ``minimum`` and ``maximum``. Use ``init(exactly:)`` or ``init(clamping:)`` for numbers from outside.
  public init(seconds: Int) {
    precondition(Self.range.contains(seconds), "a timestamp is between 1970 and 9999")
    self.seconds = seconds
  }

  /// Creates the moment that many seconds after 1970-01-01T00:00:00Z, or nil before 1970 and after 9999.
  public init?(exactly seconds: Int) {
    guard Self.range.contains(seconds) else { return nil }
    self.seconds = seconds
  }

  /// Creates the moment closest to that many seconds after 1970-01-01T00:00:00Z: ``minimum`` for numbers below it, ``maximum`` for numbers above.
  public init(clamping seconds: Int) { self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound) }

  /// Returns the moment that many seconds later, or nil before 1970 and after 9999, however large the number is.
  public func adding(seconds count: Int) -> Timestamp? {
    let (sum, overflows) = seconds.addingReportingOverflow(count)
    return overflows ? nil : Timestamp(exactly: sum)
  }

  /// Reads `2026-01-02T03:04:05Z`. Returns nil for any other form and for dates that do not exist.
  public init?(iso8601 text: Text) {
    let bytes = text.bytes
    guard bytes.count == 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
    else { return nil }
    var basic: [UInt8] = []
    basic.reserveCapacity(16)
    for part in [0..<4, 5..<7, 8..<13, 14..<16, 17..<20] { basic += bytes[part] }
    self.init(basic: Text(bytes: basic))
  }

  /// Reads `20260102T030405Z`, the form that is signed. Returns nil for any other form and for dates that do not exist.
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
    self.init(exactly: days * 86400 + hour * 3600 + minute * 60 + second)
  }

  /// The form that is signed: `20260102T030405Z`.
  public var basic: Text {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    append(to: &bytes, between: nil, nil)
    return Text(bytes: bytes)
  }

  /// The form that people and policies use: `2026-01-02T03:04:05Z`.
  public var iso8601: Text {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20)
    append(to: &bytes, between: UInt8(ascii: "-"), UInt8(ascii: ":"))
    return Text(bytes: bytes)
  }

  /// The UTC date as a credential scope has it: `20260102`.
  public var day: Text { Text(basic.bytes[..<8]) }

  /// The number of days since 1970-01-01, the same for all moments of a UTC day.
  package var dayNumber: Int { seconds / 86400 }

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

  // Years begin in March here, so that the leap day is the last one and months have a closed form.

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

extension Timestamp: ExpressibleByStringLiteral {
  /// Reads a literal such as `"2026-01-02T03:04:05Z"`.
  ///
  /// - Precondition: The literal has this form and the date exists. Use ``init(iso8601:)`` for texts from outside.
  public init(stringLiteral value: StaticString) {
    guard let time = value.withUTF8Buffer({ Timestamp(iso8601: Text(bytes: Array($0))) }) else {
      preconditionFailure("\"\(value)\" is not a time such as \"2026-01-02T03:04:05Z\"")
    }
    self = time
  }
}

extension Timestamp: CustomStringConvertible {
  public var description: String { iso8601.string }
}
