"""The AWS command line, version 1, with its default configuration."""

import json
import os
import pathlib
import sys

from steps import BODY, KEY, equal, fetched, refused_version_2, run, same_file

PROGRAM = pathlib.Path(sys.executable).parent / "aws"


def aws(place, *arguments, settings=""):
    configuration = place.directory / "config"
    configuration.write_text(f"[default]\ns3 =\n  addressing_style = path\n{settings}")
    return run(sys.executable, PROGRAM, *arguments, env={
        "PATH": os.environ["PATH"], "HOME": str(place.directory), "AWS_CONFIG_FILE": str(configuration),
        "AWS_ENDPOINT_URL": place.url, "AWS_REGION": place.region, "AWS_ACCESS_KEY_ID": place.access_key,
        "AWS_SECRET_ACCESS_KEY": place.secret_key, "AWS_MAX_ATTEMPTS": "1"})


def put(place):
    aws(place, "s3", "mb", f"s3://{place.bucket}")
    aws(place, "s3", "cp", "--content-type", "video/webm", "--metadata", "take=1", place.small, f"s3://{place.bucket}/{KEY}")


def get(place):
    equal(aws(place, "s3", "cp", f"s3://{place.bucket}/{KEY}", "-"), BODY, "the object")
    head = json.loads(aws(place, "s3api", "head-object", "--bucket", place.bucket, "--key", KEY))
    equal((head["ContentType"], head["Metadata"]), ("video/webm", {"take": "1"}), "type and metadata")


def list(place):
    lines = aws(place, "s3", "ls", "--recursive", f"s3://{place.bucket}/").decode().splitlines()
    equal([line[31:] for line in lines], [KEY], "the keys")


def multipart(place):
    copy = place.directory / "copy"
    aws(place, "s3", "cp", "--quiet", place.large, f"s3://{place.bucket}/large")
    aws(place, "s3", "cp", "--quiet", f"s3://{place.bucket}/large", copy)
    same_file(copy, place.large)


def presign(place):
    url = aws(place, "s3", "presign", f"s3://{place.bucket}/{KEY}", settings="  signature_version = s3v4\n")
    fetched(url.decode().strip(), BODY)


def delete(place):
    aws(place, "s3", "rb", "--force", f"s3://{place.bucket}")


def version_2(place):
    refused_version_2(aws(place, "s3", "presign", f"s3://{place.bucket}/{KEY}").decode().strip())
