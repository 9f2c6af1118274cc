import VideoSpec

// A recording scenario: each step with its expected result and the states that the database may have afterwards.

extension Example {
  /// Returns one line for each step and one for its expectation; nothing for a case that is not a recording scenario.
  static func steps(of vector: VectorCase) -> [String] {
    guard let scenario = try? RecordingScenario(json: vector.input),
      let expected = try? RecordingScenarioExpectation(vector.expectation, of: scenario)
    else { return [] }
    let steps = vector.input["steps"]?.array ?? []
    return zip(steps, expected.steps).enumerated().flatMap { index, pair in
      let (step, outcome) = pair
      let states = outcome.states.map { described(expected.states[$0] ?? []) }
      return [
        "  \(index + 1)  \(described(step))",
        "     \(described(outcome.result)); recorded: \(states.joined(separator: ", or "))",
      ]
    }
  }

  private static func described(_ step: JSONValue) -> String {
    let members = (step.object?.members ?? []).filter { $0.name != "do" && $0.name != "fault" }.map { member in
      let value = member.value.text?.string ?? String(decoding: member.value.line, as: UTF8.self)
      return "\(member.name) \(value.utf8.count > 120 ? "…" : value)"
    }
    let fault = step["fault"].map { fault in
      let occurrence = fault["occurrence"]?.integer ?? 1
      return
        [
          "\(fault["kind"]?.string ?? "") at \(fault["point"]?.string ?? "")\(occurrence == 1 ? "" : ", \(occurrence). time")"
        ]
    }
    return ([step["do"]?.string ?? ""] + members + (fault ?? [])).joined(separator: ", ")
  }

  private static func described(_ result: RecordingScenarioExpectation.Result) -> String {
    switch result {
    case .accepted(let output):
      (["accepted"]
        + (output?.object?.members ?? []).map { "\($0.name) \(String(decoding: $0.value.line, as: UTF8.self))" })
        .joined(separator: ", ")
    case .rejected(let code, let status):
      (["rejected"] + [status.map { "\($0)" }, code].compactMap(\.self)).joined(separator: " ")
    case .killed: "killed"
    case .any: "accepted, rejected or killed"
    }
  }

  private static func described(_ state: [ExpectedUpload]) -> String {
    if state.isEmpty { return "nothing" }
    return state.map { upload in
      let record = upload.record
      let object = [record.size.map { "\($0) bytes" }, record.mediaType?.string, record.etag?.string].compactMap(\.self)
      return ([upload.name.string, record.status?.rawValue ?? "?"] + object).joined(separator: " ")
    }.joined(separator: "; ")
  }
}
