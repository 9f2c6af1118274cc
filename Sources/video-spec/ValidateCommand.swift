import AdapterProtocol
import Gate
import ReferenceImpl
import VideoSpec

/// `video-spec validate FILE|s3://BUCKET/KEY`: holds a video against the limits.
enum ValidateCommand {
  private static let details = """
    Says whether what was stored is what was asked for: everything that is wrong, not the first alone.
    The limits are MAX_VIDEO_FILESIZE and ALLOW_VIDEO_MIME_TYPE, or the options in their place. An object's
    size, type and ETag are what its store says; a FILE's type is what an upload would say.

    Exit status: 0 nothing is wrong; 1 something is; 2 wrong usage or limits; 3 the store does not say
    (403: the object may or may not exist; 5xx or no answer: try again later). s3:// needs the program
    video-spec-store beside this one; it is no part of the released file.

    """

  static func run(_ arguments: [String]) throws -> ExitStatus {
    let options = try Options.parse(
      arguments, command: "validate", usage: "FILE | s3://BUCKET/KEY [OPTIONS]",
      details: details + "\n" + SigningContext.note,
      options: [
        Option("max-size", argument: "BYTES", "the largest size: 90000000, or '90 * 10**6'"),
        Option("media-type", argument: "TYPE", "the one type that is allowed"),
        Option("check-content", "look at the first bytes, too (video/webm and video/mp4)"),
        Option("content-type", argument: "TYPE", "FILE: its type (default: by its name, as browsers do)"),
        Option("etag", argument: "ETAG", "s3://: that of the object validated before"),
        Option("endpoint", argument: "URL", "s3://: another store: SCHEME://HOST[:PORT]"),
        Option("path-style", "s3://: name the bucket in the path, not in the host"),
        Option("region", argument: "REGION", "s3://: the region (default: AWS_REGION, AWS_DEFAULT_REGION)"),
        Option("profile", argument: "NAME", "s3://: a profile of the shared credentials file"),
        Option("json", "print JSON"),
      ])
    guard let options else { return .success }
    try options.expectOperands(atMost: 1)
    guard let operand = options.operands.first else {
      throw options.fail("say what to validate: FILE or s3://BUCKET/KEY")
    }
    do {
      let limits = try limits(options)
      let result =
        if let object = try StoredObjectName(operand, options) {
          try StoreProgram.validate(object, limits: limits, options: options)
        } else {
          try LocalVideo(operand, options).decision(limits, checksContent: options.has("check-content"))
        }
      show(result, limits, options)
      return result.isAccepted ? .success : .notConformant
    } catch let rejection as Rejection {
      let silent: [ErrorCode] = [.storeForbidden, .storeUnavailable, .storeResponseInvalid]
      guard silent.contains(rejection.code) else { throw CommandFailure("\(rejection)", status: .usage) }
      if options.has("json") {
        let error: JSONValue = ["code": JSONValue(rejection.code.rawValue), "message": JSONValue(rejection.message)]
        Output.standard.write(bytes: JSONValue.object(["error": error]).document)
      }
      throw CommandFailure("\(rejection)", status: .incomplete)
    }
  }

  /// The two variables, or the options in their place. A rejection names whichever was read.
  private static func limits(_ options: Options) throws -> ObjectLimits {
    let sources: [(option: String, variable: Text)] = [
      ("max-size", LimitVariable.maximumSize), ("media-type", LimitVariable.mediaType),
    ]
    var environment: [Text: Text] = [:]
    for source in sources {
      environment[source.variable] =
        (options.value(source.option) ?? Environment[source.variable.string]).map { Text($0) }
    }
    do throws(Rejection) {
      return try ObjectLimits(environment: environment)
    } catch {
      guard let option = sources.first(where: { $0.variable == error.field.map { Text($0) } })?.option else {
        throw error
      }
      if options.has(option) { throw options.fail("--\(option): \(error.message)") }
      throw error.code == .limitMissing ? options.fail("--\(option) is missing, and \(error.message)") : error
    }
  }

  // MARK: - Output

  private static func show(_ result: ValidationResult, _ limits: ObjectLimits, _ options: Options) {
    if options.has("json") { return Output.standard.write(bytes: result.protocolForm.document) }
    var text = "accepted\n"
    if !result.isAccepted {
      text = "rejected: \(result.violations.map(\.rawValue).joined(separator: ", "))\n"
      for violation in result.violations { text += "  \(reason(violation, result, limits))\n" }
    }
    if let size = result.size { text += "  size: \(size)\n" }
    if let type = result.mediaType { text += "  type: \(type)\n" }
    if let etag = result.etag { text += "  ETag: \(etag.string.withoutControls)\n" }
    Output.standard.write(text)
  }

  private static func reason(_ violation: Violation, _ result: ValidationResult, _ limits: ObjectLimits) -> String {
    switch violation {
    case .objectMissing: "there is no such object"
    case .objectEmpty: "it has no bytes"
    case .objectTooLarge: "it has \(result.size ?? 0) bytes, and may have \(limits.maximumSize)"
    case .mediaTypeNotAllowed:
      "its type is \(result.mediaType?.string ?? "none"), and should be \(limits.mediaType)"
    case .objectReplaced: "it is not the object that was validated before"
    case .contentNotAllowed: "it does not begin as \(limits.mediaType) does"
    }
  }
}
