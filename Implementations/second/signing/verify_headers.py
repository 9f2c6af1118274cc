"""Verifies a request that is signed in its Authorization header."""

import re
from datetime import timedelta

from .canonical import is_s3
from .checksums import check_checksums
from .faults import Rejected, broken
from .received import Received, check_mechanism
from .receiver import Claim, Receiver, check, check_body
from .scope import read_credential
from .signature import ECDSA_ALGORITHM, HMAC_ALGORITHM, UNSIGNED_PAYLOAD, payload_hash
from .text import written_text
from .times import SKEW, plain_timestamp, read_http_date, read_timestamp, received_stamp

_MALFORMED = "AuthorizationHeaderMalformed"
_HASH = re.compile(rb"[0-9a-f]{64}")
_STREAMING = frozenset(
    b"STREAMING-" + each
    for each in (
        b"UNSIGNED-PAYLOAD-TRAILER",
        b"AWS4-HMAC-SHA256-PAYLOAD",
        b"AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        b"AWS4-ECDSA-P256-SHA256-PAYLOAD",
        b"AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER",
    )
)


def verify_headers(data, clock):
    receiver, request = Receiver(data, clock), Received(data["request"])
    signer, _, declared, trace = verify_header_signature(receiver, request)
    check_body(declared, request.body, trace)
    check_checksums(receiver, request)
    return {"accessKeyId": written_text(signer.credentials.access_key)}, trace


def verify_header_signature(receiver, request):
    """Verifies the signature but not the body. Returns the signer, the claim, x-amz-content-sha256 and the trace."""
    authorizations = request.values(b"authorization")
    if not authorizations:
        raise Rejected("AccessDenied", "the request is not signed", 403)
    check_mechanism(request, by_header=True)
    authorization = authorizations[-1 if broken("last-authorization-counts") else 0]
    algorithm, credential, signed_headers, signature = _read_authorization(authorization)
    region_set = request.header(b"x-amz-region-set")
    if algorithm == ECDSA_ALGORITHM and region_set is None:
        raise Rejected(_MALFORMED, "x-amz-region-set is missing", 400)
    credential = read_credential(credential, algorithm, region_set, _MALFORMED)
    date, stamp = _date(request, receiver.now)
    credential.check(receiver, stamp[:8], _MALFORMED)
    _check_skew(receiver.now, date)
    declared = _declared_hash(receiver, request)
    claim = Claim(algorithm, credential, stamp, signed_headers, signature, request.header(b"x-amz-security-token"))
    signer, trace = check(receiver, request, claim, declared or payload_hash(request.body))
    return signer, claim, declared, trace


def _read_authorization(text):
    """Returns the algorithm, credential, signed headers and signature."""
    algorithm, _, rest = text.strip(b" ").partition(b" ")
    if algorithm not in (HMAC_ALGORITHM, ECDSA_ALGORITHM):
        if not (broken("algorithm-unchecked") and algorithm.startswith(b"AWS4-HMAC-")):
            code = _MALFORMED if broken("unknown-algorithm-as-malformed") else "InvalidArgument"
            raise Rejected(code, "the algorithm of Authorization is unknown", 400)
    parts = [tuple(part.strip(b" ").partition(b"=")[::2]) for part in rest.split(b",")]
    values = dict(reversed(parts) if broken("first-signature-counts") else parts)
    repeated = len(parts) != len(values) and not (broken("last-signature-counts") or broken("first-signature-counts"))
    if repeated or set(values) != {b"Credential", b"SignedHeaders", b"Signature"}:
        raise Rejected(_MALFORMED, "Authorization is not an algorithm, Credential, SignedHeaders and Signature", 400)
    if broken("authorization-needs-spaces") and b", SignedHeaders=" not in rest:
        raise Rejected(_MALFORMED, "Authorization has no space after a comma", 400)
    if broken("quoted-authorization-accepted"):
        values = {name: value.strip(b'"') for name, value in values.items()}
    return algorithm, values[b"Credential"], values[b"SignedHeaders"], values[b"Signature"]


def _date(request, now):
    """Returns the request's time and its timestamp, from x-amz-date, or from Date if there is no x-amz-date."""
    stamp, other = received_stamp(request.header(b"x-amz-date")), request.header(b"date")
    if stamp is None and other is None and broken("missing-date-as-now"):
        stamp = plain_timestamp(now)
    if broken("date-header-preferred") and other is not None:
        stamp = None
    date = read_timestamp(stamp) if stamp is not None else read_http_date(other or b"")
    if broken("dates-must-agree") and stamp is not None and other is not None and date != read_http_date(other):
        raise Rejected("AccessDenied", "x-amz-date and Date differ", 403)
    if not date:
        if broken("missing-date-as-malformed"):
            raise Rejected(_MALFORMED, "the request has no valid x-amz-date or Date", 400)
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


def _declared_hash(receiver, request):
    """Returns x-amz-content-sha256, which S3 requires, or None."""
    declared = request.header(b"x-amz-content-sha256")
    if receiver.service != b"s3":
        return declared
    if declared is None:
        if broken("missing-content-hash-computed"):
            return None
        if broken("missing-content-hash-as-unsigned"):
            return UNSIGNED_PAYLOAD
        raise Rejected("InvalidRequest", "x-amz-content-sha256 is missing", 400)
    known = _HASH.fullmatch(declared) or declared == UNSIGNED_PAYLOAD or declared in _STREAMING
    if not known and not broken("unknown-payload-hash-accepted") and not broken("body-hash-by-case"):
        if broken("unknown-payload-hash-as-mismatch"):
            raise Rejected("XAmzContentSHA256Mismatch", "x-amz-content-sha256 is not the body's", 400)
        raise Rejected("InvalidArgument", "x-amz-content-sha256 is neither a hash nor a known constant", 400)
    return declared
