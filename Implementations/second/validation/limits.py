"""Reads the limits of a service from three environment variables, and rejects one that is missing or wrong by its name.

Rejecting a wrong limit at start costs a minute. Using it costs every upload, or lets every upload through.
"""

import re

from signing.faults import Rejected, broken
from signing.request import is_bucket_name
from signing.text import read_pairs, read_text, written_text

from .media_types import MediaType

_BUCKET, _SIZE, _TYPE = "S3_BUCKET_NAME_VIDEO", "MAX_VIDEO_FILESIZE", "ALLOW_VIDEO_MIME_TYPE"
_DEFAULTS = {_BUCKET: b"videos", _SIZE: b"90000000", _TYPE: b"video/webm"}

# The largest upload in a single request.
LARGEST_OBJECT = 5 * 2**30
# No size has more digits than this. Powers of larger numbers would take too long to compute.
_LONGEST_NUMBER = 19

_FORM = re.compile(rb"(\d+)(?: *\* *(\d+)(?:\*\*(\d{1,2}))?)?")
_QUOTATION_MARKS = "\"'“”„‟‘’‚‛«»"
_ENCODED_MARKS = tuple(map(str.encode, _QUOTATION_MARKS))


def read_limits(data, clock):
    environment = {}
    for name, value in read_pairs(data["environment"]):
        environment.setdefault(name, value)
    values = {name: _unquoted(name, _present(environment, name)) for name in (_BUCKET, _SIZE, _TYPE)}
    return {
        "bucket": written_text(_bucket(values[_BUCKET])),
        "maximumSize": str(_size(values[_SIZE])),
        "mediaType": written_text(_media_type(values[_TYPE])),
    }, None


def _present(environment, name):
    value = environment.get(name.encode())
    if value is None and broken("missing-limit-has-a-default"):
        return _DEFAULTS[name]
    if value == b"" and broken("empty-limit-has-a-default"):
        return _DEFAULTS[name]
    if not value:
        field = _SIZE if broken("another-variable-named") else name
        raise Rejected("LimitMissing", f"{name} is not set", field=field)
    return value


def _unquoted(name, value):
    if not (value.startswith(_ENCODED_MARKS) and value.endswith(_ENCODED_MARKS)):
        return value
    if broken("quotation-marks-dropped"):
        return value.decode().strip(_QUOTATION_MARKS).encode()
    raise _invalid(name, "is in quotation marks; remove them")


def _bucket(value):
    if not is_bucket_name(value) and not broken("configured-bucket-unchecked"):
        raise _invalid(_BUCKET, "is not a valid bucket name")
    return value


def _size(value):
    if broken("white-space-around-a-size-dropped"):
        value = value.strip()
    if broken("size-with-a-unit-read") and value.upper().endswith(b"MB"):
        value = value[:-2].strip() + b" * 10**6"
    if broken("digits-of-any-script-in-a-size"):
        value = re.sub(r"\d", lambda digit: str(int(digit[0])), value.decode("utf-8", "replace")).encode()
    if broken("size-in-the-notation-of-a-language"):
        value = _converted(value)
    if broken("sign-of-a-size-read"):
        value = value.lstrip(b"+")
    if broken("number-at-the-beginning-read"):
        value = re.match(rb"\d*", value)[0]
    parts = _FORM.fullmatch(value)
    if not parts or (parts[2] and broken("products-rejected")):
        raise _invalid(_SIZE, "must be a number of bytes, or a product such as 90 * 10**6")
    size = _product(*parts.groups())
    if not 1 <= size <= LARGEST_OBJECT and not broken("bounds-of-the-limit-unchecked"):
        raise _invalid(_SIZE, "must be from 1 byte to 5 GiB")
    return size


def _converted(value):
    """Reads a number as int() does, with a sign, underscores and any white space."""
    try:
        return b"%d" % int(value.decode("utf-8", "replace"))
    except ValueError:
        return value


def _product(first, second, exponent):
    """Returns the value of a product. If a factor is out of bounds, so is the result."""
    if second is None:
        return _number(first)
    if exponent is None:
        return _number(first) * _number(second)
    if broken("powers-as-products"):
        return _number(first) * _number(second) * _number(exponent)
    factor, base, power = _number(first), _number(second), _number(exponent)
    if broken("megabytes-are-binary") and (base, power) == (10, 6):
        base, power = 2, 20
    if base < 2:
        return factor * (1 if power == 0 else base)
    # 2**33 is out of bounds already.
    return factor * base ** min(power, 33)


def _number(digits):
    digits = digits.lstrip(b"0") or b"0"
    return int(digits) if len(digits) <= _LONGEST_NUMBER else 10**_LONGEST_NUMBER


def _media_type(value):
    parsed = MediaType.read(value)
    if parsed is None:
        raise _invalid(_TYPE, "is not a media type")
    if parsed.essence != value.lower() and not broken("limit-with-parameters-read"):
        raise _invalid(_TYPE, "must be one media type without parameters")
    if b"*" in parsed.essence and not broken("wildcards-read"):
        raise _invalid(_TYPE, "must be one media type, without *")
    return value if broken("case-of-the-limit-kept") else parsed.essence


def _invalid(name, reason):
    return Rejected("LimitInvalid", f"{name} {reason}", field=name)
