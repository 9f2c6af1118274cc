"""What the small adapters in Python share: the protocol's lines, its texts, and the URL of a bucket and a key.

Nothing here knows a rule of signing but one: a key that is to go into a URL is percent-encoded before a library sees it, as every user
of a library that takes URLs has to do. What the library then makes of the URL is the library's.
"""

import base64
import json
import sys
import traceback
import urllib.parse


class Unsupported(Exception):
    """The input cannot be expressed with the library; the message says why."""


def as_bytes(value):
    """The bytes of a text: a JSON string, or {"base64": "…"}."""
    return value.encode("utf-8") if isinstance(value, str) else base64.b64decode(value["base64"], validate=True)


def as_string(value):
    try:
        return as_bytes(value).decode("utf-8")
    except UnicodeDecodeError:
        raise Unsupported("the library takes a str here, and these bytes are not UTF-8") from None


def as_pairs(pairs):
    return [(as_string(name), None if value is None else as_string(value)) for name, value in pairs]


def encode(value, safe=""):
    return urllib.parse.quote_from_bytes(as_bytes(value), safe=safe + "~")


def url_of(data):
    """Where the request goes, its key and query encoded; a target on the wire stays as it is."""
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
    """The headers that were not given as they are: those to add, or to put in the place of others."""
    rest, more = [(name.lower(), value) for name, value in given], []
    for name, value in headers:
        if (name.lower(), value) in rest:
            rest.remove((name.lower(), value))
        else:
            more.append([name, value])
    return more


def serve(ready, operations, rejections):
    """Answers the gate. What an operation raises of `rejections` is the library's own rejection."""
    ready = {"type": "ready", "protocol": 1, "operations": list(operations), "random": "own", "unsupported": [], **ready}
    for line in sys.stdin.buffer:
        message = json.loads(line)
        kind = message["type"]
        answer = ready if kind == "hello" else {"type": "bye"} if kind == "bye" else {
            "type": "result", "seq": message["seq"], **result(message, operations, rejections)}
        sys.stdout.write(json.dumps(answer) + "\n")
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
    except Exception as trouble:  # the run fails, the adapter goes on
        traceback.print_exc()
        return {"status": "error", "error": {"code": type(trouble).__name__, "message": str(trouble)}}
