"""Lists the mutants of the verifiers of the subject Signing."""

RULES = [
    ("SIG-028", {"further-parameters-ignored": "a verifier includes only the `X-Amz-*` parameters of a URL"}),
    ("SIG-037", {"host-not-required": "a verifier accepts a signature without `host`"}),
    ("SIG-042", {"user-agent-not-verified": "a verifier leaves out the headers that its own signer leaves out"}),
    ("SIG-043", {"port-not-verified": "a verifier removes the port from `Host`"}),
    ("SIG-065", {"authorization-needs-spaces": "a verifier requires a space after each comma in `Authorization`"}),
    ("SIG-096", {"signature-expected-last": "a verifier ignores what follows the signature in a URL"}),
    ("SIG-150", {
        "only-first-credentials-known": "a verifier knows only the first of its credentials",
        "header-names-by-case": "headers are found only if their names are in lower case"}),
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
        "region-as-wrong-signature": "a scope for another region is reported as `SignatureDoesNotMatch`"}),
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
        "credential-decoded-twice": "a credential that was encoded twice is accepted"}),
    ("SIG-159", {
        "unsigned-amz-headers-accepted": "`x-amz-*` headers that were not signed are accepted",
        "unsigned-tagging-accepted": "an unsigned `x-amz-tagging` is accepted, as by a verifier that checks a fixed list of headers"}),
    ("SIG-160", {
        "body-not-hashed": "the body is not compared with `x-amz-content-sha256`",
        "url-body-not-hashed": "the body is not compared with `x-amz-content-sha256` if the signature is in the URL"}),
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
        "trailer-signature-unchecked": "the trailer's signature is not checked",
        "trailing-bytes-accepted": "bytes after the last chunk are ignored"}),
    ("SIG-165", {
        "cut-off-body-accepted": "a truncated body is stored up to where it ends",
        "cut-off-body-as-wrong-signature": "a truncated body is reported as `SignatureDoesNotMatch`"}),
    ("SIG-166", {
        "token-unchecked": "any session token is accepted",
        "token-prefix-accepted": "any prefix of the session token is accepted"}),
]  # fmt: skip
