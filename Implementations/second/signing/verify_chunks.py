"""Verifies an upload in chunks: the seed request, then every frame of the body."""

import hmac

from .chunks import PAYLOADS, Chain, trailing
from .faults import Rejected, broken
from .received import Received
from .receiver import Receiver, check_body
from .text import written_text
from .verify_headers import verify_header_signature

_HEXADECIMAL = frozenset(b"0123456789abcdefABCDEF")
_MODES = {payload: mode for mode, payload in PAYLOADS.items()}


def verify_chunks(data, clock):
    receiver, request = Receiver(data, clock), Received(data["request"])
    signer, claim, declared, trace = verify_header_signature(receiver, request)
    if declared in _MODES:
        body = _verified_body(request, _MODES[declared], Chain(signer, claim.signature))
    else:
        check_body(declared, request.body, trace)
        body = request.body
    output = {"accessKeyId": written_text(signer.credentials.access_key), "body": written_text(body)}
    return output, trace


def _verified_body(request, mode, chain):
    length = request.header(b"x-amz-decoded-content-length") or b""
    if not length.isdigit():
        raise Rejected("MissingContentLength", "x-amz-decoded-content-length is missing", 411)
    frames, pieces = _Frames(request.body), []
    signed = mode != "unsigned-trailer"
    try:
        while True:
            size, signature = _chunk_line(frames.line(), signed)
            piece = frames.take(size)
            if size or mode == "signed":
                frames.expect(b"\r\n")
            if signed:
                _compare(chain.chunk(piece), signature, "chunk-signatures-unchecked")
            pieces.append(piece)
            if not size:
                break
        if mode != "signed":
            _verify_trailer(frames, request, chain if signed else None)
    except _CutOff:
        if broken("cut-off-body-accepted"):
            return b"".join(pieces)
        if broken("cut-off-body-as-wrong-signature"):
            raise _mismatch() from None
        raise Rejected("IncompleteBody", "the body ends before its last chunk", 400) from None
    body = b"".join(pieces)
    if not frames.ended and not broken("trailing-bytes-accepted"):
        raise _mismatch()
    if len(body) != int(length[:20]):
        raise Rejected("IncompleteBody", "the body's length differs from x-amz-decoded-content-length", 400)
    return body


def _chunk_line(line, signed):
    """Returns a chunk's size and signature."""
    size, _, extension = line.partition(b";")
    if not size or len(size) > 16 or not _HEXADECIMAL.issuperset(size):
        raise _mismatch()
    name, _, signature = extension.partition(b"=")
    if name != (b"chunk-signature" if signed else b""):
        raise _mismatch()
    return int(size, 16), signature


def _verify_trailer(frames, request, chain):
    headers, signature = [], None
    while True:
        line = frames.line()
        if not line:
            break
        name, colon, value = line.partition(b":")
        if not colon or signature is not None:
            raise _mismatch()
        if chain and name.lower() == b"x-amz-trailer-signature":
            signature = value.strip(b" \t")
        else:
            headers.append((name, value))
    headers = trailing(headers)
    named = (request.header(b"x-amz-trailer") or b"").lower().split(b",")
    if sorted(name for name, _ in headers) != sorted(name.strip(b" ") for name in named if name):
        raise _mismatch()
    if chain:
        _compare(chain.trailer(headers), signature or b"", "trailer-signature-unchecked")


def _compare(expected, signature, fault):
    if not hmac.compare_digest(expected, signature) and not broken(fault):
        raise _mismatch()


def _mismatch():
    return Rejected("SignatureDoesNotMatch", "a chunk, its frame or its signature was changed after signing", 403)


class _CutOff(Exception):
    """The body ends too early."""


class _Frames:
    """Reads the frames of the body from beginning to end."""

    def __init__(self, body):
        self.body, self.at = body, 0

    @property
    def ended(self):
        return self.at == len(self.body)

    def line(self):
        end = self.body.find(b"\r\n", self.at)
        if end < 0:
            raise _CutOff
        line, self.at = self.body[self.at : end], end + 2
        return line

    def take(self, size):
        if len(self.body) - self.at < size:
            raise _CutOff
        piece, self.at = self.body[self.at : self.at + size], self.at + size
        return piece

    def expect(self, end):
        found = self.body[self.at : self.at + len(end)]
        if found != end:
            raise _CutOff if end.startswith(found) else _mismatch()
        self.at += len(end)
