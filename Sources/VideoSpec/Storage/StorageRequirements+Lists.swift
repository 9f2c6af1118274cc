extension Catalogue {
  static let storageListsRules = Section(
    title: "Lists",
    requirements: [
      Requirement(
        "STO-120", .must, title: "Lists are in byte order",
        text:
          "`ListObjectsV2` and `ListObjects` return keys in the order of their UTF-8 bytes, whatever the locale: `test_10` before `test_2`, capital letters before small ones.",
        reason:
          "A client that merges or resumes a list by the last key loses objects if the order is another one.",
        evidence: .init(
          .recorded,
          "test_list_objects_v2_continuation_start_after, 2026-02-21: `test_1`, `test_10`, `test_11`, `test_2`")),
      Requirement(
        "STO-121", .must, title: "A prefix selects keys by their first bytes",
        text:
          "A list with `prefix` has exactly the keys that begin with these bytes. Case matters, no character is a wildcard, and the prefix may end in the middle of a name. The response repeats it as `Prefix`. If no key matches, the list is empty, with status 200.",
        reason:
          "Users share a bucket by prefix. A list that matches too much shows one user the videos of another.",
        evidence: .init(
          .recorded,
          "test_list_objects_v2_with_prefix, 2026-02-21: `test/`, `test/foo` and `test/foo/bar`")),
      Requirement(
        "STO-122", .must, title: "A delimiter groups keys into common prefixes",
        text:
          "With `delimiter`, the keys that contain it after the prefix are rolled up: for each distinct beginning up to and including the first delimiter there is one `CommonPrefixes`, and those keys are not in `Contents`. A delimiter is any string, not only a slash. An empty one counts as none.",
        reason:
          "Browsers of folders depend on it. A key that appears twice or not at all is a lost or duplicated video.",
        evidence: .init(
          .recorded,
          "test_list_objects_v2_with_prefix_and_delimiter, 2026-02-21")),
      Requirement(
        "STO-123", .must, title: "A page has at most `max-keys` entries",
        text:
          "A page has at most `max-keys` keys and common prefixes together, 1000 by default, and never more than 1000. `KeyCount` of version 2 is their number. `IsTruncated` is `true` if and only if more follows. `max-keys=0` gives an empty page that is not truncated.",
        reason:
          "A client that trusts `KeyCount` or `IsTruncated` stops too early or never.",
        evidence: .init(
          .recorded,
          "test_list_objects_v2_with_prefix_and_delimiter, 2026-02-21: a page with one common prefix has `KeyCount` 1 and is truncated"
        )),
      Requirement(
        "STO-124", .must, title: "A continuation token continues exactly where the page ended",
        text:
          "A truncated page of version 2 has a `NextContinuationToken`, the last page has none. A request with it as `continuation-token` returns what follows, without repeating or skipping an entry, also after a common prefix. The response repeats it as `ContinuationToken`. `start-after` beside a token is ignored. A token that S3 did not issue is rejected with `400 InvalidArgument`.",
        reason:
          "Every SDK reads long lists this way. A skipped entry is a video that nobody sees or deletes.",
        evidence: .init(
          .recorded,
          "test_list_objects_v2_continuation_start_after, 2026-02-21")),
      Requirement(
        "STO-125", .must, title: "`start-after` begins after a key",
        text:
          "Version 2 with `start-after` lists the keys that follow this one in byte order. The key itself is not listed, and it need not exist. The response repeats it as `StartAfter`.",
        reason:
          "A backend that resumes with the last key that it saw skips videos, or handles one twice.",
        evidence: .init(
          .recorded,
          "test_list_objects_v2_continuation_start_after, 2026-02-21: `start-after=test_7`: `test_8`, `test_9`")),
      Requirement(
        "STO-126", .must, title: "Version 1 continues after its marker",
        text:
          "`ListObjects` with `marker` lists what follows this key. `Marker` repeats it, and is an empty element without one. A truncated list has `NextMarker` only if there is a delimiter: the last key or common prefix of the page. A marker that is a common prefix, or a key inside one, leaves out the whole common prefix.",
        reason:
          "A client that pages with the last key or with `NextMarker` loses videos, or never ends.",
        evidence: .init(
          .recorded,
          "test_list_objects_marker_common_prefixes, 2026-02-21")),
      Requirement(
        "STO-127", .must, title: "`encoding-type=url` encodes names",
        text:
          "With `encoding-type=url` the names in a list are percent-encoded as UTF-8: keys, prefixes, `Delimiter`, `Prefix`, `StartAfter` and markers. Letters, digits, `-`, `.`, `_` and `/` stay. Without it they are not encoded. Any other value is rejected with `400 InvalidArgument`.",
        reason:
          "SDKs ask for it so that keys with control characters survive XML. If a key is encoded twice or not at all, a client looks for a video that does not exist.",
        evidence: .init(
          .recorded,
          "test_list_objects_v2_continuation_token_safe_chars, 2026-02-21: `date%3D2026-03-01/`, and `date=2026-03-01/` without it"
        )),
      Requirement(
        "STO-128", .should, title: "`max-keys` is a number from 0 to 2147483647",
        text:
          "A `max-keys` that is negative, too large or not a number is rejected with `400 InvalidArgument`.",
        reason:
          "A server that takes a wrong number for \"all\" or \"none\" hides a mistake that S3 shows.",
        evidence: .init(
          .agreed,
          "S3's response quoted in brekkylab/backlot #192: Argument maxKeys must be an integer between 0 and 2147483647; S3's response quoted in scality/cloudserver #75"
        )),
      Requirement(
        "STO-129", .should, title: "Version 2 lists owners only on request",
        text:
          "An entry of version 2 has `Owner` only with `fetch-owner=true`. An entry of version 1 always has one.",
        reason:
          "Tools that show owners ask for them; others should not have to parse them.",
        evidence: .init(
          .documented,
          "ListObjectsV2, fetch-owner: the owner field is not present in ListObjectsV2 by default")),
      Requirement(
        "STO-130", .must, title: "An entry describes the object",
        text:
          "An entry has `Key`, `LastModified` (ISO 8601 with `.000Z`), `ETag` in quotation marks, `Size` in bytes, `StorageClass`, and `ChecksumAlgorithm` with `ChecksumType`. The list has the bucket's `Name`.",
        reason:
          "Synchronizing tools compare size, time and ETag of the entry with those of the object.",
        evidence: .init(
          .recorded,
          "test_list_objects_v2_with_prefix, 2026-02-21")),
      Requirement(
        "STO-131", .must, title: "A list shows every acknowledged write",
        text:
          "As soon as S3 has acknowledged a PUT, every list has the object as it is now; after a DELETE none has it.",
        reason:
          "A backend that lists after an upload must see it.",
        evidence: .init(
          .documented,
          "Amazon S3 data consistency model: strong read-after-write consistency for PUT and DELETE requests of objects, and lists reflect the changes at once"
        )),
      Requirement(
        "STO-132", .must, title: "A list of a missing bucket is rejected",
        text:
          "A list of a bucket that does not exist is rejected with `404 NoSuchBucket`.",
        reason:
          "An empty list would look like a loss of every video.",
        evidence: .init(
          .recorded,
          "test_bucket_does_not_exist, 2026-02-21")),
      Requirement(
        "STO-133", .must, title: "Lists of uploads continue as lists of objects do",
        text:
          "`ListMultipartUploads` continues inside a key with both markers, and ignores `upload-id-marker` without `key-marker`. A `key-marker` that is a common prefix, or a key inside one, leaves out the whole common prefix. An `upload-id-marker` of another key is rejected with `400 InvalidArgument`. `encoding-type=url` encodes keys. STO-112 describes the order and the prefix.",
        reason:
          "A backend that removes abandoned uploads misses some, and the user pays for them.",
        evidence: .init(
          .recorded,
          "test_list_multiparts_next_marker, 2026-02-21")),
    ])
}
