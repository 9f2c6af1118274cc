"""Signs a request in its Authorization header or in its URL, and builds the canonical request alone."""

from .canonical import canonical_headers, canonical_query, canonical_request, canonical_value, is_s3, request_pairs
from .encoding import decode, encode_query
from .faults import Rejected, broken
from .request import Request, reject_broken_lines, signable
from .signature import UNSIGNED_PAYLOAD, payload_hash, read_signer, sha256
from .text import read_text, written_pairs, written_text

LONGEST_EXPIRY = 604800


def canonical(data, clock):
    request = Request(data)
    query = canonical_query(request_pairs(request.query))
    headers = [(b"host", request.host), *request.headers]
    text, _ = canonical_request(request.method, request.canonical_path, query, headers, read_text(data["payloadHash"]))
    return {"canonicalRequest": written_text(text), "sha256": written_text(sha256(text))}, None


# By header


def sign_headers(data, clock):
    signer, request = read_signer(data, clock), Request(data)
    declared, signed = _header_payload(data, request)
    added, trace = authorize(data, signer, request, request.headers, declared, signed)
    output = {"headers": written_pairs(added)}
    if request.has_bucket:
        output["url"] = written_text(request.url())
    return output, trace


def authorize(data, signer, request, headers, declared, payload):
    """Returns the headers that sign a request with these `headers`, and the trace.

    `declared` is the request's x-amz-content-sha256, or None, and `payload` is the last line of the canonical request.
    """
    added = [(b"X-Amz-Date", signer.stamp)]
    token = signer.credentials.token
    if token and not broken("token-header-missing"):
        added.append((b"X-Amz-Security-Token", token))
    if declared is not None:
        added.append((b"X-Amz-Content-Sha256", declared))
    if signer.asymmetric and not broken("region-set-missing"):
        added.append((b"X-Amz-Region-Set", signer.region))
    replaced = {b"authorization", *(name.lower() for name, _ in added)}
    if broken("earlier-date-signed"):
        replaced.discard(b"x-amz-date")
    if broken("earlier-authorization-signed"):
        replaced.discard(b"authorization")
    given = [header for header in headers if header[0].lower() not in replaced]
    unsigned = _unsigned_names(data)
    signed = [*signable(given), *(header for header in added if header[0].lower() not in unsigned)]
    if not broken("host-unsigned"):
        signed.append((b"Host", request.host))
    query = canonical_query(request_pairs(request.query))
    text, names = canonical_request(request.method, request.canonical_path, query, signed, payload)
    string = signer.string_to_sign(text)
    signature = signer.signature(string)
    added.append((b"Authorization", _authorization(signer, names, signature)))
    reject_broken_lines(added)
    if broken("unsigned-token-not-sent") and data.get("sessionToken") == "unsigned":
        added = [header for header in added if header[0] != b"X-Amz-Security-Token"]
    return added, trace_of(text, string, signature)


def _unsigned_names(data):
    """Returns the names of headers that the signer adds without signing them."""
    names = set()
    if data.get("sessionToken") == "unsigned" and not broken("token-always-signed") or broken("token-header-unsigned"):
        names.add(b"x-amz-security-token")
    if broken("region-set-unsigned"):
        names.add(b"x-amz-region-set")
    return names


def _authorization(signer, names, signature):
    parts = (b"Credential=" + signer.credential, b"SignedHeaders=" + names, b"Signature=" + signature)
    return signer.algorithm + b" " + (b" " if broken("authorization-without-commas") else b", ").join(parts)


def _header_payload(data, request):
    """Returns x-amz-content-sha256, or None if the signer adds none, and the payload hash."""
    payload = data.get("payload") or {}
    unsigned = payload.get("unsigned") is True
    body = read_text(payload.get("body") or "")
    signed = UNSIGNED_PAYLOAD if unsigned and not broken("unsigned-payload-hashed") else payload_hash(body)
    wanted = data.get("contentSha256Header")
    if wanted is None:
        wanted = is_s3(request.service) or unsigned
    if wanted and not broken("content-sha256-missing"):
        return (UNSIGNED_PAYLOAD if unsigned and not broken("unsigned-payload-unsaid") else payload_hash(body)), signed
    return None, _given_hash(request) or signed


def _given_hash(request):
    """Returns the caller's x-amz-content-sha256, from which the receiver takes the payload hash."""
    given = (value for name, value in request.headers if name.lower() == b"x-amz-content-sha256")
    return next(map(canonical_value, given), None)


# By URL


def sign_url(data, clock):
    signer, request = read_signer(data, clock), Request(data)
    expires = _expires(data, signer)
    headers, payload = _url_payload(data, request)
    headers = _presigned_headers(headers, request)
    own = request_pairs(request.query)
    hoisted = []
    if broken("headers-hoisted-after-signing") or broken("hoisted-headers-lost"):
        hoisted = [header for header in headers if header[0].lower().startswith(b"x-amz-")]
        headers = [header for header in headers if header not in hoisted]
    if broken("sdk-parameters-unsigned"):
        own = [pair for pair in own if pair[0] != b"x-id" and not pair[0].startswith(b"x-amz-")]
    if broken("request-parameters-unsigned"):
        own = []
    _, names = canonical_headers(headers)
    parameters, late = _parameters(data, signer, expires, names)
    query = canonical_query(own + parameters)
    text, _ = canonical_request(request.method, request.canonical_path, query, headers, payload)
    string = signer.string_to_sign(text)
    signature = signer.signature(string)
    sent = [*parameters, (b"X-Amz-Signature", signature), *late]
    if broken("headers-hoisted-after-signing"):
        sent += hoisted
    if broken("expires-parameter-missing"):
        sent = [pair for pair in sent if pair[0] != b"X-Amz-Expires"]
    url = request.url(b"&".join(name + b"=" + encode_query(value) for name, value in sent))
    return {"url": written_text(url)}, trace_of(text, string, signature)


def _parameters(data, signer, expires, names):
    """Returns the parameters that are signed, and those that are added after signing."""
    token = signer.credentials.token
    if broken("token-percent-decoded"):
        token = decode(token)
    if broken("token-cut-off"):
        token = token[:1024]
    parameters = [
        (b"X-Amz-Algorithm", signer.algorithm),
        (b"X-Amz-Credential", signer.credential),
        (b"X-Amz-Date", signer.stamp),
        (b"X-Amz-Expires", expires),
    ]
    late = []
    if signer.asymmetric and not broken("region-set-missing"):
        (late if broken("region-set-unsigned") else parameters).append((b"X-Amz-Region-Set", signer.region))
    parameters.append((b"X-Amz-SignedHeaders", names))
    unsigned = data.get("sessionToken") == "unsigned"
    if token and not broken("token-parameter-missing") and not (unsigned and broken("unsigned-token-not-sent")):
        after = unsigned and not broken("token-always-signed") or broken("token-added-after-signing")
        (late if after else parameters).append((b"X-Amz-Security-Token", token))
    return parameters, late


def _presigned_headers(headers, request):
    headers = signable(headers)
    if broken("presigned-headers-unsigned"):
        headers = []
    if broken("express-token-unsigned"):
        headers = [header for header in headers if header[0].lower() != b"x-amz-s3session-token"]
    if broken("content-length-unsigned"):
        headers = [header for header in headers if header[0].lower() != b"content-length"]
    if broken("zero-length-unsigned"):
        headers = [header for header in headers if (header[0].lower(), header[1]) != (b"content-length", b"0")]
    if broken("conditions-unsigned"):
        headers = [header for header in headers if not header[0].lower().startswith(b"if-")]
    return headers if broken("host-unsigned") else [*headers, (b"Host", request.host)]


def _url_payload(data, request):
    """Returns the headers of a presigned request and its payload hash, which for S3 is UNSIGNED-PAYLOAD."""
    payload = data.get("payload") or {}
    unsigned = payload.get("unsigned") is True or is_s3(request.service) or broken("unsigned-payload-everywhere")
    if broken("presigned-with-body-hash"):
        unsigned = False
    hashed = UNSIGNED_PAYLOAD if unsigned else payload_hash(read_text(payload.get("body") or ""))
    if data.get("contentSha256Header"):
        kept = [header for header in request.headers if header[0].lower() != b"x-amz-content-sha256"]
        return [*kept, (b"X-Amz-Content-Sha256", hashed)], hashed
    return request.headers, _given_hash(request) or hashed


def _expires(data, signer):
    text = read_text(data.get("expires") or "")
    within = text.isdigit() and len(text) <= 10 and 1 <= int(text) <= LONGEST_EXPIRY
    if broken("expires-bounds-unchecked") and text.lstrip(b"-").isdigit():
        return text
    if broken("expires-clamped") and text.lstrip(b"-").isdigit():
        return b"%d" % max(1, min(int(text), LONGEST_EXPIRY))
    if not within:
        raise Rejected("InvalidExpires", f"the expiry is not a whole number of seconds from 1 to {LONGEST_EXPIRY}")
    seconds = int(text)
    if broken("expires-in-milliseconds"):
        seconds *= 1000
    if broken("expires-capped-at-a-day"):
        seconds = min(seconds, 86400)
    if broken("expires-as-time"):
        from .times import read_timestamp

        seconds += int((read_timestamp(signer.stamp) - read_timestamp(b"19700101T000000Z")).total_seconds())
    return b"%d" % seconds


def trace_of(text, string, signature):
    return {
        "canonicalRequest": written_text(text),
        "stringToSign": written_text(string),
        "signature": written_text(signature),
    }
