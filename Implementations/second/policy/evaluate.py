"""Evaluates a form as S3 does: its signature, its file and key, its policy, and then what is stored and returned."""

import re

from signing.faults import Rejected, broken
from signing.text import read_pairs, read_text, written_text
from signing.times import read_clock
from signing.verify_form import verify_form

from .conditions import Form, check
from .document import Policy

LONGEST_KEY = 1024
_FILENAME = b"${filename}"
_STATUSES = (b"200", b"201", b"204")

# An http or https URL with a host, optionally a user and a port, and without white space or control characters.
_URL = re.compile(
    rb"https?://(?:[^\x00-\x20\x7f/?#@]*@)?"
    rb"(?:[^\x00-\x20\x7f/?#@:\[\]]+|\[[0-9A-Fa-f:.]+\])(?::\d*)?"
    rb"(?:[/?#][^\x00-\x20\x7f]*)?",
    re.IGNORECASE,
)


def evaluate_policy(data, clock):
    fields = read_pairs(data["fields"])
    _, trace = verify_form(data, clock)
    first = {}
    for name, value in fields:
        first.setdefault(name.lower(), value)
    try:
        return _decide(data, clock, fields, first), trace
    except Rejected as rejection:
        rejection.trace = trace
        raise


def _decide(data, clock, fields, first):
    file = data.get("file")
    if file is None and not broken("missing-file-as-empty"):
        raise Rejected("IncorrectNumberOfFilesInPostRequest", "the form has no file", 400)
    file = file or {"size": "0"}
    key = first.get(b"key", b"")
    if not key and not broken("empty-key-accepted"):
        raise _missing_key()
    policy = Policy(first[b"policy"])
    if policy.has_expired(read_clock(clock)):
        raise Rejected("AccessDenied", "the policy has expired", 403)
    stored = _with_filename(key, file)
    if not stored and not broken("empty-key-accepted"):
        raise _missing_key()
    _check_length(key if broken("key-length-before-filename") else stored)
    part_type = None if file.get("contentType") is None else read_text(file["contentType"])
    compared = key if broken("filename-put-in-after-the-check") else stored
    form = Form(fields, read_text(data["bucket"]), compared, int(read_text(file["size"])), part_type)
    check(policy.conditions, form)
    return _accepted(stored, first)


def _missing_key():
    if broken("missing-key-as-denied"):
        return Rejected("AccessDenied", "the form has no key", 403)
    return Rejected("InvalidArgument", "the form has no key", 400)


def _with_filename(key, file):
    """Replaces `${filename}` in the key. If a client sends the file's name with its path, the last part is used."""
    if file.get("name") is None:
        return key.replace(_FILENAME, b"") if broken("filename-without-a-name-as-empty") else key
    if broken("filename-not-put-in"):
        return key
    name = re.split(rb"[/\\]", read_text(file["name"]))[-1]
    if broken("filename-at-the-end-alone"):
        return key[: -len(_FILENAME)] + name if key.endswith(_FILENAME) else key
    return key.replace(_FILENAME, name)


def _check_length(key):
    length = len(key.decode("utf-8", "replace")) if broken("key-length-in-characters") else len(key)
    if length > LONGEST_KEY and not broken("key-length-not-checked"):
        raise Rejected("KeyTooLongError", "the key is longer than 1024 bytes", 400)


def _accepted(key, first):
    output = {"key": written_text(key), "status": _status(first.get(b"success_action_status"))}
    if b"content-type" in first:
        output["contentType"] = written_text(first[b"content-type"])
    redirect = first.get(b"success_action_redirect")
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
