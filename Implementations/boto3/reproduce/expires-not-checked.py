"""boto3 accepts any ExpiresIn. S3 accepts whole numbers from 1 to 604800."""

import os

# Use boto3 as requirements.txt installs it. If awscrt is installed too, botocore asserts that the seconds are positive.
os.environ["BOTO_DISABLE_CRT"] = "true"
import boto3
from botocore.config import Config

s3 = boto3.client(
    "s3", region_name="eu-west-1", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="secret",
    config=Config(signature_version="s3v4"))
for expires in (0, -1, 604801, 31536000, "", "soon", "1.5", "60s", "1e3", 18446744073709551676):
    url = s3.generate_presigned_url(
        "get_object", Params={"Bucket": "video-uploads-example", "Key": "cat.webm"}, ExpiresIn=expires)
    print(repr(expires), "gives", url)
