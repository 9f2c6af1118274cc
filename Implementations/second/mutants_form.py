"""Lists the mutants of the subject Form: a form is read wrongly, or gets a wrong response."""

_RULES = [
    ("FRM-001", {
        "other-bodies-as-malformed": "a body that is not `multipart/form-data` is reported as `MalformedPOSTRequest`",
        "any-multipart-accepted": "`multipart/mixed` and other multipart types are accepted",
        "media-type-by-case": "`Multipart/Form-Data` counts as a different type"}),
    ("FRM-002", {
        "boundary-in-lower-case": "the boundary is converted to lower case",
        "boundary-quotes-kept": "the quotation marks around the boundary become part of it",
        "boundary-to-the-end-of-the-header": "the boundary extends to the end of the header",
        "apostrophes-quote-boundaries": "apostrophes around the boundary are taken for quotation marks",
        "missing-boundary-guessed": "a missing boundary is guessed from the body",
        "missing-boundary-as-other-body": "a missing boundary is reported as `PreconditionFailed`"}),
    ("FRM-003", {
        "preamble-rejected": "a body that does not begin with a delimiter is rejected",
        "epilogue-rejected": "a body with bytes after the closing delimiter is rejected"}),
    ("FRM-004", {
        "boundary-within-a-line": "the boundary in the middle of a line ends a part",
        "more-behind-the-boundary": "any line that begins with `--` and the boundary ends a part",
        "padding-of-delimiters-rejected": "a delimiter followed by spaces counts as data"}),
    ("FRM-005", {
        "bare-line-feeds-in-delimiters": "a delimiter may be preceded and followed by a bare line feed"}),
    ("FRM-006", {
        "cut-off-form-accepted": "a truncated body is stored up to where it ends",
        "delimiter-at-the-end-closes": "an ordinary delimiter at the end of the body counts as the closing one"}),
    ("FRM-010", {
        "part-headers-by-case": "`Content-Disposition` is found only in lower case",
        "disposition-by-case": "`Form-Data` counts as a different disposition",
        "any-disposition-accepted": "any disposition is accepted as `form-data`",
        "unquoted-names-rejected": "a name without quotation marks is rejected",
        "brackets-of-names-dropped": "`key[]` is read as `key`",
        "dots-and-spaces-of-names-replaced": "dots and spaces in a field's name become underscores",
        "names-trimmed": "white space around a field's name is removed",
        "nameless-parts-skipped": "a part without a name is skipped"}),
    ("FRM-011", {
        "parameters-split-at-every-semicolon": "a semicolon in a file's name ends the name",
        "backslashes-kept": "the backslash before a quotation mark is kept",
        "backslash-before-anything-dropped": "a backslash before any character is removed",
        "percent-escapes-decoded": "`%22`, `%0D` and `%0A` in a name are decoded"}),
    ("FRM-012", {
        "filename-as-latin-1": "`filename` is decoded as Latin-1",
        "filename-composed": "`filename` is normalised to NFC"}),
    ("FRM-013", {
        "values-trimmed": "white space around a value is removed",
        "line-breaks-in-values-rewritten": "CRLF in a value becomes LF",
        "values-as-utf-8": "bytes of a value that are not UTF-8 are replaced",
        "line-end-of-delimiter-kept": "the CRLF before a delimiter is added to the part's data"}),
    ("FRM-014", {
        "file-without-filename-as-field": "a part named `file` without a file name counts as a field",
        "file-by-filename": "every part with a file name counts as a file"}),
    ("FRM-015", {
        "fields-after-the-file-taken": "fields after the file are accepted"}),
    ("FRM-016", {
        "fields-of-16-kb": "fields of more than 16 KB are rejected",
        "fields-of-any-size": "the size of the fields is not limited",
        "field-size-limited-one-by-one": "the size limit applies to each field instead of to all together",
        "delimiters-not-counted": "only names and values count toward the limit",
        "file-counted-as-a-field": "the file counts toward the limit"}),
    ("FRM-017", {
        "fields-sorted": "fields are sorted by name",
        "repeated-fields-made-one": "only the last field of each name is passed on"}),
    ("FRM-019", {
        "delimiters-searched-in-blocks": "a delimiter across byte 65536 is missed",
        "delimiters-searched-in-blocks-of-4-kb": "a delimiter across a multiple of 4096 bytes is missed",
        "cut-off-at-the-end-of-a-block-accepted": "a truncated body of exactly 65536 bytes is accepted"}),
    ("FRM-030", {
        "body-of-201-missing": "a 201 has no body",
        "location-header-missing": "the response has no `Location`",
        "etag-header-missing": "the response has no `ETag`",
        "etag-in-body-bare": "the ETag in the body has no quotation marks",
        "length-in-characters": "`Content-Length` counts characters",
        "key-in-body-encoded": "the key in the body is percent-encoded"}),
    ("FRM-031", {
        "redirect-as-302": "the status of a redirect is 302",
        "redirect-without-parameters": "the redirect's URL does not contain the bucket, key and ETag",
        "redirect-parameters-not-encoded": "the bucket, key and ETag in the redirect's URL are not percent-encoded",
        "redirect-with-two-question-marks": "the parameters are added with `?` although the URL already has a query",
        "query-of-redirect-replaced": "the existing query of the redirect's URL is lost"}),
    ("FRM-032", {
        "body-with-200": "a 200 has the body of a 201",
        "etag-of-204-missing": "a 204 has no `ETag`",
        "location-of-201-alone": "only a 201 has a `Location`"}),
    ("FRM-033", {
        "markup-not-escaped": "text in an XML body is not escaped",
        "ampersands-not-escaped": "`&` in an XML body is not escaped",
        "length-without-the-declaration": "`Content-Length` does not count the XML declaration",
        "error-without-message": "the `Error` element has no `Message`",
        "errors-as-json": "the body of a rejection is JSON"}),
]  # fmt: skip

RULES = [(requirement, ["form"], faults) for requirement, faults in _RULES]
