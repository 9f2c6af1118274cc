"""rclone, as the provider "Other"."""

import json
import os
import pathlib
import sys

from steps import BODY, KEY, equal, fetched, run, same_file

PROGRAM = pathlib.Path(sys.executable).parent / "rclone"


def rclone(place, *arguments, input=None):
    return run(PROGRAM, "--retries", "1", "--low-level-retries", "1", *arguments, input=input, env={
        "PATH": os.environ["PATH"], "HOME": str(place.directory), "RCLONE_CONFIG": str(place.directory / "rclone.conf"),
        "RCLONE_CONFIG_S3_TYPE": "s3", "RCLONE_CONFIG_S3_PROVIDER": "Other", "RCLONE_CONFIG_S3_ENDPOINT": place.url,
        "RCLONE_CONFIG_S3_REGION": place.region, "RCLONE_CONFIG_S3_ACCESS_KEY_ID": place.access_key,
        "RCLONE_CONFIG_S3_SECRET_ACCESS_KEY": place.secret_key})


def put(place):
    rclone(place, "mkdir", f"s3:{place.bucket}")
    rclone(place, "copyto", place.small, f"s3:{place.bucket}/{KEY}")
    rclone(place, "rcat", f"s3:{place.bucket}/streamed", input=BODY)


def get(place):
    equal(rclone(place, "cat", f"s3:{place.bucket}/{KEY}"), BODY, "the object")
    rclone(place, "copyto", f"s3:{place.bucket}/{KEY}", f"s3:{place.bucket}/copied")


def list(place):
    entries = json.loads(rclone(place, "lsjson", "--recursive", "--files-only", f"s3:{place.bucket}"))
    equal(sorted(each["Path"] for each in entries), ["copied", "streamed", KEY], "the keys")


def multipart(place):
    copy = place.directory / "copy"
    rclone(place, "copyto", "--s3-upload-cutoff", "5M", place.large, f"s3:{place.bucket}/large")
    rclone(place, "copyto", f"s3:{place.bucket}/large", copy)
    same_file(copy, place.large)


def presign(place):
    fetched(rclone(place, "link", "--expire", "60s", f"s3:{place.bucket}/{KEY}").decode().strip(), BODY)


def delete(place):
    rclone(place, "deletefile", f"s3:{place.bucket}/{KEY}")
    rclone(place, "purge", f"s3:{place.bucket}")
