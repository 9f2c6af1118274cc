"""The mutants of the subject Validation: how videos pass that should not, and how others do not that should."""

_RULES = [
    ("VAL-001", {
        "any-subtype-read": "a subtype may hold any character",
        "empty-subtype-read": "a subtype may be empty",
        "type-without-subtype-read": "a type stands for all of its subtypes"}),
    ("VAL-002", {
        "white-space-around-kept": "white space around a media type counts",
        "spaces-alone-dropped": "of white space around a media type spaces alone do not count",
        "space-before-semicolon-kept": "a space between subtype and semicolon counts",
        "space-before-parameter-kept": "a space between semicolon and parameter counts"}),
    ("VAL-003", {
        "types-keep-their-case": "type and subtype keep their case",
        "parameter-names-keep-their-case": "the names of parameters keep their case",
        "values-in-lower-case": "the values of parameters are put in lower case"}),
    ("VAL-004", {
        "last-parameter-counts": "of equal parameters the last counts",
        "equal-parameters-kept": "equal parameters all count"}),
    ("VAL-005", {
        "quotation-marks-kept": "quotation marks are part of a value",
        "escapes-of-a-value-kept": "backslashes in quotation marks are part of a value",
        "quoted-value-ends-at-semicolon": "a semicolon in quotation marks ends the value",
        "unended-quotation-dropped": "a quoted value without an end is dropped"}),
    ("VAL-006", {
        "malformed-parameters-rejected": "a media type with a malformed parameter is none",
        "empty-values-kept": "a parameter may have an empty value without quotation marks"}),
    ("VAL-007", {
        "values-never-quoted": "values are written as they are",
        "values-always-quoted": "all values are written in quotation marks",
        "values-unescaped": "quotation marks and backslashes are written as they are"}),
    ("VAL-010", {
        "missing-limit-has-a-default": "a variable that is missing has a default",
        "empty-limit-has-a-default": "a variable that is empty has a default",
        "another-variable-named": "a rejection names another variable"}),
    ("VAL-011", {
        "products-rejected": "a size is digits alone",
        "powers-as-products": "'**' is read as '*'",
        "megabytes-are-binary": "10**6 is read as 2**20"}),
    ("VAL-012", {
        "bounds-of-the-limit-unchecked": "a size may be nothing, or beyond what can be uploaded",
        "white-space-around-a-size-dropped": "white space around a size is dropped",
        "size-with-a-unit-read": "a size may be in MB",
        "sign-of-a-size-read": "a size may have a plus sign",
        "number-at-the-beginning-read": "a size is the digits that it begins with"}),
    ("VAL-013", {
        "limit-with-parameters-read": "parameters of the media type are dropped",
        "wildcards-read": "a media type may have stars",
        "case-of-the-limit-kept": "the media type is given out as it was written"}),
    ("VAL-014", {
        "quotation-marks-dropped": "quotation marks around a value are dropped"}),
    ("VAL-015", {
        "configured-bucket-unchecked": "any name of a bucket is taken"}),
    ("VAL-020", {
        "nothing-given-out-of-what-is-rejected": "size, type and ETag of what is rejected are not given out",
        "size-at-most-the-limit": "the size given out is the limit",
        "type-as-it-should-be": "the type given out is the prescribed one"}),
    ("VAL-021", {
        "missing-object-is-empty-too": "a missing object is empty and of another type, too",
        "missing-object-has-a-size": "a missing object has a size of 0"}),
    ("VAL-022", {
        "empty-object-accepted": "an empty object is accepted"}),
    ("VAL-023", {
        "limit-exclusive": "an object of the limit's size is rejected",
        "limit-in-mebibytes": "the limit is in mebibytes",
        "limit-with-a-tolerance": "an object may be a hundredth larger than the limit",
        "size-in-32-bits": "a size is kept in 32 bits"}),
    ("VAL-024", {
        "type-by-its-prefix": "a type is allowed that begins like the prescribed one",
        "type-by-its-bytes": "a type is compared with its case",
        "type-with-its-parameters": "a type with parameters is another one",
        "any-video-accepted": "any type of video is allowed",
        "missing-type-accepted": "an object without a media type is allowed"}),
    ("VAL-025", {
        "first-violation-alone": "the first violation alone is given"}),
    ("VAL-026", {
        "forbidden-object-is-missing": "403 is a missing object",
        "forbidden-object-as-trouble": "403 is the store's trouble"}),
    ("VAL-027", {
        "trouble-is-a-missing-object": "5xx and 429 are a missing object",
        "no-answer-is-a-missing-object": "no answer is a missing object",
        "too-many-requests-as-invalid": "429 is an answer that makes no sense",
        "any-success-is-an-answer": "2xx and 3xx are answers",
        "missing-length-is-zero": "an object whose size is not said is empty",
        "length-by-its-beginning": "a size is the digits that it begins with",
        "missing-etag-accepted": "an object need not have an ETag",
        "first-of-two-taken": "of two sizes or ETags the first is taken"}),
    ("VAL-028", {
        "replaced-object-accepted": "the ETag is not compared",
        "etags-without-case": "ETags are compared without regard to case",
        "etags-by-their-beginning": "an ETag is the same that begins like the one before"}),
    ("VAL-030", {
        "webm-anywhere": "content is WebM that has the word in it",
        "ebml-is-webm": "any EBML header is one of WebM",
        "matroska-is-webm": "Matroska is WebM",
        "webm-at-its-usual-place": "DocType is looked for at one place alone",
        "unknown-size-of-header-accepted": "the header's size may be unknown"}),
    ("VAL-031", {
        "ftyp-anywhere": "content is MP4 that has the word in it",
        "ftyp-by-its-name": "a box is not looked at beyond its name",
        "cut-off-box-accepted": "a box may be longer than the object"}),
    ("VAL-032", {
        "unknown-check-passes": "content of a type that nobody can check is allowed"}),
]  # fmt: skip

RULES = [(requirement, ["validate"], faults) for requirement, faults in _RULES]
