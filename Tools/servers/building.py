"""Builds the declared forms with the adapter, which signs them, as requests to send."""

import base64
import collections
import json
import time

import multipart
from exchange import Request, split
from text import as_text, pairs_as_bytes

# Where forms are sent, and who signs them. `credentials` are in the protocol's form. Every key begins with the prefix.
Place = collections.namedtuple("Place", "endpoint region bucket credentials prefix")


def clock(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def build(adapter, place, form, directory, now):
    """Returns the request that posts the form at `now`. Its key is in a directory below the place's prefix."""
    moment = clock(now - form.age)
    signer = {"credentials": place.credentials, "region": place.region, "service": "s3"}
    if form.signer:
        signer = form.signer(signer)
    built = adapter.output("policy.build", moment, {
        **signer, "bucket": place.bucket, "endpoint": place.endpoint, "key": place.prefix + directory + form.key,
        "fields": [list(pair) for pair in form.fields], "conditions": list(form.conditions),
        "expires": str(form.seconds), "allowsUncoveredFields": True})
    fields = pairs_as_bytes(built["fields"])
    if form.document:
        fields = _signed_again(adapter, signer, moment, form.document, fields)
    if form.sent:
        fields = form.sent(fields)
    parts = [multipart.Part(name, value) for name, value in fields]
    if form.file:
        parts.append(form.file)
    body = multipart.encode(form.parts(parts) if form.parts else parts)
    origin, target, host = split(built["url"])
    headers = [("Host", host), ("Content-Type", multipart.CONTENT_TYPE)]
    if form.request:
        headers, body = form.request(headers, body)
    return Request(origin, "POST", target, headers, body)


def _signed_again(adapter, signer, moment, document, fields):
    """Returns the fields with a changed policy, signed exactly as `document` returns it."""
    policy = document(json.loads(base64.b64decode(dict(fields)[b"policy"])))
    text = policy if isinstance(policy, bytes) else json.dumps(policy).encode()
    signing = pairs_as_bytes(adapter.output("sign.policy", moment, {**signer, "policy": as_text(text)})["fields"])
    names = {name for name, _ in signing}
    return [pair for pair in fields if pair[0] not in names] + signing
