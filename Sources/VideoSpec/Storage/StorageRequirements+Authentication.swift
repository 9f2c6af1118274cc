// Authentication over HTTP: what a server verifies before it acts. The chapter Signing says how signatures are made and verified.

extension Catalogue {
  static let storageAuthenticationRules = Section(
    title: "Authentication",
    requirements: [
      Requirement(
        "STO-001", .must, title: "The signature of the Authorization header is verified",
        text:
          "A request whose `Authorization` header has the right signature is accepted. If its method, path, query, a signed header, its host or the signature was changed, it is rejected with 403 `SignatureDoesNotMatch`, and changes nothing. Headers that are not `x-amz-*` may be unsigned. SIG-150, SIG-152 and SIG-161 say what is signed.",
        reason: "Without it anybody who can reach the server reads, replaces and deletes all objects.",
        evidence: .init(.documented, "Error Responses: SignatureDoesNotMatch")),
      Requirement(
        "STO-002", .must, title: "An unknown access key is rejected",
        text:
          "A request that names an access key which the server does not know is rejected with 403 `InvalidAccessKeyId`, in the header and in a URL (SIG-151).",
        reason: "The code tells the caller to check the key, not the signature.",
        evidence: .init(.documented, "Error Responses: InvalidAccessKeyId")),
      Requirement(
        "STO-003", .must, title: "A body that differs from the signed hash is not stored",
        text:
          "If the SHA-256 of the body differs from `x-amz-content-sha256`, the request is rejected with 400 `XAmzContentSHA256Mismatch`. Nothing is stored, and an older object stays (SIG-160).",
        reason:
          "The signature covers the hash. If the server does not compare it with the body, anyone on the way can replace the video.",
        evidence: .init(.documented, "Error Responses: XAmzContentSHA256Mismatch")),
      Requirement(
        "STO-004", .must, title: "`x-amz-content-sha256` must be sent and valid",
        text:
          "An upload that is signed in the header is rejected with 400 `InvalidRequest` without `x-amz-content-sha256`, and with 400 `InvalidArgument` if the value is neither a SHA-256 nor `UNSIGNED-PAYLOAD` nor one of the `STREAMING-…` constants. The header may be left unsigned (SIG-171).",
        reason: "With any other value, nothing protects the body from an attacker, and S3 rejects the upload.",
        evidence: .init(.agreed, "S3's response quoted in avi-wish/aws4-signature-php #1, versity/versitygw #1352")),
      Requirement(
        "STO-005", .must, title: "A request whose time is wrong is rejected",
        text:
          "If the time of a request that is signed in the header differs from the server's by more than 15 minutes, in the past or in the future, it is rejected with 403 `RequestTimeTooSkewed` (SIG-154).",
        reason:
          "This limits how long a captured request can be sent again. A test server that does not check it hides a wrong clock until the first upload to S3.",
        evidence: .init(
          .documented, "Error Responses: RequestTimeTooSkewed; Authenticating Requests: within 15 minutes")),
      Requirement(
        "STO-006", .must, title: "A signature for another region is rejected",
        text:
          "A credential for another region is rejected with 400: `AuthorizationHeaderMalformed` in the header, `AuthorizationQueryParametersError` in a URL (SIG-153).",
        reason: "A wrong region is a common mistake of configurations, and S3 rejects every upload.",
        evidence: .init(
          .documented, "Error Responses: AuthorizationHeaderMalformed, AuthorizationQueryParametersError")),
      Requirement(
        "STO-007", .must, title: "A signature for another service is rejected",
        text:
          "A credential for another service than `s3` is rejected with 400: `AuthorizationHeaderMalformed` in the header, `AuthorizationQueryParametersError` in a URL (SIG-153).",
        reason: "A signature for another service must not open the store.",
        evidence: .init(
          .documented, "Error Responses: AuthorizationHeaderMalformed, AuthorizationQueryParametersError")),
      Requirement(
        "STO-008", .must, title: "The credential's date is that of the request",
        text:
          "A request whose credential has another date than `x-amz-date` is rejected, in the header with 400 `AuthorizationHeaderMalformed` (SIG-158).",
        reason: "The signing key is valid for one day: S3 rejects a request that is signed with the key of another.",
        evidence: .init(.agreed, "S3's response quoted in ml-archive/storage #68: Invalid credential date")),
      Requirement(
        "STO-009", .must, title: "A malformed Authorization header is rejected",
        text:
          "An `Authorization` header is rejected with 400 `AuthorizationHeaderMalformed` if it lacks `Credential`, `SignedHeaders` or `Signature`, or if its credential is not `KEY/YYYYMMDD/REGION/s3/aws4_request` (SIG-158).",
        reason: "The caller has to learn that the header is malformed, not that the secret is wrong.",
        evidence: .init(.documented, "Error Responses: AuthorizationHeaderMalformed")),
      Requirement(
        "STO-010", .must, title: "An unknown algorithm is rejected",
        text: "An `Authorization` header with another algorithm is rejected with 400 `InvalidArgument` (SIG-174).",
        reason: "A server that ignores the name of the algorithm accepts requests that nobody has verified.",
        evidence: .init(
          .agreed,
          "S3's response quoted in versity/versitygw #1512, versity/versitygw #1705: Unsupported Authorization Type"
        )),
      Requirement(
        "STO-011", .must, title: "An unsigned `x-amz-*` header is rejected",
        text:
          "A request that is signed in the header, and has an `x-amz-*` header that is not signed, is rejected with 403 `AccessDenied`, and stores nothing. `x-amz-content-sha256` is the exception (SIG-159).",
        reason:
          "Such headers set metadata, tags, ACLs and the source of a copy. An attacker could add them to a captured request.",
        evidence: .init(.agreed, "S3's response quoted in apache/arrow-rs-object-store #484")),
      Requirement(
        "STO-012", .must, title: "`Host` must be signed",
        text:
          "A request whose signed headers do not contain `host` is rejected with 403 `AccessDenied`, in the header and in a URL.",
        reason: "Without the host, an attacker can send the request to another bucket, which is named in `Host`.",
        evidence: .init(
          .agreed,
          "S3's response quoted in coda/packs-sdk #3093, brendanhay/amazonka #272: AccessDenied, host was not signed"
        )),
      Requirement(
        "STO-013", .must, title: "A request that is signed in two ways is rejected",
        text:
          "A request with an `Authorization` header, and with the parameter `X-Amz-Algorithm` or `Signature` in its URL, is rejected with 400 `InvalidArgument` (SIG-167).",
        reason:
          "HTTP clients that add a header to presigned URLs fail at S3. Two components that trust different signatures see different users.",
        evidence: .init(.agreed, "S3's response quoted in catalyst/moodle-tool_objectfs #303; Ceph radosgw 16.2.15")),
      Requirement(
        "STO-014", .must, title: "A request without a signature is rejected",
        text:
          "A request without any signature is rejected with 403 `AccessDenied`, whether it reads, writes, deletes or lists, and whether or not the object exists.",
        reason: "A new bucket is private. A test server that lets anybody in hides a forgotten signature.",
        evidence: .init(
          .documented, "Error Responses: AccessDenied; Ceph radosgw 16.2.15: 403 AccessDenied for anonymous requests")),
      Requirement(
        "STO-015", .must, title: "A request needs a valid date",
        text:
          "Without `x-amz-date` and `Date`, or with a malformed date, a request that is signed in the header is rejected with 403 `AccessDenied`. `x-amz-date` takes precedence over `Date` (SIG-169, SIG-170).",
        reason: "Without a date, a captured request could be sent again forever.",
        evidence: .init(.agreed, "S3's response quoted in hubrick/vertx-s3-client #5, indix/gocd-s3-artifacts #16")),
      Requirement(
        "STO-016", .must, title: "The signature of a presigned URL is verified",
        text:
          "A presigned URL with the right signature is accepted. If its method, path, query, a signed header, its host or the signature was changed, it is rejected with 403 `SignatureDoesNotMatch`, and changes nothing. The type of the upload is protected if it was signed.",
        reason: "Whoever has a link must be able to do with it exactly what it was signed for.",
        evidence: .init(.recorded, "test_presigned_url_signature_authentication[s3v4-False], 2026-02-21")),
      Requirement(
        "STO-017", .must, title: "An expired URL is rejected",
        text:
          "Once `X-Amz-Date` plus `X-Amz-Expires` has passed, a presigned URL is rejected with 403 `AccessDenied`. Until then it is accepted, for at most seven days (SIG-155).",
        reason:
          "A link must not work for longer than it says: whoever finds it later could read or replace the object.",
        evidence: .init(.recorded, "test_s3_presigned_url_expired[s3v4], 2026-02-21")),
      Requirement(
        "STO-018", .must, title: "A URL from the future is rejected",
        text: "A presigned URL that is dated more than a day ahead is rejected with 403 `AccessDenied`.",
        reason: "Otherwise whoever signs a link could make it live longer than S3's seven days.",
        evidence: .init(
          .agreed, "S3's response quoted in minio/minio #2638, dmjio/s3-signer #16: Request is not yet valid")),
      Requirement(
        "STO-019", .must, title: "The lifetime of a URL is from 1 to 604800 seconds",
        text:
          "If `X-Amz-Expires` is negative, greater than 604800 or not a whole number, the URL is rejected with 400 `AuthorizationQueryParametersError` (SIG-156).",
        reason: "S3 rejects links of more than seven days. A backend that makes them has to learn it from its tests.",
        evidence: .init(.documented, "Using Query Parameters, X-Amz-Expires")),
      Requirement(
        "STO-020", .must, title: "The parameters of a presigned URL are complete and well-formed",
        text:
          "A presigned URL is rejected with 400 `AuthorizationQueryParametersError` if it lacks `X-Amz-Credential`, `X-Amz-Date`, `X-Amz-Expires`, `X-Amz-SignedHeaders` or `X-Amz-Signature`, or if its credential or date is malformed. Without `X-Amz-Algorithm` or with another one it is rejected, too (SIG-157, SIG-158, SIG-169).",
        reason:
          "A URL without an expiry would work forever, for anybody who finds it. A client that encodes a URL twice has to learn it from the error code.",
        evidence: .init(
          .recorded,
          "test_s3_put_presigned_url_missing_sig_param[s3v4], 2026-02-21; test_presigned_double_encoded_credentials, 2026-02-21"
        )),
      Requirement(
        "STO-021", .must, title: "An `x-amz-*` header that a URL does not sign is rejected",
        text:
          "A request by a presigned URL is rejected with 403 `AccessDenied` if it has an `x-amz-*` header that the URL does not sign, and stores nothing. The response names the headers in `HeadersNotSigned`. Other headers, such as `Content-Type`, may be unsigned (SIG-159).",
        reason: "Otherwise anyone with the link could set metadata, ACLs or encryption.",
        evidence: .init(.recorded, "test_put_url_metadata_with_sig_s3v4[True], 2026-02-21")),
      Requirement(
        "STO-022", .must, title: "The signature of every chunk is verified",
        text:
          "An upload in signed chunks is accepted if every chunk has the right signature, which covers the signature of the chunk before it. If a chunk's data or signature was changed, the upload is rejected with 403 `SignatureDoesNotMatch`, nothing is stored, and an older object stays (SIG-164).",
        reason:
          "The signature of the header says nothing about the data. Without the chain, an attacker can replace the video.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks: S3 verifies each chunk's signature")),
      Requirement(
        "STO-023", .must, title: "The signature of a trailer is verified",
        text:
          "An upload in signed chunks with a trailer is rejected if `x-amz-trailer-signature` is missing or wrong, and nothing is stored.",
        reason: "The trailer has the checksum. An attacker who can replace it can replace the video.",
        evidence: .init(.documented, "Using Trailing Headers: x-amz-trailer-signature")),
      Requirement(
        "STO-024", .must, title: "A body in chunks must be complete and well-formed",
        text:
          "An upload in chunks is rejected with 400 `IncompleteBody` if its last chunk, which is empty, is missing, or if the chunks are not well-formed. Nothing is stored, and an older object stays (SIG-165).",
        reason: "Half a video must not be stored as a complete one.",
        evidence: .init(.documented, "Error Responses: IncompleteBody")),
      Requirement(
        "STO-025", .must, title: "Every chunk but the last has at least 8192 bytes",
        text:
          "An upload is rejected with `InvalidChunkSizeError` if a chunk that is not the last one with data has fewer than 8192 bytes.",
        reason: "A server that takes them hides that S3 rejects such uploads.",
        evidence: .init(.agreed, "S3's response quoted in versity/versitygw #1683, versity/versitygw #1665")),
      Requirement(
        "STO-026", .must, title: "The decoded length must be sent and right",
        text:
          "An upload in chunks is rejected with 411 `MissingContentLength` if `x-amz-decoded-content-length` is missing or not a number, and with 400 `IncompleteBody` if the decoded body has another length.",
        reason: "S3 has to know the length of the object before the body arrives.",
        evidence: .init(
          .agreed,
          "S3's response quoted in versity/versitygw #1656, versity/versitygw #1684, versity/versitygw #1676"
        )),
      Requirement(
        "STO-027", .must, title: "The checksum in a trailer is compared",
        text:
          "An upload in chunks is rejected with 400 `BadDigest` if the body differs from the checksum in its trailer, with 400 `InvalidRequest` if the trailer is not a checksum, and with 400 `MalformedTrailerError` if another trailer was announced in `x-amz-trailer`. Nothing is stored.",
        reason:
          "SDKs send the checksum in a trailer by default since 2025, often without signing the data. It is then all that detects a damaged upload.",
        evidence: .init(
          .agreed,
          "S3's response quoted in versity/versitygw #1694, versity/versitygw #1600, versity/versitygw #1165"
        )),
      Requirement(
        "STO-028", .must, title: "Permanent credentials have no session token",
        text: "A request that is signed with permanent credentials and has a session token is rejected (SIG-166).",
        reason: "A token that is left over in an environment makes S3 reject every request.",
        evidence: .init(.documented, "Error Responses: InvalidToken")),
      Requirement(
        "STO-029", .must, title: "Temporary credentials need their session token",
        text:
          "A request, URL or form that is signed with temporary credentials is accepted with their session token. Without it, the request is rejected with 403 `InvalidAccessKeyId`. With another token it is rejected, too, and nothing is stored (SIG-166).",
        reason: "The token determines what the credentials may do. Backends that forget to pass it on fail at S3 only.",
        evidence: .init(
          .documented,
          "Using temporary credentials: every request needs the session token; S3's response quoted in databendlabs/databend #8069"
        )),
    ])
}
