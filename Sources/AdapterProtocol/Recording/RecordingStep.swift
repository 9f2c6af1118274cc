public import VideoSpec

/// The input of `record.step`.
public struct RecordingStep: Hashable, Sendable {
  /// What the recorder has to do.
  public enum Action: Hashable, Sendable {
    case begin(Caller, question: Int, duration: Text)
    case complete(Caller, externalID: Text)
    case look(Caller, externalID: Text)
    /// Records a look that `look` returned.
    case record(look: Text)
    case sweep
    case resolve(session: Text?, externalID: Text)
  }

  public var action: Action
  /// The store's response to `HEAD`, by key. For every other key the response is 404.
  public var store: [Text: StoreResponse]
  public var fault: RecordingFault?
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
    case let other: throw InputError(field: "do", reason: "names no step: \"\(other)\"")
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
