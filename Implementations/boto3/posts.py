"""Implements `policy.build` with client.generate_presigned_post."""

import functools

from botocore_setup import trace
from botocore.config import Config

from rejections import rejections
from text import Unsupported, as_pairs, as_string
from urls import session, session_credentials

# The configuration of boto3 for each style of S3's hosts.
STYLES = {
    "global": {},
    "regional": {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
    "path": {"addressing_style": "path", "us_east_1_regional_endpoint": "regional"},
    "dualstack": {"use_dualstack_endpoint": True},
    "accelerate": {"use_accelerate_endpoint": True},
    "accelerate-dualstack": {"use_accelerate_endpoint": True, "use_dualstack_endpoint": True},
}
# The configuration for a given endpoint.
OWN_ENDPOINT = {"addressing_style": "path"}


def build_policy(data, credentials, expires):
    """Returns the URL and fields that boto3 builds. `credentials` and `expires` are those of `operations`."""
    if as_string(data["service"], "service") != "s3":
        raise Unsupported("boto3 presigns forms for s3 only")
    endpoint = None if data.get("endpoint") is None else as_string(data["endpoint"], "endpoint")
    region = as_string(data["region"], "region")
    call = {
        "Bucket": as_string(data["bucket"], "bucket"), "Key": as_string(data["key"], "key"),
        "Fields": read_fields(data), "Conditions": [read_condition(each) for each in data.get("conditions", [])],
    }
    if expires is not None:
        call["ExpiresIn"] = expires
    # boto3 computes with ExpiresIn only. A value that is not a number raises TypeError, a number that is too large OverflowError.
    with rejections(TypeError, OverflowError):
        session_credentials.access_key, session_credentials.secret_key = credentials.access_key, credentials.secret_key
        session_credentials.token = credentials.token
        post = form_client(endpoint, region, data.get("style")).generate_presigned_post(**call)
    trace.steps.update(stringToSign=post["fields"]["policy"], signature=post["fields"]["x-amz-signature"])
    return {"url": post["url"], "fields": [list(pair) for pair in post["fields"].items()]}


@functools.lru_cache(maxsize=256)
def form_client(endpoint, region, style):
    hosts = STYLES[style or "global"] if endpoint is None else OWN_ENDPOINT
    return session.client(
        "s3", region_name=region, endpoint_url=endpoint, config=Config(signature_version="s3v4", s3=hosts))


def read_fields(data):
    pairs = as_pairs(data.get("fields", []), "field")
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Unsupported("boto3 takes the fields as a dict, where a name cannot be repeated")
    return fields


def read_condition(condition):
    """Returns a condition as boto3's users write it: text is str, bounds are int."""
    if isinstance(condition, dict):
        return {name: read_value(value) for name, value in condition.items()}
    if isinstance(condition, list):
        is_range = condition[:1] == ["content-length-range"]
        return [read_bound(value) if is_range else read_value(value) for value in condition]
    return condition


def read_value(value):
    is_text = isinstance(value, dict) and set(value) == {"base64"}
    return as_string(value, "the value of a condition") if is_text else value


def read_bound(value):
    """Reads a bound: the protocol writes large numbers as text. Any other value is passed unchanged to boto3."""
    try:
        return int(value) if str(int(value)) == value else value
    except (TypeError, ValueError):
        return value
