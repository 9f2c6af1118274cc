package import VideoSpec

/// The checks of a signer's inputs, so that a mistake is reported here and not by S3.
package enum SigningRules {
  /// The longest time in seconds for which a presigned URL can be valid: seven days (SIG-092).
  package static let longestExpiry = 604_800

  private static let hostName: Text = "host"

  /// Rejects empty credentials, and an access key that would end its line (SIG-192).
  package static func check(_ credentials: Credentials) throws(Rejection) {
    if credentials.accessKeyID.isEmpty {
      throw Rejection(.invalidCredentials, field: "credentials.accessKeyId", "the access key is empty")
    }
    if credentials.accessKeyID.bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw Rejection(
        .invalidCredentials, field: "credentials.accessKeyId",
        "the access key contains a control character, such as a line break")
    }
    if credentials.secretAccessKey.isEmpty {
      throw Rejection(.invalidCredentials, field: "credentials.secretAccessKey", "the secret access key is empty")
    }
  }

  /// Rejects a text that would end the line that it becomes a part of.
  package static func check(line text: Text, _ code: ErrorCode, field: String) throws(Rejection) {
    guard !text.bytes.contains(where: { $0 == 0x00 || $0 == 0x0A || $0 == 0x0D }) else {
      throw Rejection(code, field: field, "the value contains a line break or a NUL byte")
    }
  }

  /// Rejects a region or a service that cannot be part of a credential scope, whose parts `/` separates.
  package static func check(scopePart text: Text, field: String) throws(Rejection) {
    guard text.bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") }) else {
      throw Rejection(
        .invalidScope, field: field, "\"\(text.printable)\" contains white space, a control character or '/'")
    }
  }

  /// Rejects a method that is not a token of HTTP.
  package static func check(method: Text) throws(Rejection) {
    guard !method.isEmpty, method.bytes.allSatisfy(\.isTokenCharacter) else {
      throw Rejection(.invalidMethod, field: "method", "\"\(method.printable)\" is not an HTTP method")
    }
  }

  /// Rejects an expiry of less than a second or more than seven days (SIG-092).
  package static func check(expires: Int) throws(Rejection) {
    guard (1...longestExpiry).contains(expires) else {
      throw Rejection(
        .invalidExpires, field: "expires",
        "the expiry has to be 1 to \(longestExpiry) seconds (seven days), not \(expires)")
    }
  }

  /// Rejects a header whose name is not a token, whose value would end its line, or which is `host` (SIG-044).
  package static func check(_ header: HeaderField) throws(Rejection) {
    guard !header.name.isEmpty, header.name.bytes.allSatisfy(\.isTokenCharacter) else {
      throw Rejection(.invalidHeader, field: "headers", "\"\(header.name.printable)\" is not a header name")
    }
    guard !header.name.equalsIgnoringCase(hostName) else {
      throw Rejection(.invalidHeader, field: "headers", "leave the host header out: it follows from the endpoint")
    }
    let value = header.value.bytes
    for (index, byte) in value.enumerated() {
      switch byte {
      case 0x00: throw Rejection(.invalidHeader, field: header.name.string, "the value contains a NUL byte")
      case 0x0A, 0x0D:
        let next = index + 1 < value.count ? value[index + 1] : nil
        let continues = next == 0x20 || next == 0x09 || (byte == 0x0D && next == 0x0A)
        if !continues {
          throw Rejection(
            .invalidHeader, field: header.name.string,
            "the value contains a line break that does not continue a folded line")
        }
      default: break
      }
    }
  }

  /// Rejects names that no bucket can have (SIG-193).
  ///
  /// A name has 3 to 63 of the characters a–z, 0–9, `.` and `-`, begins and ends with a letter or digit, does not contain `..`, and is not an
  /// IPv4 address.
  package static func check(bucket: Text) throws(Rejection) {
    let bytes = bucket.bytes
    let dot = UInt8(ascii: ".")
    func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    func isAlphanumeric(_ byte: UInt8) -> Bool {
      (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")) || isDigit(byte)
    }
    let looksLikeAddress = bytes.allSatisfy { isDigit($0) || $0 == dot } && bytes.count { $0 == dot } == 3
    guard (3...63).contains(bytes.count),
      bytes.allSatisfy({ isAlphanumeric($0) || $0 == dot || $0 == UInt8(ascii: "-") }),
      isAlphanumeric(bytes[0]), isAlphanumeric(bytes[bytes.count - 1]),
      !zip(bytes, bytes.dropFirst()).contains(where: { $0 == dot && $1 == dot }), !looksLikeAddress
    else {
      throw Rejection(
        .invalidBucketName, field: "target.bucket",
        "\"\(bucket.printable)\" is not a bucket name: use 3 to 63 of a-z, 0-9, '.' and '-', with a letter or digit at both ends"
      )
    }
  }

  /// Rejects a path and query that HTTP clients would change (SIG-194).
  package static func check(wire: Text) throws(Rejection) {
    let reason: String
    if wire.bytes.contains(where: { $0 == 0x00 || $0 == 0x0A || $0 == 0x0D }) {
      reason = "it contains a line break or a NUL byte"
    } else if wire.bytes.contains(UInt8(ascii: "#")) {
      reason = "it contains a '#', which would end the path: encode it as %23"
    } else if !PercentEncoding.isWellFormed(wire.bytes[...]) {
      reason = "a '%' in it is not followed by two hexadecimal digits: encode it as %25"
    } else if let first = wire.bytes.first, first != UInt8(ascii: "/"), first != UInt8(ascii: "?") {
      reason = "it begins with neither '/' nor '?'"
    } else {
      return
    }
    throw Rejection(.invalidTarget, field: "target.wire", "\"\(wire.printable)\" is not a request target: \(reason)")
  }
}
