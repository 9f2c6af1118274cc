public import VideoSpec

extension ErrorCode {
  /// An empty access key or secret (SIG-192).
  public static let invalidCredentials = ErrorCode("InvalidCredentials")
  /// A header name or value that would end its line (SIG-044).
  public static let invalidHeader = ErrorCode("InvalidHeader")
  /// A method that is no token of HTTP.
  public static let invalidMethod = ErrorCode("InvalidMethod")
  /// An expiry that is no integer from 1 to 604800 (SIG-092).
  public static let invalidExpires = ErrorCode("InvalidExpires")
  /// A bucket name that S3 would reject (SIG-193).
  public static let invalidBucketName = ErrorCode("InvalidBucketName")
  /// A path and query that HTTP clients would mend (SIG-194).
  public static let invalidTarget = ErrorCode("InvalidTarget")
  /// A region or service that would end its line.
  public static let invalidScope = ErrorCode("InvalidScope")
  /// A time that the timestamp cannot say (SIG-195).
  public static let invalidClock = ErrorCode("InvalidClock")
}

/// What a signer rejects, so that it fails here and not at S3.
package enum SigningRules {
  package static let longestExpiry = 604_800

  private static let hostName: Text = "host"

  package static func check(_ credentials: Credentials) throws(Rejection) {
    if credentials.accessKeyID.isEmpty {
      throw Rejection(.invalidCredentials, field: "credentials.accessKeyId", "the access key is empty")
    }
    if credentials.accessKeyID.bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw Rejection(
        .invalidCredentials, field: "credentials.accessKeyId",
        "the access key holds a control character, such as a line break"
      )
    }
    if credentials.secretAccessKey.isEmpty {
      throw Rejection(.invalidCredentials, field: "credentials.secretAccessKey", "the secret access key is empty")
    }
  }

  /// What goes into a header, a scope or a request line as it is: it must not end the line.
  package static func check(line text: Text, _ code: ErrorCode, field: String) throws(Rejection) {
    guard !text.bytes.contains(where: { $0 == 0x00 || $0 == 0x0A || $0 == 0x0D }) else {
      throw Rejection(code, field: field, "it holds a line break or a NUL byte")
    }
  }

  /// A part of a credential scope, whose parts '/' separates.
  package static func check(scopePart text: Text, field: String) throws(Rejection) {
    guard text.bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") }) else {
      throw Rejection(
        .invalidScope, field: field, "\"\(printable(text))\" holds white space, a control character or '/'")
    }
  }

  package static func check(method: Text) throws(Rejection) {
    guard !method.isEmpty, method.bytes.allSatisfy(isToken) else {
      throw Rejection(.invalidMethod, field: "method", "\"\(printable(method))\" is no method")
    }
  }

  package static func check(expires: Int) throws(Rejection) {
    guard (1...longestExpiry).contains(expires) else {
      throw Rejection(
        .invalidExpires, field: "expires", "an expiry is 1 to \(longestExpiry) seconds (seven days), not \(expires)")
    }
  }

  package static func check(_ header: HeaderField) throws(Rejection) {
    guard !header.name.isEmpty, header.name.bytes.allSatisfy(isToken) else {
      throw Rejection(.invalidHeader, field: "headers", "\"\(printable(header.name))\" is no header name")
    }
    guard !header.name.equalsIgnoringCase(hostName) else {
      throw Rejection(.invalidHeader, field: "headers", "the host header follows from the endpoint and is not given")
    }
    let value = header.value.bytes
    for (index, byte) in value.enumerated() {
      switch byte {
      case 0x00: throw Rejection(.invalidHeader, field: header.name.string, "the value holds a NUL byte")
      case 0x0A, 0x0D:
        let next = index + 1 < value.count ? value[index + 1] : nil
        let continues = next == 0x20 || next == 0x09 || (byte == 0x0D && next == 0x0A)
        if !continues {
          throw Rejection(
            .invalidHeader, field: header.name.string, "the value holds a line break that no folded line follows")
        }
      default: break
      }
    }
  }

  /// 3 to 63 of a–z, 0–9, '.' and '-', beginning and ending with a letter or digit, no '..', no IPv4 address.
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
        "\"\(printable(bucket))\" is no bucket name: 3 to 63 of a-z, 0-9, '.' and '-', a letter or digit at both ends")
    }
  }

  package static func check(wire: Text) throws(Rejection) {
    let reason: String
    if wire.bytes.contains(where: { $0 == 0x00 || $0 == 0x0A || $0 == 0x0D }) {
      reason = "it holds a line break or a NUL byte"
    } else if wire.bytes.contains(UInt8(ascii: "#")) {
      reason = "it holds a '#', which ends a path: encode it as %23"
    } else if !PercentEncoding.isWellFormed(wire.bytes[...]) {
      reason = "a '%' in it is not followed by two hexadecimal digits: encode it as %25"
    } else if let first = wire.bytes.first, first != UInt8(ascii: "/"), first != UInt8(ascii: "?") {
      reason = "it does not begin with '/'"
    } else {
      return
    }
    throw Rejection(.invalidTarget, field: "target.wire", "\"\(printable(wire))\" is no request target: \(reason)")
  }

  package static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  /// The text for a message: control characters escaped, cut at 80 bytes.
  package static func printable(_ text: Text) -> String {
    let shown = Text(text.bytes.prefix(80)).string.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    return shown.joined() + (text.bytes.count > 80 ? "…" : "")
  }
}
