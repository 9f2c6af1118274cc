"""boto3 signs with an empty access key and with an empty secret."""

import os

# Use boto3 as requirements.txt installs it. If awscrt is installed too, it rejects such credentials when it presigns URLs.
os.environ["BOTO_DISABLE_CRT"] = "true"
import boto3
from botocore.config import Config

for access_key, secret in (("", "secret"), ("AKIAIOSFODNN7EXAMPLE", "")):
    s3 = boto3.client(
        "s3", region_name="eu-west-1", aws_access_key_id=access_key, aws_secret_access_key=secret,
        config=Config(signature_version="s3v4"))
    place = {"Bucket": "video-uploads-example", "Key": "cat.webm"}
    print(s3.generate_presigned_url("get_object", Params=place))
    print(s3.generate_presigned_post(**place)["fields"])
