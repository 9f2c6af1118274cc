"""The mutants of the subject Keys: how videos come to be stored where they should not be."""

_RULES = [
    ("KEY-001", {
        "month-unpadded": "the month has no leading zero",
        "month-from-zero": "January is month 00",
        "month-in-local-time": "the month is that of the local time, nine hours ahead",
        "day-in-folder": "the day is a folder, too",
        "uuid-in-upper-case": "the UUID is in upper case",
        "uuid-without-hyphens": "the UUID has no hyphens"}),
    ("KEY-002", {
        "uuid-of-version-1": "the UUID says that it is of version 1",
        "uuid-without-version": "the version of the UUID is random",
        "uuid-without-variant": "the variant of the UUID is random",
        "uuid-of-eight-random-bytes": "the UUID is made of eight random bytes",
        "uuid-fields-little-endian": "the first three fields of the UUID are in little-endian order"}),
    ("KEY-003", {
        "extension-always-webm": "every video is a .webm",
        "extension-is-the-subtype": "the extension is what follows 'video/'",
        "parameters-of-type-rejected": "a media type with parameters is rejected",
        "type-with-its-case": "Video/WebM is rejected",
        "other-types-as-bin": "another media type is a .bin"}),
    ("KEY-004", {
        "time-in-milliseconds": "the time is in milliseconds",
        "local-seconds": "the time is local, nine hours ahead",
        "user-not-in-the-key": "the user is not in the key"}),
    ("KEY-005", {
        "thumbnail-keeps-the-extension": "the thumbnail's name has the video's extension in it",
        "thumbnail-stem-to-the-first-dot": "the stem ends at the name's first dot"}),
    ("KEY-006", {
        "thumbnails-among-the-videos": "thumbnails are stored in the folder of videos",
        "playback-video-before-user": "the video's id stands before the user's",
        "prefix-of-ids-not-checked": "ids need not begin with u_ and v_"}),
    ("KEY-007", {
        "taken-key-taken-again": "whether a key is taken is not looked at",
        "number-tried-once": "_2 is tried, and taken whatever is there",
        "numbers-from-one": "the first number is 1",
        "number-after-the-extension": "the number stands after the extension"}),
    ("KEY-008", {
        "uuid-of-any-form-read": "anything is read as a recording's UUID",
        "any-extension-read": "any extension is read",
        "name-after-the-last-underscore": "a name begins after the last underscore",
        "thumbnail-name-with-its-ending": "a thumbnail's name has _thumb.jpg in it",
        "key-read-from-its-end": "anything may stand before a key"}),
    ("KEY-020", {
        "upper-case-kept": "letters in upper case stay",
        "all-letters-in-lower-case": "letters beyond ASCII are put in lower case, too",
        "spaces-alone-as-underscores": "white space other than U+0020 is no white space",
        "spaces-as-hyphens": "white space becomes a hyphen",
        "unsafe-names-read": "a key is read whose name is none that a generator makes"}),
    ("KEY-021", {
        "path-kept": "a name may be a path",
        "path-flattened": "the folders of a path become part of the name",
        "backslash-not-a-separator": "'\\' separates no folders"}),
    ("KEY-022", {
        "control-characters-kept": "control characters stay",
        "bidirectional-characters-kept": "bidirectional controls stay",
        "invalid-bytes-replaced": "bytes that are not UTF-8 become U+FFFD"}),
    ("KEY-023", {
        "dots-at-the-beginning-kept": "dots at a name's beginning stay",
        "dots-at-the-end-kept": "dots and spaces at a name's end stay"}),
    ("KEY-024", {
        "reserved-names-kept": "reserved names are names like others",
        "reserved-without-extension-alone": "a reserved name with an extension is a name like others"}),
    ("KEY-025", {
        "names-not-composed": "names are stored as they come",
        "names-decomposed": "names are brought into form NFD",
        "names-composed-by-compatibility": "names are brought into form NFKC"}),
    ("KEY-026", {
        "empty-name-left-empty": "a name of which nothing is left is empty",
        "empty-name-as-underscore": "a name of which nothing is left is an underscore"}),
    ("KEY-027", {
        "characters-with-a-meaning-kept": "characters that have a meaning stay",
        "characters-with-a-meaning-dropped": "characters that have a meaning vanish",
        "file-systems-characters-alone-replaced": "only what Windows forbids becomes an underscore",
        "runs-of-underscores-kept": "several underscores stay several"}),
    ("KEY-028", {
        "long-names-kept": "a name may have any length",
        "names-cut-by-characters": "a name has at most 200 characters",
        "names-cut-within-characters": "a name is cut within a character",
        "extension-cut-off": "a long name is cut with its extension"}),
    ("KEY-040", {
        "key-length-not-checked-when-read": "a key of any length is read",
        "library-keys-of-1024": "a library key of more than 500 characters is read",
        "any-bytes-read": "a key that is not UTF-8 is read"}),
    ("KEY-041", {
        "segments-of-a-key-normalized": "'..' in a key takes the folder before it away",
        "empty-segments-dropped": "empty segments of a key do not count"}),
    ("KEY-042", {
        "ids-not-checked": "any text is an id",
        "ids-checked-at-their-beginning": "an id may go on after what is allowed in it",
        "ids-of-any-length": "an id may have any length"}),
]  # fmt: skip

RULES = [(requirement, ["keys"], faults) for requirement, faults in _RULES]
