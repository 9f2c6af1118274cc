"""The mutants of the other side: how a verifier breaks its rules."""

RULES = [
    ("SIG-028", {"further-parameters-ignored": "a verifier takes the X-Amz-* parameters of a URL only"}),
    ("SIG-037", {"host-not-required": "a verifier accepts a signature without host"}),
    ("SIG-042", {"user-agent-not-verified": "a verifier leaves out what its own signer leaves out"}),
    ("SIG-043", {"port-not-verified": "a verifier removes the port from Host"}),
    ("SIG-065", {"authorization-needs-spaces": "a verifier wants a space after each comma"}),
    ("SIG-096", {"signature-expected-last": "a verifier ignores what follows the signature in a URL"}),
    ("SIG-150", {
        "only-first-credentials-known": "only the first of the credentials is looked at",
        "header-names-by-case": "headers are found only in lower case"}),
    ("SIG-151", {"unknown-key-as-wrong-signature": "an unknown access key is SignatureDoesNotMatch"}),
    ("SIG-152", {
        "signature-not-checked": "every signature is right",
        "signature-compared-in-part": "only the first 16 characters of signatures are compared",
        "signature-prefix-accepted": "a signature is compared as far as it goes",
        "longer-signature-accepted": "what follows the 64 digits of a signature is ignored"}),
    ("SIG-153", {
        "region-unchecked": "a scope for another region is accepted",
        "region-prefix-accepted": "a scope for a region with whose name the receiver's begins is accepted",
        "service-unchecked": "a scope for another service is accepted",
        "region-as-wrong-signature": "a scope for another region is SignatureDoesNotMatch"}),
    ("SIG-154", {
        "skew-unchecked": "a request may be of any age",
        "skew-of-early-requests-unchecked": "a request may be as far ahead as it likes",
        "skew-of-five-minutes": "a request may be off by five minutes only",
        "requests-ahead-rejected": "a request may not be a second ahead"}),
    ("SIG-155", {
        "expiry-unchecked": "a URL never expires",
        "expiry-in-minutes": "X-Amz-Expires counts minutes"}),
    ("SIG-156", {
        "expiry-of-zero-as-unlimited": "an X-Amz-Expires of 0 is for ever",
        "expiry-without-maximum": "X-Amz-Expires may be more than a week",
        "negative-expiry-as-expired": "a negative X-Amz-Expires is AccessDenied",
        "expiry-without-number-as-unlimited": "an X-Amz-Expires that is no number is for ever",
        "expires-int32-wrap": "X-Amz-Expires is held in 32 bits, the rest of it dropped"}),
    ("SIG-157", {
        "missing-expiry-as-unlimited": "a URL without X-Amz-Expires is for ever",
        "missing-parameter-as-denied": "a missing parameter is AccessDenied"}),
    ("SIG-158", {
        "malformed-credential-as-denied": "a malformed credential is AccessDenied",
        "credential-end-unchecked": "a credential may end in anything",
        "credential-decoded-twice": "a credential that was encoded twice is accepted"}),
    ("SIG-159", {
        "unsigned-amz-headers-accepted": "x-amz-* headers that were not signed are accepted",
        "unsigned-tagging-accepted": "x-amz-tagging is accepted unsigned, as headers of a list are not on it"}),
    ("SIG-160", {
        "body-not-hashed": "the body is not compared with x-amz-content-sha256",
        "url-body-not-hashed": "the body is not compared with x-amz-content-sha256 where the signature is in the URL"}),
    ("SIG-161", {"missing-header-as-malformed": "a signed header that is missing is InvalidRequest"}),
    ("SIG-162", {
        "form-without-signature-as-denied": "a form without x-amz-signature is AccessDenied",
        "anonymous-form-as-malformed": "a form without any signing field is InvalidArgument",
        "form-algorithm-not-required": "a form needs no x-amz-algorithm"}),
    ("SIG-163", {
        "policy-read-before-checking": "a policy that cannot be read is InvalidPolicyDocument",
        "field-names-by-case": "a form's fields are found only in lower case"}),
    ("SIG-164", {
        "chunk-signatures-unchecked": "the signatures of chunks are not looked at",
        "trailer-signature-unchecked": "the trailer's signature is not looked at",
        "trailing-bytes-accepted": "what follows the last chunk is ignored"}),
    ("SIG-165", {
        "cut-off-body-accepted": "a body that is cut off is stored as far as it goes",
        "cut-off-body-as-wrong-signature": "a body that is cut off is SignatureDoesNotMatch"}),
    ("SIG-166", {
        "token-unchecked": "any token is accepted",
        "token-prefix-accepted": "the beginning of a token is accepted"}),
]  # fmt: skip
