import ReferenceImpl
import VideoSpec

extension Inspector {
  /// Verifies a signature of SigV4a with the public key that follows from the secret.
  ///
  /// Such a signature is random, so it is verified, not compared, and no mistake is searched for.
  func checkAsymmetricSignature(
    _ parts: RequestParts, _ claim: SignatureClaim, _ credentials: Credentials, _ diagnosis: inout Diagnosis
  ) {
    let own = Credentials(accessKeyID: claim.accessKeyID, secretAccessKey: credentials.secretAccessKey)
    let key = SignatureKey.asymmetric(ECDSAKey(deriving: own))
    for method in parts.method.map({ [$0] }) ?? ["PUT", "GET", "POST", "HEAD", "DELETE"] {
      let draft = SignatureDraft(parts, claim, method: method)
      let request = draft.canonicalRequest
      if diagnosis.canonicalRequest == nil { diagnosis.canonicalRequest = Text(bytes: request) }
      if key.verifies(claim.signature.lowercased, of: draft.stringToSign(request)) {
        diagnosis.canonicalRequest = Text(bytes: request)
        diagnosis.method = method
        diagnosis.isExplained = true
        diagnosis.isSignatureRight = true
        return
      }
    }
    diagnosis.isSignatureRight = false
    let explanations: [CauseCode] = [
      .headerNotSent, .parameterMissing, .credentialMalformed, .dateMalformed, .textNotUtf8, .signedUrlEncodedAgain,
    ]
    guard !explanations.contains(where: diagnosis.has), !diagnosis.hasMisspeltToken else { return }
    diagnosis.add(
      .unexplained, .likely,
      "mistakes are searched for only in signatures of AWS4-HMAC-SHA256, and this one is of SigV4a")
  }
}
