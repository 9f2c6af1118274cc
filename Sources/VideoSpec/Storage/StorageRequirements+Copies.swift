extension Catalogue {
  static let storageCopiesRules = Section(
    title: "Copies, tags and deletion of many objects",
    requirements: [
      Requirement(
        "STO-080", .must, title: "A copy is a new object with the bytes of the source",
        text:
          "A PUT with `x-amz-copy-source: BUCKET/KEY`, with or without a slash before it, stores the source's bytes under the new key, in any bucket. The response is 200 with `CopyObjectResult`, its `ETag` and `LastModified`. The source stays as it is, and so does the copy when the source is deleted. If the source does not exist, the response is `404 NoSuchKey` or `404 NoSuchBucket`, and nothing is stored.",
        reason: "Backends move a video from the upload bucket to another one by a copy and a DELETE.",
        evidence: .init(.recorded, "test_s3_copy_metadata_directive_copy, 2026-02-21")),
      Requirement(
        "STO-081", .must, title: "The key of a copy source is URL-encoded",
        text:
          "The value of `x-amz-copy-source` is decoded once: `%2F` is a slash of the key, `%25` a percent sign, `%2B` a plus sign. A value without a key is rejected with `400 InvalidArgument`.",
        reason: "A server that decodes the key twice, or not at all, copies another user's video, or none.",
        evidence: .init(.recorded, "test_copy_object_special_character, 2026-02-21")),
      Requirement(
        "STO-082", .must, title: "The metadata directive decides whose metadata the copy has",
        text:
          "Without `x-amz-metadata-directive`, or with `COPY`, the copy has the source's content headers and user metadata, and those of the request are ignored. With `REPLACE` it has only those of the request. Any other value is rejected with status 400.",
        reason:
          "A backend that sets the type of a video by a copy would keep the wrong one, or lose the user's metadata.",
        evidence: .init(.recorded, "test_s3_copy_metadata_replace, 2026-02-21")),
      Requirement(
        "STO-083", .must, title: "The tagging directive decides whose tags the copy has",
        text:
          "Without `x-amz-tagging-directive`, or with `COPY`, the copy has the source's tags, and `x-amz-tagging` is ignored. With `REPLACE` it has the tags of `x-amz-tagging`, or none. Any other value is rejected with status 400.",
        reason:
          "Lifecycle rules delete videos by their tags. A copy with the wrong tags is lost, or kept against the user's will.",
        evidence: .init(.recorded, "test_s3_copy_tagging_directive[REPLACE], 2026-02-21")),
      Requirement(
        "STO-084", .must, title: "Conditions on the copy source are obeyed",
        text:
          "`x-amz-copy-source-if-match`, `-if-none-match`, `-if-modified-since` and `-if-unmodified-since` are compared with the source, as on a GET. If one is not met, the copy is rejected with `412 PreconditionFailed`, and nothing is stored. If `-if-match` is met, `-if-unmodified-since` does not count. `-if-modified-since` with a date in the future is ignored.",
        reason: "A backend checks a video and then copies it. The user may have replaced it in between.",
        evidence: .init(.recorded, "test_s3_copy_object_preconditions, 2026-02-23")),
      Requirement(
        "STO-085", .must, title: "A copy onto itself has to change something",
        text:
          "A copy whose source is the object itself is rejected with `400 InvalidRequest`, unless it has the metadata directive `REPLACE` or names a storage class, even the present one. User metadata alone does not count.",
        reason:
          "Clients set metadata by a copy onto itself. A server that accepts one without the directive hides that S3 rejects it in production.",
        evidence: .init(.recorded, "test_s3_copy_object_in_place, 2026-02-21")),
      Requirement(
        "STO-086", .must, title: "Conditional copies create or replace like conditional PUTs",
        text:
          "A copy with `If-None-Match: *` is rejected with `412 PreconditionFailed` if the key has an object. One with `If-Match` replaces only the object with this ETag: an object with another ETag is answered with 412, a missing one with `404 NoSuchKey`. Other values, and both headers, are rejected: S3 rejects them with `501 NotImplemented`; a server that evaluates the condition may reject the copy with `412 PreconditionFailed`.",
        reason: "A backend that moves a video must not overwrite one that is there.",
        evidence: .init(.recorded, "test_copy_object_if_none_match, 2026-02-21")),
      Requirement(
        "STO-087", .should, title: "A copy has the storage class of its request",
        text:
          "A copy has the class in its own `x-amz-storage-class`, and `STANDARD` without one, whatever the source has. A class that the bucket cannot have is rejected with `400 InvalidStorageClass`.",
        reason: "A backend that copies from a cheaper class pays the standard price without having asked for it.",
        evidence: .init(.recorded, "test_s3_copy_object_storage_class, 2026-02-21")),
      Requirement(
        "STO-088", .must, title: "A PUT can tag its object",
        text:
          "`x-amz-tagging` of a PUT is a URL-encoded query of tags: `key=value`, joined by `&`; a key without a value has an empty value. GET and HEAD have their number in `x-amz-tagging-count`. A key that occurs twice, or another format, is rejected with `400 InvalidArgument`, and nothing is stored.",
        reason:
          "Lifecycle rules and policies choose videos by their tags. A tag that is lost, or split, deletes the wrong ones.",
        evidence: .init(.recorded, "test_put_object_with_tags, 2026-02-23")),
      Requirement(
        "STO-089", .must, title: "Tags can be read, replaced and deleted",
        text:
          "GET, PUT and DELETE with `?tagging` read, replace and delete the tags of an object, all at once: PUT replaces the whole set and is answered with 200, DELETE is answered with 204. The object itself, its ETag included, stays. On a key without an object the response is `404 NoSuchKey`.",
        reason: "Backends tag a video after they checked it.",
        evidence: .init(.recorded, "test_object_tagging_crud, 2026-02-23")),
      Requirement(
        "STO-090", .must, title: "Tags are checked before they are stored",
        text:
          "An object has at most 10 tags. A key has 1 to 128 characters and is unique, a value up to 256. Commas and keys that begin with `aws:` are not allowed. More tags are rejected with `400 BadRequest`, other faults with `400 InvalidTag`, a tag without a key or value with `400 MalformedXML`. The object keeps its tags.",
        reason: "A backend that is tested against a lax server loses its tags, or its uploads, in production.",
        evidence: .init(.recorded, "test_tagging_validation, 2026-02-23")),
      Requirement(
        "STO-091", .must, title: "A new object does not inherit tags",
        text:
          "An object that replaces another, or follows a deleted one, has only the tags of its own request. Without an object there are no tags: `404 NoSuchKey`.",
        reason: "The tags of a deleted video would put the next user's video under the wrong lifecycle rule.",
        evidence: .init(.recorded, "test_object_tags_delete_or_overwrite_object, 2026-02-23")),
      Requirement(
        "STO-092", .must, title: "DeleteObjects deletes every key of its list",
        text:
          "A POST with `?delete` deletes the objects with the listed keys, and only these. The response is 200 with one `Deleted` for each key, also for those without an object. With `Quiet` it names only errors. For a bucket that does not exist it is `404 NoSuchBucket`.",
        reason: "Backends delete a user's videos with it. What is left over can still be downloaded.",
        evidence: .init(.recorded, "test_delete_objects, 2026-02-21")),
      Requirement(
        "STO-093", .must, title: "DeleteObjects needs a checksum of its list",
        text:
          "The request has a `Content-MD5` or an `x-amz-checksum-*` header. Without one it is rejected with `400 InvalidRequest`, with a wrong one with `400 BadDigest`, and nothing is deleted.",
        reason: "A list that is damaged on its way would delete other videos.",
        evidence: .init(
          .documented, "DeleteObjects: the Content-MD5 request header is required for all general purpose buckets")),
      Requirement(
        "STO-094", .must, title: "The list of DeleteObjects is well-formed and has 1 to 1000 keys",
        text:
          "A list without keys, with more than 1000, or that is not XML of the documented form is rejected with `400 MalformedXML`, and nothing is deleted.",
        reason:
          "A client that sends a longer list would find out only in production that none of the videos was deleted.",
        evidence: .init(.documented, "DeleteObjects: a list of up to 1,000 keys")),
    ])
}
