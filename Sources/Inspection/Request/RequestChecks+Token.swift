import ReferenceImpl
import VideoSpec

// The spelling of the session token, and a second mechanism beside the signature.

extension RequestChecks {
  /// Checks how the token is written. AWS issues tokens in Base64, which has neither spaces nor `%`.
  mutating func checkSpelling() {
    guard let token = claim.token, !diagnosis.has(.signedUrlEncodedAgain), !isHidden(token) else { return }
    // A given token with the same fault may be that of another store.
    let isGiven = inspector.credentials?.sessionToken?.withBytes { ConstantTime.equal($0, token.bytes) } == true
    let certainty = isGiven ? .remark : ifAmazon
    let name = claim.tokenName
    if claim.place == .query {
      let raw = parts.query.first { $0.decodedName.lowercased == name }?.value ?? []
      let count = raw.count { $0 == UInt8(ascii: "+") }
      if count > 0 {
        return diagnosis.add(
          .tokenPlusRaw, ifAmazon, "\(claim.tokenName) contains \(count == 1 ? "a \"+\"" : "\(count) \"+\"")")
      }
    }
    let digits = "0123456789abcdefABCDEF".utf8
    let bytes = token.bytes
    let isEncoded = bytes.indices.contains { index in
      bytes[index] == UInt8(ascii: "%") && index + 2 < bytes.count && digits.contains(bytes[index + 1])
        && digits.contains(bytes[index + 2])
    }
    if isEncoded { return diagnosis.add(.tokenEncodedTwice, certainty, "\(name) contains a \"%\" after decoding") }
    if bytes.contains(where: { $0 == 0x20 || (0x09...0x0D).contains($0) }) {
      let isPadded = !token.trimmed.bytes.contains { $0 == 0x20 || (0x09...0x0D).contains($0) }
      return diagnosis.add(
        .tokenMalformed, certainty, "\(name) contains white space \(isPadded ? "at an end" : "in its middle")")
    }
    if bytes.contains(UInt8(ascii: "\"")) || bytes.contains(UInt8(ascii: "'")) {
      return diagnosis.add(.tokenMalformed, certainty, "\(name) contains a quotation mark")
    }
    if token.contains("…") || token.hasSuffix("...") {
      diagnosis.add(.tokenMalformed, certainty, "\(name) was copied from a shortened text")
    }
  }

  // MARK: Two mechanisms

  /// Checks whether the request is signed, or authorized, in a second way (SIG-167).
  mutating func checkMechanisms() {
    let values = parts.headerValues["authorization"] ?? []
    guard let value = values.first?.trimmed, !value.isEmpty else { return }
    let scheme = value.splitOnce(at: 0x20)?.head.lowercased ?? ""
    let known: [Text: String] = [
      "bearer": "Bearer", "basic": "Basic", "digest": "Digest", "aws4-hmac-sha256": "AWS4-HMAC-SHA256",
      "aws4-ecdsa-p256-sha256": "AWS4-ECDSA-P256-SHA256", "aws": "AWS", "token": "Token",
    ]
    let shown = known[scheme].map { " (\($0))" } ?? ""
    if claim.place == .query {
      diagnosis.add(
        .twoAuthMechanisms, ifAmazon, "the URL is signed, and an Authorization header\(shown) is sent as well")
    } else if values.count > 1 {
      diagnosis.add(.twoAuthMechanisms, ifAmazon, "\(values.count) Authorization headers are sent")
    }
  }
}

extension Diagnosis {
  /// Whether the session token is written in a way that the signed one was not.
  var hasMisspeltToken: Bool {
    let codes: Set<CauseCode> = [.tokenPlusRaw, .tokenEncodedTwice, .tokenMalformed]
    return findings.contains { codes.contains($0.cause.code) && $0.certainty > .remark }
  }
}
