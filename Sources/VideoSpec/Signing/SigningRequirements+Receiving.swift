// Ambiguous and malformed requests: a receiver rejects them even if the signature is right.

extension Catalogue {
  static let receivingRules = Section(
    title: "Ambiguous and malformed requests",
    requirements: [
      Requirement(
        "SIG-167", .must, title: "A request that is signed in two ways is rejected",
        text:
          "A request with an `Authorization` header and a signature in its URL (the parameter `X-Amz-Algorithm`, or `Signature` of older URLs) is rejected with 400 `InvalidArgument`.",
        reason: "Otherwise one component trusts the header and another the URL, and they see different users.",
        evidence: .init(.agreed, "S3's response quoted in catalyst/moodle-tool_objectfs #303; Ceph radosgw 16.2.15")),
      Requirement(
        "SIG-168", .should, title: "A signature that is given twice is rejected",
        text:
          "A request is rejected if it has two `Authorization` headers, if its `Authorization` header has a part such as `Signature` twice, or if its URL has one of the six signing parameters or `X-Amz-Security-Token` twice.",
        reason: "Which of the two counts depends on the component that reads them.",
        evidence: .init(
          .documented, "RFC 9110 5.3: a header that is not a list must not be sent twice")),
      Requirement(
        "SIG-169", .must, title: "A request without a valid date is rejected",
        text:
          "If a request signed by header has neither `x-amz-date` nor `Date`, or if its date is malformed, it is rejected with 403 `AccessDenied`. A presigned URL is rejected with 400 `AuthorizationQueryParametersError` if `X-Amz-Date` is not of the form `YYYYMMDD'T'HHMMSS'Z'`. A form with a malformed `x-amz-date` is rejected too.",
        reason:
          "A receiver that ignores characters after a date accepts a time that the signer did not mean, and an attacker can send a request again for longer.",
        evidence: .init(
          .agreed, "S3's response quoted in hubrick/vertx-s3-client #5, JustinM1/S3SignerAWS #12")),
      Requirement(
        "SIG-170", .must, title: "`x-amz-date` takes precedence over `Date`",
        text:
          "If a request signed by header has both `x-amz-date` and `Date`, the time of `x-amz-date` counts, and `Date` need not agree with it.",
        reason: "HTTP clients and proxies set `Date` themselves.",
        evidence: .init(.documented, "Common Request Headers: x-amz-date takes precedence over Date")),
      Requirement(
        "SIG-171", .must, title: "`x-amz-content-sha256` must be sent and valid",
        text:
          "A request to S3 that is signed by header is rejected with 400 `InvalidRequest` if it lacks `x-amz-content-sha256`, and with 400 `InvalidArgument` if the value is neither a SHA-256 nor `UNSIGNED-PAYLOAD` nor one of the `STREAMING-…` constants.",
        reason: "With any other value, nothing protects the body from an attacker.",
        evidence: .init(
          .agreed, "S3's response quoted in avi-wish/aws4-signature-php #1, versity/versitygw #1352")),
      Requirement(
        "SIG-172", .must, title: "A signed header may be a parameter of the URL",
        text:
          "If `X-Amz-SignedHeaders` of a presigned URL names an `x-amz-*` header that is not sent, the value of the URL's parameter of the same name counts. If the header is sent as well, its own value counts, so it has to be the signed one.",
        reason: "SDKs move such headers into the URL, so that the uploader need not send them.",
        evidence: .init(.recorded, "test_presigned_url_v4_signed_headers_in_qs, 2024-03-08")),
      Requirement(
        "SIG-173", .should, title: "A malformed header name is rejected",
        text:
          "A request is rejected if the name of a header is empty, or contains a space or another character that a token must not contain.",
        reason: "A check for `x-amz-*` misses ` x-amz-acl`, but the storage behind it may apply this header.",
        evidence: .init(
          .documented, "RFC 9112 5.1: a server rejects white space between a header's name and the colon")),
      Requirement(
        "SIG-174", .must, title: "An unknown algorithm is rejected",
        text:
          "An `Authorization` header with an algorithm other than `AWS4-HMAC-SHA256` and `AWS4-ECDSA-P256-SHA256` is rejected with 400 `InvalidArgument`, whatever was signed. A presigned URL or a form with another algorithm is rejected too.",
        reason: "A receiver that ignores the algorithm's name may one day accept a weaker algorithm.",
        evidence: .init(.agreed, "S3's response quoted in versity/versitygw #1512, versity/versitygw #1705")),
      Requirement(
        "SIG-175", .must, title: "An expired session token is rejected",
        text:
          "A request, presigned URL or form with the token of temporary credentials is rejected with 400 `ExpiredToken` once they have expired, even if the URL or the policy has not.",
        reason: "Whoever finds a link must not be able to use it for longer than the credentials were issued for.",
        evidence: .init(
          .documented, "Error Responses: ExpiredToken; S3's response quoted in boto/boto3 #2392")),
    ])
}
