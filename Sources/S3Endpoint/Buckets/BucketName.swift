package import VideoSpec

/// The rules for the names of new buckets (STO-136).
package enum BucketName {
  private static let reservedPrefixes: [Text] = ["xn--", "sthree-", "amzn-s3-demo-"]
  private static let reservedSuffixes: [Text] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]

  /// Checks the name of a new bucket.
  ///
  /// - Throws: ``S3Refusal``, InvalidBucketName.
  static func check(_ name: Text, by checks: EndpointChecks) throws(S3Refusal) {
    guard let problem = problem(of: name), checks.performs(.bucketName) else { return }
    throw S3Refusal(
      .invalidBucketName, 400, "The specified bucket is not valid.", .bucketName, field: "bucket",
      details: [Field("BucketName", name)], explanation: "the bucket's name \(problem): \(name.printable)")
  }

  /// Returns what is wrong with a name, or nil.
  package static func problem(of name: Text) -> String? {
    let bytes = name.bytes
    guard (3...63).contains(bytes.count) else { return "has \(bytes.count) bytes, but must have 3 to 63" }
    let isAllowed: (UInt8) -> Bool = { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    guard bytes.allSatisfy(isAllowed) else { return "has characters other than a-z, 0-9, '-' and '.'" }
    guard isLetterOrDigit(bytes[0]), isLetterOrDigit(bytes[bytes.count - 1]) else {
      return "does not begin and end with a letter or digit"
    }
    guard !name.string.contains("..") else { return "has two dots in a row" }
    if isAddress(name) { return "has the form of an IP address" }
    if let prefix = reservedPrefixes.first(where: name.hasPrefix) { return "begins with the reserved prefix \(prefix)" }
    if let suffix = reservedSuffixes.first(where: { bytes.suffix($0.bytes.count).elementsEqual($0.bytes) }) {
      return "ends with the reserved suffix \(suffix)"
    }
    return nil
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
  }

  private static func isAddress(_ name: Text) -> Bool {
    let parts = name.split(at: UInt8(ascii: "."))
    return parts.count == 4 && parts.allSatisfy { !$0.isEmpty && $0.bytes.allSatisfy { (0x30...0x39).contains($0) } }
  }
}
