"""Splits a multipart body into its parts. Every byte that does not belong to a delimiter is data."""

import re

from signing.faults import Rejected, broken

from .parameters import read_parameters

LONGEST_BOUNDARY = 70
# How much of a body may come before the file's content.
MOST_BEFORE_FILE = 20 * 1024
LONGEST_HEADERS = 8 * 1024
MOST_PARTS = 1000

# The characters of a header's name (RFC 5322, 2.2), and the bytes that its line may not contain, because some readers
# would see another line there.
_HEADER_NAME = re.compile(rb"[!-9;-~]+")
_LINE_BREAKS = frozenset(b"\r\n\0")


class Part:
    """A part: its headers by their names in lower case, what `meaning` returned for them, and its data.

    `start` is the position of the data in the body, and `end` that of the byte after the delimiter that ends it.
    """

    def __init__(self, headers, meaning, data, start, end):
        self.headers, self.meaning, self.data, self.start, self.end = headers, meaning, data, start, end


def malformed(message):
    return Rejected("MalformedPOSTRequest", message, 400)


def _cut_off():
    return Rejected("IncompleteBody", "the body ends before its closing delimiter", 400)


def read_boundary(content_type, body):
    """Returns the boundary of a multipart/form-data request."""
    essence = content_type.partition(b";")[0].strip(b" \t")
    wanted = b"multipart/" if broken("any-multipart-accepted") else b"multipart/form-data"
    found = essence if broken("media-type-by-case") else essence.lower()
    if found != wanted and not (wanted.endswith(b"/") and found.startswith(wanted)):
        if broken("other-bodies-as-malformed"):
            raise malformed("the body is not multipart/form-data")
        raise Rejected("PreconditionFailed", "the body is not multipart/form-data", 412)
    if broken("boundary-to-the-end-of-the-header"):
        return content_type.partition(b"boundary=")[2].strip(b'"')
    try:
        boundary = read_parameters(content_type)[1].get(b"boundary", b"")
    except ValueError as fault:
        raise malformed(str(fault)) from None
    if not boundary and broken("missing-boundary-guessed"):
        return body.partition(b"\r\n")[0][2:]
    if not boundary and broken("missing-boundary-as-other-body"):
        raise Rejected("PreconditionFailed", "Content-Type has no boundary", 412)
    if broken("apostrophes-quote-boundaries"):
        boundary = boundary.strip(b"'")
    if not boundary or len(boundary) > LONGEST_BOUNDARY:
        raise malformed("Content-Type has no boundary of 1 to 70 characters")
    if broken("boundary-quotes-kept") and b'"' in content_type:
        return b'"' + boundary + b'"'
    return boundary.lower() if broken("boundary-in-lower-case") else boundary


def parts(body, boundary, meaning):
    """Yields the parts in their order. `meaning` gets a part's headers before its data is read, so faults are found in order."""
    delimiter = _delimiter(boundary)
    if broken("preamble-rejected") and not body.startswith(b"--"):
        raise malformed("the body does not begin with a delimiter")
    # With a line end before it, a delimiter in the first line is like any other.
    body = b"\r\n" + body
    found = delimiter.search(body)
    if not found:
        raise malformed("the body has no delimiter")
    count = 0
    while found[1].endswith(b"\n"):
        count += 1
        if count > MOST_PARTS:
            raise malformed(f"the body has more than {MOST_PARTS} parts")
        headers, start = _headers(body, found.end())
        meant = meaning(headers)
        # In a part without data, the end of the empty line is also the beginning of the delimiter.
        found = _searched(delimiter, body, start - 2)
        if not found:
            if broken("cut-off-form-accepted"):
                yield Part(headers, meant, body[start:], start - 2, len(body) - 2)
                return
            raise _cut_off()
        line_end_kept = found.start() + 2 if broken("line-end-of-delimiter-kept") else found.start()
        # Two bytes were put before the body.
        yield Part(headers, meant, body[start : max(start, line_end_kept)], start - 2, found.end() - 2)
    if body[found.end() :].strip() and broken("epilogue-rejected"):
        raise malformed("the closing delimiter is followed by more bytes")


def _searched(delimiter, body, position):
    """Searches for a delimiter. Mutants read the body in blocks, and do not put a delimiter together that lies in two of them."""
    found = delimiter.search(body, position)
    if not found and len(body) % 65536 == 2 and broken("cut-off-at-the-end-of-a-block-accepted"):
        return re.compile(rb"()\Z").search(body)
    size = 4096 if broken("delimiters-searched-in-blocks-of-4-kb") else 65536 if broken("delimiters-searched-in-blocks") else 0
    while found and size and (found.start() - 2) // size != (found.end() - 3) // size:
        found = delimiter.search(body, found.start() + 1)
    return found


def _delimiter(boundary):
    """Matches CRLF, `--`, the boundary, then either `--` or optional spaces and tabs and CRLF."""
    before, padding, after = rb"\r\n", rb"[ \t]*", rb"\r\n"
    if broken("boundary-within-a-line"):
        before = rb"(?:\r\n)?"
    if broken("bare-line-feeds-in-delimiters"):
        before, after = rb"\r?\n", rb"\r?\n"
    if broken("padding-of-delimiters-rejected"):
        padding = b""
    if broken("more-behind-the-boundary"):
        padding = rb"[^\r\n]*?"
    closing = rb"--|\Z" if broken("delimiter-at-the-end-closes") else rb"--"
    return re.compile(before + rb"--" + re.escape(boundary) + rb"(" + closing + rb"|" + padding + after + rb")")


def _headers(body, position):
    """Returns the headers that begin at a position, and the position of the data after their empty line."""
    headers, start = [], position
    while True:
        end = body.find(b"\r\n", position)
        if (len(body) if end < 0 else end) - start > LONGEST_HEADERS:
            raise malformed(f"a part's headers have more than {LONGEST_HEADERS} bytes")
        if end < 0:
            raise _cut_off()
        line, position = body[position:end], end + 2
        if not line:
            # The first of several headers with one name is used.
            return {name: value.strip(b" \t") for name, value in reversed(headers)}, position
        if not _LINE_BREAKS.isdisjoint(line):
            raise malformed("a part's header contains a line break or a NUL byte")
        if line[:1] in b" \t" and headers:
            # A folded line. Folding is obsolete, but mail libraries still send it.
            headers[-1][1] += b" " + line.strip(b" \t")
            continue
        name, colon, value = line.partition(b":")
        if not colon or not _HEADER_NAME.fullmatch(name):
            raise malformed("a part's header has no name")
        name = name if broken("part-headers-by-case") else name.lower()
        if name == b"content-disposition" and any(name == other for other, _ in headers):
            raise malformed("a part has two Content-Disposition headers")
        headers.append([name, value])
