"""Evaluates a form as S3 does: its signature, its file and key, its policy, and then what is stored and returned."""

import re

from signing.faults import Rejected, broken
from signing.text import read_pairs, read_text, written_text
from signing.times import read_clock
from signing.verify_form import verify_form

from .conditions import Form, check
from .document import Policy
from .fields import check_stored, read_values

LONGEST_KEY = 1024
_STATUSES = (b"200", b"201", b"204")

# An http or https URL with a host, optionally a user and a port, and without white space or control characters.
_URL = re.compile(
    rb"https?://(?:[^\x00-\x20\x7f/?#@]*@)?"
    rb"(?:[^\x00-\x20\x7f/?#@:\[\]]+|\[[0-9A-Fa-f:.]+\])(?::\d*)?"
    rb"(?:[/?#][^\x00-\x20\x7f]*)?",
    re.IGNORECASE,
)


def evaluate_policy(data, clock):
    pairs = read_pairs(data["fields"])
    _, trace = verify_form(data, clock)
    try:
        return _decide(data, clock, pairs), trace
    except Rejected as rejection:
        rejection.trace = trace
        raise


def _decide(data, clock, pairs):
    file = data.get("file")
    if file is None and not broken("missing-file-as-empty"):
        code = "IncorrectNumberOfFilesInPostRequest" if broken("missing-file-as-wrong-number") else "InvalidArgument"
        raise Rejected(code, "the form has no file", 400)
    file = file or {"size": "0"}
    values = read_values(pairs, file)
    stored = dict(values)
    if broken("filename-put-in-after-the-check"):
        values = read_values(pairs, {})
    if not stored.get(b"key") and not broken("empty-key-accepted"):
        raise _missing_key()
    # The signature covers the first field of this name.
    policy = Policy(next(value for name, value in pairs if name.lower() == b"policy"))
    if policy.has_expired(read_clock(clock)):
        raise Rejected("AccessDenied", "the policy has expired", 403)
    key = stored.get(b"key", b"")
    _check_length(_first(pairs, b"key") if broken("key-length-before-filename") else key)
    part_type = None if file.get("contentType") is None else read_text(file["contentType"])
    check(policy.conditions, Form(values, read_text(data["bucket"]), int(read_text(file["size"])), part_type))
    check_stored(stored)
    return _accepted(key, stored)


def _first(pairs, wanted):
    return next((value for name, value in pairs if name.lower() == wanted), b"")


def _missing_key():
    if broken("missing-key-as-denied"):
        return Rejected("AccessDenied", "the form has no key", 403)
    return Rejected("InvalidArgument", "the form has no key", 400)


def _check_length(key):
    length = len(key.decode("utf-8", "replace")) if broken("key-length-in-characters") else len(key)
    if length > LONGEST_KEY and not broken("key-length-not-checked"):
        raise Rejected("KeyTooLongError", "the key is longer than 1024 bytes", 400)


def _accepted(key, values):
    output = {"key": written_text(key), "status": _status(values.get(b"success_action_status"))}
    if b"content-type" in values:
        output["contentType"] = written_text(values[b"content-type"])
    older = None if broken("older-redirect-ignored") else values.get(b"redirect")
    redirect = values.get(b"success_action_redirect", older)
    if redirect is not None and not broken("redirect-ignored"):
        if _URL.fullmatch(redirect) or broken("redirect-to-anything"):
            output.update(status=303, redirect=written_text(redirect))
        elif broken("malformed-redirect-rejected"):
            raise Rejected("InvalidArgument", "the redirect is not a URL", 400)
    return output


def _status(asked):
    if broken("status-always-204") or asked is None:
        return 204
    if asked in _STATUSES:
        return int(asked)
    if asked.isdigit() and broken("any-status-as-asked"):
        return int(asked)
    return 200 if broken("other-status-as-200") else 204
