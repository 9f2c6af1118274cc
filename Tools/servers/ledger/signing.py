"""How a case was signed, found out from its signature, so that it can be signed in the same way with other credentials.

Most contested cases are faulty on purpose, and a signer that follows the rules does not make them: their scope is another
day's, or a header is missing. So only the canonical request is the adapter's; the rest is the four steps of SigV4.
"""

import collections
import hashlib
import hmac
import itertools

# What the signing key is for. The date is that of the key: YYYYMMDD.
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
    """The scope that a request claims comes first; then those that differ by what the case may have changed."""
    days = unique([claimed.date, stamp[:8]])
    regions, services = unique([claimed.region, receiver.region]), unique([claimed.service, receiver.service, b"s3"])
    return [Scope(*each) for each in itertools.product(days, regions, services)]


def likely_payloads(said, body):
    return unique([said, b"UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest().encode()])


def unique(values):
    return list(dict.fromkeys(value for value in values if value))
