"""Reads a store's response to HEAD."""

import re

from signing.faults import Rejected, broken
from signing.text import read_pairs

from .media_types import MediaType

LARGEST_SIZE = 2**63 - 1
# A strong entity tag (RFC 9110): characters without white space and '"', in quotation marks. A weak one does not identify a video.
_ENTITY_TAG = re.compile(rb'"[\x21\x23-\x7e\x80-\xff]+"')


class Description:
    """The description of an object that exists. `media_type` is None if the store gives none."""

    def __init__(self, size, media_type, etag):
        self.size, self.media_type, self.etag = size, media_type, etag


def read_head(head):
    """Returns the description, or None for an object that does not exist. Rejects a response that says neither."""
    if head.get("unreachable"):
        if broken("no-answer-is-a-missing-object"):
            return None
        raise _unavailable("the store did not respond")
    status = head["status"]
    if status == 404 or (status == 403 and broken("forbidden-object-is-missing")):
        return None
    if status == 403:
        if broken("forbidden-object-as-trouble"):
            raise _unavailable("the store denied access")
        raise Rejected("StoreForbidden", "the store denied access, so whether the object exists is unknown")
    if status == 429 or 500 <= status <= 599:
        if broken("trouble-is-a-missing-object"):
            return None
        if status == 429 and broken("too-many-requests-as-invalid"):
            raise _invalid(f"the status {status} is not a response to HEAD")
        raise _unavailable(f"the store is not available: its status is {status}")
    headers = [(name.lower(), value) for name, value in read_pairs(head.get("headers"))]
    is_answer = status == 200
    if 300 <= status < 400 and broken("redirect-with-a-length-is-an-answer"):
        is_answer = any(name == b"content-length" for name, _ in headers)
    if not is_answer and not (200 <= status < 400 and broken("any-success-is-an-answer")):
        raise _invalid(f"the status {status} is not a response to HEAD")
    return _description(headers)


def _description(headers):
    length, etag = _only(headers, b"content-length"), _only(headers, b"etag")
    if length is None and broken("missing-length-is-zero"):
        length = b"0"
    if length and broken("length-by-its-beginning"):
        length = re.match(rb"[0-9]*", length)[0]
    if length and broken("length-in-digits-of-any-script"):
        digits = length.decode("utf-8", "replace")
        length = str(int(digits)).encode() if digits.isdecimal() else length
    if length and broken("length-in-the-notation-of-a-language"):
        length = _converted(length)
    if etag == b'""' and broken("empty-etag-accepted"):
        etag = b'"empty"'
    if etag is None and broken("missing-etag-accepted"):
        etag = b'"none"'
    if length is None or not re.fullmatch(rb"[0-9]{1,32}", length) or int(length) > LARGEST_SIZE:
        raise _invalid("the store's response has no valid Content-Length, or several")
    if etag is None or not _ENTITY_TAG.fullmatch(etag):
        raise _invalid("the store's response has no valid strong ETag, or several")
    types = [value for name, value in headers if name == b"content-type"]
    # Several headers with one name are equivalent to one with their values joined by commas.
    size = int(length) % 2**32 if broken("size-in-32-bits") else int(length)
    return Description(size, MediaType.read(b", ".join(types)) if types else None, etag)


def _converted(length):
    """Reads a number as int() does, with a sign, underscores and any white space."""
    try:
        return b"%d" % max(0, int(length.decode("utf-8", "replace")))
    except ValueError:
        return length


def _only(headers, name):
    """Returns a header's value, or None if the header is missing or repeated."""
    values = [value.strip(b" \t") for each, value in headers if each == name]
    return values[0] if len(values) == 1 or (values and broken("first-of-two-taken")) else None


def _unavailable(reason):
    return Rejected("StoreUnavailable", reason)


def _invalid(reason):
    return Rejected("StoreResponseInvalid", reason)
