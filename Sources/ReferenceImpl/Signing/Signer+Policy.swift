import Synchronization
public import VideoSpec

extension Signer {
  /// Signs the policy of an upload form, and returns the fields that carry it.
  ///
  /// The Base64 text of the field is signed (SIG-110). The policy is not read; ``presignedPost(for:at:trace:)`` builds one.
  /// - Parameters:
  ///   - policy: The policy document, usually JSON in UTF-8.
  ///   - time: The time of signing.
  ///   - trace: Records `stringToSign` and `signature`.
  /// - Returns: The fields `x-amz-algorithm`, `x-amz-credential`, `x-amz-date`, `x-amz-security-token` if there is a token, `policy` and
  ///   `x-amz-signature`, in this order.
  /// - Throws: ``Rejection`` if the credentials or the region cannot be signed with.
  public func policyFields(
    for policy: Text, at time: Timestamp, trace: TraceRecorder? = nil
  ) throws(Rejection) -> [Field] {
    let key = try dailyKey(at: time)
    let signed = sign(policy: policy.bytes, with: key, trace: trace)
    return signingFields(key, at: time) + [
      Field(FieldNames.shared.policy, Text(bytes: signed.policy)),
      Field(FieldNames.shared.signature, Text(bytes: signed.signature)),
    ]
  }

  /// Returns the Base64 text of a policy, and its signature.
  func sign(policy: [UInt8], with key: DailyKey, trace: TraceRecorder?) -> (policy: [UInt8], signature: [UInt8]) {
    let encoded = Base64.encode(policy)
    let signature = workspace.withLock { $0.sign(encoded, with: key) }
    trace?.record("stringToSign", Text(bytes: encoded))
    trace?.record("signature", Text(bytes: signature))
    return (encoded, signature)
  }

  /// Returns the fields `x-amz-algorithm`, `x-amz-credential`, `x-amz-date` and, if there is a token, `x-amz-security-token`.
  private func signingFields(_ key: DailyKey, at time: Timestamp) -> [Field] {
    var fields = [
      Field(FieldNames.shared.algorithm, algorithm), Field(FieldNames.shared.credential, key.credential),
      Field(FieldNames.shared.date, time.basic),
    ]
    if let token { fields.append(Field(FieldNames.shared.token, token.text)) }
    return fields
  }
}
