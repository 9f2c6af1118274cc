import AdapterProtocol
import VideoSpec

/// The expected results and states of a recording scenario: the expected output of a case of `record.scenario`.
struct RecordingScenarioExpectation {
  enum Result {
    case accepted(output: JSONValue?)
    /// Rejected with this code, or with any code if it is nil.
    case rejected(code: String?, status: Int?)
    case killed
    /// Any of these: the rule leaves it open.
    case any
  }

  struct Step {
    let result: Result
    /// The names of the states that the database may have afterwards.
    let states: [String]
  }

  /// The expected URL of every form.
  let url: Text
  let states: [String: [ExpectedUpload]]
  let steps: [Step]

  /// Reads the expected output of a scenario's case.
  ///
  /// - Throws: ``InputError`` if it does not fit the scenario.
  init(_ expectation: Expectation, of scenario: RecordingScenario) throws(InputError) {
    guard case .accepted(let json?) = expectation else {
      throw InputError(field: "steps", reason: "is missing: a scenario needs the verdict \"accepted\" and an output")
    }
    let input = InputReader(json)
    url = try input.text("url")
    var states: [String: [ExpectedUpload]] = [:]
    let stateReader = try input.reader("states")
    for name in stateReader.memberNames {
      states[name] = try stateReader.readers(name).map { reader throws(InputError) in
        ExpectedUpload(name: try reader.text("upload"), record: try RecordedUpload(reader))
      }
    }
    self.states = states
    steps = try input.readers("steps").enumerated().map { index, reader throws(InputError) in
      let path = "steps[\(index)]"
      let names = try reader.texts("states").map(\.string)
      guard !names.isEmpty, names.allSatisfy({ states[$0] != nil }) else {
        throw InputError(field: path + ".states", reason: "must name at least one of \"states\"")
      }
      return Step(result: try Result(reader, json["steps"]?.array?[index] ?? .null, path), states: names)
    }
    guard steps.count == scenario.steps.count else {
      throw InputError(
        field: "steps", reason: "must have \(scenario.steps.count) elements, one for each step of the scenario")
    }
  }
}

extension RecordingScenarioExpectation.Result {
  fileprivate init(_ reader: InputReader, _ json: JSONValue, _ path: String) throws(InputError) {
    switch try reader.text("result") {
    case "accepted": self = .accepted(output: json["output"])
    case "rejected":
      guard let error = json["error"], error.object != nil else {
        throw InputError(field: path + ".error", reason: "must be an object")
      }
      self = .rejected(code: error["code"]?.string, status: error["status"]?.integer)
    case "killed": self = .killed
    case "any": self = .any
    case "ok":
      throw InputError(field: path + ".result", reason: "has the value \"ok\", which is now called \"accepted\"")
    case "refused":
      throw InputError(field: path + ".result", reason: "has the value \"refused\", which is now called \"rejected\"")
    default:
      throw InputError(field: path + ".result", reason: "must be \"accepted\", \"rejected\", \"killed\" or \"any\"")
    }
  }
}

/// A row of a state: the name of an upload, and its record.
struct ExpectedUpload {
  let name: Text
  /// The record without the external ID and the key, which the name stands for.
  let record: RecordedUpload

  /// The expected record of an upload, with its external ID and key.
  func record(of upload: RecordedUpload) -> RecordedUpload {
    var record = record
    (record.externalID, record.key) = (upload.externalID, upload.key)
    return record
  }
}

extension RecordingScenarioExpectation {
  /// Whether a step is rejected or killed, or an upload fails.
  var hasRejection: Bool {
    steps.contains { step in
      switch step.result {
      case .accepted(let output): output?["status"]?.text == "failed"
      case .rejected, .killed, .any: true
      }
    }
  }
}
