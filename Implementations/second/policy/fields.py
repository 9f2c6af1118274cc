"""Reads the fields of a form: one value for each name, with `${filename}` replaced."""

import re
from binascii import Error, a2b_base64
from xml.parsers import expat

from signing.faults import Rejected, broken
from signing.text import read_text

FILENAME = b"${filename}"

_STORAGE_CLASSES = frozenset(
    (b"STANDARD", b"REDUCED_REDUNDANCY", b"STANDARD_IA", b"ONEZONE_IA", b"INTELLIGENT_TIERING", b"GLACIER", b"GLACIER_IR",
     b"DEEP_ARCHIVE", b"EXPRESS_ONEZONE")
)  # fmt: skip

# The lengths of checksums in bytes, by the names of their fields.
_CHECKSUMS = {
    b"x-amz-checksum-crc32": 4,
    b"x-amz-checksum-crc32c": 4,
    b"x-amz-checksum-crc64nvme": 8,
    b"x-amz-checksum-sha1": 20,
    b"x-amz-checksum-sha256": 32,
    b"content-md5": 16,
}


def read_values(pairs, file):
    """Returns the values by name. Names are in lower case, and the values of repeated fields are joined by commas."""
    values = {}
    for name, value in pairs:
        name = name if broken("condition-fields-by-case") else name.lower()
        value = _with_filename(name, value, file)
        if name not in values or broken("last-of-repeated-fields-counts"):
            values[name] = value
        elif not broken("first-of-repeated-fields-counts"):
            values[name] += (b", " if broken("repeated-fields-joined-with-a-space") else b",") + value
    return values


def _with_filename(name, value, file):
    """Replaces `${filename}`. If a client sends the file's name with its path, the last part is used."""
    if FILENAME not in value or broken("filename-not-put-in"):
        return value
    if name != b"key" and broken("filename-in-the-key-alone"):
        return value
    if file.get("name") is None:
        return value.replace(FILENAME, b"") if broken("filename-without-a-name-as-empty") else value
    part = read_text(file["name"])
    if not broken("filename-with-its-path"):
        part = re.split(rb"/" if broken("backslashes-kept-in-filename") else rb"[/\\]", part)[-1]
    if broken("filename-lower-cased"):
        part = part.lower()
    if broken("filename-at-the-end-alone"):
        return value[: -len(FILENAME)] + part if value.endswith(FILENAME) else value
    return value.replace(FILENAME, part)


def check_stored(values):
    """Rejects fields that S3 interprets when it stores the object, and whose values mean nothing."""
    if b"tagging" in values and not broken("tags-not-read"):
        _check_tags(values[b"tagging"])
    _check_storage_class(values.get(b"x-amz-storage-class"))
    algorithm = values.get(b"x-amz-checksum-algorithm")
    if algorithm is not None and not broken("checksum-algorithm-alone-accepted"):
        if b"x-amz-checksum-" + algorithm.lower() not in values:
            raise Rejected("InvalidRequest", "the form names a checksum's algorithm but has no such checksum", 400)
    for name, length in _CHECKSUMS.items():
        if name in values and not _is_base64(values[name], length) and not broken("checksums-of-any-form-accepted"):
            raise Rejected("InvalidRequest", f"{name.decode()} is not {length} bytes in Base64", 400)


def _check_tags(text):
    if broken("tags-without-a-tag-set-rejected") and b"<TagSet>" not in text:
        raise Rejected("MalformedXML", "the tags have no set", 400)
    try:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _reject_doctype
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError):
        code = "InvalidArgument" if broken("malformed-tags-as-invalid-argument") else "MalformedXML"
        raise Rejected(code, "the tags are not XML", 400) from None


def _reject_doctype(*_):
    raise ValueError("a document type declaration")


def _check_storage_class(name):
    if name is None or name in _STORAGE_CLASSES or broken("storage-class-not-checked"):
        return
    raise Rejected("InvalidStorageClass", "S3 has no such storage class", 400)


def _is_base64(text, length):
    if broken("checksums-by-length-alone"):
        return len(text) == (length + 2) // 3 * 4
    try:
        return len(a2b_base64(text, strict_mode=True)) == length
    except Error:
        return False
