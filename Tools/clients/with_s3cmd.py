"""s3cmd. It presigns with Signature Version 2 only."""

import pathlib
import sys

from steps import BODY, KEY, equal, refused_version_2, run, same_file

PROGRAM = pathlib.Path(sys.executable).parent / "s3cmd"


def s3cmd(place, *arguments):
    configuration = place.directory / "s3cfg"
    configuration.write_text(
        f"[default]\naccess_key = {place.access_key}\nsecret_key = {place.secret_key}\nhost_base = {place.host}\n"
        f"host_bucket = {place.host}\nbucket_location = {place.region}\nuse_https = False\nmax_retries = 1\n")
    return run(sys.executable, PROGRAM, "--config", configuration, "--no-progress", *arguments)


def put(place):
    s3cmd(place, "mb", f"s3://{place.bucket}")
    s3cmd(place, "put", "--mime-type", "video/webm", "--add-header", "x-amz-meta-take:1", place.small, f"s3://{place.bucket}/{KEY}")


def get(place):
    copy = place.directory / "copy"
    s3cmd(place, "get", f"s3://{place.bucket}/{KEY}", copy)
    same_file(copy, place.small)
    about = s3cmd(place, "info", f"s3://{place.bucket}/{KEY}").decode()
    equal("video/webm" in about and "x-amz-meta-take: 1" in about, True, f"type and metadata in {about}")


def list(place):
    lines = s3cmd(place, "ls", "--recursive", f"s3://{place.bucket}").decode().splitlines()
    equal([line.partition("s3://")[2] for line in lines], [f"{place.bucket}/{KEY}"], "the keys")


def multipart(place):
    copy = place.directory / "copy"
    s3cmd(place, "put", place.large, f"s3://{place.bucket}/large")
    s3cmd(place, "get", f"s3://{place.bucket}/large", copy)
    same_file(copy, place.large)


def delete(place):
    s3cmd(place, "del", f"s3://{place.bucket}/{KEY}")
    s3cmd(place, "rb", "--recursive", "--force", f"s3://{place.bucket}")


def version_2(place):
    refused_version_2(s3cmd(place, "signurl", f"s3://{place.bucket}/{KEY}", "+60").decode().strip())
