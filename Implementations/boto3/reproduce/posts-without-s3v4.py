"""Without signature_version="s3v4" boto3 signs forms with SigV2 in the older regions. The newer regions reject such a form."""

import boto3
from botocore.config import Config

regions = ("us-east-1", "us-west-2", "eu-west-1", "ap-northeast-1", "sa-east-1", "eu-central-1", "ap-south-1", "eu-north-1")
for region in regions:
    for config in (None, Config(signature_version="s3v4")):
        s3 = boto3.client(
            "s3", region_name=region, aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="secret", config=config)
        fields = s3.generate_presigned_post("video-uploads-example", "cat.webm")["fields"]
        print(region, "with s3v4:" if config else "by default:", ", ".join(fields))
