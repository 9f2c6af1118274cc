"""Lists the mutants of the verifiers of the subject Signing."""

RULES = [
    ("SIG-028", {"further-parameters-ignored": "a verifier includes only the `X-Amz-*` parameters of a URL"}),
    ("SIG-037", {"host-not-required": "a verifier accepts a signature without `host`"}),
    ("SIG-042", {"user-agent-not-verified": "a verifier leaves out the headers that its own signer leaves out"}),
    ("SIG-043", {"port-not-verified": "a verifier removes the port from `Host`"}),
    ("SIG-065", {"authorization-needs-spaces": "a verifier requires a space after each comma in `Authorization`"}),
    ("SIG-096", {"signature-expected-last": "a verifier ignores what follows the signature in a URL"}),
    ("SIG-129", {
        "short-chunks-accepted": "chunks may have any size",
        "short-last-chunk-rejected": "the last chunk needs 8192 bytes, too",
        "chunk-minimum-of-64-kilobytes": "chunks need 65536 bytes, which S3 only recommends"}),
    ("SIG-130", {
        "missing-decoded-length-accepted": "`x-amz-decoded-content-length` may be missing",
        "invalid-decoded-length-ignored": "an `x-amz-decoded-content-length` that is not a number is ignored",
        "missing-decoded-length-as-invalid": "an invalid `x-amz-decoded-content-length` is reported as `InvalidRequest`"}),
    ("SIG-131", {
        "decoded-length-unchecked": "the length of the data is not compared with `x-amz-decoded-content-length`",
        "longer-data-accepted": "data may be longer than `x-amz-decoded-content-length` states"}),
    ("SIG-132", {
        "chunk-size-with-sign": "a chunk's size may begin with `+`",
        "chunk-size-with-prefix": "a chunk's size may begin with `0x`",
        "line-feed-ends-a-line": "LF alone ends a line",
        "line-end-of-data-unchecked": "any two bytes may follow a chunk's data",
        "final-line-end-not-required": "the final CRLF may be missing"}),
    ("SIG-133", {
        "missing-trailer-accepted": "an announced trailer may be absent",
        "unannounced-trailer-accepted": "a trailer that is not announced is accepted",
        "other-trailer-accepted": "the names in the trailer are not compared with `x-amz-trailer`",
        "other-trailer-as-invalid": "a trailer other than the announced one is reported as `InvalidRequest`",
        "any-trailer-announced": "`x-amz-trailer` may name anything"}),
    ("SIG-134", {
        "trailing-checksum-unchecked": "the checksum in the trailer is not compared",
        "unsigned-trailing-checksum-unchecked": "the checksum in an unsigned trailer is not compared",
        "checksum-of-last-chunk": "the checksum is that of the last chunk's data",
        "checksum-beside-trailer-accepted": "a checksum in a header is accepted beside `x-amz-trailer`"}),
    ("SIG-150", {
        "only-first-credentials-known": "a verifier knows only the first of its credentials",
        "header-names-by-case": "headers are found only if their names are in lower case",
        "query-after-last-mark": "the query begins after the last `?` of the target",
        "trailing-slash-ignored": "a slash at the end of a path is ignored",
        "operation-hint-ignored": "the parameter `x-id` is left out of the canonical query",
        "received-media-types-normalized": "a media type is parsed and written anew, in lower case and with a space after each semicolon",
        "etags-without-quotes": "the quotes of an ETag are removed before the signature is verified",
        "copy-source-decoded": "`x-amz-copy-source` is decoded before the signature is verified",
        "long-headers-cut": "headers are cut after 4096 bytes",
        "zero-length-dropped": "a `Content-Length` of 0 is taken for none",
        "scope-date-of-receiver": "the date of a scope is compared with the receiver's day",
        "scope-date-of-receiver-for-key": "the signing key is derived for the receiver's day"}),
    ("SIG-151", {"unknown-key-as-wrong-signature": "an unknown access key is reported as `SignatureDoesNotMatch`"}),
    ("SIG-152", {
        "signature-not-checked": "every signature is accepted",
        "signature-compared-in-part": "only the first 16 characters of signatures are compared",
        "signature-prefix-accepted": "any prefix of the right signature is accepted",
        "longer-signature-accepted": "whatever follows the 64 digits of a signature is ignored"}),
    ("SIG-153", {
        "region-unchecked": "a scope for another region is accepted",
        "region-prefix-accepted": "a scope is accepted if its region is a prefix of the receiver's",
        "service-unchecked": "a scope for another service is accepted",
        "region-as-wrong-signature": "a scope for another region is reported as `SignatureDoesNotMatch`",
        "region-by-case": "regions are compared without regard to case",
        "default-region-accepted": "a scope for us-east-1 is accepted everywhere",
        "service-family-accepted": "a scope for `s3-outposts` is accepted as one for `s3`",
        "service-by-case": "services are compared without regard to case"}),
    ("SIG-154", {
        "skew-unchecked": "a request may be of any age",
        "skew-of-early-requests-unchecked": "a request may be dated arbitrarily far in the future",
        "skew-of-five-minutes": "the clock skew may be at most five minutes",
        "requests-ahead-rejected": "a request dated one second in the future is rejected"}),
    ("SIG-155", {
        "expiry-unchecked": "a URL never expires",
        "expiry-in-minutes": "`X-Amz-Expires` is in minutes"}),
    ("SIG-156", {
        "expiry-of-zero-as-unlimited": "a URL with an `X-Amz-Expires` of 0 never expires",
        "expiry-without-maximum": "`X-Amz-Expires` may be more than a week",
        "negative-expiry-as-expired": "a negative `X-Amz-Expires` is reported as `AccessDenied`",
        "expiry-without-number-as-unlimited": "a URL whose `X-Amz-Expires` is not a number never expires",
        "expires-int32-wrap": "`X-Amz-Expires` is truncated to 32 bits"}),
    ("SIG-157", {
        "missing-expiry-as-unlimited": "a URL without `X-Amz-Expires` never expires",
        "missing-parameter-as-denied": "a missing parameter is reported as `AccessDenied`"}),
    ("SIG-158", {
        "malformed-credential-as-denied": "a malformed credential is reported as `AccessDenied`",
        "credential-end-unchecked": "the last part of a credential is not checked",
        "credential-decoded-twice": "a credential that was encoded twice is accepted",
        "scope-date-unchecked": "the date of a scope need not be that of the request",
        "scope-date-as-wrong-signature": "a scope for another day is reported as `SignatureDoesNotMatch`",
        "form-date-unchecked": "a form's `x-amz-date` is not compared with its scope",
        "quoted-authorization-accepted": "quotes around the parts of `Authorization` are removed"}),
    ("SIG-159", {
        "unsigned-amz-headers-accepted": "`x-amz-*` headers that were not signed are accepted",
        "unsigned-tagging-accepted": "an unsigned `x-amz-tagging` is accepted, as by a verifier that checks a fixed list of headers",
        "content-hash-must-be-signed": "an unsigned `x-amz-content-sha256` is rejected",
        "every-header-must-be-signed": "every header has to be signed",
        "signed-names-by-substring": "a header counts as signed if `SignedHeaders` contains its name anywhere",
        "signed-names-by-prefix": "a header counts as signed if a signed header begins with its name",
        "unsigned-headers-as-wrong-signature": "an unsigned header is reported as `SignatureDoesNotMatch`"}),
    ("SIG-160", {
        "body-not-hashed": "the body is not compared with `x-amz-content-sha256`",
        "only-beginning-hashed": "only bodies of up to 64 KiB are hashed",
        "body-cut-for-hash": "the hash of a body is compared with that of its first 70000 bytes"}),
    ("SIG-161", {"missing-header-as-malformed": "a missing signed header is reported as `InvalidRequest`"}),
    ("SIG-162", {
        "form-without-signature-as-denied": "a form without `x-amz-signature` is reported as `AccessDenied`",
        "anonymous-form-as-malformed": "a form without any signing field is reported as `InvalidArgument`",
        "form-algorithm-not-required": "a form without `x-amz-algorithm` is accepted"}),
    ("SIG-163", {
        "policy-read-before-checking": "a policy that is not JSON is reported as `InvalidPolicyDocument` before the signature is checked",
        "field-names-by-case": "a form's fields are found only if their names are in lower case"}),
    ("SIG-164", {
        "chunk-signatures-unchecked": "the signatures of chunks are not checked",
        "large-chunks-unverified": "the signatures of chunks of more than 64 KB are not checked",
        "chunks-without-signature-accepted": "chunks without a signature are accepted",
        "short-chunk-signature-accepted": "any prefix of a chunk's signature is accepted",
        "long-chunk-signature-accepted": "what follows the 64 digits of a chunk's signature is ignored",
        "trailer-signature-unchecked": "the trailer's signature is not checked"}),
    ("SIG-165", {
        "cut-off-body-accepted": "a truncated body is stored up to where it ends",
        "cut-off-body-as-wrong-signature": "a truncated body is reported as `SignatureDoesNotMatch`"}),
    ("SIG-166", {
        "token-unchecked": "any session token is accepted",
        "token-prefix-accepted": "any prefix of the session token is accepted",
        "token-by-case": "session tokens are compared without regard to case",
        "needless-token-ignored": "a token that comes with permanent credentials is ignored",
        "missing-token-accepted": "temporary credentials are accepted without their token",
        "missing-token-as-invalid": "a missing token is reported as `InvalidToken`",
        "empty-token-as-none": "an empty token is taken for none, and none is needed",
        "form-token-unchecked": "the session token of a form is not checked"}),
    ("SIG-167", {
        "header-preferred-to-url": "a request that is signed in two ways is accepted for its header",
        "url-preferred-to-header": "a request that is signed in two ways is accepted for its URL",
        "two-mechanisms-as-denied": "a request that is signed in two ways is reported as `AccessDenied`"}),
    ("SIG-168", {
        "last-signature-counts": "of a repeated part of `Authorization` the last one counts",
        "first-signature-counts": "of a repeated part of `Authorization` the first one counts",
        "second-authorization-ignored": "of two `Authorization` headers the first counts",
        "last-authorization-counts": "of two `Authorization` headers the last counts"}),
    ("SIG-169", {
        "missing-date-as-malformed": "a missing date is reported as `AuthorizationHeaderMalformed`",
        "missing-date-as-now": "a request without a date is verified at the receiver's time",
        "malformed-url-date-as-denied": "a malformed `X-Amz-Date` of a URL is reported as `AccessDenied`",
        "junk-after-date-accepted": "what follows a date is ignored",
        "digits-of-any-script-accepted": "dates may have the digits of any script"}),
    ("SIG-170", {
        "date-header-preferred": "`Date` takes precedence over `x-amz-date`",
        "dates-must-agree": "a request is rejected if `Date` and `x-amz-date` differ"}),
    ("SIG-171", {
        "missing-content-hash-computed": "without `x-amz-content-sha256` the body is hashed",
        "missing-content-hash-as-unsigned": "a missing `x-amz-content-sha256` counts as `UNSIGNED-PAYLOAD`",
        "unknown-payload-hash-accepted": "any value of `x-amz-content-sha256` that is not a hash is taken for an unsigned payload",
        "unknown-payload-hash-as-mismatch": "an unknown value of `x-amz-content-sha256` is reported as `XAmzContentSHA256Mismatch`"}),
    ("SIG-172", {
        "signed-parameters-ignored": "a signed header that is only a parameter of the URL counts as missing",
        "signed-parameters-preferred": "the parameter of a signed header counts, whatever the header says",
        "sent-again-as-wrong-signature": "a signed header that is a parameter must not be sent as well"}),
    ("SIG-173", {
        "header-names-unchecked": "header names are not checked",
        "blanks-in-header-names-accepted": "header names may begin and end with spaces"}),
    ("SIG-174", {
        "algorithm-unchecked": "the algorithm in `Authorization` is not checked",
        "unknown-algorithm-as-malformed": "an unknown algorithm is reported as `AuthorizationHeaderMalformed`",
        "url-algorithm-unchecked": "the algorithm in a URL is not checked",
        "form-algorithm-unchecked": "the algorithm in a form is not checked"}),
    ("SIG-175", {
        "token-expiry-unchecked": "session tokens never expire",
        "expired-token-as-denied": "an expired session token is reported as `AccessDenied`"}),
    ("SIG-200", {
        "content-md5-ignored": "`Content-MD5` is not compared",
        "malformed-md5-ignored": "a `Content-MD5` that is not an MD5 is ignored",
        "malformed-md5-as-wrong": "a `Content-MD5` that is not an MD5 is reported as `BadDigest`"}),
    ("SIG-201", {
        "checksum-headers-ignored": "`x-amz-checksum-*` headers are not compared",
        "new-checksums-ignored": "`x-amz-checksum-crc64nvme` is unknown and ignored",
        "crc32c-as-crc32": "a CRC32C is computed with the polynomial of CRC32",
        "checksum-bytes-reversed": "the bytes of a CRC are in reverse order",
        "malformed-checksum-ignored": "a value that is not a checksum is ignored",
        "malformed-checksum-as-wrong": "a value that is not a checksum is reported as `BadDigest`",
        "checksum-parameter-compared": "the query's `x-amz-checksum-crc32`, which SDKs presign without a body, is compared"}),
    ("SIG-202", {"two-checksums-accepted": "only the first of two checksums is compared"}),
    ("SIG-203", {
        "announced-checksum-unchecked": "`x-amz-sdk-checksum-algorithm` is ignored",
        "announced-algorithm-unchecked": "the checksum may be of another algorithm than the announced one"}),
]  # fmt: skip
