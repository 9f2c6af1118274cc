// S3's side: whether a form is what its policy allows. The signature is the chapter Signing's, and is checked first (SIG-163).

extension Catalogue {
  static let policyDocumentRules = Section(
    title: "The document",
    requirements: [
      Requirement(
        "POL-030", .must, title: "An expired policy",
        text: "A form whose policy has expired is answered with 403 AccessDenied.",
        reason: "A form lives as long as its policy says.",
        evidence: .init(.recorded, "test_post_request_expires, 2026-02-21")),
      Requirement(
        "POL-031", .must, title: "A policy that is not JSON",
        text: "A signed policy that is not JSON is answered with 400 InvalidPolicyDocument.",
        reason: "A lenient reader may read other conditions than those that were signed for.",
        evidence: .init(.documented, "Error Responses: InvalidPolicyDocument")),
      Requirement(
        "POL-032", .must, title: "A condition object has one property",
        text: "A condition that is an object with other than one property is answered with 400 InvalidPolicyDocument.",
        reason: "A reader that takes the first property drops the others.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_eq, 2026-02-21")),
      Requirement(
        "POL-033", .must, title: "expiration and conditions are needed",
        text:
          "A policy without expiration or without conditions, those names in their exact case, is refused with status 400.",
        reason: "A policy that never ends, or asks for nothing, is a mistake.",
        evidence: .init(
          .agreed,
          "Ceph radosgw 16.2.15 and ceph/s3-tests test_post_object_missing_expires_condition, test_post_object_missing_conditions_list"
        )),
      Requirement(
        "POL-034", .must, title: "A malformed expiration",
        text: "An expiration that is no ISO 8601 time in UTC is refused with status 400.",
        reason: "A time that is guessed at is another time.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15 and ceph/s3-tests test_post_object_invalid_date_format")),
      Requirement(
        "POL-035", .must, title: "A malformed condition",
        text:
          "An unknown operator, an array of the wrong length, a range of one number or with negative bounds alone is refused.",
        reason: "A condition that is not understood must not count as met.",
        evidence: .init(
          .agreed,
          "Ceph radosgw 16.2.15 and ceph/s3-tests test_post_object_missing_content_length_argument, test_post_object_invalid_content_length_argument"
        )),
      Requirement(
        "POL-036", .must, .reference, title: "Parsing is bounded",
        text:
          "The policy's size, depth and number of conditions are bounded; a duplicate name is an error; errors say line and column.",
        reason: "The policy comes from whoever posts the form, before its signature is believed.",
        evidence: .init(.computed, "named test"),
        test: "policy parsing is bounded, and says where the fault is"),
    ])

  static let policyConditionRules = Section(
    title: "Conditions",
    requirements: [
      Requirement(
        "POL-040", .must, title: "Equality",
        text:
          "{\"NAME\": VALUE} and [\"eq\", \"$NAME\", VALUE] hold when the form's field has exactly that value; else 403 AccessDenied.",
        reason: "It is the exact match of the documentation.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_eq, 2026-02-21")),
      Requirement(
        "POL-041", .must, title: "starts-with",
        text:
          "[\"starts-with\", \"$NAME\", PREFIX] holds when the field's value begins with the prefix; an empty prefix holds for every value; else 403 AccessDenied.",
        reason:
          "video/webm;codecs=vp9 begins with video/webm, and so does video/webmx. AWS's page makes a list of a Content-Type with commas, and holds the prefix against each item, so that of video/webm;codecs=vp8,opus the item opus fails; whether S3 does is contested: hand out and send types without a comma.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_starts_with, 2026-02-21")),
      Requirement(
        "POL-042", .must, title: "Values count with their case",
        text: "Values are compared with their case, byte by byte: Video/WebM is not video/webm.",
        reason: "A comparison without case lets through what was not allowed.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_eq, 2026-02-21")),
      Requirement(
        "POL-043", .must, title: "Names count without theirs",
        text: "Field names and the names in conditions are compared without case.",
        reason: "A look-up with case misses the condition, and the field passes unchecked.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15, for fields and for conditions")),
      Requirement(
        "POL-044", .must, title: "A name without '$'",
        text: "[\"eq\", \"NAME\", VALUE] without '$' is answered with 403 AccessDenied.",
        reason: "It is a condition on nothing.",
        evidence: .init(.recorded, "test_post_object_policy_conditions_validation_eq, 2026-02-21")),
      Requirement(
        "POL-045", .must, title: "All conditions hold",
        text: "Several conditions on one field must all hold, whatever their order and kind.",
        reason: "A reader that keeps one condition a field drops the others.",
        evidence: .init(.documented, "POST Policy, Conditions; minio #7806")),
      Requirement(
        "POL-046", .must, title: "A condition on an absent field",
        text: "A condition with a value on a field that the form does not have is answered with 403 AccessDenied.",
        reason: "Leaving the field out must not be a way around.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15, LocalStack 4.14.0")),
      Requirement(
        "POL-047", .must, title: "Every field is covered",
        text:
          "Every field but policy, x-amz-signature, file and those whose names begin with x-ignore- needs a condition; else 403 AccessDenied.",
        reason: "Otherwise the uploader adds an ACL, metadata or a storage class.",
        evidence: .init(.documented, "POST Policy, Conditions: each form field must appear")),
      Requirement(
        "POL-048", .must, title: "The bucket is covered",
        text: "The bucket that the form is posted to needs a condition, and has to fulfil it; else 403 AccessDenied.",
        reason: "A policy for one bucket must not serve another.",
        evidence: .init(.agreed, "AWS staff in aws-sdk-php #3292")),
      Requirement(
        "POL-049", .must, title: "The size is within the range",
        text:
          "content-length-range holds for sizes from its lower to its upper bound, both included; below it is answered with 400 EntityTooSmall, above it with 400 EntityTooLarge.",
        reason: "It is the only limit on what a browser sends.",
        evidence: .init(.recorded, "test_post_object_policy_validation_size, 2026-02-21")),
      Requirement(
        "POL-050", .must, title: "Bounds may be numeric strings",
        text: "The bounds of a range may be strings of digits; other strings are answered with 403 AccessDenied.",
        reason: "Builders that quote numbers are common.",
        evidence: .init(.recorded, "test_post_object_policy_validation_size, 2026-02-21")),
      Requirement(
        "POL-051", .must, title: "Sizes are 64 bits wide",
        text: "Sizes and bounds are compared exactly up to 9223372036854775807.",
        reason: "In 32 bits 4 GiB and one byte is one byte.",
        evidence: .init(.computed, "S3 objects have up to 5 TiB")),
      Requirement(
        "POL-052", .must, title: "The type is the field's",
        text: "A condition on Content-Type is about the form's field; the type of the file's part is never used.",
        reason: "The part's type is whatever the browser says.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15, LocalStack 4.14.0")),
    ])

  static let policyFormRules = Section(
    title: "The form's own rules",
    requirements: [
      Requirement(
        "POL-060", .must, title: "The key is needed",
        text: "A form without a key, or with an empty one, is answered with 400 InvalidArgument.",
        reason: "There is nothing to store it as.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15, LocalStack 4.14.0")),
      Requirement(
        "POL-061", .must, title: "${filename} is put in before the check",
        text:
          "'${filename}' in the key is replaced by the file's name before the conditions are checked; without a file name it stays.",
        reason: "The object's real key is what the policy has to allow.",
        evidence: .init(.recorded, "test_post_object_with_file_as_string, 2026-02-21")),
      Requirement(
        "POL-062", .must, title: "A key has at most 1024 bytes",
        text: "A key of more than 1024 bytes, '${filename}' replaced, is answered with 400 KeyTooLongError.",
        reason: "Characters are not bytes.",
        evidence: .init(.documented, "Error Responses: KeyTooLongError")),
      Requirement(
        "POL-063", .must, title: "success_action_status",
        text:
          "An accepted form is answered with 200, 201 or 204 as success_action_status says, and with 204 when it says anything else or nothing.",
        reason: "Browsers' code waits for the status it asked for.",
        evidence: .init(.documented, "Creating an HTML form: success_action_status; 201 and 204 recorded")),
      Requirement(
        "POL-064", .must, title: "success_action_redirect",
        text:
          "With a success_action_redirect that is an http or https URL an accepted form is answered with 303; another value counts as absent.",
        reason: "A redirect to anything else is an open door.",
        evidence: .init(
          .documented, "Creating an HTML form: success_action_redirect; a bad URL counts as absent: recorded")),
      Requirement(
        "POL-065", .must, title: "One file",
        text: "A form without a file is answered with 400.",
        reason: "There is nothing to store.",
        evidence: .init(.documented, "Error Responses: IncorrectNumberOfFilesInPostRequest")),
    ])
}
