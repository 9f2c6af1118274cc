// S3's side: whether the policy allows the form. The chapter Signing covers the signature, which is checked first (SIG-163).

extension Catalogue {
  static let policyDocumentRules = Section(
    title: "The policy document",
    requirements: [
      Requirement(
        "POL-030", .must, title: "An expired policy is rejected",
        text: "A form whose policy has expired is rejected with `403 AccessDenied`.",
        reason: "The policy limits how long a form can be used. Afterwards S3 must not accept an upload.",
        evidence: .init(.recorded, "test_post_request_expires, 2026-02-21")),
      Requirement(
        "POL-031", .must, title: "A document that is not a JSON policy is rejected",
        text:
          "A signed policy that is not a JSON object with the members `expiration` and `conditions`, and no others, is rejected with `400 InvalidPolicyDocument`.",
        reason:
          "A lenient parser may read other conditions than the ones that were signed, or drop those under a name that it does not know, and accept an upload that S3 rejects.",
        evidence: .init(.documented, "Error Responses: `InvalidPolicyDocument`")),
      Requirement(
        "POL-032", .must, title: "A condition object has one property",
        text:
          "A condition object that does not have exactly one property is rejected with `400 InvalidPolicyDocument`.",
        reason: "A parser that reads only the first property drops the others, and accepts an upload that S3 rejects.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_eq, 2026-02-21")),
      Requirement(
        "POL-033", .must, title: "`expiration` and `conditions` are required",
        text:
          "A policy without `expiration` or without `conditions` is rejected with status 400. The case of these names matters.",
        reason:
          "A policy that never expires or requires nothing is a mistake: anybody who has the form could upload anything, forever.",
        evidence: .init(
          .agreed,
          "Ceph radosgw 16.2.15; ceph/s3-tests, test_post_object_missing_expires_condition, test_post_object_missing_conditions_list"
        )),
      Requirement(
        "POL-034", .must, title: "A malformed expiration is rejected",
        text: "An `expiration` that is not an ISO 8601 time in UTC is rejected with status 400.",
        reason: "A server that guesses the time may guess another one.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15; ceph/s3-tests, test_post_object_invalid_date_format")),
      Requirement(
        "POL-035", .must, title: "A malformed condition is rejected",
        text:
          "A condition is rejected if it has an unknown operator, is an array of the wrong length, or is a range with one number, with a fraction, or with a negative lower bound and an upper bound of 0 or less. The case of operators does not matter.",
        reason: "A condition that the server does not understand must not count as met.",
        evidence: .init(
          .agreed,
          "Ceph radosgw 16.2.15; ceph/s3-tests, test_post_object_missing_content_length_argument, test_post_object_invalid_content_length_argument"
        )),
      Requirement(
        "POL-036", .must, .reference, title: "Policy parsing is bounded",
        text:
          "The policy's size, its depth and its number of conditions are limited. A duplicate name is an error. Errors state the line and column.",
        reason:
          "The policy comes from whoever posts the form, and may be parsed before its signature is trusted: an attacker could exhaust the server.",
        evidence: .init(.computed, "a named test"),
        test: "policy parsing is bounded, and says where the fault is"),
    ])

  static let policyConditionRules = Section(
    title: "Conditions",
    requirements: [
      Requirement(
        "POL-040", .must, title: "Equality is an exact match",
        text:
          "`{\"NAME\": VALUE}` and `[\"eq\", \"$NAME\", VALUE]` hold if the form's field has exactly this value. Otherwise the form is rejected with `403 AccessDenied`.",
        reason: "S3 compares exactly. A lenient comparison accepts an upload that S3 rejects.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_eq, 2026-02-21")),
      Requirement(
        "POL-041", .must, title: "`starts-with` matches a prefix",
        text:
          "`[\"starts-with\", \"$NAME\", PREFIX]` holds if the field's value begins with the prefix. An empty prefix matches every value. A `Content-Type` with commas is a list: every item has to begin with the prefix. Otherwise the form is rejected with `403 AccessDenied`.",
        reason:
          "`video/webm;codecs=vp9` begins with `video/webm`, and so does `video/webmx`. `video/webm;codecs=vp8,opus` is a list, and its item `opus` does not: use types without a comma, in forms and in uploads.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_starts_with, 2026-02-21")),
      Requirement(
        "POL-042", .must, title: "Values are case-sensitive",
        text: "Values are compared byte by byte, case included: `Video/WebM` is not `video/webm`.",
        reason: "A case-insensitive comparison accepts an upload that S3 rejects.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_eq, 2026-02-21")),
      Requirement(
        "POL-043", .must, title: "Names are case-insensitive",
        text: "The comparison of field names with the names in conditions ignores case.",
        reason: "A case-sensitive look-up misses the condition, and an upload that S3 rejects passes unchecked.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15: for fields and for conditions")),
      Requirement(
        "POL-044", .must, title: "A name in an array needs its `$`",
        text: "`[\"eq\", \"NAME\", VALUE]`, without `$` before the name, is rejected with `403 AccessDenied`.",
        reason: "The condition names no field, so S3 rejects every upload.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_eq, 2026-02-21")),
      Requirement(
        "POL-045", .must, title: "All conditions must hold",
        text: "If a field has several conditions, all of them must hold, whatever their order and kind.",
        reason:
          "An implementation that keeps one condition per field drops the others, and accepts an upload that S3 rejects.",
        evidence: .init(.documented, "POST Policy, Conditions (minio #7806)")),
      Requirement(
        "POL-046", .must, title: "A condition on a missing field fails",
        text:
          "If a condition names a field that the form does not have, the form is rejected with `403 AccessDenied`, even if the condition requires an empty value or an empty prefix.",
        reason: "Leaving out a field must not bypass its condition: an attacker would upload without the limit.",
        evidence: .init(
          .agreed,
          "Ceph radosgw 16.2.15, LocalStack 4.14.0 (for empty prefixes, S3's response quoted in s3_direct_upload #29 and #107)"
        )),
      Requirement(
        "POL-047", .must, title: "Every field needs a condition",
        text:
          "Every field needs a condition, except `policy`, `x-amz-signature`, `file` and fields whose names begin with `x-ignore-`. Otherwise the form is rejected with `403 AccessDenied`.",
        reason: "Otherwise the uploader can add an ACL, metadata or a storage class.",
        evidence: .init(.documented, "POST Policy, Conditions: each form field must appear")),
      Requirement(
        "POL-048", .must, title: "The bucket needs a condition",
        text:
          "The bucket to which the form is posted needs a condition and has to satisfy it. Otherwise the form is rejected with `403 AccessDenied`.",
        reason:
          "A policy for one bucket must not work for another: an attacker could write into a bucket that the caller did not mean.",
        evidence: .init(.agreed, "AWS staff in aws/aws-sdk-php #3292")),
      Requirement(
        "POL-049", .must, title: "The size must be within the range",
        text:
          "`content-length-range` holds for sizes from its lower to its upper bound, both included. A smaller file is rejected with `400 EntityTooSmall`, a larger one with `400 EntityTooLarge`.",
        reason: "This is the only limit on how much a browser sends.",
        evidence: .init(.recorded, "test_post_object_policy_validation_size, 2026-02-21")),
      Requirement(
        "POL-050", .must, title: "Range bounds may be strings of digits",
        text: "The bounds of a range may be strings of digits. Other strings are rejected with `403 AccessDenied`.",
        reason: "Many builders quote numbers, and S3 accepts their uploads.",
        evidence: .init(.recorded, "test_post_object_policy_validation_size, 2026-02-21")),
      Requirement(
        "POL-051", .must, title: "Sizes are 64-bit integers",
        text: "Sizes and bounds are compared exactly. Bounds may be as large as 9223372036854775807.",
        reason: "In 32 bits, 4 GiB plus one byte is one byte, and an upload of that size passes every limit.",
        evidence: .init(.computed, "a form's file has up to 5 GiB, which 32 bits cannot hold")),
      Requirement(
        "POL-052", .must, title: "The content type comes from the form's field",
        text:
          "A condition on `Content-Type` applies to the form's field. The content type of the file's part is never used.",
        reason: "The part has whatever type the browser gives it.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15, LocalStack 4.14.0")),
      Requirement(
        "POL-053", .must, title: "A file has at most 5 GiB",
        text: "A file of more than 5368709120 bytes is rejected with `400 EntityTooLarge`, whatever the policy allows.",
        reason:
          "S3 accepts larger objects only in several parts. A receiver that accepts them whole stores uploads that S3 rejects.",
        evidence: .init(
          .documented,
          "Uploading objects: a single operation uploads up to 5 GB; POST Object: an alternate form of PUT")),
      Requirement(
        "POL-054", .must, title: "Repeated fields are joined by a comma",
        text:
          "Fields whose names are equal, or differ only in case, are one field. Its value consists of their values in order, joined by commas. Conditions apply to this value, and S3 stores it.",
        reason: "If conditions see the first value and the object gets the last one, the uploader can set anything.",
        evidence: .init(
          .documented,
          "HTML forms (Signature Version 2), Policy construction: the values of fields with the same name are separated by commas"
        )),
    ])

  static let policyFormRules = Section(
    title: "Form fields",
    requirements: [
      Requirement(
        "POL-060", .must, title: "A key is required",
        text: "A form without a key or with an empty key is rejected with `400 InvalidArgument`.",
        reason: "Without a key the object has no name.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15, LocalStack 4.14.0")),
      Requirement(
        "POL-061", .must, title: "`${filename}` is replaced before the check",
        text:
          "`${filename}` in every field is replaced by the part of the file's name after its last `/` or `\\`, before the conditions are checked. An empty file name replaces it with the empty string. If the file part has no `filename` at all, `${filename}` stays unchanged.",
        reason: "The policy has to allow the key that the object really gets.",
        evidence: .init(
          .documented,
          "Creating an HTML form: `${filename}` is recognized by all form fields (without a file name: test_post_object_with_file_as_string, 2026-02-21)"
        )),
      Requirement(
        "POL-062", .must, title: "A key has at most 1024 bytes",
        text:
          "A key of more than 1024 bytes, counted after `${filename}` is replaced, is rejected with `400 KeyTooLongError`.",
        reason: "The limit counts bytes: if a backend counts characters, S3 rejects uploads that the backend accepted.",
        evidence: .init(.documented, "Error Responses: `KeyTooLongError`")),
      Requirement(
        "POL-063", .must, title: "`success_action_status` sets the status",
        text:
          "The response to an accepted form has status 200, 201 or 204, as `success_action_status` says. If the field has another value or is missing, the status is 204.",
        reason: "Code in the browser waits for the status that it asked for.",
        evidence: .init(
          .documented,
          "Creating an HTML form: `success_action_status`; test_post_object_with_unicode_metadata, 2026-02-21: 201")),
      Requirement(
        "POL-064", .must, title: "`success_action_redirect` sets the redirect",
        text:
          "If `success_action_redirect` is an `http` or `https` URL, the response to an accepted form has status 303. Any other value counts as absent.",
        reason: "Redirecting to anything else sends the user to a place that the backend did not choose.",
        evidence: .init(
          .documented,
          "Creating an HTML form: `success_action_redirect`, and a URL that S3 cannot interpret counts as absent")),
      Requirement(
        "POL-065", .must, title: "A file is required",
        text: "A form without a file is rejected with `400 InvalidArgument`.",
        reason: "There is nothing to store.",
        evidence: .init(
          .agreed,
          "S3's response quoted in itinance/react-native-fs #992, danialfarid/ng-file-upload #809, rowanwins/vue-dropzone #303: POST requires exactly one file upload per request"
        )),
      Requirement(
        "POL-066", .must, title: "Tags must be well-formed XML",
        text: "A field `tagging` that is not well-formed XML is rejected with `400 MalformedXML`.",
        reason: "Otherwise the object is stored without the tags that access or deletion depend on.",
        evidence: .init(.recorded, "test_post_object_with_tags[notxml], 2026-02-21")),
      Requirement(
        "POL-067", .must, title: "The storage class must exist",
        text:
          "A field `x-amz-storage-class` whose value is not one of S3's storage classes is rejected with `400 InvalidStorageClass`.",
        reason: "Otherwise the object is stored in a class that nobody asked for.",
        evidence: .init(.recorded, "test_post_object_with_storage_class, 2026-02-21")),
      Requirement(
        "POL-068", .should, title: "`redirect` is an older name of `success_action_redirect`",
        text: "If a form has no `success_action_redirect`, its field `redirect` sets the redirect.",
        reason: "Old forms still use the name, which is deprecated.",
        evidence: .init(.documented, "Creating an HTML form: `success_action_redirect`, `redirect`")),
      Requirement(
        "POL-069", .must, title: "A form field cannot choose the bucket",
        text:
          "A condition on the bucket applies to the bucket that the form was posted to, not to a field `bucket`. Such a field needs no condition of its own.",
        reason:
          "The JavaScript SDK sends a field `bucket`. A server that trusts it stores an upload for one bucket in another one (CVE-2023-43040).",
        evidence: .init(.documented, "POST Policy, Conditions: `bucket` is the acceptable bucket name")),
      Requirement(
        "POL-070", .must, title: "A checksum field must contain a valid checksum",
        text:
          "A form is rejected with status 400 if `x-amz-checksum-algorithm` has no matching field `x-amz-checksum-crc32`, `-crc32c`, `-crc64nvme`, `-sha1` or `-sha256`, or if such a field or `Content-MD5` is not Base64 of the right length.",
        reason: "A checksum that cannot be compared protects nothing, although the client relies on it.",
        evidence: .init(.documented, "POST Object: `x-amz-checksum-algorithm` without its checksum gives a 400 error")),
      Requirement(
        "POL-071", .must, .reference, title: "A file that differs from its checksum is not stored",
        text:
          "If the file differs from the form's `Content-MD5` or `x-amz-checksum-*`, the form is rejected with `400 BadDigest`, and nothing is stored.",
        reason: "Otherwise the uploader believes that a damaged file has arrived whole.",
        evidence: .init(.documented, "POST Object: S3 checks the object against the field `Content-MD5`"),
        test: "a file that differs from the form's checksum is not stored"),
    ])
}
