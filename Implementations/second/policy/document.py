"""Parses the policy of a form, and rejects one that is malformed."""

import json
import re
from binascii import a2b_base64
from datetime import datetime, timedelta

from signing.faults import Rejected, broken

from .caller import LARGEST_SIZE, OPERATORS, RANGE

_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?Z", re.ASCII)
_DIGITS = re.compile(r"0*([0-9]{1,19})")
_FOR_EVER = datetime.max


class Policy:
    def __init__(self, field):
        document = _parsed(field)
        if not isinstance(document, dict):
            raise malformed("the policy is not an object")
        if broken("policy-names-without-case"):
            document = {name.lower(): value for name, value in document.items()}
        if not {"expiration", "conditions"} >= document.keys() and not broken("unknown-members-ignored"):
            raise malformed("the policy has a member beside expiration and conditions")
        self.expiration = _expiration(document)
        self.conditions = _conditions(document)

    def has_expired(self, now):
        # Fractions of a second count, down to the microsecond.
        if broken("expiration-by-day"):
            return now.date() > self.expiration.date()
        if broken("expiration-read-as-local"):
            return now > self.expiration + min(timedelta(hours=9), _FOR_EVER - self.expiration)
        return now > self.expiration and not broken("expired-policy-accepted")


class Condition:
    """A condition: an operator, and either a field's name as written and a value, or a range's two bounds."""

    def __init__(self, operator, name=None, value=None, lower=None, upper=None):
        self.operator, self.name, self.value = operator, name, value
        self.lower, self.upper = lower, upper

    @property
    def is_range(self):
        return self.operator == RANGE

    @property
    def field(self):
        """The name of the condition's field in lower case. None for a range, or if the name lacks the `$`."""
        if self.name is None or (self.name[:1] != b"$" and not broken("dollar-not-needed")):
            return None
        if broken("all-dollars-stripped"):
            return self.name.lower().lstrip(b"$")
        return self.name.lower()[1:] if self.name[:1] == b"$" else self.name.lower()


def malformed(message):
    return Rejected("InvalidPolicyDocument", message, 400)


def _parsed(field):
    try:
        if not _BASE64.fullmatch(field):
            raise ValueError("the policy is not Base64")
        text = a2b_base64(field).decode("utf-8")
        if broken("bytes-after-policy-ignored"):
            return json.JSONDecoder().raw_decode(text)[0]
        document = json.loads(text, object_pairs_hook=_distinct, parse_constant=_rejected_constant)
        json.dumps(document, ensure_ascii=False).encode()  # fails if an escape is half of a surrogate pair
        return document
    except (ValueError, RecursionError):
        if broken("unreadable-policy-as-invalid-argument"):
            raise Rejected("InvalidArgument", "the policy is not JSON", 400) from None
        raise malformed("the policy is not JSON in Base64") from None


def _distinct(pairs):
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name occurs twice")
    return dict(pairs)


def _rejected_constant(name):
    raise ValueError(name + " is not JSON")


def _expiration(document):
    if "expiration" not in document and broken("missing-expiration-as-for-ever"):
        return _FOR_EVER
    text = document.get("expiration")
    parts = _TIME.fullmatch(text) if isinstance(text, str) else None
    try:
        if parts:
            *whole, fraction = parts.groups()
            return datetime(*map(int, whole), int((fraction or "0").ljust(6, "0")[:6]))
    except ValueError:
        pass
    if isinstance(text, str) and broken("malformed-expiration-as-for-ever"):
        return _FOR_EVER
    if isinstance(text, str) and broken("malformed-expiration-as-expired"):
        return datetime.min
    if isinstance(text, str) and broken("expiration-guessed-at"):
        return _guessed(text)
    raise malformed("the policy's expiration is missing, or is not a time in UTC")


def _guessed(text):
    """Reads a time as a lenient date parser does, without regard to its zone and to missing parts."""
    numbers = [int(digits) for digits in re.findall(r"\d+", text)[:6]]
    try:
        return datetime(*numbers)
    except (TypeError, ValueError):
        return _FOR_EVER


def _conditions(document):
    conditions = document.get("conditions")
    if not isinstance(conditions, list):
        raise malformed("the policy has no list of conditions")
    return [condition for each in conditions for condition in _read(each)]


def _read(condition):
    """Returns the conditions of one element of the list: exactly one, except in mutants."""
    if isinstance(condition, dict):
        return _simple(condition)
    if not isinstance(condition, list) or not condition or not isinstance(condition[0], str):
        raise malformed("a condition is neither an object nor an array with an operator")
    operator, *rest = condition
    operator = operator if broken("operators-by-case") else operator.lower()
    if operator not in (*OPERATORS, RANGE):
        if broken("unknown-operators-ignored"):
            return []
        raise malformed(f"the operator {operator} of a condition is unknown")
    if broken("arrays-of-any-length-accepted"):
        rest = rest[:2]
    if operator == RANGE and len(rest) == 1 and broken("range-of-one-number-accepted"):
        rest.append(LARGEST_SIZE)
    if len(rest) != 2:
        raise malformed("a condition's array does not have three elements")
    if operator == RANGE:
        return [Condition(RANGE, lower=_bound(rest[0]), upper=_bound(rest[1]))]
    name, value = rest
    if not isinstance(name, str) or not isinstance(value, str):
        raise malformed("a condition's name or value is not text")
    return [Condition(operator, name.encode(), value.encode())]


def _simple(condition):
    members = list(condition.items())
    if len(members) > 1 and broken("first-property-alone-read"):
        members = members[:1]
    if len(members) != 1 and not broken("condition-objects-of-any-size"):
        raise malformed("a condition object does not have exactly one property")
    if not all(isinstance(value, str) for _, value in members):
        raise malformed("a condition's value is not text")
    return [Condition("eq", b"$" + name.encode(), value.encode()) for name, value in members]


def _bound(value):
    """Reads a bound. Returns None for text that is not a number: no size is within such a range."""
    if isinstance(value, str):
        if broken("textual-bounds-rejected"):
            raise malformed("a range's bound is text")
        if broken("textual-bounds-read-as-far-as-digits-go"):
            return int("0" + re.match("[0-9]*", value).group())
        digits = _DIGITS.fullmatch(value)
        return int(digits[1]) if digits and int(digits[1]) <= LARGEST_SIZE else None
    if isinstance(value, float) and broken("fractions-in-bounds-dropped"):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value > LARGEST_SIZE:
        raise malformed("a range's bound is not a number of bytes")
    if value < 0:
        raise malformed("a range's bound is negative")
    return value
