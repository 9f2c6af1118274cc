import Inspection
import ReferenceImpl
import VideoSpec

/// Decides who signed a request, from its head alone, before its body is read.
struct Authentication {
  let verifier: Verifier
  let checks: EndpointChecks
  let time: Timestamp

  init(_ configuration: S3Configuration, at time: Timestamp) {
    let checks = configuration.checks
    var verifier = configuration.verifier
    if !checks.disabled.isEmpty { verifier.tolerance = { !checks.performs(EndpointCheck($0)) } }
    self.verifier = verifier
    self.checks = checks
    self.time = time
  }

  /// Verifies the head of a request.
  ///
  /// - Returns: What it says about the body; nil only in a mutant endpoint, which takes a request whose signature cannot be judged.
  /// - Throws: ``S3Refusal`` as S3 refuses it, with what was compared.
  func verifyHead(of request: ReceivedRequest) throws(S3Refusal) -> VerifiedHead? {
    let parts = ReceivedParts(request)
    do throws(S3Refusal) {
      try checkMechanism(parts)
    } catch {
      if error.check.map(checks.performs) ?? true { throw error }
      return nil
    }
    let trace = TraceRecorder()
    do throws(Rejection) {
      return try verifier.verifyHead(of: parts, at: time, trace: trace)
    } catch {
      guard checks.performs(EndpointCheck(error)) else { return nil }
      let evidence = VerificationEvidence(parts: parts, region: verifier.region, time: time, trace: trace.trace)
      throw S3Refusal(verification: error, evidence)
    }
  }

  // The parameters of Signature Version 2.
  private static let accessKeyV2: Text = "AWSAccessKeyId"
  private static let signatureV2: Text = "Signature"

  /// Refuses a request that is signed in no way, in two ways, or by the version 2 of signatures.
  private func checkMechanism(_ parts: ReceivedParts) throws(S3Refusal) {
    let authorization = parts.header("authorization")
    let hasSignatureV2 =
      authorization?.hasPrefix("AWS ") == true
      || parts.query.contains { $0.name == Self.accessKeyV2 } && parts.query.contains { $0.name == Self.signatureV2 }
    let isInURL = parts.isPresigned || parts.query.contains { $0.name == Self.signatureV2 }
    if let authorization, isInURL {
      throw .invalidArgument(
        "Authorization", authorization.hasPrefix("AWS") ? Text(authorization.bytes.prefix { $0 != 0x20 }) : "",
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or "
          + "the Authorization header should be specified", .oneMechanism)
    }
    if hasSignatureV2 {
      throw S3Refusal(
        .invalidRequest, 400,
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
        .signatureVersion, field: "Authorization",
        explanation: "the request is signed with Signature Version 2: configure the client for version 4, in boto3 "
          + "with Config(signature_version=\"s3v4\")", cause: .sigv2)
    }
    if authorization == nil, !isInURL {
      throw .accessDenied("Access Denied", .signed, field: "Authorization", explanation: "the request is not signed")
    }
  }
}

/// The values that a verification compared, for S3's error document.
struct VerificationEvidence {
  let parts: ReceivedParts
  /// The region that the signature has to be for.
  let region: Text
  let time: Timestamp
  let trace: Trace

  /// The claim, as far as it can be read.
  var claim: ClaimedSignature? {
    parts.header("authorization") == nil
      ? try? ClaimedSignature(query: parts.query) : try? ClaimedSignature(headers: parts.request.headers)
  }

  /// The access key that a request names, whoever signed it; nil if it names none.
  static func claimedAccessKeyID(of request: ReceivedRequest) -> Text? {
    let parts = ReceivedParts(request)
    let evidence = VerificationEvidence(parts: parts, region: "", time: .minimum, trace: Trace())
    return evidence.claim?.accessKeyID
  }
}
