"""Verifies the signature of an upload form. The policy's conditions are not evaluated here."""

from .faults import Rejected, broken
from .receiver import Receiver
from .scope import read_credential
from .signature import ECDSA_ALGORITHM, HMAC_ALGORITHM, Signer
from .text import read_pairs, written_text
from .times import read_timestamp, received_stamp

_REQUIRED = (b"x-amz-signature", b"x-amz-algorithm", b"x-amz-credential", b"x-amz-date")


def verify_form(data, clock):
    receiver = Receiver(data, clock)
    fields = {}
    for name, value in read_pairs(data["fields"]):
        fields.setdefault(name if broken("field-names-by-case") else name.lower(), value)
    _require(fields)
    algorithm, stamp = fields[b"x-amz-algorithm"], received_stamp(fields[b"x-amz-date"])
    if algorithm not in (HMAC_ALGORITHM, ECDSA_ALGORITHM) and not broken("form-algorithm-unchecked"):
        raise Rejected("InvalidArgument", "x-amz-algorithm is neither AWS4-HMAC-SHA256 nor AWS4-ECDSA-P256-SHA256", 400)
    region_set = fields.get(b"x-amz-region-set", b"")
    credential = read_credential(fields[b"x-amz-credential"], algorithm, region_set, "InvalidArgument")
    if not read_timestamp(stamp):
        raise Rejected("InvalidArgument", "x-amz-date is not YYYYMMDD'T'HHMMSS'Z'", 400)
    credential.check(receiver, credential.date if broken("form-date-unchecked") else stamp[:8], "InvalidArgument")
    credentials = receiver.credentials_of(credential.access_key)
    if not broken("form-token-unchecked"):
        receiver.check_token(credentials, fields.get(b"x-amz-security-token"))
    policy = fields[b"policy"]
    if broken("policy-read-before-checking"):
        _read_policy(policy)
    signer = Signer(credentials, algorithm, stamp, credential.date, credential.region, credential.service)
    # The signature is over the field's text. Whether that is Base64 is checked later.
    trace = {"stringToSign": written_text(policy)}
    if not signer.verifies(policy, fields[b"x-amz-signature"]):
        raise Rejected("SignatureDoesNotMatch", "the signature does not match the policy", 403, trace)
    return {"accessKeyId": written_text(credentials.access_key)}, trace


def _require(fields):
    if not any(name in fields for name in _REQUIRED) and not broken("anonymous-form-as-malformed"):
        raise Rejected("AccessDenied", "the form is not signed", 403)
    for name in (*_REQUIRED, b"policy"):
        if name not in fields:
            if name == b"x-amz-algorithm" and broken("form-algorithm-not-required"):
                fields[name] = HMAC_ALGORITHM
            elif name == b"x-amz-signature" and broken("form-without-signature-as-denied"):
                raise Rejected("AccessDenied", "the form is not signed", 403)
            else:
                raise Rejected("InvalidArgument", f"the form has no {name.decode()}", 400)


def _read_policy(policy):
    """Rejects a policy that is not JSON, as a verifier does that reads the policy before it checks the signature."""
    import json
    from base64 import b64decode

    try:
        json.loads(b64decode(policy, validate=True))
    except ValueError:
        raise Rejected("InvalidPolicyDocument", "the policy is not JSON in Base64", 400) from None
