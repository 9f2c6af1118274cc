package import VideoSpec

/// The text that is signed.
package enum StringToSign {
  /// Appends the algorithm, the time and the scope, a line each (SIG-060).
  package static func append(algorithm: Text, time: Text, scope: Text, to output: inout [UInt8]) {
    let newline = UInt8(ascii: "\n")
    output.append(contentsOf: algorithm.bytes)
    output.append(newline)
    output.append(contentsOf: time.bytes)
    output.append(newline)
    output.append(contentsOf: scope.bytes)
    output.append(newline)
  }
}

/// What signs a string to sign, and verifies it.
package enum SignatureKey {
  case symmetric(HMACKey)
  case asymmetric(ECDSAKey)

  /// The signature in lower-case hexadecimal.
  package func sign(_ text: [UInt8], using digests: DigestContext) -> [UInt8] {
    switch self {
    case .symmetric(let key): Hexadecimal.encode(key.authenticate(text, using: digests))
    case .asymmetric(let key): Hexadecimal.encode(key.sign(SHA256.digest(of: text)))
    }
  }

  /// Whether a signature in hexadecimal is right for a string to sign.
  package func verifies(_ signature: Text, of text: [UInt8]) -> Bool {
    switch self {
    case .symmetric(let key): ConstantTime.equal(Hexadecimal.encode(key.authenticate(text)), signature.bytes)
    case .asymmetric(let key):
      Hexadecimal.decode(signature.bytes).map { key.verifies($0, of: SHA256.digest(of: text)) } ?? false
    }
  }
}
