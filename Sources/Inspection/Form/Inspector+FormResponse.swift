import ReferenceImpl
import VideoSpec

// A form, the code that sends it and notes beside it, weighed against the server's response.

extension Inspector {
  /// Diagnoses what an incident has beside its request: its form, the code that sends it, and notes.
  ///
  /// - Parameter diagnosis: The diagnosis of the response and the request; of neither if there is none.
  func addForm(of incident: Incident, to diagnosis: inout Diagnosis) {
    let statement = incident.response.map { ServerStatement($0) }
    let isOpen = statement.map(\.isOpen) ?? true
    if let form = incident.form {
      var other = inspect(form)
      if let statement { other.weigh(form, against: statement) }
      diagnosis.refinePolicy(by: other)
      diagnosis.merge(other, first: isOpen && statement != nil)
    }
    if let response = incident.response, let statement {
      let reading = FormRejection(incident, response, statement)
      diagnosis.merge(reading.diagnosis, first: true)
    }
    addNotes(of: incident, statement, to: &diagnosis)
  }

  private func addNotes(of incident: Incident, _ statement: ServerStatement?, to diagnosis: inout Diagnosis) {
    let notes = (incident.form?.notes ?? []) + incident.notes
    guard !notes.isEmpty else { return }
    var other = Diagnosis()
    let claimed = Set(statement?.match?.row.claims.map(\.code) ?? [])
    var isFirst = statement?.isOpen ?? true
    for note in notes {
      if note.needsMismatch, statement?.isMismatch == false { continue }
      // What the text states is certain unless the server states something else.
      let isCertain = note.isStated && (statement.map { !$0.isCertain || claimed.contains(note.code) } ?? true)
      other.add(note.code, isCertain ? .certain : .likely, note.detail, confirm: Self.confirmation)
      if claimed.contains(note.code) { isFirst = true }
    }
    // A form in code cannot be compared with anything but the response. A signature that is wrong has other causes.
    if statement?.isMismatch == true { isFirst = notes.contains { $0.needsMismatch } }
    diagnosis.merge(other, first: isFirst)
  }

  private static let confirmation =
    "The request as the browser or the program sent it: its Content-Type and its fields in order."
}

extension Diagnosis {
  /// What a form shows is as certain as the server's response allows.
  fileprivate mutating func weigh(_ form: InspectedForm, against statement: ServerStatement) {
    for index in findings.indices where findings[index].cause.code == .formSignedWithSigv2 {
      // Another reason is stated.
      if !statement.isSilent, !statement.isMismatch { findings[index].certainty = .remark }
    }
    guard !statement.isSilent, !statement.isMismatch else { return }
    let claimed = Set(statement.match?.row.claims.map(\.code) ?? [])
    let isAboutConditions = !claimed.isDisjoint(with: Self.conditions)
    let isAboutFields = !claimed.isDisjoint(with: Self.fields)
    let isAboutPolicy = !claimed.isDisjoint(with: Self.documents)
    for index in findings.indices where findings[index].certainty == .certain {
      let code = findings[index].cause.code
      let agrees =
        claimed.contains(code) || isAboutConditions && Self.conditions.contains(code)
        || isAboutFields && Self.fields.contains(code) || isAboutPolicy && Self.documents.contains(code)
      if !agrees { findings[index].certainty = .likely }
    }
    order()
  }

  /// "Invalid JSON" is also S3's word for a document that is JSON, but no policy. Then the document says what is wrong.
  fileprivate mutating func refinePolicy(by form: Diagnosis) {
    let proven = form.findings.filter { $0.certainty == .certain && Self.documents.contains($0.cause.code) }
    guard let index = findings.firstIndex(where: { $0.cause.code == .policyNotJson }), !proven.isEmpty,
      !form.has(.policyNotJson)
    else { return }
    findings[index].certainty = .likely
    findings[index].confirm = "The field policy as it was sent, decoded from Base64."
  }

  /// The causes that a message about a condition of the policy may have.
  private static let conditions: Set<CauseCode> = [
    .fieldMissing, .fieldOther, .fieldBeginsOtherwise, .fieldCase, .filenameInCondition, .prefixesBuiltAsEquality,
    .bucketOther, .typeWithComma, .formKeyMissing, .keyMissing, .fieldAfterFile, .conditionWithoutDollar,
    .quotationMarksUnescaped, .policyTextAsAscii, .keyConditionOther,
  ]

  /// The causes that a message about a missing field may have.
  private static let fields: Set<CauseCode> = [
    .fieldAfterFile, .keyMissing, .formKeyMissing, .formPolicyMissing, .formSignatureMissing, .formAlgorithmMissing,
    .formDateMissing, .formCredentialWithoutScope, .fileMissing, .filesSeveral,
  ]

  /// The causes that a message about the policy document may have.
  private static let documents: Set<CauseCode> = [
    .policyNotJson, .conditionMalformed, .conditionObject, .policyIncomplete, .policyMemberUnknown,
    .expirationMalformed, .expirationFormat, .quotationMarksUnescaped, .policyNotBase64, .policyBase64Twice,
    .policyBase64CutOff, .policyBase64Unpadded, .policyBase64UrlSafe, .policyPythonBytes, .policyQuoted,
    .policyUnencoded, .policyDataUri, .policyJsonEscaped, .policyPercentEncoded, .policyPlusAsSpace,
    .policyBase64Wrapped,
  ]

  /// Adds the findings of another diagnosis. What is known more certainly replaces what is only likely.
  mutating func merge(_ other: Diagnosis, first: Bool) {
    var added: [Finding] = []
    for finding in other.findings {
      if let index = findings.firstIndex(where: { $0.cause.code == finding.cause.code }) {
        let known = findings[index]
        guard finding.certainty >= known.certainty, first || finding.certainty > known.certainty else { continue }
        findings.remove(at: index)
      }
      added.append(finding)
    }
    findings = first ? added + findings : findings + added
    if findings.contains(where: { $0.certainty > .remark }) { rejection = nil }
    isSignatureRight = isSignatureRight ?? other.isSignatureRight
    divergence = divergence ?? other.divergence
    canonicalRequest = canonicalRequest ?? other.canonicalRequest
    hints += other.hints.filter { !hints.contains($0) }
    if subject.isEmpty { subject = other.subject }
    let broken = Dictionary(
      findings.map { ($0.cause.requirement, $0.detail ?? $0.cause.plainSummary) }
    ) { first, _ in first }
    let known = Set(rows.filter { $0.verdict == .broken }.map(\.requirement))
    let more = other.rows.filter { !known.contains($0.requirement) }
    rows.removeAll { row in more.contains { $0.requirement == row.requirement } || broken[row.requirement] != nil }
    rows += more.filter { broken[$0.requirement] == nil }
    rows += broken.map { Row(requirement: $0.key, verdict: .broken, reason: $0.value) }
    rows.sort { $0.requirement < $1.requirement }
    order()
    if let first = findings.first, first.certainty == .certain { next = nil }
  }
}

/// What a response says of a form or of a method, together with what is known of the form.
private struct FormRejection {
  private(set) var diagnosis = Diagnosis()
  private let incident: Incident
  private let response: ErrorResponse
  private let url: Text?
  private let isForm: Bool

  init(_ incident: Incident, _ response: ErrorResponse, _ statement: ServerStatement) {
    self.incident = incident
    self.response = response
    url = incident.form?.url ?? incident.request?.url ?? incident.sender?.url
    isForm = incident.form != nil || incident.sender != nil || incident.request.map(Self.isForm) ?? false
    if let condition = statement.failedCondition { readCondition(condition) }
    let isMethod =
      response.code == "MethodNotAllowed" || response.status == 405
      || response.message.equalsIgnoringCase("Method Not Allowed")
    if isMethod { readMethod() }
    if response.code == "NotImplemented" || response.status == 501, isForm { readUnsupported() }
    let isRefused = (response.status ?? 403) >= 400
    if incident.request?.method == "OPTIONS", isRefused, !statement.isCertain {
      diagnosis.add(.corsRejected, .likely, "the browser's preflight request (OPTIONS) was refused")
    }
    for index in diagnosis.findings.indices where diagnosis.findings[index].certainty == .likely {
      diagnosis.findings[index].confirm = "The request as it was sent: its URL, its method and its fields."
    }
  }

  /// Whether a request is a POST without a signature, as consoles of browsers show a form.
  private static func isForm(_ request: InspectedRequest) -> Bool {
    request.method == "POST" && !S3Likeness.isSigned(request.url) && request.value("authorization") == nil
      && request.value("x-amz-date") == nil
  }

  // MARK: A condition

  /// Compares the condition that the server names with the fields.
  private mutating func readCondition(_ condition: [Text]) {
    guard condition[1].hasPrefix("$") else { return }
    let name = Text(condition[1].bytes.dropFirst()).lowercased
    let isPrefix = condition[0].lowercased == "starts-with"
    let detail = "the condition is [\"\(condition[0])\", \"\(condition[1])\", \"\(condition[2])\"]"
    if name == "bucket" { return }
    if let form = incident.form {
      let fields = form.sent ?? form.fields
      let before = fields.prefix { $0.name.lowercased != "file" }
      if let field = before.first(where: { $0.name.lowercased == name }) {
        if form.unknown.contains(name) || form.sent == nil { return }
        let holds = isPrefix ? field.value.hasPrefix(condition[2]) : field.value == condition[2]
        // The value of the key is written by S3, and the name of the file is not known.
        if holds || field.value.contains(FieldNames.shared.filename) { return }
        return diagnosis.add(
          isPrefix ? .fieldBeginsOtherwise : .fieldOther, .certain, "\(detail), but the value is \"\(field.value)\"")
      }
      if fields.contains(where: { $0.name.lowercased == name }) {
        return diagnosis.add(.fieldAfterFile, .certain, "\(detail), and \(name) comes after the file")
      }
      // The browser may add fields to those that were handed out.
      return diagnosis.add(
        .fieldMissing, form.sent == nil ? .likely : .certain, "\(detail), but the form has no field \(name)")
    }
    guard let sender = incident.sender else { return }
    if sender.after.contains(where: { $0.lowercased == name }) {
      diagnosis.add(.fieldAfterFile, .likely, "\(detail), and the code appends \(name) after the file")
    } else if sender.isComplete, !sender.before.contains(where: { $0.lowercased == name }) {
      diagnosis.add(.fieldMissing, .likely, "\(detail), but the code appends no field \(name)")
    }
  }

  // MARK: A method

  private mutating func readMethod() {
    let parts = url.flatMap { RequestParts(InspectedRequest(url: $0)) }
    let host = parts?.host.hostAndPort.host
    let method = response["Method"]?.trimmed.uppercased ?? incident.request?.method ?? (isForm ? "POST" : nil)
    if let host, AmazonHost(host)?.kind == .website || Self.isWebsite(host), method != "GET", method != "HEAD" {
      return diagnosis.add(.formUrlWebsite, .certain, "the host is \(host)")
    }
    guard method == "POST" else { return }
    let isObject = response["ResourceType"]?.trimmed.uppercased == "OBJECT"
    let key = parts.flatMap(Self.key)
    guard isObject || key != nil else {
      if isForm { diagnosis.add(.formUnsupported, .likely, "the server does not take POST at the bucket's URL") }
      return
    }
    let detail = "POST was sent to the URL of an object" + (key.map { ": \"\($0)\"" } ?? "")
    if isForm {
      return diagnosis.add(.formUrlOfObject, isObject && incident.form != nil ? .certain : .likely, detail)
    }
    diagnosis.add(.methodOther, .likely, "\(detail); S3 writes an object with PUT")
    diagnosis.add(.formUrlOfObject, .likely, detail)
  }

  /// Whether a host is a website endpoint, also of a store that names it as Amazon does.
  private static func isWebsite(_ host: Text) -> Bool { host.contains(".s3-website") || host.contains(".s3-web.") }

  /// The object's key if the path has one.
  private static func key(_ parts: RequestParts) -> Text? {
    let segments = Text(bytes: parts.path).split(at: 0x2F).filter { !$0.isEmpty }
    let isInHost = AddressedObject.bucketInHost(parts.host.hostAndPort.host) != nil
    return segments.count > (isInHost ? 0 : 1) ? segments.last : nil
  }

  // MARK: A store without forms

  private mutating func readUnsupported() {
    let host = url.flatMap { RequestParts(InspectedRequest(url: $0)) }?.host.hostAndPort.host
    let isKnown = host.map(FormChecks.lacksForms) ?? false
    let shown = host.map { "\($0) answers a form with 501" } ?? "the server answers a form with 501"
    diagnosis.add(.formUnsupported, isKnown ? .certain : .likely, shown)
  }
}

extension ServerStatement {
  /// Whether the response leaves open what is wrong: it states no cause.
  fileprivate var isOpen: Bool { !isCertain && !isMismatch }
}
