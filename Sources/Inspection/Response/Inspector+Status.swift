import ReferenceImpl
import VideoSpec

// A response without a body: the request tells what its status means.

extension Inspector {
  /// Adds what a status alone makes likely for a request.
  func explainStatus(_ error: ErrorResponse, _ request: InspectedRequest?, _ diagnosis: inout Diagnosis) {
    if error.status == 501, let request { explainNotImplemented(request, &diagnosis) }
    if error.status == 403 || error.status == 400, let request { explainHead(request, &diagnosis) }
  }

  /// S3 answers 501 if it does not support a header.
  private func explainNotImplemented(_ request: InspectedRequest, _ diagnosis: inout Diagnosis) {
    var found = Diagnosis()
    let confirm = "The body of the response: its element Header names the header."
    if let coding = request.value("transfer-encoding")?.lowercased, coding.contains("chunked") {
      found.add(.transferEncodingChunked, .likely, "the request has Transfer-Encoding: \(coding)", confirm: confirm)
    }
    if let range = request.value("content-range") {
      found.add(
        .headerUnsupported, .likely, "the request has Content-Range: \(range), which S3 does not take in uploads",
        confirm: confirm)
    }
    putFirst(found, in: &diagnosis)
    if diagnosis.hasFault, !found.findings.isEmpty { diagnosis.rejection = nil }
  }

  /// A URL that was signed for GET is not valid for HEAD. Nothing else is said of a HEAD: its response has no body.
  private func explainHead(_ request: InspectedRequest, _ diagnosis: inout Diagnosis) {
    guard request.method == "HEAD", diagnosis.isSignatureRight == nil, !diagnosis.isExplained,
      !diagnosis.has(.methodOther)
    else { return }
    let isPresigned = S3Likeness.isSigned(request.url)
    let isProxied = request.value("authorization") == nil && intention.clues.hasSuccess && intention.clues.namesSigning
    guard isPresigned || isProxied else { return }
    var found = Diagnosis()
    found.add(
      .methodOther, .likely,
      isPresigned
        ? "HEAD was sent, and URLs for downloads are signed for GET"
        : "HEAD is refused and another request succeeds: caches send GET for a HEAD whose signature is for HEAD, or the other way round",
      confirm: "The same URL with GET, which has a body that names the error.")
    putFirst(found, in: &diagnosis)
  }

  /// Puts likely findings before the others that are not certain.
  private func putFirst(_ found: Diagnosis, in diagnosis: inout Diagnosis) {
    let codes = Set(found.findings.map(\.cause.code))
    diagnosis.findings.removeAll { codes.contains($0.cause.code) && $0.certainty < .certain }
    diagnosis.findings = found.findings.filter { !diagnosis.has($0.cause.code) } + diagnosis.findings
    diagnosis.order()
  }
}
