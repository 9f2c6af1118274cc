"""Writes multipart/form-data as browsers do. Any list of parts is allowed, also those that no browser sends."""

import collections

BOUNDARY = b"----VideoSpecFormBoundary7MA4YWxkTrZu0gW"
CONTENT_TYPE = "multipart/form-data; boundary=" + BOUNDARY.decode()

# A part of a form. The part of a file has a file name and a type, either of which may be absent.
Part = collections.namedtuple("Part", "name body filename type", defaults=(None, None))


def encode(parts):
    return b"".join(b"--" + BOUNDARY + b"\r\n" + _part(part) for part in parts) + b"--" + BOUNDARY + b"--\r\n"


def _part(part):
    disposition = b'Content-Disposition: form-data; name="' + _quoted(part.name) + b'"'
    if part.filename is not None:
        disposition += b'; filename="' + _quoted(part.filename) + b'"'
    kind = b"" if part.type is None else b"Content-Type: " + part.type + b"\r\n"
    return disposition + b"\r\n" + kind + b"\r\n" + part.body + b"\r\n"


def _quoted(text):
    """Escapes the characters that HTML's form submission escapes."""
    return text.replace(b"\n", b"%0A").replace(b"\r", b"%0D").replace(b'"', b"%22")
