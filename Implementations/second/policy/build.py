"""Builds and signs a POST policy: the caller's conditions, and those that every form needs."""

import json
from datetime import timedelta

from signing.faults import Rejected, broken
from signing.policy import signed_fields
from signing.signature import read_signer
from signing.text import read_pairs, read_text, written_pairs, written_text
from signing.times import read_clock

from .caller import caller_conditions, reject_uncovered
from .location import form_url

FILENAME = "${filename}"

# The fields that the builder sets. The caller may not give them.
_OWN_FIELDS = frozenset(
    (b"key", b"policy",
     b"x-amz-algorithm", b"x-amz-credential", b"x-amz-date", b"x-amz-security-token", b"x-amz-signature")
)


def build_policy(data, clock):
    signer = read_signer(data, clock)
    bucket, key = _plain(data["bucket"]), _plain(data["key"])
    if not key and not broken("empty-key-built"):
        raise Rejected("InvalidKey", "the key is empty")
    if len(key.encode()) > 1024 and not broken("long-key-built"):
        raise Rejected("InvalidKey", "the key has more than 1024 bytes")
    expiration = _expiration(data, clock)
    fields, conditions = _caller_fields(data), caller_conditions(data)
    url = form_url(data, bucket)
    own = [*_place_conditions(bucket, key), *_signing_conditions(signer)]
    reject_uncovered(fields, conditions + own, data.get("allowsUncoveredFields") is True)
    document = _document({"expiration": expiration, "conditions": conditions + own})
    signing, trace = signed_fields(signer, document)
    if broken("form-signed-with-sigv2"):
        signing = _sigv2_fields(signer, document)
    if broken("callers-fields-lost"):
        fields = []
    if not broken("key-field-missing"):
        fields.append((b"key", key.encode()))
    return {"url": written_text(url), "fields": written_pairs(fields + signing)}, trace


def _plain(value):
    """Returns the value as text. Rejects bytes that a JSON string cannot hold."""
    try:
        return read_text(value).decode()
    except UnicodeDecodeError:
        raise Rejected("InvalidText", "a policy cannot contain text that is not UTF-8") from None


def _expiration(data, clock):
    text = read_text(data.get("expires") or "")
    number = text[1:] if text[:1] == b"-" and broken("past-expiration-built") else text
    if not number.isdigit() or len(number) > 12 or (int(text) < 1 and not broken("past-expiration-built")):
        raise Rejected("InvalidExpires", "the expiry is not a whole number of seconds of at least 1")
    seconds = int(text) * (60 if broken("expiration-in-minutes") else 1)
    if broken("expiration-in-local-time"):
        seconds += 9 * 3600
    try:
        end = read_clock(clock) + timedelta(seconds=seconds)
    except OverflowError:
        raise Rejected("InvalidExpires", "the policy would end after the year 9999") from None
    if broken("expiration-in-basic-format"):
        return end.strftime("%Y%m%dT%H%M%SZ")
    if broken("expiration-with-offset"):
        return end.isoformat() + "+00:00"
    return end.isoformat() + "Z"


def _caller_fields(data):
    fields = read_pairs(data.get("fields"))
    for name, _ in fields:
        if name.lower() in _OWN_FIELDS:
            raise Rejected("InvalidField", "the caller gives a field that the builder sets: " + name.decode())
    return fields


def _place_conditions(bucket, key):
    """Returns the conditions on the bucket and the key."""
    conditions = []
    if broken("bucket-condition-for-any"):
        conditions.append(["starts-with", "$bucket", ""])
    elif not broken("bucket-condition-missing"):
        conditions.append({"bucket": bucket})
    prefix = key[: -len(FILENAME)] if key.endswith(FILENAME) else None
    if FILENAME in key and broken("filename-anywhere-as-prefix"):
        prefix = key.partition(FILENAME)[0]
    if prefix and broken("filename-prefix-to-the-folder"):
        prefix = prefix[: prefix.rfind("/") + 1]
    if broken("filename-key-by-equality"):
        prefix = None
    if broken("key-condition-for-any"):
        prefix = ""
    if not broken("key-condition-missing"):
        conditions.append({"key": key} if prefix is None else ["starts-with", "$key", prefix])
    return conditions


def _signing_conditions(signer):
    """Returns the conditions on the signature's fields, which need conditions like all others."""
    named = {"algorithm": signer.algorithm, "credential": signer.credential, "date": signer.stamp}
    if signer.credentials.token:
        named["security-token"] = signer.credentials.token
    # The mutants are algorithm-, credential-, date- and security-token-condition-missing.
    return [
        {"x-amz-" + name: _plain(written_text(value))}
        for name, value in named.items()
        if not broken(name + "-condition-missing")
    ]


def _document(policy):
    if broken("policy-text-as-ascii"):
        return json.dumps(policy, ensure_ascii=False).encode("ascii", "replace")
    text = json.dumps(policy)
    if broken("byte-order-mark-lost"):
        text = text.replace("\\ufeff", "")
    if broken("unusual-spaces-rewritten"):
        text = text.replace("\\u200b", "").replace("\\u00a0", " ")
    if broken("quotation-marks-unescaped"):
        text = text.replace('\\"', '"')
    if broken("backslashes-unescaped"):
        text = text.replace("\\\\", "\\")
    if broken("control-characters-unescaped"):
        text = text.replace("\\n", "\n").replace("\\t", "\t")
    return text.encode()


def _sigv2_fields(signer, document):
    """Returns the fields of a builder that signs with SigV2."""
    import hmac
    from base64 import b64encode

    policy = b64encode(document)
    signature = b64encode(hmac.digest(signer.credentials.secret, policy, "sha1"))
    return [(b"AWSAccessKeyId", signer.credentials.access_key), (b"policy", policy), (b"signature", signature)]
