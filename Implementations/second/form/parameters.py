"""Parses header values with parameters, such as `form-data; name="file"; filename="a;b.webm"`."""

import re

from signing.encoding import HEXADECIMAL
from signing.faults import broken

_NAME = re.compile(rb"[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=[ \t]*")
# More lenient than RFC 9110's token: clients send boundaries with '=' or ':' and non-ASCII names without quotation marks.
_TOKEN = re.compile(rb'[^\x00-\x20\x7f";]+')
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_END = re.compile(rb"[ \t]*(?:;|$)")
_EXTENDED = re.compile(rb"([A-Za-z0-9-]+)'[A-Za-z0-9-]*'(.*)", re.DOTALL)
_ATTRIBUTE = frozenset(b"!#$&+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def read_parameters(text):
    """Returns the value before the first semicolon, and the parameters by their names in lower case.

    Raises ValueError if the text is malformed.
    """
    value, semicolon, rest = text.partition(b";")
    parameters = {}
    if broken("parameters-split-at-every-semicolon"):
        return value.strip(b" \t"), _split(rest)
    position, more = 0, bool(semicolon)
    while more and rest[position:].strip(b" \t"):
        if rest[position:].lstrip(b" \t").startswith(b";"):
            position = rest.index(b";", position) + 1
            continue
        name = _NAME.match(rest, position)
        content = name and (_QUOTED.match(rest, name.end()) or _TOKEN.match(rest, name.end()))
        end = content and _END.match(rest, content.end())
        if not end:
            raise ValueError("a parameter is malformed")
        if name[1].lower() in parameters:
            raise ValueError("a parameter occurs twice")
        parameters[name[1].lower()] = _content(content)
        position, more = end.end(), end.group().endswith(b";")
    return value.strip(b" \t"), parameters


def _split(rest):
    parameters = {}
    for piece in rest.split(b";"):
        name, _, value = piece.partition(b"=")
        parameters.setdefault(name.strip().lower(), value.strip().strip(b'"'))
    return parameters


def _content(match):
    if match.re is not _QUOTED:
        return match.group()
    if broken("backslashes-kept"):
        return match[1]
    if broken("backslash-before-anything-dropped"):
        return re.sub(rb"\\(.)", rb"\1", match[1], flags=re.DOTALL)
    # Browsers used to send whole paths, C:\video\cat.webm, so a backslash before any other character is kept.
    text = re.sub(rb'\\(["\\])', rb"\1", match[1])
    return _unescaped(text) if broken("percent-escapes-decoded") else text


def _unescaped(text):
    """Decodes WHATWG's escapes, although the sender may have meant them literally."""
    for escape, byte in ((b"%22", b'"'), (b"%0D", b"\r"), (b"%0A", b"\n")):
        text = text.replace(escape, byte)
    return text


def read_extended(text):
    """Returns the value of an RFC 5987 parameter, such as `UTF-8''na%C3%AFve`, as UTF-8, or None if it is malformed."""
    if text is None:
        return None
    parts = _EXTENDED.fullmatch(text)
    if not parts:
        return None
    charset, value = parts[1].lower(), _decoded(parts[2])
    if value is None or charset not in (b"utf-8", b"iso-8859-1"):
        return None
    try:
        return value.decode(charset.decode()).encode()
    except UnicodeDecodeError:
        return None


def _decoded(text):
    head, *rest = text.split(b"%")
    pieces = [head]
    for piece in rest:
        if len(piece) < 2 or not HEXADECIMAL.issuperset(piece[:2]):
            return None
        pieces += (bytes((int(piece[:2], 16),)), piece[2:])
    return b"".join(pieces) if all(map(_ATTRIBUTE.issuperset, (head, *(each[2:] for each in rest)))) else None
