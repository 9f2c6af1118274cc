"""The mutants of the subject Recording: how records come to be half, doubled, lost or somebody else's."""

_RULES = [
    ("REC-001", {
        "form-signed-after-commit": "the form is signed when answer and video are committed already",
        "answer-committed-first": "the answer is committed before the video is inserted",
        "video-not-recorded": "the answer is recorded alone",
        "completed-from-the-beginning": "an upload begins as completed",
        "duration-in-whole-seconds": "the duration loses its fraction"}),
    ("REC-002", {
        "no-session-as-the-first-user": "a request without a cookie is the first user's",
        "unknown-session-as-the-first-user": "a cookie of no session is the first user's",
        "session-valid-at-its-end": "a session is valid in the second in which it ends",
        "session-end-ignored": "a session never ends",
        "resolved-without-a-session": "anybody without a cookie can ask for any upload",
        "no-session-as-forbidden": "a request without a session is answered with 403"}),
    ("REC-003", {
        "foreign-keys-off": "nobody looks whether there is such a question, the database neither",
        "unknown-question-as-conflict": "an unknown question is left to the foreign key, and answered as a conflict"}),
    ("REC-004", {
        "nan-duration-as-zero": "NaN is no duration",
        "infinite-duration-accepted": "infinity is a duration",
        "negative-duration-accepted": "a duration may be negative",
        "longest-duration-rejected": "the longest duration is rejected",
        "longest-duration-ignored": "a duration may be of any length",
        "long-duration-clamped": "a duration above the limit is silently moved to it",
        "duration-of-any-form": "a duration is read as leniently as can be"}),
    ("REC-005", {
        "taken-key-replaced": "the video that has the key is replaced",
        "taken-names-made-anew": "names that are taken are silently replaced by others",
        "conflict-as-failure": "what is taken is answered with 500"}),
    ("REC-006", {
        "form-for-another-key": "the form is for another key than the one recorded",
        "form-for-any-name": "the client chooses the last part of the key",
        "form-with-binary-megabytes": "the form's limit is in mebibytes",
        "form-for-any-type": "the form takes any type",
        "form-for-empty-videos-too": "the form takes empty objects",
        "form-lasts-minutes": "the form can be used for minutes in place of seconds",
        "form-ends-when-it-begins": "the time said to be the form's end is that of its beginning"}),
    ("REC-007", {
        "external-id-of-the-keys-bytes": "the external id is the key's UUID",
        "external-id-next-to-the-keys": "the external id differs from the key's UUID in one bit",
        "external-id-of-the-time": "the external id is made of the time",
        "external-id-without-hyphens": "the external id is no UUID in its usual form"}),
    ("REC-008", {
        "origin-unchecked": "a cookie is taken from anywhere",
        "missing-origin-accepted": "a request without an Origin is taken for one of our own",
        "origin-by-its-end": "an origin counts that ends like one of ours",
        "origin-by-its-beginning": "an origin counts that begins like one of ours",
        "origin-without-case": "origins are compared without regard to case"}),
    ("REC-020", {
        "always-completed": "an upload is completed whatever is wrong with it",
        "size-not-recorded": "the size is not recorded",
        "etag-recorded-without-quotes": "the ETag is recorded without its quotation marks",
        "nothing-recorded-of-a-failed-one": "of what is not allowed neither size nor type is recorded"}),
    ("REC-021", {
        "clients-key-believed": "the object is looked at whose key the client sends"}),
    ("REC-022", {
        "completing-twice-rejected": "completing a completed upload is a conflict"}),
    ("REC-023", {
        "last-recorded-stays": "whatever is recorded last stays",
        "first-recorded-stays": "whatever is recorded first stays",
        "earlier-look-rejected": "an earlier look is answered with a conflict",
        "earlier-look-answered-with-itself": "an earlier look is answered with what it saw itself"}),
    ("REC-024", {
        "anothers-upload-given-out": "an upload is anybody's who has its id",
        "anothers-upload-is-forbidden": "another's upload is answered with 403"}),
    ("REC-025", {
        "forbidden-recorded-as-missing": "what the store does not let one see is recorded as missing",
        "trouble-recorded-as-missing": "an object is recorded as missing when the store is in trouble",
        "trouble-as-bad-gateway": "the store's trouble is answered with 502"}),
    ("REC-026", {
        "replaced-object-recorded": "size, type and ETag of a replaced object are recorded in place of the first",
        "replaced-object-ignored": "what was completed once stays so",
        "replaced-object-forgets-the-first": "size and type of what was validated are removed when it is replaced",
        "first-object-not-taken-back": "what has failed after it was completed stays failed"}),
    ("REC-027", {
        "status-committed-first": "the status is committed before size, type and ETag",
        "size-committed-first": "size, type and ETag are committed before the status"}),
    ("REC-030", {
        "sweep-does-nothing": "nothing is ever given up",
        "sweep-deletes": "what is swept is deleted",
        "sweep-gives-all-up": "whatever is not completed is given up without a look",
        "swept-a-second-late": "an upload is given up a second late"}),
    ("REC-031", {
        "swept-when-the-form-ends": "an upload is given up as soon as its form has ended",
        "swept-by-the-beginning": "the time is counted from the beginning and not from the form's end"}),
    ("REC-032", {
        "sweep-stops-at-trouble": "a sweep ends at the first object that the store says nothing about",
        "sweep-gives-up-in-trouble": "an upload is given up when the store says nothing about its object",
        "completed-ones-swept": "completed uploads are looked at again",
        "failed-ones-swept": "failed uploads are looked at again"}),
    ("REC-040", {
        "begin-kept-after-error": "what was written before an error is committed",
        "error-swallowed": "an error is answered as if nothing had happened"}),
    ("REC-041", {
        "begin-rollback-forgotten": "the transaction of a beginning that failed stays open",
        "result-rollback-forgotten": "the transaction of a completion that failed stays open",
        "lock-kept-after-error": "a lock is not released after an error"}),
    ("REC-042", {
        "begin-without-transaction": "each statement of a beginning is a transaction of its own"}),
    ("REC-043", {
        "begin-commit-put-off": "a beginning is committed when the next step comes",
        "result-commit-put-off": "a completion is committed when the next step comes",
        "database-in-memory": "the database is in memory"}),
    ("REC-044", {
        "unknown-outcome-as-failure": "an error of COMMIT is a failure like others",
        "unknown-outcome-as-success": "an error of COMMIT is answered as a success",
        "unknown-outcome-without-id": "an error of COMMIT does not say the external id",
        "unknown-outcome-to-be-tried-again": "an error of COMMIT is answered with 503, as if one could try again"}),
    ("REC-045", {
        "resolved-from-memory": "only what this process has acknowledged is known",
        "resolved-as-processing": "every upload is said to be processing",
        "unknown-upload-as-failed": "an upload that there is not is said to have failed"}),
    ("REC-046", {
        "busy-as-failure": "a busy database is answered with 500",
        "busy-as-conflict": "a busy database is answered with 409",
        "busy-swallowed": "a busy database is answered as if nothing had happened"}),
    ("REC-047", {
        "result-without-transaction": "each statement of a completion is a transaction of its own",
        "result-kept-after-error": "what of a completion was written before an error is committed"}),
    ("REC-048", {
        "sweep-writes-the-status-first": "a sweep sets the status in a transaction of its own",
        "sweep-crosses-out-first": "an upload is crossed off the list before it is swept"}),
    ("REC-049", {
        "begin-kept-after-constraint": "what was written before a constraint was violated is committed",
        "constraint-swallowed": "a violated constraint is answered as if nothing had happened"}),
]  # fmt: skip

RULES = [(requirement, ["record"], faults) for requirement, faults in _RULES]
