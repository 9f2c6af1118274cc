"""Writes JSON files in the canonical form, which `video-spec vectors lint` requires.

It indents by two spaces and keeps the order of members. An array or object that nests no deeper than two levels is on one
line if its compact form has at most 110 bytes. Text is UTF-8; only what JSON requires is escaped.
"""

import json

WIDTH = 110
SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def document(value):
    """Returns the bytes of a file with this value."""
    return (_indented(value, 0) + "\n").encode("utf-8")


def line(value):
    """Returns a value on one line without spaces, as in messages of the adapter protocol."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_string(name)}:{line(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(line, value)) + "]"
    return _scalar(value)


def load(path):
    """Reads the value in a file. Raises ValueError if a name occurs twice in an object."""
    with open(path, encoding="utf-8", newline="") as file:
        return json.load(file, object_pairs_hook=_unique)


def _unique(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError(f"a name occurs twice among {[name for name, _ in pairs]}")
    return members


def _indented(value, depth):
    if not isinstance(value, (dict, list)):
        return _scalar(value)
    inline = _nesting(value) <= 2 and len(line(value).encode("utf-8")) <= WIDTH
    if isinstance(value, dict):
        items = [f"{_string(name)}: {_indented(member, depth + 1)}" for name, member in value.items()]
    else:
        items = [_indented(item, depth + 1) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    if inline:
        return opening + ", ".join(items) + closing
    indent = "\n" + "  " * (depth + 1)
    return opening + indent + ("," + indent).join(items) + "\n" + "  " * depth + closing


def _nesting(value):
    if not isinstance(value, (dict, list)):
        return 0
    return 1 + max(map(_nesting, value.values() if isinstance(value, dict) else value), default=0)


def _scalar(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _string(value)
    # A floating-point number can be written in several ways, and no vector needs one.
    raise TypeError(f"{value!r} has no canonical form: numbers must be integers, or decimal strings")


def _string(text):
    return '"' + "".join(map(_character, text)) + '"'


def _character(character):
    if character in SHORT_ESCAPES:
        return SHORT_ESCAPES[character]
    if character < " " or character == "\x7f":
        return f"\\u{ord(character):04x}"
    return character
