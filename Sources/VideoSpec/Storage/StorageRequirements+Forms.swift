// Upload forms over HTTP. The chapters Policy and Form say how a policy is evaluated and a form is parsed.

extension Catalogue {
  static let storageFormsRules = Section(
    title: "Upload forms",
    requirements: [
      Requirement(
        "STO-060", .must, title: "A signed form stores its file",
        text:
          "A form is accepted if its policy is signed and all conditions of the policy hold. Its file is stored byte for byte under the form's key, with the type and metadata of its fields. If the signature, the policy or the secret is wrong, the form is rejected with 403 `SignatureDoesNotMatch`, for an unknown access key with 403 `InvalidAccessKeyId`, and for another region with 400 `InvalidArgument`. Nothing is stored (SIG-151, SIG-153, SIG-163).",
        reason:
          "The form is how a browser uploads a video without the backend in between. Only the signature says that the backend allowed it.",
        evidence: .init(
          .documented,
          "Authenticating Requests in Browser-Based Uploads Using POST; Error Responses: SignatureDoesNotMatch"
        )),
      Requirement(
        "STO-061", .must, title: "A form has all fields of its signature",
        text:
          "A form with a policy is rejected with 400 `InvalidArgument` without `x-amz-signature` or `x-amz-algorithm`, and rejected without `x-amz-credential` or `x-amz-date`. A form without any of them, or without a policy, is rejected with 403 `AccessDenied`. The case of field names does not matter (SIG-162).",
        reason: "An unsigned form would let anybody upload.",
        evidence: .init(
          .recorded,
          "test_post_request_missing_signature[s3v4], 2026-02-21; test_post_request_missing_fields[s3v4], 2026-02-21"
        )),
      Requirement(
        "STO-062", .must, title: "A form whose policy has expired is rejected",
        text:
          "After the policy's expiration, the form is rejected with 403 `AccessDenied`, and nothing is stored. The date of the signature does not matter (POL-030).",
        reason: "The policy limits how long a form can be used. Afterwards S3 rejects the upload.",
        evidence: .init(.recorded, "test_post_request_expires, 2026-02-21")),
      Requirement(
        "STO-063", .must, title: "A malformed policy is rejected",
        text:
          "A signed policy that has a condition object with two properties, a value that is not a string, an unknown operator or a malformed range is rejected, and nothing is stored (POL-031, POL-032, POL-035).",
        reason: "A server that skips what it does not understand accepts uploads that S3 rejects.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_eq, 2026-02-21")),
      Requirement(
        "STO-064", .must, title: "A field must equal what its condition says",
        text:
          "If a field differs from the value in its condition, byte by byte, the form is rejected with 403 `AccessDenied`. Names of fields are compared without case. A name in an array needs its `$` (POL-040, POL-042, POL-043, POL-044).",
        reason: "Otherwise the uploader chooses the key, the type or the redirect.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_eq, 2026-02-21")),
      Requirement(
        "STO-065", .must, title: "A field must begin with what `starts-with` says",
        text:
          "If a field does not begin with the prefix in its condition, the form is rejected with 403 `AccessDenied`. An empty prefix allows every value (POL-041).",
        reason: "The prefix is what keeps users in their own folders, and files of other types out.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_starts_with, 2026-02-21")),
      Requirement(
        "STO-066", .must, title: "A condition on a missing field fails",
        text:
          "A form that lacks a field which a condition names is rejected with 403 `AccessDenied`, even if every value is allowed (POL-046).",
        reason: "Otherwise an attacker bypasses a condition by leaving out its field.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15, LocalStack 4.14.0: 403 AccessDenied")),
      Requirement(
        "STO-067", .must, title: "Every field needs a condition",
        text:
          "A form with a field that no condition names is rejected with 403 `AccessDenied`, except for the fields of the signature, the file and fields whose names begin with `x-ignore-` (POL-047).",
        reason: "Otherwise the uploader can add metadata, an ACL or a storage class.",
        evidence: .init(.documented, "POST Policy, Conditions: each form field must appear in the list of conditions")),
      Requirement(
        "STO-068", .must, title: "The policy must allow the bucket",
        text:
          "A form is rejected with 403 `AccessDenied` unless a condition names the bucket that it is posted to. A field `bucket` does not choose another one (POL-048, POL-069).",
        reason: "Otherwise whoever has a form can upload to another bucket than the backend meant.",
        evidence: .init(.agreed, "AWS staff in aws/aws-sdk-php #3292: Extra input fields: bucket")),
      Requirement(
        "STO-069", .must, title: "The file's size must be in the policy's range",
        text:
          "If the policy has a `content-length-range`, a smaller file is rejected with 400 `EntityTooSmall` and a larger one with 400 `EntityTooLarge`. Both bounds are included. Nothing is stored, and an older object stays (POL-049, POL-050).",
        reason: "This is the only limit on how much a browser sends.",
        evidence: .init(.recorded, "test_post_object_policy_validation_size, 2026-02-21")),
      Requirement(
        "STO-070", .must, title: "The key of a form is stored byte for byte",
        text:
          "The object has exactly the key of the form: characters beyond ASCII, `..`, `//`, `+` and `%` stay. `${filename}` is replaced by the last part of the file's name, in all fields, before the policy is checked. A form without a key is rejected with 400 `InvalidArgument` or `UserKeyMustBeSpecified`, one with an empty key with 400 `InvalidArgument`, and one with a key of more than 1024 bytes with 400 `KeyTooLongError` (POL-060, POL-061, POL-062).",
        reason: "The backend records the key that it signed. An object with another key is lost.",
        evidence: .init(
          .documented,
          "Creating an HTML form: `key`; Creating object key names: the maximum length of a key is 1024 bytes; Error Responses: KeyTooLongError"
        )),
      Requirement(
        "STO-071", .must, title: "`success_action_status` sets the status of the response",
        text:
          "The response to an accepted form has the status 200, 201 or 204, as `success_action_status` says, and 204 if the field is missing or has another value. With 201, the body is an XML document `PostResponse` with the location, bucket, key and ETag (POL-063, FRM-030).",
        reason: "Code in the browser waits for the status that it asked for, and reads the key from the body.",
        evidence: .init(
          .documented,
          "Creating an HTML form: `success_action_status`; test_post_object_with_unicode_metadata, 2026-02-21: 201"
        )),
      Requirement(
        "STO-072", .must, title: "`success_action_redirect` redirects to a page",
        text:
          "The response to an accepted form with `success_action_redirect` has status 303. `Location` is the field's URL with `bucket`, `key` and `etag` added to its query. A value that is not a URL counts as absent. A rejected form is not redirected (POL-064, FRM-031).",
        reason: "The page at that URL takes the redirect for the proof that the upload succeeded.",
        evidence: .init(.documented, "Creating an HTML form: `success_action_redirect`")),
      Requirement(
        "STO-073", .must, title: "At most 20 KB come before the file",
        text:
          "A form with more than 20480 bytes before the content of its file is rejected with 400 `MaxPostPreDataLengthExceeded` or, as S3's documentation names it, `MaxPostPreDataLengthExceededError`. Nothing is stored (FRM-016).",
        reason: "A page that sends large fields works with other servers and fails at S3.",
        evidence: .init(
          .documented,
          "Creating an HTML form: form data and boundaries, excluding the contents of the file, must not exceed 20 KB"
        )),
      Requirement(
        "STO-074", .must, title: "The file is the last field",
        text:
          "A form without a file is rejected with 400 `InvalidArgument`. Fields after the file are ignored. The type of the file's part is never used: without a field `Content-Type`, the object has the type `binary/octet-stream` (POL-052, POL-065, FRM-015).",
        reason:
          "If a field that comes too late counted, the uploader could change what the policy was checked against.",
        evidence: .init(.documented, "Creating an HTML form: the file must be the last field")),
      Requirement(
        "STO-075", .must, title: "A form is complete `multipart/form-data`",
        text:
          "A form of another type is rejected with 412 `PreconditionFailed`. Without a boundary, or if its body ends early, it is rejected with 400. Without a length it is rejected. Nothing is stored, and an older object stays (FRM-001, FRM-002, FRM-006).",
        reason: "A page that sets the type itself forgets the boundary, and half a video must not be stored.",
        evidence: .init(.recorded, "test_post_object_with_wrong_content_type, 2026-02-21")),
      Requirement(
        "STO-076", .must, title: "All conditions must hold",
        text:
          "If several conditions name a field, or a policy has many, all of them have to hold. Otherwise the form is rejected with 403 `AccessDenied` (POL-045).",
        reason: "A server that keeps one condition for each field drops the others.",
        evidence: .init(.documented, "POST Policy, Conditions: all conditions have to be met")),
      Requirement(
        "STO-077", .must, title: "Fields of the same name are one field",
        text:
          "The values of fields whose names are equal, or differ only in case, are joined by commas before the conditions are checked (POL-054).",
        reason: "If conditions see the first value and the object gets the last one, the uploader can set anything.",
        evidence: .init(
          .documented,
          "HTML forms (Signature Version 2), Policy construction: the values of fields with the same name are separated by commas"
        )),
      Requirement(
        "STO-078", .must, title: "A form sets tags and the storage class",
        text:
          "The fields `tagging` and `x-amz-storage-class` set the object's tags and storage class. Tags that are not XML are rejected with 400 `MalformedXML`, and an unknown storage class with 400 `InvalidStorageClass` (POL-066, POL-067).",
        reason:
          "Otherwise the object is stored without the tags that its deletion depends on, or in a class that nobody asked for.",
        evidence: .init(
          .recorded, "test_post_object_with_tags[list], 2026-02-21; test_post_object_with_storage_class, 2026-02-21")),
      Requirement(
        "STO-079", .must, title: "A file that differs from the form's checksum is not stored",
        text:
          "A form whose file differs from its `Content-MD5` or `x-amz-checksum-*` is rejected with 400 `BadDigest`. An `x-amz-checksum-algorithm` without its checksum is rejected with 400. Nothing is stored, and an older object stays (POL-070, POL-071).",
        reason: "Otherwise the uploader believes that a damaged file has arrived whole.",
        evidence: .init(
          .documented,
          "POST Object: S3 checks the object against the field `Content-MD5`; Error Responses: BadDigest"
        )),
    ])
}
