"""Verifies an upload in chunks: the seed request, then every frame of the body."""

import hmac

from .checksums import HEADERS, Stated
from .chunks import PAYLOADS, SMALLEST_CHUNK, Chain, trailing
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
    length = _decoded_length(request)
    announced = _announced(request) if mode != "signed" else None
    checksums = Stated(request, announced)
    frames, pieces = _Frames(request.body), []
    signed = mode != "unsigned-trailer"
    try:
        while True:
            size, signature = _chunk_line(frames.line(), signed)
            piece = frames.take(size)
            if size or mode == "signed":
                frames.expect(b"\r\n")
            if signed:
                expected = chain.chunk(piece)
                if size > 65536 and broken("large-chunks-unverified"):
                    chain.last = expected = signature
                _compare(expected, signature, "chunk-signatures-unchecked")
            if size and pieces:
                _check_size(pieces[-1])
            pieces.append(piece)
            if not size:
                if broken("short-last-chunk-rejected") and len(pieces) > 1:
                    _check_size(pieces[-2])
                break
        if mode != "signed":
            _verify_trailer(frames, announced, checksums, chain if signed else None)
    except _CutOff:
        if broken("cut-off-body-accepted"):
            return b"".join(pieces)
        if broken("cut-off-body-as-wrong-signature"):
            raise _mismatch() from None
        raise Rejected("IncompleteBody", "the body ends before its last chunk", 400) from None
    body = b"".join(pieces)
    if not frames.ended:
        raise _malformed()
    if length is not None and len(body) != length:
        if not broken("decoded-length-unchecked") and not (broken("longer-data-accepted") and len(body) > length):
            raise Rejected("IncompleteBody", "the body's length differs from x-amz-decoded-content-length", 400)
    checksums.compare(b"".join(pieces[-2:]) if broken("checksum-of-last-chunk") else body)
    return body


def _decoded_length(request):
    text = request.header(b"x-amz-decoded-content-length")
    if text is None and broken("missing-decoded-length-accepted"):
        return None
    text = text or b""
    if not text.isdigit():
        if text and broken("invalid-decoded-length-ignored"):
            return None
        if broken("missing-decoded-length-as-invalid"):
            raise Rejected("InvalidRequest", "x-amz-decoded-content-length is missing", 400)
        raise Rejected("MissingContentLength", "x-amz-decoded-content-length is missing", 411)
    return int(text[:20])


def _announced(request):
    """Returns the name of the trailing header that x-amz-trailer announces."""
    name = (request.header(b"x-amz-trailer") or b"").lower()
    if name and name not in HEADERS:
        if broken("any-trailer-announced"):
            return None
        raise Rejected("InvalidRequest", "x-amz-trailer names no checksum", 400)
    return name or None


def _check_size(before):
    """Rejects a chunk that is too short and not the last."""
    if broken("short-chunks-accepted"):
        return
    if len(before) < (65536 if broken("chunk-minimum-of-64-kilobytes") else SMALLEST_CHUNK):
        raise Rejected("InvalidChunkSizeError", "only the last chunk may have fewer than 8192 bytes", 403)


def _chunk_line(line, signed):
    """Returns a chunk's size and signature."""
    size, _, extension = line.partition(b";")
    if broken("chunk-size-with-sign"):
        size = size.removeprefix(b"+")
    if broken("chunk-size-with-prefix"):
        size = size.removeprefix(b"0x")
    if not size or len(size) > 16 or not _HEXADECIMAL.issuperset(size):
        raise _malformed()
    name, _, signature = extension.partition(b"=")
    if signed and not extension and broken("chunks-without-signature-accepted"):
        return int(size, 16), b""
    if name != (b"chunk-signature" if signed else b"") or (not signed and b";" in line and name):
        raise _malformed()
    return int(size, 16), signature


def _verify_trailer(frames, announced, checksums, chain):
    headers, signature = [], None
    while True:
        line = frames.line()
        if not line:
            break
        name, colon, value = line.partition(b":")
        if not colon or signature is not None:
            raise Rejected("MalformedTrailerError", "a line of the trailer is malformed", 400)
        if chain and name.lower() == b"x-amz-trailer-signature":
            signature = value.strip(b" \t")
        else:
            headers.append((name, value))
    headers = trailing(headers)
    if chain:
        if signature is None and not broken("trailer-without-signature-accepted"):
            raise _malformed()
        if signature is not None:
            _compare(chain.trailer(headers), signature, "trailer-signature-unchecked")
    names = [name for name, _ in headers]
    if broken("missing-trailer-accepted") and not names:
        return
    if names != [announced] * bool(announced):
        if broken("unannounced-trailer-accepted") and not announced:
            return
        if broken("other-trailer-accepted") and names and announced:
            return
        code = "InvalidRequest" if broken("other-trailer-as-invalid") else "MalformedTrailerError"
        raise Rejected(code, "the trailer is not the announced one", 400)
    if headers and not broken("trailing-checksum-unchecked"):
        if broken("unsigned-trailing-checksum-unchecked") and not chain:
            return
        checksums.expect(*headers[0])


def _compare(expected, signature, fault):
    if broken(fault):
        return
    if broken("short-chunk-signature-accepted") and fault == "chunk-signatures-unchecked":
        expected = expected[: len(signature)]
    if broken("long-chunk-signature-accepted"):
        signature = signature[: len(expected)]
    if broken("chunks-without-signature-accepted") and not signature:
        return
    if not hmac.compare_digest(expected, signature):
        raise _mismatch()


def _mismatch():
    return Rejected("SignatureDoesNotMatch", "a chunk or the trailer was changed after signing", 403)


def _malformed():
    return Rejected("IncompleteBody", "the body is not chunked as documented", 400)


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
        end = self.body.find(b"\n", self.at)
        if end < 0:
            if broken("final-line-end-not-required") and self.at == len(self.body):
                return b""
            raise _CutOff
        line, self.at = self.body[self.at : end], end + 1
        if line[-1:] != b"\r" and not broken("line-feed-ends-a-line"):
            raise _malformed()
        return line.removesuffix(b"\r")

    def take(self, size):
        if len(self.body) - self.at < size:
            raise _CutOff
        piece, self.at = self.body[self.at : self.at + size], self.at + size
        return piece

    def expect(self, end):
        found = self.body[self.at : self.at + len(end)]
        if broken("line-end-of-data-unchecked") and len(found) == len(end):
            found = end
        if broken("final-line-end-not-required") and not found:
            found = end
        if found != end:
            raise _CutOff if end.startswith(found) else _malformed()
        self.at = min(self.at + len(end), len(self.body))
