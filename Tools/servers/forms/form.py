"""How a form is declared: what is asked of the builder, and what is changed before it is posted."""

import dataclasses
from typing import Callable, Optional

from multipart import Part

TYPE = (("Content-Type", "video/webm"),)
TYPE_CONDITION = ["starts-with", "$Content-Type", "video/webm"]
RANGE_CONDITION = ["content-length-range", 1, 1000]


def file(size=5, name=b"cat.webm", type=b"video/webm", field=b"file"):
    return Part(field, b"x" * size, name, type)


@dataclasses.dataclass(frozen=True)
class Form:
    """A form for video/webm of 1 to 1000 bytes, but for what is said."""

    title: str
    # What policy.build is asked for. The key stands behind a prefix of the run's own.
    key: str = "cat.webm"
    fields: tuple = TYPE
    conditions: tuple = (TYPE_CONDITION, RANGE_CONDITION)
    seconds: int = 300
    # How long ago it was built.
    age: int = 0
    # Another signer: from {"credentials", "region", "service"} to the same.
    signer: Optional[Callable] = None
    # Another policy, signed as it stands: from the one that was built, as JSON, to JSON or to bytes.
    document: Optional[Callable] = None
    # Other fields, after signing: from pairs of bytes to pairs of bytes.
    sent: Optional[Callable] = None
    file: Optional[Part] = dataclasses.field(default_factory=file)
    # Other parts of the body: from those of the fields and the file.
    parts: Optional[Callable] = None
    # Another request: from headers and body to headers and body.
    request: Optional[Callable] = None


def prefixed(title, form):
    return dataclasses.replace(form, title=f"{title}: {form.title}")


# MARK: changes of fields, after signing


def without(*names):
    lower = {name.lower().encode() for name in names}
    return lambda fields: [pair for pair in fields if pair[0].lower() not in lower]


def setting(name, value):
    """The first field of the name gets the value, or what the function makes of its own."""
    def change(fields):
        key, changed = name.lower().encode(), list(fields)
        at = next(index for index, pair in enumerate(fields) if pair[0].lower() == key)
        changed[at] = (fields[at][0], value(fields[at][1]) if callable(value) else value.encode())
        return changed
    return change


def adding(*pairs, first=False):
    added = [(name.encode(), value.encode()) for name, value in pairs]
    return lambda fields: added + list(fields) if first else list(fields) + added


# MARK: changes of the policy, before signing


def condition_names(condition):
    """The field that a condition is about, as a policy's reader sees it."""
    return str(condition[1]).lstrip("$") if isinstance(condition, list) else next(iter(condition))


def with_conditions(*conditions, instead_of=()):
    """The conditions besides those of the policy, or in the place of some, named by their field."""
    def change(policy):
        kept = [each for each in policy["conditions"] if condition_names(each) not in instead_of]
        return {**policy, "conditions": [*kept, *conditions]}
    return change


def expiring(form_of_time):
    """The expiration in another form: from YYYY-MM-DDTHH:MM:SSZ to text."""
    return lambda policy: {**policy, "expiration": form_of_time(policy["expiration"])}
