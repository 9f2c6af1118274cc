"""Turns the name that a client gives its file into a safe name."""

import re
from unicodedata import category, normalize

from signing.faults import broken

LONGEST_NAME = 200
# An overlong name loses its middle before anything else happens, so that normalizing it cannot take long.
LONGEST_GIVEN_NAME, USED_AT_EACH_END = 2048, 1024
_DEFAULT_STEM = "video"

_WHITE_SPACE = "\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPECIAL = ":*?\"<>|#%&{}^`[]~$+,;=@!"
_RESERVED = re.compile("con|prn|aux|nul|com[1-9]|lpt[1-9]")


class Name:
    """A safe name: its stem, and its extension with the leading dot, or an empty extension."""

    def __init__(self, stem, extension):
        self.stem, self.extension = stem, extension

    @property
    def text(self):
        return self.stem + self.extension

    def numbered(self, number):
        """Returns the name with a number before its extension, shortened if necessary. With 1 it is the name itself."""
        return _cut(self.stem, self.extension, number_suffix(number))


def number_suffix(number):
    first = 1 if broken("numbers-from-one") else 2
    return f"_{number - 2 + first}" if number > 1 else ""


def is_stem(stem):
    """Returns whether a text is the stem of some safe name."""
    if broken("reserved-stems-read") and safe_name(f"{stem}.m".encode()).stem == f"_{stem}":
        return True
    return safe_name(f"{stem}.m".encode()).stem == stem or safe_name(stem.encode()).text == stem


def safe_name(file_name):
    """Returns the safe name for a client's file name, given as bytes."""
    # Bytes that are not UTF-8 become lone surrogates, which `_visible` removes.
    errors = "replace" if broken("invalid-bytes-replaced") else "surrogateescape"
    text = _plain(_composed(_visible(_without_middle(_last_part(file_name)).decode("utf-8", errors))))
    if not broken("dots-at-the-beginning-kept"):
        text = text.lstrip(".")
    if not broken("dots-at-the-end-kept"):
        text = text.rstrip("._")
    stem, dot, extension = text.rpartition(".")
    if not dot:
        stem, extension = text, ""
    if not text and not broken("empty-name-left-empty"):
        stem = "_" if broken("empty-name-as-underscore") else _DEFAULT_STEM
    return _cut(_marked_if_reserved(stem, extension), dot + extension)


def _last_part(name):
    if broken("path-kept"):
        return name
    if broken("path-flattened"):
        return re.sub(rb"[/\\]", b"_", name)
    return re.split(rb"/" if broken("backslash-not-a-separator") else rb"[/\\]", name)[-1]


def _without_middle(name):
    if len(name) <= LONGEST_GIVEN_NAME or broken("whole-name-read"):
        return name
    if broken("end-of-long-names-dropped"):
        return name[:LONGEST_GIVEN_NAME]
    return name[:USED_AT_EACH_END] + name[-USED_AT_EACH_END:]


def _visible(text):
    """Replaces white space by underscores and removes invisible characters."""
    white = " " if broken("spaces-alone-as-underscores") else "[" + _WHITE_SPACE + "]"
    text = re.sub(white, "-" if broken("spaces-as-hyphens") else "_", text)
    return "".join(each for each in text if not _vanishes(each))


def _vanishes(character):
    if category(character) == "Cc":
        return not broken("control-characters-kept")
    if _BIDIRECTIONAL.match(character):
        return not broken("bidirectional-characters-kept")
    return category(character) == "Cs"


def _composed(text):
    # Called after `_visible`, because an invisible character between a letter and its accent would keep them apart.
    if broken("names-not-composed"):
        return text
    form = "NFKC" if broken("names-composed-by-compatibility") else "NFD" if broken("names-decomposed") else "NFC"
    return normalize(form, text)


def _plain(text):
    """Converts ASCII letters to lower case and special characters to underscores, and merges runs of underscores."""
    if broken("all-letters-in-lower-case"):
        text = text.lower()
    elif not broken("upper-case-kept"):
        text = re.sub("[A-Z]", lambda letter: letter.group().lower(), text)
    meaning = '/\\:*?"<>|' if broken("file-systems-characters-alone-replaced") else _SPECIAL
    if broken("characters-with-a-meaning-dropped"):
        return re.sub("[" + re.escape(meaning) + "]", "", text)
    if not broken("characters-with-a-meaning-kept"):
        text = re.sub("[" + re.escape(meaning) + "]", "_", text)
    return text if broken("runs-of-underscores-kept") else re.sub("_+", "_", text)


def _marked_if_reserved(stem, extension):
    if broken("reserved-names-kept") or (extension and broken("reserved-without-extension-alone")):
        return stem
    return "_" + stem if _RESERVED.fullmatch(stem) else stem


def _cut(stem, extension, suffix=""):
    """Shortens the name to 200 bytes, by removing whole characters from the end of its stem.

    The result is a safe name again: dots and underscores at the cut are removed, and a reserved name is marked.
    """
    if broken("long-names-kept"):
        return Name(stem + suffix, extension)
    if broken("extension-cut-off"):
        return Name(_first_bytes(stem + extension, LONGEST_NAME - len(suffix)) + suffix, "")
    room = LONGEST_NAME - len((suffix + extension).encode())
    cut = _first_bytes(stem, room)
    if not cut and stem:
        # An extension that leaves no room for a stem counts as a part of the stem.
        return _cut(stem + extension, "", suffix)
    if suffix or (not extension and len(cut) < len(stem)):
        cut = cut.rstrip("._")
    if not suffix:
        cut = _DEFAULT_STEM if stem and not cut else cut
        cut = _first_bytes(_marked_if_reserved(cut, extension), room)
    return Name(cut + suffix, extension)


def _first_bytes(text, count):
    if broken("names-cut-by-characters"):
        return text[: max(0, count)]
    cut = text.encode()[: max(0, count)]
    return cut.decode("utf-8", "replace" if broken("names-cut-within-characters") else "ignore")
