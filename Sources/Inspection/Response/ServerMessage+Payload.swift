import VideoSpec

// Messages about the body: its hash, its checksums, its length and its chunks.

extension ServerMessage {
  static let payloads: [ServerMessage] = [
    ServerMessage(
      anyArgument + ["XAmzContentSHA256Mismatch"], "x-amz-content-sha256 must be {values}",
      .states(.contentSha256Invalid),
      from: .thread("versity/versitygw #1352"), detail: "x-amz-content-sha256 is \"{@ArgumentValue}\""),
    ServerMessage(
      ["XAmzContentSHA256Mismatch"], "The provided 'x-amz-content-sha256' header does not match what was computed",
      .states(.bodyChanged), from: .thread("s3tools/s3cmd #812"),
      detail: "signed was {@ClientComputedContentSHA256}, S3 computed {@S3ComputedContentSHA256}"),
    ServerMessage(
      ["XAmzContentSHA256Mismatch", "SignatureDoesNotMatch", "InvalidRequest", "InvalidArgument"],
      "invalid header: x-amz-content-sha256{tail}", .states(.contentSha256Invalid), from: .s3s),
    ServerMessage(
      ["XAmzContentSHA256Mismatch"], "invalid header{tail}", .states(.contentSha256Invalid),
      from: .s3s),
    ServerMessage(
      ["XAmzContentSHA256Mismatch"], "invalid header", .states(.contentSha256Invalid),
      from: .s3s),
    ServerMessage(
      ["InvalidRequest"], "Missing required header for this request: x-amz-content-sha256",
      .states(.contentSha256Missing), from: .thread("awslabs/aws-sdk-rust #291")),
    ServerMessage(
      ["InvalidRequest"], "Bad request: Invalid content sha256 hash", .states(.contentSha256Invalid), from: .garage),
    ServerMessage(
      ["InvalidRequest"], "Bad request: invalid or unsupported x-amz-content-sha256", .states(.contentSha256Invalid),
      from: .garage),
    ServerMessage(
      ["InvalidArgument"],
      "aws-chunked encoding is not supported when x-amz-content-sha256 UNSIGNED-PAYLOAD is supplied",
      .states(.streamingUndeclared), from: .arguments),
    ServerMessage(
      ["NotImplemented", "InvalidRequest"], "STREAMING-{algorithm} not implemented", .states(.streamingUnsupported),
      from: .cloudflareThread("gaul/s3proxy #783"),
      detail: "the store does not support STREAMING-{algorithm}"),
    ServerMessage(
      ["NotImplemented", "InvalidRequest"],
      "Transferring payloads in multiple chunks using aws-chunked is not supported", .states(.streamingUnsupported),
      from: Source(kind: .code, name: "openstack/swift, swift/common/middleware/s3api", stores: [.swift]),
      detail: "the store does not take bodies in aws-chunked"),
    ServerMessage(
      ["InvalidArgument", "InvalidRequest"],
      "aws-chunked encoding is not supported with the specified x-amz-content-sha256 value",
      .states(.streamingUnsupported),
      from: Source(kind: .otherThread, name: "Alibaba Cloud's response in several repositories", stores: [.alibaba]),
      detail: "the store does not take bodies in aws-chunked"),
    ServerMessage(
      ["BadRequest", "NotImplemented", "InvalidRequest", "InvalidArgument"], "trailing checksum is not supported",
      .states(.trailerUnsupported), from: .threads("vmware-tanzu/velero #8742"),
      detail: "the store does not take checksums in trailers"),
    ServerMessage(
      ["InvalidChunkSizeError"], "Only the last chunk is allowed to have a size less than 8192 bytes",
      .states(.chunkTooSmall), from: .thread("aws/aws-sdk-cpp #3132")),
    ServerMessage(
      ["MalformedTrailerError"],
      "The request contained trailing data that was not well-formed or did not conform to our published schema",
      .states(.trailerMalformed), from: .thread("versity/versitygw #1600")),
    ServerMessage(
      ["InvalidRequest"], "The value specified in the x-amz-trailer header is not supported",
      .states(.trailerUnsupported),
      from: .thread("versity/versitygw #1161")),
    ServerMessage(
      ["IncompleteBody"], "You did not provide the number of bytes specified by the Content-Length HTTP header",
      .states(.bodyIncomplete), from: .minio,
      detail: "S3 expected {@NumberBytesExpected} bytes and received {@NumberBytesProvided}"),
    ServerMessage(
      ["IncompleteBody"], "The request body terminated unexpectedly", .states(.bodyIncomplete),
      from: .thread("versity/versitygw #1660")),
    ServerMessage(
      ["IncompleteBody"], "The request body ended unexpectedly", .states(.bodyIncomplete), from: .errorResponses),
    ServerMessage(
      ["MissingContentLength"], "You must provide the Content-Length HTTP header", .states(.contentLengthMissing),
      from: .minio),
    ServerMessage(["MissingRequestBodyError"], "Request body is empty", .states(.bodyMissing), from: .minio),
    ServerMessage(
      ["RequestTimeout"],
      "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed",
      means:
        "the body did not arrive in time. Retry. Check the connection, and whether Content-Length is larger than the body.",
      from: .errorResponses),
    ServerMessage(
      ["UnexpectedContent"], "This request does not support content",
      means: "the request has a body, but this operation takes none. Check the method and the query.",
      from: .snapshot("test_s3_bucket_acl_exceptions")),
    ServerMessage(
      ["EntityTooLarge"], "Your proposed upload exceeds the maximum allowed size", .states(.fileSize),
      from: .recording("test_post_object_policy_validation_size"), reading: .size),
    ServerMessage(
      ["EntityTooSmall"], "Your proposed upload is smaller than the minimum allowed size", .states(.fileSize),
      from: .recording("test_post_object_policy_validation_size"), reading: .size),
    ServerMessage(
      ["EntityTooLarge"], "Your proposed upload exceeds the maximum allowed object size", .states(.fileSize),
      from: .minio,
      reading: .size),
    ServerMessage(
      ["EntityTooSmall"], "Your proposed upload is smaller than the minimum allowed object size", .states(.fileSize),
      from: .minio, reading: .size),
    ServerMessage(
      ["EntityTooLarge"],
      "Your proposed upload is larger than the maximum object size specified in your Policy Document",
      .states(.fileSize), from: .googleThread("Cloud Storage's XML API"), reading: .size),
    ServerMessage(
      ["MetadataTooLarge"], "Your metadata headers exceed the maximum allowed metadata size",
      means: "the x-amz-meta-* headers or fields are larger than 2 KB.", from: .errorResponses),
  ]

  /// The checksums of a body without a byte, in Base64.
  private static let emptyChecksums: [(header: String, value: String)] = [
    ("X-Amz-Checksum-Crc32", "AAAAAA=="), ("X-Amz-Checksum-Crc32c", "AAAAAA=="),
    ("X-Amz-Checksum-Crc64nvme", "AAAAAAAAAAA="), ("X-Amz-Checksum-Sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
    ("X-Amz-Checksum-Sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
  ]

  static let checksums: [ServerMessage] =
    emptyChecksums.map { header, value in
      ServerMessage(
        ["BadDigest", "InternalError"], "checksum mismatch for \(header): expected \(value), got {actual}",
        .states(.checksumOfEmptyBody),
        from: Source(kind: .code, name: "seaweedfs/seaweedfs, weed/s3api", stores: [.seaweed]),
        detail: "the request has \(header): \(value), which is that of an empty body; the body's is {actual}")
    } + [
      ServerMessage(
        ["BadDigest", "InternalError"], "checksum mismatch for {header}: expected {expected}, got {actual}",
        .states(.checksumOther), from: Source(kind: .code, name: "seaweedfs/seaweedfs, weed/s3api", stores: [.seaweed]),
        detail: "the request has {header}: {expected}; the body's is {actual}"),
      ServerMessage(
        ["InvalidRequest"], "You can only specify one non-default checksum at a time", .states(.checksumsSeveral),
        from: .cloudflareThread("Cloudflare's response in several repositories")),
      ServerMessage(
        ["InvalidArgument", "InvalidRequest"],
        "Unsupported header 'x-amz-checksum-{algorithm}' received for this API call",
        .states(.checksumUnsupported), from: .backblazeThread("diced/zipline #746"),
        detail: "the store does not take x-amz-checksum-{algorithm}"),
      ServerMessage(
        ["InvalidArgument", "InvalidRequest"],
        "Unsupported header 'x-amz-sdk-checksum-algorithm' received for this API call",
        .states(.checksumUnsupported), from: .backblazeThread("home-assistant/core #143995"),
        detail: "the store does not take x-amz-sdk-checksum-algorithm"),
      ServerMessage(
        ["InvalidArgument", "InvalidRequest"], "Unsupported header 'x-amz-trailer' received for this API call",
        .states(.checksumUnsupported), from: .backblazeThread("Backblaze's response to trailers"),
        detail: "the store does not take checksums in trailers"),
      ServerMessage(
        ["InvalidArgument", "InvalidRequest"], "Unsupported header '{option}' received for this API call",
        .states(.headerUnsupported), from: .backblazeThread("vatesfr/xen-orchestra #8358"),
        detail: "the store does not take {option}"),
      ServerMessage(
        ["InvalidRequest"], "Value for x-amz-sdk-checksum-algorithm header is invalid",
        .states(.checksumAlgorithmOther),
        from: .thread("versity/versitygw #1598")),
      ServerMessage(
        ["InvalidRequest"], "Value for {header} header is invalid", .states(.checksumMalformed),
        from: .recording("test_multipart_upload_part_checksum_exception[CRC32]"),
        detail: "the value of {header} is not such a checksum in Base64"),
      ServerMessage(
        ["InvalidRequest"], "Value for {header} trailing header is invalid", .states(.checksumMalformed),
        from: .thread("versity/versitygw #1165"),
        detail: "the value of {header} in the trailer is not such a checksum in Base64"),
      ServerMessage(
        ["InvalidArgument"], "Invalid Base64 or multiple checksums present in request", .states(.checksumMalformed),
        from: .arguments),
      ServerMessage(
        ["BadDigest"], "The {algorithm} you specified did not match the calculated checksum", .states(.checksumOther),
        from: .recording("test_multipart_upload_part_checksum_exception[CRC32]"),
        detail: "the {algorithm} that was sent is not that of the received body"),
      ServerMessage(
        ["BadDigest"], "The Content-MD5 you specified did not match what we received", .states(.contentMd5Other),
        from: .recording("test_s3_invalid_content_md5"),
        detail: "S3 computed {@CalculatedDigest}, the request says {@ExpectedDigest}"),
      ServerMessage(
        ["BadDigest"], "The {algorithm} you specified for part {part} did not match what we received",
        .states(.checksumOther), from: .recording("test_multipart_parts_checksum_exceptions_composite"),
        detail: "the {algorithm} of part {part} is not the one that was sent with the part"),
      ServerMessage(
        ["BadDigest", "InvalidRequest"], "The {algorithm} you specified did not match what we received",
        .states(.checksumOther), from: .errorResponses),
      ServerMessage(
        ["XAmzContentChecksumMismatch"], "The provided 'x-amz-checksum' header does not match what was computed",
        .states(.checksumOther), from: .minio),
      ServerMessage(["BadDigest"], "Bad digest: {reason}", .states(.checksumOther), from: .garage),
      ServerMessage(["InvalidDigest"], "Invalid digest: {reason}", .states(.checksumMalformed), from: .garage),
      ServerMessage(
        ["InvalidDigest"], "The Content-MD5 you specified was invalid", .states(.contentMd5Malformed),
        from: .recording("test_s3_invalid_content_md5"), detail: "Content-MD5 is \"{@Content-MD5}\""),
      ServerMessage(
        ["InvalidDigest"], "The Content-MD5 you specified is not valid", .states(.contentMd5Malformed), from: .minio,
        detail: "Content-MD5 is \"{@Content-MD5}\""),
      ServerMessage(
        ["MissingContentMD5", "InvalidRequest"], "Missing required header for this request: Content-MD5",
        .states(.checksumMissing), from: .minio),
      ServerMessage(
        ["InvalidRequest"], "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
        .states(.checksumMissing), from: .errorResponses),
      ServerMessage(
        ["InvalidRequest"],
        "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters",
        .states(.checksumMissing), from: .errorResponses),
      ServerMessage(
        ["InvalidRequest"], "Content-MD5 HTTP header is required for Put Object requests with Object Lock parameters",
        .states(.checksumMissing), from: .errorResponses),
      ServerMessage(
        ["InvalidRequest"], "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed",
        .states(.checksumsSeveral), from: .recording("test_s3_checksum_no_algorithm")),
      ServerMessage(
        ["InvalidRequest"], "Expecting a single x-amz-checksum- header", .states(.checksumsSeveral),
        from: .thread("versity/versitygw #1657")),
      ServerMessage(
        ["InvalidRequest"],
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found",
        .states(.checksumMissing), from: .thread("versity/versitygw #1593")),
      ServerMessage(
        ["InvalidRequest"],
        "Checksum Type mismatch occurred, expected checksum Type: {algorithm}, actual checksum Type: {actual}",
        .states(.checksumAlgorithmOther), from: .recording("test_multipart_parts_checksum_exceptions_full_object"),
        detail: "expected {algorithm}, received {actual}"),
      ServerMessage(
        ["InvalidRequest"],
        "Checksum algorithm provided is unsupported. Please try again with any of the valid types: {types}",
        .states(.checksumAlgorithmOther), from: .recording("test_multipart_parts_checksum_exceptions_composite"),
        detail: "S3 knows {types}"),
      ServerMessage(
        ["InvalidRequest"], "The algorithm type you specified in x-amz-checksum- header is invalid",
        .states(.checksumAlgorithmOther), from: .gateway),
      ServerMessage(
        ["InvalidRequest"], "The {expected} checksum type cannot be used with the {algorithm} checksum algorithm",
        .states(.checksumAlgorithmOther),
        from: .recording("test_multipart_checksum_type_compatibility[COMPOSITE-CRC64NVME]")),
      ServerMessage(
        ["InvalidRequest"], "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header",
        .states(.checksumAlgorithmOther), from: .recording("test_multipart_parts_checksum_exceptions_composite")),
      ServerMessage(
        ["InvalidRequest"],
        "The upload was created using a {algorithm} checksum. The complete request must include the checksum for each part. It was missing for part {part} in the request",
        .states(.checksumMissing), from: .recording("test_complete_multipart_parts_checksum_composite[CRC32]"),
        detail: "the {algorithm} of part {part} is missing"),
      ServerMessage(
        ["InvalidRequest"],
        "The upload was created using the {expected} checksum mode. The complete request must use the same checksum mode",
        .states(.checksumAlgorithmOther), from: .recording("test_complete_multipart_parts_checksum_default")),
      ServerMessage(
        ["InvalidRequest"],
        "The provided 'x-amz-mp-object-size' header value {size} does not match what was computed: {expected}",
        means: "the total size of the parts differs from x-amz-mp-object-size.",
        from: .recording("test_multipart_size_validation")),
      ServerMessage(
        ["NotImplemented", "InvalidRequest"],
        "Header 'x-amz-checksum-{algorithm}' with value '{value}' not implemented",
        .states(.checksumUnsupported), from: .cloudflareThread("Cloudflare's response in several repositories"),
        detail: "the store does not take x-amz-checksum-{algorithm}"),
      ServerMessage(
        ["NotImplemented", "InvalidRequest"], "Header '{option}' with value '{value}' not implemented",
        .states(.headerUnsupported), from: .cloudflareThread("Cloudflare's response in several repositories"),
        detail: "the store does not take {option}: {value}"),
      ServerMessage(
        ["NotImplemented"], "A header you provided implies functionality that is not implemented",
        .states(.headerUnsupported), from: .recording("test_delete_object_if_match_all_non_express"), reading: .header),
      ServerMessage(
        ["NotImplemented"], "A header that you provided implies functionality that is not implemented",
        .states(.headerUnsupported), from: .errorResponses, reading: .header),
    ]
}
