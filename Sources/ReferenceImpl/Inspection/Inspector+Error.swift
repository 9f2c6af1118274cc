public import VideoSpec

extension Inspector {
  /// Why a text is no XML answer of S3's to a refused request, nor cut out of one.
  /// - Returns: What it begins with, shortened; nil for an answer.
  public static func isNoRefusal(_ document: Text) -> String? {
    let marks: [Text] = ["<Error>", "<Error ", "<Code>", "<CanonicalRequest>"]
    if marks.contains(where: document.contains) { return nil }
    let start = Shortened.redacted(Shortened.pasted(document.trimmed, limit: 60))
    return start.isEmpty ? "it is empty" : "it begins with \"\(start)\""
  }

  /// Why S3 has refused a request, by its answer and, as far as that is known, the request.
  /// - Parameter document: An answer, indented, quoted or cut as it may be; what ``isNoRefusal(_:)`` tells of has no code.
  public func inspect(error document: Text, of request: InspectedRequest?) -> Diagnosis {
    let error = ErrorDocument(document)
    let time = error["ServerTime"].flatMap { Timestamp(iso8601: $0.trimmed) }
    var inspector = self
    inspector.now = time ?? now
    var diagnosis = request.flatMap { inspector.inspect($0) } ?? Diagnosis()
    let before = Dictionary(uniqueKeysWithValues: diagnosis.rows.map { ($0.requirement, $0) })
    var answer = Diagnosis()
    let code = error.code.isEmpty ? "no code" : Shortened.pasted(error.code, limit: 64)
    answer.subject = "\(code): \(Shortened.detail((error["Message"]?.trimmed ?? "").string))"
    inspector.read(error, request, &answer)
    if error.code != "SignatureDoesNotMatch", !answer.hasFault { answer.refusal = error.refusal }
    if error.code == "SignatureDoesNotMatch" { inspector.compare(error, request, &answer, with: &diagnosis) }
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

  // MARK: SignatureDoesNotMatch

  /// S3 says what it has computed: what differs from the request as it was meant has been changed on its way; what does not is the
  /// signer's doing.
  private func compare(
    _ error: ErrorDocument, _ request: InspectedRequest?, _ answer: inout Diagnosis, with own: inout Diagnosis
  ) {
    let place = Self.credential(error)
    let signature = error["SignatureProvided"]?.trimmed
    if let text = error["StringToSign"]?.trimmed, !text.hasPrefix("AWS4-"), error["CanonicalRequest"] == nil {
      return answer.add("sigv2", .certain, "S3's string to sign is of version 2")
    }
    if let signature { answer.examine(signature, "SignatureProvided", of: "signature") }
    guard let canonical = error.canonicalRequest,
      let received = InspectedRequest(canonicalRequest: canonical, signature: signature, place: place),
      let parts = RequestParts(received), let claim = LooseClaim(parts)
    else {
      if request == nil {
        answer.hints.append("S3's answer has no CanonicalRequest; give the request (--url, --method, --header).")
      }
      return
    }
    answer.canonicalRequest = canonical
    var inspector = self
    inspector.intention = Intention()
    if var found = inspector.inspect(received), found.isSignatureRight != nil {
      answer.isSignatureRight = found.isSignatureRight
      found.findings.removeAll { $0.certainty == .remark }
      answer.findings += found.findings.filter { !answer.has($0.cause.code) }
      answer.divergence = found.divergence
    }
    guard let request, var sent = RequestParts(request) else {
      if credentials == nil, ownCanonicalRequest == nil, ownStringToSign == nil {
        answer.hints.append(
          "With the secret, or the signer's own canonical request (--own-canonical-request), the pitfall can be named.")
      }
      return
    }
    sent.method = request.method ?? parts.method
    let meant = SignatureDraft(sent, LooseClaim(sent) ?? claim, method: sent.method ?? "GET").canonicalRequest
    changes(from: sent, to: parts, claim, &answer)
    if answer.divergence == nil {
      answer.divergence = .init("canonicalRequest", received: canonical.bytes, signed: meant)
    }
    // The same finding twice says nothing more.
    own.findings.removeAll { answer.has($0.cause.code) }
  }

  private func changes(
    from sent: RequestParts, to received: RequestParts, _ claim: LooseClaim, _ answer: inout Diagnosis
  ) {
    if sent.method != received.method {
      answer.add("method-other", .certain, "meant as \(sent.method ?? "?"), received as \(received.method ?? "?")")
    }
    if sent.host != received.host {
      answer.add("host-changed", .certain, "meant for \(sent.host), received as \(received.host)")
    }
    for name in claim.signedNames.sorted() where name != "host" {
      guard let value = sent.header(name) else { continue }
      let other = received.header(name)
      if other != value {
        answer.add(
          other == nil ? "header-not-sent" : "header-changed", .certain,
          "\(name) was \"\(value)\", and is \"\(other ?? "")\"")
      }
    }
    if PercentEncoding.decode(sent.path[...]) != PercentEncoding.decode(received.path[...]) {
      answer.add(
        Self.change(from: sent.path, to: received.path), .certain,
        "the path was \(Text(bytes: sent.path)), and is \(Text(bytes: received.path))")
    }
  }

  /// What has become of a path on its way.
  private static func change(from sent: [UInt8], to received: [UInt8]) -> String {
    let (meant, found) = (PercentEncoding.decode(sent[...]), PercentEncoding.decode(received[...]))
    if PercentEncoding.decode(found[...]) == meant { return "path-encoded-on-the-way" }
    if sent.contains(UInt8(ascii: "+")) { return "space-in-path-as-plus" }
    let isSpace = Text(bytes: meant).replacing("+", with: " ").bytes == found
    return isSpace || PercentEncoding.decode(meant[...]) == found ? "path-decoded-on-the-way" : "parameter-changed"
  }

  private static func credential(_ error: ErrorDocument) -> Text {
    let lines = (error["StringToSign"] ?? "").trimmed.replacing("\r\n", with: "\n").split(at: 0x0A)
    return (error["AWSAccessKeyId"]?.trimmed ?? "?") + "/" + (lines.count >= 3 ? lines[2].trimmed : "")
  }
}
