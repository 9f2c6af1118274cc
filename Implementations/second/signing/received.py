"""Reads a request as it was received, and rejects requests that are signed twice or not well formed."""

import re

from .encoding import decode
from .faults import Rejected, broken
from .text import read_pairs, read_text

_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

# Some servers cut longer headers.
_HEADER_BUFFER = 4096


class Received:
    """A request as it was received."""

    def __init__(self, data):
        self.method, self.body = read_text(data["method"]), read_text(data.get("body") or "")
        target = read_text(data["target"])
        self.path, _, self.query = target.rpartition(b"?") if broken("query-after-last-mark") else target.partition(b"?")
        self.headers = [(name, _as_framework_gives(name, value)) for name, value in read_pairs(data.get("headers"))]
        self._check_names()

    def header(self, name):
        """Returns the trimmed value of the first header with a name, given in lower case, or None."""
        return next(iter(self.values(name)), None)

    def values(self, name):
        """Returns the trimmed values of all headers with a name, given in lower case."""
        by_case = broken("header-names-by-case")
        return [value.strip(b" \t") for each, value in self.headers if (each if by_case else each.lower()) == name]

    def parameters(self, name):
        """Returns the values of all parameters with a name, without regard to its case."""
        pieces = [piece.partition(b"=") for piece in self.query.split(b"&") if piece]
        return [decode(value) for each, _, value in pieces if decode(each).lower() == name]

    def _check_names(self):
        if all(_TOKEN.fullmatch(name) for name, _ in self.headers):
            return
        if broken("blanks-in-header-names-accepted") and all(_TOKEN.fullmatch(name.strip(b" ")) for name, _ in self.headers):
            return
        if broken("header-names-unchecked"):
            return
        raise Rejected("InvalidRequest", "the name of a header is not a token", 400)


def check_mechanism(request, by_header):
    """Rejects a request with a signature in its header and another one in its URL, and one with two of the same kind."""
    in_url = {decode(piece.partition(b"=")[0]) for piece in request.query.split(b"&")}
    other = in_url & {b"X-Amz-Algorithm", b"X-Amz-Signature", b"Signature"} if by_header else request.values(b"authorization")
    if other and not broken("header-preferred-to-url" if by_header else "url-preferred-to-header"):
        if broken("two-mechanisms-as-denied"):
            raise Rejected("AccessDenied", "the request is signed in its header and in its URL", 403)
        raise Rejected("InvalidArgument", "the request is signed in its header and in its URL", 400)
    if len(request.values(b"authorization")) > 1 and not (
        broken("second-authorization-ignored") or broken("last-authorization-counts")
    ):
        raise Rejected("InvalidArgument", "the request has two Authorization headers", 400)


def _as_framework_gives(name, value):
    """Returns a header's value as it was sent. The mutants change it like frameworks that parse some headers and write them anew."""
    name = name.lower()
    if broken("received-media-types-normalized") and name == b"content-type":
        return re.sub(rb"; *", b"; ", value).lower()
    if broken("etags-without-quotes") and name in (b"if-match", b"if-none-match"):
        return value.strip(b'"')
    if broken("copy-source-decoded") and name == b"x-amz-copy-source":
        return decode(value)
    if broken("zero-length-dropped") and name == b"content-length" and value == b"0":
        return b""
    return value[:_HEADER_BUFFER] if broken("long-headers-cut") else value
