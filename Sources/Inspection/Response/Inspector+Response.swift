import ReferenceImpl
public import VideoSpec

extension Inspector {
  /// Says why a text is neither a store's response to a rejected request nor an excerpt of one.
  /// - Returns: How the text begins, shortened; nil for a response.
  public static func defect(ofErrorResponse document: Text) -> String? {
    if !ErrorResponse(document).isEmpty { return nil }
    // Too little to reveal a secret that was pasted by mistake.
    let beginning = Text(document.bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }.prefix(4096))
    let start = Redaction.shortened(Redaction.redacted(beginning.trimmed.split(at: 0x0A)[0]), limit: 24)
    return start.isEmpty ? "it is empty" : "it begins with \"\(start)\""
  }

  /// Diagnoses why S3 has rejected a request, from its XML response and, if known, the request.
  /// - Parameters:
  ///   - document: The response, which may be indented, quoted, escaped or cut off; see ``defect(ofErrorResponse:)``.
  ///   - request: The request as it was intended.
  public func inspect(error document: Text, of request: InspectedRequest?) -> Diagnosis {
    inspect(error: ErrorResponse(document), of: request)
  }

  /// Diagnoses why S3 has rejected a request, from its response and, if known, the request.
  public func inspect(error: ErrorResponse, of request: InspectedRequest?) -> Diagnosis {
    let time = error["ServerTime"].flatMap { Timestamp(iso8601: $0.trimmed) }
    var inspector = self
    inspector.now = time ?? now
    let request = request.map { error.completing($0) }
    var requestDiagnosis = request.flatMap { inspector.inspect($0) } ?? Diagnosis()
    let before = Dictionary(uniqueKeysWithValues: requestDiagnosis.rows.map { ($0.requirement, $0) })
    var diagnosis = Diagnosis()
    let code = error.code.isEmpty ? "" : "\(Redaction.shortened(error.code, limit: 64)): "
    diagnosis.subject =
      error.isBare
      ? "HTTP status \(error.status ?? 0), without a body" : "\(code)\(Redaction.detail(error.message.string))"
    if diagnosis.subject.isEmpty { diagnosis.subject = "an error response without a code and a message" }
    let statement = ServerStatement(error)
    StatementReader(statement, error, request).read(into: &diagnosis)
    inspector.addCredentials(error, &diagnosis)
    if statement.isMismatch {
      inspector.compare(error, request?.repaired, &diagnosis, with: &requestDiagnosis)
    } else if !diagnosis.hasFault {
      diagnosis.rejection = statement.explanation
      if statement.match == nil { diagnosis.hints.append(ServerStatement.wantsMore) }
    }
    requestDiagnosis.weigh(against: error.code.isEmpty ? statement.match?.row.codes.first ?? "" : error.code)
    // The text may leave the Authorization header out. Whoever answers in another way has seen one.
    if statement.isCertain {
      requestDiagnosis.findings.removeAll { $0.cause.code == .notSigned && !diagnosis.has(.notSigned) }
    } else if request.map({ !$0.isAsReceived }) ?? false {
      for index in requestDiagnosis.findings.indices where requestDiagnosis.findings[index].cause.code == .notSigned {
        requestDiagnosis.findings[index].certainty = .likely
      }
    }
    if let request { refineChecksum(error, request, &requestDiagnosis, &diagnosis) }
    addFindings(of: requestDiagnosis, to: &diagnosis, statement)
    diagnosis.isSignatureRight = diagnosis.isSignatureRight ?? requestDiagnosis.isSignatureRight
    diagnosis.divergence = diagnosis.divergence ?? requestDiagnosis.divergence
    diagnosis.canonicalRequest = diagnosis.canonicalRequest ?? requestDiagnosis.canonicalRequest
    diagnosis.hints += requestDiagnosis.hints.filter { !diagnosis.hints.contains($0) }
    (diagnosis.openHeaders, diagnosis.isBodyOpen) = (requestDiagnosis.openHeaders, requestDiagnosis.isBodyOpen)
    diagnosis.isUnsigned = requestDiagnosis.isUnsigned
    if error.isBare { inspector.explainStatus(error, request, &diagnosis) }
    if statement.isMismatch { inspector.explainMismatch(error, request, &diagnosis) }
    diagnosis.order()
    diagnosis.fill(Array(before.keys)) { id in (before[id]?.verdict ?? .cannotTell, before[id]?.reason) }
    diagnosis.conclude(KnownOfRejection(inspector, hasRequest: request != nil, error: error))
    return diagnosis
  }

  /// Adds what the request alone shows, after what the response states.
  ///
  /// The server knows why it rejected the request. What it does not name is not certain, however plain it looks.
  private func addFindings(of request: Diagnosis, to diagnosis: inout Diagnosis, _ statement: ServerStatement) {
    var known = request.findings.filter {
      !diagnosis.has($0.cause.code) && ($0.cause.code != .unexplained || diagnosis.findings.isEmpty)
    }
    if !statement.isMismatch, !statement.isSilent {
      for index in known.indices where known[index].certainty == .certain { known[index].certainty = .likely }
      if statement.isCertain { known.removeAll { Self.guesses.contains($0.cause.code) } }
    }
    if statement.isOfBrowser {
      // Behind a refused preflight request the store has not seen the signature, and other stores take version 2.
      for index in known.indices
      where known[index].certainty == .certain
        && (statement.isPreflightRefused || [.sigv2, .googleUrl].contains(known[index].cause.code))
      {
        known[index].certainty = .likely
      }
    }
    // If the request shows a reason, the guesses about a refusal without one are not needed.
    if statement.isSilent, known.contains(where: { $0.certainty == .certain }) {
      diagnosis.findings.removeAll { $0.certainty < .certain }
    }
    diagnosis.findings += known
  }

  /// Names the checksum of an empty body if the request or the message has it, instead of the mismatch that the message states.
  ///
  /// Stores other than S3 call a checksum that differs from the body's invalid.
  private func refineChecksum(
    _ error: ErrorResponse, _ request: InspectedRequest, _ requestDiagnosis: inout Diagnosis,
    _ diagnosis: inout Diagnosis
  ) {
    let isMismatch = diagnosis.findings.contains {
      $0.certainty == .certain && [.checksumOther, .contentMd5Other].contains($0.cause.code)
    }
    let isInvalid = diagnosis.has(.checksumMalformed) && !requestDiagnosis.has(.checksumMalformed)
    guard isMismatch || isInvalid,
      let index = requestDiagnosis.findings.firstIndex(where: {
        $0.cause.code == .checksumOfEmptyBody && $0.certainty > .remark
      })
    else { return }
    var finding = requestDiagnosis.findings.remove(at: index)
    if isMismatch { finding.certainty = .certain }
    for index in diagnosis.findings.indices
    where [.checksumOther, .contentMd5Other, .checksumMalformed].contains(diagnosis.findings[index].cause.code) {
      diagnosis.findings[index].certainty = min(diagnosis.findings[index].certainty, .likely)
    }
    diagnosis.findings.insert(finding, at: 0)
  }

  private static let guesses: Set<CauseCode> = [.unexplained, .keyCachedWithoutSecret, .secretOfTheStoreOther]
}

/// Adds the causes that a response states to a diagnosis.
private struct StatementReader {
  let statement: ServerStatement
  let error: ErrorResponse
  let request: InspectedRequest?

  init(_ statement: ServerStatement, _ error: ErrorResponse, _ request: InspectedRequest?) {
    self.statement = statement
    self.error = error
    self.request = request
  }

  func read(into diagnosis: inout Diagnosis) {
    guard let match = statement.match else {
      // The elements are evidence, too, whatever the message says.
      if error["HeadersNotSigned"] != nil { readHeaders(&diagnosis) }
      return
    }
    switch match.row.reading {
    case .condition: readCondition(match, &diagnosis)
    case .headersNotSigned: readHeaders(&diagnosis)
    case .size: readSize(&diagnosis)
    case .accessKey: readAccessKey(match, &diagnosis)
    case .header: readHeader(&diagnosis)
    case .message, .signature: addClaims(match, &diagnosis)
    }
    if provesSignature(match) {
      diagnosis.hints.append(
        "The server accepted the signature and then rejected the action: the access key and the secret are not the cause."
      )
    }
    if let hint = match.row.hint { diagnosis.hints.append(hint) }
    if let store = error.store, store != .amazon {
      diagnosis.hints.append("The response is from \(store.rawValue).")
    }
  }

  /// Whether the response states that a known identity lacks a permission, which servers check after the signature.
  private func provesSignature(_ match: ServerMessage.Match) -> Bool {
    let isAnonymous = match.captures["user"]?.lowercased.hasPrefix("anonymous") ?? false
    return match.isCodeKnown && !isAnonymous
      && match.row.claims.contains { $0.isStated && Self.missingPermissions.contains($0.code) }
  }

  private static let missingPermissions: Set<CauseCode> = [
    .permissionMissing, .identityPolicyDenies, .bucketPermissionMissing, .bucketPolicyDenies,
    .organizationPolicyDenies, .permissionsBoundaryDenies, .sessionPolicyDenies, .endpointPolicyDenies,
    .kmsPermissionMissing,
  ]

  private func addClaims(_ match: ServerMessage.Match, _ diagnosis: inout Diagnosis) {
    for claim in match.row.claims {
      diagnosis.add(claim.code, match.isCodeKnown ? claim.certainty : .likely, statement.detail)
    }
  }

  /// The condition that failed. S3 names the condition, but not whether the field is missing or has another value.
  private func readCondition(_ match: ServerMessage.Match, _ diagnosis: inout Diagnosis) {
    let text = match.captures["condition"] ?? ""
    let detail = match.message.string
    guard let items = ServerStatement.items(of: text), items.count == 3 else { return addClaims(match, &diagnosis) }
    let (operation, name) = (items[0].lowercased, items[1])
    if operation == "content-length-range" {
      return diagnosis.add(.conditionMalformed, .likely, detail)
    }
    if !name.hasPrefix("$") { return diagnosis.add(.conditionWithoutDollar, .certain, detail) }
    if operation == "starts-with" {
      // Every value begins with an empty prefix.
      if items[2].isEmpty { return diagnosis.add(.fieldMissing, .certain, detail) }
      diagnosis.add(.fieldBeginsOtherwise, .likely, detail)
    } else {
      diagnosis.add(.fieldOther, .likely, detail)
    }
    diagnosis.add(.fieldMissing, .likely, detail)
  }

  private func readHeaders(_ diagnosis: inout Diagnosis) {
    guard let list = error["HeadersNotSigned"]?.trimmed, !list.isEmpty else {
      return diagnosis.add(.unsignedAmzHeader, .certain, error.message.string)
    }
    let names = list.split(at: UInt8(ascii: ",")).map { $0.trimmed.lowercased }
    if names.contains("host") { diagnosis.add(.hostUnsigned, .certain, "not signed: \(list)") }
    if names != ["host"] { diagnosis.add(.unsignedAmzHeader, .certain, "not signed: \(list)") }
  }

  /// The size of a single upload has a bound of its own, whatever a policy allows.
  private static let largestUpload: Text = "5368709120"

  private func readSize(_ diagnosis: inout Diagnosis) {
    if error["PartNumber"] != nil, error.code == "EntityTooSmall" {
      diagnosis.rejection =
        "S3 rejected the request with EntityTooSmall: a part that is not the last has fewer than 5 MiB."
      return
    }
    let bound = (error["MaxSizeAllowed"] ?? error["MinSizeAllowed"])?.trimmed
    let detail = error["ProposedSize"].map { "the file has \($0.trimmed) bytes, the bound is \(bound ?? "?")" }
    if error.code == "EntityTooLarge", bound == Self.largestUpload || request?.method == "PUT" {
      diagnosis.add(.objectTooLarge, .certain, detail)
    } else if error.code == "EntityTooLarge", bound == nil {
      diagnosis.add(.fileSize, .likely, detail)
      diagnosis.add(.objectTooLarge, .likely, detail)
    } else {
      diagnosis.add(.fileSize, .certain, detail)
    }
  }

  /// S3 does not know a temporary access key without its token.
  private func readAccessKey(_ match: ServerMessage.Match, _ diagnosis: inout Diagnosis) {
    let name = error["AWSAccessKeyId"]?.trimmed ?? ""
    switch AccessKeyName(name) {
    case .missing:
      diagnosis.add(.credentialsEmpty, .certain, "the access key is \"\(name)\": the variable has no value")
    case .secret:
      diagnosis.add(
        .credentialsExchanged, .likely, "the access key has \(name.bytes.count) characters, as secrets have",
        confirm: AccessKeyName.confirmation)
    case .other: break
    }
    let isTemporary = name.hasPrefix("ASIA")
    let hasToken =
      request.map { request in
        request.url.lowercased.contains("x-amz-security-token")
          || request.headers.contains { $0.name.equalsIgnoringCase("x-amz-security-token") }
      } ?? false
    if isTemporary, !hasToken { diagnosis.add(.tokenMissing, .likely) }
    let isLikely = isTemporary && !hasToken || !match.isCodeKnown
    diagnosis.add(.accessKeyUnknown, isLikely ? .likely : .certain, match.row.detail == nil ? nil : statement.detail)
  }

  private func readHeader(_ diagnosis: inout Diagnosis) {
    guard let name = error["Header"]?.trimmed, !name.isEmpty else {
      diagnosis.add(.headerUnsupported, .likely, error.message.isEmpty ? nil : error.message.string)
      diagnosis.add(.transferEncodingChunked, .likely)
      return
    }
    if name.equalsIgnoringCase("Transfer-Encoding") {
      diagnosis.add(.transferEncodingChunked, .certain, "not supported: \(name)")
    } else if name.lowercased.hasPrefix("x-amz-checksum") || name.equalsIgnoringCase("x-amz-trailer") {
      diagnosis.add(.checksumUnsupported, .certain, "not supported: \(name)")
    } else {
      diagnosis.add(.headerUnsupported, .certain, "not supported: \(name)")
    }
  }
}
