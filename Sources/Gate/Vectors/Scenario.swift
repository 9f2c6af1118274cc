import AdapterProtocol
import VideoSpec

/// What a recorder is put through: the input of a case of `record.scenario`.
struct Scenario {
  /// The input of `record.open`, without the directory.
  let setup: JSONObject
  let steps: [ScenarioStep]

  init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    guard var setup = json["open"]?.object else { throw InputError(field: "open", reason: "should be an object") }
    setup["state"] = ""
    _ = try RecordingSetup(json: .object(setup))
    setup["state"] = nil
    self.setup = setup
    steps = try input.readers("steps").enumerated().map { index, reader throws(InputError) in
      try ScenarioStep(reader, json["steps"]?.array?[index].object ?? JSONObject())
    }
    if steps.isEmpty { throw InputError(field: "steps", reason: "should not be empty") }
  }
}

/// A step, uploads and looks by name.
struct ScenarioStep {
  enum Kind {
    /// The gate's own: killed while idle, and opened again.
    case restart
    case asked(String)
  }

  let kind: Kind
  /// The case's clock when nil.
  let clock: Timestamp?
  let random: [UInt8]?
  /// The name for what comes of it.
  let name: Text?
  let fault: RecordingFault?
  private let members: JSONObject

  /// Members that are the gate's.
  private static let own: Set<Text> = ["at", "random", "as", "upload"]

  fileprivate init(_ reader: InputReader, _ members: JSONObject) throws(InputError) {
    self.members = members
    let action = try reader.text("do").string
    kind = action == "restart" ? .restart : .asked(action)
    clock = members["at"] == nil ? nil : try reader.time("at")
    name = try reader.optionalText("as")
    if let text = try reader.optionalText("random") {
      guard let bytes = Hexadecimal.bytes(text), bytes.count == 32 else {
        throw InputError(field: "random", reason: "should be 64 hexadecimal digits")
      }
      random = bytes
    } else {
      random = nil
    }
    fault = try reader.optionalReader("fault").map { fault throws(InputError) in try RecordingFault(fault) }
    if case .asked = kind {
      // With any names for what is not known yet: the step must be readable.
      _ = try RecordingStep(json: .object(message(ScenarioNames.any)))
    }
  }

  /// The input of `record.step`: names replaced by what they stand for.
  ///
  /// - Throws: ``InputError`` for a name that nothing has been given yet.
  func message(_ names: ScenarioNames) throws(InputError) -> JSONObject {
    var message = JSONObject(members: members.members.filter { !ScenarioStep.own.contains($0.name) })
    if let upload = members["upload"]?.text { message["externalId"] = try names.externalID(of: upload).protocolForm }
    if let look = members["look"]?.text { message["look"] = try names.look(look).protocolForm }
    if let key = members["clientKey"]?.text {
      // An upload's, or anything that a client may think of.
      message["clientKey"] = (names.uploads[key]?.key ?? key).protocolForm
    }
    if let store = members["store"]?.array {
      var objects: [JSONValue] = []
      for object in store {
        guard let head = object["head"], object["upload"]?.text != nil || object["key"]?.text != nil else {
          throw InputError(field: "store", reason: "should be of objects with \"upload\" or \"key\", and \"head\"")
        }
        // An object that is no upload's is named by its key.
        let key = try object["upload"]?.text.map { upload throws(InputError) in try names.key(of: upload) }
        objects.append(["key": (key ?? object["key"]?.text ?? "").protocolForm, "head": head])
      }
      message["store"] = .array(objects)
    }
    return message
  }
}

/// What the names of a scenario stand for, as far as it has come.
struct ScenarioNames {
  struct Upload: Hashable {
    var externalID: Text?
    var key: Text?
  }

  var uploads: [Text: Upload] = [:]
  var looks: [Text: Text] = [:]
  private var takesAny = false

  /// Gives every name a meaning, to see whether a step can be read.
  static var any: ScenarioNames {
    var names = ScenarioNames()
    names.takesAny = true
    return names
  }

  init() {}

  /// A name nobody gave stands for itself where it is an upload that does not exist, and may be asked about.
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
    InputError(field: "steps", reason: "nothing is called \"\(name)\" yet")
  }
}
