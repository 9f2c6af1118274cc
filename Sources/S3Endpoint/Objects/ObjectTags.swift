import ReferenceImpl
package import VideoSpec

/// The tags of an object, checked as S3 checks them.
package struct ObjectTags: Hashable, Sendable {
  package var tags: [Field]

  /// An object has at most 10 tags, with keys of at most 128 characters and values of at most 256.
  private static let countLimit = 10

  /// Reads the header `x-amz-tagging`: `key=value&key=value`, encoded as in a query.
  package init(header: Text, checks: EndpointChecks) throws(S3Refusal) {
    tags = []
    for item in header.split(at: UInt8(ascii: "&")) where !item.isEmpty {
      let (name, value) = item.splitOnce(at: UInt8(ascii: "=")) ?? (item, "")
      let tag = Field(Self.decoded(name), Self.decoded(value))
      let isRepeated = tags.contains { $0.name == tag.name }
      // A comma has to be encoded. Whoever separates tags by it means something else.
      let isEncoded = !item.bytes.contains(UInt8(ascii: ","))
      if isRepeated || !isEncoded || !tag.name.isUTF8 || !tag.value.isUTF8, checks.performs(.taggingForm) {
        throw .invalidArgument(
          "x-amz-tagging", header,
          "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name "
            + "duplicates.", .taggingForm)
      }
      tags.append(tag)
    }
    try check(by: checks)
  }

  /// Reads a `Tagging` document.
  package init(document: [UInt8], checks: EndpointChecks) throws(S3Refusal) {
    guard let root = try? XMLElement(parsing: document), root.name == "Tagging", let set = root.child("TagSet") else {
      throw .malformedXML(.taggingDocument, "the document is not a Tagging with a TagSet")
    }
    tags = []
    for element in set.children {
      guard element.name == "Tag", let key = element.value("Key"), let value = element.value("Value") else {
        throw .malformedXML(.taggingDocument, "a Tag needs a Key and a Value")
      }
      if tags.contains(where: { $0.name == key }), checks.performs(.tagDuplicates) {
        throw Self.invalid("Cannot provide multiple Tags with the same key", key, .tagDuplicates)
      }
      tags.append(Field(key, value))
    }
    try check(by: checks)
  }

  private func check(by checks: EndpointChecks) throws(S3Refusal) {
    if tags.count > Self.countLimit, checks.performs(.tagCount) {
      throw S3Refusal(
        .badRequest, 400, "Object tags cannot be greater than 10", .tagCount, field: "x-amz-tagging")
    }
    for tag in tags {
      let (name, value) = (tag.name.string, tag.value.string)
      if name.isEmpty || name.utf16.count > 128 || !name.unicodeScalars.allSatisfy(\.isAllowedInTag),
        checks.performs(.tagLength)
      {
        throw Self.invalid("The TagKey you have provided is invalid", tag.name, .tagLength)
      }
      if value.utf16.count > 256 || !value.unicodeScalars.allSatisfy(\.isAllowedInTag), checks.performs(.tagLength) {
        var refusal = Self.invalid("The TagValue you have provided is invalid", tag.name, .tagLength)
        refusal.rejection.details.append(Field("TagValue", tag.value))
        throw refusal
      }
      if tag.name.hasPrefix("aws:"), checks.performs(.tagReservedPrefix) {
        throw Self.invalid("Your TagKey cannot be prefixed with aws:", tag.name, .tagReservedPrefix)
      }
    }
  }

  private static func invalid(_ message: String, _ key: Text, _ check: EndpointCheck) -> S3Refusal {
    S3Refusal(.invalidTag, 400, message, check, field: "tagging", details: [Field("TagKey", key)])
  }

  /// Decodes as in a form: `+` is a space.
  private static func decoded(_ text: Text) -> Text {
    PercentEncoding.decode(Text(bytes: text.bytes.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }))
  }
}

extension Unicode.Scalar {
  /// Letters, digits and spaces of any language, and `_ . : / = + - @`.
  fileprivate var isAllowedInTag: Bool {
    if "_.:/=+-@".unicodeScalars.contains(self) { return true }
    return switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .spaceSeparator, .nonspacingMark, .spacingMark, .enclosingMark:
      true
    default: false
    }
  }
}
