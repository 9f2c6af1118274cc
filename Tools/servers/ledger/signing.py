"""Finds out how a case was signed from its signature, so that it can be signed in the same way with other credentials.

Most contested cases have a deliberate fault, such as the scope of another day or a missing header, which a signer that
follows the rules does not produce. So the adapter computes only the canonical request. This module does the rest of SigV4.
"""

import collections
import hashlib
import hmac
import itertools

# What a signing key is for. The date is YYYYMMDD.
Scope = collections.namedtuple("Scope", "date region service")


def signature(secret, scope, text):
    key = b"AWS4" + secret
    for step in (*scope, b"aws4_request"):
        key = hmac.digest(key, step, "sha256")
    return hmac.new(key, text, "sha256").hexdigest().encode()


def string_to_sign(stamp, scope, canonical_request):
    return b"\n".join((
        b"AWS4-HMAC-SHA256", stamp, b"/".join((*scope, b"aws4_request")),
        hashlib.sha256(canonical_request).hexdigest().encode()))


def likely_scopes(claimed, stamp, receiver):
    """Returns the scope that the request claims, followed by those that differ in what the case may have changed."""
    days = unique([claimed.date, stamp[:8]])
    regions, services = unique([claimed.region, receiver.region]), unique([claimed.service, receiver.service, b"s3"])
    return [Scope(*each) for each in itertools.product(days, regions, services)]


def likely_payloads(said, body):
    return unique([said, b"UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest().encode()])


def unique(values):
    return list(dict.fromkeys(value for value in values if value))
