extension Catalogue {
  /// The rules for a library of uploaded videos over HTTP: who sees which videos, lists and searches, uploads, and jobs.
  public static let library = Subject(
    name: "Library",
    sections: [
      libraryAccessRules, libraryListRules, librarySearchRules, libraryRecentRules, libraryKeyRules, libraryUploadRules,
      libraryPlaybackRules, libraryJobRules, libraryErrorRules,
    ])

  static let libraryAccessRules = Section(
    title: "Access",
    requirements: [
      Requirement(
        "LIB-001", .must, title: "The bearer token determines the user",
        text:
          "Every request has the header `Authorization: Bearer TOKEN`, and the token determines the user. A request without a token, or with one that is malformed, unknown or expired, is rejected: `SessionInvalid`, 401.",
        reason: "If the client names the user, it can name anybody.",
        evidence: .init(.documented, "Docs/Systems.md, Library: every request carries `Authorization: Bearer`")),
      Requirement(
        "LIB-002", .must, title: "Users see only their own videos",
        text:
          "Another user's video is treated like one that does not exist: it is in no list, count, search or recent list, cannot be found by its key, and cannot be the source of a job.",
        reason: "A key contains the user's ID and a time, and can be guessed.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Library: users see only their own videos; OWASP Insecure Direct Object Reference Prevention: access is checked for every object"
        )),
      Requirement(
        "LIB-003", .must, title: "Deleted videos are gone",
        text: "A video that was soft-deleted is treated everywhere like one that does not exist.",
        reason: "A user who deletes a video expects that nobody sees it again.",
        evidence: .init(.documented, "Docs/Systems.md, Library: `deleted_at` (soft delete)")),
      Requirement(
        "LIB-004", .must, title: "Responses are not in shared caches",
        text: "Every response about videos has `Cache-Control` with `private` or `no-store`.",
        reason:
          "A shared cache may return one user's response to another user.",
        evidence: .init(.documented, "RFC 9111 3.5, 5.2.2.7: shared caches and the directive private")),
      Requirement(
        "LIB-005", .should, title: "A 401 names the scheme",
        text: "A response with 401 has the header `WWW-Authenticate` with the scheme `Bearer`.",
        reason: "HTTP clients decide by it whether to get a new token.",
        evidence: .init(.documented, "RFC 9110 15.5.2: a 401 response has WWW-Authenticate")),
    ])

  static let libraryListRules = Section(
    title: "Lists",
    requirements: [
      Requirement(
        "LIB-010", .must, title: "A page has 10 videos, and at most 50",
        text:
          "`page` counts from 1, which is the default. `page_size` is 10 by default and can be 1 to 50. A page has exactly `page_size` videos unless it is the last one.",
        reason: "A client that asks for everything at once slows the service down for all users.",
        evidence: .init(.documented, "Docs/Systems.md, Library: `page` from 1 (default 1), `page_size` 1 to 50 (10)")),
      Requirement(
        "LIB-011", .must, title: "The totals are right",
        text:
          "`total_count` is the number of the user's videos that match, `total_pages` is that number divided by `page_size`, rounded up, and `has_more` is true if `page` is less than `total_pages`. All are 0 or false without a match.",
        reason: "Clients show the totals, and load pages until `has_more` is false.",
        evidence: .init(
          .documented, "Docs/Systems.md, Library: returns `total_count`, `page`, `page_size`, `total_pages`, `has_more`"
        )),
      Requirement(
        "LIB-012", .must, title: "Pages contain every video once",
        text:
          "As long as nothing changes, the pages of a list together contain every video exactly once, even if videos have the same value of the sort field.",
        reason:
          "Databases return rows with equal values in any order, so a video is on two pages and another one on none.",
        evidence: .init(.computed, "the order is total only if ties are broken by a unique field")),
      Requirement(
        "LIB-013", .should, title: "A page after the last is empty",
        text: "A page after the last one has no videos, the same totals, and `has_more` false. The status is 200.",
        reason: "Videos may be deleted between two requests, and the client must not take that for an error.",
        evidence: .init(.documented, "Docs/Systems.md, Library: `page` from 1, without an upper bound")),
      Requirement(
        "LIB-014", .must, title: "The newest videos come first",
        text:
          "Without `sort_by`, videos are sorted by `created_at`. Without `sort_order`, the order is `desc`. `asc` reverses it.",
        reason: "The user looks for the video that was uploaded last.",
        evidence: .init(
          .documented, "Docs/Systems.md, Library: `sort_by` (`created_at`), `sort_order` `asc` or `desc` (`desc`)")),
      Requirement(
        "LIB-015", .should, title: "Unknown sort fields are rejected",
        text:
          "`sort_by` is one of `created_at`, `filename`, `original_filename`, `file_size` and `duration`, and `sort_order` is `asc` or `desc`. Any other value is rejected: `ParameterInvalid`, 422.",
        reason: "A misspelt field that is silently ignored gives a wrong order that nobody notices.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Library: an unknown `sort_by` is silently ignored; OWASP REST Security: input is validated")
      ),
      Requirement(
        "LIB-016", .must, title: "Lists are sorted by their field",
        text: "Sizes and durations are sorted as numbers, names as texts, times as times.",
        reason: "As a text, a video of 9 bytes is larger than one of 10.",
        evidence: .init(.documented, "Docs/Systems.md, Library: `sort_by`, and the types of the columns")),
      Requirement(
        "LIB-017", .should, title: "A cursor continues a list",
        text:
          "A list with more videos has `next_cursor`. The same request with `cursor` instead of `page` continues after the last video, whatever was added or deleted meanwhile. A cursor that is malformed, or belongs to another search or order, is rejected: `CursorInvalid`, 422.",
        reason: "When a video is added, the last video of a page moves to the next page, and the user sees it twice.",
        evidence: .init(.documented, "Docs/Systems.md, Library: page numbers shift while videos are added")),
      Requirement(
        "LIB-018", .should, title: "Wrong numbers are rejected",
        text:
          "`page`, `page_size` and `limit` are decimal integers in their range. Any other value is rejected with 422, and the error names the parameter.",
        reason: "A client whose value is silently changed shows wrong data.",
        evidence: .init(
          .documented, "OWASP REST Security: input is validated by length, range, format and type")),
      Requirement(
        "LIB-019", .must, title: "A response describes a video exactly",
        text:
          "A video has `id`, `filename`, `original_filename`, `s3_key`, `s3_url`, `content_type`, `file_size` (an integer of up to 64 bits), `duration` (a number, or null), `thumbnail_url` (or null), and `uploaded_at` (a time with its offset, as in RFC 3339).",
        reason:
          "Common serializers write decimals as strings and times without an offset, and clients with typed models fail on both.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Library: the columns; RFC 3339 5.6: a date and time with its offset; RFC 8259 6: numbers")),
    ])

  static let librarySearchRules = Section(
    title: "Search",
    requirements: [
      Requirement(
        "LIB-020", .must, title: "A search finds parts of both names",
        text:
          "`search` finds the videos whose `filename` or `original_filename` contains the text, whatever the case of its ASCII letters and however short it is. The totals count only these.",
        reason: "Users remember parts of names, and not their case.",
        evidence: .init(.documented, "Docs/Systems.md, Library: `search` in both file names")),
      Requirement(
        "LIB-021", .should, title: "A search has no wildcards",
        text: "`%`, `_` and `\\` in a search stand for themselves.",
        reason:
          "With wildcards, a search for `my_video` also finds `my-video`, and one for `100%` finds everything that begins with 100.",
        evidence: .init(
          .documented, "Docs/Systems.md, Library: `%` and `_` act as wildcards in a search")),
      Requirement(
        "LIB-022", .should, title: "A search ignores case in all scripts",
        text: "The case of letters outside ASCII is ignored, too: `Ä` finds `ä`, and `Я` finds `я`.",
        reason: "`LIKE` of SQLite folds only ASCII, and that of PostgreSQL depends on the locale of the database.",
        evidence: .init(.computed, "the description's `ilike` ignores the case of all letters of the database's locale")
      ),
      Requirement(
        "LIB-023", .should, title: "An empty search finds everything",
        text: "`search=` is treated like a list without a search.",
        reason: "A search box that was cleared sends an empty text.",
        evidence: .init(.computed, "every name contains the empty text")),
      Requirement(
        "LIB-024", .must, title: "A search may contain any characters",
        text:
          "Whatever a search contains (quotation marks, NUL, invalid UTF-8, ten thousand characters), the response is 200 or a status from 400 to 499, and it contains only videos of the user that match.",
        reason: "A search is text that users type. It must neither reach the query as SQL nor break it.",
        evidence: .init(.documented, "OWASP REST Security: input is validated; RFC 9110 15.5, 15.6: 4xx and 5xx")),
      Requirement(
        "LIB-025", .should, title: "A search finds composed and decomposed letters",
        text: "`é` as one character finds `é` as a letter with an accent after it, and the other way round.",
        reason: "macOS has decomposed file names, and keyboards write composed letters.",
        evidence: .init(.documented, "Unicode Standard Annex 15: canonically equivalent texts")),
    ])

  static let libraryRecentRules = Section(
    title: "Recent videos",
    requirements: [
      Requirement(
        "LIB-030", .must, title: "Recent videos are the newest ones",
        text: "`recent` returns the user's newest videos, the newest first: at most `limit` of them, 5 by default.",
        reason: "The user picks one of the last uploads.",
        evidence: .init(.documented, "Docs/Systems.md, Library: lists the newest videos, `limit` 1 to 20 (5)")),
      Requirement(
        "LIB-031", .should, title: "A recent list has at most 20 videos",
        text: "`limit` can be 1 to 20. Any other value is rejected: `ParameterInvalid`, 422.",
        reason: "The list is for a quick choice. Longer lists have pages.",
        evidence: .init(.documented, "Docs/Systems.md, Library: `limit` 1 to 20 (5)")),
      Requirement(
        "LIB-032", .must, title: "A new video is recent at once",
        text: "After an upload, `recent` contains the new video. An upload invalidates any cached list.",
        reason: "The user uploads a video to use it now.",
        evidence: .init(
          .computed, "a cache of 5 to 10 minutes that an upload does not drop hides what the user has just uploaded")),
    ])

  static let libraryKeyRules = Section(
    title: "Videos by key",
    requirements: [
      Requirement(
        "LIB-040", .must, title: "A key with slashes is one key",
        text:
          "The path after `by-key/` is the storage key, with its slashes as they are or percent-encoded. It is percent-decoded exactly once.",
        reason:
          "A key with a percent sign that is decoded twice is another key, and the user does not find the video.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Library: the key contains slashes; RFC 3986 2.4: a text must not be decoded more than once")
      ),
      Requirement(
        "LIB-041", .must, title: "Keys are compared byte by byte",
        text:
          "A key that differs in case, in a plus sign instead of a space, or in its Unicode form is another key. Without a video of exactly this key the response is 404 `VideoUnknown`.",
        reason: "S3 compares keys as bytes, so the store has another object, or none, under the other key.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Library: returns one video, otherwise 404 \"Video not found\"; Creating object key names: the name is a sequence of Unicode characters in UTF-8"
        )),
    ])

  static let libraryUploadRules = Section(
    title: "Uploads",
    requirements: [
      Requirement(
        "LIB-050", .must, title: "An upload stores the file and describes it",
        text:
          "`POST /api/v1/upload/video` stores the bytes of the part `file` unchanged, and then records the video. The response describes it as a list does, and its `s3_key` is the key of the stored object.",
        reason:
          "A row without an object cannot be played, and a file that was changed on the way is no longer the user's.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Library: takes the multipart part `file`, stores it in S3, then saves its metadata")),
      Requirement(
        "LIB-051", .must, title: "Size and type are the file's own",
        text:
          "`file_size` is the number of bytes that arrived. `content_type` is a video type that fits the content, whatever type the client names for the part.",
        reason: "A page that is stored as `text/html` runs scripts on the bucket's host for whoever opens its URL.",
        evidence: .init(
          .documented, "Docs/Systems.md, Library: the client's word is taken for the size and type")),
      Requirement(
        "LIB-052", .should, title: "The file name is made safe, and the original is kept",
        text:
          "`filename` is the safe name of the file (KEY-020 to KEY-029), `original_filename` the name as it was sent, without directories. The key is `uploads/users/{user_id}/videos/{timestamp}_{filename}` (KEY-004).",
        reason:
          "A name with a path or with control characters must not become a key. The user wants to see the original name.",
        evidence: .init(.documented, "Docs/Systems.md, Library: the file name is made safe")),
      Requirement(
        "LIB-053", .must, title: "Uploads with the same name are separate",
        text:
          "Uploads of one user with the same name, even in the same second or at the same moment, have different keys, and all of them are stored and listed.",
        reason: "The second upload would replace the first video.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Library: two uploads of one user with the same name in the same second get the same key")),
      Requirement(
        "LIB-054", .should, title: "An upload without a file is rejected",
        text:
          "A body that is no multipart form is rejected with 415 (or 400, 422). A form without a part `file` with a file name, or with an empty one, is rejected: `FileInvalid`, 422. Nothing is stored or recorded.",
        reason: "An empty video in the list cannot be played.",
        evidence: .init(.documented, "RFC 7578 4.2: a part has a name, and a file has a file name")),
      Requirement(
        "LIB-055", .must, title: "A file that is too large is rejected",
        text:
          "A file of exactly the largest size is accepted. A larger one is rejected (`FileTooLarge`, 413), and neither stored nor recorded.",
        reason: "One user could fill the disk.",
        evidence: .init(.documented, "OWASP REST Security: requests above an appropriate size are rejected with 413")),
      Requirement(
        "LIB-056", .must, title: "If the store fails, nothing is recorded",
        text:
          "If the store does not take the file, the response has a status of 500 or more, and the video is in no list.",
        reason: "A video in the list without an object cannot be played, and the user believes that it is safe.",
        evidence: .init(.documented, "Docs/Systems.md, Library: stores it in S3, then saves its metadata")),
      Requirement(
        "LIB-057", .must, title: "An upload that is cut off records nothing",
        text: "If the connection or the form ends before the file does, no video is recorded.",
        reason: "Half of a video looks like a whole one in the list.",
        evidence: .init(.documented, "RFC 9112 8: an incomplete message; RFC 2046 5.1.1: the closing delimiter")),
      Requirement(
        "LIB-058", .should, title: "A file that is no video is rejected",
        text:
          "A file whose content is none of the allowed video types is rejected: `VideoTypeNotAllowed`, 415. Nothing is stored or recorded.",
        reason: "Whatever a user uploads can be downloaded from the bucket's host.",
        evidence: .init(
          .documented, "OWASP REST Security: the content is validated against the type that it claims")),
      Requirement(
        "LIB-059", .should, title: "A retry with the same Idempotency-Key returns the same video",
        text:
          "An upload that repeats the `Idempotency-Key` and the file of an earlier one of the same user returns the same video, and stores nothing more. 409 is allowed while the earlier one is still being processed. With another file, the key is rejected: `IdempotencyKeyReused`, 422. The key of another user has no effect.",
        reason:
          "Browsers and clients send a request again if the connection ends before the response. Without this rule, the retry stores the video twice.",
        evidence: .init(
          .documented,
          "The Idempotency-Key HTTP Header Field 2.6: a retry gets the result of the operation that was completed")),
    ])

  static let libraryPlaybackRules = Section(
    title: "Access to objects",
    requirements: [
      Requirement(
        "LIB-060", .should, title: "Videos are played by presigned URLs",
        text:
          "A video has `playback_url`, a presigned URL that returns the object without further credentials. `s3_url` only says where the object is, and has no signature.",
        reason: "The bucket is private, so a plain URL cannot be played. A stored URL with a signature expires.",
        evidence: .init(.documented, "Docs/Systems.md, Library: `s3_url` looks like a link, but the bucket is private"))
    ])

  static let libraryJobRules = Section(
    title: "Jobs",
    requirements: [
      Requirement(
        "LIB-070", .must, title: "A job has exactly one source",
        text:
          "A job names a video by `video_upload_id` or by `s3_video_id`. With neither (`VideoSourceMissing`) or both (`VideoSourceAmbiguous`) it is rejected with 400. A member that is null counts as absent.",
        reason: "With two sources, the service would have to guess which video is meant.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Library: takes exactly one of `video_upload_id` and `s3_video_id` (otherwise 400)")),
      Requirement(
        "LIB-071", .must, title: "A job needs a video of the user",
        text: "A job with a video that does not exist, was deleted, or belongs to another user is rejected with 404.",
        reason: "The result of a job shows what is in the video.",
        evidence: .init(.documented, "Docs/Systems.md, Library: users see only their own videos")),
      Requirement(
        "LIB-072", .must, title: "A job is created with its video",
        text:
          "The response to a new job has its `id`, and the `s3_key` and `filename` of its video. Every request creates a job of its own, with or without `transcript_text` or `transcript_upload_id`.",
        reason: "The client asks for the state of the job by its ID.",
        evidence: .init(.documented, "Docs/Systems.md, Library: `POST /api/v1/jobs/create`")),
      Requirement(
        "LIB-073", .must, title: "A job copies nothing in the store",
        text: "Creating a job stores no object.",
        reason: "A copy of every video for every job costs money, and is forgotten when the video is deleted.",
        evidence: .init(.documented, "Docs/Systems.md, Library: a stored video is not copied in S3")),
      Requirement(
        "LIB-074", .should, title: "Malformed jobs are rejected",
        text:
          "A body that is not one JSON object, an ID that is no UUID, or a member of another type is rejected with a status from 400 to 499.",
        reason: "5xx makes clients try again, and alerts the operator of the service.",
        evidence: .init(.documented, "RFC 9110 15.5, 15.6: 4xx is the client's error, and 5xx the server's")),
    ])

  static let libraryErrorRules = Section(
    title: "Errors",
    requirements: [
      Requirement(
        "LIB-080", .should, title: "An error names its code and its field",
        text:
          "An error is a problem document (REC-141) with the code of the rule that was broken. If one parameter, member or header caused it, `field` names it.",
        reason: "Clients decide by the code what they tell the user. Without it they compare sentences.",
        evidence: .init(.documented, "RFC 9457 3: members of a problem, and extensions")),
      Requirement(
        "LIB-081", .must, title: "Errors reveal nothing internal",
        text:
          "Errors contain neither the text of an exception nor a stack trace, SQL, the secret access key, or what the store answered.",
        reason: "An attacker learns from it where to attack next.",
        evidence: .init(
          .documented,
          "Docs/Systems.md, Library: errors return the text of internal exceptions; OWASP Error Handling: an unexpected error gets a generic response"
        )),
    ])
}
