"""Lists the mutants of the subject Policy: a form is built wrongly, or wrongly accepted or rejected."""

_BUILD = [
    ("POL-001", {
        "expiration-in-minutes": "`expires` is counted in minutes instead of seconds",
        "expiration-in-local-time": "`expiration` is a local time, nine hours ahead, that is marked as UTC",
        "expiration-in-basic-format": "`expiration` is written as `YYYYMMDD'T'HHMMSS'Z'`",
        "expiration-with-offset": "`expiration` ends in `+00:00`"}),
    ("POL-002", {
        "bucket-condition-missing": "the policy has no condition on the bucket",
        "bucket-condition-for-any": "the condition on the bucket matches any bucket"}),
    ("POL-003", {
        "key-condition-missing": "the policy has no condition on the key",
        "key-condition-for-any": "the condition on the key matches any key",
        "filename-key-by-equality": "a key that ends in `${filename}` gets an equality condition",
        "filename-prefix-to-the-folder": "the prefix condition on a key with `${filename}` ends at the last slash before it",
        "filename-anywhere-as-prefix": "a key with `${filename}` before its end gets a prefix condition"}),
    ("POL-004", {
        "algorithm-condition-missing": "the policy has no condition on `x-amz-algorithm`",
        "credential-condition-missing": "the policy has no condition on `x-amz-credential`",
        "date-condition-missing": "the policy has no condition on `x-amz-date`"}),
    ("POL-005", {"security-token-condition-missing": "the policy has no condition on `x-amz-security-token`"}),
    ("POL-006", {
        "prefixes-built-as-equality": "`starts-with` becomes `eq`",
        "empty-prefixes-lost": "a `starts-with` condition with an empty value is dropped",
        "one-condition-a-field-built": "the last of several conditions on a field replaces the others",
        "lower-bound-lost": "the lower bound of a range is always 0",
        "bounds-built-in-binary-megabytes": "an upper bound of 90 MB becomes 94371840"}),
    ("POL-007", {
        "bounds-built-in-32-bits": "the bounds of a range are truncated to 32 bits",
        "bounds-built-in-doubles": "the bounds of a range are converted to floating point"}),
    ("POL-008", {
        "callers-fields-lost": "the caller's fields are missing from the form",
        "key-field-missing": "the form has no `key` field"}),
    ("POL-009", {
        "quotation-marks-unescaped": "quotation marks are not escaped in the policy",
        "backslashes-unescaped": "backslashes are not escaped in the policy",
        "control-characters-unescaped": "line feeds and tabs are not escaped in the policy",
        "policy-text-as-ascii": "non-ASCII text becomes question marks in the policy",
        "byte-order-mark-lost": "byte order marks are removed from the policy",
        "unusual-spaces-rewritten": "no-break spaces become spaces in the policy, and zero-width spaces are removed"}),
    ("POL-010", {"form-signed-with-sigv2": "the form is signed with SigV2, with the fields `AWSAccessKeyId` and `signature`"}),
    ("POL-011", {
        "uncovered-fields-built": "a field without a condition is accepted",
        "uncovered-fields-never-built": "a field without a condition is rejected although the caller allows it",
        "coverage-built-by-case": "a condition covers only fields whose names have the same case"}),
    ("POL-012", {
        "past-expiration-built": "a policy that has already expired is built",
        "negative-bounds-built": "a range with a negative bound is built",
        "reversed-ranges-built": "a range whose lower bound is above its upper bound is built",
        "empty-key-built": "a form with an empty key is built",
        "long-key-built": "a form with a key that is too long for S3 is built"}),
    ("POL-020", {
        "regional-form-sent-to-global": "a form with the regional style is sent to the global host",
        "global-form-sent-to-region": "a form with the global style is sent to the region's host",
        "dual-stack-forgotten": "a form with a dual-stack style is sent to a host without dual-stack",
        "acceleration-forgotten": "a form with an accelerated style is sent to the region's host",
        "china-without-its-domain": "a form for a region in China is sent to `amazonaws.com`"}),
    ("POL-021", {
        "path-style-in-the-host": "the bucket is in the host although path style was requested",
        "port-of-endpoint-dropped": "the port of the caller's endpoint is dropped",
        "bucket-before-own-endpoint": "the bucket is put into the host of the caller's endpoint"}),
    ("POL-022", {"dotted-bucket-in-the-host": "a bucket with dots is put into the host"}),
]  # fmt: skip

_EVALUATE = [
    ("POL-030", {
        "expired-policy-accepted": "a policy never expires",
        "expiration-by-day": "a policy is valid until the end of the day",
        "expiration-read-as-local": "`expiration` is read as a local time, nine hours ahead"}),
    ("POL-031", {
        "bytes-after-policy-ignored": "whatever follows the policy's JSON is ignored",
        "unknown-members-ignored": "members beside `expiration` and `conditions` are ignored",
        "unreadable-policy-as-invalid-argument": "a policy that is not JSON is reported as `InvalidArgument`"}),
    ("POL-032", {
        "first-property-alone-read": "only the first property of a condition object is read",
        "condition-objects-of-any-size": "each property of a condition object counts as a condition"}),
    ("POL-033", {
        "missing-expiration-as-for-ever": "a policy without `expiration` never expires",
        "policy-names-without-case": "`expiration` and `conditions` are accepted in any case"}),
    ("POL-034", {
        "malformed-expiration-as-for-ever": "a policy with a malformed `expiration` never expires",
        "malformed-expiration-as-expired": "a policy with a malformed `expiration` counts as expired",
        "expiration-guessed-at": "`expiration` is accepted in any format, and its time zone is ignored"}),
    ("POL-035", {
        "unknown-operators-ignored": "a condition with an unknown operator is ignored",
        "operators-by-case": "an operator in another case is unknown",
        "fractions-in-bounds-dropped": "the fraction of a bound is dropped",
        "arrays-of-any-length-accepted": "elements after a condition's third are ignored",
        "range-of-one-number-accepted": "a range with one number has no upper bound"}),
    ("POL-040", {
        "equality-not-checked": "an `eq` condition accepts any value",
        "equality-as-prefix": "an `eq` condition accepts any value that begins with the expected one",
        "equality-with-one-item": "an `eq` condition accepts a list that has the expected item",
        "values-as-patterns": "the value of an `eq` condition is a pattern with `*` and `?`",
        "values-as-regular-expressions": "the value of an `eq` condition is a regular expression",
        "equality-up-to-nul": "an `eq` condition compares values up to the first NUL",
        "byte-order-marks-ignored": "an `eq` condition ignores a byte order mark at the start of a value"}),
    ("POL-041", {
        "prefix-not-checked": "a `starts-with` condition accepts any value",
        "prefix-anywhere": "a prefix may occur anywhere in the value",
        "prefix-as-equality": "a `starts-with` condition requires equality",
        "prefix-to-a-boundary": "a prefix must end at a word boundary",
        "prefix-to-the-folder": "a prefix counts up to its last slash",
        "prefixes-as-patterns": "a prefix is a pattern with `*` and `?`",
        "type-lists-as-one-value": "the items of a `Content-Type` with commas are not checked one by one",
        "one-item-of-a-list-suffices": "one item of a `Content-Type` with commas has to begin with the prefix",
        "empty-prefix-as-empty-value": "an empty prefix accepts only the empty value"}),
    ("POL-042", {
        "values-without-case": "values are compared without regard to case",
        "types-without-case": "values of `Content-Type` are compared without regard to case"}),
    ("POL-043", {
        "condition-names-by-case": "a condition is not checked if its field's name has another case",
        "condition-fields-by-case": "a field counts as absent if its condition's name has another case",
        "coverage-by-case": "a condition does not cover a field whose name has another case"}),
    ("POL-044", {
        "dollar-not-needed": "a condition's name does not need a `$`",
        "conditions-without-dollar-skipped": "a condition whose name has no `$` is skipped",
        "all-dollars-stripped": "a condition's name may begin with several `$`"}),
    ("POL-045", {
        "last-condition-a-field-counts": "only the last of several conditions on a field is checked",
        "first-condition-a-field-counts": "only the first of several conditions on a field is checked",
        "equality-replaces-prefix": "an `eq` condition on a field replaces its `starts-with` condition",
        "last-range-counts": "only the last of several ranges is checked"}),
    ("POL-046", {
        "conditions-on-absent-fields-skipped": "a condition on an absent field is skipped",
        "empty-prefix-for-absent-fields": "an empty prefix accepts an absent field",
        "absent-fields-as-empty": "an absent field counts as an empty value"}),
    ("POL-047", {
        "extra-fields-accepted": "fields that no condition covers are accepted",
        "extra-metadata-accepted": "`x-amz-meta-*` fields that no condition covers are accepted",
        "extra-encryption-accepted": "`x-amz-server-side-encryption*` fields that no condition covers are accepted",
        "utf8-exempt": "the field `utf8` needs no condition",
        "exempt-names-as-prefixes": "fields whose names begin with `policy`, `file` or `x-amz-signature` need no condition",
        "coverage-by-prefix": "a condition covers fields whose names begin with the condition's",
        "ignored-fields-not-exempt": "fields that begin with `x-ignore-` need a condition"}),
    ("POL-048", {
        "bucket-not-covered": "a policy without a condition on the bucket is accepted",
        "posted-bucket-not-compared": "a condition on the bucket accepts any bucket"}),
    ("POL-049", {
        "size-not-checked": "`content-length-range` is not checked",
        "lower-bound-not-checked": "the lower bound of a range is not checked",
        "lower-bound-excluded": "a file whose size equals the lower bound is rejected",
        "upper-bound-excluded": "a file whose size equals the upper bound is rejected",
        "upper-bound-off-by-one": "a file of one byte more than the upper bound is accepted",
        "bounds-in-binary-megabytes": "an upper bound of 90 MB is read as 94371840",
        "wrong-size-as-denied": "a file of the wrong size is reported as `AccessDenied`",
        "sizes-compared-as-text": "sizes are compared as text"}),
    ("POL-050", {
        "textual-bounds-rejected": "bounds that are strings of digits are reported as `InvalidPolicyDocument`",
        "textual-bounds-read-as-far-as-digits-go": "a bound that is a string is read up to its first non-digit"}),
    ("POL-051", {"sizes-in-32-bits": "sizes and bounds are truncated to 32 bits"}),
    ("POL-052", {
        "type-of-the-part-preferred": "the media type of the file's part replaces the `Content-Type` field",
        "type-of-the-part-where-none": "the media type of the file's part is used if there is no `Content-Type` field"}),
    ("POL-053", {
        "single-upload-unlimited": "a file may have any size that the policy allows",
        "single-upload-of-5-tib": "a file may have 5 TiB"}),
    ("POL-054", {
        "first-of-repeated-fields-counts": "the first of several fields with one name counts",
        "last-of-repeated-fields-counts": "the last of several fields with one name counts",
        "repeated-fields-joined-with-a-space": "the values of repeated fields are joined by a comma and a space"}),
    ("POL-060", {
        "empty-key-accepted": "a form without a key is accepted",
        "missing-key-as-denied": "a form without a key is reported as `AccessDenied`"}),
    ("POL-061", {
        "filename-not-put-in": "`${filename}` is not replaced",
        "filename-at-the-end-alone": "`${filename}` is replaced only at the end of the key",
        "filename-put-in-after-the-check": "conditions are checked before `${filename}` is replaced",
        "filename-in-the-key-alone": "`${filename}` is replaced only in the key",
        "filename-with-its-path": "`${filename}` is replaced by the file's name with its path",
        "backslashes-kept-in-filename": "a backslash does not separate the parts of a path",
        "filename-lower-cased": "`${filename}` is replaced by the file's name in lower case",
        "filename-without-a-name-as-empty": "`${filename}` is removed if the file has no name"}),
    ("POL-062", {
        "key-length-not-checked": "the length of a key is not limited",
        "key-length-in-characters": "a key may have 1024 characters instead of bytes",
        "key-length-before-filename": "a key's length is checked before `${filename}` is replaced"}),
    ("POL-063", {
        "status-always-204": "`success_action_status` is ignored",
        "any-status-as-asked": "any `success_action_status` is used as the status",
        "other-status-as-200": "any other `success_action_status` gives 200"}),
    ("POL-064", {
        "redirect-ignored": "`success_action_redirect` is ignored",
        "redirect-to-anything": "a `success_action_redirect` that is not a URL is used",
        "malformed-redirect-rejected": "a `success_action_redirect` that is not a URL is rejected"}),
    ("POL-065", {
        "missing-file-as-empty": "a form without a file stores an empty one",
        "missing-file-as-wrong-number": "a form without a file is reported as `IncorrectNumberOfFilesInPostRequest`"}),
    ("POL-066", {
        "tags-not-read": "tags are stored without being read",
        "tags-without-a-tag-set-rejected": "XML without a `TagSet` is rejected",
        "malformed-tags-as-invalid-argument": "tags that are not XML are reported as `InvalidArgument`"}),
    ("POL-067", {"storage-class-not-checked": "any storage class is accepted"}),
    ("POL-068", {"older-redirect-ignored": "the field `redirect` is ignored"}),
    ("POL-069", {
        "bucket-field-believed": "a field `bucket` replaces the bucket that the form was posted to",
        "bucket-field-uncovered": "the condition on the bucket does not cover a field `bucket`"}),
    ("POL-070", {
        "checksum-algorithm-alone-accepted": "an algorithm without its checksum is accepted",
        "checksums-of-any-form-accepted": "any text is accepted as a checksum",
        "checksums-by-length-alone": "a checksum has to have the right length, but not to be Base64"}),
]  # fmt: skip

RULES = [
    *((requirement, ["presign-post"], faults) for requirement, faults in _BUILD),
    *((requirement, ["post-evaluate"], faults) for requirement, faults in _EVALUATE),
]
