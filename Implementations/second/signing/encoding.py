"""Percent-encodes (UriEncode) and decodes bytes. Nothing is normalised."""

from .faults import broken

LETTERS_AND_DIGITS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
UNRESERVED = LETTERS_AND_DIGITS | frozenset(b"-._~")
HEXADECIMAL = frozenset(b"0123456789ABCDEFabcdef")


def encode_path(path):
    """Encodes everything except unreserved characters and slashes."""
    stays = UNRESERVED | frozenset(b"/")
    if broken("slash-in-key-encoded"):
        stays = UNRESERVED
    if broken("path-delimiters-raw"):
        stays |= frozenset(b"=@:$&+,;")
    encoded = _encode(path, stays)
    return encoded.replace(b"%20", b"+") if broken("space-in-path-as-plus") else encoded


def encode_query(text):
    """Encodes a name or a value of a query: everything except unreserved characters."""
    encoded = _encode(text, UNRESERVED)
    return encoded.replace(b"%20", b"+") if broken("space-in-query-as-plus") else encoded


def decode(text):
    """Replaces each `%XX` by its byte. A `+` and a `%` without two hexadecimal digits are kept."""
    head, *rest = text.split(b"%")
    pieces = [head]
    for piece in rest:
        digits = piece[:2]
        if len(digits) == 2 and HEXADECIMAL.issuperset(digits):
            pieces.append(bytes((int(digits, 16),)) + piece[2:])
        else:
            pieces.append(b"%" + piece)
    return b"".join(pieces)


def _encode(text, stays):
    if broken("tilde-encoded"):
        stays -= frozenset(b"~")
    if broken("marks-raw"):
        stays |= frozenset(b"!'()*")
    if broken("text-composed"):
        text = _composed(text)
    if broken("text-as-latin-1"):
        text = _latin_1(text)
    if broken("text-as-cesu-8"):
        text = _cesu_8(text)
    form = "%%%02x" if broken("hex-lower-case") else "%%%02X"
    return b"".join(bytes((byte,)) if byte in stays else (form % byte).encode() for byte in text)


def _composed(text):
    """Normalises text to NFC, as a platform that normalises its strings does."""
    from unicodedata import normalize

    try:
        return normalize("NFC", text.decode()).encode()
    except UnicodeDecodeError:
        return text


def _latin_1(text):
    """Converts text to Latin-1, as an encoder with a single-byte default does."""
    try:
        return text.decode().encode("latin-1")
    except UnicodeError:
        return text


def _cesu_8(text):
    """Encodes each half of a surrogate pair as a character of its own."""
    try:
        units = text.decode().encode("utf-16-be")
    except UnicodeDecodeError:
        return text
    halves = (chr(int.from_bytes(units[at : at + 2], "big")) for at in range(0, len(units), 2))
    return "".join(halves).encode("utf-8", "surrogatepass")
