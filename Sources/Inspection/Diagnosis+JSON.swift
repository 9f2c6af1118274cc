import ReferenceImpl
public import VideoSpec

extension Diagnosis {
  /// What S3 computes, its token cut.
  public var shownCanonicalRequest: Text? { canonicalRequest.map { Shortened.redacted($0) } }

  /// Where the texts part, tokens cut; nil where they part in nothing else.
  public var shownDivergence: Divergence? {
    divergence.map { place in
      var place = place
      place.received = Shortened.redacted(place.received)
      place.signed = Shortened.redacted(place.signed)
      if place.step == "policy" {
        // A policy may hold a session token; a few bytes of it say where the two part.
        let start = max(0, place.byte - 25)
        place.received = Text(place.received.bytes.dropFirst(start).prefix(48))
        place.signed = Text(place.signed.bytes.dropFirst(start).prefix(48))
      }
      place.byte = zip(place.received.bytes, place.signed.bytes).prefix { $0 == $1 }.count + 1
      return place
    }
  }

  /// For machines. Nothing in it is a secret.
  public var json: JSONValue {
    var object: JSONObject = ["fault": .bool(hasFault)]
    object["cause"] = cause.map { JSONValue($0.code) }
    object["rejection"] = rejection.map { JSONValue($0) }
    object["signature"] = isSignatureRight.map { .string($0 ? "right" : "wrong") } ?? "not checked"
    object["method"] = method?.protocolForm
    object["findings"] = .array(findings.map(\.json))
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
    object["hints"] = .array(hints.map { JSONValue(Shortened.pasted(Text($0), limit: 8192).string) })
    return .object(object)
  }
}

extension Diagnosis.Finding {
  fileprivate var json: JSONValue {
    var object: JSONObject = [
      "cause": JSONValue(cause.code), "requirement": JSONValue(cause.requirement.rawValue),
      "certainty": JSONValue("\(certainty)"), "summary": JSONValue(cause.summary), "remedy": JSONValue(cause.remedy),
    ]
    object["detail"] = detail.map { JSONValue($0) }
    return .object(object)
  }
}

extension InspectedRequest {
  /// The access key that a signed URL names.
  public static func accessKeyID(in url: Text) -> Text? {
    RequestParts(InspectedRequest(url: PastedURL(url).url)).flatMap(LooseClaim.init)?.accessKeyID
  }
}

extension InspectedForm {
  /// The access key that the form names.
  public var accessKeyID: Text? { value("x-amz-credential")?.split(at: UInt8(ascii: "/")).first }
}
