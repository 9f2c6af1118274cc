public import VideoSpec

extension RecordingSetup {
  /// Reads the input of `record.open`.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    directory = try input.text("state")
    users = try input.texts("users")
    sessions = try input.readers("sessions").map { session throws(InputError) in
      UserSession(
        token: try session.text("token"), user: try session.text("user"), expires: try session.time("expires"))
    }
    questions = try input.integers("questions")
    limits = try UploadLimits(input.reader("limits"))
    maximumDuration = try input.size("maximumDuration")
    formSeconds = try input.size("formSeconds")
    sweepSeconds = try input.size("sweepSeconds")
    origins = try input.texts("origins")
    credentials = try Credentials(input.reader("credentials"))
    region = try input.text("region")
    style = try input.choice("style", default: .global)
  }
}

extension RecordingStep {
  /// Reads the input of `record.step`.
  public init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    let session = try input.optionalText("session")
    let caller = Caller(session: session, origin: try input.optionalText("origin"))
    switch try input.text("do") {
    case "begin":
      action = .begin(caller, question: try input.integer("question"), duration: try input.text("duration"))
    case "complete": action = .complete(caller, externalID: try input.text("externalId"))
    case "look": action = .look(caller, externalID: try input.text("externalId"))
    case "record": action = .record(look: try input.text("look"))
    case "sweep": action = .sweep
    case "resolve": action = .resolve(session: session, externalID: try input.text("externalId"))
    case let other: throw InputError(field: "do", reason: "has no meaning for \"\(other)\"")
    }
    store = [:]
    if json["store"] != nil {
      for object in try input.readers("store") {
        store[try object.text("key")] = try StoreResponse(object.reader("head"))
      }
    }
    fault = try input.optionalReader("fault").map { fault throws(InputError) in try RecordingFault(fault) }
  }
}

extension RecordingFault {
  /// Reads `{"point", "occurrence", "kind"}`.
  public init(_ input: InputReader) throws(InputError) {
    guard let point = RecordingPoint(rawValue: try input.text("point").string) else {
      throw InputError(field: "fault.point", reason: "is not known")
    }
    guard let kind = Kind(rawValue: try input.text("kind").string) else {
      throw InputError(field: "fault.kind", reason: "is not known")
    }
    self.init(point: point, occurrence: try input.integer("occurrence"), kind: kind)
  }
}

extension RecordedUpload {
  /// As `record.dump` gives it.
  public var protocolForm: JSONValue {
    var output = JSONObject()
    output["externalId"] = externalID?.protocolForm
    output["user"] = user?.protocolForm
    output["question"] = question.map { JSONValue($0) }
    output["duration"] = duration.map { JSONValue("\($0)") }
    output["status"] = status.map { JSONValue($0.rawValue) }
    output["key"] = key?.protocolForm
    output["size"] = size.map { JSONValue("\($0)") }
    output["mediaType"] = mediaType?.protocolForm
    output["etag"] = etag?.protocolForm
    return .object(output)
  }

  /// Reads one as `record.dump` gives it.
  public init(_ input: InputReader) throws(InputError) {
    self.init(externalID: try input.optionalText("externalId"), user: try input.optionalText("user"))
    question = try input.optionalInteger("question")
    duration = try input.optionalText("duration").flatMap { Double($0.string) }
    status = try input.optionalText("status").flatMap { UploadStatus(rawValue: $0.string) }
    key = try input.optionalText("key")
    size = try input.optionalText("size").flatMap { Int($0.string) }
    mediaType = try input.optionalText("mediaType")
    etag = try input.optionalText("etag")
  }
}
