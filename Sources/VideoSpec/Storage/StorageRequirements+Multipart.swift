extension Catalogue {
  static let storageMultipartRules = Section(
    title: "Multipart uploads",
    requirements: [
      Requirement(
        "STO-100", .must, title: "A multipart upload becomes an object only when it is completed",
        text:
          "POST with `?uploads` begins a multipart upload and returns its `UploadId`. PUT with `partNumber` and `uploadId` stores a part and returns its ETag, the MD5 of the part. POST with `uploadId` and the list of parts joins them in the order of their numbers. Until then the key has no new object. Afterwards a GET returns all bytes, and the upload is no longer listed.",
        reason:
          "SDKs upload videos of more than a few megabytes this way. If the object is visible too early, a player reads half a video.",
        evidence: .init(.recorded, "test_multipart_and_list_parts, 2026-02-21")),
      Requirement(
        "STO-101", .must, title: "The ETag of a multipart upload is the MD5 of the parts' MD5s",
        text:
          "The ETag of the object is the MD5 of the parts' binary MD5s in their order, a hyphen and the number of parts. It is the same in the response, in GET, HEAD and lists, and it counts in conditions.",
        reason: "Clients compute it to see whether a video arrived, and see from the hyphen that it is no MD5.",
        evidence: .init(.recorded, "test_get_object_part, 2026-02-21")),
      Requirement(
        "STO-102", .must, title: "Part numbers are 1 to 10,000",
        text:
          "A part has a number from 1 to 10,000. Another one is rejected with `400 InvalidArgument`, and no part is stored.",
        reason: "A client that counts from 0 would lose the first part of every video.",
        evidence: .init(
          .recorded,
          "test_complete_multipart_parts_order, 2026-02-21: Part number must be an integer between 1 and 10000, inclusive"
        )),
      Requirement(
        "STO-103", .must, title: "Every part but the last has at least 5 MiB",
        text:
          "Completing an upload of which a part other than the last has less than 5,242,880 bytes is rejected with `400 EntityTooSmall`, and no object is created. The last part can be smaller, even if it is the only one.",
        reason:
          "Uploads with small parts work against a lax server and fail in production, when the video is already uploaded.",
        evidence: .init(.recorded, "test_multipart_complete_multipart_too_small, 2026-02-21")),
      Requirement(
        "STO-104", .must, title: "An unknown upload ID is rejected",
        text:
          "With an `uploadId` that does not exist, uploading a part, completing, aborting and listing parts are rejected with `404 NoSuchUpload`.",
        reason: "A client whose upload was aborted has to begin again; a server that accepts its parts loses them.",
        evidence: .init(.recorded, "test_multipart_no_such_upload, 2026-02-21")),
      Requirement(
        "STO-105", .must, title: "The list of parts is in ascending order",
        text:
          "The parts are listed by ascending numbers, which can have gaps. Another order is rejected with `400 InvalidPartOrder`, and the upload stays.",
        reason:
          "A server that sorts in silence hides that S3 rejects the client's upload, and one that does not sort mixes up the video.",
        evidence: .init(.recorded, "test_complete_multipart_parts_order, 2026-02-21")),
      Requirement(
        "STO-106", .must, title: "Every listed part exists with the listed ETag",
        text:
          "A listed number without a part, or with another ETag than the part has, is rejected with `400 InvalidPart`. No object is created, the upload stays and can be completed with the right list. ETags can be listed with quotes, escaped or not, and without.",
        reason:
          "The list states what the client sent. A part that was lost or damaged must not become part of a video.",
        evidence: .init(.recorded, "test_multipart_complete_multipart_wrong_part, 2026-02-21")),
      Requirement(
        "STO-107", .must, title: "The list of parts is well-formed and not empty",
        text:
          "A completion without a body is rejected with `400 InvalidRequest`, one with an empty list with status 400, and one with any other XML document with `400 MalformedXML`. No object is created and the upload stays.",
        reason: "A client that lost its list would replace the user's video by an empty one.",
        evidence: .init(
          .recorded, "test_multipart_complete_multipart_too_small, 2026-02-21: You must specify at least one part")),
      Requirement(
        "STO-108", .must, title: "A part that is uploaded again replaces the first",
        text:
          "A second part with the same number replaces the first one, which the list can no longer name. Parts that are not listed are not in the object.",
        reason: "Clients repeat a part whose response was lost.",
        evidence: .init(
          .documented,
          "UploadPart: if you upload a new part using the same part number, the previously uploaded part is overwritten"
        )),
      Requirement(
        "STO-109", .must, title: "An aborted upload is gone",
        text:
          "DELETE with `uploadId` is answered with 204 and removes the upload and its parts. Afterwards it is not listed, takes no parts and cannot be completed: `404 NoSuchUpload`. An object under the key, and other uploads of it, stay.",
        reason: "Users cancel uploads. Their parts would be paid for, and could still replace the video.",
        evidence: .init(
          .documented,
          "AbortMultipartUpload: after a multipart upload is aborted, no additional parts can be uploaded using that upload ID"
        )),
      Requirement(
        "STO-110", .must, title: "A completion can be repeated",
        text:
          "Completing an upload again with the same list is answered with 200 and the same ETag. Otherwise a completed upload no longer exists: `404 NoSuchUpload`.",
        reason:
          "The response to a completion can be lost. The client repeats it, and would tell its user that the upload failed.",
        evidence: .init(.agreed, "S3's response quoted in minio/minio #13318: completing twice succeeds with S3")),
      Requirement(
        "STO-111", .must, title: "The parts of an upload are listed by number",
        text:
          "GET with `uploadId` lists the parts by ascending number, each with `PartNumber`, `ETag`, `Size` and `LastModified`. `max-parts` bounds a page, `IsTruncated` says whether more follow, and `part-number-marker` continues after a number. For an upload that does not exist the response is `404 NoSuchUpload`.",
        reason: "A client that resumes the upload of a large video asks which parts arrived.",
        evidence: .init(.recorded, "test_list_parts_pagination, 2026-02-21")),
      Requirement(
        "STO-112", .must, title: "The uploads of a bucket are listed by key",
        text:
          "GET with `?uploads` lists the uploads that are neither completed nor aborted, by key, and for one key in the order in which they began. `prefix` and `delimiter` select and group as in lists of objects. `max-uploads`, `key-marker` and `upload-id-marker` page through them. An `upload-id-marker` that is not of the key is rejected with `400 InvalidArgument`.",
        reason: "Backends find and abort uploads that users gave up, whose parts are paid for.",
        evidence: .init(.recorded, "test_list_multiparts_next_marker, 2026-02-21")),
      Requirement(
        "STO-113", .must, title: "A part can be a copy of an object or of a range of it",
        text:
          "PUT of a part with `x-amz-copy-source` copies the object, or with `x-amz-copy-source-range: bytes=FIRST-LAST` a range of it, and returns `CopyPartResult`. Both positions are needed and lie inside the source. Another form, and a last position after the end, are rejected with `400 InvalidArgument`, a range after the end with `400 InvalidRequest`. No part is stored.",
        reason: "Clients join or copy large videos in ranges. A range that is cut in silence shortens the video.",
        evidence: .init(.recorded, "test_upload_part_copy_range, 2026-02-21")),
      Requirement(
        "STO-114", .must, title: "Conditions on the source of a part are obeyed",
        text:
          "The conditions of `x-amz-copy-source-if-…` count for parts as for copies of objects. If one is not met, the part is rejected with `412 PreconditionFailed`, and no part is stored.",
        reason: "The source can be replaced between two parts. The copy would be made of two videos.",
        evidence: .init(.recorded, "test_upload_part_copy_with_copy_source_if_match_failed, 2026-02-21")),
      Requirement(
        "STO-115", .must, title: "A completion can be conditional",
        text:
          "A completion with `If-None-Match: *` is rejected with `412 PreconditionFailed` if the key has an object. One with `If-Match` replaces only the object with this ETag: an object with another ETag is answered with 412, a missing one with `404 NoSuchKey`. The object stays.",
        reason: "The upload of a large video takes minutes, in which another client may store one under the same key.",
        evidence: .init(.recorded, "test_multipart_if_none_match_with_put, 2026-02-21")),
      Requirement(
        "STO-116", .should, title: "A conditional completion conflicts with writes during the upload",
        text:
          "If the key was written or deleted after the upload began, a completion whose condition holds now is rejected with `409 ConditionalRequestConflict`. The client begins a new upload.",
        reason:
          "The condition was checked against an object that is no longer there. A client that never saw a 409 does not know how to go on.",
        evidence: .init(.recorded, "test_multipart_if_match_with_put, 2026-02-21")),
      Requirement(
        "STO-117", .must, title: "The object has the headers with which its upload began",
        text:
          "Content headers, user metadata, tags and storage class of the POST that began the upload are those of the object. A storage class that the bucket cannot have is rejected with `400 InvalidStorageClass` when the upload begins.",
        reason: "Browsers do not play a video whose type was lost.",
        evidence: .init(
          .recorded,
          "test_put_object_storage_class_outposts, 2026-02-21: create-multipart-outposts-exc; CreateMultipartUpload")),
      Requirement(
        "STO-118", .should, title: "One part of an object can be read",
        text:
          "GET and HEAD with `partNumber` return one part of the object with 206, its `Content-Range` and the number of parts in `x-amz-mp-parts-count`. An object of one PUT has one part. A part that does not exist is rejected with `416 InvalidPartNumber`, and `partNumber` together with `Range` with `400 InvalidRequest`.",
        reason: "Clients download a large video by the parts in which it was uploaded, and verify each.",
        evidence: .init(.recorded, "test_get_object_part, 2026-02-21")),
      Requirement(
        "STO-119", .should, title: "A completion can state the size of the object",
        text:
          "A completion whose `x-amz-mp-object-size` differs from the total size of the parts is rejected with `400 InvalidRequest`, and no object is created.",
        reason: "A client notices that a part of the video is missing from its list.",
        evidence: .init(.recorded, "test_multipart_size_validation, 2026-02-21")),
    ])
}
