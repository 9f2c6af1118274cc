package import VideoSpec

/// A received request, with its target split into path and query.
package struct ReceivedParts {
  package let request: ReceivedRequest
  package let path: ArraySlice<UInt8>
  package let wireQuery: ArraySlice<UInt8>
  /// The parameters, decoded, in the order received.
  package let query: [QueryItem]

  package init(_ request: ReceivedRequest) {
    self.request = request
    let target = request.target.bytes
    let mark = target.firstIndex(of: UInt8(ascii: "?")) ?? target.count
    path = target[..<mark]
    wireQuery = target[mark...].dropFirst()
    query = wireQuery.parts(at: UInt8(ascii: "&")).map { item in
      guard let equals = item.firstIndex(of: UInt8(ascii: "=")) else {
        return QueryItem(Text(PercentEncoding.decode(item)), nil)
      }
      return QueryItem(
        Text(PercentEncoding.decode(item[..<equals])), Text(PercentEncoding.decode(item[(equals + 1)...])))
    }
  }

  /// Returns the first value of a header, trimmed, or nil if the header is absent.
  package func header(_ name: Text) -> Text? {
    request.headers.first { $0.name.equalsIgnoringCase(name) }?.value.trimmed
  }

  /// Returns the values that are signed for a header: the header's own or, if an `x-amz-*` header of a presigned URL was not sent, those of
  /// the parameter of this name (SIG-172).
  package func signedValues(of name: Text, for claim: ClaimedSignature) -> [Text] {
    let sent = request.headers.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    guard sent.isEmpty, claim.place == .query, name.hasPrefix("x-amz-") else { return sent }
    return query.filter { $0.name.equalsIgnoringCase(name) }.map { $0.value ?? "" }
  }

  /// Whether the request has every header that the claim names.
  package func hasAllSignedHeaders(of claim: ClaimedSignature) -> Bool {
    claim.signedHeaders.allSatisfy { !signedValues(of: $0, for: claim).isEmpty }
  }

  /// Returns the canonical request and the string to sign, recomputed from the headers that the claim names (SIG-042).
  ///
  /// They contain every parameter except the signature (SIG-028), and the session token of a URL only if it is signed.
  package func texts(
    for claim: ClaimedSignature, rule: CanonicalPath.Rule, payloadHash: [UInt8], signsToken: Bool = true
  ) -> (canonicalRequest: Text, stringToSign: Text) {
    var canonical = CanonicalRequest()
    canonical.method = request.method
    CanonicalPath.append(wire: path, rule: rule, to: &canonical.path)
    canonical.appendQuery(wire: wireQuery)
    if claim.place == .query, !signsToken {
      canonical.query.removeAll { $0.elementsEqual("X-Amz-Security-Token".utf8) }
    }
    canonical.query.sortByNameThenValue()
    for name in Set(claim.signedHeaders) {
      for value in signedValues(of: name, for: claim) { canonical.appendHeader(name, value) }
    }
    canonical.headers.sortByName()
    var text: [UInt8] = []
    canonical.append(payloadHash: payloadHash, to: &text)

    var stringToSign: [UInt8] = []
    StringToSign.append(
      algorithm: Text(claim.algorithm.rawValue), time: claim.time.basic, scope: claim.scope.text, to: &stringToSign)
    stringToSign += Hexadecimal.encode(SHA256.digest(of: text))
    return (Text(bytes: text), Text(bytes: stringToSign))
  }
}
