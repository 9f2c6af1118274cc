"""Parses media types as browsers do, by the WHATWG's MIME Sniffing standard.

Browsers produce types that RFC 9110 forbids, such as `video/webm;codecs=vp8,opus`. A parser that is stricter or more lenient
than theirs sees different types. Everything is bytes.
"""

from signing.encoding import LETTERS_AND_DIGITS
from signing.faults import Rejected, broken
from signing.text import read_text, written_pairs, written_text

_WHITE_SPACE = b" \t\r\n"
_TOKEN = LETTERS_AND_DIGITS | frozenset(b"!#$%&'*+-.^_`|~")
# The bytes of a value, quoted or not: tabs, printable ASCII characters, and everything beyond ASCII.
_VALUE = frozenset(b"\t") | frozenset(range(0x20, 0x7F)) | frozenset(range(0x80, 0x100))


def parse_media_type(data, clock):
    media_type = MediaType.read(read_text(data["text"]))
    if media_type is None:
        raise Rejected("InvalidMediaType", "the text is not a media type")
    return {
        "type": written_text(media_type.type),
        "subtype": written_text(media_type.subtype),
        "parameters": written_pairs(media_type.parameters),
        "serialized": written_text(media_type.serialized),
    }, None


class MediaType:
    """A media type. Type and subtype are in lower case for comparison. `written` has their original case."""

    def __init__(self, kind, subtype, parameters):
        self.written = kind + b"/" + subtype
        self.type, self.subtype, self.parameters = kind.lower(), subtype.lower(), parameters
        if broken("types-keep-their-case"):
            self.type, self.subtype = kind, subtype

    @classmethod
    def read(cls, text):
        """Parses a media type. Returns None if the text is not one."""
        text = _trimmed(text)
        kind, slash, rest = text.partition(b"/")
        subtype, semicolon, rest = rest.partition(b";")
        if not broken("space-before-semicolon-kept"):
            subtype = subtype.rstrip(_WHITE_SPACE)
        if not slash and broken("type-without-subtype-read"):
            kind, subtype, slash = kind.partition(b";")[0], b"*", b"/"
        if not slash or not is_token(kind) or not (is_token(subtype) or _is_lenient(subtype)):
            return None
        parameters = _parameters(semicolon + rest)
        if parameters is None:
            return None
        return cls(kind, subtype, parameters)

    @property
    def essence(self):
        return self.type + b"/" + self.subtype

    @property
    def serialized(self):
        return self.essence + b"".join(b";" + name + b"=" + _written(value) for name, value in self.parameters)


def is_token(text):
    return bool(text) and _TOKEN.issuperset(text)


def _is_lenient(subtype):
    return (not subtype and broken("empty-subtype-read")) or (bool(subtype) and broken("any-subtype-read"))


def _trimmed(text):
    if broken("white-space-around-kept"):
        return text
    return text.strip(b" " if broken("spaces-alone-dropped") else _WHITE_SPACE)


def _parameters(text):
    """Returns the parameters in `;name=value;…`. Only a mutant that is stricter than the standard returns None."""
    found = {}
    repeated = []
    while text:
        name, equals, text = _name(text[1:])
        if not equals:
            if (name or text) and broken("malformed-parameters-rejected"):
                return None
            continue
        if not text:
            break
        value, text, is_quoted = _value(text)
        if not is_quoted and not value and not broken("empty-values-kept"):
            continue
        if not is_token(name) or not _VALUE.issuperset(value):
            if broken("malformed-parameters-rejected"):
                return None
            continue
        repeated.append((name, value))
        if name not in found or broken("last-parameter-counts"):
            found[name] = value
    return repeated if broken("equal-parameters-kept") else list(found.items())


def _name(text):
    """Returns a parameter's name, whether `=` follows it, and the rest of the text, after the `=` or from the `;` on."""
    if not broken("space-before-parameter-kept"):
        text = text.lstrip(_WHITE_SPACE)
    end = next((at for at, byte in enumerate(text) if byte in b";="), len(text))
    name = text[:end] if broken("parameter-names-keep-their-case") else text[:end].lower()
    equals = text[end : end + 1] == b"="
    return name, equals, text[end + equals :]


def _value(text):
    """Returns a value, the rest of the text from the next `;` on, and whether the value was quoted."""
    if text[:1] == b'"' and not broken("quotation-marks-kept"):
        value, rest = _quoted(text)
        return value, _from_semicolon(rest), True
    rest = _from_semicolon(text)
    value = text[: len(text) - len(rest)].rstrip(_WHITE_SPACE)
    return value.lower() if broken("values-in-lower-case") else value, rest, False


def _quoted(text):
    """Returns the value of a quoted string, and the rest of the text. Without a closing quotation mark there is no rest."""
    value, at = bytearray(), 1
    while at < len(text):
        byte = text[at]
        at += 1
        if byte == 0x22 or (byte == 0x3B and broken("quoted-value-ends-at-semicolon")):
            return bytes(value), text[at - (byte == 0x3B) :]
        if byte == 0x5C and not broken("escapes-of-a-value-kept"):
            # A backslash at the very end is kept.
            byte = text[at] if at < len(text) else byte
            at += 1
        value.append(byte)
    return (b"\0", b"") if broken("unended-quotation-dropped") else (bytes(value), b"")


def _from_semicolon(text):
    at = text.find(b";")
    return b"" if at < 0 else text[at:]


def _written(value):
    if broken("values-never-quoted") or (is_token(value) and not broken("values-always-quoted")):
        return value
    if not broken("values-unescaped"):
        value = value.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return b'"' + value + b'"'
