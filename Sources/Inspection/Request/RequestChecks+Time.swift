import ReferenceImpl
import VideoSpec

// The date, the expiry, and the intention.

extension RequestChecks {
  private static let halfHour = 1800

  mutating func checkDate() {
    guard !claim.date.isEmpty else {
      // Headers that were not given may have been sent: a signed one is reported with the others.
      if claim.place == .header, parts.isComplete || !claim.signedNames.contains("x-amz-date") {
        diagnosis.add(.dateMalformed, parts.isComplete ? .certain : .likely, "x-amz-date is missing")
      }
      return
    }
    guard let time = Timestamp(basic: claim.date) else {
      if let real = Self.gregorian(claim.date) {
        return diagnosis.add(
          .buddhistYears, .certain, "the date \(claim.date) does not exist, but 543 years earlier it is \(real)")
      }
      return diagnosis.add(.dateMalformed, .certain, "the date is \(claim.date)")
    }
    if !claim.day.isEmpty, claim.day != time.day {
      diagnosis.add(.localScopeDate, .certain, "the scope's date is \(claim.day), but X-Amz-Date is \(claim.date)")
    }
    guard let now = inspector.now else { return }
    let lead = time.seconds - now.seconds
    let detail = "the request's time is \(time), the current time is \(now)"
    if let code = calendarMistake(time, now) { return diagnosis.add(code, .likely, detail) }
    if lead > Verifier.longestSkew {
      // An offset of whole half-hours indicates a time zone, any other offset a wrong clock.
      let offset = (lead + 300) / Self.halfHour * Self.halfHour
      let isZone = lead <= 14 * 3600 + 300 && abs(lead - offset) <= 300
      diagnosis.add(isZone ? .localTimestamps : .notYetValid, .likely, detail)
    } else if claim.place == .header, -lead > Verifier.longestSkew {
      let offset = (-lead + 300) / Self.halfHour * Self.halfHour
      let isZone = -lead <= 12 * 3600 + 300 && abs(-lead - offset) <= 300
      diagnosis.add(isZone ? .localTimestamps : .clockSkewed, .likely, detail)
    }
  }

  /// A day such as 29 February of a Buddhist year that the Gregorian calendar does not have, 543 years earlier.
  private static func gregorian(_ date: Text) -> Text? {
    guard date.bytes.count > 4, let year = Int(Text(date.bytes[..<4]).string), year >= 2400 else { return nil }
    let earlier = Text("\(year - 543)") + Text(date.bytes[4...])
    return Timestamp(basic: earlier) == nil ? nil : earlier
  }

  /// The cause if another calendar or a 12-hour clock explains the difference between the two times.
  private func calendarMistake(_ time: Timestamp, _ now: Timestamp) -> CauseCode? {
    let (stated, real) = (time.basic.bytes, now.basic.bytes)
    let year = Int(Text(stated[..<4]).string) ?? 0
    let realYear = Int(Text(real[..<4]).string) ?? 0
    let hasSameDay = stated[4..<8].elementsEqual(real[4..<8])
    if year != realYear, hasSameDay || abs(year - realYear) > 20 {
      return abs(year - realYear) == 1 ? .weekYearDates : .buddhistYears
    }
    let hour = Int(Text(stated[9..<11]).string) ?? 0
    let realHour = Int(Text(real[9..<11]).string) ?? 0
    let isTwelveHours =
      hour != realHour && (1...12).contains(hour)
      && abs(abs(time.seconds - now.seconds) - 12 * 3600) <= Verifier.longestSkew
    return stated[..<8].elementsEqual(real[..<8]) && isTwelveHours ? .twelveHourClock : nil
  }

  mutating func checkExpiry() {
    guard let text = claim.expires else { return }
    guard text.bytes.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int(text.string), seconds >= 1 else {
      return diagnosis.add(isOutOfBounds ? .expiresClamped : .expiresMalformed, .certain, "X-Amz-Expires is \(text)")
    }
    if let requested = inspector.intention.boundedExpires, requested != seconds {
      if seconds == requested * 1000 {
        diagnosis.add(
          .expiresInMilliseconds, .certain, "X-Amz-Expires is \(seconds), the requested expiry is \(requested) seconds")
      } else if let time = Timestamp(basic: claim.date), abs(seconds - time.seconds - requested) <= 1 {
        diagnosis.add(.expiresAsTime, .certain, "X-Amz-Expires is \(seconds)")
      } else {
        diagnosis.add(
          isOutOfBounds ? .expiresClamped : .expiresOther, .certain,
          "X-Amz-Expires is \(seconds), the requested expiry is \(requested)")
      }
      return
    }
    if isOutOfBounds { return diagnosis.add(.expiresClamped, .certain, "X-Amz-Expires is \(seconds)") }
    if seconds > SigningRules.longestExpiry {
      // 2592000 is 30 days rather than 2592 seconds.
      let isMilliseconds = seconds % 1000 == 0 && (seconds / 1000 % 60 == 0 || seconds % 3600 != 0)
      let code: CauseCode =
        seconds > 1_000_000_000 ? .expiresAsTime : isMilliseconds ? .expiresInMilliseconds : .expiresMalformed
      diagnosis.add(code, .certain, "X-Amz-Expires is \(seconds), the maximum is \(SigningRules.longestExpiry)")
    } else if !diagnosis.has(.twelveHourClock), !diagnosis.has(.weekYearDates), let now = inspector.now,
      let time = Timestamp(basic: claim.date), now.seconds > time.seconds + seconds
    {
      let end = Timestamp(exactly: time.seconds + seconds)
      // It may have been valid when it was rejected: only the response proves that it was not.
      diagnosis.add(.expired, .likely, "the URL expired at \(end.map { "\($0)" } ?? "?"), the current time is \(now)")
    }
  }

  private var isOutOfBounds: Bool {
    inspector.intention.expires.map { $0 < 1 || $0 > SigningRules.longestExpiry } ?? false
  }

  // MARK: Intention

  mutating func checkBucketName() {
    // The ARN of an access point takes a bucket's place. Old buckets have names that are no longer valid.
    guard let bucket = inspector.intention.bucket, !bucket.hasPrefix("arn:") else { return }
    if (try? SigningRules.check(bucket: bucket)) == nil {
      diagnosis.add(.bucketNameInvalid, .likely, "the bucket is \"\(bucket)\"")
    }
  }

  mutating func checkIntention() {
    let intention = inspector.intention
    if let endpoint = intention.endpoint, Text(endpoint.scheme.rawValue) != parts.scheme {
      diagnosis.add(.schemeChanged, .certain, "the scheme is \(parts.scheme)")
    }
    for item in intention.query {
      let values = parts.query.filter { $0.decodedName == item.name }.map(\.decodedValue)
      if values.isEmpty {
        let hasPlus = parts.query.contains { $0.decodedName == item.name.replacing(" ", with: "+") }
        diagnosis.add(
          hasPlus ? .spaceInQueryAsPlus : .parametersLost, .certain, "the URL does not contain \(item.name)")
      } else if let value = item.value?.latin1, value.bytes.contains(where: { $0 >= 0x80 }), values.contains(value) {
        diagnosis.add(.textNotUtf8, .certain, "\(item.name) is in Latin-1")
      } else if let value = item.value, value.contains(" "), values.contains(value.replacing(" ", with: "+")) {
        diagnosis.add(.spaceInQueryAsPlus, .certain, "\(item.name)")
      }
    }
    checkObject()
  }
}
