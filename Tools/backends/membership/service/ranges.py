"""Ranges of bytes (RFC 9110 14): what a client asks for, and what a source responds with."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.IGNORECASE | re.ASCII)
_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,19})-([0-9]{1,19})/([0-9]{1,19}|\*)", re.IGNORECASE | re.ASCII)
_UNSATISFIED = re.compile(r"bytes \*/([0-9]{1,19})", re.IGNORECASE | re.ASCII)
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Range:
    """One range: the bytes from `first` to `last`, which may be open, or the last `suffix` bytes."""

    first: int | None = None
    last: int | None = None
    suffix: int | None = None

    def __str__(self):
        """The value of the header Range."""
        if self.suffix is not None:
            return f"bytes=-{self.suffix}"
        return f"bytes={self.first}-{'' if self.last is None else self.last}"

    def within(self, size):
        """Returns the first and the last byte of a file of this size, or None if the range has none of its bytes."""
        if self.suffix is not None:
            return (max(0, size - self.suffix), size - 1) if self.suffix and size else None
        if self.first >= size:
            return None
        return self.first, size - 1 if self.last is None else min(self.last, size - 1)


def requested_range(request):
    """Returns the range that a request asks for. Several ranges, malformed ones, and those with a condition are ignored: None."""
    sent = request.headers.getlist("range")
    match = _RANGE.fullmatch(sent[0]) if len(sent) == 1 and "if-range" not in request.headers else None
    if match is None or match[1] == match[2] == "":
        return None
    first, last = (min(int(text[:30]), _LARGEST) if text else None for text in match.groups())
    if first is None:
        return Range(suffix=last)
    return Range(first, last) if last is None or first <= last else None


def content_range(value):
    """Returns the first byte, the last one, and the size that a Content-Range has, or None. The size may be None."""
    match = _CONTENT_RANGE.fullmatch(value or "")
    if match is None:
        return None
    first, last, size = (None if text == "*" else int(text) for text in match.groups())
    return (first, last, size) if first <= last and (size is None or last < size) else None


def unsatisfied_size(value):
    """Returns the size that the Content-Range of a 416 has, or None."""
    match = _UNSATISFIED.fullmatch(value or "")
    return int(match[1]) if match else None
