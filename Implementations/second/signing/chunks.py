"""Signs uploads chunk by chunk: the chain of signatures, and the frames around the data."""

import hashlib

from .faults import Rejected, Unsupported, broken
from .request import Request
from .sign import authorize
from .signature import payload_hash, read_signer
from .text import read_pairs, read_text, written_pairs, written_text

PAYLOADS = {
    "signed": b"STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "signed-trailer": b"STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    "unsigned-trailer": b"STREAMING-UNSIGNED-PAYLOAD-TRAILER",
}
SMALLEST_CHUNK = 8192
_EMPTY = hashlib.sha256(b"").hexdigest().encode()
_ANY_SIGNATURE = b"0" * 64


class Chain:
    """The signatures of a body. Each is over the previous one."""

    def __init__(self, signer, seed):
        self.signer, self.seed, self.last = signer, seed, seed

    def chunk(self, data):
        before = self.seed if broken("chunks-sign-the-seed") else self.last
        lines = [b"AWS4-HMAC-SHA256-PAYLOAD", before, _EMPTY, hashlib.sha256(data).hexdigest().encode()]
        if broken("chunk-without-empty-hash"):
            lines.remove(_EMPTY)
        return self._sign(*lines)

    def trailer(self, headers):
        kind = b"AWS4-HMAC-SHA256-PAYLOAD" if broken("trailer-signed-as-chunk") else b"AWS4-HMAC-SHA256-TRAILER"
        text = b"".join(name + b":" + value + b"\n" for name, value in headers)
        if broken("trailer-without-line-feed"):
            text = text[:-1]
        return self._sign(kind, self.last, hashlib.sha256(text).hexdigest().encode())

    def _sign(self, kind, *lines):
        self.last = self.signer.signature(b"\n".join((kind, self.signer.stamp, self.signer.scope, *lines)))
        return self.last


def trailing(headers):
    """Returns trailing headers as they are signed and sent: names in lower case, values trimmed."""
    return [(name.lower(), value.strip(b" \t")) for name, value in headers]


def sign_chunks(data, clock):
    signer, request = read_signer(data, clock), Request(data)
    if signer.asymmetric:
        raise Unsupported("chunks are signed with AWS4-HMAC-SHA256 only")
    mode, size = data["mode"], data["chunkSize"]
    if size < 1:
        raise Rejected("InvalidChunkSize", "the chunk size must be at least 1 byte")
    body = read_text((data.get("payload") or {}).get("body") or "")
    smallest = 4096 if broken("chunks-of-four-kilobytes-signed") else SMALLEST_CHUNK
    if size < smallest and len(body) > size and not broken("short-chunks-signed"):
        raise Rejected("InvalidChunkSize", "every chunk but the last needs at least 8192 bytes")
    trailer = trailing(read_pairs(data["trailer"])) if mode != "signed" else []
    pieces = [body[at : at + size] for at in range(0, len(body), size)] + [b""]
    if broken("last-chunk-missing"):
        del pieces[-1]

    length = len(_framed(mode, pieces, [_ANY_SIGNATURE] * len(pieces), trailer, _ANY_SIGNATURE))
    own = _own_headers(request, len(body), length, trailer)
    replaced = {name.lower() for name, _ in own}
    if broken("own-content-length-kept"):
        replaced.discard(b"content-length")
    given = [header for header in request.headers if header[0].lower() not in replaced]
    # AWS's documented example signs content-length. Its example with a trailer sends it without signing it.
    signed = own if mode == "signed" else [header for header in own if header[0] != b"Content-Length"]
    declared, payload = _seed_payload(mode, body)
    added, trace = authorize(data, signer, request, given + signed, declared, payload)

    chain = Chain(signer, trace["signature"].encode())
    signatures = [chain.chunk(piece) for piece in pieces if _is_signed(mode, piece)]
    output = {
        "headers": written_pairs(own + added),
        "signatures": [written_text(signature) for signature in signatures],
    }
    signature = None
    if mode == "signed-trailer":
        signature = chain.trailer(trailer)
        output["trailerSignature"] = written_text(signature)
    output["body"] = written_text(_framed(mode, pieces, signatures, trailer, signature))
    return output, trace


def _seed_payload(mode, body):
    """Returns x-amz-content-sha256 for a body in chunks, and the payload hash to sign."""
    declared = payload = PAYLOADS[mode]
    if broken("trailer-not-announced"):
        declared = payload = PAYLOADS["signed"]
    if broken("seed-hashes-the-body"):
        declared = payload = payload_hash(body)
    if broken("seed-payload-only-said"):
        payload = payload_hash(body)
    return declared, payload


def _own_headers(request, decoded, length, trailer):
    if broken("lengths-swapped"):
        decoded, length = length, decoded
    headers = [
        (b"Content-Encoding", _content_encoding(request)),
        (b"Content-Length", b"%d" % length),
        (b"X-Amz-Decoded-Content-Length", b"%d" % decoded),
    ]
    if broken("decoded-length-missing"):
        del headers[2]
    if trailer and not broken("trailer-names-missing"):
        headers.append((b"X-Amz-Trailer", b",".join(name for name, _ in trailer)))
    return headers


def _content_encoding(request):
    """Returns `aws-chunked`, followed by the object's own encodings."""
    encodings = [value for name, value in request.headers if name.lower() == b"content-encoding"]
    encodings = [part.strip() for part in b",".join(encodings).split(b",")]
    own = [part for part in encodings if part and (part != b"aws-chunked" or broken("aws-chunked-twice"))]
    if broken("content-encoding-lost"):
        own = []
    if broken("aws-chunked-missing"):
        return b",".join(own) or b"identity"
    return b",".join([*own, b"aws-chunked"] if broken("aws-chunked-last") else [b"aws-chunked", *own])


def _is_signed(mode, piece):
    if not piece and broken("last-chunk-unsigned"):
        return False
    return mode != "unsigned-trailer" or broken("unsigned-chunks-signed")


def _framed(mode, pieces, signatures, trailer, trailer_signature):
    """Returns the body as it is sent."""
    size_of = b"%d" if broken("chunk-size-decimal") else b"%x"
    line_end = b"" if broken("chunk-without-line-end") else b"\r\n"
    signatures, frames = iter(signatures), []
    for piece in pieces:
        size = len(piece) + 2 if piece and broken("chunk-size-counts-line-end") else len(piece)
        extension = b";chunk-signature=" + next(signatures) if _is_signed(mode, piece) else b""
        # A trailer directly follows the line of the last chunk. Without a trailer, that chunk ends with CRLF like all others.
        end = line_end if piece or mode == "signed" else b""
        frames.append(size_of % size + extension + b"\r\n" + piece + end)
    frames += [name + b":" + value + b"\r\n" for name, value in trailer]
    if mode == "signed-trailer" and not broken("trailer-signature-missing"):
        frames.append(b"x-amz-trailer-signature:" + trailer_signature + b"\r\n")
    if mode == "unsigned-trailer" and broken("unsigned-trailer-with-signature"):
        frames.append(b"x-amz-trailer-signature:" + _ANY_SIGNATURE + b"\r\n")
    if mode != "signed" and not broken("trailer-without-empty-line"):
        frames.append(b"\r\n")
    return b"".join(frames)
