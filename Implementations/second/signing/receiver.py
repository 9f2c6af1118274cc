"""Verifies requests on the receiver's side.

The checks run in S3's order, as far as it is known: the syntax, then region, service and time, then the access key, then the
signature. The body comes last, because it is compared with a hash that the signature covers.
"""

import re

from .canonical import canonical_path, canonical_query, canonical_request, request_pairs
from .faults import Rejected, broken
from .request import CHANGED_BY_PROXIES
from .signature import UNSIGNED_PAYLOAD, Credentials, Signer, payload_hash
from .text import read_text, written_text
from .times import read_clock

# The header that may be left unsigned, because its value is the last line of the canonical request.
_HASH_HEADER = b"x-amz-content-sha256"


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

    def check_token(self, credentials, token):
        """Rejects a token that is missing (None), does not belong to the credentials, or has expired."""
        if broken("empty-token-as-none") and not token:
            return
        if token is None and credentials.token and not broken("missing-token-accepted"):
            if broken("missing-token-as-invalid"):
                raise Rejected("InvalidToken", "the session token is missing", 400)
            raise Rejected("InvalidAccessKeyId", "temporary credentials are known only with their token", 403)
        if token is not None and not _is_token_of(credentials, token):
            raise Rejected("InvalidToken", "the session token does not belong to the access key", 400)
        expired = credentials.expiration is not None and self.now >= credentials.expiration
        if expired and not broken("token-expiry-unchecked"):
            if broken("expired-token-as-denied"):
                raise Rejected("AccessDenied", "the session token has expired", 403)
            raise Rejected("ExpiredToken", "the session token has expired", 400)


class Claim:
    """What a request states about its signature."""

    def __init__(self, algorithm, credential, stamp, signed_headers, signature, token):
        self.algorithm, self.credential, self.stamp = algorithm, credential, stamp
        self.signed = [name.lower() for name in signed_headers.split(b";")]
        self.signature, self.token = signature, token


def check(receiver, request, claim, payload, in_url=False):
    """Verifies the signature. Returns the request's signer and the trace."""
    _check_signed_names(request, claim)
    credentials = receiver.credentials_of(claim.credential.access_key)
    receiver.check_token(credentials, claim.token)
    scope = claim.credential
    if broken("scope-date-of-receiver-for-key"):
        scope.date = receiver.now.strftime("%Y%m%d").encode()
    signer = Signer(credentials, claim.algorithm, claim.stamp, scope.date, scope.region, scope.service)
    path = canonical_path(_received_path(request.path), receiver.service)
    query = canonical_query(_signed_pairs(request.query))
    headers, missing = _signed_headers(request, claim, in_url)
    text, _ = canonical_request(request.method, path, query, headers, payload)
    string = signer.string_to_sign(text)
    trace = {"canonicalRequest": written_text(text), "stringToSign": written_text(string)}
    if missing or not signer.verifies(string, claim.signature):
        raise Rejected("SignatureDoesNotMatch", "the signature does not match the request", 403, trace)
    return signer, trace


def _is_token_of(credentials, token):
    own = credentials.token
    if broken("token-prefix-accepted") and token and own.startswith(token):
        return True
    if broken("token-by-case") and own and token.lower() == own.lower():
        return True
    if broken("needless-token-ignored") and not own:
        return True
    return bool(own) and token == own or broken("token-unchecked")


def check_body(declared, body, trace):
    """Compares the body with the signed hash, if there is one. The streaming constants are not the hash of any body."""
    if declared is None or declared == UNSIGNED_PAYLOAD or broken("body-not-hashed"):
        return
    if broken("unknown-payload-hash-accepted") and len(declared) != 64:
        return
    if broken("body-hash-by-case"):
        declared = declared.lower()
    if broken("only-beginning-hashed") and len(body) > 65536:
        return
    if broken("body-cut-for-hash"):
        body = body[:70000]
    if declared != payload_hash(body):
        raise Rejected("XAmzContentSHA256Mismatch", "the body does not match x-amz-content-sha256", 400, trace)


def _check_signed_names(request, claim):
    names = {name.lower() for name, _ in request.headers}
    signed = set(claim.signed)
    if broken("signed-names-by-substring"):
        signed = {name for name in names if name in b";".join(claim.signed)}
    if broken("signed-names-by-prefix"):
        signed = {name for name in names if any(each.startswith(name) for each in claim.signed)}
    if not broken("content-hash-must-be-signed"):
        signed.add(_HASH_HEADER)
    required = names if broken("every-header-must-be-signed") else {n for n in names if n.startswith(b"x-amz-")}
    unsigned = required - signed - {b"authorization"}
    if broken("unsigned-tagging-accepted"):
        unsigned -= {b"x-amz-tagging"}
    if unsigned and not broken("unsigned-amz-headers-accepted"):
        if broken("unsigned-headers-as-wrong-signature"):
            raise Rejected("SignatureDoesNotMatch", "the signature does not match the request", 403)
        raise Rejected("AccessDenied", "the request has x-amz-* headers that are not signed", 403)
    if b"host" not in claim.signed and not broken("host-not-required"):
        raise Rejected("AccessDenied", "host is not signed", 403)


def _received_path(path):
    """Returns the path as it was received. A mutant changes it like frameworks that route by it."""
    if broken("trailing-slash-ignored"):
        path = path.rstrip(b"/") or b"/"
    return path


def _signed_pairs(query):
    """Returns all pairs of the query. `canonical_query` removes the signature."""
    if broken("signature-expected-last"):
        query = query.partition(b"&X-Amz-Signature=")[0]
    pairs = request_pairs(query)
    if broken("further-parameters-ignored") and any(name == b"X-Amz-Signature" for name, _ in pairs):
        pairs = [pair for pair in pairs if pair[0].startswith(b"X-Amz-")]
    if broken("operation-hint-ignored"):
        pairs = [pair for pair in pairs if pair[0] != b"x-id"]
    return pairs


def _signed_headers(request, claim, in_url):
    """Returns the signed headers, and the names of signed headers that are missing. In a URL, a parameter stands in for an x-amz-* header."""
    sent = {name.lower() for name, _ in request.headers}
    headers = [(name, value) for name, value in request.headers if name.lower() in claim.signed]
    for name in set(claim.signed) if in_url and not broken("signed-parameters-ignored") else ():
        values = request.parameters(name) if name.startswith(b"x-amz-") else []
        if values and (name not in sent or broken("signed-parameters-preferred")):
            headers = [header for header in headers if header[0].lower() != name] + [(name, value) for value in values]
    missing = set(claim.signed) - {name.lower() for name, _ in headers}
    if missing and broken("missing-header-as-malformed"):
        raise Rejected("InvalidRequest", "a signed header is missing", 400)
    if broken("user-agent-not-verified"):
        headers = [header for header in headers if header[0].lower() not in CHANGED_BY_PROXIES]
    if broken("port-not-verified"):
        headers = [(n, re.sub(rb":\d+$", b"", v) if n.lower() == b"host" else v) for n, v in headers]
    if broken("sent-again-as-wrong-signature") and any(request.parameters(name) for name in sent & set(claim.signed)):
        missing.add(b"")
    return headers, missing
