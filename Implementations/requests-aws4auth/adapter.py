"""Puts requests-aws4auth behind the suite. AWS4Auth signs a request that the package requests has prepared, in its header."""

import pathlib
import sys
from importlib.metadata import version

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import requests  # noqa: E402
from requests_aws4auth import AWS4Auth  # noqa: E402

from python_adapter import Unsupported, added, as_bytes, as_pairs, as_string, serve, url_of  # noqa: E402


def sign_headers(data, clock):
    if data.get("algorithm", "AWS4-HMAC-SHA256") != "AWS4-HMAC-SHA256":
        raise Unsupported("AWS4Auth has no SigV4a")
    payload = data.get("payload", {})
    if payload.get("unsigned"):
        raise Unsupported("AWS4Auth always signs the body's hash")
    if data["service"] == "s3" and data.get("contentSha256Header") is False:
        raise Unsupported("AWS4Auth always sends x-amz-content-sha256")
    credentials, given = data["credentials"], as_pairs(data["headers"])
    token = credentials.get("sessionToken")
    if token is not None and data.get("sessionToken", "signed") == "unsigned":
        raise Unsupported("AWS4Auth always signs the session token")
    if not data.get("normalizePath", True):
        raise Unsupported("AWS4Auth always normalises the path")
    headers = dict(given)
    if len({name.lower() for name in headers}) != len(given):
        raise Unsupported("requests takes headers as a dict, where a name cannot be repeated")
    # The documented way to choose the time: a request that has a date is signed at that date.
    headers["x-amz-date"] = clock.replace("-", "").replace(":", "")
    url = url_of(data)
    request = requests.Request(
        as_string(data["method"]), url, headers=headers, data=as_bytes(payload.get("body", "")) or None).prepare()
    if request.url != url and "wire" in data["target"]:
        raise Unsupported("requests rewrites this target before it sends it")
    # AWS4Auth chooses the headers that it signs: host, content-type, date and x-amz-*.
    auth = AWS4Auth(
        as_string(credentials["accessKeyId"]), as_string(credentials["secretAccessKey"]), as_string(data["region"]),
        as_string(data["service"]), session_token=None if token is None else as_string(token))
    request = auth(request)
    output = {"headers": added(request.headers.items(), given)}
    return ({"url": request.url, **output} if "wire" not in data["target"] else output),


serve(
    {"implementation": {"name": "requests-aws4auth", "version": version("requests-aws4auth"), "language": "python",
                        "source": "https://github.com/tedder/requests-aws4auth"},
     "profiles": ["sign-headers"], "clock": "injected", "variants": {}},
    {"sign.headers": sign_headers},
    (ValueError, AttributeError, requests.RequestException))
