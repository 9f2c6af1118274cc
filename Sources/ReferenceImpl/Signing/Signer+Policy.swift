import Synchronization
public import VideoSpec

extension Signer {
  /// Signs a POST policy: the fields that go into the form beside the caller's own, in order.
  ///
  /// What is signed is the policy in Base64, as it stands in the field (SIG-110): the document's bytes are not read.
  /// - Parameter policy: The policy document, usually JSON in UTF-8.
  /// - Returns: x-amz-algorithm, x-amz-credential, x-amz-date, x-amz-security-token if there is one, policy, x-amz-signature.
  /// - Throws: ``Refusal`` when the credentials are empty.
  public func policyFields(
    for policy: Text, at time: Timestamp, trace: inout Trace?
  ) throws(Refusal) -> [HeaderField] {
    let signed = try sign(policy: policy.bytes, at: time, trace: &trace)
    return try signingFields(at: time) + [
      HeaderField(FieldName.policy, Text(bytes: signed.policy)),
      HeaderField(FieldName.signature, Text(bytes: signed.signature)),
    ]
  }

  /// The Base64 text of a policy, and its signature.
  func sign(
    policy: [UInt8], at time: Timestamp, trace: inout Trace?
  ) throws(Refusal) -> (policy: [UInt8], signature: [UInt8]) {
    let encoded = Base64.encode(policy)
    let signature = try workspace.withLock { workspace throws(Refusal) -> [UInt8] in
      workspace.sign(encoded, with: try dailyKey(at: time, in: &workspace))
    }
    if trace != nil {
      trace?.steps = [
        .init(name: "stringToSign", value: Text(bytes: encoded)),
        .init(name: "signature", value: Text(bytes: signature)),
      ]
    }
    return (encoded, signature)
  }

  /// x-amz-algorithm, x-amz-credential, x-amz-date and, if there is one, x-amz-security-token.
  func signingFields(at time: Timestamp) throws(Refusal) -> [HeaderField] {
    let credential = try dailyKey(at: time).credential
    var fields = [
      HeaderField(FieldName.algorithm, algorithm), HeaderField(FieldName.credential, credential),
      HeaderField(FieldName.date, time.basic),
    ]
    if let token { fields.append(HeaderField(FieldName.token, token.text)) }
    return fields
  }

  /// Signs a POST policy without a trace.
  public func policyFields(for policy: Text, at time: Timestamp) throws(Refusal) -> [HeaderField] {
    var trace: Trace?
    return try policyFields(for: policy, at: time, trace: &trace)
  }
}
