import AdapterProtocol
import VideoSpec

/// What has to come of a scenario: the expected output of a case of `record.scenario`.
struct ScenarioExpectation {
  enum Result {
    case accepted(output: JSONValue?)
    /// With any code where none is given.
    case rejected(code: String?, status: Int?)
    case killed
    /// Whichever of these it is: the rule does not say.
    case any
  }

  struct Step {
    let result: Result
    /// Those that the dump may be afterwards.
    let states: [String]
  }

  /// Where forms go.
  let url: Text
  let states: [String: [ExpectedUpload]]
  let steps: [Step]

  /// - Parameter scenario: Whose steps they are.
  init(json: JSONValue, of scenario: Scenario) throws(InputError) {
    let input = InputReader(json)
    url = try input.text("url")
    var states: [String: [ExpectedUpload]] = [:]
    for state in try input.reader("states").members {
      states[state.name] = try input.reader("states").readers(state.name).map { reader throws(InputError) in
        ExpectedUpload(name: try reader.text("upload"), record: try RecordedUpload(reader))
      }
    }
    self.states = states
    steps = try input.readers("steps").enumerated().map { index, reader throws(InputError) in
      let path = "steps[\(index)]"
      let names = try reader.texts("states").map(\.string)
      guard !names.isEmpty, names.allSatisfy({ states[$0] != nil }) else {
        throw InputError(field: path + ".states", reason: "should name at least one of the states")
      }
      return Step(result: try Result(reader, json["steps"]?.array?[index] ?? .null, path), states: names)
    }
    guard steps.count == scenario.steps.count else {
      throw InputError(field: "steps", reason: "should be \(scenario.steps.count), as many as the scenario's")
    }
  }
}

extension ScenarioExpectation.Result {
  fileprivate init(_ reader: InputReader, _ json: JSONValue, _ path: String) throws(InputError) {
    switch try reader.text("result") {
    case "accepted": self = .accepted(output: json["output"])
    case "rejected":
      guard let error = json["error"], error.object != nil else {
        throw InputError(field: path + ".error", reason: "should be an object")
      }
      self = .rejected(code: error["code"]?.string, status: error["status"]?.integer)
    case "killed": self = .killed
    case "any": self = .any
    case "ok": throw InputError(field: path + ".result", reason: "\"ok\" is now called \"accepted\"")
    case "refused": throw InputError(field: path + ".result", reason: "\"refused\" is now called \"rejected\"")
    default: throw InputError(field: path + ".result", reason: "should be accepted, rejected, killed or any")
    }
  }
}

/// A row of a state: an upload by name, and what is recorded of it.
struct ExpectedUpload {
  let name: Text
  /// Without external id and key, which the name stands for.
  let record: RecordedUpload

  /// What is expected of an upload that the name stands for.
  func record(of upload: RecordedUpload) -> RecordedUpload {
    var record = record
    (record.externalID, record.key) = (upload.externalID, upload.key)
    return record
  }
}

extension ScenarioExpectation {
  /// Whether some step is rejected or killed, or an upload fails.
  var hasRejection: Bool {
    steps.contains { step in
      switch step.result {
      case .accepted(let output): output?["status"]?.text == "failed"
      case .rejected, .killed, .any: true
      }
    }
  }
}
