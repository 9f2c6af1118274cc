extension Catalogue {
  static let storageBucketsRules = Section(
    title: "Buckets",
    requirements: [
      Requirement(
        "STO-135", .must, title: "A bucket is created by PUT",
        text:
          "`PUT` on a bucket that does not exist creates it, empty. The response is `200` with `Location: /NAME`. In `us-east-1` the request has no document; in other regions it names the region in `LocationConstraint`. The scenarios about buckets run in `us-east-1`.",
        reason:
          "A backend creates its bucket at its first deployment. Without the bucket every upload fails.",
        evidence: .init(
          .recorded,
          "test_create_bucket_head_bucket, 2026-02-21: `Location` is `/` and the name")),
      Requirement(
        "STO-136", .must, title: "Bucket names follow S3's rules",
        text:
          "A name has 3 to 63 lowercase letters, digits, dots and hyphens, and begins and ends with a letter or digit. It has no two dots in a row, is not in the form of an IP address, and has none of the reserved prefixes (`xn--`, `sthree-`, `amzn-s3-demo-`) and suffixes (`-s3alias`, `--ol-s3`, `.mrap`, `--x-s3`, `--table-s3`). A bucket with another name is rejected with `400 InvalidBucketName`, and not created.",
        reason:
          "Names are host names. S3 rejects a name that a lax server accepted, and the user finds out at deployment.",
        evidence: .init(
          .documented,
          "General purpose bucket naming rules; Error Responses: InvalidBucketName, 400")),
      Requirement(
        "STO-137", .must, title: "A missing bucket is reported as such",
        text:
          "A request for a bucket that does not exist, or for an object in it, is rejected with `404 NoSuchBucket`. `BucketName` in the body names it. A HEAD has the status alone. Nothing is created.",
        reason:
          "`NoSuchKey` or an empty success would send people looking for the wrong mistake, and an upload that \"succeeds\" would be lost.",
        evidence: .init(
          .recorded,
          "test_get_object_no_such_bucket, 2026-02-21")),
      Requirement(
        "STO-138", .should, title: "An invalid `LocationConstraint` is rejected",
        text:
          "In `us-east-1` a bucket is created without a `LocationConstraint`. One that names no region, is empty, or is `us-east-1` itself, is rejected with `400 InvalidLocationConstraint`. A document that is not the one of `CreateBucket` is rejected with `400 MalformedXML`. No bucket is created.",
        reason:
          "S3 rejects the request, and the user finds out at deployment.",
        evidence: .init(
          .recorded,
          "test_create_bucket_with_invalid_location_constraint[us-east-1-us-east-1], 2026-02-21")),
      Requirement(
        "STO-139", .must, title: "HEAD of a bucket tells whether it exists, and its region",
        text:
          "The response to `HEAD` of an existing bucket is `200` with `x-amz-bucket-region`. If there is no such bucket, it is `404`. There is never a body.",
        reason:
          "A client that gets a wrong region signs for it, and S3 rejects its requests.",
        evidence: .init(
          .recorded,
          "test_create_bucket_head_bucket, 2026-02-21")),
      Requirement(
        "STO-140", .should, title: "`ListBuckets` has every bucket of the account",
        text:
          "`GET /` lists the account's buckets by name, with `CreationDate`, and the `Owner`. `prefix` selects by the name's beginning, case-sensitively. `max-buckets` bounds a page, which has a `ContinuationToken` if more follows.",
        reason:
          "A user does not find a bucket that is missing in the list.",
        evidence: .init(
          .recorded,
          "test_list_buckets_by_prefix_with_case_sensitivity, 2026-02-21")),
      Requirement(
        "STO-141", .must, title: "Only an empty bucket can be deleted",
        text:
          "`DELETE` of an empty bucket succeeds with `204`, and the bucket is gone. One that still has objects is rejected with `409 BucketNotEmpty`, and keeps them. A bucket that does not exist is `404 NoSuchBucket`.",
        reason:
          "A wrong command must not delete every video.",
        evidence: .init(
          .recorded,
          "test_delete_bucket_with_objects, 2026-02-21")),
      Requirement(
        "STO-142", .must, title: "Creating an existing bucket again keeps its objects",
        text:
          "A second `PUT` of a bucket that the account already has changes nothing in it. In `us-east-1` the response is `200`, in other regions `409 BucketAlreadyOwnedByYou`.",
        reason:
          "A deployment that creates its bucket again would lose every video in it.",
        evidence: .init(
          .documented,
          "CreateBucket: in all AWS Regions except us-east-1 S3 returns BucketAlreadyOwnedByYou, in us-east-1 it returns 200 OK"
        )),
      Requirement(
        "STO-143", .must, title: "The location of a bucket is its region",
        text:
          "`GET ?location` returns `LocationConstraint`: empty for `us-east-1`, otherwise the region.",
        reason:
          "s3cmd and older SDKs ask before everything else. A client with a wrong region is rejected by S3.",
        evidence: .init(
          .recorded,
          "test_different_location_constraint, 2026-02-23")),
      Requirement(
        "STO-144", .should, title: "A new bucket has S3's defaults",
        text:
          "Without a configuration `?versioning` has no `Status`, `?acl` grants `FULL_CONTROL` to the owner and nothing else, `?policy` is `404 NoSuchBucketPolicy`, and `?cors` is `404 NoSuchCORSConfiguration`. For a bucket that does not exist all four are answered with `404 NoSuchBucket`.",
        reason:
          "s3cmd, rclone and s3fs request these subresources, and fail on other responses.",
        evidence: .init(
          .recorded,
          "test_bucket_exists, 2026-02-21")),
      Requirement(
        "STO-145", .must, title: "A subresource is never taken for the bucket or the object",
        text:
          "A request for a subresource acts on the subresource. A server that does not have it rejects the request with `501 NotImplemented`. It never lists, writes or deletes the bucket or the object instead.",
        reason:
          "`DELETE /bucket?lifecycle` must not delete the bucket, and `PUT /key?retention` must not replace a video.",
        evidence: .init(
          .documented,
          "Error Responses: NotImplemented, a header that you provided implies functionality that is not implemented, 501"
        )),
    ])
}
