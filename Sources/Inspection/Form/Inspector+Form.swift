import ReferenceImpl
import VideoSpec

extension Inspector {
  /// Diagnoses why S3 rejects a form, or would reject it.
  public func inspect(_ form: InspectedForm) -> Diagnosis {
    var diagnosis = Diagnosis()
    diagnosis.subject =
      Redaction.shortened(Redaction.redacted(form.url ?? "a form")).string + " with "
      + Redaction.shortened(Redaction.redacted(Text(form.fields.map(\.name.string).joined(separator: ", ")))).string
    var checks = FormChecks(form, inspector: self, diagnosis: diagnosis)
    checks.run()
    diagnosis = checks.diagnosis
    if form.isFromCode { diagnosis.weakenWhatIsSent() }
    diagnosis.order()
    let isRight = diagnosis.isSignatureRight
    let isReadable = checks.policy != nil
    diagnosis.fill(Self.formRules) { id in
      if id.rawValue.hasPrefix("POL-") {
        let needsRequest: Set<RequirementID> = ["POL-006", "POL-007", "POL-020", "POL-021"]
        if needsRequest.contains(id), intention.conditions == nil {
          return (.cannotTell, "the requested form was not given")
        }
        if !isReadable { return (.cannotTell, "the policy cannot be read") }
        let needsForm: Set<RequirementID> = ["POL-040", "POL-041", "POL-042", "POL-046", "POL-049", "POL-065"]
        return needsForm.contains(id) && form.sent == nil && form.file == nil
          ? (.cannotTell, "the sent form was not given") : (.holds, nil)
      }
      let needsSecret: Set<RequirementID> = ["SIG-060", "SIG-062", "SIG-063", "SIG-067", "SIG-110", "SIG-163"]
      if !needsSecret.contains(id) || isRight != nil { return (.holds, nil) }
      return (
        .cannotTell,
        credentials == nil ? "the secret was not given" : "the form has no policy signature to check"
      )
    }
    diagnosis.conclude(KnownOfRejection(self, hasRequest: true, isForm: true))
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

extension Diagnosis {
  /// Makes what depends on the sent fields likely: a script may add fields, and send the form in another way than the page shows.
  fileprivate mutating func weakenWhatIsSent() {
    for index in findings.indices where Self.dependsOnSending.contains(findings[index].cause.code) {
      findings[index].certainty = min(findings[index].certainty, .likely)
    }
  }

  private static let dependsOnSending: Set<CauseCode> = [
    .formPolicyMissing, .formSignatureMissing, .formAlgorithmMissing, .formDateMissing, .formCredentialWithoutScope,
    .formTokenMissing, .fieldAfterFile, .fieldMissing, .fieldNotCovered, .fieldWithoutCondition, .fieldOther,
    .fieldBeginsOtherwise, .fieldCase, .filenameInCondition, .prefixesBuiltAsEquality, .typeWithComma, .bucketOther,
    .fileMissing, .filesSeveral, .formNotPost, .formNotMultipart, .formBoundaryMissing, .keyMissing, .formKeyMissing,
    .formUrlOfObject, .formUrlWebsite,
  ]
}
