"""Uploads with boto3, then tries again with a wrong secret, and asks the endpoint why it refused that request.

video-spec has to be on the PATH.
"""

import json
import os
import subprocess
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# --exit-with-stdin: the endpoint exits when its standard input is closed. So it never outlives this program, even if that crashes.
endpoint = subprocess.Popen(
    ["video-spec", "s3", "--in-memory", "--listen", "127.0.0.1:0", "--bucket", "videos", "--json", "--quiet",
     "--exit-with-stdin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    # Without credentials in the environment, the endpoint takes public ones and prints them.
    env={name: value for name, value in os.environ.items() if not name.startswith("AWS_")})
started = json.loads(endpoint.stdout.readline())


def client(secret):
    return boto3.client(
        "s3", endpoint_url=started["url"], region_name=started["region"], aws_access_key_id=started["accessKeyId"],
        aws_secret_access_key=secret, config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))


client(started["secretAccessKey"]).put_object(Bucket="videos", Key="clip.webm", Body=b"a short film")
try:
    client("a secret of another account").put_object(Bucket="videos", Key="clip.webm", Body=b"a short film")
except ClientError as error:
    print(error.response["Error"]["Code"])

request = urllib.request.Request(
    started["url"] + "/_video-spec/requests?refused=true", headers={"x-video-spec-token": started["controlToken"]})
refused = json.load(urllib.request.urlopen(request))["requests"][0]
print(refused["message"])
print(refused["rule"], refused["cause"])

endpoint.stdin.close()
endpoint.wait()
