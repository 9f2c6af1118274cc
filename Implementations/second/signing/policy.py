"""Signs a POST policy."""

from binascii import b2a_base64

from .faults import broken
from .signature import read_signer
from .text import read_text, written_pairs, written_text


def sign_policy(data, clock):
    fields, trace = signed_fields(read_signer(data, clock), read_text(data["policy"]))
    return {"fields": written_pairs(fields)}, trace


def signed_fields(signer, document):
    """Returns the fields that sign a document, in the order of the form, and the trace."""
    if broken("policy-line-ends-rewritten"):
        document = document.replace(b"\r\n", b"\n")
    if broken("policy-written-again"):
        document = _written_again(document)
    policy = _base64(document)
    signature = signer.signature(document if broken("policy-json-signed") else policy)
    credential = signer.credentials.access_key if broken("form-credential-without-scope") else signer.credential
    fields = [(b"x-amz-algorithm", signer.algorithm), (b"x-amz-credential", credential), (b"x-amz-date", signer.stamp)]
    if broken("form-algorithm-missing"):
        del fields[0]
    if broken("form-date-missing"):
        del fields[-1]
    if signer.credentials.token and not broken("form-token-missing"):
        fields.append((b"x-amz-security-token", signer.credentials.token))
    fields += [(b"policy", policy), (b"x-amz-signature", signature)]
    trace = {"stringToSign": written_text(policy), "signature": written_text(signature)}
    return fields, trace


def _base64(document):
    text = b2a_base64(document, newline=False)
    if broken("policy-base64-url-safe"):
        text = text.translate(bytes.maketrans(b"+/", b"-_"))
    if broken("policy-base64-unpadded"):
        text = text.rstrip(b"=")
    if broken("policy-base64-wrapped"):
        text = b"\n".join(text[at : at + 76] for at in range(0, len(text), 76))
    return text


def _written_again(document):
    """Parses and serialises the policy. Returns it unchanged if it is not JSON."""
    import json

    try:
        return json.dumps(json.loads(document), separators=(",", ":")).encode()
    except ValueError:
        return document
