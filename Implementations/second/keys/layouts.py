"""Generates the key of a video for each layout, from what the server knows. A client cannot choose it."""

import re
from datetime import datetime, timedelta

from signing.faults import Rejected, broken
from signing.text import read_text, written_text
from signing.times import read_clock

LONGEST_KEY = 1024
LONGEST_LIBRARY_KEY = 500

_EXTENSIONS = {
    "video/webm": "webm",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/x-matroska": "mkv",
    "video/ogg": "ogv",
}
_ID = re.compile(rb"[A-Za-z0-9_-]{1,64}")
# The machine's offset from UTC, for the mutants that use local time.
_LOCAL = timedelta(hours=9)
_VIDEO, _THUMBNAIL = "videos", "thumbnails"


def generate_key(data, clock, random):
    layout = data["layout"]
    if layout == "recording":
        key = _recording(data, clock, random)
    elif layout in ("library-video", "library-thumbnail"):
        key = _free_library_key(data, clock, layout == "library-thumbnail")
    elif layout in ("playback-video", "playback-thumbnail"):
        key = _playback(data, layout == "playback-thumbnail")
    else:
        raise ValueError(f"the layout {layout} is unknown")
    # Checked ids and shortened names cannot exceed the limit. It is checked all the same, so that it always holds.
    longest = LONGEST_LIBRARY_KEY if layout.startswith("library-") else LONGEST_KEY
    if len(key) > longest or len(key.encode()) > LONGEST_KEY:
        raise Rejected("KeyTooLong", f"the key is longer than {longest} characters or {LONGEST_KEY} bytes")
    return {"key": key}, None


def extensions():
    return _EXTENSIONS.values()


# A recording


def _recording(data, clock, random):
    moment, extension = read_clock(clock), _extension(read_text(data.get("mediaType") or ""))
    if broken("month-in-local-time"):
        moment += min(_LOCAL, datetime.max - moment)
    month = moment.month - 1 if broken("month-from-zero") else moment.month
    folder = f"videos/{moment.year}/{month}" if broken("month-unpadded") else f"videos/{moment.year}/{month:02}"
    if broken("day-in-folder"):
        folder += f"/{moment.day:02}"
    return f"{folder}/{uuid_of(random)}.{extension}"


def _extension(media_type):
    text = media_type.decode("utf-8", "replace")
    essence = text if broken("parameters-of-type-rejected") else text.partition(";")[0].strip(" \t")
    if not broken("type-with-its-case"):
        essence = essence.lower()
    if essence.startswith("video/") and broken("extension-always-webm"):
        return "webm"
    if essence.startswith("video/") and broken("extension-is-the-subtype"):
        return essence.partition("/")[2]
    if essence not in _EXTENSIONS and broken("other-types-as-bin"):
        return "bin"
    if essence not in _EXTENSIONS:
        raise Rejected("InvalidMediaType", "videos of this media type are not stored")
    return _EXTENSIONS[essence]


def uuid_of(random):
    """Formats sixteen random bytes as a UUID with version 4 and variant 10 (RFC 9562)."""
    if len(random) < 16:
        raise ValueError(f"a UUID needs 16 random bytes, and the run has {len(random)}")
    octets = bytearray(random[:16])
    if broken("uuid-of-eight-random-bytes"):
        octets[8:] = bytes(8)
    if broken("uuid-fields-little-endian"):
        octets = octets[3::-1] + octets[5:3:-1] + octets[7:5:-1] + octets[8:]
    if not broken("uuid-without-version"):
        octets[6] = octets[6] & 0x0F | (0x10 if broken("uuid-of-version-1") else 0x40)
    if not broken("uuid-without-variant"):
        octets[8] = octets[8] & 0x3F | 0x80
    digits = octets.hex().upper() if broken("uuid-in-upper-case") else octets.hex()
    if broken("uuid-without-hyphens"):
        return digits
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


# The library


def _free_library_key(data, clock, is_thumbnail):
    """Returns the first of the keys NAME, NAME_2, NAME_3, … that is not taken."""
    from .names import number_suffix, safe_name

    user, seconds = _id(data.get("user") or "", "InvalidUser"), _seconds(clock)
    taken = {read_text(each) for each in data.get("taken") or []}
    folder = _VIDEO if broken("thumbnails-among-the-videos") else (_THUMBNAIL if is_thumbnail else _VIDEO)
    name, number = safe_name(read_text(data.get("fileName") or "")), 1
    while True:
        stored = _stored(name.numbered(number), is_thumbnail)
        if broken("number-after-the-extension"):
            stored = _stored(name, is_thumbnail) + number_suffix(number)
        key = f"uploads/users/{user}/{folder}/{seconds}_{stored}"
        if broken("user-not-in-the-key"):
            key = key.replace(f"users/{user}/", "")
        if key.encode() not in taken or broken("taken-key-taken-again") or (number > 1 and broken("number-tried-once")):
            return key
        number += 1


def _seconds(clock):
    elapsed = read_clock(clock) - read_clock("1970-01-01T00:00:00Z")
    if broken("local-seconds"):
        elapsed += _LOCAL
    seconds = elapsed.days * 86400 + elapsed.seconds
    return seconds * 1000 if broken("time-in-milliseconds") else seconds


def _stored(name, is_thumbnail):
    if not is_thumbnail:
        return name.text
    if broken("thumbnail-keeps-the-extension"):
        return name.text + "_thumb.jpg"
    if broken("thumbnail-stem-to-the-first-dot"):
        return name.stem.partition(".")[0] + "_thumb.jpg"
    return name.stem + "_thumb.jpg"


# Playback


def _playback(data, is_thumbnail):
    user = _id(data.get("user") or "", "InvalidUser", "u_")
    video = _id(data.get("video") or "", "InvalidVideo", "v_")
    folder = _THUMBNAIL if is_thumbnail and not broken("thumbnails-among-the-videos") else _VIDEO
    if broken("playback-video-before-user"):
        user, video = video, user
    return f"{folder}/{user}/{video}.{'jpg' if is_thumbnail else 'mp4'}"


def _id(value, code, prefix=""):
    text = read_text(value)
    checked = _ID.match(text) if broken("ids-checked-at-their-beginning") else _ID.fullmatch(text)
    if broken("ids-of-any-length"):
        checked = re.fullmatch(rb"[A-Za-z0-9_-]*", text)
    if not (checked or broken("ids-not-checked")):
        raise Rejected(code, "an id must have 1 to 64 characters of A-Z, a-z, 0-9, '_' and '-'")
    if not text.startswith(prefix.encode()) and not broken("prefix-of-ids-not-checked"):
        raise Rejected(code, "the id must begin with " + prefix)
    return written_text(text)
