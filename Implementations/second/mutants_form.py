"""The mutants of the subject Form: how a form is misread, and wrongly answered."""

_RULES = [
    ("FRM-001", {
        "other-bodies-as-malformed": "a body that is not multipart/form-data is MalformedPOSTRequest",
        "any-multipart-accepted": "multipart/mixed and others are read, too",
        "media-type-by-case": "Multipart/Form-Data is another type"}),
    ("FRM-002", {
        "boundary-in-lower-case": "the boundary is put in lower case",
        "boundary-quotes-kept": "quotation marks are taken for the boundary's",
        "boundary-to-the-end-of-the-header": "what follows the boundary in the header is taken for its end",
        "boundary-of-any-length": "a boundary may have more than 70 characters",
        "missing-boundary-guessed": "a missing boundary is taken from the body",
        "missing-boundary-as-other-body": "a missing boundary is PreconditionFailed"}),
    ("FRM-003", {
        "preamble-rejected": "a body has to begin with a delimiter",
        "epilogue-rejected": "nothing may follow the closing delimiter"}),
    ("FRM-004", {
        "boundary-within-a-line": "the boundary within a line ends a part",
        "more-behind-the-boundary": "a line that begins with the boundary ends a part",
        "padding-of-delimiters-rejected": "a delimiter with spaces behind it is data"}),
    ("FRM-005", {
        "bare-line-feeds-in-delimiters": "a bare line feed stands before and after delimiters, too",
        "bare-line-feeds-in-headers": "a bare line feed ends a part's header"}),
    ("FRM-006", {
        "cut-off-form-accepted": "a body that is cut off is stored as far as it goes",
        "delimiter-at-the-end-closes": "a delimiter at which the body ends closes it"}),
    ("FRM-010", {
        "part-headers-by-case": "Content-Disposition is found in lower case alone",
        "disposition-by-case": "Form-Data is another disposition",
        "any-disposition-accepted": "a disposition other than form-data is read as one",
        "unquoted-names-rejected": "a name has to be quoted",
        "nameless-parts-skipped": "a part without a name is left out"}),
    ("FRM-011", {
        "parameters-split-at-every-semicolon": "a semicolon in a file's name ends the name",
        "backslashes-kept": "a backslash before a quotation mark stays",
        "backslash-before-anything-dropped": "a backslash before any character is removed",
        "percent-escapes-decoded": "%22, %0D and %0A in a name are decoded"}),
    ("FRM-012", {
        "filename-as-latin-1": "filename is read as Latin-1",
        "extended-filename-ignored": "filename* is not looked at",
        "extended-filename-left-encoded": "filename* is not decoded",
        "plain-filename-preferred": "filename wins over filename*"}),
    ("FRM-013", {
        "values-trimmed": "white space around a value is removed",
        "line-breaks-in-values-rewritten": "CRLF in a value becomes LF",
        "values-as-utf-8": "bytes of a value that are not UTF-8 are replaced",
        "line-end-of-delimiter-kept": "a part's data ends with the delimiter's CRLF"}),
    ("FRM-014", {
        "file-without-filename-as-field": "a part named file without a file name is a field",
        "file-by-filename": "every part with a file name is a file"}),
    ("FRM-015", {
        "fields-after-the-file-taken": "fields after the file are taken",
        "last-file-taken": "of several files the last is taken",
        "second-file-rejected": "several files are rejected"}),
    ("FRM-016", {
        "fields-of-16-kb": "fields of more than 16 KB are rejected",
        "fields-of-any-size": "fields may be of any size",
        "field-size-limited-one-by-one": "each field has the limit to itself"}),
    ("FRM-017", {
        "fields-sorted": "fields are sorted by name",
        "repeated-fields-made-one": "of fields of one name the last is given on"}),
    ("FRM-030", {
        "body-of-201-missing": "a 201 has no body",
        "location-header-missing": "there is no Location",
        "etag-header-missing": "there is no ETag",
        "etag-in-body-bare": "the ETag in the body has no quotation marks",
        "key-in-body-encoded": "the key in the body is percent-encoded"}),
    ("FRM-031", {
        "redirect-as-302": "a redirect is a 302",
        "redirect-without-parameters": "a redirect does not say what was stored",
        "redirect-parameters-not-encoded": "what was stored is not percent-encoded",
        "redirect-with-two-question-marks": "the query begins with '?' although there is one",
        "query-of-redirect-replaced": "the query of the redirect is lost"}),
    ("FRM-032", {
        "body-with-200": "a 200 has the body of a 201",
        "etag-of-204-missing": "a 204 has no ETag",
        "location-of-201-alone": "a 200 and a 204 have no Location"}),
    ("FRM-033", {
        "markup-not-escaped": "text in a body is not escaped",
        "ampersands-not-escaped": "'&' in a body is not escaped",
        "error-without-message": "an Error has no Message",
        "errors-as-json": "a rejection's body is JSON"}),
]  # fmt: skip

RULES = [(requirement, ["form"], faults) for requirement, faults in _RULES]
