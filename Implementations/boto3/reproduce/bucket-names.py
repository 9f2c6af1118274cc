"""boto3 accepts bucket names that S3 rejects: capitals, underscores, consecutive dots, and even '..', a path segment."""

import boto3
from botocore.config import Config

for style in ("virtual", "path"):
    s3 = boto3.client(
        "s3", region_name="eu-west-1", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="secret",
        endpoint_url="https://s3.eu-west-1.amazonaws.com",
        config=Config(signature_version="s3v4", s3={"addressing_style": style}))
    for bucket in ("Videos", "video_uploads", "ab", "a" * 64, "video-", ".videos", "video..uploads", "192.168.0.1", ".."):
        url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "cat.webm"})
        print(f"{style}, {bucket}: {url.partition('?')[0]}")
