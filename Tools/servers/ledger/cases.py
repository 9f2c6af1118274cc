"""Reads the cases of the vectors for which no response of S3 is known, and that can be sent to a server."""

import calendar
import collections
import json
import pathlib
import time

OPERATIONS = ("policy.evaluate", "verify.form", "verify.headers", "verify.url")

# `clock` is in seconds since 1970. `expect` has the form of the vectors.
Case = collections.namedtuple("Case", "id title operation clock input expect")


def open_cases(directory, only=""):
    cases = []
    for path in sorted(pathlib.Path(directory).glob("*/*.json")):
        if path.parent.name == "schema":
            continue
        file = json.loads(path.read_text(encoding="utf-8"))
        defaults = file.get("defaults", {})
        for group in file["groups"]:
            if group["operation"] not in OPERATIONS:
                continue
            for each in group["cases"]:
                if is_open(each) and only in each["id"] + " " + each["title"]:
                    cases.append(Case(
                        each["id"], each["title"], group["operation"], seconds(each.get("clock", defaults.get("clock"))),
                        {**defaults.get("input", {}), **each["input"]}, each["expect"]))
    return cases


def is_open(case):
    """Returns whether a case is contested, or is rejected with a code that is not known."""
    rejection = case["expect"].get("error", {"code": ""})
    return "withdrawn" not in case and (case["evidence"]["kind"] == "contested" or "code" not in rejection)


def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def expected(case):
    """Returns the status and the code that the suite expects. Either is None if any is accepted."""
    if case.expect["verdict"] == "accepted":
        return case.expect["output"].get("status"), ""
    error = case.expect["error"]
    return error.get("status"), error.get("code")


def agrees(case, response, stored):
    """Returns whether the response, and the object that a form created, are those that the suite expects."""
    status, code = expected(case)
    if code != "":
        # The response to HEAD has no body, and so no code.
        same_code = code is None or response.code == code or not response.body
        return response.status >= 400 and same_code and status in (None, response.status)
    if response.status >= 400 or status not in (None, response.status):
        return False
    if case.operation != "policy.evaluate":
        return True
    output = case.expect["output"]
    kind = stored[0]["type"] if stored else None
    return [each["key"] for each in stored] == [output["key"]] and output.get("contentType", kind) == kind
