"""Verifies requests on the receiver's side.

The checks run in S3's order, as far as it is known: the syntax, then region, service and time, then the access key, then the
signature. The body comes last, because it is compared with a hash that the signature covers.
"""

import re

from .canonical import canonical_path, canonical_query, canonical_request, request_pairs
from .faults import Rejected, broken
from .request import CHANGED_BY_PROXIES
from .signature import UNSIGNED_PAYLOAD, Credentials, Signer, payload_hash
from .text import read_pairs, read_text, written_text
from .times import read_clock


class Receiver:
    """The receiver: the credentials that it knows, its region and service, and the time."""

    def __init__(self, data, clock):
        self.known = [Credentials(each) for each in data["credentials"]]
        self.region, self.service = read_text(data["region"]), read_text(data["service"])
        self.now = read_clock(clock)

    def credentials_of(self, access_key):
        for credentials in self.known[:1] if broken("only-first-credentials-known") else self.known:
            if credentials.access_key == access_key:
                return credentials
        if broken("unknown-key-as-wrong-signature"):
            raise Rejected("SignatureDoesNotMatch", "the signature does not match the request", 403)
        raise Rejected("InvalidAccessKeyId", "the access key is unknown", 403)


class Received:
    """A request as it was received."""

    def __init__(self, data):
        self.method, self.body = read_text(data["method"]), read_text(data.get("body") or "")
        self.path, _, self.query = read_text(data["target"]).partition(b"?")
        self.headers = read_pairs(data.get("headers"))

    def header(self, name):
        """Returns the trimmed value of the first header with a name, given in lower case, or None."""
        by_case = broken("header-names-by-case")
        return next(
            (value.strip(b" \t") for each, value in self.headers if (each if by_case else each.lower()) == name), None
        )


class Claim:
    """What a request states about its signature."""

    def __init__(self, algorithm, credential, stamp, signed_headers, signature, token):
        self.algorithm, self.credential, self.stamp = algorithm, credential, stamp
        self.signed = [name.lower() for name in signed_headers.split(b";")]
        self.signature, self.token = signature, token or b""


def check(receiver, request, claim, payload):
    """Verifies the signature. Returns the request's signer and the trace."""
    _check_signed_names(request, claim)
    credentials = receiver.credentials_of(claim.credential.access_key)
    if not is_token_of(credentials, claim.token):
        raise Rejected("InvalidToken", "the session token does not belong to the access key", 400)
    scope = claim.credential
    signer = Signer(credentials, claim.algorithm, claim.stamp, scope.date, scope.region, scope.service)
    path = canonical_path(request.path, receiver.service)
    query = canonical_query(_signed_pairs(request.query))
    headers, missing = _signed_headers(request, claim)
    text, _ = canonical_request(request.method, path, query, headers, payload)
    string = signer.string_to_sign(text)
    trace = {"canonicalRequest": written_text(text), "stringToSign": written_text(string)}
    if missing or not signer.verifies(string, claim.signature):
        raise Rejected("SignatureDoesNotMatch", "the signature does not match the request", 403, trace)
    return signer, trace


def is_token_of(credentials, token):
    if broken("token-prefix-accepted") and token and credentials.token.startswith(token):
        return True
    return token == credentials.token or broken("token-unchecked")


def check_body(declared, body, trace):
    """Compares the body with the signed hash, if there is one. The streaming constants are not the hash of any body."""
    if declared is None or declared == UNSIGNED_PAYLOAD or broken("body-not-hashed"):
        return
    if declared != payload_hash(body):
        raise Rejected("XAmzContentSHA256Mismatch", "the body does not match x-amz-content-sha256", 400, trace)


def _check_signed_names(request, claim):
    names = {name.lower() for name, _ in request.headers}
    unsigned = {name for name in names if name.startswith(b"x-amz-")} - set(claim.signed)
    if broken("unsigned-tagging-accepted"):
        unsigned -= {b"x-amz-tagging"}
    if unsigned and not broken("unsigned-amz-headers-accepted"):
        raise Rejected("AccessDenied", "the request has x-amz-* headers that are not signed", 403)
    if b"host" not in claim.signed and not broken("host-not-required"):
        raise Rejected("AccessDenied", "host is not signed", 403)


def _signed_pairs(query):
    """Returns all pairs of the query. `canonical_query` removes the signature."""
    if broken("signature-expected-last"):
        query = query.partition(b"&X-Amz-Signature=")[0]
    pairs = request_pairs(query)
    if broken("further-parameters-ignored") and any(name == b"X-Amz-Signature" for name, _ in pairs):
        pairs = [pair for pair in pairs if pair[0].startswith(b"X-Amz-")]
    return pairs


def _signed_headers(request, claim):
    """Returns the signed headers as they were received, and the names of signed headers that are missing."""
    headers = [(name, value) for name, value in request.headers if name.lower() in claim.signed]
    missing = set(claim.signed) - {name.lower() for name, _ in headers}
    if missing and broken("missing-header-as-malformed"):
        raise Rejected("InvalidRequest", "a signed header is missing", 400)
    if broken("user-agent-not-verified"):
        headers = [header for header in headers if header[0].lower() not in CHANGED_BY_PROXIES]
    if broken("port-not-verified"):
        headers = [(n, re.sub(rb":\d+$", b"", v) if n.lower() == b"host" else v) for n, v in headers]
    return headers, missing
