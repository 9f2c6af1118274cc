"""Declares a form: the input of the builder, and the changes before the form is posted."""

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
    """A form. By default it is for video/webm of 1 to 1000 bytes. Each function changes one thing about it."""

    title: str
    # The input of policy.build. The key follows the prefix of the run.
    key: str = "cat.webm"
    fields: tuple = TYPE
    conditions: tuple = (TYPE_CONDITION, RANGE_CONDITION)
    seconds: int = 300
    # How many seconds ago it was built.
    age: int = 0
    # Changes the signer: takes and returns {"credentials", "region", "service"}.
    signer: Optional[Callable] = None
    # Changes the policy, which is then signed exactly so: takes the built policy as JSON, returns JSON or bytes.
    document: Optional[Callable] = None
    # Changes the fields after signing: takes and returns pairs of bytes.
    sent: Optional[Callable] = None
    file: Optional[Part] = dataclasses.field(default_factory=file)
    # Changes the parts of the body: takes and returns the parts of the fields and the file.
    parts: Optional[Callable] = None
    # Changes the request: takes and returns headers and body.
    request: Optional[Callable] = None


def prefixed(title, form):
    return dataclasses.replace(form, title=f"{title}: {form.title}")


# Changes of the fields, after signing


def without(*names):
    lower = {name.lower().encode() for name in names}
    return lambda fields: [pair for pair in fields if pair[0].lower() not in lower]


def setting(name, value):
    """Sets the first field with the name to a value, or to what a function returns for its value."""
    def change(fields):
        key, changed = name.lower().encode(), list(fields)
        at = next(index for index, pair in enumerate(fields) if pair[0].lower() == key)
        changed[at] = (fields[at][0], value(fields[at][1]) if callable(value) else value.encode())
        return changed
    return change


def adding(*pairs, first=False):
    added = [(name.encode(), value.encode()) for name, value in pairs]
    return lambda fields: added + list(fields) if first else list(fields) + added


# Changes of the policy, before signing


def condition_names(condition):
    """Returns the name of a condition's field, as a reader of the policy sees it."""
    return str(condition[1]).lstrip("$") if isinstance(condition, list) else next(iter(condition))


def with_conditions(*conditions, instead_of=()):
    """Adds conditions to the policy, and removes those on the fields in `instead_of`."""
    def change(policy):
        kept = [each for each in policy["conditions"] if condition_names(each) not in instead_of]
        return {**policy, "conditions": [*kept, *conditions]}
    return change


def expiring(form_of_time):
    """Writes the expiration in another form. `form_of_time` takes it as YYYY-MM-DDTHH:MM:SSZ."""
    return lambda policy: {**policy, "expiration": form_of_time(policy["expiration"])}
