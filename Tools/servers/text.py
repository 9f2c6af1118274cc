"""Converts the text of the protocol and of the vectors to bytes, and back."""

import base64


def as_bytes(value):
    if isinstance(value, str):
        return value.encode()
    if "repeat" in value:
        return as_bytes(value["repeat"]) * value["count"]
    if "parts" in value:
        return b"".join(map(as_bytes, value["parts"]))
    return base64.b64decode(value["base64"], validate=True)


def as_text(data):
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def pairs_as_bytes(pairs):
    return [(as_bytes(name), as_bytes(value)) for name, value in pairs]


def pairs_as_text(pairs):
    return [[as_text(name), as_text(value)] for name, value in pairs]
