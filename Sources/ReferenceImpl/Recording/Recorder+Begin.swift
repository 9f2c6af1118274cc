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
    try begin(by: caller, question: question, seconds: duration.decimalSeconds, at: time, random: random, sign: sign)
  }

  /// Records an answer and its video, like ``beginUpload(by:question:duration:at:random:)``.
  ///
  /// - Parameters:
  ///   - seconds: The duration.
  ///   - requestKey: The request's `Idempotency-Key`, or nil. The external ID is then made from the user and the key, so that a repeated
  ///     request finds the upload and gets the same form, whatever became of the first response (REC-120).
  /// - Throws: Also 422 ``ErrorCode/idempotencyKeyReused`` if the user has sent the key with another question or duration, and 409
  ///   ``ErrorCode/formExpired`` if the form of the earlier request has expired.
  public func beginUpload(
    by caller: Caller, question: Int, seconds: Double, requestKey: Text? = nil, at time: Timestamp, random: [UInt8]
  ) throws(Rejection) -> BegunUpload {
    func begin() throws(Rejection) -> BegunUpload {
      try self.begin(
        by: caller, question: question, seconds: seconds, requestKey: requestKey, at: time, random: random, sign: sign)
    }
    do throws(Rejection) { return try begin() } catch {
      // The same request, at the same moment, was faster. Its upload can be read now.
      guard error.code == .taken, requestKey != nil else { throw error }
      return try begin()
    }
  }

  /// Makes the form for a key.
  private func sign(_ key: Text, lifetime: Int, at time: Timestamp) throws(Rejection) -> PresignedPost {
    try configuration.signer.presignedPost(
      for: .recording(
        bucket: configuration.limits.bucket, key: key, contentType: configuration.limits.object.mediaType,
        sizeLimit: configuration.limits.object.maximumSize, expires: lifetime, location: configuration.location),
      at: time)
  }

  /// Begins an upload.
  ///
  /// - Parameters:
  ///   - seconds: The duration, or nil if the client sent no number.
  ///   - sign: Makes the form for a key, with a lifetime in seconds from a time on, inside the transaction.
  func begin(
    by caller: Caller, question: Int, seconds: Double?, requestKey: Text? = nil, at time: Timestamp, random: [UInt8],
    sign: (Text, _ lifetime: Int, Timestamp) throws -> PresignedPost
  ) throws(Rejection) -> BegunUpload {
    try checkOrigin(of: caller)
    guard let seconds, (0...Double(configuration.maximumDuration)).contains(seconds) else {
      throw RecordingRejections.duration(limit: configuration.maximumDuration)
    }
    guard random.count >= 32 else {
      throw Rejection(
        .invalidRandom, field: "random", "the key and the external ID need 32 random bytes, not \(random.count)")
    }
    let key = try KeyGenerator.key(
      for: .recording(mediaType: configuration.limits.object.mediaType), at: time, random: random
    ).text
    var externalID = KeyGenerator.uuid(Array(random[16..<32]))
    guard let expires = time.adding(seconds: configuration.formSeconds) else {
      throw Rejection(.invalidExpires, field: "formSeconds", "the form would expire after the year 9999")
    }
    return try transaction(about: externalID, reaching: configuration.reach) { transaction in
      // In the transaction, so that session and question still exist when the upload is committed.
      let user = try user(of: caller.session, at: time, in: transaction)
      if let requestKey {
        externalID = IdempotencyKey.externalID(of: user, requestKey)
        if let earlier = try transaction.beginning(of: externalID) {
          return try repeated(earlier, question: question, seconds: seconds, at: time, sign: sign)
        }
      }
      guard try transaction.hasQuestion(question) else { throw RecordingRejections.question(question) }
      try configuration.reach(.beginChecked)
      try transaction.insert(
        NewUpload(
          externalID: externalID, key: key, user: user, question: question, duration: seconds, begins: time,
          formExpires: expires))
      let form = try sign(key, configuration.formSeconds, time)
      try configuration.reach(.beginWritten)
      return BegunUpload(externalID: externalID, post: form, expires: expires)
    }
  }

  /// Returns an upload that an earlier request with the same key has begun. The form is signed again, with the earlier time, so its bytes
  /// are the same.
  private func repeated(
    _ earlier: NewUpload, question: Int, seconds: Double, at time: Timestamp,
    sign: (Text, _ lifetime: Int, Timestamp) throws -> PresignedPost
  ) throws -> BegunUpload {
    guard earlier.question == question, earlier.duration == seconds else { throw RecordingRejections.keyReused }
    guard earlier.formExpires > time else { throw RecordingRejections.formExpired }
    let lifetime = earlier.formExpires.seconds - earlier.begins.seconds
    return BegunUpload(
      externalID: earlier.externalID, post: try sign(earlier.key, lifetime, earlier.begins),
      expires: earlier.formExpires)
  }
}

/// The key of a request that may be repeated.
package enum IdempotencyKey {
  /// Returns the external ID of the upload that a user begins with a key: a UUID of version 8, which is made from a hash (RFC 9562 §5.8).
  ///
  /// Nobody else can get it by choosing a key, because the user is part of the hash.
  static func externalID(of user: UserReference, _ key: Text) -> Text {
    let name =
      switch user {
      case .row(let row): Text("row \(row)")
      case .name(let name): "name " + name
      }
    return id(of: name, key)
  }

  /// Returns the ID of a video that a user of a library uploads with a key.
  package static func videoID(of user: LibraryUser, _ key: Text) -> Text { id(of: "library " + user.id, key) }

  private static func id(of name: Text, _ key: Text) -> Text {
    let length = Text("\(name.bytes.count):")
    return KeyGenerator.uuid(Array(SHA256.digest(of: (length + name + key).bytes).bytes.prefix(16)), version: 8)
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
