"""Makes minio-py's client for an input, at the run's time."""

import datetime
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import minio.datatypes  # noqa: E402
import minio.time  # noqa: E402
from minio import Minio  # noqa: E402

from python_adapter import Unsupported, as_pairs, as_string, credentials_of  # noqa: E402


class Clock(datetime.datetime):
    """Replaces the datetime class that minio-py asks for the time."""

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
    access_key, secret, token = credentials_of(data)
    made = Minio(
        endpoint=endpoint.split("://")[1], secure=endpoint.startswith("https:"), region=as_string(data["region"]),
        access_key=access_key, secret_key=secret, session_token=token)
    addressing = data.get("target", {}).get("addressing", "virtual")
    made.disable_virtual_style_endpoint() if addressing == "path" else made.enable_virtual_style_endpoint()
    return made


def target_of(data):
    """Returns the bucket, key and query as minio-py takes them."""
    target = data["target"]
    if "wire" in target:
        raise Unsupported("minio-py takes a bucket and a key, and builds the URL itself")
    query = {}
    for name, value in as_pairs(target.get("query", [])):
        # minio-py has no names without a value. An empty value has the same canonical form.
        query.setdefault(name, []).append(value or "")
    return as_string(target["bucket"]), as_string(target["key"]), query
