"""Rebuilds the forms of vectors for a server."""

import base64
import re

import multipart
from exchange import Request, split
from ledger.move import Move, NotSendable
from ledger.signing import Scope, likely_scopes, signature
from text import as_bytes, pairs_as_bytes

LARGEST_FILE = 1 << 20
# Files have at most this many bytes if the size does not matter: the policy has no range, or the usual one with the file in it.
ENOUGH = 1000
USUAL_LARGEST = 90_000_000
USUAL_RANGE = rb'\["content-length-range",\s*1,\s*90000000\]'
# The file of vectors that are only about the signature.
PLAIN_FILE = {"name": "cat.webm", "contentType": "video/webm", "size": "5"}


def form_request(case, place, now):
    move, data = Move(case, place, now), case.input
    fields = pairs_as_bytes(data["fields"])
    values = {name.lower(): value for name, value in reversed(fields)}
    move.dated(values.get(b"x-amz-date"))
    bucket = as_bytes(data["bucket"]) if "bucket" in data else bucket_of(values.get(b"policy", b""))
    sign = _signer(move, values)
    moved = {}
    if b"policy" in values:
        moved[b"policy"] = _encoded(move.policy(_decoded(values[b"policy"]), bucket), values[b"policy"])
    if values.get(b"x-amz-signature"):
        moved[b"x-amz-signature"] = sign(moved[b"policy"])
    fields = [(name, _field(move, name.lower(), value, moved)) for name, value in fields]
    if move.adds_token and b"policy" in values:
        fields.insert(0, (b"x-amz-security-token", move.new["token"]))
    parts = [multipart.Part(name, value) for name, value in fields]
    file = data.get("file") if "bucket" in data else PLAIN_FILE
    if file:
        parts.append(_file_part(file, _decoded(values.get(b"policy", b""))))
        name = parts[-1].filename
        if name == b"" and values.get(b"key") == b"${filename}":
            raise NotSendable("its key is empty, so the object would not be below the prefix")
    origin, target, host = split(f"{place.endpoint}/{place.bucket}")
    return Request(
        origin, "POST", target, [("Host", host), ("Content-Type", multipart.CONTENT_TYPE)], multipart.encode(parts)), parts


def bucket_of(policy):
    match = re.search(rb'"bucket"\s*:\s*"([^"]*)"', _decoded(policy))
    return match.group(1) if match else b"\0"


def _decoded(policy):
    try:
        return base64.b64decode(policy + b"=" * (-len(policy) % 4), validate=True)
    except ValueError:
        raise NotSendable("its policy is not Base64") from None


def _encoded(document, old):
    """Encodes a policy in Base64, without padding if the vector's lacks its padding."""
    if len(old) % 4 == 0:
        return base64.b64encode(document)
    return base64.b64encode(document + b" " * (len(document) % 3 == 0)).rstrip(b"=")


def _signer(move, values):
    """Returns a function that signs a policy in Base64 in the way in which the vector's policy was signed."""
    given, policy = values.get(b"x-amz-signature"), values.get(b"policy", b"")
    if not given:
        return None
    claimed = _claimed(values, _decoded(policy))
    for scope in likely_scopes(claimed, values.get(b"x-amz-date", claimed.date), move.receiver):
        if signature(move.old["secret"], scope, policy) == given:
            return lambda text: signature(move.new["secret"], move.scope(scope), text)
    raise NotSendable("no known way of signing gives its signature")


def _claimed(values, policy):
    """Returns the scope in the credential field, or the one in the policy if the field has none."""
    for text in (values.get(b"x-amz-credential", b""), policy):
        match = re.search(rb"/(\d{8})/([^/\"]*)/([^/\"]*)/aws4_request", text)
        if match:
            return Scope(*match.groups())
    raise NotSendable("it has no scope")


def _field(move, name, value, moved):
    if name in moved:
        return moved[name]
    if name == b"key":
        return move.key(value)
    if name == b"x-amz-date":
        return move.time(value)
    if name == b"x-amz-credential":
        return move.credential(value)
    return move.token(value) if name == b"x-amz-security-token" else value


def _file_part(file, policy):
    size = int(file["size"])
    if size <= USUAL_LARGEST and b"content-length-range" not in re.sub(USUAL_RANGE, b"", policy):
        size = min(size, ENOUGH)
    if size > LARGEST_FILE:
        raise NotSendable(f"its file has {size} bytes, more than the limit of {LARGEST_FILE}")
    name, kind = (as_bytes(file[member]) if member in file else None for member in ("name", "contentType"))
    return multipart.Part(b"file", b"x" * size, name, kind)
