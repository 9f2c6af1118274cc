import AdapterProtocol
import VideoSpec

/// The setup and steps of a recording scenario: the input of a case of `record.scenario`.
struct RecordingScenario {
  /// The input of `record.open`, without the directory of the state.
  let setup: JSONObject
  let steps: [RecordingScenarioStep]

  init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    guard var setup = json["open"]?.object else { throw InputError(field: "open", reason: "must be an object") }
    setup["state"] = ""
    _ = try RecordingSetup(json: .object(setup))
    setup["state"] = nil
    self.setup = setup
    steps = try input.readers("steps").enumerated().map { index, reader throws(InputError) in
      try RecordingScenarioStep(reader, json["steps"]?.array?[index].object ?? JSONObject())
    }
    if steps.isEmpty { throw InputError(field: "steps", reason: "must not be empty") }
  }
}

/// A step, which names uploads and looks.
struct RecordingScenarioStep {
  enum Kind {
    /// The gate kills the recorder while it is idle, and opens it again.
    case restart
    /// The recorder performs this action.
    case action(String)
  }

  let kind: Kind
  /// The time of the step; nil for the case's clock.
  let clock: Timestamp?
  let random: [UInt8]?
  /// The name that later steps use for the result.
  let name: Text?
  let fault: RecordingFault?
  private let members: JSONObject

  /// Members that the gate uses itself and does not send.
  private static let own: Set<Text> = ["at", "random", "as", "upload"]

  fileprivate init(_ reader: InputReader, _ members: JSONObject) throws(InputError) {
    self.members = members
    let action = try reader.text("do").string
    kind = action == "restart" ? .restart : .action(action)
    clock = members["at"] == nil ? nil : try reader.time("at")
    name = try reader.optionalText("as")
    if let text = try reader.optionalText("random") {
      guard let bytes = Hexadecimal.bytes(text), bytes.count == 32 else {
        throw InputError(field: "random", reason: "must be 64 hexadecimal digits")
      }
      random = bytes
    } else {
      random = nil
    }
    fault = try reader.optionalReader("fault").map { fault throws(InputError) in try RecordingFault(fault) }
    if case .action = kind {
      // The step must be readable whatever the names stand for.
      _ = try RecordingStep(json: .object(message(RecordingScenarioNames.any)))
    }
  }

  /// The input of `record.step`, with names replaced by what they stand for.
  ///
  /// - Throws: ``InputError`` for a name that stands for nothing yet.
  func message(_ names: RecordingScenarioNames) throws(InputError) -> JSONObject {
    var message = JSONObject(members: members.members.filter { !RecordingScenarioStep.own.contains($0.name) })
    if let upload = members["upload"]?.text { message["externalId"] = try names.externalID(of: upload).protocolForm }
    if let look = members["look"]?.text { message["look"] = try names.look(look).protocolForm }
    if let key = members["clientKey"]?.text {
      // The key of an upload, or any other text that a client may send.
      message["clientKey"] = (names.uploads[key]?.key ?? key).protocolForm
    }
    if let store = members["store"]?.array {
      var objects: [JSONValue] = []
      for object in store {
        guard let head = object["head"], object["upload"]?.text != nil || object["key"]?.text != nil else {
          throw InputError(
            field: "store", reason: "must contain objects with \"head\" and either \"upload\" or \"key\"")
        }
        // An object that belongs to no upload is given by its key.
        let key = try object["upload"]?.text.map { upload throws(InputError) in try names.key(of: upload) }
        objects.append(["key": (key ?? object["key"]?.text ?? "").protocolForm, "head": head])
      }
      message["store"] = .array(objects)
    }
    return message
  }
}

/// What the names of a scenario stand for at some step.
struct RecordingScenarioNames {
  struct Upload: Hashable {
    var externalID: Text?
    var key: Text?
  }

  var uploads: [Text: Upload] = [:]
  var looks: [Text: Text] = [:]
  private var takesAny = false

  /// Accepts every name. Used to check whether a step can be read.
  static var any: RecordingScenarioNames {
    var names = RecordingScenarioNames()
    names.takesAny = true
    return names
  }

  init() {}

  /// The external ID of an upload. An unknown name that is a UUID stands for itself: an upload that does not exist.
  func externalID(of name: Text) throws(InputError) -> Text {
    if let id = uploads[name]?.externalID { return id }
    if takesAny || name.isUUID { return name }
    throw unknown(name)
  }

  func key(of name: Text) throws(InputError) -> Text {
    if let key = uploads[name]?.key { return key }
    if takesAny { return name }
    throw unknown(name)
  }

  func look(_ name: Text) throws(InputError) -> Text {
    if let look = looks[name] { return look }
    if takesAny { return name }
    throw unknown(name)
  }

  private func unknown(_ name: Text) -> InputError {
    InputError(field: "steps", reason: "use the name \"\(name)\" before a step defines it")
  }
}
