import VideoSpec

/// What the text in the place of the access key looks like.
enum AccessKeyName {
  /// What programs write for a variable without a value, such as `undefined`.
  case missing
  /// A secret: 40 characters of Base64.
  case secret
  case other

  /// What would confirm that the access key is a secret.
  static let confirmation = "The first four characters of the configured access key: AWS writes AKIA or ASIA."

  init(_ text: Text) {
    let missing: Set<Text> = [
      "undefined", "null", "none", "nil", "nan", "<nil>", "[object object]", "false", "true", "your_access_key",
      "<no value>",
    ]
    let isBase64 = text.bytes.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "+/".utf8.contains(byte)
    }
    let hasCases =
      text.bytes.contains { (0x41...0x5A).contains($0) } && text.bytes.contains { (0x61...0x7A).contains($0) }
    if missing.contains(text.lowercased) {
      self = .missing
    } else {
      // Some stores have access keys in hexadecimal or lower case.
      self = text.bytes.count == 40 && isBase64 && hasCases ? .secret : .other
    }
  }
}
