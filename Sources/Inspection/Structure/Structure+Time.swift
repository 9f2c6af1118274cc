import ReferenceImpl
import VideoSpec

// Clock, date, expiry; and what the request was meant to be.

extension Structure {
  private static let halfHour = 1800

  mutating func examineDate() {
    guard !claim.date.isEmpty else {
      if claim.place == .header { diagnosis.add("date-malformed", .certain, "there is no x-amz-date") }
      return
    }
    guard let time = Timestamp(basic: claim.date) else {
      return diagnosis.add("date-malformed", .certain, "it is \(claim.date)")
    }
    if !claim.day.isEmpty, claim.day != time.day {
      diagnosis.add("local-scope-date", .certain, "the scope's date is \(claim.day), X-Amz-Date \(claim.date)")
    }
    guard let now = inspector.now else { return }
    let lead = time.seconds - now.seconds
    if let code = calendar(time, now) { return diagnosis.add(code, .likely, "it says \(time), and it is \(now)") }
    if lead > Verifier.longestSkew {
      // A whole number of half-hours is a time zone; anything else is a clock.
      let offset = (lead + 300) / Self.halfHour * Self.halfHour
      let isZone = lead <= 14 * 3600 + 300 && abs(lead - offset) <= 300
      diagnosis.add(isZone ? "local-timestamps" : "not-yet-valid", .certain, "it says \(time), and it is \(now)")
    } else if claim.place == .header, -lead > Verifier.longestSkew {
      let offset = (-lead + 300) / Self.halfHour * Self.halfHour
      let isZone = -lead <= 12 * 3600 + 300 && abs(-lead - offset) <= 300
      diagnosis.add(isZone ? "local-timestamps" : "clock-skewed", .certain, "it says \(time), and it is \(now)")
    }
  }

  /// A date that another calendar, or a 12-hour clock, makes of this one.
  private func calendar(_ time: Timestamp, _ now: Timestamp) -> String? {
    let (said, real) = (time.basic.bytes, now.basic.bytes)
    let year = Int(Text(said[..<4]).string) ?? 0
    let realYear = Int(Text(real[..<4]).string) ?? 0
    let hasSameDay = said[4..<8].elementsEqual(real[4..<8])
    if year != realYear, hasSameDay || abs(year - realYear) > 20 {
      return abs(year - realYear) == 1 ? "week-year-dates" : "buddhist-years"
    }
    let hour = Int(Text(said[9..<11]).string) ?? 0
    let realHour = Int(Text(real[9..<11]).string) ?? 0
    let isTwelveHours =
      hour != realHour && (1...12).contains(hour)
      && abs(abs(time.seconds - now.seconds) - 12 * 3600) <= Verifier.longestSkew
    return said[..<8].elementsEqual(real[..<8]) && isTwelveHours ? "twelve-hour-clock" : nil
  }

  mutating func examineExpiry() {
    guard let text = claim.expires else { return }
    guard text.bytes.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int(text.string), seconds >= 1 else {
      return diagnosis.add(isOutOfBounds ? "expires-clamped" : "expires-malformed", .certain, "it is \(text)")
    }
    if let meant = inspector.intention.boundedExpires, meant != seconds {
      if seconds == meant * 1000 {
        diagnosis.add("expires-in-milliseconds", .certain, "it is \(seconds) for \(meant) seconds")
      } else if let time = Timestamp(basic: claim.date), abs(seconds - time.seconds - meant) <= 1 {
        diagnosis.add("expires-as-time", .certain, "it is \(seconds)")
      } else {
        diagnosis.add(isOutOfBounds ? "expires-clamped" : "expires-other", .certain, "it is \(seconds), not \(meant)")
      }
      return
    }
    if isOutOfBounds { return diagnosis.add("expires-clamped", .certain, "it is \(seconds)") }
    if seconds > SigningRules.longestExpiry {
      let code =
        seconds > 1_000_000_000
        ? "expires-as-time" : seconds % 1000 == 0 ? "expires-in-milliseconds" : "expires-malformed"
      diagnosis.add(code, .certain, "it is \(seconds), and the most is \(SigningRules.longestExpiry)")
    } else if !diagnosis.has("twelve-hour-clock"), !diagnosis.has("week-year-dates"), let now = inspector.now,
      let time = Timestamp(basic: claim.date), now.seconds > time.seconds + seconds
    {
      let end = Timestamp(exactly: time.seconds + seconds)
      diagnosis.add("expired", .certain, "it ended at \(end.map { "\($0)" } ?? "?"), and it is \(now)")
    }
  }

  private var isOutOfBounds: Bool {
    inspector.intention.expires.map { $0 < 1 || $0 > SigningRules.longestExpiry } ?? false
  }

  // MARK: What was meant

  mutating func examineIntention() {
    let meant = inspector.intention
    if let bucket = meant.bucket, (try? SigningRules.check(bucket: bucket)) == nil {
      diagnosis.add("bucket-name-invalid", .certain, "\(bucket)")
    }
    if let endpoint = meant.endpoint, Text(endpoint.scheme.rawValue) != parts.scheme {
      diagnosis.add("scheme-changed", .certain, "it is \(parts.scheme)")
    }
    for item in meant.query {
      let values = parts.query.filter { $0.decodedName == item.name }.map(\.decodedValue)
      if values.isEmpty {
        let hasPlus = parts.query.contains { $0.decodedName == item.name.replacing(" ", with: "+") }
        diagnosis.add(
          hasPlus ? "space-in-query-as-plus" : "parameters-lost", .certain, "\(item.name) is not in the URL")
      } else if let value = item.value, value.contains(" "), values.contains(value.replacing(" ", with: "+")) {
        diagnosis.add("space-in-query-as-plus", .certain, "\(item.name)")
      }
    }
    examineObject()
  }
}
