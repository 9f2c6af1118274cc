// The other side: what S3 answers; and what every implementation keeps to itself.

extension Catalogue {
  static let verificationRules = Section(
    title: "Verification",
    requirements: [
      Requirement(
        "SIG-150", .must, title: "A good signature is accepted",
        text: "A request whose signature is right, in its time and for this region and service, is accepted.",
        reason: "A verifier that refuses everything is safe and useless.",
        evidence: .init(.documented, "the documentation's examples, read by the other side")),
      Requirement(
        "SIG-151", .must, title: "An unknown access key",
        text: "An access key that is not known is answered with 403 InvalidAccessKeyId.",
        reason: "The caller has to look at the key, not at the signature.",
        evidence: .init(.documented, "Error Responses: InvalidAccessKeyId")),
      Requirement(
        "SIG-152", .must, title: "A wrong signature",
        text:
          "A signature that is not the one computed is answered with 403 SignatureDoesNotMatch, whatever was changed: method, path, query, a signed header, the body's hash, the signature or the secret.",
        reason: "This is what the signature is for.",
        evidence: .init(.recorded, "test_presigned_url_signature_authentication[s3v4-False], 2026-02-21")),
      Requirement(
        "SIG-153", .must, title: "A wrong region or service",
        text:
          "A scope for another region or service is answered with 400: AuthorizationHeaderMalformed by header, AuthorizationQueryParametersError by URL; a form with one is refused.",
        reason: "A signature for one region must not count in another.",
        evidence: .init(.documented, "Error Responses: AuthorizationHeaderMalformed, AuthorizationQueryParametersError")
      ),
      Requirement(
        "SIG-154", .must, title: "A clock that is off",
        text:
          "A request by header whose time is more than 15 minutes from the receiver's is answered with 403 RequestTimeTooSkewed.",
        reason: "It bounds for how long a captured request can be sent again.",
        evidence: .init(.documented, "Error Responses: RequestTimeTooSkewed; SigV4: within 15 minutes")),
      Requirement(
        "SIG-155", .must, title: "An expired URL",
        text:
          "A presigned URL whose X-Amz-Date plus X-Amz-Expires has passed is answered with 403 AccessDenied.",
        reason: "A link lives as long as it says.",
        evidence: .init(.recorded, "test_s3_presigned_url_expired[s3v4], 2026-02-21")),
      Requirement(
        "SIG-156", .must, title: "An expiry out of bounds",
        text:
          "X-Amz-Expires of 0 is answered with 403 AccessDenied; a negative number, one over 604800 or no number with 400 AuthorizationQueryParametersError.",
        reason: "Seven days is the longest a link may live.",
        evidence: .init(
          .documented, "Using Query Parameters, X-Amz-Expires; 0: agreed by Ceph radosgw, LocalStack, OpenStack Swift")),
      Requirement(
        "SIG-157", .must, title: "A missing parameter",
        text:
          "A presigned URL without one of the six parameters is answered with 400 AuthorizationQueryParametersError.",
        reason: "A URL without an expiry would live for ever.",
        evidence: .init(.recorded, "test_s3_put_presigned_url_missing_sig_param[s3v4], 2026-02-21")),
      Requirement(
        "SIG-158", .must, title: "A malformed credential",
        text:
          "A credential that is not KEY/YYYYMMDD/REGION/SERVICE/aws4_request is answered with 400: AuthorizationQueryParametersError by URL, AuthorizationHeaderMalformed by header.",
        reason: "A credential that was encoded twice has to be told from a wrong secret.",
        evidence: .init(.recorded, "test_presigned_double_encoded_credentials, 2026-02-21")),
      Requirement(
        "SIG-159", .must, title: "An x-amz-* header that was not signed",
        text:
          "An x-amz-* header that is present and not among the signed ones is refused: by URL with 403 AccessDenied.",
        reason: "Whoever holds a link could set metadata, ACLs or encryption.",
        evidence: .init(.recorded, "test_s3_put_presigned_url_same_header_and_qs_parameter, 2026-02-21")),
      Requirement(
        "SIG-160", .must, title: "A body that is not the one signed",
        text: "A body whose SHA-256 is not x-amz-content-sha256 is answered with 400 XAmzContentSHA256Mismatch.",
        reason: "The signature covers the hash, the hash covers the body.",
        evidence: .init(.documented, "Error Responses: XAmzContentSHA256Mismatch")),
      Requirement(
        "SIG-161", .must, title: "A signed header that is missing",
        text:
          "A header named in SignedHeaders and absent from the request makes the signature wrong: 403 SignatureDoesNotMatch.",
        reason: "A link signed for video/webm must not take an upload without a type.",
        evidence: .init(.agreed, "Ceph radosgw 16.2.15, LocalStack 4.14.0, OpenStack Swift 2.30.1")),
      Requirement(
        "SIG-162", .must, title: "A form without its signing fields",
        text:
          "A form with a policy and without x-amz-signature, or without x-amz-algorithm, is answered with 400 InvalidArgument; one without any signing field with 403 AccessDenied.",
        reason: "Not signed is not the same as badly signed.",
        evidence: .init(
          .recorded, "test_post_request_missing_signature[s3v4], test_post_request_missing_fields[s3v4], 2026-02-21")),
      Requirement(
        "SIG-163", .must, title: "A form's signature is checked first",
        text:
          "A form whose policy or signature was altered is answered with 403 SignatureDoesNotMatch, also when the policy is no longer Base64 or JSON; field names count without case.",
        reason: "What is not signed is not read.",
        evidence: .init(.recorded, "test_post_request_malformed_policy[s3v4], 2026-02-21")),
      Requirement(
        "SIG-164", .must, title: "A chunk that was changed",
        text:
          "A chunk, its size or its signature, or the trailer or its signature, that was changed, reordered or left out is refused; a signature that is wrong with 403 SignatureDoesNotMatch.",
        reason: "The chain is only as good as its checking.",
        evidence: .init(.documented, "Transferring Payload in Multiple Chunks: S3 verifies each chunk's signature")),
      Requirement(
        "SIG-165", .must, title: "A body that is cut off",
        text:
          "A chunked body that ends before its last chunk is answered with 400 IncompleteBody.",
        reason: "Half a video must not be stored as a whole one.",
        evidence: .init(.documented, "Error Responses: IncompleteBody")),
      Requirement(
        "SIG-166", .must, title: "A session token that is not the credentials' own",
        text:
          "A request with temporary credentials whose token is absent, or not the one they were issued with, is refused.",
        reason: "The token carries what the credentials may do.",
        evidence: .init(.documented, "Error Responses: InvalidToken")),
    ])

  static let secretRules = Section(
    title: "Inputs and secrets",
    requirements: [
      Requirement(
        "SIG-190", .must, .reference, title: "Secrets are never shown",
        text:
          "The secret access key, the session token and keys derived from them appear in no error, description, log, trace or report.",
        reason: "Logs are read by more people than secrets.",
        evidence: .init(.computed, "named test"),
        test: "secrets appear in no description, error or reflection"),
      Requirement(
        "SIG-191", .should, .reference, title: "Credentials come from arguments, environment or file",
        text:
          "Credentials come from arguments, from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or from a profile of the shared credentials file, in that order; one half without the other is an error, not a reason to look further.",
        reason: "Signing with half of one pair and half of another is hard to find.",
        evidence: .init(.documented, "AWS SDKs and Tools Reference Guide: shared credentials file"),
        test: "credentials are looked up in order and never mixed"),
      Requirement(
        "SIG-192", .should, title: "An empty key or secret is refused",
        text:
          "A signer refuses an empty access key or secret.",
        reason: "An unset variable otherwise ends as SignatureDoesNotMatch.",
        evidence: .init(.computed, "no credential is empty")),
      Requirement(
        "SIG-193", .should, title: "A bucket name that S3 would refuse is refused",
        text:
          "A signer refuses a bucket name that is not 3 to 63 of a–z, 0–9, '.' and '-', beginning and ending with a letter or digit, without '..', and not an IP address.",
        reason: "In a virtual-hosted URL the bucket is part of the host name: a '/' or '@' in it leads elsewhere.",
        evidence: .init(.documented, "General purpose bucket naming rules")),
      Requirement(
        "SIG-194", .should, title: "A malformed path is refused",
        text:
          "A signer refuses a target on the wire with a '%' that two hexadecimal digits do not follow, a line break, a NUL byte or a '#', or that does not begin with '/' or '?'.",
        reason: "HTTP clients mend such targets, each in its own way, after they were signed.",
        evidence: .init(.documented, "RFC 3986 2.1")),
      Requirement(
        "SIG-195", .should, .reference, title: "A time before 1970 or after 9999 is refused",
        text:
          "A signer refuses a time before 1970-01-01T00:00:00Z or after 9999-12-31T23:59:59Z.",
        reason: "The timestamp has four digits for the year.",
        evidence: .init(.computed, "the format YYYYMMDD'T'HHMMSS'Z'"),
        test: "times outside 1970 to 9999 are rejected"),
    ])
}
