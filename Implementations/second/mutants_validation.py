"""Lists the mutants of the subject Validation: wrong videos are accepted, or right ones rejected."""

_RULES = [
    ("VAL-001", {
        "any-subtype-read": "a subtype may contain any character",
        "empty-subtype-read": "a subtype may be empty",
        "type-without-subtype-read": "a type without a subtype stands for all of its subtypes"}),
    ("VAL-002", {
        "white-space-around-kept": "white space around a media type is kept",
        "spaces-alone-dropped": "only spaces are trimmed around a media type, not tabs and line breaks",
        "space-before-semicolon-kept": "a space between subtype and semicolon is kept",
        "space-before-parameter-kept": "a space between semicolon and parameter is kept"}),
    ("VAL-003", {
        "types-keep-their-case": "type and subtype keep their case",
        "parameter-names-keep-their-case": "the names of parameters keep their case",
        "values-in-lower-case": "the values of parameters are converted to lower case"}),
    ("VAL-004", {
        "last-parameter-counts": "the last of several parameters with one name is used",
        "equal-parameters-kept": "all of several parameters with one name are kept"}),
    ("VAL-005", {
        "quotation-marks-kept": "quotation marks are part of a value",
        "escapes-of-a-value-kept": "backslashes in a quoted value are part of it",
        "quoted-value-ends-at-semicolon": "a semicolon inside quotation marks ends the value",
        "unended-quotation-dropped": "a quoted value without a closing quotation mark is dropped"}),
    ("VAL-006", {
        "malformed-parameters-rejected": "a media type with a malformed parameter is rejected",
        "empty-values-kept": "an empty value without quotation marks is kept"}),
    ("VAL-007", {
        "values-never-quoted": "values are never written in quotation marks",
        "values-always-quoted": "all values are written in quotation marks",
        "values-unescaped": "quotation marks and backslashes in a value are not escaped"}),
    ("VAL-010", {
        "missing-limit-has-a-default": "a missing variable gets a default value",
        "empty-limit-has-a-default": "an empty variable gets a default value",
        "another-variable-named": "the rejection names another variable"}),
    ("VAL-011", {
        "products-rejected": "a size must be digits only",
        "powers-as-products": "`**` is read as `*`",
        "megabytes-are-binary": "`10**6` is read as `2**20`"}),
    ("VAL-012", {
        "bounds-of-the-limit-unchecked": "a size may be 0, or more than S3 accepts in one upload",
        "white-space-around-a-size-dropped": "white space around a size is ignored",
        "size-with-a-unit-read": "a size may have the unit `MB`",
        "sign-of-a-size-read": "a size may have a plus sign",
        "digits-of-any-script-in-a-size": "a size may have digits of any script",
        "size-in-the-notation-of-a-language": "a size is read as Python's `int()` does, with underscores and white space",
        "number-at-the-beginning-read": "a size is read up to its first non-digit"}),
    ("VAL-013", {
        "limit-with-parameters-read": "parameters of the media type are ignored",
        "wildcards-read": "a media type may contain `*`",
        "case-of-the-limit-kept": "the media type keeps its case"}),
    ("VAL-014", {
        "quotation-marks-dropped": "quotation marks around a value are removed"}),
    ("VAL-015", {
        "configured-bucket-unchecked": "any bucket name is accepted"}),
    ("VAL-020", {
        "nothing-given-out-of-what-is-rejected": "the size, type and ETag of a rejected object are not returned",
        "size-at-most-the-limit": "the limit is returned as the size",
        "type-as-it-should-be": "the expected type is returned instead of the stored one"}),
    ("VAL-021", {
        "missing-object-is-empty-too": "a missing object is also reported as empty and of the wrong type",
        "missing-object-has-a-size": "a missing object has a size of 0"}),
    ("VAL-022", {
        "empty-object-accepted": "an empty object is accepted"}),
    ("VAL-023", {
        "limit-exclusive": "an object whose size equals the limit is rejected",
        "limit-in-mebibytes": "the limit is in mebibytes",
        "limit-with-a-tolerance": "an object may be one percent larger than the limit",
        "size-in-32-bits": "sizes are truncated to 32 bits"}),
    ("VAL-024", {
        "type-by-its-prefix": "a type is accepted if it begins with the expected one",
        "type-by-its-bytes": "types are compared with regard to case",
        "type-with-its-parameters": "a type with parameters counts as a different type",
        "any-video-accepted": "any video type is accepted",
        "missing-type-accepted": "an object without a media type is accepted"}),
    ("VAL-025", {
        "first-violation-alone": "only the first violation is reported"}),
    ("VAL-026", {
        "forbidden-object-is-missing": "a 403 counts as a missing object",
        "forbidden-object-as-trouble": "a 403 counts as an unavailable store"}),
    ("VAL-027", {
        "trouble-is-a-missing-object": "5xx and 429 count as a missing object",
        "no-answer-is-a-missing-object": "an unreachable store counts as a missing object",
        "too-many-requests-as-invalid": "a 429 counts as an invalid response",
        "any-success-is-an-answer": "any 2xx or 3xx counts as a description of the object",
        "missing-length-is-zero": "a missing `Content-Length` counts as 0",
        "redirect-with-a-length-is-an-answer": "a 3xx with a `Content-Length` counts as a description of the object",
        "length-by-its-beginning": "a `Content-Length` is read up to its first non-digit",
        "length-in-digits-of-any-script": "a `Content-Length` may have digits of any script",
        "length-in-the-notation-of-a-language": "a `Content-Length` is read as Python's `int()` does, with underscores and white space",
        "empty-etag-accepted": "an object with an empty ETag is accepted",
        "missing-etag-accepted": "an object without an ETag is accepted",
        "first-of-two-taken": "the first of two `Content-Length` or `ETag` headers is used"}),
    ("VAL-028", {
        "replaced-object-accepted": "the ETag is not compared",
        "etags-without-case": "ETags are compared without regard to case",
        "etags-by-their-beginning": "only the beginnings of ETags are compared"}),
    ("VAL-030", {
        "webm-anywhere": "content with the bytes `webm` anywhere counts as WebM",
        "ebml-is-webm": "any EBML header counts as WebM",
        "matroska-is-webm": "Matroska counts as WebM",
        "webm-at-its-usual-place": "`DocType` is looked for only at its usual offset",
        "unknown-size-of-header-accepted": "an EBML header of unknown size is accepted",
        "header-longer-than-the-object-accepted": "an EBML header may be longer than the object",
        "size-of-header-ignored": "an EBML header is read up to the segment, whatever its size is"}),
    ("VAL-031", {
        "ftyp-anywhere": "content with the bytes `ftyp` anywhere counts as MP4",
        "ftyp-by-its-name": "only the type of the first box is checked",
        "cut-off-box-accepted": "the first box may be longer than the object"}),
    ("VAL-032", {
        "unknown-check-passes": "content of a type without a check is accepted"}),
]  # fmt: skip

RULES = [(requirement, ["validate"], faults) for requirement, faults in _RULES]
