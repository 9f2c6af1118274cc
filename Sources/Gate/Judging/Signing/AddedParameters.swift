import VideoSpec

/// The parameters of a presigned URL that are not the request's own.
///
/// Signers add the parameters of the signature. They may also move `x-amz-*` headers into the query, where S3 reads them as headers, and
/// the SDKs add parameters that change nothing.
struct AddedParameters {
  /// The request's own headers that still have to be sent.
  let sentHeaders: [HeaderField]

  private static let signature: Set<Text> = Set(
    SigningJudge.requiredParameters + [
      "X-Amz-Security-Token", "x-amz-security-token", "X-Amz-Region-Set", "X-Amz-Content-Sha256",
    ])

  /// Parameters that SDKs add, in lower case. They do not change what S3 does with the request.
  private static let harmless: Set<Text> = ["x-id", "x-amz-user-agent", "x-amz-sdk-checksum-algorithm"]

  /// - Throws: ``Failure`` if a parameter was not requested and would change the request, or occurs twice.
  init(_ parameters: QueryPairs, to headers: [HeaderField]) throws(Failure) {
    var sent = headers
    var rest = parameters
    while let pair = rest.pairs.first {
      _ = rest.remove(pair)
      let name = pair.name.lowercased
      let isHoisted =
        name.hasPrefix("x-amz-") && headers.contains { $0.name.lowercased == name && $0.value == pair.value }
      if isHoisted { sent.removeAll { $0.name.lowercased == name } }
      guard
        isHoisted || Self.signature.contains(pair.name) || Self.harmless.contains(name)
          || name.hasPrefix("x-amz-checksum-")
      else {
        throw Failure(
          "the URL has the parameter \(pair.name), which was not requested", breaks: ["SIG-094", "SIG-098"])
      }
      guard rest.values(of: pair.name).isEmpty else {
        throw Failure("the URL has the parameter \(pair.name) twice", breaks: ["SIG-090", "SIG-025"])
      }
    }
    sentHeaders = sent
  }
}
