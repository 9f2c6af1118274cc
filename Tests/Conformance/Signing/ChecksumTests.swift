import ReferenceImpl
import Testing
import VideoSpec

@Suite("Checksums")
struct ChecksumTests {
  struct KnownAnswer: Sendable, CustomTestStringConvertible {
    let algorithm: ChecksumAlgorithm
    let data: String
    /// The checksum in hexadecimal or, if it is S3's own, in Base64.
    let answer: String
    let source: String

    init(_ algorithm: ChecksumAlgorithm, _ data: String, _ answer: String, _ source: String) {
      self.algorithm = algorithm
      self.data = data
      self.answer = answer
      self.source = source
    }

    var testDescription: String { "\(algorithm.rawValue) of \(data.count) bytes: \(source)" }
  }

  static let zeros = String(repeating: "\0", count: 32)
  static let knownAnswers: [KnownAnswer] = [
    .init(.crc32, "123456789", "cbf43926", "catalogue of parametrised CRC algorithms, CRC-32/ISO-HDLC"),
    .init(.crc32c, "123456789", "e3069283", "catalogue of parametrised CRC algorithms, CRC-32/ISCSI"),
    .init(.crc32c, zeros, "8a9136aa", "RFC 3720, B.4"),
    .init(.crc64nvme, "123456789", "ae8b14860a799888", "catalogue of parametrised CRC algorithms, CRC-64/NVME"),
    .init(.crc64nvme, "hello world!", "d9160d1fa8e418e3", "README of crc64fast-nvme"),
    .init(.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d", "RFC 3174"),
    .init(.crc32, "test data..", "cZWHwQ==", "S3, test_put_object_checksum[CRC32], 2026-02-21"),
    .init(.crc32c, "test data..", "Pf4upw==", "S3, test_put_object_checksum[CRC32C], 2026-02-21"),
    .init(.crc64nvme, "test data..", "qUVrWYOrIAM=", "S3, test_put_object_checksum[CRC64NVME], 2026-02-21"),
    .init(.sha1, "test data..", "B++3uSfJMSHWToQMQ1g6lIJY5Eo=", "S3, test_put_object_checksum[SHA1], 2026-02-21"),
    .init(
      .sha256, "test data..", "2l26x0trnT0r2AvakoFk2MB7eKVKzYESLMxSAKAzoik=",
      "S3, test_put_object_checksum[SHA256], 2026-02-21"),
    .init(.crc64nvme, "test-checksum", "1f2xscCCZCU=", "S3, test_s3_get_object_checksum[CRC64NVME], 2026-02-21"),
  ]

  @Test("known answers", arguments: knownAnswers)
  func answers(_ known: KnownAnswer) throws {
    let checksum = try #require(Checksum(known.algorithm))
    let data = Array(known.data.utf8)
    checksum.update(data.span.bytes)
    let value = checksum.finish()
    #expect([Text(bytes: Hexadecimal.encode(value)), Text(bytes: Base64.encode(value))].contains(Text(known.answer)))
  }

  @Test("pieces of any size give the same checksum", arguments: ChecksumAlgorithm.allCases)
  func pieces(of algorithm: ChecksumAlgorithm) throws {
    let data = (0..<30_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }
    let whole = try #require(Checksum(algorithm))
    whole.update(data.span.bytes)
    let expected = whole.finish()
    for size in [1, 7, 8, 9, 64, 999, 12_288, 12_289, 29_999] {
      let checksum = try #require(Checksum(algorithm))
      for start in stride(from: 0, to: data.count, by: size) {
        let piece = Array(data[start..<min(start + size, data.count)])
        checksum.update(piece.span.bytes)
      }
      #expect(checksum.finish() == expected)
    }
  }

  @Test("the checksum of a form's file is compared as that of a request's body")
  func fields() throws {
    let fields: [Text: Text] = ["x-amz-checksum-crc32": "cZWHwQ==", "content-md5": "5tkibCqGtyMpM2Y8E0Z1Jw=="]
    let file = Array("test data..".utf8)
    let right = try StatedChecksums(value: { fields[$0] })
    right.update(file.span.bytes)
    try right.compare()
    let wrong = try StatedChecksums(value: { fields[$0] })
    #expect(throws: Rejection.self) { try wrong.compare() }
  }
}
