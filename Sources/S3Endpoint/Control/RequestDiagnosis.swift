import Inspection
import VideoSpec

/// Why a request was refused, as `video-spec inspect` explains it, and how to fix it.
struct RequestDiagnosis {
  let entry: JournalEntry
  /// What the inspector found; nil for a refusal that does not concern a signature or a form, and for a request that was not kept.
  let diagnosis: Diagnosis?
  /// Whether the inspector would know more if the head of the request had been kept.
  let isHeadMissing: Bool

  /// - Parameters:
  ///   - request: The head of the request; nil if it was not kept.
  ///   - effort: How long to search for the signer's mistake.
  init(_ entry: JournalEntry, _ request: KeptRequest?, _ configuration: S3Configuration, effort: SearchEffort) {
    self.entry = entry
    let isInspected = entry.refusal?.isInspected ?? false
    isHeadMissing = isInspected && request == nil
    guard isInspected, let request, var refusal = entry.refusal else {
      diagnosis = nil
      return
    }
    // The journal keeps the fields with the head, and not with every entry.
    refusal.form = request.form
    var found = Diagnosis(
      of: refusal, received: request.received, isSecure: request.isSecure, bucket: entry.bucket, at: entry.time,
      configuration, effort: effort)
    let agent = request.received.headers.first { $0.name.equalsIgnoringCase("user-agent") }?.value
    if request.form == nil { found?.tool = agent.flatMap(ClientTool.init(userAgent:)) }
    diagnosis = found
  }

  /// The rule that the request breaks.
  var requirement: Requirement? { entry.refusal?.requirement.flatMap(Catalogue.requirement) }

  /// The finding that explains the refusal.
  var finding: Diagnosis.Finding? { diagnosis?.reason(for: entry.refusal?.check) }

  /// What was found, in one sentence; nil for an accepted request.
  var message: String? { finding.map { $0.sentence.withoutControls } ?? entry.message }

  /// What to do about it; nil if the rule says it all.
  var fix: String? { finding?.cause.plainFix ?? entry.refusal?.cause?.cause.plainFix }

  /// The line that fixes it in the tool that sent the request, or nil.
  var toolFix: ToolFix? {
    guard let tool = diagnosis?.tool, let cause = finding?.cause.code else { return nil }
    return ToolFix(cause, in: tool)
  }

  /// The text that the endpoint computed from the request, with tokens shortened; nil if nothing was computed.
  var canonicalRequest: Text? {
    let computed = entry.refusal?.rejection.details.first { $0.name == "CanonicalRequest" }?.value
    guard let text = computed.flatMap({ $0.isEmpty ? nil : $0 }) else { return diagnosis?.shownCanonicalRequest }
    return Redaction.redacted(text)
  }

  /// The entry of the request, with all that was found.
  var json: JSONValue {
    var object = entry.json
    if let requirement {
      object["requirement"] = [
        "id": JSONValue(requirement.id.rawValue), "title": JSONValue(requirement.title.withoutCodeSpans),
        "text": JSONValue(requirement.text.withoutCodeSpans), "reason": JSONValue(requirement.reason.withoutCodeSpans),
      ]
    }
    object["fix"] = fix.map { JSONValue($0) }
    object["canonicalRequest"] = canonicalRequest.map { JSONValue($0.string) }
    if let difference = diagnosis?.differenceSentence { object["difference"] = JSONValue(difference) }
    if let message { object["message"] = JSONValue(message) }
    if let cause = finding?.cause.code { object["cause"] = JSONValue(cause.rawValue) }
    object["diagnosis"] = diagnosis?.json
    if isHeadMissing { object["note"] = JSONValue(Self.headMissing) }
    return .object(object)
  }

  static let headMissing =
    "No more is known: the headers were not kept. They exceed \(KeptRequest.limit >> 10) KiB, or many later requests were refused."
}

extension Diagnosis.Divergence {
  /// The text in which both sides differ, in words.
  var stepName: String {
    switch step {
    case "canonicalRequest": "canonical request"
    case "stringToSign": "string to sign"
    default: step
    }
  }
}

extension EndpointCheck {
  /// Whether the check is one of a form, which the inspector knows more about.
  var concernsForm: Bool {
    switch self {
    case .formSigned, .formSigningFields, .formCredential, .formAccessKey, .formToken, .formSignature, .formPolicy,
      .formPolicyExpiry, .formConditions, .formExtraFields, .formKeyPresent:
      true
    default: false
    }
  }
}
