"""Verifies a presigned URL."""

from datetime import timedelta

from .canonical import decoded_pairs, is_s3
from .checksums import check_checksums
from .encoding import decode
from .faults import Rejected, broken
from .received import Received, check_mechanism
from .receiver import Claim, Receiver, check, check_body
from .scope import read_credential
from .sign import LONGEST_EXPIRY
from .signature import ECDSA_ALGORITHM, HMAC_ALGORITHM, UNSIGNED_PAYLOAD, payload_hash
from .text import written_text
from .times import SKEW, read_timestamp, received_stamp

_PARAMETERS = (
    b"X-Amz-Algorithm",
    b"X-Amz-Credential",
    b"X-Amz-Date",
    b"X-Amz-Expires",
    b"X-Amz-SignedHeaders",
    b"X-Amz-Signature",
)
_MALFORMED = "AuthorizationQueryParametersError"


def verify_url(data, clock):
    receiver, request = Receiver(data, clock), Received(data["request"])
    check_mechanism(request, by_header=False)
    pairs = [(name, value or b"") for name, value in decoded_pairs(request.query)]
    parameters = dict(reversed(pairs))
    _require(parameters)
    _reject_repeated([name for name, _ in pairs])
    algorithm = parameters[b"X-Amz-Algorithm"]
    if algorithm not in (HMAC_ALGORITHM, ECDSA_ALGORITHM) and not broken("url-algorithm-unchecked"):
        raise Rejected(_MALFORMED, "X-Amz-Algorithm is neither AWS4-HMAC-SHA256 nor AWS4-ECDSA-P256-SHA256", 400)
    region_set = parameters.get(b"X-Amz-Region-Set")
    if algorithm == ECDSA_ALGORITHM and region_set is None:
        raise Rejected(_MALFORMED, "X-Amz-Region-Set is missing", 400)
    text = parameters[b"X-Amz-Credential"]
    if broken("credential-decoded-twice"):
        text = decode(text)
    credential = read_credential(text, algorithm, region_set, _MALFORMED)
    lifetime = _lifetime(parameters)
    stamp = received_stamp(parameters[b"X-Amz-Date"])
    date = read_timestamp(stamp)
    if not date:
        if broken("malformed-url-date-as-denied"):
            raise Rejected("AccessDenied", "X-Amz-Date is malformed", 403)
        raise Rejected(_MALFORMED, "X-Amz-Date is not YYYYMMDD'T'HHMMSS'Z'", 400)
    credential.check(receiver, stamp[:8], _MALFORMED)
    _check_lifetime(receiver.now, date, lifetime)
    token = parameters.get(b"X-Amz-Security-Token")
    signed_headers, signature = parameters[b"X-Amz-SignedHeaders"], parameters[b"X-Amz-Signature"]
    claim = Claim(algorithm, credential, stamp, signed_headers, signature, token)
    declared = request.header(b"x-amz-content-sha256") if b"x-amz-content-sha256" in claim.signed else None
    payload = declared or (UNSIGNED_PAYLOAD if is_s3(receiver.service) else payload_hash(request.body))
    signer, trace = check(receiver, request, claim, payload, in_url=True)
    if not broken("url-body-not-hashed"):
        check_body(declared, request.body, trace)
    check_checksums(receiver, request)
    return {"accessKeyId": written_text(signer.credentials.access_key)}, trace


def _require(parameters):
    for name in _PARAMETERS:
        if name not in parameters and not (name == b"X-Amz-Expires" and broken("missing-expiry-as-unlimited")):
            if broken("missing-parameter-as-denied"):
                raise Rejected("AccessDenied", f"the URL has no {name.decode()}", 403)
            raise Rejected(_MALFORMED, f"the URL has no {name.decode()}", 400)


def _reject_repeated(names):
    for name in (*_PARAMETERS, b"X-Amz-Security-Token"):
        if names.count(name) > 1 and not broken("repeated-parameters-accepted"):
            raise Rejected(_MALFORMED, f"the URL has {name.decode()} twice", 400)


def _lifetime(parameters):
    """Returns X-Amz-Expires, or None for a URL that never expires."""
    text = parameters.get(b"X-Amz-Expires")
    if text is None:
        return None
    if broken("negative-expiry-as-expired") and text[:1] == b"-":
        text = b"0"
    if not text.isdigit():
        if broken("expiry-without-number-as-unlimited"):
            return None
        raise Rejected(_MALFORMED, "X-Amz-Expires is not a number of seconds", 400)
    seconds = int(text.lstrip(b"0")[:10] or b"0")
    if broken("expires-int32-wrap"):
        seconds = (seconds + 2**31) % 2**32 - 2**31
    if seconds > LONGEST_EXPIRY and not broken("expiry-without-maximum"):
        raise Rejected(_MALFORMED, "X-Amz-Expires is more than a week", 400)
    return seconds


def _check_lifetime(now, date, seconds):
    if date - now > SKEW:
        raise Rejected("AccessDenied", "the request is not valid yet", 403)
    if seconds is None or broken("expiry-unchecked"):
        return
    if seconds == 0 and broken("expiry-of-zero-as-unlimited"):
        return
    unit = timedelta(minutes=1) if broken("expiry-in-minutes") else timedelta(seconds=1)
    if seconds == 0 or now - date > seconds * unit:
        raise Rejected("AccessDenied", "the request has expired", 403)
