import ReferenceImpl
import VideoSpec

/// Checks a form: its signature, its policy, and whether the sent fields satisfy the policy.
struct FormChecks {
  let form: InspectedForm
  let inspector: Inspector
  var diagnosis: Diagnosis
  /// The policy document, if it can be read.
  var policy: PolicyDocument?
  /// The bytes of the `policy` field, decoded as far as possible.
  var document: [UInt8]?
  /// What is wrong with the Base64 of the policy.
  var encoding: PolicyEncoding?
  /// The signing fields that S3 does not find.
  var missing: Set<Text> = []
  /// Fields whose difference from their condition is explained by the way in which the policy was written.
  var explained: Set<Text> = []
  /// The fields before the file, or those handed out if the sent form is unknown. S3 ignores the fields after the file.
  let sentFields: [Field]
  let handedOut: FieldIndex
  private let received: FieldIndex
  /// The names of the fields after the file, in lower case.
  private let namesAfterFile: Set<Text>

  init(_ form: InspectedForm, inspector: Inspector, diagnosis: Diagnosis) {
    self.form = form
    self.inspector = inspector
    self.diagnosis = diagnosis
    let isFile = { (field: Field) in field.name.equalsIgnoringCase("file") }
    sentFields = form.sent.map { Array($0.prefix { !isFile($0) }) } ?? form.fields
    handedOut = FieldIndex(form.fields)
    received = FieldIndex(sentFields)
    explained = form.unknown
    namesAfterFile = Set((form.sent ?? []).drop { !isFile($0) }.map(\.name.lowercased))
  }

  /// The value that S3 reads: that of the sent field or, if the sent form is unknown, of the one handed out.
  func value(_ name: Text) -> Text? { received[name] }

  func isAfterFile(_ name: Text) -> Bool { namesAfterFile.contains(name.lowercased) }

  /// Adds a finding unless there is one with the same cause. The detail is written only if it is needed.
  mutating func report(
    _ code: CauseCode, _ certainty: Diagnosis.Certainty = .certain, _ detail: @autoclosure () -> String? = nil
  ) {
    if !diagnosis.has(code) { diagnosis.add(code, certainty, detail()) }
  }

  mutating func run() {
    if form.isPolicyAlone {
      checkEncoding()
      checkDocument()
      if let policy { checkAccessKey(policy) }
      return
    }
    checkTransport()
    let isVersion2 = value("AWSAccessKeyId") != nil || value("signature") != nil
    if isVersion2, value("x-amz-signature") == nil {
      // Old buckets in old regions still take it.
      diagnosis.add(
        .formSignedWithSigv2, .likely,
        "regions made since 2014 and buckets made since June 2020 refuse it; to confirm it, look for AWS4-HMAC-SHA256 in S3's response"
      )
    }
    if let signature = value("x-amz-signature") {
      diagnosis.checkFormat(of: signature, in: "x-amz-signature", of: "field")
    }
    checkChanges()
    checkEncoding()
    if let intended = inspector.intention.policy, let document, document != intended.bytes {
      diagnosis.add(.policyWrittenAgain)
    }
    if inspector.credentials?.secretAccessKey.isEmpty == true {
      diagnosis.add(.credentialsEmpty, .certain, "the secret is empty")
    }
    if !isVersion2 { checkSigningFields() }
    checkDocument()
    checkLocation()
    if let policy {
      checkConditions(policy)
      checkRequestedForm(policy)
      checkUpload(policy)
    }
    checkFiles()
  }

  // MARK: Signature

  private mutating func checkSigningFields() {
    require("x-amz-algorithm", orReport: .formAlgorithmMissing)
    require("x-amz-date", orReport: .formDateMissing)
    require("x-amz-signature", orReport: .formSignatureMissing)
    let claim = claim(value)
    if claim.region == "s3", claim.service != "s3" {
      diagnosis.add(.scopeServiceBeforeRegion, .certain, "the scope is \(claim.scope)")
    } else if claim.accessKeyID.isEmpty, !claim.day.isEmpty {
      diagnosis.add(.credentialsEmpty, .certain, "the access key is empty")
    } else if CredentialScope.parse(credential: value("x-amz-credential") ?? "", algorithm: .v4) == nil {
      require("x-amz-credential", orReport: .formCredentialWithoutScope)
      if value("x-amz-credential") != nil { diagnosis.add(.formCredentialWithoutScope) }
    } else {
      checkScope(claim)
    }
    // A token belongs to the access key with which it was given.
    let hasToken = inspector.credentials.map { $0.sessionToken != nil && $0.accessKeyID == claim.accessKeyID } ?? false
    let isTemporary = claim.isTemporary || hasToken
    if isTemporary { require("x-amz-security-token", orReport: .formTokenMissing) }
    let signature = SignatureFormat(claim.signature)
    guard let credentials = inspector.credentials else {
      return diagnosis.hints.append(Diagnosis.wantsSecret)
    }
    if diagnosis.hasBrokenSignature, !signature.isComparable {
      diagnosis.isSignatureRight = false
      return
    }
    guard let policy = value("policy"), !policy.isEmpty, signature.isComparable else { return }
    checkSignature(signature, claim, of: policy, credentials)
  }

  /// What the fields state about the signature.
  func claim(_ value: (Text) -> Text?) -> SignatureClaim {
    var claim = SignatureClaim(
      .header, credential: value("x-amz-credential") ?? "", signedHeaders: "",
      signature: value("x-amz-signature") ?? "")
    claim.date = value("x-amz-date") ?? ""
    return claim
  }

  private mutating func checkScope(_ claim: SignatureClaim) {
    if let time = Timestamp(basic: claim.date) {
      if time.day != claim.day {
        diagnosis.add(
          .localScopeDate, .certain, "the credential's date is \(claim.day), but x-amz-date is \(claim.date)")
      }
      checkClock(claim)
    } else if !claim.date.isEmpty {
      diagnosis.add(.dateMalformed, .certain, "x-amz-date is \(claim.date)")
    }
    if claim.service != "s3" { diagnosis.add(.serviceWrong, .certain, "the service is \(claim.service)") }
    let host = form.url.flatMap { RequestParts(InspectedRequest(url: $0)) }?.host
    if let region = inspector.region ?? host.flatMap({ AmazonHost($0)?.region }), region != claim.region {
      diagnosis.add(
        .regionWrong, inspector.region == nil ? .likely : .certain,
        "signed for \(claim.region), but the bucket's region is \(region)")
    }
  }

  /// Compares the form's date with the time. A form has no time limit but its policy's expiration, so that a date in the past says
  /// nothing, whereas another calendar and a date in the future are mistakes.
  private mutating func checkClock(_ claim: SignatureClaim) {
    var request = RequestChecks(.init(form), claim, inspector: inspector, diagnosis: Diagnosis())
    request.checkDate()
    let isPast = inspector.now.map { now in Timestamp(basic: claim.date).map { $0 < now } ?? false } ?? false
    let others: Set<CauseCode> = [.clockSkewed, .localScopeDate]
    for finding in request.diagnosis.findings where !others.contains(finding.cause.code) {
      var finding = finding
      if finding.cause.code == .localTimestamps { finding.certainty = isPast ? .remark : .likely }
      if finding.cause.code == .notYetValid { finding.certainty = .likely }
      diagnosis.findings.append(finding)
    }
  }

  private mutating func checkSignature(
    _ signature: SignatureFormat, _ claim: SignatureClaim, of policy: Text, _ credentials: Credentials
  ) {
    let parts = RequestParts(form)
    let texts = signedTexts(policy)
    let keys = [SigningMistake?.none] + SigningMistake.keys(claim).map { $0 }
    for (index, text) in texts.enumerated() {
      for mistake in keys where index == 0 || mistake == nil {
        var draft = SignatureDraft(parts, claim, method: "POST")
        var key = SigningKeyDraft(claim)
        mistake?.apply(&draft, &key)
        let computed = Hexadecimal.encode(key.derive(credentials.secretAccessKey).authenticate(text.bytes))
        guard signature.matches(computed) else { continue }
        // If the form was handed out with the right signature, it was changed afterwards.
        if index > 0 || mistake != nil, isHandedOutRight(credentials) { return reportChange() }
        diagnosis.isSignatureRight = index == 0 && mistake == nil && !diagnosis.hasBrokenSignature
        if mistake == nil, text.code == .policyWrittenAgain, encoding?.code != nil {
          // The text was signed before the accident that is reported.
          diagnosis.hints.append("The signature is right for the policy without that fault.")
        } else if let code = mistake?.code ?? text.code {
          // A malformed signature comes first, because the wrong signature follows from it.
          let place = diagnosis.findings.prefix { $0.cause.requirement == "SIG-064" }.count
          let finding = Diagnosis.Finding(cause: code.cause, certainty: .certain, detail: mistake?.detail)
          if !diagnosis.has(code) { diagnosis.findings.insert(finding, at: place) }
        } else {
          diagnosis.noteThatDigitsMatch()
          if !diagnosis.hasBrokenSignature, diagnosis.has(.formChanged) {
            diagnosis.findings.removeAll { $0.cause.code == .formChanged }
            diagnosis.hints.append("The sent form is signed correctly, but it is another form than the one handed out.")
          }
        }
        if index > 0 { diagnosis.divergence = .init("policy", received: policy.bytes, signed: text.bytes) }
        return
      }
    }
    // If the form was handed out with the right signature, the secret is right, too.
    if isHandedOutRight(credentials) { return reportChange() }
    if !credentials.accessKeyID.isEmpty, !claim.accessKeyID.isEmpty, credentials.accessKeyID != claim.accessKeyID {
      return diagnosis.hints.append(
        "The form's access key is \(Redaction.accessKey(claim.accessKeyID)), but that of the given credentials is \(Redaction.accessKey(credentials.accessKeyID)), so the signature was not checked. Give the secret of the form's access key."
      )
    }
    diagnosis.isSignatureRight = false
    // Without a scope the signing key is not known, and a fault of the policy's Base64 may have changed what was signed.
    let hasScope = !diagnosis.has(.formCredentialWithoutScope) && !diagnosis.has(.credentialsEmpty)
    guard encoding?.code == nil, hasScope else { return }
    diagnosis.add(
      .formChanged, .likely,
      "neither the given secret nor any known mistake produces the signature; to confirm it, compare policy and x-amz-signature with the ones that the signer wrote"
    )
    // Last, because nobody should rotate keys because a field was changed.
    diagnosis.add(
      .keyCachedWithoutSecret, .likely,
      "to confirm it, sign a form with the given secret and see whether S3 takes it")
  }

  private mutating func reportChange() {
    diagnosis.isSignatureRight = false
    addChange(.certain)
  }

  /// The texts that may have been signed, and the causes that this would be. The first one is right.
  private func signedTexts(_ policy: Text) -> [(bytes: [UInt8], code: CauseCode?)] {
    let document = self.document ?? []
    let standard = Base64.encode(document)
    var texts: [(bytes: [UInt8], code: CauseCode?)] = [
      (policy.bytes, nil), (document, .policyJsonSigned), (encoding?.base64 ?? standard, .policyWrittenAgain),
      (standard, .policyWrittenAgain),
      (policy.trimmed.bytes, .policyWrittenAgain),
      (policy.bytes.filter { $0 != 0x0A && $0 != 0x0D }, .policyBase64Wrapped),
    ]
    let text = Text(bytes: document)
    for other in [text.replacing("\r\n", with: "\n"), text.replacing("\n", with: "\r\n"), text + "\n", text.trimmed] {
      texts.append((Base64.encode(other.bytes), .policyWrittenAgain))
    }
    if let json = try? JSONValue(parsing: document) { texts.append((Base64.encode(json.line), .policyWrittenAgain)) }
    return texts
  }
}

extension RequestParts {
  /// The parts of a form's POST that a search for signing mistakes needs.
  init(_ form: InspectedForm) {
    self =
      RequestParts(InspectedRequest(method: "POST", url: form.url ?? ""))
      ?? RequestParts(InspectedRequest(method: "POST", url: "https://s3.amazonaws.com/"))!
  }
}
