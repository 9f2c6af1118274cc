import ReferenceImpl
import VideoSpec

// Signed headers that were not sent, or whose value is not known: the signature tells which value was signed.

extension SigningMistake {
  /// The number of combinations of values that are tried.
  private static let mostCombinations = 256
  /// How many of them are combined with a second mistake.
  private static let mostPaired = 12
  /// More missing headers have too many combinations.
  private static let mostHeaders = 3

  /// The signer signed headers that are not known to have been sent, with a usual value or one that the text names.
  static func headersNotSent(_ parts: RequestParts, _ claim: SignatureClaim, _ clues: PastedClues) -> [SigningMistake] {
    let names = claim.signedNames.sorted().filter { name in
      name != "host" && (parts.header(name) ?? "").isEmpty
        && (claim.place == .header || parts.amzParameters[name] == nil)
    }
    guard !names.isEmpty, names.count <= mostHeaders else { return [] }
    var combinations: [[Text]] = [[]]
    for name in names {
      var values = clues.values(of: name)
      for value in usualValues(of: name) where !values.contains(value) { values.append(value) }
      combinations = combinations.flatMap { known in values.map { known + [$0] } }
      if combinations.count > mostCombinations { combinations.removeLast(combinations.count - mostCombinations) }
    }
    return combinations.enumerated().map { index, values in
      let signed = zip(names, values).map { "\($0) was signed as \"\($1)\"" }.joined(separator: ", ")
      return SigningMistake(
        .headerNotSent, .headers, detail: signed + (parts.isCanonical ? ", and S3 did not receive it" : ""),
        isPaired: index < mostPaired
      ) { draft, _ in
        for (name, value) in zip(names, values) { draft.replacedHeaders[name] = .some(value) }
      }
    }
  }

  /// Values that SDKs and users give to a header.
  private static func usualValues(of name: Text) -> [Text] {
    switch name.string {
    case "accept-encoding": ["identity", "gzip", "gzip, deflate", "gzip,deflate", "gzip, deflate, br", "*"]
    case "amz-sdk-request": ["attempt=1", "attempt=1; max=3", "attempt=1; max=5", "attempt=1; max=10"]
    case "expect": ["100-continue"]
    case "x-amz-acl":
      [
        "private", "public-read", "public-read-write", "authenticated-read", "bucket-owner-full-control",
        "bucket-owner-read",
      ]
    case "x-amz-server-side-encryption": ["AES256", "aws:kms", "aws:kms:dsse"]
    case "x-amz-storage-class":
      [
        "STANDARD", "STANDARD_IA", "REDUCED_REDUNDANCY", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "GLACIER_IR",
        "DEEP_ARCHIVE",
      ]
    case "x-amz-checksum-algorithm", "x-amz-sdk-checksum-algorithm": ["CRC32", "CRC32C", "CRC64NVME", "SHA256", "SHA1"]
    case "x-amz-checksum-mode": ["ENABLED"]
    case "x-amz-request-payer": ["requester"]
    case "x-amz-expires": ["60", "300", "600", "900", "1800", "3600", "7200", "43200", "86400", "604800"]
    case "cache-control": ["no-cache", "no-store", "max-age=31536000", "public, max-age=31536000"]
    case "content-type": ["application/octet-stream", "image/jpeg", "image/png", "video/mp4"]
    default: []
    }
  }
}
