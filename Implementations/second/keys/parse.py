"""Parses keys, for those who sweep or migrate. Only a key that the generator can produce is accepted."""

import re

from signing.faults import Rejected, broken
from signing.text import read_text

from .layouts import LONGEST_KEY, LONGEST_LIBRARY_KEY, extensions
from .names import LONGEST_NAME, is_stem, safe_name

_ID = "[A-Za-z0-9_-]{1,64}"
_SECONDS = "(?P<seconds>0|[1-9][0-9]{0,11})"
_LAST_SECOND = 253402300799  # the last second of the year 9999
_UUID = "(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"
_LIBRARY = f"uploads/users/(?P<user>{_ID})"
_PLAYBACK = f"(?P<user>(?=u_){_ID})/(?P<video>(?=v_){_ID})"

_LAYOUTS = {
    "recording": f"videos/(?P<year>[0-9]{{4}})/(?P<month>0[1-9]|1[0-2])/{_UUID}\\.(?P<extension>[a-z0-9]+)",
    "library-video": f"{_LIBRARY}/videos/{_SECONDS}_(?P<name>[^/]+)",
    "library-thumbnail": f"{_LIBRARY}/thumbnails/{_SECONDS}_(?P<name>[^/]+)_thumb\\.jpg",
    "playback-video": f"videos/{_PLAYBACK}\\.mp4",
    "playback-thumbnail": f"thumbnails/{_PLAYBACK}\\.jpg",
}


def parse_key(data, clock):
    layout, key = data["layout"], _checked(read_text(data["key"]), data["layout"])
    form = _LAYOUTS[layout]
    if broken("uuid-of-any-form-read"):
        form = form.replace(_UUID, "(?P<uuid>[^/]+)")
    if broken("name-after-the-last-underscore"):
        form = form.replace(_SECONDS + "_", _SECONDS + "_(?:[^/]*_)?", 1)
    if broken("thumbnail-name-with-its-ending"):
        form = form.replace(")_thumb\\.jpg", "_thumb\\.jpg)")
    if broken("key-read-from-its-end"):
        form = "(?:.*/)?" + form
    found = _lenient(form, key) or re.fullmatch(form, key, re.DOTALL)
    parts = found.groupdict() if found else None
    if not parts or not _is_possible(parts) or not _is_made(parts, layout):
        raise Rejected("InvalidKey", f"the key does not have the form of the layout {layout}")
    return parts, None


def _lenient(form, key):
    """Matches as a careless pattern does. Only mutants do so."""
    if broken("digits-of-any-script-read"):
        return re.fullmatch(form.replace("[0-9]", r"\d").replace("[1-9]", r"\d"), key, re.DOTALL)
    if broken("dot-matches-any-character"):
        return re.fullmatch(form.replace("\\.", "."), key, re.DOTALL)
    if broken("uuid-without-case-read"):
        return re.fullmatch(form.replace("0-9a-f]", "0-9a-fA-F]"), key, re.DOTALL)
    if broken("layout-without-case-read"):
        return re.fullmatch(form, key, re.DOTALL | re.IGNORECASE)
    if broken("line-feed-after-a-key-read"):
        return re.match(form + "$", key)
    return None


def _checked(key, layout):
    """Returns the key as text. Rejects a key that is not UTF-8 or is too long."""
    if broken("segments-of-a-key-normalized"):
        from posixpath import normpath

        key = normpath(key.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    if broken("empty-segments-dropped"):
        key = re.sub(rb"//+", b"/", key.strip(b"/"))
    try:
        text = key.decode("utf-8", "replace" if broken("any-bytes-read") else "strict")
    except UnicodeDecodeError:
        raise Rejected("InvalidKey", "the key is not UTF-8") from None
    if broken("byte-order-mark-of-a-key-dropped"):
        text = text.removeprefix("\ufeff")
    if broken("key-ends-at-nul"):
        text = text.partition("\0")[0]
    longest = LONGEST_LIBRARY_KEY if layout.startswith("library-") else LONGEST_KEY
    if broken("library-keys-of-1024"):
        longest = LONGEST_KEY
    if (len(key) > LONGEST_KEY or len(text) > longest) and not broken("key-length-not-checked-when-read"):
        raise Rejected("InvalidKey", f"the key is longer than {longest} characters or {LONGEST_KEY} bytes")
    return text


def _is_possible(parts):
    if "seconds" in parts and int(parts["seconds"]) > _LAST_SECOND:
        return False
    if "year" in parts and int(parts["year"]) < 1970:
        return False
    return "extension" not in parts or parts["extension"] in extensions() or broken("any-extension-read")


def _is_made(parts, layout):
    """Returns whether the generator can produce the name: a video's is its own safe name, a thumbnail's the stem of one."""
    if not layout.startswith("library-") or broken("unsafe-names-read"):
        return True
    if layout == "library-thumbnail" and broken("thumbnail-names-unchecked"):
        return True
    name = parts["name"].encode()
    too_long = len(name) > LONGEST_NAME
    if too_long and (broken("key-length-not-checked-when-read") or broken("library-keys-of-1024")):
        return True
    if layout == "library-thumbnail":
        return is_stem(parts["name"])
    return safe_name(name).text == parts["name"]
