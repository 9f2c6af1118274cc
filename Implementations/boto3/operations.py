"""Implements the suite's operations with boto3 and botocore. Nothing is checked or corrected here."""

import hashlib

from botocore_setup import PolicyDocument, trace
from botocore.auth import (
    UNSIGNED_PAYLOAD, S3SigV4Auth, S3SigV4PostAuth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth)
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from posts import build_policy
from rejections import rejections
from text import Unsupported, as_bytes, as_pairs, as_string
from urls import plain_url, s3_client


def sign_url(data):
    request = SigningRequest(data)
    credentials, expires = read_credentials(data), read_expires(data)
    with rejections():
        if "wire" in request.target:
            signer = S3SigV4QueryAuth if request.is_s3 else SigV4QueryAuth
            limit = {} if expires is None else {"expires": expires}
            signed = request.signed_by(signer(credentials, request.service, request.region, **limit))
            return {"url": signed.url}
        if not request.is_s3:
            raise Unsupported("boto3 presigns a bucket and a key for s3 only")
        headers = list(request.headers)
        if request.content_sha256_header:
            headers.append(("x-amz-content-sha256", UNSIGNED_PAYLOAD))
        client = s3_client(request.endpoint, request.region, request.target["addressing"])
        return {"url": client.presigned_url(
            (credentials.access_key, credentials.secret_key, credentials.token),
            request.method, request.target, headers, expires)}


def sign_headers(data):
    request = SigningRequest(data)
    credentials = read_credentials(data)
    if request.is_s3 and request.content_sha256_header is False:
        raise Unsupported("botocore's signer for s3 always sends x-amz-content-sha256")
    with rejections():
        signer = S3SigV4Auth if request.is_s3 else SigV4Auth
        signed = request.signed_by(signer(credentials, request.service, request.region))
    given = list(request.headers)
    output = {"headers": [list(pair) for pair in signed.headers.items() if pair not in given]}
    if "wire" not in request.target:
        output["url"] = signed.url
    return output


def canonical(data):
    request = SigningRequest(data)
    payload_hash = as_string(data["payloadHash"], "payload hash")
    base = S3SigV4Auth if request.is_s3 else SigV4Auth

    class WithPayloadHash(base):
        """Uses the given payload hash instead of computing one, as botocore's query signer does."""

        def payload(self, _request):
            return payload_hash

    with rejections():
        signer = WithPayloadHash(None, request.service, request.region)
        text = signer.canonical_request(request.aws_request())
    trace.steps["canonicalRequest"] = text
    return {"canonicalRequest": text, "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest()}


def sign_policy(data):
    request = AWSRequest("POST", "https://s3.amazonaws.com")
    request.context["s3-presign-post-policy"] = PolicyDocument(as_bytes(data["policy"]))
    signer = S3SigV4PostAuth(
        read_credentials(data), as_string(data["service"], "service"), as_string(data["region"], "region"))
    with rejections():
        signer.add_auth(request)
    fields = request.context["s3-presign-post-fields"]
    trace.steps.update(stringToSign=fields["policy"], signature=fields["x-amz-signature"])
    return {"fields": [list(pair) for pair in fields.items()]}


def policy_build(data):
    return build_policy(data, read_credentials(data), read_expires(data))


class SigningRequest:
    """The request of an input, as strings and as botocore's AWSRequest."""

    def __init__(self, data):
        require_expressible(data)
        self.service = as_string(data["service"], "service")
        # A canonical request needs no region, but the client that makes its URL does.
        self.region = as_string(data.get("region", "us-east-1"), "region")
        self.method = as_string(data["method"], "method")
        self.endpoint = as_string(data["endpoint"], "endpoint")
        self.target = read_target(data["target"])
        self.headers = as_pairs(data.get("headers", []), "header")
        self.content_sha256_header = data.get("contentSha256Header")
        payload = data.get("payload", {})
        self.signs_payload = not payload.get("unsigned", False)
        self.body = as_bytes(payload.get("body", ""))

    @property
    def is_s3(self):
        return self.service == "s3"

    def aws_request(self):
        url = plain_url(self.endpoint, self.region, self.method, self.target)
        request = AWSRequest(self.method, url, data=self.body)
        for name, value in self.headers:
            request.headers[name] = value
        if not self.signs_payload:
            # S3's signer reads the client's configuration, the others read the request's context.
            if self.is_s3:
                request.context["client_config"] = Config(s3={"payload_signing_enabled": False})
            else:
                request.context["payload_signing_enabled"] = False
        return request

    def signed_by(self, signer):
        request = self.aws_request()
        if self.content_sha256_header:
            request.headers["x-amz-content-sha256"] = signer.payload(request)
        signer.add_auth(request)
        return request


def require_expressible(data):
    """Raises Unsupported for inputs that botocore cannot express."""
    if data.get("algorithm", "AWS4-HMAC-SHA256") != "AWS4-HMAC-SHA256":
        raise Unsupported("botocore signs SigV4a with awscrt only, which this adapter does not use")
    has_token = data.get("credentials", {}).get("sessionToken") is not None
    if has_token and data.get("sessionToken", "signed") != "signed":
        raise Unsupported("botocore always signs the session token")
    if data["service"] != "s3" and not data.get("normalizePath", True):
        raise Unsupported("botocore always normalises the path, except for s3")


def read_target(target):
    if "wire" in target:
        return {"wire": as_string(target["wire"], "target")}
    return {
        "bucket": as_string(target["bucket"], "bucket"),
        "key": as_string(target["key"], "key"),
        "addressing": target.get("addressing", "virtual"),
        "query": as_pairs(target.get("query", []), "query parameter"),
    }


def read_credentials(data):
    credentials = data["credentials"]
    token = credentials.get("sessionToken")
    return Credentials(
        as_string(credentials["accessKeyId"], "access key"), as_string(credentials["secretAccessKey"], "secret"),
        None if token is None else as_string(token, "session token"))


def read_expires(data):
    """Returns the expiry as an int if it is one. Any other text is passed unchanged, for boto3 to reject or to sign."""
    if data.get("expires") is None:
        return None
    text = as_string(data["expires"], "expiry")
    try:
        return int(text) if str(int(text)) == text else text
    except ValueError:
        return text


OPERATIONS = {
    "canonical": canonical, "sign.url": sign_url, "sign.headers": sign_headers, "sign.policy": sign_policy,
    "policy.build": policy_build,
}
