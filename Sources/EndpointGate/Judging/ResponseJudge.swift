import Gate
import VideoSpec

/// Compares a response with what a step expects of it.
struct ResponseJudge {
  let values: ScenarioValues

  /// Returns the first thing that is wrong; nil if the response is the expected one.
  ///
  /// - Throws: ``CaseStop`` if the expectation refers to a value that does not exist.
  func failure(of response: ReceivedResponse, expected: ExpectedResponse) throws(CaseStop) -> Failure? {
    if let continued = expected.continued, continued != response.continued {
      return Failure(
        continued
          ? "the server sent no 100 Continue before the body" : "the server asked for the body with 100 Continue")
    }
    if !expected.statuses.isEmpty, !expected.statuses.contains(response.status) {
      let code = response.errorCode.map { " \($0)" } ?? ""
      let wanted = expected.statuses.map { "\($0)" }.joined(separator: " or ")
      let wantedCode = expected.codes.isEmpty ? "" : " " + expected.codes.map(\.string).joined(separator: " or ")
      return difference(
        "status", "the status is \(response.status)\(code), expected \(wanted)\(wantedCode)", wanted: wanted,
        found: "\(response.status)")
    }
    if !expected.codes.isEmpty {
      let found = response.errorCode
      if !expected.codes.contains(where: { $0 == found }) {
        let wanted = expected.codes.map(\.string).joined(separator: " or ")
        return difference(
          "error code", "the error code is \(found.map { "\($0)" } ?? "missing"), expected \(wanted)", wanted: wanted,
          found: found?.string ?? "")
      }
    }
    for (name, matcher) in expected.headers {
      let found = response.header(name).map { [$0] } ?? []
      if let failure = try failure(of: found, matcher, named: "header \(name)") { return failure }
    }
    if !expected.xml.isEmpty {
      guard let document = response.document else { return Failure("the body is not XML") }
      for (path, matcher) in expected.xml {
        let name = path.map(\.string).joined(separator: "/")
        if let failure = try failure(of: document.texts(at: path), matcher, named: name) { return failure }
      }
    }
    if let matcher = expected.body {
      if let failure = try failure(of: [Text(bytes: response.body)], matcher, named: "body") { return failure }
    }
    return nil
  }

  private func failure(
    of found: [Text], _ matcher: ResponseMatcher, named name: String
  ) throws(CaseStop) -> Failure? {
    let matcher = try ResolvedMatcher(matcher, values)
    if matcher.accepts(found) { return nil }
    let shown = found.map(\.string).joined(separator: "\n")
    let summary = found.isEmpty ? "absent" : ResolvedMatcher.shown(found)
    return difference(
      name, "\(name) is \(summary), expected \(matcher.shown)", wanted: matcher.text ?? matcher.shown, found: shown)
  }

  private func difference(_ step: String, _ reason: String, wanted: String, found: String) -> Failure {
    Failure(
      reason.withoutControls,
      divergence: Divergence(step: step, expected: Text(wanted), observed: Text(found)))
  }
}
