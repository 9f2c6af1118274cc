"""boto3 signs header names and values with line breaks and NUL bytes. A line break ends the header and starts another."""

import boto3
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

s3 = boto3.client(
    "s3", region_name="eu-west-1", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="secret",
    config=Config(signature_version="s3v4"))
for value in ("video/webm\r\nx-amz-acl: public-read", "video/webm\nx-evil: 1", "video/webm\0"):
    url = s3.generate_presigned_url(
        "put_object", Params={"Bucket": "video-uploads-example", "Key": "cat.webm", "ContentType": value})
    print(repr(value), "gives", url)

request = AWSRequest("PUT", "https://video-uploads-example.s3.eu-west-1.amazonaws.com/cat.webm")
request.headers["x-amz-meta-a\r\nx-evil"] = "1"
request.headers["x-amz-meta-b"] = "1\r\n"
S3SigV4Auth(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), "s3", "eu-west-1").add_auth(request)
print(request.headers.items())
