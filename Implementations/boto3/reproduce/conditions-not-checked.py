"""boto3 does not check the conditions that it writes into the policy. S3 rejects a form with an invalid policy."""

import base64
import json

import boto3
from botocore.config import Config

s3 = boto3.client(
    "s3", region_name="eu-west-1", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="secret",
    config=Config(signature_version="s3v4"))
for condition in (
    ["ends-with", "$Content-Type", "webm"], ["EQ", "$Content-Type", "video/webm"], ["eq", "Content-Type", "video/webm"],
    ["eq", "$Content-Type"], {"Content-Type": "video/webm", "acl": "private"}, {}, {"success_action_status": 201},
    ["content-length-range", 90], ["content-length-range", 1, 2**63], "Content-Type", None,
):
    form = s3.generate_presigned_post("video-uploads-example", "cat.webm", Conditions=[condition])
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    print(repr(condition), "is signed as", json.dumps(policy["conditions"][0]))
