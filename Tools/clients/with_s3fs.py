"""s3fs, a file system on aiobotocore.

With `client_kwargs={"region_name": "us-east-1"}` it would send that region as the location of a new bucket, which S3 refuses.
"""

import s3fs

from steps import BODY, KEY, equal, fetched, same_file


def files(place):
    return s3fs.S3FileSystem(
        key=place.access_key, secret=place.secret_key, skip_instance_cache=True, use_listings_cache=False,
        endpoint_url=place.url, config_kwargs={
            "region_name": place.region, "signature_version": "s3v4", "retries": {"total_max_attempts": 1}})


def put(place):
    fs = files(place)
    fs.mkdir(place.bucket)
    fs.pipe(f"{place.bucket}/{KEY}", BODY)
    fs.put_file(str(place.small), f"{place.bucket}/file")


def get(place):
    fs = files(place)
    equal(fs.cat(f"{place.bucket}/{KEY}"), BODY, "the object")
    with fs.open(f"{place.bucket}/{KEY}", "rb") as file:
        file.seek(2)
        equal(file.read(5), BODY[2:7], "the range")


def list(place):
    equal(files(place).find(place.bucket), [f"{place.bucket}/file", f"{place.bucket}/{KEY}"], "the keys")
    equal(sorted(files(place).ls(place.bucket, detail=False)), [f"{place.bucket}/file", f"{place.bucket}/videos"], "the folders")


def multipart(place):
    copy = place.directory / "copy"
    files(place).put_file(str(place.large), f"{place.bucket}/large", chunksize=6 * 1024 * 1024)
    files(place).get_file(f"{place.bucket}/large", str(copy))
    same_file(copy, place.large)


def presign(place):
    fetched(files(place).sign(f"{place.bucket}/{KEY}", expiration=60), BODY)


def delete(place):
    files(place).rm_file(f"{place.bucket}/{KEY}")
    files(place).rm(place.bucket, recursive=True)
    equal(files(place).exists(place.bucket), False, "the bucket")
