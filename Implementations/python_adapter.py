"""Shared by the small adapters in Python: reads and writes the protocol's lines and texts, and builds the URL of a bucket and a key.

It follows only one rule of signing: it percent-encodes a key before it passes the key to a library in a URL, as every user of a
library that takes URLs has to. The library does the rest.
"""

import base64
import json
import os
import sys
import traceback
import urllib.parse

# The machine's configuration must not change what a library signs.
for _name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[_name]


class Unsupported(Exception):
    """The input cannot be expressed with the library. The message says why."""


def as_bytes(value):
    """Returns the bytes of a text: a JSON string, or `{"base64": "…"}`."""
    return value.encode("utf-8") if isinstance(value, str) else base64.b64decode(value["base64"], validate=True)


def as_string(value):
    try:
        return as_bytes(value).decode("utf-8")
    except UnicodeDecodeError:
        raise Unsupported("the library takes a str here, and these bytes are not UTF-8") from None


def as_pairs(pairs):
    return [(as_string(name), None if value is None else as_string(value)) for name, value in pairs]


def as_number(value):
    """Returns a number as an int, the type that libraries take. Other text cannot be passed to them."""
    text = str(value)
    if not text.removeprefix("-").isdecimal() or str(int(text)) != text:
        raise Unsupported("the library takes an int here")
    return int(text)


def credentials_of(data):
    """Returns the access key, the secret and the session token, or None without a token."""
    given = data["credentials"]
    token = given.get("sessionToken")
    return as_string(given["accessKeyId"]), as_string(given["secretAccessKey"]), None if token is None else as_string(token)


def object_of(data):
    """Returns the bucket and the key of a request that consists of nothing else: no headers, no query, no `wire` target."""
    target = data["target"]
    if as_string(data["service"]) != "s3" or data.get("algorithm", "AWS4-HMAC-SHA256") != "AWS4-HMAC-SHA256":
        raise Unsupported("the library signs for S3 alone, and with SigV4 alone")
    if "wire" in target or data.get("headers") or target.get("query"):
        raise Unsupported("the library presigns a bucket and a key, without headers and query parameters")
    return as_string(target["bucket"]), as_string(target["key"])


def encode(value, safe=""):
    return urllib.parse.quote_from_bytes(as_bytes(value), safe=safe + "~")


def url_of(data):
    """Returns the request's URL with its key and query encoded. A `wire` target is used unchanged."""
    scheme, host = as_string(data["endpoint"]).split("://", 1)
    target = data["target"]
    if "wire" in target:
        return f"{scheme}://{host}{as_string(target['wire'])}"
    bucket, path = as_string(target["bucket"]), "/" + encode(target["key"], safe="/")
    query = "&".join(encode(name) + ("" if value is None else "=" + encode(value)) for name, value in target.get("query", []))
    if target.get("addressing", "virtual") == "virtual":
        host = f"{bucket}.{host}"
    else:
        path = f"/{bucket}" + (path if as_bytes(target["key"]) else "")
    return f"{scheme}://{host}{path}" + (f"?{query}" if query else "")


def added(headers, given):
    """Returns the headers that the library adds or changes, compared with the given ones."""
    rest, more = [(name.lower(), value) for name, value in given], []
    for name, value in headers:
        if (name.lower(), value) in rest:
            rest.remove((name.lower(), value))
        else:
            more.append([name, value])
    return more


def serve(ready, operations, rejections):
    """Serves the gate's messages until it says bye. An exception of a type in `rejections` is the library's rejection."""
    ready = {"type": "ready", "protocol": 1, "operations": list(operations), "random": "own", "unsupported": [], **ready}
    for line in sys.stdin.buffer:
        message = json.loads(line)
        kind = message["type"]
        reply = ready if kind == "hello" else {"type": "bye"} if kind == "bye" else {
            "type": "result", "seq": message["seq"], **result(message, operations, rejections)}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()
        if kind == "bye":
            return


def result(run, operations, rejections):
    try:
        if run["operation"] not in operations:
            raise Unsupported("the library has no such operation")
        output, *trace = operations[run["operation"]](run["input"], run["clock"])
        return {"status": "accepted", "output": output, **({"trace": trace[0]} if trace else {})}
    except Unsupported as reason:
        return {"status": "unsupported", "error": {"code": "Unsupported", "message": str(reason)}}
    except rejections as rejection:
        return {"status": "rejected", "error": {"code": type(rejection).__name__, "message": str(rejection)}}
    except Exception as error:  # the run fails, the adapter goes on
        traceback.print_exc()
        return {"status": "error", "error": {"code": type(error).__name__, "message": str(error)}}
