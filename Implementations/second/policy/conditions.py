"""Checks a form against its policy: every condition holds, and every field is covered by a condition."""

import fnmatch
import re

from signing.faults import Rejected, broken

from .caller import MEGABYTE

_EXEMPT = (b"policy", b"x-amz-signature", b"file")
_BOM = b"\xef\xbb\xbf"

# What one upload may have, whatever its policy says: 5 GiB.
LARGEST_UPLOAD = 5 * 2**30


class Form:
    """What conditions refer to: the values of the fields, the bucket that the form was posted to, and the file's size."""

    def __init__(self, values, bucket, size, part_type=None):
        self.fields, self.size = dict(values), size
        self.names = list(values)
        if broken("bucket-field-believed"):
            bucket = self.fields.get(b"bucket", bucket)
        if not broken("posted-bucket-not-compared"):
            self.fields[b"bucket"] = bucket
        if part_type is not None and broken("type-of-the-part-preferred"):
            self.fields[b"content-type"] = part_type
        if part_type is not None and broken("type-of-the-part-where-none"):
            self.fields.setdefault(b"content-type", part_type)

    def value(self, condition):
        """Returns the value of the condition's field, or None."""
        if broken("condition-names-by-case"):
            return self.fields.get(condition.name[1:])
        return self.fields.get(condition.field)


def check(conditions, form):
    for condition in _counting(conditions):
        if condition.is_range:
            _check_range(condition, form.size)
        elif not _holds(condition, form):
            raise _failed()
    _check_coverage(conditions, form)
    if broken("single-upload-unlimited"):
        return
    if form.size > (5 * 2**40 if broken("single-upload-of-5-tib") else LARGEST_UPLOAD):
        raise Rejected("EntityTooLarge", "the file is larger than one upload may be", 400)


def _counting(conditions):
    """Returns the conditions to check: all of them, except in mutants that keep one per field."""
    ranges = [each for each in conditions if each.is_range]
    others = [each for each in conditions if not each.is_range]
    if broken("last-condition-a-field-counts"):
        others = list({each.name.lower(): each for each in others}.values())
    if broken("first-condition-a-field-counts"):
        others = list({each.name.lower(): each for each in reversed(others)}.values())
    if broken("equality-replaces-prefix"):
        equal = {each.name.lower() for each in others if each.operator == "eq"}
        others = [each for each in others if each.operator == "eq" or each.name.lower() not in equal]
    if broken("last-range-counts"):
        ranges = ranges[-1:]
    return conditions if len(others) + len(ranges) == len(conditions) else others + ranges


def _holds(condition, form):
    if condition.field is None:
        return broken("conditions-without-dollar-skipped")
    if condition.field == b"bucket" and broken("posted-bucket-not-compared"):
        return True
    expected, value = condition.value, form.value(condition)
    if value is None and (broken("conditions-on-absent-fields-skipped") or broken("condition-names-by-case")):
        return True
    if value is None and broken("absent-fields-as-empty"):
        value = b""
    if value is None:
        return condition.operator == "starts-with" and not expected and broken("empty-prefix-for-absent-fields")
    if broken("values-without-case") or (condition.field == b"content-type" and broken("types-without-case")):
        expected, value = expected.lower(), value.lower()
    if condition.operator == "eq":
        return _equals(value, expected)
    return _begins(condition.field, value, expected)


def _equals(value, expected):
    if broken("equality-not-checked"):
        return True
    if broken("equality-as-prefix"):
        return value.startswith(expected)
    if broken("equality-with-one-item"):
        return expected in [value, *value.split(b",")]
    if broken("values-as-patterns") and fnmatch.fnmatchcase(value, expected):
        return True
    if broken("values-as-regular-expressions") and _matches(expected, value):
        return True
    if broken("equality-up-to-nul"):
        return value.partition(b"\0")[0] == expected.partition(b"\0")[0]
    if broken("byte-order-marks-ignored"):
        return value.removeprefix(_BOM) == expected.removeprefix(_BOM)
    return value == expected


def _matches(expression, value):
    try:
        return re.fullmatch(expression, value) is not None
    except re.error:
        return False


def _begins(field, value, prefix):
    if not prefix and broken("empty-prefix-as-empty-value"):
        return not value
    if broken("prefix-not-checked"):
        return True
    if broken("prefix-as-equality") and prefix:
        return value == prefix
    if broken("prefix-anywhere"):
        return prefix in value
    if broken("prefix-to-the-folder"):
        prefix = prefix[: prefix.rfind(b"/") + 1]
    if broken("prefixes-as-patterns") and fnmatch.fnmatchcase(value, prefix + b"*"):
        return True
    if broken("prefix-to-a-boundary") and prefix:
        return re.match(re.escape(prefix) + rb"(\W|$)", value) is not None
    if field == b"content-type" and b"," in value:
        quantifier = any if broken("one-item-of-a-list-suffices") else all
        if not broken("type-lists-as-one-value"):
            return quantifier(item.strip(b" \t").startswith(prefix) for item in value.split(b","))
    return value.startswith(prefix)


def _check_range(condition, size):
    if condition.lower is None or condition.upper is None:
        raise _failed()
    size, lower, upper = _compared(size, condition.lower, condition.upper)
    too_small = size <= lower if broken("lower-bound-excluded") else size < lower
    too_large = size >= upper if broken("upper-bound-excluded") else size > upper
    if broken("size-not-checked") or not (too_small or too_large):
        return
    if broken("wrong-size-as-denied"):
        raise _failed()
    if too_small and not broken("lower-bound-not-checked"):
        raise Rejected("EntityTooSmall", "the file is smaller than the policy allows", 400)
    if too_large:
        raise Rejected("EntityTooLarge", "the file is larger than the policy allows", 400)


def _compared(size, lower, upper):
    """Returns the size and the bounds to compare: unchanged, except in mutants."""
    if broken("upper-bound-off-by-one"):
        upper += 1
    if broken("bounds-in-binary-megabytes") and upper % MEGABYTE == 0:
        upper = upper // MEGABYTE * 2**20
    if broken("sizes-in-32-bits"):
        return [each & 0xFFFFFFFF for each in (size, lower, upper)]
    if broken("sizes-compared-as-text"):
        return [str(each) for each in (size, lower, upper)]
    return size, lower, upper


def _check_coverage(conditions, form):
    by_case = broken("coverage-by-case")
    covered = {
        each.name.lstrip(b"$") if by_case else each.field for each in conditions if not each.is_range and each.field
    }
    names = [name for name in form.names if name != b"bucket" or broken("bucket-field-uncovered")]
    names += [] if broken("bucket-not-covered") else [b"bucket"]
    for name in names:
        exempt = name in _EXEMPT or (name.startswith(b"x-ignore-") and not broken("ignored-fields-not-exempt"))
        if broken("bucket-field-uncovered") and name == b"bucket" and b"bucket" in form.names:
            covered -= {b"bucket"}
        if exempt or name in covered or broken("extra-fields-accepted") or _is_wrongly_exempt(name, covered):
            continue
        raise Rejected("AccessDenied", "no condition covers the field " + name.decode("utf-8", "replace"), 403)


def _is_wrongly_exempt(name, covered):
    """Returns whether a mutant lets a field pass that no condition covers."""
    return (
        (broken("extra-metadata-accepted") and name.startswith(b"x-amz-meta-"))
        or (broken("extra-encryption-accepted") and name.startswith(b"x-amz-server-side-encryption"))
        or (broken("utf8-exempt") and name == b"utf8")
        or (broken("exempt-names-as-prefixes") and name.startswith(_EXEMPT))
        or (broken("coverage-by-prefix") and any(name.startswith(each) for each in covered))
    )


def _failed():
    return Rejected("AccessDenied", "a condition of the policy does not hold", 403)
