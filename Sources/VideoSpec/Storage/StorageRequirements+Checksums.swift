extension Catalogue {
  static let storageChecksumsRules = Section(
    title: "Checksums",
    requirements: [
      Requirement(
        "STO-170", .must, title: "A checksum in a header is verified and kept",
        text:
          "`x-amz-checksum-crc32`, `-crc32c`, `-crc64nvme`, `-sha1` and `-sha256` hold the Base64 of the body's checksum. If it is right, the object is stored with it: the response repeats it, with `x-amz-checksum-type: FULL_OBJECT`, and a HEAD with `x-amz-checksum-mode: ENABLED` returns it.",
        reason:
          "SDKs send one with every upload since 2025.",
        evidence: .init(
          .recorded,
          "test_put_object_checksum[CRC32], 2026-02-21")),
      Requirement(
        "STO-171", .must, title: "A wrong checksum is rejected",
        text:
          "A body that does not match the checksum in the header is rejected with `400 BadDigest`. Nothing is stored, and an object with that key stays as it was.",
        reason:
          "It is the purpose of a checksum: a video that was damaged on its way must not replace anything.",
        evidence: .init(
          .recorded,
          "test_put_object_checksum[CRC32], 2026-02-21: `put-wrong-checksum-value`: 400 BadDigest")),
      Requirement(
        "STO-172", .must, title: "A checksum has the form of its algorithm",
        text:
          "A value that is not the Base64 of as many bytes as the algorithm has (4, 8, 20 or 32) is rejected with `400 InvalidRequest`, and nothing is stored.",
        reason:
          "S3 rejects the upload. A client that sends hexadecimal digits, the usual mistake, finds out only there.",
        evidence: .init(
          .recorded,
          "test_put_object_checksum[CRC32], 2026-02-21: `put-wrong-checksum-no-b64`: 400 InvalidRequest")),
      Requirement(
        "STO-173", .must, title: "A request has at most one checksum",
        text:
          "A request with two `x-amz-checksum-` values of different algorithms is rejected with `400 InvalidRequest`, even if both are right.",
        reason:
          "It is not clear which one the object would keep.",
        evidence: .init(
          .recorded,
          "test_s3_checksum_no_algorithm, 2026-02-21: `put-2-checksums`")),
      Requirement(
        "STO-174", .should, title: "Without a checksum S3 computes CRC64NVME",
        text:
          "An object that is uploaded without a checksum, by PUT or by a form, gets its CRC64NVME, of type `FULL_OBJECT`. `x-amz-checksum-algorithm` on a PUT changes nothing.",
        reason:
          "A later download is verified by it.",
        evidence: .init(
          .recorded,
          "test_s3_checksum_no_automatic_sdk_calculation, 2026-02-21: `head-obj-no-checksum`")),
      Requirement(
        "STO-175", .must, title: "GET and HEAD return a checksum only on request",
        text:
          "GET and HEAD return the checksum and its type only with `x-amz-checksum-mode: ENABLED`.",
        reason:
          "Clients verify a download by it. One that did not ask must not be given a checksum that it does not know.",
        evidence: .init(
          .documented,
          "GetObject, x-amz-checksum-mode: to retrieve the checksum, this mode must be enabled")),
      Requirement(
        "STO-176", .must, title: "An announced checksum algorithm needs its checksum",
        text:
          "`x-amz-sdk-checksum-algorithm` without an `x-amz-checksum-…` or `x-amz-trailer` is rejected with `400 InvalidRequest`, and one that names another algorithm than the checksum's with `400`. Nothing is stored.",
        reason:
          "The client believed that its upload was protected.",
        evidence: .init(
          .documented,
          "PutObject, x-amz-sdk-checksum-algorithm: there must be a corresponding x-amz-checksum-algorithm or x-amz-trailer header sent, otherwise S3 fails the request with 400 Bad Request"
        )),
      Requirement(
        "STO-177", .must, title: "Content-MD5 is verified",
        text:
          "A `Content-MD5` that is not the body's MD5 is rejected with `400 BadDigest`; one that is not the Base64 of 16 bytes with `400 InvalidDigest`. Nothing is stored.",
        reason:
          "Many tools protect uploads by it.",
        evidence: .init(
          .recorded,
          "test_s3_invalid_content_md5, 2026-02-21")),
      Requirement(
        "STO-178", .must, title: "A checksum in a trailer is verified",
        text:
          "A body in `aws-chunked` form can have its checksum in a trailing header, which `x-amz-trailer` announces. It is verified and kept like one in a header: `400 BadDigest` if it is wrong, `400 InvalidRequest` if it does not have the form of its algorithm. Nothing is stored.",
        reason:
          "SDKs send uploads of streams this way since 2025.",
        evidence: .init(
          .documented,
          "Using Trailing Headers: x-amz-checksum-crc32, -crc32c, -crc64nvme, -sha1 and -sha256")),
      Requirement(
        "STO-179", .must, title: "The trailer must be the announced one",
        text:
          "The trailing header has to be there if `x-amz-trailer` announces it, and has to be the one that it names. Otherwise the request is rejected with `400`, and nothing is stored. A checksum in a header and an announced trailer exclude each other (`400 InvalidRequest`).",
        reason:
          "If an attacker or a fault may remove the trailer, a damaged video is stored.",
        evidence: .init(
          .agreed,
          "S3's response quoted in versity/versitygw #1600: MalformedTrailerError; S3's response quoted in versity/versitygw #1691: MalformedTrailerError"
        )),
      Requirement(
        "STO-180", .must, title: "A checksum in a form's field is verified",
        text:
          "An upload form can have one `x-amz-checksum-…` field, which a condition of the policy covers. A file with another checksum is rejected with `400`, and not stored.",
        reason:
          "The server that signs the form can fix the very file that may be uploaded.",
        evidence: .init(
          .documented,
          "ceph/s3-tests, test_post_object_upload_checksum: 204 with the right x-amz-checksum-sha256, 400 with another value"
        )),
      Requirement(
        "STO-181", .must, title: "A part's checksum is verified",
        text:
          "A part that does not match the checksum in its header is rejected with `400 BadDigest`. A checksum that does not have the form of its algorithm, or that has another algorithm than the upload, and a missing checksum in an upload of type `COMPOSITE` are rejected with `400 InvalidRequest`. The part is not stored. The response to an accepted part repeats its checksum.",
        reason:
          "A damaged part would damage the whole video.",
        evidence: .init(
          .recorded,
          "test_multipart_upload_part_checksum_exception[CRC32], 2026-02-21")),
      Requirement(
        "STO-182", .must, title: "A multipart upload begins with a checksum algorithm and a type that fit",
        text:
          "`CreateMultipartUpload` takes `x-amz-checksum-algorithm` and `x-amz-checksum-type`, and repeats both. The type is `COMPOSITE` by default, and `FULL_OBJECT` for CRC64NVME. SHA-1 and SHA-256 are composite only, CRC64NVME is of the whole object only. Another combination, an unknown algorithm, or a type without an algorithm is rejected with `400 InvalidRequest`.",
        reason:
          "The choice binds every part. A client that learns only at the end that S3 rejects it has uploaded the video for nothing.",
        evidence: .init(
          .recorded,
          "test_multipart_checksum_type_default_for_checksum[CRC32], 2026-02-21")),
      Requirement(
        "STO-183", .must, title: "A composite checksum is the checksum of the parts' checksums",
        text:
          "With type `COMPOSITE` the object's checksum is that of the parts' checksums one after the other, with `-` and the number of parts. The completion has to name each part's checksum. It is rejected with `400 InvalidRequest` without one, with `400 InvalidPart` if the value differs, with `400 BadDigest` if the algorithm differs, and with `400 InvalidRequest` if it states the type `FULL_OBJECT`. The object does not exist until the completion succeeds.",
        reason:
          "Clients compute the same value and compare.",
        evidence: .init(
          .recorded,
          "test_complete_multipart_parts_checksum_composite[CRC32C], 2026-02-21")),
      Requirement(
        "STO-184", .must, title: "A checksum of the whole object is combined and verified",
        text:
          "With type `FULL_OBJECT` the object's checksum is that of all bytes. A completion with `x-amz-checksum-…` and `x-amz-checksum-type: FULL_OBJECT` is verified: `400 BadDigest` if it differs. A completion with another type, or with a type although the upload has none, is rejected with `400 InvalidRequest`. One that names a wrong checksum of a part, or any although the upload has no algorithm, is rejected with `400 InvalidPart`. Without an algorithm the object gets its CRC64NVME.",
        reason:
          "It is the only checksum that a client can compare with its file. Without it, missing or misordered parts damage the video unnoticed.",
        evidence: .init(
          .recorded,
          "test_multipart_parts_checksum_exceptions_full_object, 2026-02-21")),
    ])
}
