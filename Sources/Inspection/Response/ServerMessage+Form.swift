import VideoSpec

// Messages about forms: what is missing, the policy document, and the conditions that do not hold.

extension ServerMessage {
  private static func missing(_ field: String, _ code: CauseCode) -> ServerMessage {
    ServerMessage(
      anyArgument,
      "Bucket POST must contain a field named '\(field)'.  If it is specified, please check the order of the fields",
      .suggests(code), .suggests(.fieldAfterFile), from: .recording("test_post_request_missing_fields[s3v4]"),
      detail: "S3 found no field \(field) before the file",
      hint:
        "Paste the form as it was sent, with its fields in order: it shows whether the field is missing or comes after the file."
    )
  }

  private static func missingAlone(_ field: String, _ code: CauseCode) -> ServerMessage {
    ServerMessage(
      anyArgument, "Bucket POST must contain a field named '\(field)'", .suggests(code), .suggests(.fieldAfterFile),
      from: .recording("test_post_request_missing_fields[s3v4]"), detail: "S3 found no field \(field) before the file")
  }

  private static let signingFields: [(String, CauseCode)] = [
    ("key", .keyMissing), ("policy", .formPolicyMissing), ("X-Amz-Algorithm", .formAlgorithmMissing),
    ("X-Amz-Credential", .formCredentialWithoutScope), ("X-Amz-Date", .formDateMissing),
    ("X-Amz-Signature", .formSignatureMissing), ("Signature", .formSignatureMissing),
    ("AWSAccessKeyId", .formSignatureMissing), ("{field}", .formSignatureMissing),
  ]

  static let forms: [ServerMessage] =
    signingFields.map { missing($0.0, $0.1) } + signingFields.map { missingAlone($0.0, $0.1) }
    + [
      ServerMessage(
        anyArgument + ["IncorrectNumberOfFilesInPostRequest"], "POST requires exactly one file upload per request",
        .suggests(.fileMissing), .suggests(.filesSeveral), from: .thread("danialfarid/ng-file-upload #809"),
        detail: "S3 found {@ArgumentValue} files",
        hint:
          "Paste the form as it was sent: it shows how many files it has, and whether their field is named file."),
      ServerMessage(
        ["MalformedPOSTRequest"], "The body of your POST request is not well-formed multipart/form-data",
        .states(.formMalformed), from: .thread("benefitcloud/ember-uploader #91")),
      ServerMessage(
        ["MalformedPOSTRequest"], "The name of the uploaded key is missing", .suggests(.keyMissing),
        .suggests(.fieldAfterFile), from: .minio),
      ServerMessage(
        ["MalformedPOSTRequest"], "The file or text content is missing", .suggests(.fileMissing), from: .minio),
      ServerMessage(
        ["UserKeyMustBeSpecified"],
        "The bucket POST must contain the specified field name. If it is specified, check the order of the fields",
        .suggests(.keyMissing), .suggests(.fieldAfterFile), from: .errorResponses),
      ServerMessage(
        ["UserKeyMustBeSpecified", "InvalidArgument"], "User key must have a length greater than 0",
        .states(.keyMissing),
        from: .errorResponses),
      ServerMessage(
        ["PreconditionFailed"], "Bucket POST must be of the enclosure-type multipart/form-data",
        .states(.formNotMultipart),
        from: .errorResponses),
      ServerMessage(
        ["RequestIsNotMultiPartContent"], "Bucket POST must be of the enclosure-type multipart/form-data",
        .states(.formNotMultipart), from: .errorResponses),
      ServerMessage(
        ["MaxPostPreDataLengthExceeded", "MaxPostPreDataLengthExceededError"],
        "Your POST request fields preceding the upload file were too large", .states(.formFieldsTooLarge),
        from: .thread("benefitcloud/ember-uploader #45"),
        detail: "S3 reads {@MaxPostPreDataLengthBytes} bytes before the file"),
      ServerMessage(
        ["MaxPostPreDataLengthExceeded", "MaxPostPreDataLengthExceededError"],
        "Your POST request fields preceding the upload file was too large", .states(.formFieldsTooLarge),
        from: .errorResponses),
      ServerMessage(
        ["NotImplemented"], "Presigned post requests are not yet implemented", .states(.formUnsupported),
        from: .cloudflareThread("opslane/opslane #194")),
      ServerMessage(
        ["InvalidPolicyDocument", "InvalidArgument"], "Missing policy", .states(.formPolicyMissing),
        from: .googleThread("fog/fog-google #195"),
        detail: "a POST is read as a form, and the form has no policy",
        hint:
          "Send a request with a presigned URL by the method that was signed, usually PUT. POST needs a form with a policy."
      ),
      ServerMessage(
        anyArgument, "Missing access key", .states(.formSignatureMissing), from: .cephForm),
      ServerMessage(anyArgument, "Missing signature", .states(.formSignatureMissing), from: .cephForm),
      ServerMessage(anyArgument, "Could not decode policy", .states(.policyNotBase64), from: .cephForm),
      ServerMessage(anyArgument, "Failed to parse policy", .states(.policyNotJson), from: .cephForm),
      ServerMessage(
        anyArgument, "Bad canned ACLs", .states(.fieldOther), from: .cephForm,
        detail: "the store does not know the form's acl"),
      ServerMessage(
        ["PostPolicyInvalidKeyName", "AccessDenied"], "Invalid according to Policy: Policy Condition failed",
        .suggests(.fieldOther), .suggests(.fieldMissing), .suggests(.fieldBeginsOtherwise), from: .minio,
        detail: "a condition of the policy does not hold; the message does not say which",
        hint:
          "Paste the form that the backend hands out and the fields that were sent: they show which condition fails."),
    ]

  static let policies: [ServerMessage] = [
    ServerMessage(
      ["InvalidPolicyDocument"], "Policy document parsing error: {reason}", .states(.policyNotJson),
      from: .googleThread("GoogleCloudPlatform/cloud-storage-docs-xml-api-examples #4"), detail: "{reason}"),
    ServerMessage(
      ["InvalidPolicyDocument"],
      "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified",
      .states(.conditionObject), from: .recording("test_post_object_policy_conditions_validation_eq")),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid Simple-Condition: value must be a string",
      .states(.conditionMalformed), from: .thread("toniopelo/modbox #10"), detail: "a condition's value is not a string"
    ),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid Simple-Condition: {reason}", .states(.conditionMalformed),
      from: .thread("bennadel.com/blog/2503"), detail: "a condition object is malformed: {reason}"),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid JSON", .states(.policyNotJson),
      from: .thread("dwilkie/carrierwave_direct #230")),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid JSON: {reason}", .states(.policyNotJson),
      from: .thread("Stack Overflow 77643928"), detail: "{reason}"),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Expecting '{' but found {reason}", .states(.policyNotJson),
      from: .postErrors),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: invalid Base64 encoding", .states(.policyNotBase64), from: .postErrors
    ),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Policy missing expiration", .states(.policyIncomplete),
      from: .postErrors, detail: "expiration is missing"),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Policy missing conditions", .states(.policyIncomplete),
      from: .postErrors, detail: "conditions are missing"),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid 'expiration' value: '{value}'", .states(.expirationMalformed),
      from: .thread("dwilkie/carrierwave_direct #189"), detail: "expiration is \"{value}\""),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid 'expiration' value{tail}", .states(.expirationMalformed),
      from: .thread("dwilkie/carrierwave_direct #2")),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid 'expiration' value", .states(.expirationMalformed),
      from: .thread("waynehoover/s3_direct_upload #11")),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid 'conditions' value: must be a List",
      .states(.conditionMalformed),
      from: .postErrors, detail: "conditions is not a list"),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid 'conditions' value: {reason}", .states(.conditionMalformed),
      from: .postErrors, detail: "conditions: {reason}"),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid condition test: must be a List or Object",
      .states(.conditionMalformed), from: .postErrors, detail: "a condition is neither a list nor an object"),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid Condition: missing operation identifier",
      .states(.conditionMalformed), from: .postErrors, detail: "a condition list is empty"),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid Condition: unknown operation '{operation}'",
      .states(.conditionMalformed), from: .postErrors, detail: "the operation \"{operation}\" is unknown"),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Invalid {operation}: wrong number of arguments",
      .states(.conditionMalformed), from: .postErrors, detail: "{operation} has the wrong number of arguments"),
    ServerMessage(
      ["InvalidPolicyDocument"], "Invalid Policy: Unexpected: '{name}'", .states(.policyMemberUnknown),
      from: .thread("Stack Overflow 31169349"), detail: "the policy has the member \"{name}\""),
    ServerMessage(
      ["InvalidPolicyDocument"],
      "The content of the form does not meet the conditions specified in the policy document",
      .suggests(.fieldOther), .suggests(.fieldMissing), .suggests(.fieldNotCovered), from: .minio,
      hint: "Paste the form that the backend hands out and the fields that were sent: they show which condition fails."),
    ServerMessage(
      ["InvalidPolicyDocument"], "Policy did not reference these fields: {fields}", .states(.fieldNotCovered),
      from: .googleThread("googleapis/google-cloud-ruby #8402"), detail: "no condition covers {fields}"),
    ServerMessage(anyArgument, "Malformed JSON", .states(.policyNotJson), from: .ceph),
    ServerMessage(anyArgument, "Policy missing expiration", .states(.policyIncomplete), from: .ceph),
    ServerMessage(anyArgument, "Policy missing conditions", .states(.policyIncomplete), from: .ceph),
    ServerMessage(anyArgument, "Failed to parse policy expiration", .states(.expirationMalformed), from: .ceph),
    ServerMessage(anyArgument, "Bad content-length-range param", .states(.conditionMalformed), from: .ceph),
    ServerMessage(
      anyArgument, "Bad condition array, expecting 3 arguments", .states(.conditionMalformed), from: .ceph),
    ServerMessage(anyArgument, "Invalid condition: {operation}", .states(.conditionMalformed), from: .ceph),
    ServerMessage(
      anyArgument + ["MalformedPOSTRequest", "PostPolicyInvalidKeyName"],
      "Unknown type {operation} of conditional field value {value} found in POST policy form",
      .states(.conditionMalformed), from: .minioForm),
    ServerMessage(
      anyArgument + ["MalformedPOSTRequest", "PostPolicyInvalidKeyName"],
      "Malformed conditional fields {value} of type {operation} found in POST policy form",
      .states(.conditionMalformed),
      from: .minioForm),
    ServerMessage(
      anyArgument + ["MalformedPOSTRequest", "PostPolicyInvalidKeyName"],
      "Unknown field {value} of type {operation} found in POST policy form",
      .states(.conditionMalformed), from: .minioForm),
    ServerMessage(
      anyArgument + ["MalformedPOSTRequest", "PostPolicyInvalidKeyName"],
      "input policy has multiple {name}, please fix your client code",
      .states(.conditionMalformed), from: .minioForm, detail: "the policy has {name} more than once"),
  ]

  /// A form that its policy does not allow.
  static let denials: [ServerMessage] = [
    ServerMessage(
      ["AccessDenied"], "Invalid according to Policy: Policy expired", .states(.policyExpired),
      from: .recording("test_post_request_expires")),
    ServerMessage(["AccessDenied"], "Policy expired", .states(.policyExpired), from: .ceph),
    ServerMessage(
      ["AccessDenied"], "Invalid according to Policy: Extra input fields: bucket", .states(.bucketNotCovered),
      from: .thread("aws/aws-sdk-php #3292"), detail: "no condition covers bucket"),
    ServerMessage(
      ["AccessDenied"], "Invalid according to Policy: Extra input fields: {field}", .states(.fieldNotCovered),
      from: .thread("moxiecode/moxie #165"), detail: "no condition covers {field}"),
    ServerMessage(
      ["AccessDenied"], "Extra input fields: bucket", .states(.bucketNotCovered),
      from: .thread("aws/aws-sdk-php #3292"),
      detail: "no condition covers bucket"),
    ServerMessage(
      ["AccessDenied"], "Extra input fields: {field}", .states(.fieldNotCovered), from: .thread("moxiecode/moxie #165"),
      detail: "no condition covers {field}"),
    ServerMessage(
      ["AccessDenied", "PostPolicyInvalidKeyName"],
      "Invalid according to Policy: Policy Condition failed: [{operator}, {name}, {value}]. FormValues have multiple values: [{values}]",
      .states(.formFieldRepeated), from: .minioForm, detail: "{name} is there more than once"),
    ServerMessage(
      ["AccessDenied", "PostPolicyInvalidKeyName"], "Invalid according to Policy: Policy Condition failed: {condition}",
      .suggests(.fieldOther), from: .recording("test_post_object_policy_conditions_validation_eq"), reading: .condition),
    ServerMessage(
      ["AccessDenied"], "Policy condition failed: eq: {name}, {value}", .suggests(.fieldOther),
      .suggests(.fieldMissing),
      from: .ceph, detail: "the condition on {name}, {value}"),
    ServerMessage(
      ["AccessDenied"], "Policy condition failed: starts-with: {name}, {value}", .suggests(.fieldBeginsOtherwise),
      .suggests(.fieldMissing), from: .ceph, detail: "the condition on {name}, {value}"),
    ServerMessage(
      ["AccessDenied"], "Policy Condition failed: {condition}", .suggests(.fieldOther),
      from: .thread("dwilkie/carrierwave_direct #63"), reading: .condition),
    ServerMessage(
      ["AccessDenied"], "Policy missing condition: {field}", .states(.fieldNotCovered), from: .ceph,
      detail: "no condition covers {field}"),
    ServerMessage(
      ["AccessDenied"], "Policy check failed, variable not found: {field}", .states(.fieldMissing), from: .ceph,
      detail: "the form lacks {field}"),
    ServerMessage(
      ["AccessDenied"], "Policy check failed, variable not met condition: {field}", .states(.fieldOther), from: .ceph,
      detail: "the value of {field}"),
    ServerMessage(
      ["AccessDenied"], "Policy check failed", .suggests(.fieldOther), .suggests(.fieldMissing),
      .suggests(.fieldNotCovered), from: .cephForm),
    ServerMessage(
      ["AccessDenied"],
      "Each form field that you specify in a form must appear in the list of policy conditions. '{field}' not specified in the policy",
      .states(.fieldNotCovered), from: .minioForm, detail: "no condition covers {field}"),
    ServerMessage(
      ["AccessDenied"],
      "Each form field that you specify in a form must appear in the list of policy conditions. {fields} not specified in the policy",
      .states(.fieldNotCovered), from: .minioForm, detail: "no condition covers {fields}"),
    ServerMessage(
      ["AccessDenied"],
      "Each form field that you specify in a form (except {fields}) must appear in the list of conditions",
      .states(.fieldNotCovered), from: .minioForm, detail: "no condition covers {fields}"),
  ]
}
