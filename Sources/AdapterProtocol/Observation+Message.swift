public import VideoSpec

extension Observation {
  /// The `result` message for the run with the number `seq`, or the `at` message of an implementation that waits to be killed.
  public func resultMessage(seq: JSONValue) -> JSONValue {
    if case .waiting(let point) = outcome { return ["type": "at", "seq": seq, "point": JSONValue(point)] }
    var message: JSONObject = ["type": "result", "seq": seq]
    switch outcome {
    case .output(let output):
      message["status"] = "accepted"
      message["output"] = output
    case .rejected(let rejection):
      message["status"] = "rejected"
      message["error"] = rejection.protocolForm
    case .waiting: break
    case .unsupported(let reason):
      message["status"] = "unsupported"
      message["error"] = ["message": JSONValue(reason)]
    case .error(let reason):
      message["status"] = "error"
      message["error"] = ["message": JSONValue(reason)]
    }
    if !trace.steps.isEmpty {
      message["trace"] = .object(
        JSONObject(members: trace.steps.map { .init(name: Text($0.name), value: $0.value.protocolForm) }))
    }
    return .object(message)
  }
}

extension Rejection {
  var protocolForm: JSONValue {
    var error: JSONObject = ["code": JSONValue(code.rawValue)]
    if let status { error["status"] = JSONValue(status) }
    if let field { error["field"] = JSONValue(field) }
    error["message"] = JSONValue(message)
    if !details.isEmpty {
      error["details"] = .array(details.map { .array([$0.name.protocolForm, $0.value.protocolForm]) })
    }
    return .object(error)
  }
}

extension Observation {
  /// Reads a `result` or `at` message.
  ///
  /// - Parameter sequence: The number of the current run, which the message has to repeat.
  package init(message line: [UInt8], sequence: Int) throws(MessageFault) {
    let message = try AdapterMessage.parse(line, types: ["result", "at"])
    guard let answered = message["seq"]?.integer else { throw MessageFault("a result without an integer \"seq\"") }
    guard answered == sequence else {
      throw MessageFault("a result for run \(answered) instead of run \(sequence)")
    }
    if message["type"]?.text == "at" {
      guard let point = message["point"]?.string else { throw MessageFault("an \"at\" message without a \"point\"") }
      self.init(.waiting(at: point))
      return
    }
    let trace = Observation.trace(message["trace"])
    let error = message["error"]
    let explanation = error?["message"]?.string ?? ""
    switch message["status"]?.string {
    case "accepted":
      guard let output = message["output"], output.object != nil else {
        throw MessageFault("a result with the status \"accepted\" but without an object \"output\"")
      }
      self.init(.output(output), trace: trace)
    case "rejected":
      guard let code = error?["code"]?.string, !code.isEmpty else {
        throw MessageFault("a result with the status \"rejected\" but without an \"error.code\"")
      }
      let details = error.flatMap { try? InputReader($0).fields("details") } ?? []
      let rejection = Rejection(
        ErrorCode(code), status: error?["status"]?.integer, field: error?["field"]?.string, explanation,
        details: details)
      self.init(.rejected(rejection), trace: trace)
    case "unsupported":
      self.init(.unsupported(explanation.isEmpty ? "the adapter gave no reason" : explanation), trace: trace)
    case "error":
      self.init(.error(explanation.isEmpty ? "the adapter gave no message" : explanation), trace: trace)
    case "ok": throw MessageFault("a result with the status \"ok\", which is now called \"accepted\"")
    case "refused": throw MessageFault("a result with the status \"refused\", which is now called \"rejected\"")
    default:
      throw MessageFault("a result whose \"status\" is not \"accepted\", \"rejected\", \"unsupported\" or \"error\"")
    }
  }

  /// Reads the trace and skips steps that are not texts, because a trace is used in reports only.
  private static func trace(_ value: JSONValue?) -> Trace {
    Trace(
      steps: (value?.object?.members ?? []).compactMap { member in
        Text(protocolForm: member.value).map { Trace.Step(name: member.name.string, value: $0) }
      })
  }
}
