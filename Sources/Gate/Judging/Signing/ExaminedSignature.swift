import AdapterProtocol
import VideoSpec

/// What a signed request says of itself and what the oracle recomputed, against what was asked for.
struct ExaminedSignature {
  let examination: SignatureExamination
  let request: ReceivedRequest
  let asked: SigningInput
  let answer: Answer

  /// What the oracle rebuilt from the output.
  private var rebuilt: Trace {
    Trace(steps: [
      .init(name: "canonicalRequest", value: examination.canonicalRequest),
      .init(name: "stringToSign", value: examination.stringToSign),
      .init(name: "signature", value: examination.signature),
    ])
  }

  /// Fails with the first intermediate that differs from the case's.
  func failure(_ reason: String) -> Failure {
    guard answer.hasGivenDate else { return Failure(reason) }
    return Failure(reason, divergence: answer.vector.trace.divergence(from: given))
  }

  /// The implementation's own intermediates, and the rebuilt ones where it gave none.
  private var given: Trace {
    Trace(steps: rebuilt.steps.map { .init(name: $0.name, value: answer.trace[$0.name] ?? $0.value) })
  }

  /// Fails with the step at which the implementation left what its own output says.
  private func signatureFailure(_ reason: String) -> Failure {
    let steps = Trace(steps: Array(rebuilt.steps.prefix(2)))
    return steps.divergence(from: answer.trace).map { Failure(reason, divergence: $0) } ?? failure(reason)
  }

  /// Algorithm, key, time and scope as asked for; the signature well-formed and right; its list of headers in order.
  func checkSignature() throws(Failure) {
    guard examination.algorithm == Text(asked.algorithm.rawValue) else {
      throw failure("the algorithm is \(examination.algorithm), and \(asked.algorithm.rawValue) was asked for")
    }
    guard examination.accessKeyID == asked.credentials.accessKeyID else {
      throw failure("the credential's access key is \(examination.accessKeyID), not the one given")
    }
    try checkDate()
    try checkScope()
    guard Hexadecimal.isLowercase(examination.signature) else {
      throw failure("the signature is not lower-case hexadecimal")
    }
    guard examination.isGood else {
      throw signatureFailure(
        "the signature is not right for what came back: S3 would answer SignatureDoesNotMatch")
    }
    try checkSignedHeaders()
  }

  private func checkDate() throws(Failure) {
    guard let date = Timestamp(basic: examination.date) else {
      throw failure("the date is not YYYYMMDD'T'HHMMSS'Z': \(examination.date)")
    }
    guard answer.dates.contains(date) else {
      let range = answer.dates
      throw failure(
        answer.hasGivenDate
          ? "it is signed at \(date), and the clock said \(range.lowerBound)"
          : "it is signed at \(date), outside of the run from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  private func checkScope() throws(Failure) {
    let region = asked.algorithm == .v4 ? [asked.region] : []
    let day = Text(examination.date.bytes.prefix(8))
    let parts: [Text] = [day] + region + [asked.service, "aws4_request"]
    let expected = Text(parts.map(\.bytes).joined(separator: [UInt8(ascii: "/")]))
    guard examination.scope == expected else {
      throw failure("the credential scope is \(examination.scope), and should be \(expected)")
    }
  }

  private func checkSignedHeaders() throws(Failure) {
    let names = examination.signedHeaders
    if let name = names.first(where: { $0 != $0.lowercased }) {
      throw failure("SignedHeaders has \(name), which is not in lower case")
    }
    guard zip(names, names.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw failure("SignedHeaders is not sorted with each name once")
    }
    let present = Set(request.headers.map(\.name.lowercased))
    if let name = names.first(where: { !present.contains($0) }) {
      throw failure("SignedHeaders has \(name), and the request has no such header")
    }
    try checkIsSigned("host")
    // Signing them is unwise, and no fault of a case about something else.
    let unwise = names.first(where: SigningHeaders.changedByProxies.contains)
    if answer.vector.requirement.id == "SIG-041", let name = unwise {
      throw failure("the header \(name) is signed, and proxies change it")
    }
  }

  func checkIsSigned(_ name: Text) throws(Failure) {
    guard examination.signedHeaders.contains(name) else { throw failure("the header \(name) is not signed") }
  }

  func checkGivenHeadersAreSigned(_ names: [Text]) throws(Failure) {
    for name in names.map(\.lowercased) where !SigningHeaders.changedByProxies.contains(name) {
      try checkIsSigned(name)
    }
  }

  func checkPayloadHash(_ expected: Text) throws(Failure) {
    guard examination.payloadHash == expected else {
      throw failure("the payload hash is \(examination.payloadHash), and should be \(expected)")
    }
  }
}

/// `ALGORITHM Credential=…, SignedHeaders=…, Signature=…` (SIG-065).
enum AuthorizationForm {
  static func check(_ value: Text) throws(Failure) {
    let parts = value.splitOnce(at: 0x20)
    let names = parts?.tail.split(at: UInt8(ascii: ",")).map { part in
      Text(part.bytes.drop { $0 == 0x20 }.prefix { $0 != UInt8(ascii: "=") })
    }
    guard names == ["Credential", "SignedHeaders", "Signature"] else {
      throw Failure(
        "the Authorization header is not an algorithm, a space, and Credential, SignedHeaders and Signature, "
          + "separated by commas")
    }
  }
}
