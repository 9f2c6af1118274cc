import ReferenceImpl
public import VideoSpec

extension Inspector {
  /// Why a text is no XML answer of S3's to a rejected request, nor cut out of one.
  /// - Returns: What it begins with, shortened; nil for an answer.
  public static func faultOfAnswer(_ document: Text) -> String? {
    let marks: [Text] = ["<Error>", "<Error ", "<Code>", "<CanonicalRequest>"]
    if marks.contains(where: document.contains) { return nil }
    // Too little for a secret that somebody has taken for it.
    let start = Shortened.pasted(document.trimmed.split(at: 0x0A)[0], limit: 24)
    return start.isEmpty ? "it is empty" : "it begins with \"\(start)\""
  }

  /// Why S3 has rejected a request, by its answer and, as far as that is known, the request.
  /// - Parameter document: An answer, indented, quoted or cut as it may be; what ``faultOfAnswer(_:)`` tells of has no code.
  public func inspect(error document: Text, of request: InspectedRequest?) -> Diagnosis {
    let error = ErrorDocument(document)
    let time = error["ServerTime"].flatMap { Timestamp(iso8601: $0.trimmed) }
    var inspector = self
    inspector.now = time ?? now
    let request = request.map { error.completing($0) }
    var diagnosis = request.flatMap { inspector.inspect($0) } ?? Diagnosis()
    let before = Dictionary(uniqueKeysWithValues: diagnosis.rows.map { ($0.requirement, $0) })
    var answer = Diagnosis()
    let code = error.code.isEmpty ? "no code" : Shortened.pasted(error.code, limit: 64)
    answer.subject = "\(code): \(Shortened.detail((error["Message"]?.trimmed ?? "").string))"
    inspector.read(error, request, &answer)
    if error.code != "SignatureDoesNotMatch", !answer.hasFault { answer.rejection = error.rejection }
    if error.code == "SignatureDoesNotMatch" { inspector.compare(error, request?.mended, &answer, with: &diagnosis) }
    // What the answer says comes before what the request looks like.
    let known = diagnosis.findings.filter {
      !answer.has($0.cause.code) && ($0.cause.code != "unexplained" || answer.findings.isEmpty)
    }
    answer.findings += known
    answer.isSignatureRight = answer.isSignatureRight ?? diagnosis.isSignatureRight
    answer.divergence = answer.divergence ?? diagnosis.divergence
    answer.canonicalRequest = answer.canonicalRequest ?? diagnosis.canonicalRequest
    answer.hints += diagnosis.hints.filter { !answer.hints.contains($0) }
    if error.code == "SignatureDoesNotMatch", !answer.hasFault {
      answer.isSignatureRight = false
      answer.add("unexplained", .likely)
    }
    answer.order()
    answer.fill(Array(before.keys)) { id in (before[id]?.verdict ?? .cannotTell, before[id]?.reason) }
    return answer
  }

  /// What the code and the message say by themselves.
  private func read(_ error: ErrorDocument, _ request: InspectedRequest?, _ answer: inout Diagnosis) {
    let message = error["Message"]?.trimmed ?? ""
    switch error.code.string {
    case "RequestTimeTooSkewed":
      let times = [error["RequestTime"], error["ServerTime"]].compactMap { $0?.trimmed.string }
      answer.add("clock-skewed", .certain, times.count == 2 ? "the request says \(times[0]), S3 \(times[1])" : nil)
    case "ExpiredToken", "TokenRefreshRequired": answer.add("token-expired")
    case "InvalidToken": answer.add("token-other")
    case "InvalidAccessKeyId":
      let isTemporary = (error["AWSAccessKeyId"] ?? "").hasPrefix("ASIA")
      if isTemporary { answer.add("token-missing", .likely) }
      answer.add("access-key-unknown", isTemporary ? .likely : .certain)
    case "AuthorizationHeaderMalformed", "AuthorizationQueryParametersError", "IllegalLocationConstraintException",
      "InvalidArgument",
      "InvalidRequest":
      malformed(message, error, &answer)
    case "PermanentRedirect", "TemporaryRedirect", "Redirect":
      answer.add("bucket-redirect", .certain, (error["Endpoint"] ?? error["Region"]).map { "S3 names \($0.trimmed)" })
    case "EntityTooLarge", "EntityTooSmall":
      let bound = error["MaxSizeAllowed"] ?? error["MinSizeAllowed"]
      answer.add(
        "file-size", .certain,
        error["ProposedSize"].map { "it has \($0.trimmed) bytes; the bound is \(bound?.trimmed ?? "?")" })
    case "AccessDenied": denied(message, error, &answer)
    case "XAmzContentSHA256Mismatch": answer.add("body-changed")
    case "InvalidPolicyDocument": answer.add("policy-not-json", .likely, message.string)
    case "KeyTooLongError": answer.add("key-too-long")
    case "IncorrectNumberOfFilesInPostRequest": wrongFiles(message, &answer)
    case "MalformedPOSTRequest": answer.add("form-malformed", .certain, message.string)
    case "PreconditionFailed":
      if (error["Condition"] ?? message).lowercased.contains("multipart/form-data") { answer.add("form-not-multipart") }
    case "MaxPostPreDataLengthExceeded", "MaxPostPreDataLengthExceededError":
      answer.add("form-fields-too-large", .certain, message.string)
    case "UserKeyMustBeSpecified": answer.add("key-missing")
    case "InvalidBucketName":
      answer.add("bucket-name-invalid", .certain, error["BucketName"].map { "it is \"\($0.trimmed)\"" })
    default: break
    }
  }

  private func malformed(_ message: Text, _ error: ErrorDocument, _ answer: inout Diagnosis) {
    let lowercased = message.lowercased
    if lowercased.contains("region") && lowercased.contains("expecting") {
      answer.add("region-wrong", .certain, message.string)
    } else if lowercased.contains("please use aws4-hmac-sha256") || lowercased.contains("authorization mechanism") {
      answer.add("sigv2", .certain, message.string)
    } else if lowercased.contains("mal-formed") || lowercased.contains("malformed") {
      answer.add("credential-malformed", .certain, message.string)
    } else if lowercased.contains("x-amz-expires") {
      answer.add("expires-malformed", .certain, message.string)
    } else if lowercased.contains("x-amz-date") {
      answer.add("date-malformed", .certain, message.string)
    } else if lowercased.contains("exactly one file") {
      wrongFiles(message, &answer)
    } else if lowercased.contains("must contain a field named") {
      let fields: [(Text, String)] = [
        ("'policy'", "form-policy-missing"), ("'key'", "key-missing"), ("algorithm'", "form-algorithm-missing"),
        ("credential'", "form-credential-without-scope"), ("date'", "form-date-missing"),
      ]
      let code = fields.first { lowercased.contains($0.0) }?.1 ?? "form-signature-missing"
      answer.add(code, .certain, message.string)
    } else if error.code == "AuthorizationQueryParametersError" {
      answer.add("parameter-missing", .likely, message.string)
    } else if lowercased.contains("x-amz-content-sha256") {
      answer.add("content-sha256-missing", .certain, message.string)
    }
  }

  /// S3 says the same to no file and to two.
  private func wrongFiles(_ message: Text, _ answer: inout Diagnosis) {
    answer.add("file-missing", .likely, message.isEmpty ? nil : message.string)
    answer.add("files-several", .likely)
  }

  private func denied(_ message: Text, _ error: ErrorDocument, _ answer: inout Diagnosis) {
    let lowercased = message.lowercased
    if let names = error["HeadersNotSigned"]?.trimmed {
      answer.add(names == "host" ? "host-unsigned" : "unsigned-amz-header", .certain, "not signed: \(names)")
    } else if lowercased.contains("policy expired") {
      answer.add("policy-expired")
    } else if lowercased.contains("request has expired") {
      answer.add("expired", .certain, error["Expires"].map { "it ended at \($0.trimmed)" })
    } else if lowercased.contains("not yet valid") {
      answer.add("not-yet-valid")
    } else if let place = lowercased.firstRange(of: "extra input fields: ") {
      let name = Text(lowercased.bytes[(place + 20)...]).trimmed
      answer.add(name == "bucket" ? "bucket-not-covered" : "field-not-covered", .certain, message.string)
    } else if let place = message.firstRange(of: "Policy Condition failed: ") {
      let json = try? JSONValue(parsing: message.bytes[(place + 25)...])
      let condition = json.flatMap { try? PolicyCondition(json: $0) }
      switch condition {
      case .startsWith(_, let prefix):
        answer.add(prefix.isEmpty ? "field-missing" : "field-begins-otherwise", .certain, message.string)
      default:
        // S3 says which condition, and not whether the field is there.
        answer.add("field-other", .likely, message.string)
        answer.add("field-missing", .likely, message.string)
      }
    }
  }
}
