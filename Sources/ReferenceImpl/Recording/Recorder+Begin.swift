public import VideoSpec

extension Recorder {
  /// Records an answer and its video, and signs the form for the upload, in one transaction (REC-001).
  ///
  /// - Parameters:
  ///   - duration: The duration in seconds, as the client sent it.
  ///   - random: 32 unpredictable bytes. The first 16 make the key, the last 16 the external ID.
  /// - Throws: A ``Rejection``: 401 ``ErrorCode/sessionInvalid``, 403 ``ErrorCode/originNotAllowed``, 404
  ///   ``ErrorCode/questionUnknown``, 422 ``ErrorCode/durationInvalid``, 409 ``ErrorCode/taken``, 503 ``ErrorCode/busy`` or 500
  ///   ``ErrorCode/recordingFailed`` if nothing is recorded; 500 ``ErrorCode/outcomeUnknown`` if that is unknown, with the
  ///   external ID for ``resolve(_:session:at:)`` in its details.
  public func beginUpload(
    by caller: Caller, question: Int, duration: Text, at time: Timestamp, random: [UInt8]
  ) throws(Rejection) -> BegunUpload {
    try begin(by: caller, question: question, duration: duration, at: time, random: random) { key in
      try configuration.signer.presignedPost(
        for: .recording(
          bucket: configuration.limits.bucket, key: key, contentType: configuration.limits.object.mediaType,
          sizeLimit: configuration.limits.object.maximumSize, expires: configuration.formSeconds,
          location: configuration.location), at: time)
    }
  }

  /// Begins an upload.
  ///
  /// - Parameter sign: Makes the form for a key, inside the transaction.
  func begin(
    by caller: Caller, question: Int, duration: Text, at time: Timestamp, random: [UInt8],
    sign: (Text) throws -> PresignedPost
  ) throws(Rejection) -> BegunUpload {
    try checkOrigin(of: caller)
    guard let seconds = duration.decimalSeconds, seconds <= Double(configuration.maximumDuration) else {
      throw RecordingRejections.duration(limit: configuration.maximumDuration)
    }
    guard random.count >= 32 else {
      throw Rejection(
        .invalidRandom, field: "random", "the key and the external ID need 32 random bytes, not \(random.count)")
    }
    let key = try KeyGenerator.key(
      for: .recording(mediaType: configuration.limits.object.mediaType), at: time, random: random
    ).text
    let externalID = KeyGenerator.uuid(Array(random[16..<32]))
    guard let expires = time.adding(seconds: configuration.formSeconds) else {
      throw Rejection(.invalidExpires, field: "formSeconds", "the form would expire after the year 9999")
    }
    let post = try transaction(about: externalID, reaching: configuration.reach) { transaction in
      // In the transaction, so that session and question still exist when the upload is committed.
      let user = try user(of: caller.session, at: time, in: transaction)
      guard try transaction.hasQuestion(question) else { throw RecordingRejections.question(question) }
      try configuration.reach(.beginChecked)
      try transaction.insert(
        NewUpload(
          externalID: externalID, key: key, user: user, question: question, duration: seconds, begins: time,
          formExpires: expires))
      let form = try sign(key)
      try configuration.reach(.beginWritten)
      return form
    }
    return BegunUpload(externalID: externalID, post: post, expires: expires)
  }
}

extension Text {
  /// The number in digits, optionally with a decimal point and digits. Nil for anything else, including signs and exponents
  /// (REC-004).
  fileprivate var decimalSeconds: Double? {
    let digits: ClosedRange<UInt8> = 0x30...0x39
    guard let first = bytes.first, let last = bytes.last, digits.contains(first), digits.contains(last),
      bytes.allSatisfy({ digits.contains($0) || $0 == UInt8(ascii: ".") }),
      bytes.count(where: { $0 == UInt8(ascii: ".") }) <= 1, let seconds = Double(string), seconds.isFinite
    else { return nil }
    return seconds
  }
}
