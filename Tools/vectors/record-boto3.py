#!/usr/bin/env python3
"""Records the URLs and forms that boto3 presigns at a frozen clock. It needs boto3 1.44.5.

The URLs are written to vectors/signing/boto3-presigned-urls.json, the forms to vectors/policy/boto3-presigned-posts.json.
"""

import contextlib
import datetime
from pathlib import Path
from unittest import mock

import boto3
import botocore.auth
from botocore.config import Config

import vector_file
from boto3_post_recordings import POSTS
from boto3_recordings import BUCKET, RECORDINGS

VERSION = "1.44.5"
VECTORS = Path(__file__).resolve().parents[2] / "vectors"
ACCESS_KEY_ID, SECRET_ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CREDENTIALS = {"accessKeyId": ACCESS_KEY_ID, "secretAccessKey": SECRET_ACCESS_KEY}
CLOCK = "2026-01-15T12:34:56Z"
SCOPE = {"credentials": CREDENTIALS, "region": "us-east-1", "service": "s3"}
# botocore's own signers. If awscrt is installed, botocore would sign with that.
OWN_SIGNERS = {"s3v4-query": botocore.auth.S3SigV4QueryAuth, "s3v4-presign-post": botocore.auth.S3SigV4PostAuth}
# Numbers from this one on are decimal strings in vectors.
LARGE = 1 << 31


def client(recording, endpoint):
    return boto3.client(
        "s3", region_name=recording.region, endpoint_url=endpoint, aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY, aws_session_token=recording.token,
        config=Config(signature_version="s3v4", s3=recording.options))


@contextlib.contextmanager
def frozen(clock, trace):
    """Stops botocore's clock, and records the canonical request and the string to sign in `trace`."""
    now = datetime.datetime.strptime(clock, "%Y-%m-%dT%H:%M:%SZ")
    string_to_sign = botocore.auth.SigV4Auth.string_to_sign

    def observed(auth, request, canonical_request):
        trace["canonicalRequest"] = canonical_request
        trace["stringToSign"] = string_to_sign(auth, request, canonical_request)
        return trace["stringToSign"]

    with mock.patch("botocore.auth.get_current_datetime", lambda: now), \
            mock.patch("botocore.signers.get_current_datetime", lambda: now), \
            mock.patch.dict(botocore.auth.AUTH_TYPE_MAPS, OWN_SIGNERS), \
            mock.patch.object(botocore.auth.SigV4Auth, "string_to_sign", observed):
        yield


def url_case(recording):
    trace = {}
    with frozen(recording.clock, trace):
        url = client(recording, recording.endpoint_url).generate_presigned_url(
            recording.call, Params=recording.parameters, ExpiresIn=recording.expires)
    trace["signature"] = url.rpartition("&X-Amz-Signature=")[2]
    target = {
        "bucket": recording.bucket, "key": recording.key, "addressing": recording.addressing, "query": recording.query,
    }
    data = {
        **scope(recording), "method": recording.method, "endpoint": recording.endpoint, "target": target,
        "headers": recording.headers, "expires": str(recording.expires),
    }
    return recorded_case(recording.profile, "sign.url", recording, "generate_presigned_url", data, {"url": url}, trace)


def post_case(post):
    with frozen(post.clock, {}):
        form = client(post, post.endpoint).generate_presigned_post(
            post.bucket, post.key, Fields=dict(post.fields), Conditions=post.conditions, ExpiresIn=post.expires)
    fields = form["fields"]
    place = {"endpoint": post.endpoint} if post.endpoint else {"style": post.style}
    data = {
        **scope(post), "bucket": post.bucket, "key": post.key, **place, "fields": post.fields,
        "conditions": [written(condition) for condition in post.conditions], "expires": str(post.expires),
        **({"allowsUncoveredFields": True} if post.uncovered else {}),
    }
    output = {"url": form["url"], "fields": [list(pair) for pair in fields.items()]}
    trace = {"stringToSign": fields["policy"], "signature": fields["x-amz-signature"]}
    return recorded_case(post.profile, "policy.build", post, "generate_presigned_post", data, output, trace)


def scope(recording):
    credentials = {**CREDENTIALS, **({"sessionToken": recording.token} if recording.token else {})}
    return {"credentials": credentials, "region": recording.region, "service": "s3"}


def written(condition):
    """Returns a condition in the form of an input."""
    if isinstance(condition, dict):
        return condition
    return [str(each) if isinstance(each, int) and each >= LARGE else each for each in condition]


def recorded_case(profile, operation, recording, call, data, output, trace):
    may = {"mayReject": True} if getattr(recording, "may_reject", False) else {}
    expect = {"verdict": "accepted", **may, "output": output}
    return vector_file.case(
        profile, operation, recording.identifier, f"as boto3 signs: {recording.title}",
        ("computed", f"boto3 {VERSION} {call} at a frozen clock"), data, expect, trace,
        clock=None if recording.clock == CLOCK else recording.clock)


def record(name, subject, defaults, cases):
    path, defaults = VECTORS / name, {"clock": CLOCK, "input": {**SCOPE, **defaults}}
    file = vector_file.vector_file(path.stem, defaults, cases, subject=subject)
    print(f"{path.name}: {len(cases)} cases, {'written' if vector_file.write(path, file) else 'unchanged'}")


def main():
    if boto3.__version__ != VERSION:
        raise SystemExit(f"the recordings are of boto3 {VERSION}, but boto3 {boto3.__version__} is installed")
    urls, posts = [url_case(each) for each in RECORDINGS], [post_case(each) for each in POSTS]
    record("signing/boto3-presigned-urls.json", "Signing", {"headers": []}, urls)
    record("policy/boto3-presigned-posts.json", "Policy", {"bucket": BUCKET, "fields": [], "conditions": []}, posts)


if __name__ == "__main__":
    main()
