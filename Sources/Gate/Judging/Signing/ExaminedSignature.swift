import AdapterProtocol
import VideoSpec

/// Compares a signed request, and what the oracle recomputed from it, with the signer's input.
struct ExaminedSignature {
  let examination: SignatureExamination
  let request: ReceivedRequest
  let input: SigningInput
  let output: JudgedOutput
  let oracle: any SignatureOracle

  /// The intermediate texts that the oracle recomputed from the output.
  private var rebuilt: Trace {
    Trace(steps: [
      .init(name: "canonicalRequest", value: examination.canonicalRequest),
      .init(name: "stringToSign", value: examination.stringToSign),
      .init(name: "signature", value: examination.signature),
    ])
  }

  /// A failure with the first intermediate text that differs from the case's.
  ///
  /// - Parameter rules: The rules that such a fault breaks.
  func failure(_ reason: String, breaks rules: RequirementID...) -> Failure {
    guard output.hasGivenDate else { return Failure(reason, breaks: rules) }
    return Failure(reason, divergence: output.vector.trace.divergence(from: given), breaks: rules)
  }

  /// The implementation's own intermediate texts, or the recomputed ones where it gave none.
  private var given: Trace {
    Trace(steps: rebuilt.steps.map { .init(name: $0.name, value: output.trace[$0.name] ?? $0.value) })
  }

  /// A wrong signature, with the known mistake that explains it and the first intermediate text that differs from what the output implies.
  private var signatureFailure: Failure {
    let place = input.placement == .url ? "URL" : "headers"
    let reason = "the signature does not match the returned \(place): S3 would answer SignatureDoesNotMatch"
    let steps = Trace(steps: Array(rebuilt.steps.prefix(2)))
    let divergence = steps.divergence(from: output.trace) ?? failure(reason).divergence
    guard let mistake = oracle.mistake(in: request, for: input, suspecting: output.vector.requirement.id) else {
      var failure = Failure(reason, divergence: divergence)
      failure.isUnexplainedSignature = true
      return failure
    }
    return Failure(
      "\(reason). \(mistake.summary)", divergence: divergence, breaks: [mistake.rule], mistake: mistake.summary)
  }

  /// Checks algorithm, access key, time, scope, signature and the list of signed headers.
  func checkSignature() throws(Failure) {
    guard examination.algorithm == Text(input.algorithm.rawValue) else {
      throw failure(
        "the algorithm is \(examination.algorithm), expected \(input.algorithm.rawValue)", breaks: "SIG-090", "SIG-065")
    }
    guard examination.accessKeyID == input.credentials.accessKeyID else {
      throw failure(
        "the access key of the credential is \(examination.accessKeyID), expected \(input.credentials.accessKeyID)",
        breaks: "SIG-090", "SIG-065")
    }
    try checkDate()
    try checkScope()
    guard Hexadecimal.isLowercase(examination.signature) else {
      throw failure("the signature is not lower-case hexadecimal", breaks: "SIG-064")
    }
    // A fault of the list explains a wrong signature, too.
    try checkSignedHeaders()
    guard examination.isGood else { throw signatureFailure }
  }

  private func checkDate() throws(Failure) {
    guard let date = Timestamp(basic: examination.date) else {
      throw failure("the date \(examination.date) does not have the form YYYYMMDDTHHMMSSZ", breaks: "SIG-066")
    }
    guard output.dates.contains(date) else {
      let range = output.dates
      throw failure(
        output.hasGivenDate
          ? "signed at \(date), expected \(range.lowerBound)"
          : "signed at \(date), outside the run from \(range.lowerBound) to \(range.upperBound)",
        breaks: "SIG-066", "SIG-067")
    }
  }

  private func checkScope() throws(Failure) {
    let region = input.algorithm == .v4 ? [input.region] : []
    let day = Text(examination.date.bytes.prefix(8))
    let parts: [Text] = [day] + region + [input.service, "aws4_request"]
    let expected = Text(parts.map(\.bytes).joined(separator: [UInt8(ascii: "/")]))
    guard examination.scope == expected else {
      throw failure(
        "the credential scope is \(examination.scope), expected \(expected)", breaks: "SIG-061", "SIG-142", "SIG-066")
    }
  }

  private func checkSignedHeaders() throws(Failure) {
    let names = examination.signedHeaders
    try checkIsSigned("host", rules: "SIG-037")
    if let name = names.first(where: { $0 != $0.lowercased }) {
      throw failure("SignedHeaders contains \(name), which is not in lower case", breaks: "SIG-036", "SIG-030")
    }
    guard zip(names, names.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw failure("SignedHeaders is not sorted, or contains a name twice", breaks: "SIG-036", "SIG-031", "SIG-034")
    }
    let present = Set(request.headers.map(\.name.lowercased))
    if let name = names.first(where: { !present.contains($0) }) {
      throw failure("SignedHeaders contains \(name), but the request has no such header", breaks: "SIG-036")
    }
    // Signing these headers is unwise, but only a failure where the case is about it.
    let unwise = names.first(where: SigningHeaders.changedByProxies.contains)
    if output.vector.requirement.id == "SIG-041", let name = unwise {
      throw failure("the header \(name) is signed, although proxies change it")
    }
  }

  func checkIsSigned(_ name: Text, rules: RequirementID...) throws(Failure) {
    guard examination.signedHeaders.contains(name) else {
      let reason = "the header \(name) is not signed"
      throw Failure(reason, divergence: failure(reason).divergence, breaks: rules)
    }
  }

  func checkGivenHeadersAreSigned(_ names: [Text]) throws(Failure) {
    for name in names.map(\.lowercased) where !SigningHeaders.changedByProxies.contains(name) {
      switch name {
      case "content-type": try checkIsSigned(name, rules: "SIG-040", "SIG-093")
      case _ where name.hasPrefix("x-amz-"): try checkIsSigned(name, rules: "SIG-039", "SIG-093", "SIG-098")
      default: try checkIsSigned(name, rules: "SIG-093")
      }
    }
  }

  func checkPayloadHash(_ expected: Text) throws(Failure) {
    guard examination.payloadHash == expected else {
      let rules: [RequirementID] =
        if input.placement == .url { input.isS3 ? ["SIG-052"] : ["SIG-053", "SIG-050"] } else {
          expected == "UNSIGNED-PAYLOAD" ? ["SIG-054"] : ["SIG-050", "SIG-051"]
        }
      let reason = "the payload hash is \(examination.payloadHash), expected \(expected)"
      throw Failure(reason, divergence: failure(reason).divergence, breaks: rules)
    }
  }
}

/// The form of an `Authorization` header: `ALGORITHM Credential=…, SignedHeaders=…, Signature=…` (SIG-065).
enum AuthorizationForm {
  static func check(_ value: Text) throws(Failure) {
    let parts = value.splitOnce(at: 0x20)
    let names = parts?.tail.split(at: UInt8(ascii: ",")).map { part in
      Text(part.bytes.drop { $0 == 0x20 }.prefix { $0 != UInt8(ascii: "=") })
    }
    guard names == ["Credential", "SignedHeaders", "Signature"] else {
      throw Failure(
        "the Authorization header must be an algorithm, a space, and Credential, SignedHeaders and Signature, "
          + "separated by commas", breaks: ["SIG-065"])
    }
  }
}
