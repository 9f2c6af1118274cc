"""Lists the mutants of the subject Keys: videos are stored under wrong keys."""

_RULES = [
    ("KEY-001", {
        "month-unpadded": "the month has no leading zero",
        "month-from-zero": "January is month 00",
        "month-in-local-time": "the month is that of local time, nine hours ahead of UTC",
        "day-in-folder": "the key has a folder for the day as well",
        "uuid-in-upper-case": "the UUID is in upper case",
        "uuid-without-hyphens": "the UUID has no hyphens",
        "digits-of-any-script-read": "a key with digits of another script is accepted"}),
    ("KEY-002", {
        "uuid-of-version-1": "the UUID has version 1",
        "uuid-without-version": "the version of the UUID is random",
        "uuid-without-variant": "the variant of the UUID is random",
        "uuid-of-eight-random-bytes": "only eight bytes of the UUID are random",
        "uuid-without-case-read": "a key with an uppercase UUID is accepted",
        "uuid-fields-little-endian": "the first three fields of the UUID are in little-endian order"}),
    ("KEY-003", {
        "extension-always-webm": "every video gets the extension `.webm`",
        "extension-is-the-subtype": "the extension is whatever follows `video/`",
        "parameters-of-type-rejected": "a media type with parameters is rejected",
        "type-with-its-case": "`Video/WebM` is rejected",
        "other-types-as-bin": "other media types get the extension `.bin`"}),
    ("KEY-004", {
        "time-in-milliseconds": "the time is in milliseconds",
        "local-seconds": "the time is local, nine hours ahead of UTC",
        "user-not-in-the-key": "the key does not contain the user"}),
    ("KEY-005", {
        "thumbnail-keeps-the-extension": "the thumbnail's name contains the video's extension",
        "thumbnail-stem-to-the-first-dot": "the stem ends at the first dot of the name",
        "thumbnail-names-unchecked": "a thumbnail's key is accepted whatever its stem is",
        "reserved-stems-read": "a thumbnail's key is accepted although its stem is a reserved name"}),
    ("KEY-006", {
        "thumbnails-among-the-videos": "thumbnails are stored in the videos' folder",
        "playback-video-before-user": "the video's id comes before the user's",
        "prefix-of-ids-not-checked": "ids without the prefixes `u_` and `v_` are accepted"}),
    ("KEY-007", {
        "taken-key-taken-again": "a key is used although it is already taken",
        "number-tried-once": "`_2` is used even if that key is taken too",
        "numbers-from-one": "the first number is 1",
        "number-after-the-extension": "the number follows the extension"}),
    ("KEY-008", {
        "uuid-of-any-form-read": "any text is accepted as a recording's UUID",
        "any-extension-read": "any extension is accepted",
        "name-after-the-last-underscore": "the name starts after the last underscore",
        "thumbnail-name-with-its-ending": "a thumbnail's name includes `_thumb.jpg`",
        "key-read-from-its-end": "any prefix before a key is accepted",
        "dot-matches-any-character": "any character is accepted in place of a dot",
        "layout-without-case-read": "folders and extensions are read without regard to case",
        "line-feed-after-a-key-read": "a line feed after a key is accepted"}),
    ("KEY-020", {
        "upper-case-kept": "upper-case letters are kept",
        "all-letters-in-lower-case": "non-ASCII letters are converted to lower case as well",
        "spaces-alone-as-underscores": "only U+0020 becomes an underscore, not other white space",
        "spaces-as-hyphens": "white space becomes a hyphen",
        "unsafe-names-read": "a key is accepted although its name is not a safe name"}),
    ("KEY-021", {
        "path-kept": "the name may contain folders",
        "path-flattened": "the folders of a path become part of the name",
        "backslash-not-a-separator": "`\\` does not separate folders"}),
    ("KEY-022", {
        "control-characters-kept": "control characters are kept",
        "bidirectional-characters-kept": "bidirectional controls are kept",
        "invalid-bytes-replaced": "bytes that are not UTF-8 become U+FFFD",
        "byte-order-mark-of-a-key-dropped": "a byte order mark before a key is ignored",
        "key-ends-at-nul": "a key is read up to its first NUL"}),
    ("KEY-023", {
        "dots-at-the-beginning-kept": "leading dots are kept",
        "dots-at-the-end-kept": "trailing dots and spaces are kept"}),
    ("KEY-024", {
        "reserved-names-kept": "reserved names are used unchanged",
        "reserved-without-extension-alone": "a reserved name with an extension is used unchanged"}),
    ("KEY-025", {
        "names-not-composed": "names are not normalised",
        "names-decomposed": "names are normalised to NFD",
        "names-composed-by-compatibility": "names are normalised to NFKC"}),
    ("KEY-026", {
        "empty-name-left-empty": "a name that becomes empty stays empty",
        "empty-name-as-underscore": "a name that becomes empty is replaced by an underscore"}),
    ("KEY-027", {
        "characters-with-a-meaning-kept": "special characters are kept",
        "characters-with-a-meaning-dropped": "special characters are removed",
        "file-systems-characters-alone-replaced": "only the characters that Windows forbids become underscores",
        "runs-of-underscores-kept": "runs of underscores are kept"}),
    ("KEY-028", {
        "long-names-kept": "the length of a name is not limited",
        "names-cut-by-characters": "a name is cut to 200 characters instead of bytes",
        "names-cut-within-characters": "a name is cut in the middle of a character",
        "extension-cut-off": "cutting a long name removes its extension"}),
    ("KEY-029", {
        "whole-name-read": "a name of any length is normalised",
        "end-of-long-names-dropped": "only the first 2048 bytes of an overlong name are used"}),
    ("KEY-040", {
        "key-length-not-checked-when-read": "a key of any length is accepted",
        "library-keys-of-1024": "a library key of more than 500 characters is accepted",
        "any-bytes-read": "a key that is not UTF-8 is accepted"}),
    ("KEY-041", {
        "segments-of-a-key-normalized": "`..` in a key removes the folder before it",
        "empty-segments-dropped": "empty segments of a key are dropped"}),
    ("KEY-042", {
        "ids-not-checked": "any text is accepted as an id",
        "ids-checked-at-their-beginning": "only the beginning of an id is checked",
        "ids-of-any-length": "the length of an id is not limited"}),
]  # fmt: skip

RULES = [(requirement, ["keys"], faults) for requirement, faults in _RULES]
