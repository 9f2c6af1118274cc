// Checksums: a request states them for its body, and the receiver verifies them.

extension Catalogue {
  static let checksumRules = Section(
    title: "Checksums",
    requirements: [
      Requirement(
        "SIG-200", .must, title: "A body that differs from `Content-MD5` is rejected",
        text:
          "An upload to S3 whose `Content-MD5` is not the MD5 of the body is rejected with 400 `BadDigest`. A `Content-MD5` that is not 16 bytes in Base64 is rejected with 400 `InvalidDigest`.",
        reason: "The client sends it so that the receiver detects a body that was changed on the way.",
        evidence: .init(.recorded, "test_s3_invalid_content_md5, 2026-02-21")),
      Requirement(
        "SIG-201", .must, title: "A body that differs from its checksum is rejected",
        text:
          "An upload to S3 is rejected with 400 `BadDigest` if the body differs from the header `x-amz-checksum-crc32`, `-crc32c`, `-crc64nvme`, `-sha1` or `-sha256`, and with 400 `InvalidRequest` if the value is not a checksum of this algorithm in Base64. The most significant byte comes first. A query parameter of this name is not compared.",
        reason: "With `UNSIGNED-PAYLOAD`, nothing else detects that the body of an upload was changed.",
        evidence: .init(
          .recorded, "test_put_object_checksum[CRC32C], 2026-02-21; test_presigned_url_v4_x_amz_in_qs, 2026-02-21")),
      Requirement(
        "SIG-202", .must, title: "A request has a single checksum",
        text: "An upload to S3 with two different `x-amz-checksum-*` headers is rejected with 400 `InvalidRequest`.",
        reason: "S3 stores one checksum with the object.",
        evidence: .init(.recorded, "test_s3_checksum_no_algorithm, 2026-02-21")),
      Requirement(
        "SIG-203", .must, title: "An announced checksum must be sent",
        text:
          "An upload to S3 with the header `x-amz-sdk-checksum-algorithm` is rejected with 400 `InvalidRequest` if it has neither an `x-amz-checksum-*` header nor `x-amz-trailer`. If it has a checksum of another algorithm, it is rejected with 400.",
        reason: "Otherwise a checksum could be removed on the way without anyone noticing.",
        evidence: .init(.agreed, "S3's response quoted in versity/versitygw #1593, versity/versitygw #1598")),
    ])
}
