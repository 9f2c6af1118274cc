"""boto3 keeps only one value of each query name when it presigns, so the URL is for another request."""

import boto3
from botocore.config import Config

s3 = boto3.client(
    "s3", region_name="eu-west-1", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="secret",
    config=Config(signature_version="s3v4"))


def add_tags(request, **_):
    request.url += "?tag=a&tag=b&tag=a"


s3.meta.events.register("before-sign.s3", add_tags)
print(s3.generate_presigned_url("get_object", Params={"Bucket": "video-uploads-example", "Key": "cat.webm"}))
