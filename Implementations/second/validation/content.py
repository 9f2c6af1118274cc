"""Checks the type of an object by its first bytes, because its media type is only the client's statement."""

from signing.faults import Rejected, broken

_EBML_HEADER, _DOC_TYPE, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x42\x82", b"\x18\x53\x80\x67"
# The longest element id and data size, in bytes (RFC 8794 4.1 and 5).
_LONGEST_ID, _LONGEST_SIZE = 4, 8


def is_allowed(first, media_type):
    """Returns whether an object of the type can begin with these bytes. Rejects a type for which there is no check."""
    if media_type == b"video/webm":
        return _is_webm(first)
    if media_type == b"video/mp4":
        return _is_mp4(first)
    if broken("unknown-check-passes"):
        return True
    raise Rejected("ContentCheckUnknown", "there is no check for content of this media type")


def _is_webm(first):
    """Returns whether the bytes begin with an EBML header whose DocType is webm (RFC 8794 8.1, 11.2)."""
    if broken("webm-anywhere"):
        return b"webm" in first
    if not first.startswith(_EBML_HEADER):
        return False
    if broken("ebml-is-webm"):
        return True
    if broken("webm-at-its-usual-place"):
        return first[24:31] == _DOC_TYPE + b"\x84webm"
    elements = _elements(_header(first))
    kinds = [_text(value) for identifier, value in elements or () if identifier == _DOC_TYPE]
    # A header with two DocTypes is not accepted, because different readers may use different ones.
    return kinds == [b"webm"] or (kinds == [b"matroska"] and broken("matroska-is-webm"))


def _header(first):
    """Returns the header's content, or nothing if the header is truncated."""
    size, at = _size(first, len(_EBML_HEADER))
    if size is None:
        # The header may not have an unknown size (RFC 8794 6.2).
        return first[at:].partition(_SEGMENT)[0] if at is not None and broken("unknown-size-of-header-accepted") else b""
    if broken("header-longer-than-the-object-accepted"):
        return first[at : at + size]
    if broken("size-of-header-ignored"):
        return first[at:].partition(_SEGMENT)[0]
    return first[at : at + size] if at + size <= len(first) else b""


def _elements(content):
    """Returns the elements as `(id, data)`, or None if one of them is truncated."""
    elements, at = [], 0
    while at < len(content):
        length = _length(content[at])
        if length > _LONGEST_ID:
            return None
        identifier = content[at : at + length]
        size, at = _size(content, at + length)
        if size is None or at + size > len(content):
            return None
        elements.append((identifier, content[at : at + size]))
        at += size
    return elements


def _size(content, at):
    """Returns the size and the position of an element's data.

    The result is `(None, position)` for an unknown size, and `(None, None)` if there is no valid size.
    """
    if at >= len(content):
        return None, None
    length = _length(content[at])
    end = at + length
    if length > _LONGEST_SIZE or end > len(content):
        return None, None
    bits = 7 * length
    value = int.from_bytes(content[at:end], "big") & (1 << bits) - 1
    return (None, end) if value == (1 << bits) - 1 else (value, end)


def _length(byte):
    """Returns the length of a variable-size integer, which its leading zero bits give. 9 means that it is invalid."""
    return 9 - byte.bit_length()


def _text(data):
    """Returns a string without the zeros that may pad its end (RFC 8794 7.4)."""
    return data.partition(b"\0")[0]


def _is_mp4(first):
    """Returns whether the bytes begin with a complete box of type ftyp with a brand (ISO/IEC 14496-12 4.2, 4.3)."""
    if broken("ftyp-anywhere"):
        return b"ftyp" in first
    if first[4:8] != b"ftyp":
        return False
    if broken("ftyp-by-its-name"):
        return True
    size, content = int.from_bytes(first[:4], "big"), 8
    if size == 1:
        size, content = int.from_bytes(first[8:16], "big"), 16
    # A size of 0 means that the box extends to the object's end, which leaves no room for a video. The content must have
    # room for the major brand and its version. The compatible brands follow.
    return content + 8 <= size <= (2**64 if broken("cut-off-box-accepted") else len(first))
