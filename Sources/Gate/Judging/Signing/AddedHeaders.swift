import VideoSpec

/// The headers that a signer returned, which it adds to the request's own headers or puts in their place.
struct AddedHeaders {
  private let added: [HeaderField]
  private let given: FieldSet
  private let body: Text

  init(_ added: [HeaderField], to given: [HeaderField], body: Text) {
    self.added = added
    self.given = FieldSet(given)
    self.body = body
  }

  /// Headers that signing sets.
  private static let signers: Set<Text> = [
    "authorization", "host", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "x-amz-region-set",
  ]

  /// Headers that clients add. They do not change what S3 does with the request.
  private static let harmless: Set<Text> = [
    "date", "user-agent", "x-amz-user-agent", "accept", "accept-encoding", "accept-language", "connection", "expect",
    "amz-sdk-invocation-id", "amz-sdk-request", "content-type", "content-md5", "x-amz-sdk-checksum-algorithm",
    "x-amz-checksum-mode", "x-amzn-trace-id",
  ]

  /// Checks that each header can be sent, that the given headers keep their values, and that no header is added that would change the
  /// request.
  func check() throws(Failure) {
    for header in added where !given[header.name.lowercased].contains(header.value) {
      try AddedHeaders.checkForm(header)
    }
    let after = FieldSet(added)
    for name in after.names where !AddedHeaders.signers.contains(name) {
      guard given[name].isEmpty else {
        // Signing sets the time, wherever it is sent.
        if name == "date" || given[name].map(\.foldedSpaces) == after[name].map(\.foldedSpaces) { continue }
        throw Failure(
          "the value of the given header \(name) was changed",
          breaks: ["SIG-032", "SIG-033", "SIG-034", "SIG-035", "SIG-044", "SIG-045"])
      }
      if name == "content-length" {
        if after[name] == [Text("\(body.bytes.count)")] { continue }
        throw Failure("the added header content-length is wrong: expected \(body.bytes.count)")
      }
      guard AddedHeaders.harmless.contains(name) else {
        if name.hasPrefix("x-amz-checksum-") { continue }
        throw Failure("the header \(name) was added, but not requested", breaks: ["SIG-039"])
      }
    }
  }

  /// Checks that the name is a token (RFC 9110, section 5.6.2) and that the value contains no line break.
  private static func checkForm(_ header: HeaderField) throws(Failure) {
    guard !header.name.isEmpty, header.name.bytes.allSatisfy(isToken) else {
      throw Failure("\"\(Printable.text(header.name))\" is not a header name", breaks: ["SIG-044"])
    }
    guard !header.value.bytes.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0x00 }) else {
      throw Failure("the value of the header \(header.name) contains a line break or a NUL byte", breaks: ["SIG-044"])
    }
  }

  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}

extension Text {
  /// The text without white space at its ends, and with one space for every run of white space.
  var foldedSpaces: Text {
    Text(bytes.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }.joined(separator: [0x20]))
  }
}
