import VideoSpec

// A scenario as a play: each step with what has to come of it, and what the database may hold then.

extension Example {
  /// A line for each step and one for its outcome; nothing for a case of another operation.
  static func play(_ vector: VectorCase) -> [String] {
    guard case .accepted(let output?) = vector.expectation, let scenario = try? Scenario(json: vector.input),
      let expected = try? ScenarioExpectation(json: output, of: scenario)
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

  private static func described(_ result: ScenarioExpectation.Result) -> String {
    switch result {
    case .accepted(let output):
      (["accepted"]
        + (output?.object?.members ?? []).map { "\($0.name) \(String(decoding: $0.value.line, as: UTF8.self))" })
        .joined(separator: ", ")
    case .rejected(let code, let status):
      (["rejected"] + [status.map { "\($0)" }, code].compactMap(\.self)).joined(separator: " ")
    case .killed: "killed"
    case .any: "ok, rejected or killed"
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
