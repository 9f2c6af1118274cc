"""Builds the response to an upload form: what was stored and where, or why the form was rejected."""

import re

from signing.encoding import encode_query
from signing.faults import broken
from signing.request import reject_broken_lines
from signing.text import read_text, written_pairs, written_text

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}


def respond(data, clock):
    if data.get("error") is not None:
        status, headers, body = _rejection(data["error"])
    elif data.get("redirect") is not None:
        status, headers, body = _redirect(data)
    else:
        status, headers, body = _acceptance(data)
    reject_broken_lines(headers)
    return {"status": status, "headers": written_pairs(headers), "body": written_text(body)}, None


def _acceptance(data):
    status, headers = data["status"], []
    if not (broken("etag-header-missing") or (status == 204 and broken("etag-of-204-missing"))):
        headers.append((b"ETag", read_text(data["etag"])))
    if not (broken("location-header-missing") or (status != 201 and broken("location-of-201-alone"))):
        headers.append((b"Location", read_text(data["location"])))
    body = b""
    if (status == 201 and not broken("body-of-201-missing")) or (status == 200 and broken("body-with-200")):
        body = _post_response(data)
    return status, [*headers, *_content(body, status)], body


def _post_response(data):
    key = read_text(data["key"])
    values = {
        "Location": read_text(data["location"]),
        "Bucket": read_text(data["bucket"]),
        "Key": encode_query(key) if broken("key-in-body-encoded") else key,
        "ETag": read_text(data["etag"]).strip(b'"') if broken("etag-in-body-bare") else read_text(data["etag"]),
    }
    return _xml("PostResponse", values)


def _redirect(data):
    """Redirects to the page that the form names, with the bucket, key and ETag in the query."""
    page, hash_sign, fragment = read_text(data["redirect"]).partition(b"#")
    stored = [(name, read_text(data[name])) for name in ("bucket", "key", "etag")]
    as_is = broken("redirect-parameters-not-encoded")
    query = b"&".join(name.encode() + b"=" + (value if as_is else encode_query(value)) for name, value in stored)
    mark = b"&" if b"?" in page and not broken("redirect-with-two-question-marks") else b"?"
    if broken("query-of-redirect-replaced"):
        page, mark = page.partition(b"?")[0], b"?"
    location = page if broken("redirect-without-parameters") else page + mark + query
    status = 302 if broken("redirect-as-302") else 303
    headers = [(b"ETag", read_text(data["etag"])), (b"Location", location + hash_sign + fragment)]
    return status, [*headers, *_content(b"", status)], b""


def _rejection(error):
    code, message = read_text(error["code"]), read_text(error["message"])
    if broken("errors-as-json"):
        import json

        body = json.dumps({"Code": written_text(code), "Message": written_text(message)}).encode()
        return error["status"], [(b"Content-Type", b"application/json")], body
    values = {"Code": code, "Message": message}
    if broken("error-without-message"):
        del values["Message"]
    body = _xml("Error", values)
    return error["status"], _content(body, error["status"]), body


def _content(body, status):
    """Returns the headers that describe the body. A 204 has none, not even a Content-Length of 0 (RFC 9110, 8.6)."""
    kind = [(b"Content-Type", b"application/xml")] if body else []
    length = len(body.decode("utf-8", "replace")) if broken("length-in-characters") else len(body)
    if broken("length-without-the-declaration") and body:
        length -= len(_DECLARATION)
    return kind + ([] if status == 204 else [(b"Content-Length", b"%d" % length)])


def _xml(root, values):
    elements = "".join(f"<{name}>{_escaped(value)}</{name}>" for name, value in values.items())
    return f"{_DECLARATION}<{root}>{elements}</{root}>".encode()


def _escaped(value):
    text = value.decode("utf-8", "replace")
    if broken("markup-not-escaped"):
        return text
    if broken("ampersands-not-escaped"):
        return re.sub("[<>]", lambda found: _ESCAPES[found.group()], text)
    # XML parsers turn a literal carriage return into a line feed.
    return re.sub("[&<>\"'\r]", lambda found: _ESCAPES.get(found.group(), "&#13;"), text)
