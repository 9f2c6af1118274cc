import VideoSpec

/// A signer's buffers, which are kept from one signature to the next, and the key that it used last.
struct SigningWorkspace: ~Copyable {
  var request = CanonicalRequest()
  var url: [UInt8] = []
  var dailyKey: DailyKey?
  private var canonical: [UInt8] = []
  private var stringToSign: [UInt8] = []
  private let sha256 = SHA256()
  private let digests = DigestContext()

  /// Empties the buffers for a new request.
  mutating func begin(_ method: Text) {
    request.removeAll()
    request.method = method
    // The last URL was given away.
    url = []
    url.reserveCapacity(640)
  }

  private mutating func writeCanonicalRequest(payloadHash: [UInt8]) {
    request.query.sortByNameThenValue()
    canonical.removeAll(keepingCapacity: true)
    request.append(payloadHash: payloadHash, to: &canonical)
  }

  /// Returns the canonical request of `request`, whose headers have to be sorted.
  mutating func canonicalRequest(payloadHash: [UInt8]) -> Text {
    writeCanonicalRequest(payloadHash: payloadHash)
    return Text(bytes: canonical)
  }

  /// Writes the canonical request and the string to sign, and returns the signature in lower-case hexadecimal. The headers have to be sorted.
  mutating func sign(
    payloadHash: [UInt8], algorithm: Text, at time: Text, with key: DailyKey, trace: TraceRecorder?
  ) -> [UInt8] {
    writeCanonicalRequest(payloadHash: payloadHash)
    stringToSign.removeAll(keepingCapacity: true)
    StringToSign.append(algorithm: algorithm, time: time, scope: key.scope, to: &stringToSign)
    stringToSign.append(contentsOf: Hexadecimal.encode(sha256.digest(of: canonical)))
    let signature = key.key.sign(stringToSign, using: digests)
    trace?.record("canonicalRequest", Text(bytes: canonical))
    trace?.record("stringToSign", Text(bytes: stringToSign))
    trace?.record("signature", Text(bytes: signature))
    return signature
  }

  /// Signs a text as it is, and returns the signature in lower-case hexadecimal.
  mutating func sign(_ text: [UInt8], with key: DailyKey) -> [UInt8] { key.key.sign(text, using: digests) }
}
