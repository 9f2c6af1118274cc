package import VideoSpec

/// The checksums that a request states for its data, and those of the data that arrive (SIG-200 to SIG-203).
///
/// Create it from the headers of a request or from the fields of a form, update it with the data, and then compare.
package struct StatedChecksums {
  /// The MD5 that `Content-MD5` states, or nil.
  package private(set) var expectedMD5: [UInt8]?
  private var md5: MessageDigest?
  private var expected: [UInt8]?
  private var checksum: Checksum?
  /// The header, field or trailing header with the checksum.
  private var name: Text

  /// Made once, because every text literal allocates.
  private enum Names {
    static let md5: Text = "content-md5"
    static let algorithm: Text = "x-amz-sdk-checksum-algorithm"
    static let trailer: Text = "x-amz-trailer"
  }

  /// Reads what a request states.
  ///
  /// - Parameters:
  ///   - trailing: The algorithm of the checksum that the trailer will have, if one is announced.
  ///   - hashesMD5: Whether the MD5 is computed and compared here. A caller that needs it anyway compares it with ``expectedMD5``.
  ///   - value: Returns the value of a header or field by its name in lower case.
  ///   - reject: Throws a rejection, or tolerates it.
  /// - Throws: ``Rejection`` for a malformed value, for two checksums, and for an announced checksum that is absent.
  package init(
    trailing: ChecksumAlgorithm? = nil, hashesMD5: Bool = true, value: (Text) -> Text?,
    reject: (Rejection) throws(Rejection) -> Void = { rejection throws(Rejection) in throw rejection }
  ) throws(Rejection) {
    if let text = value(Names.md5) {
      expectedMD5 = Base64.decode(text.bytes).flatMap { $0.count == 16 ? $0 : nil }
      if expectedMD5 == nil {
        try reject(
          Rejection(.invalidDigest, status: 400, field: "Content-MD5", "Content-MD5 is not an MD5 in Base64"))
      }
      if hashesMD5, expectedMD5 != nil { md5 = try Self.required(MessageDigest(.md5)) }
    }
    let stated = ChecksumAlgorithm.allCases.filter { value($0.headerName) != nil }
    if stated.count + (trailing == nil ? 0 : 1) > 1 {
      try reject(.invalidRequest("x-amz-checksum", "a request has a single checksum, in a header or in the trailer"))
    }
    let algorithm = trailing ?? stated.first
    name = algorithm?.headerName ?? Text()
    if let announced = value(Names.algorithm) {
      if algorithm == nil, value(Names.trailer) == nil {
        try reject(.invalidRequest("x-amz-sdk-checksum-algorithm", "the announced checksum is missing"))
      } else if let algorithm, !Text(algorithm.rawValue).equalsIgnoringCase(announced) {
        try reject(.invalidRequest("x-amz-sdk-checksum-algorithm", "the checksum is not of the announced algorithm"))
      }
    }
    guard let algorithm else { return }
    checksum = try Self.required(Checksum(algorithm))
    if trailing == nil, let text = value(algorithm.headerName) { try expect(text, reject: reject) }
  }

  /// Takes the value of the checksum, which the trailer has after the data.
  package mutating func expect(
    _ text: Text, reject: (Rejection) throws(Rejection) -> Void = { rejection throws(Rejection) in throw rejection }
  ) throws(Rejection) {
    expected = Base64.decode(text.bytes).flatMap { $0.count == checksum?.algorithm.size ? $0 : nil }
    if expected == nil { try reject(.invalidRequest(name.string, "the value of \(name) is not a checksum in Base64")) }
  }

  package func update(_ bytes: RawSpan) {
    md5?.update(bytes)
    checksum?.update(bytes)
  }

  /// Compares the stated checksums with those of the data. Call this once.
  package func compare(
    reject: (Rejection) throws(Rejection) -> Void = { rejection throws(Rejection) in throw rejection }
  ) throws(Rejection) {
    if let md5, md5.finish() != expectedMD5 { try reject(.badDigest("Content-MD5")) }
    if let expected, let checksum, checksum.finish() != expected { try reject(.badDigest(name.string)) }
  }

  /// Whether the request states a checksum besides `Content-MD5`.
  package var hasChecksum: Bool { checksum != nil }

  /// The checksum of the data by the algorithm that the request states; nil if it states none. Call it once, in place of ``compare(reject:)``
  /// or after it.
  package var computed: (algorithm: ChecksumAlgorithm, value: [UInt8])? {
    checksum.map { ($0.algorithm, expected ?? $0.finish()) }
  }

  /// An algorithm that OpenSSL does not offer, for example in FIPS mode, cannot be verified.
  private static func required<Hash>(_ hash: Hash?) throws(Rejection) -> Hash {
    guard let hash else { throw .internalError }
    return hash
  }
}
