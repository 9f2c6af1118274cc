"""Puts s3cmd behind the suite: the requests that it sends, and the links of `s3cmd signurl`."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from python_adapter import Unsupported, added, as_bytes, as_number, as_pairs, as_string, credentials_of, object_of, serve  # noqa: E402

from S3.Config import Config  # noqa: E402
from S3.Crypto import sign_url_v2  # noqa: E402
from S3.Exceptions import S3Exception  # noqa: E402
from S3.PkgInfo import version  # noqa: E402
from S3.S3 import S3  # noqa: E402
from S3.S3Uri import S3Uri  # noqa: E402


def configure(data):
    """Sets what the options and the configuration file of s3cmd set."""
    config = Config()
    config.access_key, config.secret_key, token = credentials_of(data)
    config.access_token, config._access_token_refresh = token or "", False
    config.bucket_location = as_string(data["region"])
    scheme, config.host_base = as_string(data["endpoint"]).split("://")
    config.use_https = config.signurl_use_https = scheme == "https"
    virtual = data["target"].get("addressing", "virtual") == "virtual"
    config.host_bucket = f"%(bucket)s.{config.host_base}" if virtual else config.host_base
    return config


def sign_url(data, _clock):
    bucket, key = object_of(data)
    if as_string(data["method"]) != "GET":
        raise Unsupported("`s3cmd signurl` makes links for GET")
    configure(data)
    return {"url": sign_url_v2(S3Uri(f"s3://{bucket}/{key}"), f"+{as_number(as_string(data['expires']))}")},


def sign_headers(data, _clock):
    target, payload, given = data["target"], data.get("payload", {}), as_pairs(data.get("headers", []))
    headers = [(name.strip().lower(), value.strip()) for name, value in given]  # as s3cmd reads --add-header
    if as_string(data["service"]) != "s3" or data.get("algorithm", "AWS4-HMAC-SHA256") != "AWS4-HMAC-SHA256":
        raise Unsupported("s3cmd signs for S3 alone, and with SigV4 alone")
    if "wire" in target or payload.get("unsigned") or data.get("contentSha256Header") is False:
        raise Unsupported("s3cmd takes a bucket and a key, and always signs the hash of the body")
    query = as_pairs(target.get("query", []))
    if len(dict(headers)) < len(headers) or len(dict(query)) < len(query):
        raise Unsupported("s3cmd takes headers and query parameters as dictionaries")
    if "authorization" in dict(headers):
        raise Unsupported("s3cmd makes the header Authorization itself")
    bucket, key, method = as_string(target["bucket"]), as_string(target["key"]), as_string(data["method"])
    if method not in ("GET", "HEAD", "PUT", "POST", "DELETE"):
        raise Unsupported("s3cmd sends GET, HEAD, PUT, POST and DELETE")
    client = S3(configure(data))
    request = client.create_request(
        f"OBJECT_{method}", bucket=bucket, object=key, headers=dict(headers), body=as_bytes(payload.get("body", "")), uri_params=dict(query))
    _, resource, signed = request.get_triplet()
    url = f"{'https' if client.config.use_https else 'http'}://{client.get_hostname(bucket)}{client.format_uri(resource)}"
    return {"url": url, "headers": added(signed.items(), given)},


serve(
    {"implementation": {"name": "s3cmd", "version": version, "language": "python", "source": "https://github.com/s3tools/s3cmd"},
     "profiles": ["presign-core", "sign-headers"], "clock": "own", "variants": {}},
    {"sign.url": sign_url, "sign.headers": sign_headers}, (S3Exception, ValueError))
