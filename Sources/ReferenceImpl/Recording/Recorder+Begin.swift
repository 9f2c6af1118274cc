public import VideoSpec

/// What a client needs to upload, and to ask about it afterwards.
public struct BegunUpload: Hashable, Sendable {
  /// A UUID, public; it says nothing of the key (REC-007).
  public var externalID: Text
  public var form: PresignedPost
  /// When the form can no longer be used.
  public var expires: Timestamp
}

extension Recorder {
  /// Records an answer and its video, and signs the form to upload it with: all in one transaction (REC-001).
  ///
  /// - Parameters:
  ///   - duration: In seconds, as the client said it.
  ///   - random: 32 bytes: the first 16 make the key, the last 16 the external id.
  /// - Throws: ``Rejection``: 401 ``ErrorCode/sessionInvalid``, 403 ``ErrorCode/originNotAllowed``, 404 ``ErrorCode/questionUnknown``,
  ///   422 ``ErrorCode/durationInvalid``, 409 ``ErrorCode/taken``, 503 ``ErrorCode/busy``, 500 ``ErrorCode/recordingFailed``: nothing is
  ///   recorded; 500 ``ErrorCode/outcomeUnknown``: to be resolved by the external id in its details.
  public func beginUpload(
    _ caller: Caller, question: Int, duration: Text, at time: Timestamp, random: [UInt8]
  ) throws(Rejection) -> BegunUpload {
    try begin(caller, question: question, duration: duration, at: time, random: random) { key in
      try configuration.signer.presignedPost(
        for: .recording(
          bucket: configuration.limits.bucket, key: key, contentType: configuration.limits.object.mediaType,
          sizeLimit: configuration.limits.object.maximumSize, expires: configuration.formSeconds,
          location: configuration.location), at: time)
    }
  }

  /// - Parameter sign: Makes the form for a key, inside the transaction.
  func begin(
    _ caller: Caller, question: Int, duration: Text, at time: Timestamp, random: [UInt8],
    sign: (Text) throws -> PresignedPost
  ) throws(Rejection) -> BegunUpload {
    try checkOrigin(of: caller)
    guard let seconds = duration.decimalSeconds, seconds <= Double(configuration.maximumDuration) else {
      throw RecordingRejections.duration(limit: configuration.maximumDuration)
    }
    guard random.count >= 32 else {
      throw Rejection(.invalidRandom, field: "random", "key and external id need 32 random bytes")
    }
    let key = try KeyGenerator.key(
      for: .recording(mediaType: configuration.limits.object.mediaType), at: time, random: random
    ).text
    let externalID = KeyGenerator.uuid(Array(random[16..<32]))
    guard let expires = time.adding(seconds: configuration.formSeconds) else {
      throw Rejection(.invalidExpires, field: "formSeconds", "the form would end after the year 9999")
    }
    let form = try recorded(externalID) { points in
      // Session and question are looked up inside: they are there when the rows that name them are written.
      try write(points: points) { database in
        let user = try Recorder.user(of: caller.session, at: time, in: database)
        guard try database.first("SELECT 1 FROM questions WHERE id = ?", [.integer(question)], { _ in true }) != nil
        else { throw RecordingRejections.question(question) }
        try points(.beforeInsertAnswer)
        try database.run(
          """
          INSERT INTO answers (external_id, user_id, question_id, duration, status, created_at, form_ends_at)
          VALUES (?, ?, ?, ?, 'processing', ?, ?)
          """,
          [
            .text(externalID), .integer(user), .integer(question), .real(seconds), .integer(time.seconds),
            .integer(expires.seconds),
          ])
        let answer = database.lastInsertedRow
        try points(.afterInsertAnswer)
        try points(.beforeInsertVideo)
        try database.run(
          "INSERT INTO videos (answer_id, storage_key) VALUES (?, ?)", [.integer(answer), .text(key)])
        try points(.afterInsertVideo)
        try points(.beforeSign)
        let form = try sign(key)
        try points(.afterSign)
        return form
      }
    }
    return BegunUpload(externalID: externalID, form: form, expires: expires)
  }

  /// Runs what records, and turns the database's errors into what a caller is told.
  func recorded<Result: Sendable>(
    _ externalID: Text, _ body: (@escaping @Sendable (RecordingPoint) throws -> Void) throws -> Result
  ) throws(Rejection) -> Result {
    do { return try body(configuration.points) } catch let rejection as Rejection {
      throw rejection
    } catch let error as DatabaseError {
      throw RecordingRejections.failure(error)
    } catch is UnknownOutcome {
      throw RecordingRejections.unknownOutcome(of: externalID)
    } catch {
      throw Rejection(.recordingFailed, status: 500, "nothing was recorded: \(error)")
    }
  }
}

extension Text {
  /// Digits, and perhaps a point and digits; nil for anything else, signs and exponents included (REC-004).
  fileprivate var decimalSeconds: Double? {
    let digits: ClosedRange<UInt8> = 0x30...0x39
    guard let first = bytes.first, let last = bytes.last, digits.contains(first), digits.contains(last),
      bytes.allSatisfy({ digits.contains($0) || $0 == UInt8(ascii: ".") }),
      bytes.count(where: { $0 == UInt8(ascii: ".") }) <= 1, let seconds = Double(string), seconds.isFinite
    else { return nil }
    return seconds
  }
}
