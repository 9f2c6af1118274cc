"""Parses an upload form into its fields, in their order, and its file."""

import hashlib
import re
import unicodedata

from signing.faults import Rejected, broken
from signing.text import read_text, written_pairs, written_text

from .multipart import MOST_BEFORE_FILE, malformed, parts, read_boundary
from .parameters import read_extended, read_parameters

_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")


def parse_form(data, clock):
    body = read_text(data.get("body") or "")
    boundary = read_boundary(read_text(data.get("contentType") or ""), body)
    fields, file, values = [], None, 0
    for part in parts(body, boundary, _disposition):
        disposition = part.meaning
        if disposition is None:
            continue
        name = _name(disposition[b"name"])
        if _is_file(name, disposition):
            if file is None:
                _check_size(part.end if broken("file-counted-as-a-field") else part.start, values)
                file = _file(part, disposition)
        elif file is None or broken("fields-after-the-file-taken"):
            value = _value(part.data)
            fields.append((name, value))
            values = len(value) if broken("field-size-limited-one-by-one") else values + len(name) + len(value)
            if file is None:
                _check_size(part.end, values)
    output = {"fields": written_pairs(_ordered(fields))}
    if file is not None:
        output["file"] = file
    return output, None


def _name(name):
    """Returns a field's name as it is. Mutants treat it as frameworks for web forms do."""
    if broken("brackets-of-names-dropped"):
        return name.removesuffix(b"[]")
    if broken("dots-and-spaces-of-names-replaced"):
        return name.replace(b".", b"_").replace(b" ", b"_")
    return name.strip() if broken("names-trimmed") else name


def _disposition(headers):
    """Returns the parameters of a part's Content-Disposition, including its name."""
    header = headers.get(b"content-disposition")
    try:
        disposition, parameters = read_parameters(header or b"")
    except ValueError as fault:
        raise malformed(str(fault)) from None
    kind = disposition if broken("disposition-by-case") else disposition.lower()
    if broken("unquoted-names-rejected") and b'name="' not in (header or b""):
        parameters.pop(b"name", None)
    if (kind != b"form-data" and not broken("any-disposition-accepted")) or b"name" not in parameters:
        if broken("nameless-parts-skipped"):
            return None
        raise malformed("a part has no Content-Disposition: form-data with a name")
    if b"name*" in parameters:
        raise malformed("a part has a name* as well")
    if _CONTROL.search(read_extended(parameters.get(b"filename*")) or b""):
        raise malformed("a file's name has a control character")
    return parameters


def _is_file(name, disposition):
    if broken("file-by-filename"):
        return b"filename" in disposition
    if broken("file-without-filename-as-field") and b"filename" not in disposition:
        return False
    return name.lower() == b"file"


def _file(part, disposition):
    file = {}
    extended = read_extended(disposition.get(b"filename*"))
    name = disposition.get(b"filename") if extended is None else extended
    if name is not None:
        if broken("filename-as-latin-1"):
            name = name.decode("latin-1").encode()
        if broken("filename-composed"):
            name = unicodedata.normalize("NFC", name.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        file["name"] = written_text(name)
    if b"content-type" in part.headers:
        file["contentType"] = written_text(part.headers[b"content-type"])
    file["size"], file["sha256"] = str(len(part.data)), hashlib.sha256(part.data).hexdigest()
    return file


def _value(data):
    if broken("values-trimmed"):
        return data.strip()
    if broken("line-breaks-in-values-rewritten"):
        return data.replace(b"\r\n", b"\n")
    if broken("values-as-utf-8"):
        return data.decode("utf-8", "replace").encode()
    return data


def _check_size(size, values):
    """Rejects a form with too many bytes before the file: `size` of the body, and `values` of names and values alone."""
    limit = 16 * 1024 if broken("fields-of-16-kb") else MOST_BEFORE_FILE
    counted = values if broken("delimiters-not-counted") or broken("field-size-limited-one-by-one") else size
    if counted > limit and not broken("fields-of-any-size"):
        raise Rejected("MaxPostPreDataLengthExceeded", f"more than {limit} bytes come before the file", 400)


def _ordered(fields):
    if broken("fields-sorted"):
        return sorted(fields)
    if broken("repeated-fields-made-one"):
        return list(dict(fields).items())
    return fields
