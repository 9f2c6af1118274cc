"""Puts minio-py behind the suite: its client's presigned URLs and forms, and the requests that the client would send."""

import datetime
from importlib.metadata import version

import minio.time
from minio.error import MinioException
from minio.helpers import sha256_hash
from minio.signer import sign_v4_s3

from client import Clock, client, target_of
from forms import policy_build
from python_adapter import Unsupported, added, as_bytes, as_number, as_pairs, as_string, serve


def sign_url(data, clock):
    bucket, key, query = target_of(data)
    if data.get("headers"):
        raise Unsupported("minio-py presigns URLs without headers")
    if not key:
        raise Unsupported("minio-py presigns URLs of objects only")
    expires = datetime.timedelta(seconds=as_number(as_string(data["expires"])))
    url = client(data, clock).get_presigned_url(
        as_string(data["method"]), bucket, key, expires=expires, request_date=Clock.instant, extra_query_params=query)
    return {"url": url},


def sign_headers(data, clock):
    """Signs as Minio._url_open does, but with the hash that the input asks for: over https minio-py uses only UNSIGNED-PAYLOAD."""
    bucket, key, query = target_of(data)
    made, payload, method = client(data, clock), data.get("payload", {}), as_string(data["method"])
    url = made._base_url.build(
        method=method, region=as_string(data["region"]), bucket_name=bucket, object_name=key or None, query_params=query)
    body = as_bytes(payload.get("body", ""))
    headers, given, names = {}, as_pairs(data["headers"]), {}
    for name, value in given:  # minio-py takes a repeated header as one name with a list of values
        headers.setdefault(names.setdefault(name.lower(), name), []).append(value)
    headers["Host"], headers["x-amz-date"] = [url.netloc], [minio.time.to_amz_date(Clock.instant)]
    headers["x-amz-content-sha256"] = ["UNSIGNED-PAYLOAD" if payload.get("unsigned") else sha256_hash(body)]
    if not made._provider:
        raise Unsupported("minio-py does not sign without an access key")
    credentials = made._provider.retrieve()
    if credentials.session_token:
        headers["X-Amz-Security-Token"] = [credentials.session_token]
    signed = sign_v4_s3(
        method=method, url=url, region=as_string(data["region"]), headers=headers, credentials=credentials,
        content_sha256=headers["x-amz-content-sha256"][0], date=Clock.instant)
    pairs = [(name, value) for name, values in signed.items() for value in (values if isinstance(values, list) else [values])]
    return {"url": url.geturl(), "headers": added(pairs, [*given, ("Host", url.netloc)])},


serve(
    {"implementation": {"name": "minio-py", "version": version("minio"), "language": "python", "source": "https://github.com/minio/minio-py"},
     "profiles": ["presign-core", "presign-url", "sign-headers", "presign-post"], "clock": "injected", "variants": {},
     "unsupported": [
         *({"requirement": rule, "reason": "minio-py returns fields but no URL"} for rule in ("POL-020", "POL-021", "POL-022", "SIG-100")),
         *({"requirement": f"POL-{n:03}", "reason": "minio-py takes no fields: callers add them to the form themselves"} for n in (8, 11)),
     ]},
    {"sign.url": sign_url, "sign.headers": sign_headers, "policy.build": policy_build},
    (MinioException, ValueError, TypeError, OverflowError))
