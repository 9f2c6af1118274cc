extension Catalogue {
  static let storageObjectsRules = Section(
    title: "Objects",
    requirements: [
      Requirement(
        "STO-030", .must, title: "An object is stored and returned byte for byte",
        text:
          "A PUT on a key stores its body as the object, and replaces the object that had the key. The response is 200 without a body. A GET returns exactly these bytes, with their number in `Content-Length`, with `ETag`, `Last-Modified` and `Accept-Ranges: bytes`. The bucket has to exist, otherwise the response is `404 NoSuchBucket`.",
        reason: "A video of which one byte differs does not play, and nobody notices before the download.",
        evidence: .init(.recorded, "test_etag_on_get_object_call, 2026-02-21; PutObject")),
      Requirement(
        "STO-031", .must, title: "The ETag of an object is the MD5 of its bytes",
        text:
          "The `ETag` of an object that one PUT stored is the MD5 of its bytes, 32 lower-case hexadecimal digits in double quotes. PUT, GET, HEAD and lists give the same value.",
        reason:
          "Clients compare the ETag with an MD5 of their own to see whether the upload arrived, and use it in conditions.",
        evidence: .init(.recorded, "test_etag_on_get_object_call, 2026-02-21")),
      Requirement(
        "STO-032", .must, title: "A PUT needs a `Content-Length` that S3 can store",
        text:
          "A PUT without `Content-Length` is rejected with `411 MissingContentLength`. One of more than 5 GiB is rejected with `400 EntityTooLarge` before the body is read. Nothing is stored.",
        reason:
          "A client that forgets the header, or sends a video that is too large for one PUT, would fail only in production.",
        evidence: .init(.documented, "Error Responses: MissingContentLength, 411, EntityTooLarge, 400")),
      Requirement(
        "STO-033", .must, title: "A missing object or bucket is reported with 404",
        text:
          "A GET of a key without an object is `404 NoSuchKey`, in a bucket that does not exist `404 NoSuchBucket`. A HEAD has the same statuses without a body. Case matters in keys.",
        reason: "Clients create what is missing. With another status they fail, or overwrite somebody's video.",
        evidence: .init(.recorded, "test_range_key_not_exists, 2026-02-21")),
      Requirement(
        "STO-034", .must, title: "HEAD has the headers of GET and no body",
        text:
          "A HEAD of an object has the status and the headers that a GET has, `Content-Length` included, and no body. This holds for failures, too.",
        reason:
          "Clients ask for size, type and ETag before they download. A body after a HEAD would be read as the next response.",
        evidence: .init(.recorded, "test_head_object_fields, 2026-02-21")),
      Requirement(
        "STO-035", .must, title: "DELETE removes the object and succeeds if there is none",
        text:
          "A DELETE is answered with 204 without a body, whether or not the key has an object. Afterwards the key has none. Other keys are untouched.",
        reason:
          "Clients repeat a DELETE whose response was lost, and count on 204. A deleted video must not be served.",
        evidence: .init(.recorded, "test_delete_object, 2026-02-21")),
      Requirement(
        "STO-036", .must, title: "Content headers are stored with the object",
        text:
          "`Content-Type`, `Cache-Control`, `Content-Disposition`, `Content-Encoding`, `Content-Language` and `Expires` of the PUT come back with GET and HEAD. The type is `binary/octet-stream` if the PUT had none. A new PUT without such a header removes the old one. An error response does not have the object's headers.",
        reason: "Browsers play, cache or download a video by these headers.",
        evidence: .init(.recorded, "test_put_and_get_object_with_content_language_disposition, 2026-02-21; PutObject")),
      Requirement(
        "STO-037", .must, title: "User metadata is stored with the object",
        text:
          "Every `x-amz-meta-*` header of the PUT comes back with GET and HEAD, with its value unchanged; names are lower-cased. A new PUT replaces them all. The names without the prefix and the values have at most 2048 bytes together, otherwise the PUT is rejected with `400 MetadataTooLarge` and nothing is stored.",
        reason: "Backends read from the metadata of a video which user recorded it, and when.",
        evidence: .init(
          .documented,
          "Working with object metadata: user-defined metadata is limited to 2 KB, the sum of the bytes of each key and value"
        )),
      Requirement(
        "STO-038", .must, title: "`response-*` parameters replace headers of a successful GET",
        text:
          "The query parameters `response-content-type`, `response-content-disposition`, `response-content-encoding`, `response-content-language`, `response-cache-control` and `response-expires` of a signed GET or HEAD replace the response headers of the same name, for this response only. Error responses ignore them. A value that ISO-8859-1 cannot represent is rejected with `400 InvalidArgument`. Anonymous requests cannot use them.",
        reason: "Backends sign a URL that makes the browser download a video under a name that the backend chooses.",
        evidence: .init(.recorded, "test_s3_get_object_header_overrides, 2026-02-21; GetObject")),
      Requirement(
        "STO-039", .should, title: "The storage class is kept, an unknown one is rejected",
        text:
          "`x-amz-storage-class` of the PUT comes back with GET and HEAD, unless it is `STANDARD`. A class that the bucket cannot have is rejected with `400 InvalidStorageClass`, and nothing is stored.",
        reason:
          "The class decides what a backend pays. A misspelled class would silently become the most expensive one.",
        evidence: .init(.recorded, "test_put_object_storage_class_outposts, 2026-02-21")),
      Requirement(
        "STO-040", .must, title: "One range of bytes is returned with 206",
        text:
          "A GET with `Range: bytes=FIRST-LAST`, `bytes=FIRST-` or `bytes=-LENGTH` is answered with 206, `Content-Range: bytes FIRST-LAST/SIZE` and these bytes. A last position after the end, or a length longer than the object, means the end or the whole object. A range that begins at or after the end, and the length 0, are rejected with `416 InvalidRange`.",
        reason: "Browsers seek in a video by ranges, and players of MP4 read its end first.",
        evidence: .init(.recorded, "test_get_object_range, 2026-02-21")),
      Requirement(
        "STO-041", .must, title: "A `Range` that is malformed, or names several, is ignored",
        text:
          "A `Range` that is not one range of bytes is ignored: the response is 200 with the whole object and without `Content-Range`. A well-formed range that the object cannot satisfy is never ignored.",
        reason:
          "Clients that ask S3 for several ranges get the whole video with 200. If a server returned only a part, they would take it for the whole.",
        evidence: .init(.recorded, "test_get_object_range, 2026-02-21")),
      Requirement(
        "STO-042", .must, title: "`If-Match` on a GET or HEAD is obeyed",
        text:
          "A GET or HEAD with `If-Match` succeeds if the value is the ETag of the object, with or without quotes. Otherwise the response is `412 PreconditionFailed`.",
        reason: "A download in several ranges names the ETag. Without the rule it joins pieces of two videos.",
        evidence: .init(.recorded, "test_s3_get_object_headers, 2026-02-21")),
      Requirement(
        "STO-043", .must, title: "`If-None-Match` on a GET or HEAD is answered with 304",
        text:
          "A GET or HEAD with `If-None-Match` and the ETag of the object, with or without quotes, is answered with 304, the `ETag` and no body. With any other value the object is returned.",
        reason:
          "Caches and browsers ask this way whether their copy of a video is still current. Without the 304 they download it again.",
        evidence: .init(.recorded, "test_s3_get_object_preconditions[get_object], 2026-02-21")),
      Requirement(
        "STO-044", .must, title: "Dates in conditions are compared by the second",
        text:
          "`If-Modified-Since` is answered with 304 if the date is the object's `Last-Modified` or later; a date in the future is ignored. `If-Unmodified-Since` is answered with `412 PreconditionFailed` if the date is before `Last-Modified`; `Last-Modified` itself meets it.",
        reason:
          "Clients send back the Last-Modified that they received. If it did not compare as equal, they would download every video again.",
        evidence: .init(.recorded, "test_s3_get_object_preconditions[get_object], 2026-02-21")),
      Requirement(
        "STO-045", .must, title: "ETag conditions take precedence over dates, and all conditions over the range",
        text:
          "If `If-Match` is met, `If-Unmodified-Since` is not evaluated. If `If-None-Match` is not met, the response is 304, even if `If-Modified-Since` is met. Failed conditions are reported even if the range cannot be satisfied.",
        reason:
          "Clients send both, because old servers know only dates. A download that is resumed has to learn that the video was replaced, not that its range is wrong.",
        evidence: .init(
          .documented,
          "GetObject: If-Match true and If-Unmodified-Since false, 200, If-None-Match false and If-Modified-Since true, 304"
        )),
      Requirement(
        "STO-046", .must, title: "`If-None-Match: *` on a PUT creates an object and never replaces one",
        text:
          "A PUT with `If-None-Match: *` stores the object if the key has none. Otherwise it is rejected with `412 PreconditionFailed` and the object stays. This holds for a signed header and in a presigned URL.",
        reason:
          "Backends give the upload of a video a URL that works once. Without the rule its holder overwrites the video.",
        evidence: .init(.recorded, "test_put_object_if_none_match, 2026-02-21")),
      Requirement(
        "STO-047", .must, title: "`If-Match` on a PUT replaces only the object with this ETag",
        text:
          "A PUT with `If-Match` replaces the object if its ETag is the value, with or without quotes. Otherwise it is rejected with `412 PreconditionFailed`, without an object with `404 NoSuchKey`, and nothing changes.",
        reason: "Two editors of one video would overwrite each other's work.",
        evidence: .init(.recorded, "test_put_object_if_match, 2026-02-21")),
      Requirement(
        "STO-048", .must, title: "Conditions that S3 does not support are rejected, not ignored",
        text:
          "A PUT with `If-None-Match` and another value than `*`, with `If-Match: *`, or with both headers is rejected, and nothing changes. S3 rejects it with `501 NotImplemented`; a server that evaluates the condition may reject it with `412 PreconditionFailed`.",
        reason: "A client that trusts a condition which the server ignores overwrites somebody's video.",
        evidence: .init(.recorded, "test_put_object_if_none_match_validation, 2026-02-21")),
      Requirement(
        "STO-049", .must, title: "`If-Match` on a DELETE is obeyed",
        text:
          "A DELETE with `If-Match` deletes the object if its ETag is the value. Otherwise it is rejected with `412 PreconditionFailed` and the object stays. A DELETE with an `x-amz-if-match-size` or `x-amz-if-match-last-modified-time` that differs from the object's is rejected, too: S3 rejects it with `501 NotImplemented`; a server that evaluates the condition may reject it with `412 PreconditionFailed`.",
        reason: "A backend that cleans up would delete the video that replaced the one it saw.",
        evidence: .init(.recorded, "test_delete_object_if_match_non_express, 2026-02-21")),
      Requirement(
        "STO-050", .must, title: "Of concurrent conditional writes exactly one succeeds",
        text:
          "If several PUTs with `If-None-Match: *` on a key without an object arrive at the same time, exactly one is answered with 200, and its body is the object. The others are answered with `412 PreconditionFailed`, or with `409 ConditionalRequestConflict`, after which a client tries again. The same holds for `If-Match` with the ETag of the object.",
        reason: "Backends use the 200 as a lock. Two winners would both record the video.",
        evidence: .init(
          .documented,
          "Preventing object overwrites with conditional writes: if multiple conditional writes occur for the same object name, the first one to finish succeeds, and subsequent writes are rejected with 412"
        )),
      Requirement(
        "STO-051", .must, title: "Of concurrent writes one wins as a whole",
        text:
          "If several PUTs on one key arrive at the same time, each is answered for itself, and afterwards the object is exactly the body of one of the accepted ones, with its headers. A rejected one never wins.",
        reason: "A mixture of two uploads is not a playable video.",
        evidence: .init(
          .documented,
          "PutObject: if two write requests are made to a single object, the last one to finish wins, Amazon S3 never adds partial objects"
        )),
      Requirement(
        "STO-052", .must, title: "A PUT that is cut or fails changes nothing",
        text:
          "If the connection ends before the whole body arrived, or the body fails its verification, the key keeps the object that it had, or has none.",
        reason: "Phones lose their connection in the middle of an upload. Half a video must not replace a whole one.",
        evidence: .init(
          .documented,
          "PutObject: Amazon S3 never adds partial objects, if you receive a success response, the entire object was added"
        )),
      Requirement(
        "STO-053", .must, title: "A key has up to 1024 bytes",
        text:
          "A key has at most 1024 bytes in UTF-8. A longer one is rejected with `400 KeyTooLongError`, and nothing is stored.",
        reason: "Clients derive keys from names of files. If a key is cut in silence, two videos of a user become one.",
        evidence: .init(.documented, "Creating object key names: a maximum length of 1,024 bytes")),
      Requirement(
        "STO-054", .must, title: "Keys are bytes and are not normalized",
        text:
          "Any UTF-8 is a key, and two keys are equal only if their bytes are. Slashes at the beginning, at the end and doubled, dots, spaces, percent signs and plus signs belong to the key. Unicode is not normalized, and case is kept.",
        reason: "A server that normalizes keys overwrites one user's video with another's, or does not find it again.",
        evidence: .init(.recorded, "test_put_get_object_special_character[test key//], 2026-02-21")),
      Requirement(
        "STO-055", .must, title: "A key cannot reach outside its bucket",
        text:
          "A key with `..` is not a path. If it stays inside the bucket, such as `x/../y`, it is a key like any other. If it leads out of it, such as `../other/x`, the server stores the object in the bucket under exactly these bytes, or rejects the request with 400, 403 or 404. No other object, and no file of the server, can be read or written through it.",
        reason: "An attacker with a URL for one key would read or overwrite other users' videos.",
        evidence: .init(
          .documented,
          "Creating object key names: key names with relative path elements are valid if their count never exceeds that of other elements"
        )),
      Requirement(
        "STO-056", .should, title: "A key that is not UTF-8 is rejected",
        text:
          "A path whose decoded bytes are not UTF-8, or with a percent sign that two hexadecimal digits do not follow, is rejected with `400 InvalidURI`, and nothing is stored.",
        reason: "Lists are XML and cannot show such a key, so nobody could find the object.",
        evidence: .init(.documented, "Error Responses: InvalidURI, the specified URI couldn't be parsed, 400")),
      Requirement(
        "STO-057", .should, title: "An archived object has to be restored before it is read",
        text:
          "A GET of an object in the class `GLACIER` or `DEEP_ARCHIVE` is rejected with `403 InvalidObjectState`. HEAD succeeds and names the class.",
        reason: "A backend that archives videos learns in its tests that it has to restore them.",
        evidence: .init(.recorded, "test_put_object_storage_class[GLACIER-False], 2026-02-21")),
    ])
}
