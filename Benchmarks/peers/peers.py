"""Measures how fast other signers sign from Python: the same request again and again, on one thread.

    peers.py presign-url|sign-headers|presign-post ITERATIONS --peer boto3|botocore|minio|awscrt|hashlib [--show]

A peer's client, credentials and configuration are made once, as its users do. An operation signs one request at the current
time. The program prints one line of JSON. --show prints the last result to standard error.
"""

import argparse
import json
import os
import sys
import time

ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
REGION = "eu-west-1"
BUCKET = "video-uploads-example"
KEY = "videos/answers/2024/video-0001.mp4"
URL = f"https://{BUCKET}.s3.{REGION}.amazonaws.com/{KEY}"
EXPIRES = 300
CONTENT_TYPE = "video/webm"
LARGEST = 90_000_000
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def boto3_peer():
    import boto3
    from botocore.config import Config

    client = boto3.client(
        "s3", region_name=REGION, aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY,
        config=Config(signature_version="s3v4"))

    def presign_url():
        return client.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": KEY}, ExpiresIn=EXPIRES)

    def presign_post():
        return client.generate_presigned_post(
            BUCKET, KEY, Fields={"Content-Type": CONTENT_TYPE},
            Conditions=[["starts-with", "$Content-Type", CONTENT_TYPE], ["content-length-range", 1, LARGEST]],
            ExpiresIn=EXPIRES)

    return boto3.__version__, {"presign-url": presign_url, "presign-post": presign_post}


def botocore_peer():
    """Returns the operations of botocore's signers, without boto3's client. A request is built for each signature."""
    import botocore
    from botocore.auth import S3SigV4Auth, S3SigV4PostAuth, S3SigV4QueryAuth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    credentials = Credentials(ACCESS_KEY, SECRET_KEY)

    def presign_url():
        request = AWSRequest("GET", URL)
        S3SigV4QueryAuth(credentials, "s3", REGION, expires=EXPIRES).add_auth(request)
        return request.url

    def sign_headers():
        request = AWSRequest("GET", URL)
        S3SigV4Auth(credentials, "s3", REGION).add_auth(request)
        return dict(request.headers.items())

    def presign_post():
        request = AWSRequest("POST", URL)
        expiration = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + EXPIRES))
        request.context["s3-presign-post-fields"] = {"key": KEY, "Content-Type": CONTENT_TYPE}
        request.context["s3-presign-post-policy"] = {
            "expiration": expiration,
            "conditions": [
                ["starts-with", "$Content-Type", CONTENT_TYPE], ["content-length-range", 1, LARGEST],
                {"bucket": BUCKET}, {"key": KEY}],
        }
        S3SigV4PostAuth(credentials, "s3", REGION).add_auth(request)
        return request.context["s3-presign-post-fields"]

    operations = {"presign-url": presign_url, "sign-headers": sign_headers, "presign-post": presign_post}
    return botocore.__version__, operations


def minio_peer():
    from datetime import datetime, timedelta, timezone
    from urllib.parse import urlsplit

    import minio
    from minio.credentials import Credentials
    from minio.datatypes import PostPolicy
    from minio.signer import sign_v4_s3

    client = minio.Minio(
        f"s3.{REGION}.amazonaws.com", access_key=ACCESS_KEY, secret_key=SECRET_KEY, region=REGION)
    credentials = Credentials(ACCESS_KEY, SECRET_KEY)
    url, host = urlsplit(URL), urlsplit(URL).netloc

    def presign_url():
        return client.presigned_get_object(BUCKET, KEY, expires=timedelta(seconds=EXPIRES))

    def sign_headers():
        now = datetime.now(timezone.utc)
        headers = {"Host": host, "x-amz-content-sha256": EMPTY_SHA256, "x-amz-date": now.strftime("%Y%m%dT%H%M%SZ")}
        return sign_v4_s3(
            method="GET", url=url, region=REGION, headers=headers, credentials=credentials,
            content_sha256=EMPTY_SHA256, date=now)

    def presign_post():
        policy = PostPolicy(BUCKET, datetime.now(timezone.utc) + timedelta(seconds=EXPIRES))
        policy.add_equals_condition("key", KEY)
        policy.add_starts_with_condition("Content-Type", CONTENT_TYPE)
        policy.add_content_length_range_condition(1, LARGEST)
        return client.presigned_post_policy(policy)

    operations = {"presign-url": presign_url, "sign-headers": sign_headers, "presign-post": presign_post}
    return minio.__version__, operations


def awscrt_peer():
    """Returns the operations of aws-c-auth from Python. The configuration is kept, and with it the time."""
    import awscrt
    from awscrt.auth import (
        AwsCredentialsProvider, AwsSignatureType, AwsSignedBodyHeaderType, AwsSigningAlgorithm, AwsSigningConfig,
        aws_sign_request)
    from awscrt.http import HttpHeaders, HttpRequest

    provider = AwsCredentialsProvider.new_static(ACCESS_KEY, SECRET_KEY)
    host, path = f"{BUCKET}.s3.{REGION}.amazonaws.com", f"/{KEY}"
    common = dict(
        algorithm=AwsSigningAlgorithm.V4, credentials_provider=provider, region=REGION, service="s3",
        use_double_uri_encode=False, should_normalize_uri_path=False)
    by_url = AwsSigningConfig(
        signature_type=AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS, signed_body_value="UNSIGNED-PAYLOAD",
        expiration_in_seconds=EXPIRES, **common)
    by_header = AwsSigningConfig(
        signature_type=AwsSignatureType.HTTP_REQUEST_HEADERS, signed_body_value=EMPTY_SHA256,
        signed_body_header_type=AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA_256, **common)

    def signed(config):
        return aws_sign_request(HttpRequest("GET", path, HttpHeaders([("Host", host)])), config).result()

    def presign_url():
        return f"https://{host}{signed(by_url).path}"

    def sign_headers():
        return dict(signed(by_header).headers)

    return awscrt.__version__, {"presign-url": presign_url, "sign-headers": sign_headers}


def hashlib_peer():
    """Returns the cryptography of one presigned URL alone, with a cached signing key. No signer in Python can be faster."""
    import hmac
    import platform
    from hashlib import sha256

    date, now = "20260102", "20260102T030405Z"
    scope = f"{date}/{REGION}/s3/aws4_request"
    canonical_request = (
        f"GET\n/{KEY}\nX-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={ACCESS_KEY}%2F{scope.replace('/', '%2F')}"
        f"&X-Amz-Date={now}&X-Amz-Expires={EXPIRES}&X-Amz-SignedHeaders=host\n"
        f"host:{BUCKET}.s3.{REGION}.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD").encode()
    key = f"AWS4{SECRET_KEY}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    head = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n"

    def presign_url():
        string_to_sign = head + sha256(canonical_request).hexdigest()
        return hmac.digest(key, string_to_sign.encode(), "sha256").hex()

    return platform.python_version(), {"presign-url": presign_url}


PEERS = {
    "boto3": boto3_peer, "botocore": botocore_peer, "minio": minio_peer, "awscrt": awscrt_peer, "hashlib": hashlib_peer,
}


def measure(operation, iterations):
    """Returns the seconds that the iterations take, after a warm-up of a tenth of them."""
    for _ in range(iterations // 10 + 1):
        operation()
    start = time.perf_counter()
    for _ in range(iterations):
        operation()
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("operation", choices=["presign-url", "sign-headers", "presign-post"])
    parser.add_argument("iterations", type=int)
    parser.add_argument("--peer", choices=sorted(PEERS), required=True)
    parser.add_argument("--show", action="store_true", help="print the last result to standard error")
    arguments = parser.parse_args()
    if arguments.iterations < 1:
        parser.error("ITERATIONS must be at least 1")

    # The machine's configuration must not change the results.
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    # boto3 is measured as it is installed by default. If awscrt is installed too, botocore would sign some requests with that.
    os.environ["BOTO_DISABLE_CRT"] = "true"

    version, operations = PEERS[arguments.peer]()
    operation = operations.get(arguments.operation)
    if operation is None:
        parser.error(f"{arguments.peer} has no operation {arguments.operation}; it has {', '.join(operations)}")
    seconds = measure(operation, arguments.iterations)
    if arguments.show:
        print(operation(), file=sys.stderr)
    print(json.dumps({
        "peer": arguments.peer, "version": version, "operation": arguments.operation,
        "iterations": arguments.iterations, "seconds": round(seconds, 6),
        "perSecond": round(arguments.iterations / seconds, 1),
    }))


if __name__ == "__main__":
    main()
