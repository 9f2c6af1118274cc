#!/usr/bin/env python3
"""Records boto3's presigned URLs at a frozen clock into vectors/signing/boto3-presigned-urls.json. Needs boto3 1.44.5."""

import datetime
from pathlib import Path
from unittest import mock

import boto3
import botocore.auth
from botocore.config import Config

import vector_file
from boto3_recordings import RECORDINGS

VERSION = "1.44.5"
PATH = Path(__file__).resolve().parents[2] / "vectors" / "signing" / "boto3-presigned-urls.json"
ACCESS_KEY_ID, SECRET_ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CREDENTIALS = {"accessKeyId": ACCESS_KEY_ID, "secretAccessKey": SECRET_ACCESS_KEY}
DEFAULTS = {
    "clock": "2026-01-15T12:34:56Z",
    "input": {"credentials": CREDENTIALS, "region": "us-east-1", "service": "s3", "headers": []},
}


def presigned(recording):
    """The URL that boto3 makes, and the canonical request and string to sign on the way to it."""
    client = boto3.client(
        "s3", region_name=recording.region, endpoint_url=recording.endpoint_url, aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY, aws_session_token=recording.token,
        config=Config(signature_version="s3v4", s3=recording.options))
    now = datetime.datetime.strptime(recording.clock, "%Y-%m-%dT%H:%M:%SZ")
    trace = {}
    string_to_sign = botocore.auth.SigV4Auth.string_to_sign

    def observed(auth, request, canonical_request):
        trace["canonicalRequest"] = canonical_request
        trace["stringToSign"] = string_to_sign(auth, request, canonical_request)
        return trace["stringToSign"]

    # Where awscrt is installed botocore would leave the signing to it; this is about botocore's own.
    own = {"s3v4-query": botocore.auth.S3SigV4QueryAuth}
    with mock.patch("botocore.auth.get_current_datetime", lambda: now), \
            mock.patch.dict(botocore.auth.AUTH_TYPE_MAPS, own), \
            mock.patch.object(botocore.auth.SigV4Auth, "string_to_sign", observed):
        url = client.generate_presigned_url(recording.call, Params=recording.parameters, ExpiresIn=recording.expires)
    trace["signature"] = url.rpartition("&X-Amz-Signature=")[2]
    return url, trace


def recorded_case(recording):
    url, trace = presigned(recording)
    credentials = {**CREDENTIALS, **({"sessionToken": recording.token} if recording.token else {})}
    target = {
        "bucket": recording.bucket, "key": recording.key, "addressing": recording.addressing, "query": recording.query,
    }
    data = {
        "credentials": credentials, "region": recording.region, "service": "s3", "method": recording.method,
        "endpoint": recording.endpoint, "target": target, "headers": recording.headers, "expires": str(recording.expires),
    }
    return vector_file.case(
        "presign-url", "sign.url", recording.identifier, f"as boto3 signs: {recording.title}",
        ("computed", f"boto3 {VERSION} generate_presigned_url at a frozen clock"), data,
        {"verdict": "valid", "output": {"url": url}}, trace,
        clock=None if recording.clock == DEFAULTS["clock"] else recording.clock)


def main():
    if boto3.__version__ != VERSION:
        raise SystemExit(f"these recordings are boto3 {VERSION}'s, and this is {boto3.__version__}")
    file = vector_file.vector_file("boto3-presigned-urls", DEFAULTS, map(recorded_case, RECORDINGS))
    print(f"{PATH.name}: {len(RECORDINGS)} cases, {'written' if vector_file.write(PATH, file) else 'unchanged'}")


if __name__ == "__main__":
    main()
