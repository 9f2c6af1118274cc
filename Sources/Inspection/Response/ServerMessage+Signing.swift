import VideoSpec

// Messages about how a request is signed: the credential's scope, the Authorization header, the parameters, the time, the keys.

extension ServerMessage {
  static let headerCodes: [Text] = ["AuthorizationHeaderMalformed", "AuthorizationParametersError"]
  static let queryCodes: [Text] = ["AuthorizationQueryParametersError", "AuthorizationParametersError"]
  static let anyArgument: [Text] = ["InvalidArgument", "InvalidRequest", "BadRequest"]

  /// The three beginnings of a message about the credential: in a header, in a URL and in a form.
  private static func scope(
    _ pattern: String, _ claims: [Claim], detail: String? = nil, hint: String? = nil
  ) -> [ServerMessage] {
    let beginnings: [([Text], String, Source)] = [
      (headerCodes + anyArgument, "The authorization header is malformed; ", .headerErrors),
      (queryCodes + anyArgument, "Error parsing the X-Amz-Credential parameter; ", .queryErrors),
      (anyArgument, "", .postErrors),
    ]
    return beginnings.map { codes, beginning, source in
      var row = ServerMessage(codes, beginning + pattern, from: source, detail: detail, hint: hint)
      row.claims = claims
      return row
    }
  }

  static let scopes: [ServerMessage] =
    scope(
      "the region '{region}' is wrong; expecting '{expected}'", [.states(.regionWrong)],
      detail: "signed for the region '{region}'; the store expects '{expected}'")
    + scope(
      "a non-empty region must be provided in the credential", [.states(.regionWrong)],
      detail: "the region in the credential is empty")
    + scope(
      "incorrect service '{service}'. This endpoint belongs to '{expected}'", [.states(.serviceWrong)],
      detail: "signed for the service '{service}'; the store is '{expected}'")
    + scope(
      "incorrect terminal '{terminal}'. This endpoint uses 'aws4_request'", [.states(.credentialMalformed)],
      detail: "the credential ends with '{terminal}' instead of 'aws4_request'")
    + scope(
      "incorrect date format '{format}'. This date in the credential must be in the format 'yyyyMMdd'",
      [.states(.credentialMalformed)], detail: "the date in the credential is '{format}' instead of YYYYMMDD")
    + scope(
      "the Credential is mal-formed; expecting '<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request'",
      [.states(.credentialMalformed)])
    + scope(
      "a non-empty Access Key (AKID) must be provided in the credential", [.states(.credentialsEmpty)],
      detail: "the access key in the credential is empty")
    + [
      ServerMessage(
        headerCodes, "The authorization header is malformed; the region is wrong; expecting '{expected}'",
        .states(.regionWrong), from: .minio, detail: "the store expects the region '{expected}'"),
      ServerMessage(
        headerCodes, "The authorization header is malformed; the region '{region}' is wrong", .states(.regionWrong),
        from: .thread("aws/aws-sdk-js #2529"), detail: "signed for the region '{region}'"),
      ServerMessage(
        queryCodes, "Error parsing the X-Amz-Credential parameter; the region is wrong;", .states(.regionWrong),
        from: .minio),
      ServerMessage(
        queryCodes,
        "Error parsing the Credential/X-Amz-Credential parameter; incorrect service. This endpoint belongs to '{expected}'",
        .states(.serviceWrong), from: .minio, detail: "the store is '{expected}'"),
      ServerMessage(
        queryCodes, "Error parsing the Credential parameter; incorrect service. This endpoint belongs to '{expected}'",
        .states(.serviceWrong), from: .minio, detail: "the endpoint is '{expected}'"),
      ServerMessage(
        queryCodes,
        "Error parsing the X-Amz-Credential parameter; incorrect terminal. This endpoint uses 'aws4_request'",
        .states(.credentialMalformed), from: .minio),
      ServerMessage(
        headerCodes + ["AccessDenied"],
        "Authorization header malformed, unexpected scope: '{scope}', expected: '{expected}'",
        .states(.regionWrong), from: .garage, detail: "the scope is '{scope}'; the store expects '{expected}'"),
      ServerMessage(
        headerCodes + ["AccessDenied", "InvalidRequest"],
        "Authorization header malformed, unexpected scope: {scope}, expected: {expected}",
        .states(.regionWrong), from: .garage, detail: "the scope is {scope}; the store expects {expected}"),
      ServerMessage(
        headerCodes + ["AccessDenied", "InvalidRequest"], "Authorization header malformed, unexpected scope: {scope}",
        .states(.regionWrong), from: .garage, detail: "the scope is {scope}; the store's region is another"),
      ServerMessage(
        ["AuthorizationQueryParametersError", "AuthorizationHeaderMalformed", "AuthorizationParametersError"],
        "Invalid credential date '{date}'. This date is not the same as X-Amz-Date: '{other}'",
        .states(.localScopeDate), .suggests(.weekYearDates), from: .queryErrors,
        detail: "the credential has the date {date}, X-Amz-Date has {other}"),
      ServerMessage(
        ["AuthorizationQueryParametersError", "AuthorizationHeaderMalformed", "AuthorizationParametersError"],
        "Invalid credential date. Date is not the same as X-Amz-Date",
        .states(.localScopeDate),
        .suggests(.weekYearDates), from: .thread("ml-archive/storage #68")),
      ServerMessage(
        headerCodes,
        "The authorization header is malformed; Invalid credential date '{date}'. This date is not the same as X-Amz-Date: '{other}'",
        .states(.localScopeDate), .suggests(.weekYearDates), from: .headerErrors,
        detail: "the credential has the date {date}, X-Amz-Date has {other}"),
      ServerMessage(
        headerCodes,
        "The authorization header is malformed; Invalid credential date. Date is not the same as X-Amz-Date",
        .states(.localScopeDate), .suggests(.weekYearDates), from: .headerErrors),
      ServerMessage(
        ["SignatureDoesNotMatch"],
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP",
        .states(.localScopeDate), .suggests(.weekYearDates), from: .gateway),
      ServerMessage(
        ["SignatureDoesNotMatch"], "Credential should be scoped with a valid terminator: 'aws4_request'",
        .states(.credentialMalformed), from: .gateway),
      ServerMessage(
        ["SignatureDoesNotMatch"], "Credential should be scoped to correct service: {expected}", .states(.serviceWrong),
        from: .gateway, detail: "the store is {expected}"),
      ServerMessage(
        ["SignatureDoesNotMatch"], "Credential should be scoped to a valid region, not '{region}'",
        .states(.regionWrong),
        from: .threads("AWS's services, quoted by apache/apisix"), detail: "signed for the region '{region}'"),
      ServerMessage(
        ["SignatureDoesNotMatch"], "Credential should be scoped to a valid region", .states(.regionWrong),
        from: .threads("aws-observability/aws-rum-web #881")),
      ServerMessage(
        ["InvalidRequest"], "Missing Credential field for this request", .states(.authorizationMalformed), from: .minio),
    ]

  static let authorizations: [ServerMessage] = [
    ServerMessage(
      headerCodes, "The authorization header is malformed; missing {component}", .states(.authorizationMalformed),
      from: .headerErrors, detail: "{component} is missing"),
    ServerMessage(
      headerCodes,
      "The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature",
      .states(.authorizationMalformed), from: .headerErrors),
    ServerMessage(
      headerCodes, "The authorization header is malformed; the authorization component '{component}' is malformed",
      .states(.authorizationMalformed), from: .headerErrors, detail: "the part \"{component}\" cannot be parsed"),
    ServerMessage(
      headerCodes, "Authorization header is malformed; the authorization component '{component}' is malformed",
      .states(.authorizationMalformed), from: .backblazeThread("backblaze-b2-samples/b2-browser-upload #3"),
      detail: "the part \"{component}\" cannot be parsed"),
    ServerMessage(
      headerCodes + ["InvalidArgument"], "The authorization header that you provided is not valid",
      .states(.authorizationMalformed), from: .errorResponses),
    ServerMessage(
      ["InvalidArgument"], "Authorization header is invalid -- one and only one ' ' (space) required",
      .states(.authorizationMalformed), from: .arguments),
    ServerMessage(
      ["AccessDenied", "InvalidArgument"], "Signature header missing Signature field", .states(.authorizationMalformed),
      from: .minio),
    ServerMessage(
      ["InvalidArgument"], "Signature header missing SignedHeaders field", .states(.authorizationMalformed),
      from: .minio),
    ServerMessage(["MissingFields"], "Missing fields in request", .states(.authorizationMalformed), from: .minio),
    ServerMessage(
      anyArgument, "Unsupported Authorization Type", .states(.authorizationUnsupported),
      from: .thread("versity/versitygw #1512"), detail: "the header is \"{@ArgumentValue}\""),
    ServerMessage(
      anyArgument,
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
      .states(.twoAuthMechanisms), from: .thread("catalyst/moodle-tool_objectfs #303")),
    ServerMessage(
      ["InvalidRequest"], "request has multiple authentication types, please use one", .states(.twoAuthMechanisms),
      from: .minioAuthentication,
      detail: "the server also counts Content-Type: multipart/form-data as a second way, that of a signed form"),
    ServerMessage(
      anyArgument, "Only one auth mechanism allowed", .states(.twoAuthMechanisms),
      from: .thread("catalyst/moodle-tool_objectfs #303")),
    ServerMessage(
      anyArgument, "Only one auth mechanism allowed{tail}", .states(.twoAuthMechanisms),
      from: .thread("catalyst/moodle-tool_objectfs #303")),
    ServerMessage(
      ["InvalidRequest"], "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256",
      .states(.sigv2), from: .minio),
    ServerMessage(
      ["InvalidRequest", "SignatureVersionNotSupported"],
      "The authorization mechanism that you provided is not supported. Please use {algorithm}",
      .states(.sigv2), from: .errorResponses),
    ServerMessage(
      ["InvalidRequest", "SignatureVersionNotSupported"],
      "The authorization mechanism you have provided is not supported. Please use Signature Version 4", .states(.sigv2),
      from: .errorResponses),
    ServerMessage(
      ["Unauthorized"], "SigV2 authorization is not supported. Please use SigV4 instead", .states(.sigv2),
      from: .cloudflareThread("vastsa/FileCodeBox #95")),
    ServerMessage(
      ["InvalidArgument"],
      "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4",
      .states(.sigv2), from: .threads("aws/aws-cli, awscli/customizations/s3errormsg.py")),
    ServerMessage(
      ["AccessDenied"], "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
      .states(.parameterMissing), from: .recording("test_s3_put_presigned_url_missing_sig_param[s3]")),
    ServerMessage(
      queryCodes,
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters",
      .states(.parameterMissing), from: .recording("test_s3_put_presigned_url_missing_sig_param[s3v4]")),
    ServerMessage(
      queryCodes, "X-Amz-Algorithm only supports '{expected}'", .states(.algorithmUnknown), from: .queryErrors),
    ServerMessage(
      anyArgument + queryCodes, "Only AWS4-HMAC-SHA256 is supported", .states(.algorithmUnknown), from: .arguments,
      detail: "the algorithm is \"{@ArgumentValue}\""),
    ServerMessage(
      ["InvalidRequest"],
      "Error creating s3 auth info. The request may not be signed using AWS V4 signing algorithm, or might be invalid",
      .suggests(.sigv2), .suggests(.authorizationMalformed), from: .threads("apache/ozone #4473")),
    ServerMessage(
      ["AccessDenied"], "There were headers present in the request which were not signed", .states(.unsignedAmzHeader),
      from: .recording("test_put_object_with_md5_and_chunk_signature_bad_headers[s3v4-True]"),
      reading: .headersNotSigned),
    ServerMessage(
      ["InvalidRequest"], "Bad request: Header 'Host' should be signed", .states(.hostUnsigned), from: .garage),
    ServerMessage(
      ["InvalidRequest"], "Bad request: Header '{header}' should be signed", .states(.unsignedAmzHeader), from: .garage,
      detail: "not signed: {header}"),
    ServerMessage(
      ["InvalidRequest"], "Bad request: signed header '{header}' is not present", .states(.headerNotSent),
      from: .garage,
      detail: "signed but not sent: {header}"),
    ServerMessage(
      ["InvalidRequest"], "Bad request: Could not find {component} in Authorization field",
      .states(.authorizationMalformed), from: .garage, detail: "{component} is missing"),
    ServerMessage(
      ["InvalidRequest"], "Bad request: Unsupported authorization method", .states(.authorizationUnsupported),
      from: .garage),
    ServerMessage(
      ["InvalidRequest"], "Bad request: duplicate query parameter: '{parameter}'", .states(.parameterDuplicated),
      from: .garage, detail: "{parameter} is there twice"),
    ServerMessage(
      ["InvalidRequest"], "Bad request: Missing X-Amz-Date field", .states(.dateMissing), from: .garage),
    ServerMessage(
      ["InvalidRequest"], "Bad request: Missing X-Amz-Content-Sha256 field", .states(.contentSha256Missing),
      from: .garage),
    ServerMessage(
      ["MalformedSecurityHeader"], "Header was included in signedheaders, but not in the request",
      .states(.headerNotSent), from: .googleThread("XML API's response in several repositories"),
      detail: "signed but not sent: {@ParameterName}"),
    ServerMessage(
      ["InvalidRequest"], "Signed request requires setting up SeaweedFS S3 authentication", .states(.accessKeyUnknown),
      from: Source(kind: .code, name: "seaweedfs/seaweedfs, weed/s3api/s3err", stores: [.seaweed])),
  ]

  static let times: [ServerMessage] = [
    ServerMessage(
      ["AccessDenied", "InvalidRequest", "MissingDateHeader"],
      "AWS authentication requires a valid Date or x-amz-date header",
      .suggests(.dateMalformed), .suggests(.dateMissing), from: .thread("hubrick/vertx-s3-client #5"),
      hint: "Paste the request's headers: they show whether the date is missing or malformed."),
    ServerMessage(
      queryCodes + ["AccessDenied"], "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
      .states(.dateMalformed), from: .thread("JustinM1/S3SignerAWS #12")),
    ServerMessage(
      anyArgument, "X-Amz-Date must be formated via ISO8601 Long format", .states(.dateMalformed), from: .arguments,
      detail: "x-amz-date is \"{@ArgumentValue}\""),
    ServerMessage(
      anyArgument, "X-Amz-Date must be formatted via ISO8601 Long format", .states(.dateMalformed), from: .arguments,
      detail: "x-amz-date is \"{@ArgumentValue}\""),
    ServerMessage(
      ["MalformedDate"], "Invalid date format header, expected to be in ISO8601, RFC1123 or RFC1123Z time format",
      .states(.dateMalformed), from: .minio),
    ServerMessage(
      queryCodes, "X-Amz-Expires should be a number", .states(.expiresMalformed), from: .queryErrors),
    ServerMessage(queryCodes, "X-Amz-Expires must be non-negative", .states(.expiresMalformed), from: .queryErrors),
    ServerMessage(
      queryCodes,
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
      .states(.expiresMalformed), from: .queryErrors),
    ServerMessage(
      ["AccessDenied", "ExpiredRequest"], "Request has expired", .states(.expired),
      from: .recording("test_presigned_url_signature_authentication_expired[s3v4-False]"),
      detail: "the URL expired at {@Expires}"),
    ServerMessage(
      ["AccessDenied"], "Request has expired.{tail}", .states(.expired), from: .minio),
    ServerMessage(
      ["AccessDenied", "ExpiredToken"], "Request signature expired at: {time}", .states(.expired),
      from: .googleThread("XML API's response in several repositories"), detail: "the URL expired at {time}"),
    ServerMessage(
      ["AccessDenied"], "Request is not yet valid", .states(.notYetValid), from: .thread("minio/minio #2638")),
    ServerMessage(["AccessDenied"], "Request is not valid yet", .states(.notYetValid), from: .minio),
    ServerMessage(
      ["RequestTimeTooSkewed", "AccessDenied"],
      "The difference between the request time and the current time is too large", .states(.clockSkewed),
      from: .thread("aws/aws-sdk-php #612"), detail: "the request's time is {@RequestTime}, S3's is {@ServerTime}"),
    ServerMessage(
      ["RequestTimeTooSkewed", "AccessDenied"],
      "The difference between the request time and the server's time is too large", .states(.clockSkewed), from: .minio,
      detail: "the request's time is {@RequestTime}, S3's is {@ServerTime}"),
    ServerMessage(
      ["SignatureDoesNotMatch"], "Signature expired: {time} is now earlier than {other}", .states(.clockSkewed),
      from: .threads("AWS STS's response in aws/aws-sdk-js"),
      detail: "the request's time is {time}, the limit is {other}"),
    ServerMessage(
      ["SignatureDoesNotMatch"], "Signature not yet current: {time} is still later than {other}", .states(.clockSkewed),
      from: .threads("AWS STS's response in aws/aws-sdk-js"),
      detail: "the request's time is {time}, the limit is {other}"),
    ServerMessage(["InvalidRequest"], "Bad request: Date is too old", .states(.clockSkewed), from: .garage),
    ServerMessage(["InvalidRequest"], "Bad request: Invalid date", .states(.dateMalformed), from: .garage),
  ]

  /// The signature is wrong, and the message does not say why.
  static let mismatches: [ServerMessage] = [
    ServerMessage(
      ["SignatureDoesNotMatch"],
      "The request signature we calculated does not match the signature you provided. Check your key and signing method",
      from: .recording("test_presigned_url_signature_authentication[s3v4-False]"), reading: .signature),
    ServerMessage(
      ["SignatureDoesNotMatch"],
      "The request signature that we calculated does not match the signature that you provided. Check your AWS secret access key and signing method. For more information, see {tail}",
      from: .errorResponses, reading: .signature),
    ServerMessage(
      ["SignatureDoesNotMatch"],
      "The request signature we calculated does not match the signature you provided. Check your Google secret key and signing method",
      from: .googleThread("Cloud Storage's XML API"), reading: .signature),
    ServerMessage(
      ["SignatureDoesNotMatch"], "Invalid argument", .suggests(.checksumUnsupported), .suggests(.streamingUnsupported),
      from: .googleThread("henrysher/duplicity #34"), detail: "the store cannot read the body with its checksum",
      reading: .signature),
    ServerMessage(
      ["SignatureDoesNotMatch"], "Signature validation failed",
      from: .backblazeThread("backblaze-b2-samples/cloudflare-b2 #5"), reading: .signature),
    ServerMessage(
      ["AccessDenied", "SignatureDoesNotMatch"], "Forbidden: Invalid signature", .suggests(.unexplained), from: .garage,
      reading: .signature),
    ServerMessage(
      ["AccessDenied", "SignatureDoesNotMatch"], "Response: error 403 Forbidden, Forbidden: Invalid signature",
      .suggests(.unexplained), from: .garage, reading: .signature),
    ServerMessage(["SignatureDoesNotMatch"], nil, from: .errorResponses, reading: .signature),
  ]

  static let credentials: [ServerMessage] = [
    ServerMessage(
      ["ExpiredToken", "TokenRefreshRequired"], "The provided token has expired", .states(.tokenExpired),
      from: .thread("boto/boto3 #2392")),
    ServerMessage(
      ["ExpiredToken", "TokenRefreshRequired"], "The provided token must be refreshed", .states(.tokenExpired),
      from: .errorResponses),
    ServerMessage(
      ["ExpiredToken", "ExpiredTokenException"], "The security token included in the request is expired",
      .states(.tokenExpired), from: .errorResponses),
    ServerMessage(
      ["InvalidToken"], "The provided token is malformed or otherwise invalid", .suggests(.tokenMalformed),
      .suggests(.tokenOther), from: .errorResponses,
      hint: "Paste the URL or the request's headers: they show whether the token is malformed."),
    ServerMessage(
      ["InvalidToken", "InvalidClientTokenId"], "The security token included in the request is invalid",
      .suggests(.tokenMalformed), .suggests(.tokenOther), from: .errorResponses),
    ServerMessage(
      ["InvalidTokenId"], "The security token included in the request is invalid", .suggests(.tokenOther),
      .suggests(.tokenMalformed), from: .minio),
    ServerMessage(
      ["InvalidAccessKeyId"], "The AWS Access Key Id you provided does not exist in our records",
      .states(.accessKeyUnknown),
      from: .thread("aws/aws-sdk-js #3878"), reading: .accessKey),
    ServerMessage(
      ["InvalidAccessKeyId"], "The AWS access key ID that you provided does not exist in our records",
      .states(.accessKeyUnknown), from: .errorResponses, reading: .accessKey),
    ServerMessage(
      ["InvalidAccessKeyId"], "The Access Key Id you provided does not exist in our records",
      .states(.accessKeyUnknown),
      from: .minio, reading: .accessKey),
    ServerMessage(
      ["InvalidAccessKeyId"], "Malformed Access Key Id", .states(.accessKeyUnknown),
      from: .backblazeThread("muxinc/next-video #216"),
      detail: "the access key does not have the form of an application key's ID; the master key cannot be used"),
    ServerMessage(
      ["InvalidAccessKeyId"], "The key '{key}' is not valid", .states(.accessKeyUnknown),
      from: .backblazeThread("peak/s5cmd #269"),
      detail: "the key is unknown at this endpoint; each account has one endpoint"),
    ServerMessage(
      ["AccessDenied"], "Forbidden: No such key: {key}", .states(.accessKeyUnknown), from: .garage),
    ServerMessage(
      ["InvalidArgument", "Unauthorized"], "Credential access key has length {size}, should be {expected}",
      .states(.accessKeyUnknown), from: .cloudflareThread("several threads"),
      detail: "the access key has {size} characters instead of {expected}: it is not one of R2's"),
    ServerMessage(
      ["InvalidSecurity"], "Incorrect Authorization header", .suggests(.accessKeyUnknown),
      .suggests(.authorizationMalformed), from: .googleThread("s3fs-fuse/s3fs-fuse #179"),
      hint:
        "Use an HMAC key from the interoperability settings of Cloud Storage. Google accepts no OAuth client ID as access key."
    ),
    ServerMessage(
      ["InvalidSecurity"], "The provided security credentials are not valid", .suggests(.accessKeyUnknown),
      .suggests(.tokenOther), from: .errorResponses),
    ServerMessage(
      ["InvalidAccessKeyId", "AccessDenied"], "Bad access key / signature", .suggests(.accessKeyUnknown),
      from: .cephForm),
    ServerMessage(
      ["AccessDenied"], "No secret key for matching access key", .states(.accessKeyUnknown), from: .cephForm),
  ]

  static let regions: [ServerMessage] = [
    ServerMessage(
      ["SignatureDoesNotMatch", "AuthorizationHeaderMalformed", "InvalidRequest"],
      "Authentication region name '{region}' is incorrect", .states(.regionWrong),
      from: .oracleThread("minio/minio #5304"), detail: "signed for the region '{region}'"),
    ServerMessage(
      ["SignatureDoesNotMatch", "AuthorizationHeaderMalformed", "InvalidRequest"],
      "Authentication region name'{region}' is incorrect", .states(.regionWrong),
      from: .oracleThread("minio/minio #5304"), detail: "signed for the region '{region}'"),
    ServerMessage(
      ["SignatureDoesNotMatch", "InvalidAccessKeyId", "AccessDenied"],
      "The secret key required to complete authentication could not be found. The region must be specified if this is not the home region for the tenancy",
      .suggests(.regionWrong), .suggests(.accessKeyUnknown),
      from: .oracleThread("Oracle's response in several threads"),
      detail: "the store does not know the key in this region", reading: .signature),
    ServerMessage(
      ["SignatureDoesNotMatch"], "The required information to complete authentication was not provided",
      .suggests(.regionWrong), .suggests(.authorizationMalformed), from: .oracleThread("minio/minio-js #866"),
      detail: "the store cannot read the authentication; it needs its own region in the credential",
      reading: .signature),
    ServerMessage(
      ["BucketRegionError"], "incorrect region, the bucket is not in '{region}' region{tail}",
      .states(.bucketRedirect), from: .threads("AWS SDK for Go, s3/bucket_location.go"),
      detail: "the bucket is not in {region}"),
    ServerMessage(
      ["PermanentRedirect"],
      "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint",
      .states(.bucketRedirect), from: .errorResponses,
      detail: "the bucket's endpoint is {@Endpoint|Region|x-amz-bucket-region|Location}"),
    ServerMessage(
      ["PermanentRedirect"],
      "The bucket that you are attempting to access must be addressed using the specified endpoint. Send all future requests to this endpoint",
      .states(.bucketRedirect), from: .errorResponses,
      detail: "the bucket's endpoint is {@Endpoint|Region|x-amz-bucket-region|Location}"),
    ServerMessage(
      ["TemporaryRedirect", "Redirect"],
      "Please re-send this request to the specified temporary endpoint. Continue to use the original request endpoint for future requests",
      .states(.bucketRedirect), from: .errorResponses,
      detail: "the bucket's endpoint is {@Endpoint|Region|x-amz-bucket-region|Location}"),
    ServerMessage(
      ["IllegalLocationConstraintException"],
      "The {constraint} location constraint is incompatible for the region specific endpoint this request was sent to",
      .states(.locationConstraintOther), from: .snapshot("test_different_location_constraint"),
      detail: "the bucket is in, or was requested in, {constraint}; the endpoint is another region's"),
    ServerMessage(
      ["InvalidLocationConstraint"], "The specified location-constraint is not valid",
      .states(.locationConstraintOther),
      from: .errorResponses, detail: "the location constraint is \"{@LocationConstraint}\""),
    ServerMessage(
      ["InvalidLocationConstraint"], "The specified location constraint is not valid",
      .states(.locationConstraintOther),
      from: .errorResponses),
    ServerMessage(
      ["InvalidRegion", "InvalidRegionName"], "Region does not match", .states(.regionWrong), from: .minio),
    ServerMessage(
      ["InvalidRegionName"], "The region name '{region}' is not valid. Must be one of: {regions}",
      .states(.regionWrong),
      from: .cloudflareThread("Cloudflare's response in several repositories"),
      detail: "signed for the region '{region}'; R2 knows {regions}"),
    ServerMessage(
      ["301", "301 Moved Permanently", "PermanentRedirect"],
      "The bucket is in this region: {expected}. Please use this region to retry the request", .states(.bucketRedirect),
      from: .threads("AWS SDK for Java: aws/aws-sdk-java"), detail: "the bucket is in {expected}"),
  ]
}
