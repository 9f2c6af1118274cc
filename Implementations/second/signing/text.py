"""Reads and writes text of the protocol: a JSON string, or `{"base64": …}` for bytes that are not UTF-8."""

import binascii


def read_text(value):
    if isinstance(value, dict):
        return binascii.a2b_base64(value["base64"])
    return value.encode("utf-8")


def written_text(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": binascii.b2a_base64(data, newline=False).decode()}


def read_pairs(pairs):
    """Reads pairs of names and values. A value may be null."""
    return [(read_text(name), None if value is None else read_text(value)) for name, value in pairs or []]


def written_pairs(pairs):
    return [[written_text(name), written_text(value)] for name, value in pairs]
