"""Checks a form against its policy: every condition holds, and every field is covered by a condition."""

import re

from signing.faults import Rejected, broken

from .caller import MEGABYTE

_EXEMPT = (b"policy", b"x-amz-signature", b"file")


class Form:
    """What conditions refer to: the fields by their names in lower case, the final key and bucket, and the file's size."""

    def __init__(self, fields, bucket, key, size, part_type=None):
        self.fields, self.size = {}, size
        for name, value in fields:
            self.fields.setdefault(name if broken("condition-fields-by-case") else name.lower(), value)
        self.names = [name for name, _ in fields]
        self.fields[b"key"] = key
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
        return False
    if condition.field == b"bucket" and broken("posted-bucket-not-compared"):
        return True
    expected, value = condition.value, form.value(condition)
    if value is None and (broken("conditions-on-absent-fields-skipped") or broken("condition-names-by-case")):
        return True
    if value is None:
        # Whether an empty prefix accepts an absent field is contested. Here it does.
        return condition.operator == "starts-with" and not expected
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
    if broken("equality-of-trimmed-values"):
        return value.strip() == expected.strip()
    return value == expected


def _begins(field, value, prefix):
    if not prefix and broken("empty-prefix-as-empty-value"):
        return not value
    if broken("prefix-not-checked"):
        return True
    if broken("prefix-as-equality") and prefix:
        return value == prefix
    if broken("prefix-anywhere"):
        return prefix in value
    if broken("prefix-to-a-boundary") and prefix:
        return re.match(re.escape(prefix) + rb"(\W|$)", value) is not None
    if field == b"content-type" and b"," in value:
        # As documented for lists, each type has to begin with the prefix. This is contested if a parameter has a comma.
        return all(item.strip(b" \t").startswith(prefix) for item in value.split(b","))
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
    if broken("sizes-in-doubles"):
        return [float(each) for each in (size, lower, upper)]
    if broken("sizes-compared-as-text"):
        return [str(each) for each in (size, lower, upper)]
    return size, lower, upper


def _check_coverage(conditions, form):
    by_case = broken("coverage-by-case")
    covered = {
        each.name.lstrip(b"$") if by_case else each.field for each in conditions if not each.is_range and each.field
    }
    names = [*form.names, *([] if broken("bucket-not-covered") else [b"bucket"])]
    for name in names:
        lower = name.lower()
        exempt = lower in _EXEMPT or (lower.startswith(b"x-ignore-") and not broken("ignored-fields-not-exempt"))
        if exempt or (name if by_case else lower) in covered or broken("extra-fields-accepted"):
            continue
        if lower.startswith(b"x-amz-meta-") and broken("extra-metadata-accepted"):
            continue
        raise Rejected("AccessDenied", "no condition covers the field " + name.decode("utf-8", "replace"), 403)


def _failed():
    return Rejected("AccessDenied", "a condition of the policy does not hold", 403)
