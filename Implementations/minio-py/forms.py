"""Implements `policy.build` with PostPolicy, and with the fields that the client makes from it."""

import datetime

import minio.datatypes

from client import Clock, client
from python_adapter import Unsupported, as_number, as_pairs, as_string


def policy_build(data, clock):
    made = client(data, clock)
    bucket, key = as_string(data["bucket"]), as_string(data["key"])
    policy = minio.datatypes.PostPolicy(bucket, Clock.instant + datetime.timedelta(seconds=as_number(data["expires"])))
    prefix = key[:-len("${filename}")] if key.endswith("${filename}") else None
    policy.add_equals_condition("key", key) if prefix is None else policy.add_starts_with_condition("key", prefix)
    for each in data.get("conditions", []):
        add_condition(policy, each)
    fields = {"key": key, **dict(as_pairs(data.get("fields", []))), **made.presigned_post_policy(policy)}
    # minio-py returns fields but no URL, so POL-020 to POL-022 are not claimed. The hosts are those of S3's documentation.
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
    """Adds the condition with the method of PostPolicy for it."""
    if isinstance(condition, dict) and len(condition) == 1:
        [(name, value)] = condition.items()
        policy.add_equals_condition(name, as_text(value))
    elif isinstance(condition, list) and len(condition) == 3 and condition[0] == "content-length-range":
        policy.add_content_length_range_condition(as_number(condition[1]), as_number(condition[2]))
    elif isinstance(condition, list) and len(condition) == 3 and condition[0] in ("eq", "starts-with"):
        if not str(condition[1]).startswith("$"):
            raise Unsupported("PostPolicy accepts a field name with or without '$'")
        add = policy.add_equals_condition if condition[0] == "eq" else policy.add_starts_with_condition
        add(condition[1], as_text(condition[2]))
    else:
        raise Unsupported("PostPolicy has no method for this condition")


def as_text(value):
    """Returns text as a str. Any other value is passed unchanged, for minio-py to reject or to write."""
    return as_string(value) if isinstance(value, dict) and set(value) == {"base64"} else value
