"""The mutants of the subject Recording: ways in which records become partial, duplicated, lost or someone else's."""

_RULES = [
    ("REC-001", {
        "form-signed-after-commit": "the form is signed after answer and video are committed",
        "answer-committed-first": "the answer is committed before the video is inserted",
        "video-not-recorded": "only the answer is recorded",
        "completed-from-the-beginning": "a new upload is completed",
        "duration-in-whole-seconds": "the duration loses its fraction"}),
    ("REC-002", {
        "no-session-as-the-first-user": "a request without a cookie gets the first user",
        "unknown-session-as-the-first-user": "an unknown session gets the first user",
        "session-valid-at-its-end": "a session is still valid in the second in which it expires",
        "session-end-ignored": "a session never expires",
        "resolved-without-a-session": "resolve works for every upload without a cookie",
        "no-session-as-forbidden": "a missing session is rejected with 403"}),
    ("REC-003", {
        "foreign-keys-off": "neither the code nor the database checks that the question exists",
        "unknown-question-as-conflict": "an unknown question violates the foreign key and is reported as a conflict"}),
    ("REC-004", {
        "nan-duration-as-zero": "NaN is stored as a duration of 0",
        "infinite-duration-accepted": "infinity is accepted",
        "negative-duration-accepted": "a negative duration is accepted",
        "longest-duration-rejected": "the limit itself is rejected",
        "longest-duration-ignored": "there is no limit",
        "long-duration-clamped": "a duration above the limit is silently reduced to it",
        "duration-of-any-form": "a duration is parsed as leniently as possible"}),
    ("REC-005", {
        "taken-key-replaced": "the existing video with the key is replaced",
        "taken-names-made-anew": "a taken key or external ID is silently replaced by another one",
        "conflict-as-failure": "a taken key or external ID is rejected with 500"}),
    ("REC-006", {
        "form-for-another-key": "the form is for another key than the recorded one",
        "form-for-any-name": "the client chooses the last part of the key",
        "form-with-binary-megabytes": "the form's limit is in mebibytes",
        "form-for-any-type": "the form accepts every media type",
        "form-for-empty-videos-too": "the form accepts empty objects",
        "form-lasts-minutes": "the form is valid for minutes instead of seconds",
        "form-ends-when-it-begins": "the reported expiration of the form is the time at which it begins"}),
    ("REC-007", {
        "external-id-of-the-keys-bytes": "the external ID is the UUID in the key",
        "external-id-next-to-the-keys": "the external ID differs from the UUID in the key in one bit",
        "external-id-of-the-time": "the external ID is made from the time",
        "external-id-without-hyphens": "the external ID has no hyphens"}),
    ("REC-008", {
        "origin-unchecked": "the origin is not checked",
        "missing-origin-accepted": "a request without Origin is accepted",
        "origin-by-its-end": "an origin that ends like a configured one is accepted",
        "origin-by-its-beginning": "an origin that begins like a configured one is accepted",
        "origin-without-case": "origins are compared ignoring case"}),
    ("REC-020", {
        "always-completed": "an upload is completed despite violations",
        "size-not-recorded": "the size is not recorded",
        "etag-recorded-without-quotes": "the ETag is recorded without its quotation marks",
        "nothing-recorded-of-a-failed-one": "size and type of a failed upload are not recorded"}),
    ("REC-021", {
        "clients-key-believed": "the object with the client's key is looked at"}),
    ("REC-022", {
        "completing-twice-rejected": "completing a completed upload is a conflict"}),
    ("REC-023", {
        "last-recorded-stays": "the look recorded last wins",
        "first-recorded-stays": "the look recorded first wins",
        "earlier-look-rejected": "an earlier look is rejected as a conflict",
        "earlier-look-answered-with-itself": "an earlier look returns what it saw itself"}),
    ("REC-024", {
        "anothers-upload-given-out": "whoever has the external ID gets the upload",
        "anothers-upload-is-forbidden": "another user's upload is rejected with 403"}),
    ("REC-025", {
        "forbidden-recorded-as-missing": "a 403 is recorded as a missing object",
        "trouble-recorded-as-missing": "a store failure is recorded as a missing object",
        "trouble-as-bad-gateway": "a store failure is rejected with 502"}),
    ("REC-026", {
        "replaced-object-recorded": "size, type and ETag of a replacement overwrite those of the first object",
        "replaced-object-ignored": "a completed upload stays completed",
        "replaced-object-forgets-the-first": "size and type of the validated object are removed when it is replaced",
        "first-object-not-taken-back": "an upload that failed after it was completed stays failed"}),
    ("REC-027", {
        "status-committed-first": "the status is committed before size, type and ETag",
        "size-committed-first": "size, type and ETag are committed before the status"}),
    ("REC-030", {
        "sweep-does-nothing": "no upload is ever given up",
        "sweep-deletes": "swept uploads are deleted",
        "sweep-gives-all-up": "every upload that is not completed is given up without a look",
        "swept-a-second-late": "an upload is given up a second late"}),
    ("REC-031", {
        "swept-when-the-form-ends": "an upload is given up as soon as its form expires",
        "swept-by-the-beginning": "the time is counted from the beginning instead of the form's expiration"}),
    ("REC-032", {
        "sweep-stops-at-trouble": "a sweep ends at the first object that it cannot check",
        "sweep-gives-up-in-trouble": "an upload is given up if its object cannot be checked",
        "completed-ones-swept": "completed uploads are looked at again",
        "failed-ones-swept": "failed uploads are looked at again"}),
    ("REC-040", {
        "begin-kept-after-error": "what was written before an error is committed",
        "error-swallowed": "an error is reported as a success"}),
    ("REC-041", {
        "begin-rollback-forgotten": "the transaction of a failed begin stays open",
        "result-rollback-forgotten": "the transaction of a failed complete stays open",
        "lock-kept-after-error": "a lock is not released after an error"}),
    ("REC-042", {
        "begin-without-transaction": "each statement of begin is a transaction of its own"}),
    ("REC-043", {
        "begin-commit-put-off": "a begin is committed by the next step",
        "result-commit-put-off": "a complete is committed by the next step",
        "database-in-memory": "the database is in memory"}),
    ("REC-044", {
        "unknown-outcome-as-failure": "an error of COMMIT is reported like any other",
        "unknown-outcome-as-success": "an error of COMMIT is reported as a success",
        "unknown-outcome-without-id": "the report of an error of COMMIT lacks the external ID",
        "unknown-outcome-to-be-tried-again": "an error of COMMIT is rejected with 503, which invites a retry"}),
    ("REC-045", {
        "resolved-from-memory": "resolve only knows what this process acknowledged",
        "resolved-as-processing": "resolve reports every upload as processing",
        "unknown-upload-as-failed": "resolve reports an unknown upload as failed"}),
    ("REC-046", {
        "busy-as-failure": "a busy database is rejected with 500",
        "busy-as-conflict": "a busy database is rejected with 409",
        "busy-swallowed": "a busy database is reported as a success"}),
    ("REC-047", {
        "result-without-transaction": "each statement of complete is a transaction of its own",
        "result-kept-after-error": "what complete wrote before an error is committed"}),
    ("REC-048", {
        "sweep-writes-the-status-first": "a sweep writes the status in a transaction of its own",
        "sweep-crosses-out-first": "a sweep marks an upload as swept before it is swept"}),
    ("REC-049", {
        "begin-kept-after-constraint": "what was written before a violated constraint is committed",
        "constraint-swallowed": "a violated constraint is reported as a success"}),
]  # fmt: skip

RULES = [(requirement, ["record"], faults) for requirement, faults in _RULES]
