"""boto3 rejects non-ASCII metadata, which S3 accepts as UTF-8."""

import boto3
from botocore.config import Config
from botocore.exceptions import ParamValidationError

s3 = boto3.client(
    "s3", region_name="eu-west-1", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="secret",
    config=Config(signature_version="s3v4"))
try:
    s3.generate_presigned_url("put_object", Params={
        "Bucket": "video-uploads-example", "Key": "cat.webm", "Metadata": {"title": "Crème brûlée"}})
except ParamValidationError as error:
    print(error)
