"""Puts minio-py behind the suite: a client's presigned URLs and forms, and the requests that it would send."""

import datetime
import pathlib
import sys
from importlib.metadata import version

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import minio.datatypes  # noqa: E402
import minio.time  # noqa: E402
from minio import Minio  # noqa: E402
from minio.error import MinioException  # noqa: E402
from minio.helpers import sha256_hash  # noqa: E402
from minio.signer import sign_v4_s3  # noqa: E402

from python_adapter import Unsupported, added, as_bytes, as_pairs, as_string, serve  # noqa: E402


class Clock(datetime.datetime):
    """Stands in for the datetime that minio-py asks for the time."""

    instant = None

    @classmethod
    def utcnow(cls):
        return cls.instant.replace(tzinfo=None)


minio.time.utcnow = lambda: Clock.instant
minio.datatypes.datetime = Clock


def client(data, clock):
    Clock.instant = Clock.strptime(clock, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
    if as_string(data["service"]) != "s3" or data.get("algorithm", "AWS4-HMAC-SHA256") != "AWS4-HMAC-SHA256":
        raise Unsupported("minio-py signs for S3 alone, and with SigV4 alone")
    endpoint = as_string(data.get("endpoint") or f"https://s3.{as_string(data['region'])}.amazonaws.com")
    credentials = data["credentials"]
    token = credentials.get("sessionToken")
    made = Minio(
        endpoint=endpoint.split("://")[1], secure=endpoint.startswith("https:"), region=as_string(data["region"]),
        access_key=as_string(credentials["accessKeyId"]), secret_key=as_string(credentials["secretAccessKey"]),
        session_token=None if token is None else as_string(token))
    addressing = data.get("target", {}).get("addressing", "virtual")
    made.disable_virtual_style_endpoint() if addressing == "path" else made.enable_virtual_style_endpoint()
    return made


def target_of(data):
    """Bucket, key and query, as minio-py takes them."""
    target = data["target"]
    if "wire" in target:
        raise Unsupported("minio-py takes a bucket and a key, and makes the URL itself")
    query = {}
    for name, value in as_pairs(target.get("query", [])):
        # A name without a value is one with an empty value to minio-py, and its canonical form is the same.
        query.setdefault(name, []).append(value or "")
    return as_string(target["bucket"]), as_string(target["key"]), query


def check_host(data, url):
    """For S3's own hosts minio-py makes that of the region, and it has a style of its own for names with a dot."""
    endpoint, bucket = as_string(data["endpoint"]), as_string(data["target"]["bucket"])
    scheme, host = endpoint.split("://")
    host = host.removesuffix({"https": ":443", "http": ":80"}[scheme])
    asked = host if data["target"].get("addressing") == "path" else f"{bucket}.{host}"
    if url.split("/")[2] != asked:
        raise Unsupported("minio-py chooses another host for this endpoint and region")


def sign_url(data, clock):
    bucket, key, query = target_of(data)
    if data.get("headers"):
        raise Unsupported("minio-py presigns URLs without headers")
    if not key:
        raise Unsupported("minio-py presigns URLs of objects alone")
    expires = datetime.timedelta(seconds=number(data["expires"]))
    url = client(data, clock).get_presigned_url(
        as_string(data["method"]), bucket, key, expires=expires, request_date=Clock.instant, extra_query_params=query)
    check_host(data, url)
    return {"url": url},


def sign_headers(data, clock):
    """As Minio._url_open does it for every call, but with the hash that is asked for: over https it knows UNSIGNED-PAYLOAD alone."""
    bucket, key, query = target_of(data)
    made, payload, method = client(data, clock), data.get("payload", {}), as_string(data["method"])
    url = made._base_url.build(
        method=method, region=as_string(data["region"]), bucket_name=bucket, object_name=key or None, query_params=query)
    check_host(data, url.geturl())
    body = as_bytes(payload.get("body", ""))
    headers, given, names = {}, as_pairs(data["headers"]), {}
    for name, value in given:  # a repeated name is one name with a list of values
        headers.setdefault(names.setdefault(name.lower(), name), []).append(value)
    headers["Host"], headers["x-amz-date"] = [url.netloc], [minio.time.to_amz_date(Clock.instant)]
    headers["x-amz-content-sha256"] = ["UNSIGNED-PAYLOAD" if payload.get("unsigned") else sha256_hash(body)]
    if not made._provider:
        raise Unsupported("without an access key minio-py signs nothing")
    credentials = made._provider.retrieve()
    if credentials.session_token:
        headers["X-Amz-Security-Token"] = [credentials.session_token]
    signed = sign_v4_s3(
        method=method, url=url, region=as_string(data["region"]), headers=headers, credentials=credentials,
        content_sha256=headers["x-amz-content-sha256"][0], date=Clock.instant)
    pairs = [(name, value) for name, values in signed.items() for value in (values if isinstance(values, list) else [values])]
    return {"url": url.geturl(), "headers": added(pairs, [*given, ("Host", url.netloc)])},


def policy_build(data, clock):
    made = client(data, clock)
    bucket, key = as_string(data["bucket"]), as_string(data["key"])
    policy = minio.datatypes.PostPolicy(bucket, Clock.instant + datetime.timedelta(seconds=number(data["expires"])))
    prefix = key[:-len("${filename}")] if key.endswith("${filename}") else None
    policy.add_equals_condition("key", key) if prefix is None else policy.add_starts_with_condition("key", prefix)
    for each in data.get("conditions", []):
        add_condition(policy, each)
    fields = {"key": key, **dict(as_pairs(data.get("fields", []))), **made.presigned_post_policy(policy)}
    # minio-py returns the fields and no URL (POL-020 to POL-022 are not claimed): the hosts are those of S3's documentation.
    if data.get("endpoint") is not None:
        url = f"{as_string(data['endpoint'])}/{bucket}"
    elif data.get("style") == "path" or ("." in bucket and not data.get("style", "").startswith("accelerate")):
        url = f"https://s3.{as_string(data['region'])}.amazonaws.com/{bucket}"
    else:
        url = f"https://{bucket}.{HOSTS[data.get('style') or 'global'].format(region=as_string(data['region']))}/"
    return {"url": url, "fields": [list(pair) for pair in fields.items()]},


HOSTS = {
    "global": "s3.amazonaws.com", "regional": "s3.{region}.amazonaws.com", "dualstack": "s3.dualstack.{region}.amazonaws.com",
    "accelerate": "s3-accelerate.amazonaws.com", "accelerate-dualstack": "s3-accelerate.dualstack.amazonaws.com",
}


def add_condition(policy, condition):
    """The method of PostPolicy that says the condition."""
    if isinstance(condition, dict) and len(condition) == 1:
        [(name, value)] = condition.items()
        policy.add_equals_condition(name, as_text(value))
    elif isinstance(condition, list) and len(condition) == 3 and condition[0] == "content-length-range":
        policy.add_content_length_range_condition(number(condition[1]), number(condition[2]))
    elif isinstance(condition, list) and len(condition) == 3 and condition[0] in ("eq", "starts-with"):
        if not str(condition[1]).startswith("$"):
            raise Unsupported("PostPolicy takes a field's name with '$' or without it")
        add = policy.add_equals_condition if condition[0] == "eq" else policy.add_starts_with_condition
        add(condition[1], as_text(condition[2]))
    else:
        raise Unsupported("PostPolicy has no method that says this condition")


def as_text(value):
    """Texts are str; anything else is minio-py's to refuse or to write down."""
    return as_string(value) if isinstance(value, dict) and set(value) == {"base64"} else value


def number(value):
    text = str(value)
    if not text.removeprefix("-").isdecimal() or str(int(text)) != text:
        raise Unsupported("minio-py takes a number here")
    return int(text)


serve(
    {"implementation": {"name": "minio-py", "version": version("minio"), "language": "python", "source": "https://github.com/minio/minio-py"},
     "profiles": ["presign-url", "sign-headers", "presign-post"], "clock": "injected", "variants": {},
     "unsupported": [
         *({"requirement": f"POL-{n:03}", "reason": "minio-py returns fields, and no URL"} for n in (20, 21, 22)),
         *({"requirement": f"POL-{n:03}", "reason": "minio-py takes no fields: who uses it adds them to the form"} for n in (8, 11)),
     ]},
    {"sign.url": sign_url, "sign.headers": sign_headers, "policy.build": policy_build},
    (MinioException, ValueError, TypeError, OverflowError))
