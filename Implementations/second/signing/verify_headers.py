"""Verifies a request that is signed in its Authorization header."""

from datetime import timedelta

from .checksums import check_checksums
from .faults import Rejected, broken
from .receiver import Claim, Received, Receiver, check, check_body
from .scope import read_credential
from .signature import ECDSA_ALGORITHM, HMAC_ALGORITHM, payload_hash
from .text import written_text
from .times import SKEW, plain_timestamp, read_http_date, read_timestamp

_MALFORMED = "AuthorizationHeaderMalformed"


def verify_headers(data, clock):
    receiver, request = Receiver(data, clock), Received(data["request"])
    signer, _, declared, trace = verify_header_signature(receiver, request)
    check_body(declared, request.body, trace)
    check_checksums(receiver, request)
    return {"accessKeyId": written_text(signer.credentials.access_key)}, trace


def verify_header_signature(receiver, request):
    """Verifies the signature but not the body. Returns the signer, the claim, x-amz-content-sha256 and the trace."""
    authorization = request.header(b"authorization")
    if authorization is None:
        raise Rejected("AccessDenied", "the request is not signed", 403)
    algorithm, credential, signed_headers, signature = _read_authorization(authorization)
    region_set = request.header(b"x-amz-region-set")
    if algorithm == ECDSA_ALGORITHM and region_set is None:
        raise Rejected(_MALFORMED, "x-amz-region-set is missing", 400)
    credential = read_credential(credential, algorithm, region_set, _MALFORMED)
    date, stamp = _date(request)
    credential.check(receiver, stamp[:8], _MALFORMED)
    _check_skew(receiver.now, date)
    declared = request.header(b"x-amz-content-sha256")
    if declared is None and receiver.service == b"s3":
        raise Rejected("InvalidRequest", "x-amz-content-sha256 is missing", 400)
    claim = Claim(algorithm, credential, stamp, signed_headers, signature, request.header(b"x-amz-security-token"))
    signer, trace = check(receiver, request, claim, declared or payload_hash(request.body))
    return signer, claim, declared, trace


def _read_authorization(text):
    """Returns the algorithm, credential, signed headers and signature."""
    algorithm, _, rest = text.strip(b" ").partition(b" ")
    parts = [tuple(part.strip(b" ").partition(b"=")[::2]) for part in rest.split(b",")]
    values = dict(parts)
    known = algorithm in (HMAC_ALGORITHM, ECDSA_ALGORITHM)
    if not known or len(parts) != 3 or set(values) != {b"Credential", b"SignedHeaders", b"Signature"}:
        raise Rejected(_MALFORMED, "Authorization is not an algorithm, Credential, SignedHeaders and Signature", 400)
    if broken("authorization-needs-spaces") and b", SignedHeaders=" not in rest:
        raise Rejected(_MALFORMED, "Authorization has no space after a comma", 400)
    return algorithm, values[b"Credential"], values[b"SignedHeaders"], values[b"Signature"]


def _date(request):
    """Returns the request's time and its timestamp, from x-amz-date, or from Date if there is no x-amz-date."""
    stamp = request.header(b"x-amz-date")
    date = read_timestamp(stamp) if stamp is not None else read_http_date(request.header(b"date") or b"")
    if not date:
        raise Rejected("AccessDenied", "the request has no valid x-amz-date or Date", 403)
    return date, stamp or plain_timestamp(date)


def _check_skew(now, date):
    if broken("skew-unchecked"):
        return
    allowed = timedelta(minutes=5) if broken("skew-of-five-minutes") else SKEW
    too_old, too_new = now - date > allowed, date - now > allowed
    if broken("skew-of-early-requests-unchecked"):
        too_new = False
    if broken("requests-ahead-rejected"):
        too_new = date > now
    if too_old or too_new:
        raise Rejected("RequestTimeTooSkewed", "the request's time differs too much from the receiver's", 403)
