"""Reads text of the protocol: a JSON string, or `{"base64": "…"}` for bytes that are not UTF-8."""

import base64


class Unsupported(Exception):
    """The input cannot be expressed with boto3. The message says why."""


def as_bytes(value):
    """Returns the bytes of a text."""
    if isinstance(value, str):
        return value.encode("utf-8")
    return base64.b64decode(value["base64"], validate=True)


def as_string(value, what):
    """Returns a text as the str that boto3 takes. `what` names it in the message if that is impossible."""
    if isinstance(value, str):
        return value
    try:
        return as_bytes(value).decode("utf-8")
    except UnicodeDecodeError:
        raise Unsupported(f"boto3 takes a str for {what}, and these bytes are not UTF-8") from None


def as_pairs(pairs, what):
    """Returns pairs of strings. The second is None for a name without a value."""
    return [
        (as_string(name, f"the name of a {what}"), None if value is None else as_string(value, f"a {what}"))
        for name, value in pairs
    ]
