package import VideoSpec

/// Checks the values of fields that S3 interprets when it stores the object: tags, storage class and checksums.
package struct StoredFieldCheck {
  let values: FormValues
  let verifier: Verifier

  /// Why S3 rejects the values of such fields; nil if it accepts them.
  package static func rejection(of values: FormValues) -> Rejection? {
    do throws(Rejection) {
      try StoredFieldCheck(values: values, verifier: Verifier(credentials: [], region: "")).check()
      return nil
    } catch {
      return error
    }
  }

  /// Made once, because every text literal allocates.
  private enum Names {
    static let tagging: Text = "tagging"
    static let storageClass: Text = "x-amz-storage-class"
    static let algorithm: Text = "x-amz-checksum-algorithm"
  }

  func check() throws(Rejection) {
    try checkTags()
    try checkStorageClass()
    try checkChecksums()
  }

  /// Rejects tags that are not XML (POL-066).
  private func checkTags() throws(Rejection) {
    guard let tagging = values[Names.tagging], (try? XMLElement(parsing: tagging.bytes)) == nil else { return }
    try verifier.reject(Rejection(.malformedXML, status: 400, field: "tagging", "the tags are not well-formed XML"))
  }

  private static let storageClasses: Set<Text> = [
    "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "GLACIER_IR",
    "DEEP_ARCHIVE", "EXPRESS_ONEZONE",
  ]

  /// Rejects a storage class that S3 does not have (POL-067).
  private func checkStorageClass() throws(Rejection) {
    guard let name = values[Names.storageClass], !Self.storageClasses.contains(name) else { return }
    try verifier.reject(
      Rejection(
        .invalidStorageClass, status: 400, field: "x-amz-storage-class", "The storage class you specified is not valid",
        details: [Field("StorageClassRequested", name)]))
  }

  /// Rejects an algorithm without its checksum, and a malformed checksum (POL-070).
  private func checkChecksums() throws(Rejection) {
    if let algorithm = values[Names.algorithm], values["x-amz-checksum-" + algorithm.lowercased] == nil {
      try verifier.reject(
        .invalidRequest(Names.algorithm.string, "the form has no field x-amz-checksum-\(algorithm.lowercased)"))
    }
    _ = try StatedChecksums(values, reject: verifier.reject)
  }
}

extension StatedChecksums {
  /// Reads what a form states about its file.
  init(
    _ values: FormValues,
    reject: (Rejection) throws(Rejection) -> Void = { rejection throws(Rejection) in throw rejection }
  ) throws(Rejection) {
    try self.init(value: { values[$0] }, reject: reject)
  }
}
