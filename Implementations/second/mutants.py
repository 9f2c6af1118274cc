"""Lists the mutants of the subject Signing, and collects those of all subjects in `MUTANTS`.

A mutant breaks one rule in one way. Most mutants are mistakes of real signers and servers. Each is a small branch in the
code that implements the rule: search for `broken("NAME")`. Each entry gives the rule, the profiles whose operations can
show the fault, and, for each mutant, its name and its effect.
"""

from mutants_form import RULES as FORM_RULES
from mutants_keys import RULES as KEY_RULES
from mutants_policy import RULES as POLICY_RULES
from mutants_recording import RULES as RECORDING_RULES
from mutants_validation import RULES as VALIDATION_RULES
from mutants_verify import RULES as VERIFIER_RULES

_SIGN = ["presign-core", "presign-url", "sign-headers"]
_BUILD = ["canonical", *_SIGN]
_FORM = [*_BUILD, "verify"]
_WIRE, _ROBUST = ["wire"], ["robustness"]
_HEADER, _POST, _CHUNKS = ["sign-headers"], ["presign-post"], ["chunked"]
_URL = ["presign-core", "presign-url"]
_KEYS = [*_SIGN, "presign-post", "chunked", "verify"]
_ASYMMETRIC = ["sigv4a"]
_SERVICES = ["services"]

_RULES = [
    ("SIG-001", _FORM, {"tilde-encoded": "`~` is encoded as `%7E`"}),
    ("SIG-002", [*_FORM, *_WIRE], {
        "hex-lower-case": "percent-encoding uses lower-case hexadecimal digits",
        "marks-raw": "`!`, `'`, `(`, `)` and `*` are not encoded, as with JavaScript's encodeURIComponent",
        "path-delimiters-raw": "`=`, `@`, `:`, `$`, `&`, `+`, `,` and `;` are not encoded in a path, as in many URL libraries"}),
    ("SIG-003", ["canonical", "presign-url", "sign-headers", "verify"], {
        "space-in-query-as-plus": "a space in a query is encoded as `+`"}),
    ("SIG-003", _FORM, {
        "space-in-path-as-plus": "a space in a path is encoded as `+`"}),
    ("SIG-004", _FORM, {
        "text-composed": "text is normalised to NFC before it is encoded",
        "text-as-latin-1": "text that fits in Latin-1 is encoded as Latin-1"}),
    ("SIG-004", _SIGN, {"text-as-cesu-8": "each half of a surrogate pair is encoded as a character of its own"}),
    ("SIG-005", _FORM, {"slash-in-key-encoded": "`/` in a path is encoded as `%2F`"}),
    ("SIG-006", [*_FORM, *_WIRE], {"path-encoded-twice": "the path of an S3 request is encoded twice"}),
    ("SIG-006", [*_WIRE, "verify"], {
        "s3-path-not-recoded": "the path of an S3 request is signed as it appears in the request line"}),
    ("SIG-007", _FORM, {
        "s3-path-normalized": "the path of an S3 request is normalised",
        "s3-slashes-collapsed": "`//` in the path of an S3 request becomes `/`"}),
    ("SIG-003", ["presign-core", "sign-headers"], {"key-trimmed": "white space at the ends of a key is removed"}),
    ("SIG-007", _BUILD, {
        "leading-slash-of-key-lost": "leading slashes of a key are removed",
        "trailing-slash-of-key-lost": "trailing slashes of a key are removed"}),
    ("SIG-008", ["services", "verify-services"], {"other-services-encoded-once": "the path is encoded only once for services other than S3"}),
    ("SIG-009", ["services", "verify-services"], {
        "path-not-normalized": "the path is not normalised for services other than S3",
        "trailing-slash-lost": "normalisation removes a trailing slash",
        "empty-segments-kept": "normalisation leaves `//` in the path"}),
    ("SIG-009", _SERVICES, {"normalization-forced": "the path is normalised although the caller turned that off"}),
    ("SIG-010", [*_WIRE, *_SERVICES], {"empty-path-left-empty": "an empty path stays empty"}),
    ("SIG-011", _BUILD, {
        "key-taken-as-encoded": "a key is percent-decoded before it is encoded",
        "key-separators-raw": "`?` and `#` in a key are not encoded"}),
    ("SIG-012", _WIRE, {
        "target-split-at-last-question-mark": "the path ends at the last `?` of the target",
        "query-cut-at-second-question-mark": "the query ends at the second `?` of the target"}),
    ("SIG-020", [*_FORM, *_WIRE, *_ROBUST], {"slash-in-query-raw": "`/` is not encoded in the canonical query"}),
    ("SIG-020", ["canonical", *_ROBUST, "verify"], {
        "query-names-raw": "names in the canonical query are not encoded"}),
    ("SIG-021", [*_FORM, *_SERVICES, *_ROBUST], {
        "query-unsorted": "parameters stay in the order of the request"}),
    ("SIG-021", [*_FORM, *_ROBUST], {
        "query-sorted-without-case": "parameters are sorted without regard to case"}),
    ("SIG-021", ["canonical", *_SERVICES, *_ROBUST, "verify"], {
        "query-sorted-before-encoding": "parameters are sorted before they are encoded"}),
    ("SIG-022", ["canonical", *_ROBUST, "verify"], {"equal-names-unsorted": "values of one name stay in the order of the request"}),
    ("SIG-023", _FORM, {"query-sorted-as-joined": "parameters are sorted as `name=value` text"}),
    ("SIG-024", _FORM, {
        "valueless-names-dropped": "a parameter without a value is left out",
        "valueless-without-equals": "a parameter without a value is written without `=`"}),
    ("SIG-025", ["canonical", *_WIRE, *_ROBUST, "verify"], {
        "repeated-names-collapsed": "only the last parameter of each name is signed",
        "equal-pairs-collapsed": "a parameter that is repeated with the same value is signed once"}),
    ("SIG-026", [*_WIRE, "verify"], {"query-split-at-every-equals": "a value ends at its first `=`"}),
    ("SIG-027", [*_WIRE, *_SERVICES, "verify"], {"query-encoded-twice": "names and values that are already encoded are encoded again"}),
    ("SIG-028", [*_WIRE, "verify"], {
        "signature-in-canonical-query": "`X-Amz-Signature` is part of the canonical query"}),
    ("SIG-030", _FORM, {"header-names-as-written": "header names keep their case"}),
    ("SIG-031", _FORM, {
        "headers-unsorted": "headers stay in the order of the request",
        "headers-sorted-as-written": "headers are sorted by their names as written, capitals first",
        "header-lines-sorted": "headers are sorted as whole lines instead of by name"}),
    ("SIG-031", _BUILD, {
        "headers-sorted-by-number": "numbers in names are compared by value, so 9 comes before 10",
        "headers-sorted-without-punctuation": "names are sorted as in a dictionary, without their punctuation",
        "underscores-sorted-as-hyphens": "`_` in a name is sorted like `-`",
        "amz-headers-sorted-last": "`x-amz-*` headers follow all others"}),
    ("SIG-032", _FORM, {"header-values-untrimmed": "spaces around a value are kept"}),
    ("SIG-033", _FORM, {
        "inner-spaces-kept": "runs of spaces inside a value are kept"}),
    # What S3 does with quoted text is contested. The AWS test suite covers other services.
    ("SIG-033", _SERVICES, {"quoted-spaces-kept": "runs of spaces are kept in quoted text"}),
    ("SIG-034", _FORM, {
        "repeated-headers-joined-with-space": "the values of repeated headers are joined with a comma and a space",
        "repeated-headers-sorted": "the values of repeated headers are sorted",
        "repeated-headers-last-only": "only the last of repeated headers is signed"}),
    ("SIG-035", [*_BUILD, "verify-services"], {
        "folded-lines-kept": "the line breaks of folded values are kept",
        "folded-lines-run-together": "folded lines are joined without a space"}),
    ("SIG-036", _FORM, {
        "signed-headers-unsorted": "`SignedHeaders` lists the headers in the order of the request"}),
    ("SIG-036", ["canonical", *_ROBUST, "verify"], {
        "signed-headers-repeated": "`SignedHeaders` lists a repeated header once per occurrence"}),
    ("SIG-037", _SIGN, {"host-unsigned": "`host` is not signed"}),
    ("SIG-038", ["canonical", "presign-url", "sign-headers"], {
        "default-port-kept": "the scheme's default port is kept in `host`"}),
    ("SIG-038", _BUILD, {
        "port-dropped": "every port is removed from `host`"}),
    ("SIG-039", _SIGN, {"amz-headers-unsigned": "`x-amz-*` headers that the caller passes are not signed"}),
    ("SIG-040", _URL, {"content-type-unsigned": "the `Content-Type` that is asked for is not signed"}),
    ("SIG-041", _SIGN, {"user-agent-signed": "headers that proxies change are signed"}),
    ("SIG-044", ["canonical", *_ROBUST], {
        "line-break-accepted": "a line break in a header is accepted",
        "nul-accepted": "a NUL byte in a header is accepted"}),
    ("SIG-044", _ROBUST, {"method-unchecked": "a space or a line break in the method is accepted"}),
    ("SIG-044", _ROBUST, {"broken-credentials-accepted": "a line break in the access key or the token is accepted"}),
    ("SIG-045", [*_SIGN, "canonical"], {
        "media-types-normalized": "media types are written in lower case, with a space after `;`",
        "quotes-of-values-dropped": "quotes in values are dropped",
        "header-values-percent-decoded": "`%XX` in a value is decoded",
        "header-values-percent-encoded-again": "`%` in a value is encoded"}),
    ("SIG-046", _HEADER, {
        "earlier-date-signed": "the signature covers the earlier `X-Amz-Date` as well",
        "earlier-authorization-signed": "the signature covers the earlier `Authorization` header"}),
    ("SIG-049", ["presign-url"], {"host-as-typed": "the host keeps its upper-case letters"}),
    ("SIG-050", ["sign-headers", "services", "verify-services"], {
        "empty-body-unhashed": "the payload hash of an empty body is the empty string"}),
    ("SIG-050", ["sign-headers", "services", "verify"], {
        "payload-hash-upper-case": "the payload hash is in upper case"}),
    ("SIG-051", _HEADER, {"content-sha256-missing": "`x-amz-content-sha256` is not sent"}),
    ("SIG-052", _URL, {"presigned-with-body-hash": "a presigned URL for S3 signs the hash of an empty body"}),
    ("SIG-053", _SERVICES, {"unsigned-payload-everywhere": "presigned URLs for other services sign `UNSIGNED-PAYLOAD`"}),
    ("SIG-054", _HEADER, {
        "unsigned-payload-hashed": "`UNSIGNED-PAYLOAD` is sent, but the body's hash is signed",
        "unsigned-payload-unsaid": "`UNSIGNED-PAYLOAD` is signed, but the body's hash is sent"}),
    ("SIG-056", _SERVICES, {
        "express-signed-as-another-service": "requests to S3 Express encode the path twice and hash the body of a URL",
        "express-token-unsigned": "the session token of S3 Express is not signed"}),
    ("SIG-060", [*_SIGN, "verify"], {
        "time-in-extended-format": "the time in the string to sign contains `-` and `:`",
        "canonical-request-unhashed": "the string to sign contains the canonical request itself instead of its hash"}),
    ("SIG-061", _KEYS, {
        "scope-service-before-region": "the scope lists the service before the region"}),
    ("SIG-062", _KEYS, {
        "key-chained-in-hexadecimal": "each step of the key derivation uses the previous step's hexadecimal text as its key",
        "key-without-prefix": "the secret is used without the prefix `AWS4`"}),
    ("SIG-063", _KEYS, {
        "secret-url-decoded": "the secret is URL-decoded",
        "secret-url-encoded": "the secret is URL-encoded"}),
    ("SIG-064", _KEYS, {
        "signature-upper-case": "the signature is in upper case"}),
    ("SIG-065", _HEADER, {
        "authorization-without-commas": "the parts of `Authorization` are separated by spaces"}),
    ("SIG-066", _KEYS[:-1], {
        "week-year-dates": "dates use the year of the ISO week",
        "buddhist-years": "dates use the year of the Buddhist calendar",
        "twelve-hour-clock": "hours run from 1 to 12",
        "local-timestamps": "times are local, nine hours ahead of UTC",
        "local-scope-date": "the date of the scope is local, nine hours ahead of UTC"}),
    ("SIG-066", _SIGN, {"midnight-as-24": "hours run from 1 to 24"}),
    ("SIG-067", _KEYS, {
        "key-cached-without-date": "a cached signing key is reused on another day",
        "key-cached-without-region": "a cached signing key is reused for another region",
        "key-cached-without-secret": "a cached signing key is reused for another secret"}),
    ("SIG-067", ["services", "presign-post", "chunked", "verify-services"], {
        "key-cached-without-service": "a cached signing key is reused for another service"}),
    ("SIG-070", _FORM, {"method-always-get": "the signature is always for `GET`, whatever the method"}),
    ("SIG-080", _HEADER, {
        "token-header-missing": "the token is not sent as a header",
        "token-header-unsigned": "the token's header is not signed"}),
    ("SIG-081", _URL, {
        "token-added-after-signing": "the token is added to the URL after signing",
        "token-parameter-missing": "the token is not in the URL"}),
    ("SIG-081", _ROBUST, {"token-percent-decoded": "the token is percent-decoded"}),
    ("SIG-081", ["presign-core"], {
        "token-cut-off": "the token ends after 1024 characters"}),
    ("SIG-082", _SERVICES, {
        "token-always-signed": "the token is signed although the caller asked not to sign it",
        "unsigned-token-not-sent": "a token that is not signed is not sent either"}),
    ("SIG-083", _POST, {"form-token-missing": "the form has no field for the token"}),
    ("SIG-090", _URL, {"expires-parameter-missing": "the URL has no `X-Amz-Expires`"}),
    ("SIG-091", _URL, {
        "expires-in-milliseconds": "`X-Amz-Expires` is in milliseconds",
        "expires-as-time": "`X-Amz-Expires` is a time in seconds since 1970",
        "expires-capped-at-a-day": "`X-Amz-Expires` is capped at one day"}),
    ("SIG-092", _ROBUST, {
        "expires-bounds-unchecked": "an expiry out of bounds is signed",
        "expires-clamped": "an expiry out of bounds is silently changed to the nearest bound"}),
    ("SIG-093", _URL, {
        "presigned-headers-unsigned": "a presigned URL signs no header except `host`",
        "content-length-unsigned": "`Content-Length` is not signed",
        "conditions-unsigned": "`If-Match` and `If-None-Match` are not signed"}),
    ("SIG-093", _ROBUST, {"zero-length-unsigned": "a `Content-Length` of 0 is not signed"}),
    ("SIG-094", _URL, {
        "request-parameters-unsigned": "the request's own parameters are not signed",
        "request-parameters-lost": "the request's own parameters are missing from the URL",
        "sdk-parameters-unsigned": "`x-id` and `x-amz-*` parameters of the request are not signed"}),
    ("SIG-095", ["canonical", "presign-url", "verify"], {
        "signed-headers-separator-raw": "`;` in `X-Amz-SignedHeaders` is not encoded in the canonical query",
        "credential-slash-raw": "`/` in `X-Amz-Credential` is not encoded in the canonical query"}),
    ("SIG-097", _SIGN, {
        "scheme-always-https": "the URL's scheme is always `https`, whatever the endpoint"}),
    ("SIG-098", ["presign-url"], {
        "headers-hoisted-after-signing": "`x-amz-*` headers are added to the URL after signing",
        "hoisted-headers-lost": "`x-amz-*` headers are neither signed nor in the URL"}),
    ("SIG-099", _SIGN, {
        "domain-always-amazonaws": "the domain of every host is `amazonaws.com`",
        "fips-label-dropped": "`s3-fips` becomes `s3`",
        "access-point-host-rewritten": "`s3-accesspoint` becomes `s3`"}),
    # Without FIPS, both hosts lead to the same bucket.
    ("SIG-099", ["presign-url"], {"dual-stack-label-dropped": "`dualstack` is dropped from the host"}),
    ("SIG-100", _POST, {
        "isolated-regions-under-amazonaws": "isolated regions have hosts under `amazonaws.com`",
        "sovereign-cloud-under-amazonaws": "the European Sovereign Cloud has hosts under `amazonaws.com`"}),
    ("SIG-101", _ROBUST, {"unknown-partition-guessed": "the hosts of an unknown partition are under `amazonaws.com`"}),
    ("SIG-110", _POST, {
        "policy-json-signed": "the signature is over the policy's JSON instead of its Base64",
        "policy-written-again": "the policy is parsed and serialised again before it is signed",
        "policy-line-ends-rewritten": "CRLF in the policy becomes LF"}),
    ("SIG-111", _POST, {
        "policy-base64-url-safe": "the policy is in URL-safe Base64",
        "policy-base64-unpadded": "the policy's Base64 has no padding",
        "policy-base64-wrapped": "the policy's Base64 is wrapped at 76 characters"}),
    ("SIG-112", _POST, {
        "form-credential-without-scope": "`x-amz-credential` is the access key alone",
        "form-algorithm-missing": "the form has no `x-amz-algorithm`",
        "form-date-missing": "the form has no `x-amz-date`"}),
    ("SIG-120", _CHUNKS, {
        "seed-hashes-the-body": "the seed request sends and signs the body's hash instead of the streaming constant",
        "seed-payload-only-said": "the streaming constant is sent, but the body's hash is signed",
        "trailer-not-announced": "a body with a trailer is announced as one without"}),
    ("SIG-121", ["chunked", "verify"], {
        "chunks-sign-the-seed": "each chunk signs the seed's signature instead of the previous chunk's",
        "chunk-without-empty-hash": "a chunk's string to sign lacks the SHA-256 of the empty string"}),
    ("SIG-122", _CHUNKS, {
        "chunk-size-decimal": "a chunk's size is decimal",
        "chunk-size-counts-line-end": "a chunk's size includes the CRLF after its data",
        "chunk-without-line-end": "a chunk's data is not followed by CRLF"}),
    ("SIG-123", _CHUNKS, {
        "last-chunk-missing": "the empty last chunk is missing",
        "last-chunk-unsigned": "the empty last chunk has no signature"}),
    ("SIG-124", _CHUNKS, {
        "lengths-swapped": "`Content-Length` and `x-amz-decoded-content-length` are swapped",
        "decoded-length-missing": "`x-amz-decoded-content-length` is missing",
        "own-content-length-kept": "the caller's `Content-Length` is sent, too"}),
    ("SIG-125", _CHUNKS, {
        "aws-chunked-missing": "`Content-Encoding` lacks `aws-chunked`",
        "aws-chunked-last": "`aws-chunked` follows the object's own encoding",
        "content-encoding-lost": "the object's own encoding is lost",
        "aws-chunked-twice": "an `aws-chunked` of the caller is repeated"}),
    ("SIG-126", ["chunked", "verify"], {
        "trailer-signed-as-chunk": "a trailer's string to sign begins with `AWS4-HMAC-SHA256-PAYLOAD`",
        "trailer-without-line-feed": "the last trailing header is hashed without its line feed"}),
    ("SIG-127", _CHUNKS, {
        "trailer-signature-missing": "`x-amz-trailer-signature` is missing",
        "trailer-names-missing": "`x-amz-trailer` is missing",
        "trailer-without-empty-line": "the trailer is not followed by an empty line"}),
    ("SIG-128", _CHUNKS, {
        "unsigned-chunks-signed": "chunks before an unsigned trailer have signatures",
        "unsigned-trailer-with-signature": "an unsigned trailer has an `x-amz-trailer-signature`"}),
    ("SIG-129", _CHUNKS, {
        "short-chunks-signed": "chunks may be as short as the caller asks for",
        "chunks-of-four-kilobytes-signed": "chunks of 4096 bytes are signed"}),
    ("SIG-140", _ASYMMETRIC, {
        "key-counter-from-zero": "the counter of the key derivation starts at 0",
        "private-key-without-one": "the private key is c instead of c + 1"}),
    ("SIG-141", _ASYMMETRIC, {
        "region-set-missing": "the region set is not sent",
        "region-set-unsigned": "the region set is sent but not signed"}),
    ("SIG-142", _ASYMMETRIC, {"asymmetric-scope-with-region": "the scope of SigV4a includes a region"}),
    ("SIG-143", _ASYMMETRIC, {
        "asymmetric-signed-as-hmac": "the string to sign begins with `AWS4-HMAC-SHA256`",
        "asymmetric-signature-without-der": "the signature is r and s in hexadecimal, without DER",
        "asymmetric-signatures-compared": "a verifier signs the string itself and compares the signatures"}),
    ("SIG-192", [*_ROBUST, "presign-post"], {
        "empty-credentials-accepted": "an empty access key or secret is accepted"}),
    ("SIG-193", _ROBUST, {
        "bucket-name-unchecked": "any bucket name is accepted",
        "bucket-may-be-an-address": "an IP address is accepted as a bucket name"}),
    ("SIG-194", _WIRE, {
        "malformed-percent-accepted": "a `%` without two hexadecimal digits is accepted",
        "fragment-accepted": "a `#` is accepted"}),
]  # fmt: skip

_ALL = _RULES + [(requirement, ["verify"], faults) for requirement, faults in VERIFIER_RULES]
_ALL += POLICY_RULES + FORM_RULES + KEY_RULES + VALIDATION_RULES + RECORDING_RULES

MUTANTS = [
    {"name": name, "requirement": requirement, "effect": effect, "profiles": profiles}
    for requirement, profiles, faults in sorted(_ALL, key=lambda rule: rule[0])
    for name, effect in faults.items()
]
