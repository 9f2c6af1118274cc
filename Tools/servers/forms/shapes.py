"""Forms about the multipart body."""

from forms.form import Form, file
from multipart import BOUNDARY, Part


def replaced(old, new):
    return lambda headers, body: (headers, body.replace(old, new))


def typed(content_type):
    def request(headers, body):
        return [(name, content_type if name == "Content-Type" else value) for name, value in headers], body
    return request


def cut(count):
    """Removes the last bytes of the body. Content-Length does not count them."""
    return lambda headers, body: (headers, body[:-count])


def filler(size):
    """Adds a field without a condition, so that the names and values of all fields have `size` bytes together."""
    def sent(fields):
        name = b"x-ignore-filler"
        return [(name, b"f" * (size - len(name) - sum(len(n) + len(v) for n, v in fields))), *fields]
    return sent


FORMS = [
    Form("no file", file=None),
    Form("the file first", parts=lambda parts: [parts[-1], *parts[:-1]]),
    Form("a field after the file", parts=lambda parts: [*parts, Part(b"acl", b"public-read")]),
    Form("two files", parts=lambda parts: [*parts, file(7, b"second.webm")]),
    Form("the file part is named File", file=file(field=b"File")),
    Form("the file part is named upload", file=file(field=b"upload")),
    Form("the file without a file name", file=file(name=None)),
    Form("20,000 bytes of fields", sent=filler(20000)),
    Form("20,481 bytes of fields", sent=filler(20481)),
    Form("40,000 bytes of fields", sent=filler(40000)),
    Form("a preamble", request=lambda headers, body: (headers, b"preamble\r\n" + body)),
    Form("line feeds instead of CRLF", request=replaced(b"\r\n", b"\n")),
    Form("cut off within the file", request=cut(len(BOUNDARY) + 10)),
    Form("cut off before the last two hyphens", request=cut(4)),
    Form("no boundary in the Content-Type", request=typed("multipart/form-data")),
    Form("another boundary in the Content-Type", request=typed("multipart/form-data; boundary=another")),
    Form("application/x-www-form-urlencoded", request=typed("application/x-www-form-urlencoded")),
]
