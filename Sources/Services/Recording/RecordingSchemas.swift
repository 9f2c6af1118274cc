import VideoSpec

// The bodies of the recording service's requests and responses.

extension ObjectSchema {
  static func beginRequest(maximumDuration: Int) -> ObjectSchema {
    ObjectSchema(
      "BeginUpload",
      [
        .init("question_id", .integer(1...Int(Int32.max)), "The question that the recording answers."),
        .init("duration", .number(0...Double(maximumDuration)), "The duration of the recording in seconds."),
      ])
  }

  static let begunUpload = ObjectSchema(
    "BegunUpload",
    [
      .init(
        "external_id", .text(format: "uuid"), "The ID of the upload. It does not reveal where the object is stored."),
      .init("url", .text(format: "uri"), "Where the upload form is posted to."),
      .init(
        "fields", .map(.text()),
        "The fields of the form. Send all of them before the file, which is the last part and is called `file`."),
      .init("expires_at", .text(format: "date-time"), "From this time on the form is no longer accepted."),
    ])

  static let completeRequest = ObjectSchema(
    "CompleteUpload", [.init("external_id", .text(format: "uuid"), "The ID of the upload.")])

  static let completedUpload = ObjectSchema("CompletedUpload", resultMembers(status: ["completed", "failed"]))

  static let upload = ObjectSchema(
    "Upload",
    resultMembers(status: ["processing", "completed", "failed"]) + [
      .init(
        "playback_url", .text(format: "uri"), isNullable: true,
        "A URL of the video that is valid for five minutes, or null if the upload is not completed.")
    ])

  private static func resultMembers(status: [String]) -> [Member] {
    [
      .init("external_id", .text(format: "uuid"), "The ID of the upload."),
      .init("status", .word(status), "The status of the upload."),
      .init(
        "size", .integer(0...Int.max), isNullable: true,
        "The size of the stored object in bytes, or null if none was found."),
      .init(
        "mime_type", .text(), isNullable: true,
        "The media type of the stored object without parameters, or null if none was found."),
      .init("errors", .array(.object(violation)), "Why the object is rejected; empty if it is accepted."),
    ]
  }

  static let violation = ObjectSchema(
    "Violation",
    [
      .init("code", .word(Violation.allCases.map(\.rawValue)), "The reason in one word."),
      .init("message", .text(), "The reason in a sentence."),
    ])

  static let limits = ObjectSchema(
    "Limits",
    [
      .init("maximum_size", .integer(1...(5 << 30)), "The largest video in bytes."),
      .init("mime_type", .text(), "The media type that videos must have."),
      .init("maximum_duration", .integer(1...Int(Int32.max)), "The longest recording in seconds."),
      .init(
        "development", .boolean, "Whether the store is a strict S3 for tests, which explains why it refuses an upload."),
    ])
}

extension Violation {
  /// The reason in a sentence.
  func message(limits: ObjectLimits) -> String {
    switch self {
    case .objectMissing: "The video does not exist."
    case .objectEmpty: "The video is empty."
    case .objectTooLarge: "The video is larger than \(limits.maximumSize) bytes."
    case .mediaTypeNotAllowed: "The video's media type is not \(limits.mediaType)."
    case .objectReplaced: "The video was replaced after it had been accepted."
    case .contentNotAllowed: "The video's content is not \(limits.mediaType)."
    }
  }
}
