"""Forms about the policy document: its syntax and its expiration."""

import json

from forms.form import Form, expiring


def renamed(old, new):
    return lambda policy: {new if name == old else name: value for name, value in policy.items()}


def lacking(name):
    return lambda policy: {each: value for each, value in policy.items() if each != name}


def as_bytes(before=b"", after=b""):
    return lambda policy: before + json.dumps(policy).encode() + after


FORMS = [
    Form("expired", age=600, seconds=300),
    Form("expired a second ago", age=61, seconds=60),
    Form("fractions of a second", document=expiring(lambda time: time.replace("Z", ".000Z"))),
    Form("an offset instead of Z", document=expiring(lambda time: time.replace("Z", "+00:00"))),
    Form("neither offset nor Z", document=expiring(lambda time: time.rstrip("Z"))),
    Form("a space instead of T", document=expiring(lambda time: time.replace("T", " "))),
    Form("a date alone", document=expiring(lambda time: "2999-01-01")),
    Form("a time that is a number", document=expiring(lambda time: 4102444800)),
    Form("no expiration", document=lacking("expiration")),
    Form("no conditions", document=lacking("conditions")),
    Form("'Expiration' with a capital", document=renamed("expiration", "Expiration")),
    Form("'Conditions' with a capital", document=renamed("conditions", "Conditions")),
    Form("an additional member", document=lambda policy: {**policy, "comment": "x"}),
    Form("not JSON", document=lambda policy: b"{"),
    Form("an array", document=lambda policy: [policy]),
    Form("data after the JSON", document=as_bytes(after=b"x")),
    Form("white space after the JSON", document=as_bytes(after=b"\r\n")),
    Form("a byte order mark at the start", document=as_bytes(before=b"\xef\xbb\xbf")),
    Form("'expiration' twice", document=lambda policy: json.dumps(policy).replace(
        "{", '{"expiration": "2000-01-01T00:00:00Z", ', 1).encode()),
]
