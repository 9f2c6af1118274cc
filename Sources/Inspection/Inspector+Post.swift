import ReferenceImpl
public import VideoSpec

/// A form as somebody has it in hand.
public struct InspectedForm: Sendable {
  /// Where it goes; nil where nobody says.
  public var url: Text?
  /// The fields that a backend handed out.
  public var fields: [Field]
  /// The fields that were sent, in order, the file's among them as `file`, its value of no account; nil where nobody says.
  public var sent: [Field]?
  public var file: FormFile?
  /// The bucket, where the URL does not name it.
  public var bucket: Text?

  public init(
    url: Text? = nil, fields: [Field], sent: [Field]? = nil, file: FormFile? = nil,
    bucket: Text? = nil
  ) {
    self.url = url
    self.fields = fields
    self.sent = sent
    self.file = file
    self.bucket = bucket
  }

  func value(_ name: Text) -> Text? { fields.first { $0.name.equalsIgnoringCase(name) }?.value }

  /// The bucket that the form goes to: what is given, else what the URL says.
  var target: Text? {
    if let bucket { return bucket }
    guard let url, let parts = RequestParts(InspectedRequest(url: url)) else { return nil }
    let host = parts.host.hostAndPort.host
    if let end = host.firstRange(of: ".s3") { return Text(host.bytes[..<end]) }
    return Text(bytes: parts.path).split(at: UInt8(ascii: "/")).first { !$0.isEmpty }
  }

  /// Whether ``target`` is the bucket: a CDN's or a proxy's path need not begin with it.
  var isTargetCertain: Bool {
    bucket != nil || url.flatMap { RequestParts(InspectedRequest(url: $0)) }?.host.contains(".amazonaws.com") == true
  }
}

extension Inspector {
  /// Why a form is rejected, or would be.
  public func inspect(_ form: InspectedForm) -> Diagnosis {
    var diagnosis = Diagnosis()
    diagnosis.subject =
      Shortened.pasted(form.url ?? "a form").string + " with "
      + Shortened.pasted(Text(form.fields.map(\.name.string).joined(separator: ", "))).string
    var structure = FormStructure(form, inspector: self, diagnosis: diagnosis)
    structure.examine()
    diagnosis = structure.diagnosis
    diagnosis.order()
    let isRight = diagnosis.isSignatureRight
    let isRead = structure.policy != nil
    diagnosis.fill(Self.formRules) { id in
      if id.rawValue.hasPrefix("POL-") {
        let isAsked: Set<RequirementID> = ["POL-006", "POL-007", "POL-020", "POL-021"]
        if isAsked.contains(id), intention.conditions == nil {
          return (.cannotTell, "what was asked for was not given")
        }
        if !isRead { return (.cannotTell, "the policy cannot be read") }
        let needsForm: Set<RequirementID> = ["POL-040", "POL-041", "POL-042", "POL-046", "POL-049", "POL-065"]
        return needsForm.contains(id) && form.sent == nil && form.file == nil
          ? (.cannotTell, "the form that was sent was not given") : (.holds, nil)
      }
      let needsSecret: Set<RequirementID> = ["SIG-060", "SIG-062", "SIG-063", "SIG-067", "SIG-110", "SIG-163"]
      if !needsSecret.contains(id) || isRight != nil { return (.holds, nil) }
      return (
        .cannotTell,
        credentials == nil ? "the secret was not given" : "there is no signature of a policy to be checked"
      )
    }
    return diagnosis
  }

  private static let formRules: [RequirementID] = [
    "SIG-061", "SIG-062", "SIG-063", "SIG-064", "SIG-066", "SIG-067", "SIG-083", "SIG-110", "SIG-111", "SIG-112",
    "SIG-153", "SIG-162", "SIG-163", "POL-001", "POL-002", "POL-003", "POL-004", "POL-005", "POL-006", "POL-007",
    "POL-008", "POL-009", "POL-010", "POL-011", "POL-012", "POL-020", "POL-021", "POL-022", "POL-030", "POL-031",
    "POL-032", "POL-033", "POL-034", "POL-035", "POL-040", "POL-041", "POL-042", "POL-044", "POL-046", "POL-047",
    "POL-048", "POL-049", "POL-060", "POL-062", "POL-065",
  ]
}

/// What shows of a form.
struct FormStructure {
  let form: InspectedForm
  let inspector: Inspector
  var diagnosis: Diagnosis
  /// The document, where it can be read.
  var policy: PolicyDocument?
  /// What is in the policy field, decoded as far as it can be.
  var document: [UInt8]?
  /// The fields of the signature that S3 does not find.
  var missed: Set<Text> = []

  init(_ form: InspectedForm, inspector: Inspector, diagnosis: Diagnosis) {
    self.form = form
    self.inspector = inspector
    self.diagnosis = diagnosis
  }

  /// What S3 reads of a name: of what was sent, and where nobody says what was, of what was handed out.
  func value(_ name: Text) -> Text? { sentFields.first { $0.name.equalsIgnoringCase(name) }?.value }

  mutating func examine() {
    let isVersion2 = value("AWSAccessKeyId") != nil || value("signature") != nil
    if isVersion2, value("x-amz-signature") == nil { diagnosis.add("form-signed-with-sigv2") }
    if let signature = value("x-amz-signature") { diagnosis.examine(signature, "x-amz-signature", of: "field") }
    examineChanges()
    examineEncoding()
    if let meant = inspector.intention.policy, let document, document != meant.bytes {
      diagnosis.add("policy-written-again")
    }
    if inspector.credentials?.secretAccessKey.isEmpty == true {
      diagnosis.add("credentials-empty", .certain, "the secret is empty")
    }
    if !isVersion2 { examineSigningFields() }
    examineDocument()
    examineLocation()
    if let policy {
      examineConditions(policy)
      examineBuilding(policy)
      examineUpload(policy)
    }
    examineFiles()
  }

  // MARK: Signature

  private mutating func examineSigningFields() {
    miss("x-amz-algorithm", "form-algorithm-missing")
    miss("x-amz-date", "form-date-missing")
    miss("x-amz-signature", "form-signature-missing")
    let claim = claim(value)
    if claim.region == "s3", claim.service != "s3" {
      diagnosis.add("scope-service-before-region", .certain, "the scope is \(claim.scope)")
    } else if CredentialScope.parse(credential: value("x-amz-credential") ?? "", algorithm: .v4) == nil {
      miss("x-amz-credential", "form-credential-without-scope")
      if value("x-amz-credential") != nil { diagnosis.add("form-credential-without-scope") }
    } else {
      examineScope(claim)
    }
    let isTemporary = claim.isTemporary || inspector.credentials?.sessionToken != nil
    if isTemporary { miss("x-amz-security-token", "form-token-missing") }
    let shape = SignatureShape(claim.signature)
    guard let credentials = inspector.credentials else {
      return diagnosis.hints.append(Diagnosis.wantsSecret)
    }
    if diagnosis.hasBrokenSignature, !shape.isTelling {
      diagnosis.isSignatureRight = false
      return
    }
    guard let policy = value("policy"), !policy.isEmpty, shape.isTelling else { return }
    examineSignature(shape, claim, of: policy, credentials)
  }

  /// What fields say of a signature.
  func claim(_ value: (Text) -> Text?) -> LooseClaim {
    var claim = LooseClaim(
      .header, credential: value("x-amz-credential") ?? "", signedHeaders: "",
      signature: value("x-amz-signature") ?? "")
    claim.date = value("x-amz-date") ?? ""
    return claim
  }

  private mutating func examineScope(_ claim: LooseClaim) {
    if let time = Timestamp(basic: claim.date) {
      if time.day != claim.day {
        diagnosis.add("local-scope-date", .certain, "the credential is of \(claim.day), x-amz-date \(claim.date)")
      }
      // The clock counts in a form by its policy's end alone; a date of another zone or calendar shows all the same.
      var request = Structure(.init(form), claim, inspector: inspector, diagnosis: Diagnosis())
      request.examineDate()
      diagnosis.findings += request.diagnosis.findings.filter {
        !["clock-skewed", "local-scope-date"].contains($0.cause.code)
      }
    } else if !claim.date.isEmpty {
      diagnosis.add("date-malformed", .certain, "it is \(claim.date)")
    }
    if claim.service != "s3" { diagnosis.add("service-wrong", .certain, "the service is \(claim.service)") }
    let host = form.url.flatMap { RequestParts(InspectedRequest(url: $0)) }?.host.hostAndPort.host
    if let region = inspector.region ?? host.flatMap(Structure.region), region != claim.region {
      diagnosis.add(
        "region-wrong", inspector.region == nil ? .likely : .certain,
        "signed for \(claim.region), the bucket is of \(region)")
    }
  }

  private mutating func examineSignature(
    _ shape: SignatureShape, _ claim: LooseClaim, of policy: Text, _ credentials: Credentials
  ) {
    let parts = RequestParts.init(form)
    let texts = signedTexts(policy)
    let keys = [Pitfall?.none] + Pitfall.keys(claim).map { $0 }
    for (index, text) in texts.enumerated() {
      for pitfall in keys where index == 0 || pitfall == nil {
        var draft = SignatureDraft(parts, claim, method: "POST")
        var key = DraftKey(claim)
        pitfall?.apply(&draft, &key)
        let computed = Hexadecimal.encode(key.derive(credentials.secretAccessKey).authenticate(text.bytes))
        guard shape.fits(computed) else { continue }
        // What S3 was sent is signed by mistake alone; what was handed out is right.
        if index > 0 || pitfall != nil, isHandedOutRight(credentials) { return rejectChange() }
        diagnosis.isSignatureRight = index == 0 && pitfall == nil && !diagnosis.hasBrokenSignature
        if let code = pitfall?.code ?? text.code {
          // How the signature is written comes first, and how the policy is, which a signature of another text follows from.
          let place = diagnosis.findings.prefix {
            $0.cause.requirement == "SIG-064" || code == "policy-written-again" && $0.cause.requirement == "SIG-111"
          }.count
          let finding = Diagnosis.Finding(cause: .named(code), certainty: .certain, detail: pitfall?.detail)
          if !diagnosis.has(code) { diagnosis.findings.insert(finding, at: place) }
        } else {
          diagnosis.noteThatDigitsFit()
          if !diagnosis.hasBrokenSignature, diagnosis.has("form-changed") {
            diagnosis.findings.removeAll { $0.cause.code == "form-changed" }
            diagnosis.hints.append("What was sent is signed rightly, and is another form than the one handed out.")
          }
        }
        if index > 0 { diagnosis.divergence = .init("policy", received: policy.bytes, signed: text.bytes) }
        return
      }
    }
    // What was handed out being right, the secret is.
    if isHandedOutRight(credentials) { return rejectChange() }
    diagnosis.isSignatureRight = false
    diagnosis.add(
      "key-cached-without-secret", .likely, "neither this secret nor any mistake known here gives the signature")
    diagnosis.add("form-changed", .likely)
  }

  private mutating func rejectChange() {
    diagnosis.isSignatureRight = false
    addChange(.certain)
  }

  /// What may have been signed in the policy field's place; the first is right.
  private func signedTexts(_ policy: Text) -> [(bytes: [UInt8], code: String?)] {
    let document = self.document ?? []
    let standard = Base64.encode(document)
    var texts: [(bytes: [UInt8], code: String?)] = [
      (policy.bytes, nil), (document, "policy-json-signed"), (standard, "policy-written-again"),
      (policy.trimmed.bytes, "policy-written-again"),
      (policy.bytes.filter { $0 != 0x0A && $0 != 0x0D }, "policy-base64-wrapped"),
    ]
    let text = Text(bytes: document)
    for other in [text.replacing("\r\n", with: "\n"), text.replacing("\n", with: "\r\n"), text + "\n", text.trimmed] {
      texts.append((Base64.encode(other.bytes), "policy-written-again"))
    }
    if let json = try? JSONValue(parsing: document) { texts.append((Base64.encode(json.line), "policy-written-again")) }
    return texts
  }
}

extension RequestParts {
  /// A form's POST, as far as a signature search asks for a request.
  init(_ form: InspectedForm) {
    self =
      RequestParts(InspectedRequest(method: "POST", url: form.url ?? ""))
      ?? RequestParts(InspectedRequest(method: "POST", url: "https://s3.amazonaws.com/"))!
  }
}
