import COpenSSL
package import VideoSpec

/// The key pair of SigV4a on the curve P-256, derived from an access key and its secret (SIG-140).
package final class ECDSAKey: Sendable {
  // This is safe because OpenSSL only reads a key when it signs or verifies.
  private nonisolated(unsafe) let key: OpaquePointer
  /// The public point, uncompressed: the byte 04, x, y.
  private let point: [UInt8]

  /// The order of the group of P-256, minus 2.
  private static let limit: [UInt8] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x4F,
  ]

  package init(deriving credentials: Credentials) {
    let scalar = Self.scalar(deriving: credentials)
    point = Self.publicPoint(of: scalar)
    key = Self.key(scalar: scalar, point: point)
  }

  deinit { EVP_PKEY_free(key) }

  /// The coordinates of the public key, 32 bytes each.
  package var publicKey: (x: [UInt8], y: [UInt8]) { (Array(point[1..<33]), Array(point[33...])) }

  /// Returns a signature in DER. It is different every time (SIG-143).
  func sign(_ digest: Digest) -> [UInt8] {
    withContext { context in
      var signature = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(key)))
      var size = signature.count
      let status = digest.withBytes { digest in
        EVP_PKEY_sign_init(context) == 1
          && EVP_PKEY_sign(context, &signature, &size, digest.assumingBytes, digest.count) == 1
      }
      precondition(status, "OpenSSL did not sign")
      return Array(signature[..<size])
    }
  }

  func verifies(_ signature: [UInt8], of digest: Digest) -> Bool {
    withContext { context in
      digest.withBytes { digest in
        EVP_PKEY_verify_init(context) == 1
          && EVP_PKEY_verify(context, signature, signature.count, digest.assumingBytes, digest.count) == 1
      }
    }
  }

  private func withContext<Result>(_ body: (OpaquePointer) -> Result) -> Result {
    guard let context = EVP_PKEY_CTX_new(key, nil) else { preconditionFailure("out of memory") }
    defer { EVP_PKEY_CTX_free(context) }
    return body(context)
  }

  // MARK: Derivation

  /// The private key, 32 bytes, big-endian.
  private static func scalar(deriving credentials: Credentials) -> [UInt8] {
    let key = credentials.secretAccessKey.withBytes { HMACKey(Array("AWS4A".utf8) + $0) }
    let label = Array(SigningAlgorithm.v4a.rawValue.utf8)
    // One candidate in 2³² is out of range, so a second round is rare, and 254 of them do not happen.
    for counter in UInt8(1)...254 {
      let message: [UInt8] = [0, 0, 0, 1] + label + [0] + credentials.accessKeyID.bytes + [counter] + [0, 0, 1, 0]
      let candidate = key.authenticate(message).bytes
      if !limit.lexicographicallyPrecedes(candidate) { return incremented(candidate) }
    }
    preconditionFailure("no private key in 254 candidates")
  }

  private static func publicPoint(of scalar: [UInt8]) -> [UInt8] {
    guard let group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), let point = EC_POINT_new(group),
      let number = BN_bin2bn(scalar, CInt(scalar.count), nil)
    else { preconditionFailure("out of memory") }
    defer {
      BN_clear_free(number)
      EC_POINT_free(point)
      EC_GROUP_free(group)
    }
    var output = [UInt8](repeating: 0, count: 65)
    let status =
      EC_POINT_mul(group, point, number, nil, nil, nil) == 1
      && EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, &output, output.count, nil) == output.count
    precondition(status, "OpenSSL rejected the key")
    return output
  }

  private static func key(scalar: [UInt8], point: [UInt8]) -> OpaquePointer {
    guard let number = BN_bin2bn(scalar, CInt(scalar.count), nil), let builder = OSSL_PARAM_BLD_new(),
      let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil)
    else { preconditionFailure("out of memory") }
    defer {
      EVP_PKEY_CTX_free(context)
      OSSL_PARAM_BLD_free(builder)
      BN_clear_free(number)
    }
    // The builder keeps pointers to names and values until it makes the parameters.
    return point.withUnsafeBytes { point in
      let isBuilt =
        OSSL_PARAM_BLD_push_utf8_string(builder, lasting("group"), lasting("prime256v1"), 0) == 1
        && OSSL_PARAM_BLD_push_BN(builder, lasting("priv"), number) == 1
        && OSSL_PARAM_BLD_push_octet_string(builder, lasting("pub"), point.baseAddress, point.count) == 1
      guard isBuilt, let parameters = OSSL_PARAM_BLD_to_param(builder) else { preconditionFailure("out of memory") }
      defer { OSSL_PARAM_free(parameters) }
      var key: OpaquePointer?
      let status =
        EVP_PKEY_fromdata_init(context) == 1
        && EVP_PKEY_fromdata(context, &key, COPENSSL_PKEY_KEYPAIR, parameters) == 1
      guard status, let key else { preconditionFailure("OpenSSL rejected the key") }
      return key
    }
  }

  /// Returns a C string that lives as long as the program. OpenSSL's macros are imported as Swift strings, whose pointers end with the call.
  private static func lasting(_ string: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(string.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  private static func incremented(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for index in result.indices.reversed() {
      result[index] &+= 1
      if result[index] != 0 { break }
    }
    return result
  }
}

extension UnsafeRawBufferPointer {
  fileprivate var assumingBytes: UnsafePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
