public import VideoSpec

extension Verifier {
  /// Verifies the signature of an upload form (SIG-162, SIG-163). The policy is not read: ``evaluate(_:postedTo:at:trace:)`` does both.
  ///
  /// Names of fields are compared without case. If a field occurs twice, the first one counts.
  /// - Parameters:
  ///   - fields: The fields of the form.
  ///   - now: The receiver's time. Nil: whether the session token has expired is not checked.
  ///   - trace: Records `stringToSign`, which is the policy in Base64.
  /// - Returns: The access key that signed the form.
  /// - Throws: ``Rejection`` with the code and the status of S3.
  public func verifyFormSignature(in fields: [Field], at now: Timestamp? = nil, trace: TraceRecorder? = nil)
    throws(Rejection) -> Text
  {
    func value(_ name: Text) -> Text? { fields.first { $0.name.equalsIgnoringCase(name) }?.value }
    let names = FieldNames.shared
    guard let policy = value(names.policy), names.ofSignature.contains(where: { value($0) != nil }) else {
      throw .accessDenied(nil, "the form is not signed")
    }
    func required(_ name: Text) throws(Rejection) -> Text {
      guard let value = value(name) else { throw .invalidArgument(name.string, "the form has no field \(name)") }
      return value
    }
    let algorithm = try required(names.algorithm)
    let credential = try required(names.credential)
    let date = try required(names.date)
    let signature = try required(names.signature)
    guard algorithm == Text(SigningAlgorithm.v4.rawValue) else {
      throw .invalidArgument("x-amz-algorithm", "the algorithm is not AWS4-HMAC-SHA256")
    }
    guard let (accessKeyID, scope) = CredentialScope.parse(credential: credential, algorithm: .v4),
      let region = scope.region
    else {
      throw .invalidArgument(
        "x-amz-credential", "the credential is not of the form KEY/YYYYMMDD/REGION/SERVICE/aws4_request")
    }
    guard Timestamp(basic: date) != nil else {
      throw .invalidArgument("x-amz-date", "the date is not of the form YYYYMMDD'T'HHMMSS'Z'")
    }
    if !date.hasPrefix(scope.day) {
      try reject(.invalidArgument("x-amz-date", "the date is not the one of the credential"))
    }
    if region != self.region {
      try reject(.invalidArgument("x-amz-credential", "the region is \(region), but \(self.region) is expected"))
    }
    if scope.service != service {
      try reject(.invalidArgument("x-amz-credential", "the service is \(scope.service), but \(service) is expected"))
    }
    guard let known = credentials.first(where: { $0.accessKeyID == accessKeyID }) else {
      try rejectWithoutKey(.unknownAccessKey("x-amz-credential"))
      return accessKeyID
    }
    try check(token: value(names.token), of: known, at: now, field: "x-amz-security-token")
    trace?.record("stringToSign", policy)
    let key = SigningKeyCache.shared.key(
      secret: known.secretAccessKey, day: scope.day, region: region, service: scope.service)
    if !SignatureKey.symmetric(key).verifies(signature, of: policy.bytes) {
      try rejectWithoutKey(.signature("x-amz-signature"))
    }
    return accessKeyID
  }

  /// Throws the rejection of a form that nobody can be said to have signed. ``tolerated`` does not help it: nothing is known about its policy.
  private func rejectWithoutKey(_ rejection: Rejection) throws(Rejection) {
    if tolerance?(rejection) != true { throw rejection }
  }
}
