public import VideoSpec

extension Diagnosis {
  /// The canonical request that the receiver computes, with its token shortened.
  public var shownCanonicalRequest: Text? { canonicalRequest.map { Redaction.redacted($0) } }

  /// The divergence with tokens shortened.
  public var shownDivergence: Divergence? {
    divergence.map { place in
      var place = place
      place.received = Redaction.redacted(place.received)
      place.signed = Redaction.redacted(place.signed)
      if place.step == "policy" {
        // A policy may contain a session token, so only a few bytes around the difference are shown.
        let start = max(0, place.byte - 25)
        place.received = Text(place.received.bytes.dropFirst(start).prefix(48))
        place.signed = Text(place.signed.bytes.dropFirst(start).prefix(48))
      }
      place.byte = zip(place.received.bytes, place.signed.bytes).prefix { $0 == $1 }.count + 1
      return place
    }
  }

  /// The diagnosis as JSON. It contains no secrets.
  public var json: JSONValue {
    var object: JSONObject = ["fault": .bool(hasFault)]
    object["cause"] = cause.map { JSONValue($0.code.rawValue) }
    object["rejection"] = rejection.map { JSONValue($0) }
    object["signature"] = isSignatureRight.map { .string($0 ? "right" : "wrong") } ?? "not checked"
    object["next"] = next.map { JSONValue($0) }
    object["method"] = method?.protocolForm
    object["findings"] = .array(findings.map { $0.json(for: tool) })
    if let place = shownDivergence {
      object["divergence"] = [
        "step": JSONValue(place.step), "line": JSONValue(place.line), "byte": JSONValue(place.byte),
        "received": place.received.protocolForm, "signed": place.signed.protocolForm,
      ]
    }
    object["rules"] = .array(
      rows.map { row in
        var entry: JSONObject = [
          "requirement": JSONValue(row.requirement.rawValue), "verdict": JSONValue(row.verdict.rawValue),
        ]
        entry["reason"] = row.reason.map { JSONValue($0) }
        return .object(entry)
      })
    object["hints"] = .array(
      hints.map { JSONValue(Redaction.redacted(Redaction.shortened(Text($0), limit: 8192)).string) })
    return .object(object)
  }
}

extension Diagnosis.Finding {
  fileprivate func json(for tool: ClientTool?) -> JSONValue {
    var object: JSONObject = [
      "cause": JSONValue(cause.code.rawValue), "requirement": JSONValue(cause.requirement.rawValue),
      "certainty": JSONValue("\(certainty)"), "summary": JSONValue(cause.plainSummary),
      "fix": JSONValue(cause.plainFix),
    ]
    object["detail"] = detail.map { JSONValue($0) }
    object["confirm"] = confirm.map { JSONValue($0) }
    if let tool, let fix = ToolFix(cause.code, in: tool) {
      object["toolFix"] = ["tool": JSONValue(tool.rawValue), "code": JSONValue(fix.code)]
    }
    return .object(object)
  }
}
