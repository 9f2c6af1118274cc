"""File names: safe ones for keys, and folded ones for searches."""

import re
from unicodedata import normalize

_LONGEST = 200
# A longer name loses its middle first, so that normalizing it cannot take long.
_LONGEST_SENT, _KEPT_AT_EACH_END = 2048, 1024
_LONGEST_ORIGINAL = 255

_SEPARATOR = re.compile(rb"[/\\]")
# Python also takes U+001C to U+001F for white space. Unicode does not.
_WHITE_SPACE = re.compile(r"[^\S\x1c-\x1f]")
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPECIAL = re.compile(r"""[:*?"<>|#%&{}^\[\]~$+,;=@!`_]+""")
_RESERVED = re.compile(r"con|prn|aux|nul|com[1-9]|lpt[1-9]")
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
# Separates two names in one text. It is never in a name that is folded.
_UNIT_SEPARATOR = "\x1f"


def safe_name(sent):
    """Returns the safe name of a file whose name was sent as these bytes (KEY-020 to KEY-029)."""
    name = _last_part(sent)
    if len(name) > _LONGEST_SENT:
        name = name[:_KEPT_AT_EACH_END] + name[-_KEPT_AT_EACH_END:]
    text = _INVISIBLE.sub("", _WHITE_SPACE.sub("_", name.decode("utf-8", "ignore")))
    text = _SPECIAL.sub("_", normalize("NFC", text).translate(_ASCII_LOWER)).lstrip(".").rstrip("._")
    stem, extension = split(text or "video")
    return _shortened(_unreserved(stem), extension)


def original_name(sent):
    """Returns the name as it was sent, without directories. PostgreSQL cannot store NUL."""
    return _last_part(sent).decode("utf-8", "replace").replace("\0", "\ufffd")[:_LONGEST_ORIGINAL]


def numbered(name, number):
    """Returns a name with a number at the end of its stem. The first one has none."""
    if number == 1:
        return name
    stem, extension = split(name)
    return _shortened(stem, extension, f"_{number}")


def split(name):
    """Returns the stem and the extension, which begins with a dot or is empty."""
    stem, dot, extension = name.rpartition(".")
    return (stem, dot + extension) if dot else (name, "")


def folded(text):
    """Returns a text without the differences that a search ignores: case, and how accents are encoded."""
    return normalize("NFC", normalize("NFC", text).casefold()).replace(_UNIT_SEPARATOR, " ")


def search_text(filename, original_filename):
    """Returns the text in which a search looks for a video."""
    return folded(filename) + _UNIT_SEPARATOR + folded(original_filename)


def _last_part(sent):
    return _SEPARATOR.split(sent)[-1]


def _unreserved(stem):
    return f"_{stem}" if _RESERVED.fullmatch(stem) else stem


def _shortened(stem, extension, suffix=""):
    """Returns the name with at most 200 bytes. Its stem is cut between two characters, and the result is a safe name again."""
    room = _LONGEST - len((suffix + extension).encode())
    cut = _first_bytes(stem, room)
    if stem and not cut:
        return _shortened(stem + extension, "", suffix)
    if suffix or (cut != stem and not extension):
        cut = cut.rstrip("._")
    if not suffix:
        cut = _first_bytes(_unreserved(cut or "video"), room)
    return cut + suffix + extension


def _first_bytes(text, count):
    return text.encode()[: max(0, count)].decode("utf-8", "ignore")
