public import VideoSpec

// The adapter protocol's messages, as an adapter writes them (`Docs/Protocol.md`).

extension ImplementationProfile {
  public var readyMessage: JSONValue {
    [
      "type": "ready", "protocol": 1,
      "implementation": [
        "name": JSONValue(name), "version": JSONValue(version), "language": JSONValue(language),
        "source": JSONValue(source),
      ],
      "operations": .array(operations.map { JSONValue($0.rawValue) }),
      "profiles": .array(profiles.map { JSONValue($0.rawValue) }),
      "clock": JSONValue(clock.rawValue), "random": JSONValue(random.rawValue),
      "variants": ["output": isExact ? "exact" : "meaning"],
      "unsupported": .array(
        unsupported.map { ["requirement": JSONValue($0.requirement.rawValue), "reason": JSONValue($0.reason)] }),
      "faults": .array(faults.map { JSONValue($0) }),
    ]
  }
}

extension Observation {
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
