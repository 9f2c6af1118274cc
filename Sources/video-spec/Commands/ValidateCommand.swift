import AdapterProtocol
import Gate
import ReferenceImpl
import VideoSpec

extension Command {
  static let validate = Command(
    "validate", summary: "check a video, or an object in a store, against the upload limits",
    details: [
      "Reports everything that is wrong. The limits are MAX_VIDEO_FILESIZE and ALLOW_VIDEO_MIME_TYPE, or --max-size and --media-type. An object's size, type and ETag come from its store; the type of a FILE is what a browser would send.",
      "A store is asked directly, over HTTPS unless --endpoint says http://. Proxies of the environment (https_proxy) are not used.",
      Options.credentialsNote,
    ],
    operands: [Operand(.file("FILE|s3://BUCKET/KEY"), "a file, or an object; the key is not encoded")],
    options: [
      Option("max-size", .text("BYTES"), "the largest size: 90000000, or '90 * 10**6'"),
      Option("media-type", .text("TYPE"), "the only type that is allowed"),
      Option("check-content", "check the first bytes, too (video/webm and video/mp4)"),
      Option("content-type", .text("TYPE"), "FILE: its type (default: by its name, as browsers do)"),
      Option("etag", .text("ETAG"), "s3://: the ETag of the object that was validated before"),
      Option("endpoint", .text("URL"), "s3://: another store, as SCHEME://HOST[:PORT]"),
      Option("path-style", "s3://: name the bucket in the path, not in the host"),
      Option("region", .text("REGION"), "s3://: the region (default: AWS_REGION, else AWS_DEFAULT_REGION)"),
      .awsProfile, .json,
    ],
    examples: [
      CommandExample("video-spec validate cat.webm --max-size 90000000 --media-type video/webm", "validate a file"),
      CommandExample("video-spec validate s3://videos/cat.webm --check-content", "validate an upload"),
    ],
    exitStatuses: [
      ExitMeaning(.success, "nothing is wrong"), ExitMeaning(.notConformant, "something is wrong"),
      ExitMeaning(.usage, "wrong usage or limits"),
      ExitMeaning(
        .incomplete,
        "the store does not say (403: the object may or may not exist; 5xx or no response: try again later)"), .fault,
    ], run: ValidateCommand.run)
}

/// `video-spec validate FILE|s3://BUCKET/KEY`.
enum ValidateCommand {
  @Sendable static func run(_ options: Options) throws -> ExitStatus {
    let operand = options.operands[0]
    do {
      let limits = try limits(options)
      let result =
        if let object = try StoredObjectName(operand, options) {
          try StoredObject(object, options: options).decision(limits)
        } else {
          try LocalVideo(operand, options).decision(limits, checksContent: options.has("check-content"))
        }
      show(result, limits, options)
      return result.isAccepted ? .success : .notConformant
    } catch let rejection as Rejection {
      let undecided: [ErrorCode] = [.storeForbidden, .storeUnavailable, .storeResponseInvalid]
      guard undecided.contains(rejection.code) else { throw CommandFailure("\(rejection)", status: .usage) }
      if options.has("json") {
        let error: JSONValue = ["code": JSONValue(rejection.code.rawValue), "message": JSONValue(rejection.message)]
        Output.standard.write(JSONValue.object(["error": error]))
      }
      throw CommandFailure("\(rejection)", status: .incomplete)
    }
  }

  /// The limits of the options, else of the environment variables. An error names the one that was read.
  private static func limits(_ options: Options) throws -> ObjectLimits {
    let sources: [(option: String, variable: Text)] = [
      ("max-size", LimitVariable.maximumSize), ("media-type", LimitVariable.mediaType),
    ]
    var environment: [Text: Text] = [:]
    for source in sources {
      environment[source.variable] =
        (try options.value(source.option) ?? Environment.value(source.variable.string)).map { Text($0) }
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
    if options.has("json") { return Output.standard.write(result.protocolForm) }
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
    case .objectMissing: "the object does not exist"
    case .objectEmpty: "it is empty"
    case .objectTooLarge: "it has \(result.size ?? 0) bytes; at most \(limits.maximumSize) are allowed"
    case .mediaTypeNotAllowed:
      "its type is \(result.mediaType?.string ?? "none"); only \(limits.mediaType) is allowed"
    case .objectReplaced: "it is not the object that was validated before"
    case .contentNotAllowed: "its first bytes are not those of \(limits.mediaType)"
    }
  }
}
