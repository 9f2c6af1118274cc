import ReferenceImpl
public import VideoSpec

extension Inspector {
  /// Says why a text is neither S3's XML response to a rejected request nor an excerpt of one.
  /// - Returns: How the text begins, shortened; nil for a response.
  public static func defect(ofErrorResponse document: Text) -> String? {
    let marks: [Text] = ["<Error>", "<Error ", "<Code>", "<CanonicalRequest>"]
    if marks.contains(where: document.contains) { return nil }
    // Too little to reveal a secret that was pasted by mistake.
    let start = Redaction.shortened(document.trimmed.split(at: 0x0A)[0], limit: 24)
    return start.isEmpty ? "it is empty" : "it begins with \"\(start)\""
  }

  /// Diagnoses why S3 has rejected a request, from its XML response and, if known, the request.
  /// - Parameters:
  ///   - document: The response, which may be indented, quoted or cut off; see ``defect(ofErrorResponse:)``.
  ///   - request: The request as it was intended.
  public func inspect(error document: Text, of request: InspectedRequest?) -> Diagnosis {
    let error = ErrorResponse(document)
    let time = error["ServerTime"].flatMap { Timestamp(iso8601: $0.trimmed) }
    var inspector = self
    inspector.now = time ?? now
    let request = request.map { error.completing($0) }
    var requestDiagnosis = request.flatMap { inspector.inspect($0) } ?? Diagnosis()
    let before = Dictionary(uniqueKeysWithValues: requestDiagnosis.rows.map { ($0.requirement, $0) })
    var diagnosis = Diagnosis()
    let code = error.code.isEmpty ? "no code" : Redaction.shortened(error.code, limit: 64)
    diagnosis.subject = "\(code): \(Redaction.detail((error["Message"]?.trimmed ?? "").string))"
    inspector.read(error, request, &diagnosis)
    if error.code != "SignatureDoesNotMatch", !diagnosis.hasFault { diagnosis.rejection = error.explanation }
    if error.code == "SignatureDoesNotMatch" {
      inspector.compare(error, request?.repaired, &diagnosis, with: &requestDiagnosis)
    }
    // Findings from the response come before those from the request.
    let known = requestDiagnosis.findings.filter {
      !diagnosis.has($0.cause.code) && ($0.cause.code != .unexplained || diagnosis.findings.isEmpty)
    }
    diagnosis.findings += known
    diagnosis.isSignatureRight = diagnosis.isSignatureRight ?? requestDiagnosis.isSignatureRight
    diagnosis.divergence = diagnosis.divergence ?? requestDiagnosis.divergence
    diagnosis.canonicalRequest = diagnosis.canonicalRequest ?? requestDiagnosis.canonicalRequest
    diagnosis.hints += requestDiagnosis.hints.filter { !diagnosis.hints.contains($0) }
    if error.code == "SignatureDoesNotMatch", !diagnosis.hasFault {
      diagnosis.isSignatureRight = false
      diagnosis.add(.unexplained, .likely)
    }
    diagnosis.order()
    diagnosis.fill(Array(before.keys)) { id in (before[id]?.verdict ?? .cannotTell, before[id]?.reason) }
    return diagnosis
  }

  /// Adds what follows from the code and the message alone.
  private func read(_ error: ErrorResponse, _ request: InspectedRequest?, _ diagnosis: inout Diagnosis) {
    let message = error["Message"]?.trimmed ?? ""
    switch error.code.string {
    case "RequestTimeTooSkewed":
      let times = [error["RequestTime"], error["ServerTime"]].compactMap { $0?.trimmed.string }
      diagnosis.add(
        .clockSkewed, .certain, times.count == 2 ? "the request's time is \(times[0]), S3's is \(times[1])" : nil)
    case "ExpiredToken", "TokenRefreshRequired": diagnosis.add(.tokenExpired)
    case "InvalidToken": diagnosis.add(.tokenOther)
    case "InvalidAccessKeyId":
      let isTemporary = (error["AWSAccessKeyId"] ?? "").hasPrefix("ASIA")
      if isTemporary { diagnosis.add(.tokenMissing, .likely) }
      diagnosis.add(.accessKeyUnknown, isTemporary ? .likely : .certain)
    case "AuthorizationHeaderMalformed", "AuthorizationQueryParametersError", "IllegalLocationConstraintException",
      "InvalidArgument",
      "InvalidRequest":
      malformed(message, error, &diagnosis)
    case "PermanentRedirect", "TemporaryRedirect", "Redirect":
      diagnosis.add(.bucketRedirect, .certain, (error["Endpoint"] ?? error["Region"]).map { "S3 names \($0.trimmed)" })
    case "EntityTooLarge", "EntityTooSmall":
      let bound = error["MaxSizeAllowed"] ?? error["MinSizeAllowed"]
      diagnosis.add(
        .fileSize, .certain,
        error["ProposedSize"].map { "the file has \($0.trimmed) bytes, the bound is \(bound?.trimmed ?? "?")" })
    case "AccessDenied": denied(message, error, &diagnosis)
    case "XAmzContentSHA256Mismatch": diagnosis.add(.bodyChanged)
    case "InvalidPolicyDocument": diagnosis.add(.policyNotJson, .likely, message.string)
    case "KeyTooLongError": diagnosis.add(.keyTooLong)
    case "IncorrectNumberOfFilesInPostRequest": wrongFiles(message, &diagnosis)
    case "MalformedPOSTRequest": diagnosis.add(.formMalformed, .certain, message.string)
    case "PreconditionFailed":
      if (error["Condition"] ?? message).lowercased.contains("multipart/form-data") { diagnosis.add(.formNotMultipart) }
    case "MaxPostPreDataLengthExceeded", "MaxPostPreDataLengthExceededError":
      diagnosis.add(.formFieldsTooLarge, .certain, message.string)
    case "UserKeyMustBeSpecified": diagnosis.add(.keyMissing)
    case "InvalidBucketName":
      diagnosis.add(.bucketNameInvalid, .certain, error["BucketName"].map { "the bucket is \"\($0.trimmed)\"" })
    default: break
    }
  }

  private func malformed(_ message: Text, _ error: ErrorResponse, _ diagnosis: inout Diagnosis) {
    let lowercased = message.lowercased
    if lowercased.contains("region") && lowercased.contains("expecting") {
      diagnosis.add(.regionWrong, .certain, message.string)
    } else if lowercased.contains("please use aws4-hmac-sha256") || lowercased.contains("authorization mechanism") {
      diagnosis.add(.sigv2, .certain, message.string)
    } else if lowercased.contains("mal-formed") || lowercased.contains("malformed") {
      diagnosis.add(.credentialMalformed, .certain, message.string)
    } else if lowercased.contains("x-amz-expires") {
      diagnosis.add(.expiresMalformed, .certain, message.string)
    } else if lowercased.contains("x-amz-date") {
      diagnosis.add(.dateMalformed, .certain, message.string)
    } else if lowercased.contains("exactly one file") {
      wrongFiles(message, &diagnosis)
    } else if lowercased.contains("must contain a field named") {
      let fields: [(Text, CauseCode)] = [
        ("'policy'", .formPolicyMissing), ("'key'", .keyMissing), ("algorithm'", .formAlgorithmMissing),
        ("credential'", .formCredentialWithoutScope), ("date'", .formDateMissing),
      ]
      let code = fields.first { lowercased.contains($0.0) }?.1 ?? .formSignatureMissing
      diagnosis.add(code, .certain, message.string)
    } else if error.code == "AuthorizationQueryParametersError" {
      diagnosis.add(.parameterMissing, .likely, message.string)
    } else if lowercased.contains("x-amz-content-sha256") {
      diagnosis.add(.contentSha256Missing, .certain, message.string)
    }
  }

  /// S3 sends the same message for no file and for several.
  private func wrongFiles(_ message: Text, _ diagnosis: inout Diagnosis) {
    diagnosis.add(.fileMissing, .likely, message.isEmpty ? nil : message.string)
    diagnosis.add(.filesSeveral, .likely)
  }

  private func denied(_ message: Text, _ error: ErrorResponse, _ diagnosis: inout Diagnosis) {
    let lowercased = message.lowercased
    if let names = error["HeadersNotSigned"]?.trimmed {
      diagnosis.add(names == "host" ? .hostUnsigned : .unsignedAmzHeader, .certain, "not signed: \(names)")
    } else if lowercased.contains("policy expired") {
      diagnosis.add(.policyExpired)
    } else if lowercased.contains("request has expired") {
      diagnosis.add(.expired, .certain, error["Expires"].map { "the URL expired at \($0.trimmed)" })
    } else if lowercased.contains("not yet valid") {
      diagnosis.add(.notYetValid)
    } else if let place = lowercased.firstRange(of: "extra input fields: ") {
      let name = Text(lowercased.bytes[(place + 20)...]).trimmed
      diagnosis.add(name == "bucket" ? .bucketNotCovered : .fieldNotCovered, .certain, message.string)
    } else if let place = message.firstRange(of: "Policy Condition failed: ") {
      let json = try? JSONValue(parsing: message.bytes[(place + 25)...])
      let condition = json.flatMap { try? PolicyCondition(json: $0) }
      switch condition {
      case .startsWith(_, let prefix):
        diagnosis.add(prefix.isEmpty ? .fieldMissing : .fieldBeginsOtherwise, .certain, message.string)
      default:
        // S3 names the condition, but not whether the field is missing.
        diagnosis.add(.fieldOther, .likely, message.string)
        diagnosis.add(.fieldMissing, .likely, message.string)
      }
    }
  }
}
