"""boto3 signs forms that no upload can satisfy: already expired, an invalid range, an empty or overlong key."""

import base64

import boto3
from botocore.config import Config

s3 = boto3.client(
    "s3", region_name="eu-west-1", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="secret",
    config=Config(signature_version="s3v4"))
for change in (
    {"ExpiresIn": 0}, {"ExpiresIn": -1}, {"Key": ""}, {"Key": "k" * 1025}, {"Conditions": [["content-length-range", 90, 1]]},
    {"Conditions": [["content-length-range", -1, 90]]}, {"Conditions": [["content-length-range", -90, -1]]},
):
    form = s3.generate_presigned_post(**{"Bucket": "video-uploads-example", "Key": "cat.webm", **change})
    print(change, "gives", base64.b64decode(form["fields"]["policy"]).decode())
