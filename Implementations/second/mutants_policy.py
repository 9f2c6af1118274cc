"""The mutants of the subject Policy: how a form is built wrongly, and how a receiver lets one through, or doesn't."""

_BUILD = [
    ("POL-001", {
        "expiration-in-minutes": "the policy ends after as many minutes as seconds were asked for",
        "expiration-in-local-time": "expiration is a local time, nine hours ahead, that says it is UTC",
        "expiration-in-basic-format": "expiration is written as YYYYMMDDTHHMMSSZ",
        "expiration-with-offset": "expiration ends in +00:00"}),
    ("POL-002", {
        "bucket-condition-missing": "no condition names the bucket",
        "bucket-condition-for-any": "the bucket's condition holds for any bucket"}),
    ("POL-003", {
        "key-condition-missing": "no condition names the key",
        "key-condition-for-any": "the key's condition holds for any key",
        "filename-key-by-equality": "a key that ends in ${filename} has to be equal to it",
        "filename-anywhere-as-prefix": "a key with ${filename} before its end is a prefix, too"}),
    ("POL-004", {
        "algorithm-condition-missing": "no condition names x-amz-algorithm",
        "credential-condition-missing": "no condition names x-amz-credential",
        "date-condition-missing": "no condition names x-amz-date"}),
    ("POL-005", {"security-token-condition-missing": "no condition names x-amz-security-token"}),
    ("POL-006", {
        "prefixes-built-as-equality": "starts-with becomes eq",
        "empty-prefixes-lost": "a starts-with of nothing is left out",
        "one-condition-a-field-built": "of several conditions on a field the last one replaces the others",
        "lower-bound-lost": "the lower bound of a range is always 0",
        "bounds-built-in-binary-megabytes": "a range to 90 MB goes to 94371840"}),
    ("POL-007", {
        "bounds-built-in-32-bits": "the bounds of a range are held in 32 bits",
        "bounds-built-in-doubles": "the bounds of a range are held in floating point"}),
    ("POL-008", {
        "callers-fields-lost": "the caller's fields are not among the form's",
        "key-field-missing": "the form has no key",
        "bucket-among-the-fields": "the form has a field for the bucket"}),
    ("POL-009", {
        "quotation-marks-unescaped": "quotation marks stand in the policy as they are",
        "backslashes-unescaped": "backslashes stand in the policy as they are",
        "control-characters-unescaped": "line feeds and tabs stand in the policy as they are",
        "policy-text-as-ascii": "text beyond ASCII becomes question marks in the policy"}),
    ("POL-010", {"form-signed-with-sigv2": "the form is signed with AWSAccessKeyId and signature"}),
    ("POL-011", {
        "uncovered-fields-built": "a field without a condition is built",
        "uncovered-fields-never-built": "a field without a condition is rejected although it is meant",
        "coverage-built-by-case": "a condition covers fields of its own case alone"}),
    ("POL-012", {
        "past-expiration-built": "a policy that has ended already is built",
        "negative-bounds-built": "a range with a negative bound is built",
        "reversed-ranges-built": "a range with its lower bound above the upper is built",
        "empty-key-built": "a form for an empty key is built",
        "long-key-built": "a form for a key that S3 finds too long is built"}),
    ("POL-020", {
        "regional-form-sent-to-global": "a regional form goes to the global host",
        "global-form-sent-to-region": "a global form goes to the region's host",
        "dual-stack-forgotten": "a form for dual-stack goes to the host without it",
        "acceleration-forgotten": "an accelerated form goes to the region's host",
        "china-without-its-domain": "a form in China goes to amazonaws.com"}),
    ("POL-021", {
        "path-style-in-the-host": "the bucket is in the host although the path was asked for",
        "port-of-endpoint-dropped": "the endpoint's port is dropped",
        "bucket-before-own-endpoint": "the bucket is in the host of an endpoint of one's own"}),
    ("POL-022", {"dotted-bucket-in-the-host": "a bucket with dots goes into the host"}),
]  # fmt: skip

_EVALUATE = [
    ("POL-030", {
        "expired-policy-accepted": "a policy never expires",
        "expiration-by-day": "a policy lives to the end of its day",
        "expiration-read-as-local": "expiration is read as a local time, nine hours ahead"}),
    ("POL-031", {
        "bytes-after-policy-ignored": "what follows the policy's JSON is ignored",
        "trailing-commas-in-policy-accepted": "a comma may stand before a closing bracket",
        "unreadable-policy-as-invalid-argument": "a policy that is not JSON is InvalidArgument"}),
    ("POL-032", {
        "first-property-alone-read": "of a condition object the first property alone is read",
        "condition-objects-of-any-size": "each property of a condition object is a condition"}),
    ("POL-033", {
        "missing-expiration-as-for-ever": "a policy without expiration never ends",
        "missing-conditions-as-none": "a policy without conditions has an empty list of them",
        "policy-names-without-case": "expiration and conditions may be written in any case"}),
    ("POL-034", {
        "malformed-expiration-as-for-ever": "a policy with a malformed expiration never ends",
        "malformed-expiration-as-expired": "a policy with a malformed expiration has ended",
        "expiration-guessed-at": "an expiration may have any format and any zone"}),
    ("POL-035", {
        "unknown-operators-ignored": "a condition with an unknown operator counts as met",
        "arrays-of-any-length-accepted": "what follows a condition's third element is ignored",
        "range-of-one-number-accepted": "a range of one number has no upper bound"}),
    ("POL-040", {
        "equality-not-checked": "every value is equal to every other",
        "equality-as-prefix": "equality holds for a value that begins so",
        "equality-of-trimmed-values": "white space around values does not count"}),
    ("POL-041", {
        "prefix-not-checked": "every value begins with every prefix",
        "prefix-anywhere": "a prefix may stand anywhere in the value",
        "prefix-as-equality": "starts-with asks for equality",
        "prefix-to-a-boundary": "a prefix has to end where a word does",
        "empty-prefix-as-empty-value": "an empty prefix holds for the empty value alone"}),
    ("POL-042", {
        "values-without-case": "values are compared without case",
        "types-without-case": "values of Content-Type are compared without case"}),
    ("POL-043", {
        "condition-names-by-case": "a condition in another case than its field's is not checked",
        "condition-fields-by-case": "a field in another case than its condition's counts as absent",
        "coverage-by-case": "a condition does not cover a field in another case"}),
    ("POL-044", {"dollar-not-needed": "a condition's name needs no '$'"}),
    ("POL-045", {
        "last-condition-a-field-counts": "of several conditions on a field the last counts",
        "first-condition-a-field-counts": "of several conditions on a field the first counts",
        "equality-replaces-prefix": "an eq on a field replaces the starts-with on it",
        "last-range-counts": "of several ranges the last counts"}),
    ("POL-046", {"conditions-on-absent-fields-skipped": "a condition on a field that is absent holds"}),
    ("POL-047", {
        "extra-fields-accepted": "fields that no condition covers are accepted",
        "extra-metadata-accepted": "metadata that no condition covers is accepted",
        "ignored-fields-not-exempt": "fields that begin with x-ignore- need a condition"}),
    ("POL-048", {
        "bucket-not-covered": "no condition has to name the bucket",
        "posted-bucket-not-compared": "a condition on the bucket holds for every bucket"}),
    ("POL-049", {
        "size-not-checked": "content-length-range is not looked at",
        "lower-bound-not-checked": "the lower bound of a range is not looked at",
        "lower-bound-excluded": "a file of the lower bound's size is too small",
        "upper-bound-excluded": "a file of the upper bound's size is too large",
        "upper-bound-off-by-one": "a file of one byte more than the upper bound is accepted",
        "bounds-in-binary-megabytes": "a range to 90 MB goes to 94371840",
        "wrong-size-as-denied": "a file of the wrong size is AccessDenied",
        "sizes-compared-as-text": "sizes are compared as text"}),
    ("POL-050", {
        "textual-bounds-rejected": "bounds that are strings of digits are InvalidPolicyDocument",
        "textual-bounds-read-as-far-as-digits-go": "a bound that is another string counts as 0"}),
    ("POL-051", {
        "sizes-in-32-bits": "sizes and bounds are held in 32 bits",
        "sizes-in-doubles": "sizes and bounds are held in floating point"}),
    ("POL-052", {
        "type-of-the-part-preferred": "the type of the file's part takes the place of the field's",
        "type-of-the-part-where-none": "the type of the file's part is taken where the field is absent"}),
    ("POL-060", {
        "empty-key-accepted": "a form without a key is accepted",
        "missing-key-as-denied": "a form without a key is AccessDenied"}),
    ("POL-061", {
        "filename-not-put-in": "${filename} stays in the key",
        "filename-at-the-end-alone": "${filename} is replaced at the key's end alone",
        "filename-put-in-after-the-check": "conditions are checked with ${filename} in the key",
        "filename-without-a-name-as-empty": "${filename} is removed where the file has no name"}),
    ("POL-062", {
        "key-length-not-checked": "a key may have any length",
        "key-length-in-characters": "a key may have 1024 characters",
        "key-length-before-filename": "a key's length counts before ${filename} is replaced"}),
    ("POL-063", {
        "status-always-204": "success_action_status is ignored",
        "any-status-as-asked": "any success_action_status is answered with",
        "other-status-as-200": "another success_action_status is answered with 200"}),
    ("POL-064", {
        "redirect-ignored": "success_action_redirect is ignored",
        "redirect-to-anything": "success_action_redirect need not be a URL",
        "malformed-redirect-rejected": "a success_action_redirect that is no URL is rejected"}),
    ("POL-065", {"missing-file-as-empty": "a form without a file stores an empty one"}),
]  # fmt: skip

RULES = [
    *((requirement, ["presign-post"], faults) for requirement, faults in _BUILD),
    *((requirement, ["post-evaluate"], faults) for requirement, faults in _EVALUATE),
]
