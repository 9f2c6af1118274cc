"""The contested cases of the vectors that a server can be asked about."""

import calendar
import collections
import json
import pathlib
import time

OPERATIONS = ("policy.evaluate", "verify.form", "verify.headers", "verify.url")

# `clock` in seconds since 1970; `expect` as the vectors have it.
Case = collections.namedtuple("Case", "id title operation clock input expect")


def contested_cases(directory, only=""):
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
                if each["evidence"]["kind"] == "contested" and "withdrawn" not in each and only in each["id"] + each["title"]:
                    cases.append(Case(
                        each["id"], each["title"], group["operation"], seconds(each.get("clock", defaults.get("clock"))),
                        {**defaults.get("input", {}), **each["input"]}, each["expect"]))
    return cases


def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def expected(case):
    """The answer that the suite expects: a status and a code; no status where any success will do."""
    if case.expect["verdict"] == "valid":
        return case.expect["output"].get("status"), ""
    error = case.expect["error"]
    return error.get("status"), error["code"]


def agrees(case, reply, stored):
    """Whether the answer, and the object that a form has become, are those that the suite expects."""
    status, code = expected(case)
    if code and not reply.body:
        return reply.status == status  # the answer to HEAD has no body
    if reply.code != code or not (reply.status == status if status else reply.status < 400):
        return False
    if case.operation != "policy.evaluate" or code:
        return True
    output = case.expect["output"]
    kind = stored[0]["type"] if stored else None
    return [each["key"] for each in stored] == [output["key"]] and output.get("contentType", kind) == kind
