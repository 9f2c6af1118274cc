"""boto3 signs a form with a field that no condition covers. S3 rejects every upload: "Extra input fields: acl"."""

import base64

import boto3
from botocore.config import Config

s3 = boto3.client(
    "s3", region_name="eu-west-1", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="secret",
    config=Config(signature_version="s3v4"))
fields = s3.generate_presigned_post("video-uploads-example", "cat.webm", Fields={"acl": "private"})["fields"]
print("acl is sent as", fields["acl"], "under the policy", base64.b64decode(fields["policy"]).decode())
