/// The dates of HTTP fields.
public enum HTTPDate {
  /// Returns a time as `Sun, 06 Nov 1994 08:49:37 GMT`.
  ///
  /// - Parameter seconds: Since 1970. Times before 1970 or after 9999 become the nearest in that range.
  /// - Note: RFC 9110 §5.6.7.
  public static func text(secondsSince1970 seconds: Int) -> String {
    let seconds = min(max(0, seconds), 253_402_300_799)
    let days = seconds / 86400
    let (year, month, day) = date(daysSince1970: days)
    let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(twoDigits).joined(separator: ":")
    return "\(weekdays[(days + 4) % 7]), \(twoDigits(day)) \(months[month - 1]) \(year) \(time) GMT"
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// The date of the Gregorian calendar. Years are counted from March, so that the leap day is the last one.
  private static func date(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let daysSinceMarchOfYear0 = days + 719_468
    let era = daysSinceMarchOfYear0 / 146_097
    let dayOfEra = daysSinceMarchOfYear0 % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
  }
}
