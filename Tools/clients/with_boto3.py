"""boto3 with its default configuration: checksums in trailers, and validated when an object is read."""

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

from steps import BODY, KEY, equal, fetch, fetched, refused_version_2, same_file, send_form


def client(place, **configuration):
    return boto3.client(
        "s3", endpoint_url=place.url, region_name=place.region, aws_access_key_id=place.access_key,
        aws_secret_access_key=place.secret_key, config=Config(retries={"total_max_attempts": 1}, **configuration))


def put(place):
    s3 = client(place)
    s3.create_bucket(Bucket=place.bucket)
    stored = s3.put_object(Bucket=place.bucket, Key=KEY, Body=BODY, ContentType="video/webm", Metadata={"take": "1"})
    equal("ChecksumCRC32" in stored, True, "the checksum in the response")
    with place.small.open("rb") as stream:
        s3.upload_fileobj(stream, place.bucket, "streamed")
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        s3.put_object(Bucket=place.bucket, Key=f"sums/{algorithm}", Body=BODY, ChecksumAlgorithm=algorithm)


def get(place):
    s3 = client(place)
    found = s3.get_object(Bucket=place.bucket, Key=KEY)
    equal(found["Body"].read(), BODY, "the object")
    equal((found["ContentType"], found["Metadata"]), ("video/webm", {"take": "1"}), "type and metadata")
    equal(s3.head_object(Bucket=place.bucket, Key=KEY)["ContentLength"], len(BODY), "the length")
    equal(s3.get_object(Bucket=place.bucket, Key=KEY, Range="bytes=2-6")["Body"].read(), BODY[2:7], "the range")


def list(place):
    s3 = client(place)
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=place.bucket, PaginationConfig={"PageSize": 2})
    equal([each["Key"] for page in pages for each in page["Contents"]],
          ["streamed", "sums/CRC32", "sums/SHA1", "sums/SHA256", KEY], "the keys")
    listed = s3.list_objects_v2(Bucket=place.bucket, Delimiter="/")
    equal([each["Prefix"] for each in listed["CommonPrefixes"]], ["sums/", "videos/"], "the prefixes")
    equal(place.bucket in [each["Name"] for each in s3.list_buckets()["Buckets"]], True, "the bucket")


def multipart(place):
    s3 = client(place)
    copy = place.directory / "copy"
    s3.upload_file(str(place.large), place.bucket, "large")
    equal(s3.head_object(Bucket=place.bucket, Key="large")["ETag"][-4:], '-11"', "the end of the ETag")
    s3.download_file(place.bucket, "large", str(copy))
    same_file(copy, place.large)
    s3.copy({"Bucket": place.bucket, "Key": "large"}, place.bucket, "copied", Config=TransferConfig(
        multipart_threshold=20_000_000, multipart_chunksize=20_000_000))
    equal(s3.head_object(Bucket=place.bucket, Key="copied")["ContentLength"], place.large.stat().st_size, "the copy")


def presign(place):
    s3 = client(place, signature_version="s3v4")
    fetched(s3.generate_presigned_url("get_object", {"Bucket": place.bucket, "Key": KEY}, ExpiresIn=60), BODY)
    target = {"Bucket": place.bucket, "Key": "presigned", "ContentType": "video/webm"}
    status, headers, body = fetch(s3.generate_presigned_url("put_object", target), "PUT", BODY, {"Content-Type": "video/webm"})
    equal(status, 200, f"the presigned PUT ({body.decode()})")


def post(place):
    s3 = client(place, signature_version="s3v4")
    form = s3.generate_presigned_post(
        place.bucket, "forms/${filename}", {"Content-Type": "video/webm", "success_action_status": "201"},
        [{"Content-Type": "video/webm"}, ["content-length-range", 1, 90_000_000], {"success_action_status": "201"}], 60)
    status, headers, body = send_form(form["url"], form["fields"], BODY)
    equal(status, 201, f"the form ({body.decode()})")
    equal(s3.get_object(Bucket=place.bucket, Key="forms/clip.webm")["Body"].read(), BODY, "the posted object")
    equal(send_form(form["url"], form["fields"] | {"key": "elsewhere"}, BODY)[0], 403, "the form with another key")


def delete(place):
    s3 = client(place)
    s3.delete_object(Bucket=place.bucket, Key=KEY)
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=place.bucket)["Contents"]]
    deleted = s3.delete_objects(Bucket=place.bucket, Delete={"Objects": [{"Key": key} for key in keys]})
    equal(sorted(each["Key"] for each in deleted["Deleted"]), keys, "the deleted keys")
    s3.delete_bucket(Bucket=place.bucket)


def version_2(place):
    refused_version_2(client(place).generate_presigned_url("get_object", {"Bucket": place.bucket, "Key": KEY}))
