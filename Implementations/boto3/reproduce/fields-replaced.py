"""boto3 silently replaces the caller's key, policy and signing fields with its own."""

import boto3
from botocore.config import Config

s3 = boto3.client(
    "s3", region_name="eu-west-1", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="secret",
    config=Config(signature_version="s3v4"))
given = {"key": "other.webm", "x-amz-date": "20130524T000000Z", "policy": "mine"}
fields = s3.generate_presigned_post("video-uploads-example", "cat.webm", Fields=given)["fields"]
for name, value in given.items():
    print(f"{name}: {value} was given, {fields[name]} is returned")
