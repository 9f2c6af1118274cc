import VideoSpec

/// The headers that came back from a signer: those it adds to the request's own, or puts in their place.
struct AddedHeaders {
  private let added: [HeaderField]
  private let given: FieldSet
  private let body: Text

  init(_ added: [HeaderField], to given: [HeaderField], body: Text) {
    self.added = added
    self.given = FieldSet(given)
    self.body = body
  }

  /// Those that signing makes, whatever the caller said.
  private static let signers: Set<Text> = [
    "authorization", "host", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "x-amz-region-set",
  ]

  /// Those that clients add, and that change nothing of what the request does.
  private static let harmless: Set<Text> = [
    "date", "user-agent", "accept", "accept-encoding", "connection", "expect", "amz-sdk-invocation-id",
    "amz-sdk-request",
  ]

  /// Each can be sent; those given keep what they say; and nothing is added that would make it another request.
  func check() throws(Failure) {
    for header in added where !given[header.name.lowercased].contains(header.value) {
      try AddedHeaders.checkForm(header)
    }
    let after = FieldSet(added)
    for name in after.names where !AddedHeaders.signers.contains(name) {
      guard given[name].isEmpty else {
        if given[name].map(\.foldedSpaces) == after[name].map(\.foldedSpaces) { continue }
        throw Failure("the header \(name) was given, and came back with another value")
      }
      if name == "content-length" {
        if after[name] == [Text("\(body.bytes.count)")] { continue }
        throw Failure("it adds a content-length that is not the body's, \(body.bytes.count)")
      }
      guard AddedHeaders.harmless.contains(name) else {
        throw Failure("it adds a header \(name) that nobody asked for")
      }
    }
  }

  /// A name is a token (RFC 9110, section 5.6.2); no value ends its line.
  private static func checkForm(_ header: HeaderField) throws(Failure) {
    guard !header.name.isEmpty, header.name.bytes.allSatisfy(isToken) else {
      throw Failure("\"\(Printable.text(header.name))\" is no header's name")
    }
    guard !header.value.bytes.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0x00 }) else {
      throw Failure("the value of the header \(header.name) has a line break or a NUL byte")
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
  /// Trimmed, with every run of white space as one space.
  var foldedSpaces: Text {
    Text(bytes.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }.joined(separator: [0x20]))
  }
}
