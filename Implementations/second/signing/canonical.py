"""Builds the canonical request: method, path, query, headers, signed headers and payload hash."""

import re

from .encoding import decode, encode_path, encode_query
from .faults import broken

_FOLD = re.compile(rb"[ \t]*\r?\n[ \t]+")
_SPACES = re.compile(rb"[ \t]+")
_QUOTED = re.compile(rb'("[^"]*")')
_SEPARATOR = re.compile(rb"[ \t]*;[ \t]*")
_DIGITS = re.compile(rb"(\d+)")


def canonical_request(method, path, query, headers, payload_hash):
    """Returns the canonical request and its SignedHeaders line. Path and query must be in canonical form."""
    lines, signed = canonical_headers(headers)
    if broken("method-always-get"):
        method = b"GET"
    return b"\n".join((method, path, query, lines, signed, payload_hash)), signed


# The path


def is_s3(service):
    """Returns whether a service is signed in S3's way."""
    return service == b"s3" or service == b"s3express" and not broken("express-signed-as-another-service")


def canonical_path(path, service, normalize=None):
    """Returns the canonical form of a path in a request line."""
    if not path:
        return b"" if broken("empty-path-left-empty") else b"/"
    if is_s3(service):
        return _s3_path(path)
    if normalize is not False or broken("normalization-forced"):
        path = _normalized(path)
    return encode_path(decode(path) if broken("other-services-encoded-once") else path)


def _s3_path(path):
    """Encodes the path once, without normalising it: to S3 a path with another slash or dot is another object."""
    if broken("s3-path-normalized"):
        path = _normalized(path)
    if broken("s3-slashes-collapsed"):
        path = re.sub(rb"/+", b"/", path)
    if broken("path-encoded-twice"):
        return encode_path(path)
    if broken("s3-path-not-recoded"):
        return path
    return encode_path(decode(path))


def _normalized(path):
    if broken("path-not-normalized"):
        return path
    segments = []
    for segment in path.split(b"/"):
        if segment == b"..":
            del segments[-1:]
        elif segment != b"." and (segment or broken("empty-segments-kept")):
            segments.append(segment)
    if broken("empty-segments-kept"):
        return b"/".join(segments) or b"/"
    slash = b"/" if path.endswith(b"/") and segments and not broken("trailing-slash-lost") else b""
    return b"/" + b"/".join(segments) + slash


# The query


def wire_pairs(query):
    """Returns the pairs of a query in a request line, still encoded. A name without a value has the value None."""
    pairs = []
    for piece in query.split(b"&"):
        if piece:
            name, equals, value = piece.partition(b"=")
            pairs.append((name, value if equals else None))
    return pairs


def decoded_pairs(query):
    """Returns the pairs of a query in a request line, decoded."""
    return [(decode(name), None if value is None else decode(value)) for name, value in wire_pairs(query)]


def request_pairs(query):
    """Returns the pairs of a query in a request line that go into the canonical query."""
    if broken("query-encoded-twice"):
        return wire_pairs(query)
    if broken("query-split-at-every-equals"):
        query = b"&".join(b"=".join(piece.split(b"=")[:2]) for piece in query.split(b"&"))
    return decoded_pairs(query)


def canonical_query(pairs):
    """Returns the canonical query of decoded pairs, without X-Amz-Signature."""
    if not broken("signature-in-canonical-query"):
        pairs = [pair for pair in pairs if pair[0] != b"X-Amz-Signature"]
    if broken("valueless-names-dropped"):
        pairs = [pair for pair in pairs if pair[1] is not None]
    if broken("repeated-names-collapsed"):
        pairs = list(dict(pairs).items())
    if broken("equal-pairs-collapsed"):
        pairs = list(dict.fromkeys(pairs))
    if broken("query-sorted-before-encoding"):
        pairs = sorted(pairs, key=lambda pair: (pair[0], pair[1] or b""))
    bare = {encode_query(name) for name, value in pairs if value is None}
    encoded = [(_query_name(name), _query_value(name, value or b"")) for name, value in pairs]
    joined = [name + b"=" + value for name, value in _sorted_pairs(encoded)]
    if broken("valueless-without-equals"):
        joined = [text[:-1] if text.endswith(b"=") and text[:-1] in bare else text for text in joined]
    return b"&".join(sorted(joined) if broken("query-sorted-as-joined") else joined)


def _query_name(name):
    return name if broken("query-names-raw") else encode_query(name)


def _query_value(name, value):
    encoded = encode_query(value)
    if broken("slash-in-query-raw") or broken("credential-slash-raw") and name == b"X-Amz-Credential":
        encoded = encoded.replace(b"%2F", b"/")
    if broken("signed-headers-separator-raw") and name == b"X-Amz-SignedHeaders":
        encoded = encoded.replace(b"%3B", b";")
    return encoded


def _sorted_pairs(pairs):
    if broken("query-unsorted") or broken("query-sorted-before-encoding"):
        return pairs
    if broken("query-sorted-without-case"):
        return sorted(pairs, key=lambda pair: (pair[0].lower(), pair[1]))
    if broken("equal-names-unsorted"):
        return sorted(pairs, key=lambda pair: pair[0])
    return sorted(pairs)


# The headers


def canonical_headers(headers):
    """Returns the canonical headers, each line with its line feed, and SignedHeaders."""
    values, written = {}, {}
    for name, value in headers:
        lower = name if broken("header-names-as-written") else name.lower()
        values.setdefault(lower, []).append(canonical_value(_as_given(lower, value)))
        written.setdefault(lower, name)
    names = sorted(values)
    if broken("headers-unsorted"):
        names = list(values)
    if broken("headers-sorted-as-written"):
        names.sort(key=written.get)
    if broken("headers-sorted-by-number"):
        names.sort(key=lambda name: [int(part) if part.isdigit() else part for part in _DIGITS.split(name)])
    if broken("headers-sorted-without-punctuation"):
        names.sort(key=lambda name: (name.translate(None, b"-_."), name))
    if broken("underscores-sorted-as-hyphens"):
        names.sort(key=lambda name: name.replace(b"_", b"-"))
    if broken("amz-headers-sorted-last"):
        names.sort(key=lambda name: (name.startswith(b"x-amz-"), name))
    lines = [name + b":" + _joined(values[name]) + b"\n" for name in names]
    if broken("header-lines-sorted"):
        lines.sort()
    if broken("signed-headers-unsorted"):
        names = list(values)
    if broken("signed-headers-repeated"):
        names = [name for name in names for _ in values[name]]
    return b"".join(lines), b";".join(names)


def _as_given(name, value):
    """Returns a value as it is, or as a framework that normalises writes it."""
    if broken("media-types-normalized") and name == b"content-type":
        return _SEPARATOR.sub(b"; ", value.lower())
    if broken("quotes-of-values-dropped"):
        return value.replace(b'"', b"")
    if broken("header-values-percent-decoded"):
        return decode(value)
    if broken("header-values-percent-encoded-again"):
        return value.replace(b"%", b"%25")
    return value


def canonical_value(value):
    """Joins folded lines, trims the value, and reduces runs of spaces to one."""
    if not broken("folded-lines-kept"):
        value = _FOLD.sub(b"" if broken("folded-lines-run-together") else b" ", value)
    if not broken("header-values-untrimmed"):
        value = value.strip(b" \t")
    if broken("inner-spaces-kept"):
        return value
    if broken("quoted-spaces-kept"):
        return b"".join(part if part[:1] == b'"' else _SPACES.sub(b" ", part) for part in _QUOTED.split(value))
    return _SPACES.sub(b" ", value)


def _joined(values):
    if broken("repeated-headers-sorted"):
        values = sorted(values)
    if broken("repeated-headers-last-only"):
        values = values[-1:]
    return (b", " if broken("repeated-headers-joined-with-space") else b",").join(values)
