import Synchronization
public import VideoSpec

extension Signer {
  /// Signs a POST policy: the fields that go into the form beside the caller's own, in order.
  ///
  /// What is signed is the policy in Base64, as it stands in the field (SIG-110): the document's bytes are not read.
  /// - Parameter policy: The policy document, usually JSON in UTF-8.
  /// - Returns: x-amz-algorithm, x-amz-credential, x-amz-date, x-amz-security-token if there is one, policy, x-amz-signature.
  /// - Throws: ``Rejection`` when the credentials are empty.
  public func policyFields(
    for policy: Text, at time: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> [HeaderField] {
    let key = try dailyKey(at: time)
    let signed = sign(policy: policy.bytes, with: key, trace: trace)
    return signingFields(key, at: time) + [
      HeaderField(FieldNames.shared.policy, Text(bytes: signed.policy)),
      HeaderField(FieldNames.shared.signature, Text(bytes: signed.signature)),
    ]
  }

  /// The Base64 text of a policy, and its signature.
  func sign(policy: [UInt8], with key: DailyKey, trace: TraceRecorder?) -> (policy: [UInt8], signature: [UInt8]) {
    let encoded = Base64.encode(policy)
    let signature = workspace.withLock { $0.sign(encoded, with: key) }
    trace?.record("stringToSign", Text(bytes: encoded))
    trace?.record("signature", Text(bytes: signature))
    return (encoded, signature)
  }

  /// x-amz-algorithm, x-amz-credential, x-amz-date and, if there is one, x-amz-security-token.
  private func signingFields(_ key: DailyKey, at time: Timestamp) -> [HeaderField] {
    var fields = [
      HeaderField(FieldNames.shared.algorithm, algorithm), HeaderField(FieldNames.shared.credential, key.credential),
      HeaderField(FieldNames.shared.date, time.basic),
    ]
    if let token { fields.append(HeaderField(FieldNames.shared.token, token.text)) }
    return fields
  }
}
