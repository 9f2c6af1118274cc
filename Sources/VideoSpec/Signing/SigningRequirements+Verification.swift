// Verification: which requests S3 accepts and rejects. Inputs and secrets: what every signer checks and keeps secret.

extension Catalogue {
  static let verificationRules = Section(
    title: "Verification",
    requirements: [
      Requirement(
        "SIG-150", .must, title: "A correctly signed request is accepted",
        text:
          "A request is accepted if its signature is correct, its time is within bounds and its scope is for this region and service.",
        reason: "A verifier that rejects everything is safe and useless: no user could upload.",
        evidence: .init(.documented, "Signature Calculations, Examples: from the receiver's side")),
      Requirement(
        "SIG-151", .must, title: "An unknown access key is rejected",
        text: "An unknown access key is rejected with 403 `InvalidAccessKeyId`.",
        reason: "The caller has to check the key, not the signature.",
        evidence: .init(.documented, "Error Responses: InvalidAccessKeyId")),
      Requirement(
        "SIG-152", .must, title: "A wrong signature is rejected",
        text:
          "A signature that differs from the computed one is rejected with 403 `SignatureDoesNotMatch`, whatever was changed: method, path, query, a signed header, the body's hash, the signature or the secret.",
        reason: "This is what the signature is for: without it an attacker changes the request.",
        evidence: .init(.recorded, "test_presigned_url_signature_authentication[s3v4-False], 2026-02-21")),
      Requirement(
        "SIG-153", .must, title: "A wrong region or service is rejected",
        text:
          "A scope for another region or service is rejected with 400: `AuthorizationHeaderMalformed` by header, `AuthorizationQueryParametersError` by URL, `InvalidArgument` by form.",
        reason: "A signature for one region must not be accepted in another, where an attacker could use it again.",
        evidence: .init(.documented, "Error Responses: AuthorizationHeaderMalformed, AuthorizationQueryParametersError")
      ),
      Requirement(
        "SIG-154", .must, title: "A request with a wrong time is rejected",
        text:
          "A request signed by header is rejected with 403 `RequestTimeTooSkewed` if its time differs from the receiver's by more than 15 minutes.",
        reason: "This limits how long a captured request can be sent again.",
        evidence: .init(
          .documented, "Error Responses: RequestTimeTooSkewed; Authenticating Requests: within 15 minutes")),
      Requirement(
        "SIG-155", .must, title: "An expired URL is rejected",
        text:
          "A presigned URL is rejected with 403 `AccessDenied` once `X-Amz-Date` plus `X-Amz-Expires` has passed.",
        reason:
          "A link must not work for longer than it says: whoever finds it later could read or replace the object.",
        evidence: .init(.recorded, "test_s3_presigned_url_expired[s3v4], 2026-02-21")),
      Requirement(
        "SIG-156", .must, title: "An expiry that is out of bounds is rejected",
        text:
          "`X-Amz-Expires` of 0 is rejected with 403 `AccessDenied`. A negative number, one over 604800 or a value that is not a number is rejected with 400 `AuthorizationQueryParametersError`.",
        reason:
          "The longest lifetime of a link is seven days. Whoever finds a link that lasts longer could read or replace the object.",
        evidence: .init(
          .documented,
          "Using Query Parameters, X-Amz-Expires; Ceph radosgw 16.2.15, LocalStack 4.14.0, OpenStack Swift 2.30.1: 0 is rejected"
        )),
      Requirement(
        "SIG-157", .must, title: "A URL that lacks a parameter is rejected",
        text:
          "A presigned URL that lacks one of the six parameters is rejected with 400 `AuthorizationQueryParametersError`.",
        reason: "A URL without an expiry would work forever, for anybody who finds it.",
        evidence: .init(.recorded, "test_s3_put_presigned_url_missing_sig_param[s3v4], 2026-02-21")),
      Requirement(
        "SIG-158", .must, title: "A malformed credential is rejected",
        text:
          "A credential that is not `KEY/YYYYMMDD/REGION/SERVICE/aws4_request` is rejected with 400: `AuthorizationQueryParametersError` by URL, `AuthorizationHeaderMalformed` by header. A credential whose date is not that of the request is rejected too.",
        reason: "The caller must be able to distinguish a credential that was encoded twice from a wrong secret.",
        evidence: .init(.recorded, "test_presigned_double_encoded_credentials, 2026-02-21")),
      Requirement(
        "SIG-159", .must, title: "An unsigned `x-amz-*` header is rejected",
        text:
          "A request with an `x-amz-*` header that is not among the signed headers is rejected with 403 `AccessDenied`. `x-amz-content-sha256` is the exception: it may be left unsigned. Other headers, such as `Content-Type`, may be left unsigned too.",
        reason:
          "Otherwise anyone with the link could set metadata, ACLs or encryption. The value of `x-amz-content-sha256` is signed as the last line of the canonical request.",
        evidence: .init(
          .recorded,
          "test_s3_put_presigned_url_same_header_and_qs_parameter, 2026-02-21; test_put_object_with_md5_and_chunk_signature_bad_headers[s3v4-True], 2026-02-21"
        )),
      Requirement(
        "SIG-160", .must, title: "A body that differs from the signed one is rejected",
        text:
          "A body whose SHA-256 differs from `x-amz-content-sha256` is rejected with 400 `XAmzContentSHA256Mismatch`.",
        reason:
          "The signature covers the hash, and the hash covers the body. An attacker could replace a body that is not compared, and the store would keep it.",
        evidence: .init(.documented, "Error Responses: XAmzContentSHA256Mismatch")),
      Requirement(
        "SIG-161", .must, title: "A request that lacks a signed header is rejected",
        text:
          "A request that lacks a header named in `SignedHeaders` has a wrong signature and is rejected with 403 `SignatureDoesNotMatch`.",
        reason: "A link signed for `video/webm` must not accept an upload without a type.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15, LocalStack 4.14.0, OpenStack Swift 2.30.1")),
      Requirement(
        "SIG-162", .must, title: "A form that lacks signing fields is rejected",
        text:
          "A form with a policy but without `x-amz-signature` or without `x-amz-algorithm` is rejected with 400 `InvalidArgument`. One without any signing field is rejected with 403 `AccessDenied`.",
        reason:
          "An unsigned form is not the same as a wrongly signed one, and a client that gets the wrong code looks for the mistake in the wrong place.",
        evidence: .init(
          .recorded,
          "test_post_request_missing_signature[s3v4], 2026-02-21; test_post_request_missing_fields[s3v4], 2026-02-21")),
      Requirement(
        "SIG-163", .must, title: "A form's signature is checked first",
        text:
          "A form whose policy or signature was altered is rejected with 403 `SignatureDoesNotMatch`, even if the policy is no longer Base64 or JSON. Field names are case-insensitive.",
        reason:
          "A policy must not be parsed before its signature is verified, because an attacker may have written it.",
        evidence: .init(.recorded, "test_post_request_malformed_policy[s3v4], 2026-02-21")),
      Requirement(
        "SIG-164", .must, title: "A changed chunk is rejected",
        text:
          "A body is rejected if a chunk, its size or its signature, or the trailer or its signature, was changed, reordered or left out. A wrong signature is rejected with 403 `SignatureDoesNotMatch`.",
        reason:
          "The chain protects nothing unless every link is checked: an attacker could replace the rest of the upload.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks: S3 verifies each chunk's signature")),
      Requirement(
        "SIG-165", .must, title: "A truncated body is rejected",
        text:
          "A chunked body that ends before its last chunk is rejected with 400 `IncompleteBody`.",
        reason: "Half a video must not be stored as a complete one.",
        evidence: .init(.documented, "Error Responses: IncompleteBody")),
      Requirement(
        "SIG-166", .must, title: "A missing or wrong session token is rejected",
        text:
          "A request with temporary credentials is rejected if its token is not the one issued with them, and with 403 `InvalidAccessKeyId` if it has no token. A token with permanent credentials is rejected too.",
        reason:
          "The token determines what the credentials may do. With another token a client could exceed its permissions, and without one S3 does not know the access key.",
        evidence: .init(
          .documented,
          "Error Responses: InvalidToken; S3's response quoted in databendlabs/databend #8069, uswitch/kiam #261")),
    ])

  static let secretRules = Section(
    title: "Inputs and secrets",
    requirements: [
      Requirement(
        "SIG-190", .must, .reference, title: "Secrets are never shown",
        text:
          "No error, description, log, trace or report contains the secret access key, the session token or a key derived from them.",
        reason: "More people read logs than may know secrets.",
        evidence: .init(.computed, "named test"),
        test: "secrets appear in no description, error or reflection"),
      Requirement(
        "SIG-191", .should, .reference, title: "Credentials come from arguments, environment or file",
        text:
          "Credentials come from arguments, from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, or from a profile of the shared credentials file, in that order. A source that has only half of a pair is an error, and the next source is not tried.",
        reason: "A signature made with halves of two different pairs is hard to diagnose.",
        evidence: .init(.documented, "AWS SDKs and Tools Reference Guide: shared credentials file"),
        test: "credentials are looked up in order and never mixed"),
      Requirement(
        "SIG-192", .should, title: "An empty key or secret is rejected",
        text:
          "A signer rejects an empty access key or an empty secret.",
        reason: "Otherwise an unset variable ends in `SignatureDoesNotMatch`.",
        evidence: .init(.computed, "no credential is empty")),
      Requirement(
        "SIG-193", .should, title: "A bucket name that S3 would reject is rejected",
        text:
          "A signer rejects a bucket name unless it has 3 to 63 characters from `a`–`z`, `0`–`9`, `.` and `-`, begins and ends with a letter or digit, does not contain `..` and is not an IP address.",
        reason:
          "In a virtual-hosted URL, the bucket is part of the host name: a `/` or `@` in it leads to another host.",
        evidence: .init(.documented, "General purpose bucket naming rules")),
      Requirement(
        "SIG-194", .should, title: "A malformed target is rejected",
        text:
          "A signer rejects a target on the wire that contains a line break, a NUL byte, a `#` or a `%` not followed by two hexadecimal digits, or that begins with neither `/` nor `?`. An empty target is the root (SIG-010).",
        reason: "HTTP clients repair such targets after they were signed, each in its own way.",
        evidence: .init(.documented, "RFC 3986 2.1")),
      Requirement(
        "SIG-195", .should, .reference, title: "A time before 1970 or after 9999 is rejected",
        text:
          "A signer rejects a time before 1970-01-01T00:00:00Z or after 9999-12-31T23:59:59Z.",
        reason: "The timestamp has four digits for the year.",
        evidence: .init(.computed, "the format `YYYYMMDD'T'HHMMSS'Z'`"),
        test: "times outside 1970 to 9999 are rejected"),
    ])
}
