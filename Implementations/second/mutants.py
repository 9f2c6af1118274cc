"""The mutants: every way in which a rule is broken by name. Here are those of the Signing subject, and all of them.

Most are mistakes of real signers and servers. Each is one small branch at the place where its rule is kept, in the
package of its subject, found by its name. `profiles` are those whose operations can show the fault.
"""

from mutants_form import RULES as FORM_RULES
from mutants_keys import RULES as KEY_RULES
from mutants_policy import RULES as POLICY_RULES
from mutants_recording import RULES as RECORDING_RULES
from mutants_validation import RULES as VALIDATION_RULES
from mutants_verify import RULES as VERIFIER_RULES

_FORM = ["canonical", "presign-url", "sign-headers", "verify"]
_SIGN = ["presign-url", "sign-headers"]
_BUILD = ["canonical", *_SIGN]
_HEADER, _URL, _POST, _CHUNKS = ["sign-headers"], ["presign-url"], ["presign-post"], ["chunked"]
_KEYS = ["presign-url", "sign-headers", "presign-post", "chunked", "verify"]
_ASYMMETRIC = ["sigv4a"]
_SERVICES = ["services"]

_RULES = [
    ("SIG-001", _FORM, {"tilde-encoded": "'~' is encoded as %7E"}),
    ("SIG-002", _FORM, {
        "hex-lower-case": "percent-encoding uses lower-case digits",
        "marks-raw": "! ' ( ) * stay as they are, as encodeURIComponent leaves them",
        "path-delimiters-raw": "= @ : $ & + , ; stay as they are in a path, as URL libraries leave them"}),
    ("SIG-003", _FORM, {
        "space-in-query-as-plus": "a space in a query is encoded as '+'",
        "space-in-path-as-plus": "a space in a path is encoded as '+'"}),
    ("SIG-004", _FORM, {
        "text-composed": "text is normalised to NFC before it is encoded",
        "text-as-latin-1": "text that Latin-1 can hold is encoded as Latin-1"}),
    ("SIG-004", _SIGN, {"text-as-cesu-8": "each half of a surrogate pair is encoded as a character"}),
    ("SIG-005", _FORM, {"slash-in-key-encoded": "'/' in a path is encoded as %2F"}),
    ("SIG-006", _FORM, {
        "path-encoded-twice": "the path of an S3 request is encoded once more",
        "s3-path-not-recoded": "the path of an S3 request is taken as it stands in the request line"}),
    ("SIG-007", _FORM, {
        "s3-path-normalized": "the path of an S3 request is normalised",
        "s3-slashes-collapsed": "'//' in the path of an S3 request becomes '/'"}),
    ("SIG-007", _BUILD, {"leading-slash-of-key-lost": "slashes at the beginning of a key are removed"}),
    ("SIG-008", ["services", "verify-services"], {"other-services-encoded-once": "the path is not encoded once more for services other than S3"}),
    ("SIG-009", ["services", "verify-services"], {
        "path-not-normalized": "the path is not normalised for services other than S3",
        "trailing-slash-lost": "normalisation removes a trailing slash",
        "empty-segments-kept": "normalisation leaves '//' in"}),
    ("SIG-009", _SERVICES, {"normalization-forced": "the path is normalised although the caller turned that off"}),
    ("SIG-010", _BUILD, {"empty-path-left-empty": "an empty path stays empty"}),
    ("SIG-011", _BUILD, {
        "key-taken-as-encoded": "a key is decoded before it is encoded",
        "key-separators-raw": "'?' and '#' in a key are not encoded"}),
    ("SIG-020", _FORM, {
        "slash-in-query-raw": "'/' is not encoded in the canonical query",
        "query-names-raw": "names in the canonical query are not encoded"}),
    ("SIG-021", _FORM, {
        "query-unsorted": "parameters stay in the order in which they came",
        "query-sorted-before-encoding": "parameters are sorted before they are encoded",
        "query-sorted-without-case": "parameters are sorted without regard to case"}),
    ("SIG-022", _FORM, {"equal-names-unsorted": "values of one name stay in the order in which they came"}),
    ("SIG-023", _FORM, {"query-sorted-as-joined": "parameters are sorted as 'name=value'"}),
    ("SIG-024", _FORM, {
        "valueless-names-dropped": "a parameter without a value is left out",
        "valueless-without-equals": "a parameter without a value has no '='"}),
    ("SIG-025", _FORM, {
        "repeated-names-collapsed": "of parameters of one name only the last takes part",
        "equal-pairs-collapsed": "a parameter that is repeated with the same value takes part once"}),
    ("SIG-026", _FORM, {"query-split-at-every-equals": "a value ends at its first '='"}),
    ("SIG-027", ["canonical", "presign-url", "services", "verify"], {"query-encoded-twice": "names and values on the wire are encoded as they stand"}),
    ("SIG-028", ["canonical", "verify"], {
        "signature-in-canonical-query": "X-Amz-Signature takes part in the canonical query"}),
    ("SIG-030", _FORM, {"header-names-as-written": "header names keep their case"}),
    ("SIG-031", _FORM, {
        "headers-unsorted": "headers stay in the order in which they came",
        "headers-sorted-as-written": "headers are sorted by their names as written, capitals first",
        "header-lines-sorted": "whole lines are sorted, not names"}),
    ("SIG-032", _FORM, {"header-values-untrimmed": "spaces around a value stay"}),
    ("SIG-033", _FORM, {
        "inner-spaces-kept": "runs of spaces inside a value stay"}),
    # What S3 does in quoted text is contested; AWS's suite is about other services.
    ("SIG-033", _SERVICES, {"quoted-spaces-kept": "runs of spaces stay in quoted text"}),
    ("SIG-034", _FORM, {
        "repeated-headers-joined-with-space": "the values of repeated headers are joined with ', '",
        "repeated-headers-sorted": "the values of repeated headers are sorted",
        "repeated-headers-last-only": "of repeated headers only the last takes part"}),
    ("SIG-035", [*_BUILD, "verify-services"], {
        "folded-lines-kept": "the line breaks of folded values stay",
        "folded-lines-run-together": "folded lines are joined without a space"}),
    ("SIG-036", _FORM, {
        "signed-headers-unsorted": "SignedHeaders is in the order in which the headers came",
        "signed-headers-repeated": "SignedHeaders names a repeated header each time"}),
    ("SIG-037", _SIGN, {"host-unsigned": "host is not signed"}),
    ("SIG-038", _BUILD, {
        "default-port-kept": "the scheme's default port stays in host",
        "port-dropped": "every port is removed from host"}),
    ("SIG-039", _SIGN, {"amz-headers-unsigned": "x-amz-* headers given to the signer are not signed"}),
    ("SIG-040", _SIGN, {"content-type-unsigned": "Content-Type is not signed"}),
    ("SIG-041", _SIGN, {"user-agent-signed": "headers that proxies change are signed"}),
    ("SIG-044", _BUILD, {
        "line-break-accepted": "a line break in a header is let through",
        "nul-accepted": "a NUL byte in a header is let through"}),
    ("SIG-044", _SIGN, {"method-unchecked": "a space or a line break in the method is let through"}),
    ("SIG-044", _URL, {"broken-credentials-accepted": "a line break in the access key or the token is let through"}),
    ("SIG-050", ["sign-headers", "services", "verify-services"], {
        "empty-body-unhashed": "the payload hash of an empty body is empty"}),
    ("SIG-050", ["sign-headers", "services", "verify"], {
        "payload-hash-upper-case": "the payload hash is in upper case"}),
    ("SIG-051", _HEADER, {
        "content-sha256-missing": "x-amz-content-sha256 is not sent",
        "content-sha256-unsigned": "x-amz-content-sha256 is sent unsigned"}),
    ("SIG-052", _URL, {"presigned-with-body-hash": "a presigned URL for S3 signs the hash of an empty body"}),
    ("SIG-053", _SERVICES, {"unsigned-payload-everywhere": "presigned URLs for other services sign UNSIGNED-PAYLOAD"}),
    ("SIG-054", _HEADER, {
        "unsigned-payload-hashed": "UNSIGNED-PAYLOAD is said, and the body's hash is signed",
        "unsigned-payload-unsaid": "UNSIGNED-PAYLOAD is signed, and the body's hash is said"}),
    ("SIG-060", [*_SIGN, "verify"], {
        "time-in-extended-format": "the time in the string to sign has '-' and ':'",
        "canonical-request-unhashed": "the canonical request itself stands in the string to sign"}),
    ("SIG-061", _KEYS, {
        "scope-service-before-region": "the scope has the service before the region"}),
    ("SIG-062", _KEYS, {
        "key-chained-in-hexadecimal": "each step is keyed with the hexadecimal text of the one before",
        "key-without-prefix": "the secret has no 'AWS4' before it"}),
    ("SIG-063", _KEYS, {
        "secret-url-decoded": "the secret is URL-decoded",
        "secret-url-encoded": "the secret is URL-encoded"}),
    ("SIG-064", _KEYS, {
        "signature-upper-case": "the signature is in upper case"}),
    ("SIG-065", _HEADER, {
        "authorization-without-commas": "the parts of Authorization are separated by spaces"}),
    ("SIG-066", _KEYS[:-1], {
        "week-year-dates": "the year is that of the ISO week",
        "buddhist-years": "the year is that of the Buddhist calendar",
        "twelve-hour-clock": "hours run from 1 to 12",
        "local-timestamps": "times are local, nine hours ahead",
        "local-scope-date": "the date of the scope is local, nine hours ahead"}),
    ("SIG-067", _KEYS, {
        "key-cached-without-date": "a key is used again on another day",
        "key-cached-without-region": "a key is used again for another region",
        "key-cached-without-secret": "a key is used again for another secret"}),
    ("SIG-067", ["services", "presign-post", "chunked", "verify-services"], {
        "key-cached-without-service": "a key is used again for another service"}),
    ("SIG-070", _FORM, {"method-always-get": "GET is signed, whatever the method"}),
    ("SIG-080", _HEADER, {
        "token-header-missing": "the token is not sent by header",
        "token-header-unsigned": "the token's header is not signed"}),
    ("SIG-081", _URL, {
        "token-added-after-signing": "the token is added to the URL after signing",
        "token-parameter-missing": "the token is not in the URL"}),
    ("SIG-082", _SERVICES, {
        "token-always-signed": "the token is signed although it shall not be",
        "unsigned-token-not-sent": "a token that is not signed is not sent either"}),
    ("SIG-083", _POST, {"form-token-missing": "the token is not among the form's fields"}),
    ("SIG-090", _URL, {"expires-parameter-missing": "the URL has no X-Amz-Expires"}),
    ("SIG-091", _URL, {
        "expires-in-milliseconds": "X-Amz-Expires is in milliseconds",
        "expires-as-time": "X-Amz-Expires is a time in seconds since 1970",
        "expires-capped-at-a-day": "X-Amz-Expires is at most a day, whatever was asked for"}),
    ("SIG-092", _URL, {
        "expires-bounds-unchecked": "an expiry out of bounds is signed",
        "expires-clamped": "an expiry out of bounds is silently moved to the nearest bound"}),
    ("SIG-093", _URL, {
        "presigned-headers-unsigned": "of a presigned URL's headers only host is signed",
        "content-length-unsigned": "Content-Length is not signed"}),
    ("SIG-094", _URL, {
        "request-parameters-unsigned": "the request's own parameters are not signed",
        "request-parameters-lost": "the request's own parameters are not in the URL"}),
    ("SIG-095", ["presign-url", "verify"], {
        "signed-headers-separator-raw": "';' in X-Amz-SignedHeaders is not encoded in the canonical query",
        "credential-slash-raw": "'/' in X-Amz-Credential is not encoded in the canonical query"}),
    ("SIG-097", _SIGN, {
        "always-path-style": "the bucket is always in the path",
        "scheme-always-https": "the URL is https, whatever the endpoint"}),
    ("SIG-110", _POST, {
        "policy-json-signed": "the policy's JSON is signed, not its Base64",
        "policy-written-again": "the policy is read and written again before it is signed",
        "policy-line-ends-rewritten": "CRLF in the policy becomes LF"}),
    ("SIG-111", _POST, {
        "policy-base64-url-safe": "the policy is in URL-safe Base64",
        "policy-base64-unpadded": "the policy's Base64 has no padding",
        "policy-base64-wrapped": "the policy's Base64 is wrapped at 76 characters"}),
    ("SIG-112", _POST, {
        "form-credential-without-scope": "x-amz-credential is the access key alone",
        "form-algorithm-missing": "there is no x-amz-algorithm",
        "form-date-missing": "there is no x-amz-date"}),
    ("SIG-120", _CHUNKS, {
        "seed-hashes-the-body": "the seed has the body's hash in place of the streaming constant",
        "seed-payload-only-said": "the streaming constant is said, and the body's hash is signed",
        "trailer-not-announced": "a body with a trailer is announced as one without"}),
    ("SIG-121", ["chunked", "verify"], {
        "chunks-sign-the-seed": "each chunk signs the seed's signature",
        "chunk-without-empty-hash": "a chunk's string to sign lacks the SHA-256 of nothing"}),
    ("SIG-122", _CHUNKS, {
        "chunk-size-decimal": "a chunk's size is decimal",
        "chunk-size-counts-line-end": "a chunk's size counts the CRLF after its data",
        "chunk-without-line-end": "no CRLF follows a chunk's data"}),
    ("SIG-123", _CHUNKS, {
        "last-chunk-missing": "there is no empty chunk at the end",
        "last-chunk-unsigned": "the empty chunk at the end has no signature"}),
    ("SIG-124", _CHUNKS, {
        "lengths-swapped": "the two lengths are swapped",
        "decoded-length-missing": "there is no x-amz-decoded-content-length"}),
    ("SIG-125", _CHUNKS, {
        "aws-chunked-missing": "content-encoding lacks aws-chunked",
        "aws-chunked-last": "aws-chunked follows the object's own encoding",
        "content-encoding-lost": "the object's own encoding is lost"}),
    ("SIG-126", ["chunked", "verify"], {
        "trailer-signed-as-chunk": "a trailer's string to sign begins with AWS4-HMAC-SHA256-PAYLOAD",
        "trailer-without-line-feed": "the last trailing header is hashed without its line feed"}),
    ("SIG-127", _CHUNKS, {
        "trailer-signature-missing": "there is no x-amz-trailer-signature",
        "trailer-names-missing": "there is no x-amz-trailer",
        "trailer-without-empty-line": "no empty line follows the trailer"}),
    ("SIG-128", _CHUNKS, {
        "unsigned-chunks-signed": "chunks before an unsigned trailer have signatures",
        "unsigned-trailer-with-signature": "an unsigned trailer has an x-amz-trailer-signature"}),
    ("SIG-140", _ASYMMETRIC, {
        "key-counter-from-zero": "the counter begins with 0",
        "private-key-without-one": "the private key is c, not c + 1"}),
    ("SIG-141", _ASYMMETRIC, {
        "region-set-missing": "the region set is not sent",
        "region-set-unsigned": "the region set is sent unsigned"}),
    ("SIG-142", _ASYMMETRIC, {"asymmetric-scope-with-region": "the scope of SigV4a has a region"}),
    ("SIG-143", _ASYMMETRIC, {
        "asymmetric-signed-as-hmac": "the string to sign begins with AWS4-HMAC-SHA256",
        "asymmetric-signature-without-der": "the signature is r and s in hexadecimal, without DER",
        "asymmetric-signatures-compared": "a verifier signs itself and compares"}),
    ("SIG-192", ["presign-url", "sign-headers", "presign-post"], {
        "empty-credentials-accepted": "an empty access key or secret is used"}),
    ("SIG-193", _SIGN, {
        "bucket-name-unchecked": "any bucket name is used",
        "bucket-may-be-an-address": "an IP address is used as a bucket's name"}),
    ("SIG-194", _BUILD, {
        "malformed-percent-accepted": "a '%' without two digits is let through",
        "fragment-accepted": "a '#' is let through"}),
]  # fmt: skip

_ALL = _RULES + [(requirement, ["verify"], faults) for requirement, faults in VERIFIER_RULES]
_ALL += POLICY_RULES + FORM_RULES + KEY_RULES + VALIDATION_RULES + RECORDING_RULES

MUTANTS = [
    {"name": name, "requirement": requirement, "effect": effect, "profiles": profiles}
    for requirement, profiles, faults in sorted(_ALL, key=lambda rule: rule[0])
    for name, effect in faults.items()
]
