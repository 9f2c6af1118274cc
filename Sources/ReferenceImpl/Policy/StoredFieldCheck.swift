import VideoSpec

/// Checks the values of fields that S3 interprets when it stores the object: tags, storage class and checksums.
struct StoredFieldCheck {
  let values: FormValues
  let verifier: Verifier

  func check() throws(Rejection) {
    try checkTags()
    try checkStorageClass()
    try checkChecksums()
  }

  /// Rejects tags that are not XML (POL-066).
  private func checkTags() throws(Rejection) {
    guard let tagging = values["tagging"], !XMLSyntax.isWellFormed(tagging) else { return }
    try verifier.reject(Rejection(.malformedXML, status: 400, field: "tagging", "the tags are not well-formed XML"))
  }

  private static let storageClasses: Set<Text> = [
    "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "GLACIER_IR",
    "DEEP_ARCHIVE", "EXPRESS_ONEZONE",
  ]

  /// Rejects a storage class that S3 does not have (POL-067).
  private func checkStorageClass() throws(Rejection) {
    guard let name = values["x-amz-storage-class"], !Self.storageClasses.contains(name) else { return }
    try verifier.reject(
      Rejection(
        .invalidStorageClass, status: 400, field: "x-amz-storage-class", "The storage class you specified is not valid",
        details: [Field("StorageClassRequested", name)]))
  }

  /// The algorithms and the sizes of their checksums in bytes.
  private static let checksumSizes: [(name: Text, size: Int)] = [
    ("crc32", 4), ("crc32c", 4), ("crc64nvme", 8), ("sha1", 20), ("sha256", 32),
  ]

  /// Rejects an algorithm without its checksum, and a checksum that cannot be one (POL-070).
  private func checkChecksums() throws(Rejection) {
    let algorithmField: Text = "x-amz-checksum-algorithm"
    if let algorithm = values[algorithmField], values["x-amz-checksum-" + algorithm.lowercased] == nil {
      try verifier.reject(
        Rejection(
          .invalidRequest, status: 400, field: algorithmField.string,
          "the form has no field x-amz-checksum-\(algorithm.lowercased)"))
    }
    for (algorithm, size) in Self.checksumSizes {
      let field = "x-amz-checksum-" + algorithm
      guard let value = values[field], Base64.decode(value.bytes)?.count != size else { continue }
      try verifier.reject(
        Rejection(
          .invalidRequest, status: 400, field: field.string, "the value of \(field) is not \(size) bytes in Base64"))
    }
    guard let md5 = values["content-md5"], Base64.decode(md5.bytes)?.count != 16 else { return }
    try verifier.reject(
      Rejection(.invalidDigest, status: 400, field: "Content-MD5", "the value of Content-MD5 is not 16 bytes in Base64")
    )
  }
}
