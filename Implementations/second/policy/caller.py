"""Checks the conditions and fields that the caller of the builder gives, and writes the conditions for the policy."""

import re

from signing.faults import Rejected, broken

OPERATORS = ("eq", "starts-with")
RANGE = "content-length-range"
LARGEST_SIZE = 2**63 - 1
MEGABYTE = 10**6

_EXEMPT = (b"policy", b"file", b"x-amz-signature")


def caller_conditions(data):
    conditions = [_condition(each) for each in data.get("conditions") or []]
    if broken("prefixes-built-as-equality"):
        conditions = [["eq", *each[1:]] if _is_prefix(each) else each for each in conditions]
    if broken("empty-prefixes-lost"):
        conditions = [each for each in conditions if not (_is_prefix(each) and each[2] == "")]
    if broken("one-condition-a-field-built"):
        conditions = list({(_name(each) or b"").lower(): each for each in conditions}.values())
    return conditions


def _is_prefix(condition):
    return isinstance(condition, list) and condition[0] == "starts-with"


def _name(condition):
    """Returns the name of a condition's field, or None for a range."""
    if isinstance(condition, dict):
        return next(iter(condition)).encode()
    return None if condition[0] == RANGE else condition[1][1:].encode()


def reject_uncovered(fields, conditions, allowed):
    """Rejects a field that no condition covers, because S3 would reject the form."""
    if broken("uncovered-fields-built") or (allowed and not broken("uncovered-fields-never-built")):
        return
    by_case = broken("coverage-built-by-case")
    names = (_name(each) for each in conditions)
    covered = {name if by_case else name.lower() for name in names if name is not None}
    for name, _ in fields:
        lower = name.lower()
        if (name if by_case else lower) in covered or lower in _EXEMPT or lower.startswith(b"x-ignore-"):
            continue
        raise Rejected("UncoveredField", "no condition covers the field " + name.decode("utf-8", "replace"))


def _condition(condition):
    if isinstance(condition, dict):
        if len(condition) != 1 or not all(map(_is_text, [*condition, *condition.values()])):
            raise Rejected("InvalidCondition", "a condition object must have one property whose value is text")
        return condition
    if not isinstance(condition, list) or len(condition) != 3:
        raise Rejected("InvalidCondition", "a condition must be an object or an array of three elements")
    operator, first, second = condition
    operator = operator.lower() if isinstance(operator, str) else operator
    if operator == RANGE:
        return [RANGE, *_range(first, second)]
    if operator not in OPERATORS:
        raise Rejected("InvalidCondition", "a condition's operator must be eq, starts-with or content-length-range")
    if not _is_text(first) or not _is_text(second) or first[:1] != "$" or len(first) < 2:
        raise Rejected("InvalidCondition", "a condition must have a name that begins with '$', and a value that is text")
    return condition


def _is_text(value):
    return isinstance(value, str)


def _range(lower, upper):
    lower, upper = _bound(lower), _bound(upper)
    if lower > upper and not broken("reversed-ranges-built"):
        raise Rejected("InvalidCondition", "a range's lower bound is above its upper bound")
    if broken("lower-bound-lost"):
        lower = 0
    if broken("bounds-built-in-binary-megabytes"):
        upper = upper // MEGABYTE * 2**20 if upper % MEGABYTE == 0 else upper
    if broken("bounds-built-in-32-bits"):
        return [_wrapped(lower), _wrapped(upper)]
    if broken("bounds-built-in-doubles"):
        return [int(float(lower)), int(float(upper))]
    return [lower, upper]


def _bound(value):
    """Reads a bound: a number, or its decimal digits, because not every JSON parser keeps large numbers exactly."""
    if isinstance(value, str) and re.fullmatch("-?[0-9]{1,19}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value > LARGEST_SIZE:
        raise Rejected("InvalidCondition", "a range's bound is not a number of bytes")
    if value < 0 and not broken("negative-bounds-built"):
        raise Rejected("InvalidCondition", "a range's bound is negative")
    return value


def _wrapped(value):
    """Truncates a value to 32 bits, with a sign."""
    return (value + 2**31) % 2**32 - 2**31
