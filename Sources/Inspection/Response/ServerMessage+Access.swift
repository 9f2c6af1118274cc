import VideoSpec

// Messages that have nothing to do with the signature: permissions, buckets, keys, and the codes that say everything.

extension ServerMessage {
  /// S3's message about an identity that lacks a permission, and the policy that decides.
  private static func denied(_ context: String, _ code: CauseCode) -> ServerMessage {
    ServerMessage(
      ["AccessDenied"], "User: {user} is not authorized to perform: {action} \(context)", .states(code), from: .denials,
      detail: "{user} may not perform {action}")
  }

  static let access: [ServerMessage] =
    [
      ServerMessage(
        ["AccessDenied"], "User: anonymous is not authorized to perform: {action}", .states(.notSigned), from: .denials,
        detail: "S3 received the request without a signature"),
      ServerMessage(
        ["AccessDenied"], "Anonymous users cannot {action}. Please authenticate", .states(.notSigned), from: .gateway),
      ServerMessage(
        ["AccessDenied"], "{action} does not support Anonymous requests!", .states(.notSigned), from: .gateway),
      ServerMessage(
        ["AccessDenied"], "Anonymous access is forbidden for this operation", .states(.notSigned),
        from: .threads("scality/Arsenal #182")),
      ServerMessage(
        ["AccessDenied"], "Anonymous caller does not have {action} access to {tail}", .states(.notSigned),
        from: .googleThread("Cloud Storage's response in several repositories")),
      ServerMessage(
        ["AccessDenied"], "User: {user} is not authorized to perform: kms:{kms} on resource: {arn} {reason}",
        .states(.kmsPermissionMissing), from: .denials, detail: "{user} may not perform kms:{kms}"),
      ServerMessage(
        ["AccessDenied"], "User: {user} is not authorized to perform: kms:{kms}", .states(.kmsPermissionMissing),
        from: .denials, detail: "{user} may not perform kms:{kms}"),
    ]
    + ([
      ("because no identity-based policy allows the {allowed} action", .permissionMissing),
      ("with an explicit deny in an identity-based policy{tail}", .identityPolicyDenies),
      ("with an explicit deny in an identity-based policy", .identityPolicyDenies),
      ("because no resource-based policy allows the {allowed} action", .bucketPermissionMissing),
      ("with an explicit deny in a resource-based policy{tail}", .bucketPolicyDenies),
      ("with an explicit deny in a resource-based policy", .bucketPolicyDenies),
      ("because no service control policy allows the {allowed} action", .organizationPolicyDenies),
      ("with an explicit deny in a service control policy{tail}", .organizationPolicyDenies),
      ("with an explicit deny in a service control policy", .organizationPolicyDenies),
      ("because no resource control policy allows the {allowed} action", .organizationPolicyDenies),
      ("with an explicit deny in a resource control policy{tail}", .organizationPolicyDenies),
      ("with an explicit deny in a resource control policy", .organizationPolicyDenies),
      ("because no permissions boundary allows the {allowed} action", .permissionsBoundaryDenies),
      ("with an explicit deny in a permissions boundary{tail}", .permissionsBoundaryDenies),
      ("with an explicit deny in a permissions boundary", .permissionsBoundaryDenies),
      ("because no session policy allows the {allowed} action", .sessionPolicyDenies),
      ("with an explicit deny in a session policy{tail}", .sessionPolicyDenies),
      ("with an explicit deny in a session policy", .sessionPolicyDenies),
      ("because no VPC endpoint policy allows the {allowed} action", .endpointPolicyDenies),
      ("with an explicit deny in a VPC endpoint policy{tail}", .endpointPolicyDenies),
      ("with an explicit deny in a VPC endpoint policy", .endpointPolicyDenies),
      ("because public {what} by the {setting} setting in S3 Block Public Access", .publicAccessBlocked),
      ("with an explicit deny", .bucketPolicyDenies),
    ] as [(String, CauseCode)]).map { denied($0.0, $0.1) }
    + [
      ServerMessage(
        ["AccessDenied"], "User: {user} is not authorized to perform: {action}", .suggests(.permissionMissing),
        .suggests(.bucketPolicyDenies), from: .denials, detail: "{user} may not perform {action}"),
      ServerMessage(
        ["AccessDenied"], "Access Denied because object protected by object lock", .states(.objectLocked),
        from: .snapshot("test_delete_locked_object")),
      ServerMessage(
        ["InvalidRequest"], "Object is WORM protected and cannot be overwritten", .states(.objectLocked), from: .minio),
      ServerMessage(
        ["AccessDenied"],
        "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key",
        .states(.customerKeyOther), from: .snapshot("test_object_retrieval_sse_c")),
      ServerMessage(
        ["InvalidRequest"],
        "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object",
        .states(.customerKeyOther), from: .snapshot("test_copy_object_with_sse_c")),
      ServerMessage(
        ["InvalidRequest"], "The provided encryption parameters did not match the ones used originally",
        .states(.customerKeyOther), from: .snapshot("test_multipart_upload_sse_c_validation")),
      ServerMessage(
        ["InvalidRequest"],
        "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters",
        .states(.customerKeyOther), from: .snapshot("test_multipart_upload_sse_c_validation")),
      ServerMessage(
        ["InvalidArgument"],
        "Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm",
        .states(.customerKeyOther), from: .snapshot("test_put_object_validation_sse_c")),
      ServerMessage(
        ["InvalidArgument"],
        "Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key",
        .states(.customerKeyOther), from: .snapshot("test_put_object_validation_sse_c")),
      ServerMessage(
        ["InvalidArgument"],
        "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
        .states(.customerKeyOther), from: .snapshot("test_copy_object_with_sse_c")),
      ServerMessage(
        ["InvalidArgument"], "The calculated MD5 hash of the key did not match the hash that was provided",
        .states(.customerKeyOther), from: .snapshot("test_object_retrieval_sse_c")),
      ServerMessage(
        ["InvalidArgument"], "The secret key was invalid for the specified algorithm", .states(.customerKeyOther),
        from: .snapshot("test_object_retrieval_sse_c")),
      ServerMessage(
        ["AccessControlListNotSupported", "AccessDenied"], "The bucket does not allow ACLs", .states(.aclNotSupported),
        from: .gateway),
      ServerMessage(
        ["InvalidBucketAclWithObjectOwnership", "ErrInvalidBucketAclWithObjectOwnership"],
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting", .states(.aclNotSupported),
        from: .gateway),
      ServerMessage(
        ["InvalidRequest"], "Specifying both Canned ACLs and Header Grants is not allowed", .states(.aclNotSupported),
        from: .snapshot("test_s3_bucket_acl_exceptions"), detail: "x-amz-acl and x-amz-grant-* were both sent"),
      ServerMessage(
        ["AccessDenied", "InvalidRequest"],
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access",
        .states(.kmsPermissionMissing), from: .denials),
      ServerMessage(
        ["KMS.DisabledException"], "{arn} is disabled", .states(.kmsKeyUnusable),
        from: .snapshot("test_s3_sse_validate_kms_key_state"), detail: "{arn} is disabled"),
      ServerMessage(
        ["KMS.KMSInvalidStateException"], "{arn} is pending deletion", .states(.kmsKeyUnusable),
        from: .snapshot("test_s3_sse_validate_kms_key_state"), detail: "{arn} is pending deletion"),
      ServerMessage(
        ["KMS.NotFoundException"], "Key '{arn}' does not exist", .states(.kmsKeyUnusable),
        from: .snapshot("test_s3_sse_validate_kms_key"), detail: "{arn} does not exist"),
      ServerMessage(
        ["KMS.NotFoundException"], "Invalid keyId '{arn}'", .states(.kmsKeyUnusable),
        from: .snapshot("test_s3_sse_validate_kms_key"), detail: "the key ID {arn} is not valid"),
      ServerMessage(
        ["KMS.NotFoundException"], "Invalid arn {region}", .states(.kmsKeyUnusable),
        from: .snapshot("test_s3_sse_validate_kms_key"), detail: "the key is not in this region: {region}"),
      ServerMessage(
        ["AccessDenied"], "{user} does not have {action} access to the Google Cloud Storage {tail}",
        .states(.permissionMissing), from: .googleThread("Cloud Storage's response in several repositories"),
        detail: "{user} lacks {action}"),
      ServerMessage(
        ["AccessDenied", "Unauthorized"], "not entitled", .states(.permissionMissing),
        from: .backblazeThread("rclone/rclone #4689"),
        detail: "the application key lacks the capability, or is restricted to another bucket or prefix"),
      ServerMessage(
        ["AccessDenied"], "Forbidden: Operation is not allowed for this key", .states(.permissionMissing), from: .garage
      ),
      ServerMessage(
        ["AllAccessDisabled"], "All access to this bucket has been disabled", .states(.accountSuspended), from: .minio),
      ServerMessage(
        ["AllAccessDisabled"], "All access to this object has been disabled", .states(.accountSuspended),
        from: .errorResponses),
      ServerMessage(
        ["AccountProblem"],
        "There is a problem with your AWS account that prevents the operation from completing successfully",
        .states(.accountSuspended), from: .errorResponses),
      ServerMessage(
        ["NotSignedUp"], "Your account is not signed up for the Amazon S3 service", .states(.accountSuspended),
        from: .errorResponses),
      ServerMessage(
        ["QuotaExceeded", "XMinioAdminBucketQuotaExceeded"], "Your request was denied due to quota exceeded",
        .states(.quotaExceeded), from: .gateway),
      ServerMessage(
        ["AccessDenied"], "Access Denied", .suggests(.permissionMissing), .suggests(.bucketPolicyDenies),
        .suggests(.publicAccessBlocked), .suggests(.kmsPermissionMissing), from: .errorResponses,
        detail: "S3 gives no reason",
        hint:
          "Paste the request, or repeat it with the AWS CLI and the same access key. If the key belongs to the bucket's account, S3 names the policy that denies the action."
      ),
    ]

  private static let malformedXML =
    "S3 cannot parse the request's XML, or an element is missing, repeated, or has a value that S3 does not allow."

  /// What S3 says of requests that were understood, and could not be carried out.
  static let requests: [ServerMessage] = [
    ServerMessage(
      ["AccessForbidden"],
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      .states(.corsRejected), from: .recording("test_cors_match_headers")),
    ServerMessage(
      ["AccessForbidden"], "CORSResponse: CORS is not enabled for this bucket", .states(.corsRejected),
      from: .recording("test_cors_http_options_no_config")),
    ServerMessage(
      ["AccessForbidden"], "CORSResponse: This CORS request is not allowed{tail}", .states(.corsRejected),
      from: .recording("test_cors_match_headers")),
    ServerMessage(
      ["AccessForbidden"], "CORSResponse: Bucket not found",
      means: "there is no bucket of this name. Check the name and the endpoint.",
      from: .recording("test_cors_http_options_non_existent_bucket")),
    ServerMessage(
      ["BadRequest"], "Insufficient information. Origin request header needed", .states(.corsRejected),
      from: .recording("test_cors_http_options_no_config"), detail: "the preflight request has no Origin"),
    ServerMessage(
      ["InvalidArgument"], "Header value cannot be represented using ISO-8859-1", .states(.headerUnsupported),
      from: .recording("test_get_response_overrides_unicode_metadata_with_sig_s3"),
      detail: "the value of {@ArgumentName} has characters beyond Latin-1; encode it (filename*=UTF-8''…)"),
    ServerMessage(
      ["InvalidArgument"],
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates",
      means: "x-amz-tagging is malformed: write it as name=value pairs, percent-encoded, joined by &.",
      from: .recording("test_object_tagging_exc")),
    ServerMessage(
      ["InvalidArgument"], "Part number must be an integer between 1 and 10000, inclusive",
      means: "partNumber is not between 1 and 10000.", from: .recording("test_complete_multipart_parts_order")),
    ServerMessage(
      ["InvalidArgument"], "This operation does not accept partNumber without uploadId",
      means: "the query has partNumber but no uploadId.", from: .arguments),
    ServerMessage(
      ["InvalidArgument"], "You can only specify a copy source header for copy requests",
      means: "x-amz-copy-source was sent with a request that is not a copy.", from: .arguments),
    ServerMessage(
      ["InvalidArgument"], "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      means: "x-amz-copy-source is not BUCKET/KEY, percent-encoded.", from: .minio),
    ServerMessage(
      ["InvalidArgument"], "Invalid copy source object key",
      means: "x-amz-copy-source is not BUCKET/KEY, percent-encoded.",
      from: .snapshot("test_s3_copy_object_wrong_format")),
    ServerMessage(
      ["InvalidArgument"], "Invalid copy source encoding", means: "x-amz-copy-source is not percent-encoded UTF-8.",
      from: .arguments),
    ServerMessage(
      ["InvalidArgument"], "Invalid version id specified", means: "versionId is not a valid version ID of this object.",
      from: .snapshot("test_delete_object")),
    ServerMessage(
      ["InvalidArgument"], "Invalid Encoding Method specified in Request",
      means: "encoding-type has another value than url.",
      from: .snapshot("test_list_ops_encoding_type_validation[list_multipart_uploads]")),
    ServerMessage(
      ["InvalidPart"],
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag",
      means:
        "the list of parts names a part that was not uploaded, or another ETag. Read ETag from each part's response; a browser needs it in ExposeHeaders of the bucket's CORS rules.",
      from: .minio),
    ServerMessage(
      ["PreconditionFailed", "412"], "At least one of the pre-conditions you specified did not hold",
      means:
        "a conditional header (If-Match, If-None-Match) does not hold. The object was changed, or it exists already.",
      from: .recording("test_s3_copy_object_preconditions")),
    ServerMessage(
      ["OperationAborted", "ConditionalRequestConflict"],
      "The conditional request cannot succeed due to a conflicting operation against this resource",
      means: "another request changed the object at the same time. Repeat the upload.",
      from: .recording("test_multipart_if_match_with_delete")),
    ServerMessage(
      ["MalformedXML", "MalformedACLError"],
      "The XML you provided was not well-formed or did not validate against our published schema",
      means: malformedXML, from: .minio),
    ServerMessage(
      ["InvalidArgument"], "Argument {argument} must be an integer between 0 and 2147483647",
      means: "an argument is not an integer from 0 to 2147483647: {argument}.", from: .thread("brekkylab/backlot #192")),
    ServerMessage(
      ["BadRequest"], "Object tags cannot be greater than 10",
      means: "x-amz-tagging or the Tagging document has more than 10 tags.", from: .thread("boto/boto3 #1213")),
    ServerMessage(
      ["InvalidRequest"], "AllowedOrigin \"{origin}\" can not have more than one wildcard",
      means: "a CORS rule has an origin with more than one *: {origin}.", from: .thread("versity/versitygw #1870")),
    ServerMessage(
      ["MissingSecurityHeader"], "Your request was missing a required header", .states(.headerRequired),
      from: .snapshot("test_s3_bucket_acl_exceptions"), detail: "{@MissingHeaderName} is required"),
    ServerMessage(
      ["InvalidRequest"], "Missing required header for this request: {header}", .states(.headerRequired),
      from: .thread("request/request #2708"), detail: "{header} is required"),
    ServerMessage(
      ["InvalidArgument"],
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      means: "x-amz-copy-source-range is malformed: write bytes=FIRST-LAST.",
      from: .recording("test_upload_part_copy_range")),
    ServerMessage(
      ["InvalidArgument"], "Range specified is not valid for source object of size: {size}",
      means: "x-amz-copy-source-range ends after the end of the source object.",
      from: .recording("test_upload_part_copy_range")),
    ServerMessage(
      ["InvalidRequest"], "The specified copy range is invalid for the source object size",
      means: "x-amz-copy-source-range ends after the end of the source object.",
      from: .recording("test_upload_part_copy_range")),
    ServerMessage(
      ["InvalidRequest"], "Cannot specify both Range header and partNumber query parameter",
      means: "the request has both Range and partNumber.",
      from: .snapshot("test_get_object_part")),
    ServerMessage(
      ["InvalidRequest"], "You must specify at least one part",
      means: "CompleteMultipartUpload lists no part.",
      from: .recording("test_multipart_complete_multipart_too_small")),
    ServerMessage(
      ["InvalidRequest"],
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes",
      means: "the request copies an object to itself and changes nothing. Send x-amz-metadata-directive: REPLACE.",
      from: .snapshot("test_s3_copy_object_in_place")),
    ServerMessage(
      ["InvalidRequest"], "Bucket is missing Object Lock Configuration",
      means: "the bucket has no Object Lock, but the request uses it.",
      from: .snapshot("test_put_object_legal_hold_exc")),
    ServerMessage(
      ["InvalidArgument"], "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
      means: "one of x-amz-object-lock-mode and x-amz-object-lock-retain-until-date is missing.",
      from: .snapshot("test_bucket_config_default_retention")),
    ServerMessage(
      ["InvalidArgument"], "The retain until date must be in the future!",
      means: "x-amz-object-lock-retain-until-date is in the past.",
      from: .snapshot("test_s3_object_retention_exc")),
    ServerMessage(
      ["InvalidArgument"], "Unknown wormMode directive",
      means: "x-amz-object-lock-mode is neither GOVERNANCE nor COMPLIANCE.",
      from: .snapshot("test_s3_object_lock_mode_validation")),
    ServerMessage(
      ["InvalidArgument"], "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets",
      means: "the bucket has no Object Lock.",
      from: .snapshot("test_delete_object_with_no_locking")),
    ServerMessage(
      ["InvalidArgument"],
      "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
      means: "the request names a KMS key, but an encryption that does not use one. Use aws:kms, or leave the key out.",
      from: .snapshot("test_s3_default_bucket_encryption_exc")),
    ServerMessage(
      ["InvalidArgument"], "Argument value {region} is not a valid AWS Region",
      means: "AWS has no region of this name.",
      from: .snapshot("test_list_buckets_region_validation")),
    ServerMessage(
      ["InvalidArgument"], "The continuation token provided is incorrect",
      means: "S3 has not returned this continuation-token. Send NextContinuationToken of the last response unchanged.",
      from: .snapshot("test_list_objects_v2_continuation_start_after")),
    ServerMessage(
      ["InvalidArgument"], "A version-id marker cannot be specified without a key marker",
      means: "version-id-marker was sent without key-marker.",
      from: .snapshot("test_list_objects_versions_markers")),
    ServerMessage(
      ["InvalidArgument"], "Invalid uploadId marker",
      means: "S3 has not returned this upload-id-marker. Send NextUploadIdMarker of the last response unchanged.",
      from: .snapshot("test_list_multiparts_next_marker")),
    ServerMessage(
      ["InvalidArgument"], "Invalid id",
      means: "the ID of a grantee is not a canonical user ID.",
      from: .snapshot("test_s3_bucket_acl_exceptions")),
    ServerMessage(
      ["InvalidArgument"], "Invalid group uri",
      means: "the URI of a grantee's group is unknown.",
      from: .snapshot("test_s3_bucket_acl_exceptions")),
    ServerMessage(
      ["InvalidArgument"], "Argument format not recognized",
      means: "a grant header is malformed: write id=\"…\" or uri=\"…\".",
      from: .snapshot("test_s3_bucket_acl_exceptions")),
    ServerMessage(
      ["InvalidURI"], "Couldn't parse the specified URI", .states(.targetMalformed), from: .errorResponses,
      detail: "S3 cannot parse \"{@URI}\""),
    ServerMessage(
      ["InvalidURI"], "The specified URI couldn't be parsed", .states(.targetMalformed), from: .gateway),
    ServerMessage(
      ["InvalidRequest"], "Invalid UTF-8: {reason}", .states(.textNotUtf8), from: .garage),
    ServerMessage(
      ["403"], "Forbidden", .suggests(.permissionMissing), .suggests(.expired), .suggests(.unexplained),
      from: .snapshot("test_object_retrieval_sse_c"), detail: "the response to HEAD has no body, so S3 gives no reason",
      hint: "Repeat the request with GET: the body of its response says why S3 rejects it."),
    ServerMessage(
      ["404", "NotFound"], "Not Found",
      means: "there is no bucket or no object of this name. The response to HEAD does not say which.",
      from: .snapshot("test_create_bucket_head_bucket")),
    ServerMessage(
      ["400", "BadRequest"], "Bad Request", .suggests(.regionWrong), .suggests(.tokenMalformed),
      from: .snapshot("test_object_retrieval_sse_c"), detail: "the response to HEAD has no body, so S3 gives no reason",
      hint: "Repeat the request with GET: the body of its response says why S3 rejects it."),
    ServerMessage(
      ["301", "PermanentRedirect"], "Moved Permanently", .states(.bucketRedirect), from: .errorResponses,
      detail: "S3 names {@Endpoint|Region|x-amz-bucket-region|Location}"),
    ServerMessage(
      ["307", "TemporaryRedirect"], "Temporary Redirect", .states(.bucketRedirect), from: .errorResponses,
      detail: "S3 names {@Endpoint|Region|x-amz-bucket-region|Location}"),
    ServerMessage(
      ["405", "MethodNotAllowed"], "Method Not Allowed",
      means:
        "the resource does not support this method. Send a form with POST to the bucket, and a file with PUT to a key.",
      from: .snapshot("test_object_lock_delete_markers")),
    ServerMessage(
      ["412", "PreconditionFailed"], "Precondition Failed",
      means: "a conditional header (If-Match, If-None-Match) does not hold.",
      from: .recording("test_s3_get_object_preconditions[head_object]")),
    ServerMessage(
      ["304"], "Not Modified",
      means: "the object was not changed since the version that the request names. This is not an error.",
      from: .recording("test_s3_get_object_preconditions[get_object]")),
  ]

  /// Codes that say what is wrong whatever the message is.
  static let codesAlone: [ServerMessage] = [
    ServerMessage(
      ["RequestTimeTooSkewed"], nil, .states(.clockSkewed), from: .errorResponses,
      detail: "the request's time is {@RequestTime}, S3's is {@ServerTime}"),
    ServerMessage(["ExpiredToken", "TokenRefreshRequired"], nil, .states(.tokenExpired), from: .errorResponses),
    ServerMessage(
      ["ExpiredRequest"], nil, .states(.expired),
      from: Source(kind: .document, name: "https://developers.cloudflare.com/r2/api/error-codes", stores: [.cloudflare])
    ),
    ServerMessage(["InvalidToken"], nil, .suggests(.tokenMalformed), .suggests(.tokenOther), from: .errorResponses),
    ServerMessage(["InvalidAccessKeyId"], nil, .states(.accessKeyUnknown), from: .errorResponses, reading: .accessKey),
    ServerMessage(["SignatureVersionNotSupported"], nil, .states(.sigv2), from: .errorResponses),
    ServerMessage(["AccessControlListNotSupported"], nil, .states(.aclNotSupported), from: .errorResponses),
    ServerMessage(
      ["IllegalLocationConstraintException"], nil, .states(.locationConstraintOther), from: .errorResponses),
    ServerMessage(["InvalidRegionName", "InvalidRegion"], nil, .states(.regionWrong), from: .errorResponses),
    ServerMessage(
      ["PermanentRedirect", "TemporaryRedirect", "Redirect", "301", "307", "308"], nil, .states(.bucketRedirect),
      from: .errorResponses, detail: "S3 names {@Endpoint|Region|x-amz-bucket-region|Location}"),
    ServerMessage(
      ["EntityTooLarge", "EntityTooSmall"], nil, .states(.fileSize), from: .errorResponses, reading: .size),
    ServerMessage(["KeyTooLongError", "KeyTooLong"], nil, .states(.keyTooLong), from: .errorResponses),
    ServerMessage(
      ["InvalidObjectName"], nil, .suggests(.keyTooLong), from: .cephForm),
    ServerMessage(
      ["IncorrectNumberOfFilesInPostRequest"], nil, .suggests(.fileMissing), .suggests(.filesSeveral),
      from: .errorResponses),
    ServerMessage(["MalformedPOSTRequest"], nil, .states(.formMalformed), from: .errorResponses),
    ServerMessage(["RequestIsNotMultiPartContent"], nil, .states(.formNotMultipart), from: .errorResponses),
    ServerMessage(
      ["MaxPostPreDataLengthExceeded", "MaxPostPreDataLengthExceededError"], nil, .states(.formFieldsTooLarge),
      from: .errorResponses),
    ServerMessage(
      ["UserKeyMustBeSpecified"], nil, .suggests(.keyMissing), .suggests(.fieldAfterFile), from: .errorResponses),
    ServerMessage(
      ["InvalidBucketName"], nil, .states(.bucketNameInvalid), from: .errorResponses,
      detail: "the bucket is \"{@BucketName}\""),
    ServerMessage(["InvalidURI"], nil, .states(.targetMalformed), from: .errorResponses),
    ServerMessage(["InvalidChunkSizeError"], nil, .states(.chunkTooSmall), from: .errorResponses),
    ServerMessage(["MalformedTrailerError"], nil, .states(.trailerMalformed), from: .errorResponses),
    ServerMessage(["MissingContentLength"], nil, .states(.contentLengthMissing), from: .errorResponses),
    ServerMessage(["IncompleteBody"], nil, .states(.bodyIncomplete), from: .errorResponses),
    ServerMessage(
      ["XAmzContentSHA256Mismatch"], nil, .suggests(.bodyChanged), .suggests(.contentSha256Invalid),
      from: .errorResponses),
    ServerMessage(["XAmzContentChecksumMismatch"], nil, .states(.checksumOther), from: .minio),
    ServerMessage(
      ["BadDigest"], nil, .suggests(.checksumOther), .suggests(.contentMd5Other), from: .errorResponses),
    ServerMessage(
      ["InvalidDigest"], nil, .suggests(.contentMd5Malformed), .suggests(.checksumMalformed), from: .errorResponses),
    ServerMessage(["NotImplemented"], nil, .suggests(.headerUnsupported), from: .errorResponses, reading: .header),
    ServerMessage(
      ["AllAccessDisabled", "AccountProblem", "NotSignedUp", "OptInRequired", "InvalidPayer", "UserSuspended"], nil,
      .states(.accountSuspended), from: .errorResponses),
    ServerMessage(
      ["AccessForbidden", "NoSuchCORSConfiguration"], nil, .suggests(.corsRejected), from: .errorResponses),
    ServerMessage(
      [
        "KMS.DisabledException", "KMS.KMSInvalidStateException", "KMS.NotFoundException",
        "KMS.InvalidKeyUsageException",
      ],
      nil, .states(.kmsKeyUnusable), from: .errorResponses),
    ServerMessage(
      ["NoSuchBucket"], nil,
      means:
        "there is no bucket {BucketName}. Check its name and the endpoint. Check also where the URL names the bucket: in the host (BUCKET.HOST/KEY) or in the path (HOST/BUCKET/KEY).",
      from: .errorResponses),
    ServerMessage(
      ["NoSuchKey"], nil,
      means:
        "there is no object {Key}. Check how the key is encoded, and whether its upload has completed. The signature is not the problem.",
      from: .errorResponses),
    ServerMessage(
      ["NoSuchUpload"], nil,
      means: "the multipart upload was completed or aborted, or it never began. Check uploadId.", from: .errorResponses),
    ServerMessage(
      ["NoSuchVersion"], nil, means: "the object has no version of this ID. Check versionId.", from: .errorResponses),
    ServerMessage(
      ["SlowDown", "ServiceUnavailable", "Busy", "TooManyRequests", "RequestLimitExceeded", "503"], nil,
      means:
        "S3 is too busy. Retry with exponential backoff and jitter. S3 found nothing wrong with the request so far.",
      from: .errorResponses),
    ServerMessage(
      ["InternalError", "OperationAborted", "500", "502", "504"], nil,
      means: "the server failed. Retry with exponential backoff and jitter. The request may be right.",
      from: .errorResponses),
    ServerMessage(
      ["RequestTimeout"], nil,
      means:
        "the body did not arrive in time. Retry. Check the connection, and whether Content-Length is larger than the body.",
      from: .errorResponses),
    ServerMessage(
      ["MethodNotAllowed"], nil,
      means:
        "the resource does not support this method. Send a form with POST to the bucket, and a file with PUT to a key.",
      from: .errorResponses),
    ServerMessage(
      ["MetadataTooLarge"], nil, means: "the x-amz-meta-* headers or fields are larger than 2 KB.",
      from: .errorResponses),
    ServerMessage(
      ["InvalidObjectState"], nil, means: "the object is archived. Restore it first.", from: .errorResponses),
    ServerMessage(
      ["InvalidRange"], nil, means: "the range begins after the end of the object.", from: .errorResponses),
    ServerMessage(
      ["InvalidPartOrder", "InvalidPart"], nil,
      means: "the list of parts is not in order, or names a part that was not uploaded.", from: .errorResponses),
    ServerMessage(
      ["InvalidStorageClass"], nil, means: "the store does not know the storage class.", from: .errorResponses),
    ServerMessage(
      ["InvalidTag"], nil, means: "a tag's name or value is not valid.", from: .errorResponses),
    ServerMessage(
      ["BucketAlreadyExists", "BucketAlreadyOwnedByYou"], nil, means: "the bucket exists already.",
      from: .errorResponses),
    ServerMessage(
      [
        "NoSuchBucketPolicy", "NoSuchConfiguration", "NoSuchObjectLockConfiguration", "NoSuchTagSet",
        "ObjectLockConfigurationNotFoundError", "NoSuchLifecycleConfiguration", "NoSuchWebsiteConfiguration",
        "OwnershipControlsNotFoundError",
      ], nil, means: "the bucket or the object has no such configuration. The signature is not the problem.",
      from: .errorResponses),
    ServerMessage(
      ["BucketNotEmpty"], nil, means: "the bucket still has objects, versions or uploads.", from: .errorResponses),
    ServerMessage(
      ["InvalidBucketState"], nil, means: "the bucket's versioning or Object Lock does not allow the operation.",
      from: .errorResponses),
    ServerMessage(
      ["InvalidBucketOwnerAWSAccountID"], nil, means: "x-amz-expected-bucket-owner is not the ID of an AWS account.",
      from: .errorResponses),
    ServerMessage(
      ["InvalidEncryptionAlgorithmError"], nil,
      means: "x-amz-server-side-encryption is not AES256, aws:kms or aws:kms:dsse.",
      from: .errorResponses),
    ServerMessage(
      ["InvalidPartNumber"], nil, means: "the object has no part of this number.", from: .errorResponses),
    ServerMessage(["MalformedXML"], nil, means: malformedXML, from: .errorResponses),
    ServerMessage(
      ["RequestHeaderSectionTooLarge"], nil,
      means: "the request's headers are larger than 8192 bytes.", from: .errorResponses),
    ServerMessage(
      ["XMinioServerNotInitialized"], nil, means: "the MinIO server has not started yet. Retry.", from: .minio),
  ]
}
