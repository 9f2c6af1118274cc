#!/usr/bin/env python3
"""Fills in what vector files expect: whoever adds a case writes its input and its verdict.

    fill.py FILE...            adds missing outputs and traces, and writes the files in canonical form
    fill.py --check FILE...    writes nothing, and says what is missing or different

The answers are those of the second implementation, Implementations/second, with every rule kept. A verdict is never filled in, nor the
code that a receiver rejects with (`"error": {}` where S3's is not known), and what is there is never replaced: a difference is
for a person to look into, and ends in exit code 1. What a scenario (`record.scenario`) comes to is written by hand: of its files
only the form is looked after.
"""

import hashlib
import sys
from pathlib import Path

import canonical_json

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Implementations" / "second"))

from implementation import perform  # noqa: E402  (found through the line above)

# From this length on a text of one character alone is written as {"repeat", "count"}.
LONG = 200

# Operations that answer as S3 does, so that their codes are S3's, or whose codes the protocol gives. Whoever makes something
# names its errors as it likes.
RECEIVING = ("verify.", "policy.evaluate", "form.parse", "object.validate")

# What the gate alone can put to an implementation: it needs the adapter killed.
SCENARIOS = ("record.scenario",)

# The string to sign of a form is its policy field, and says nothing new.
UNTRACED = ("policy.evaluate",)


def answer(file, operation, case):
    """What the implementation says to a case, in the terms of `expect` and `trace`."""
    clock = case.get("clock", file["defaults"]["clock"])
    data = expanded({**file["defaults"]["input"], **case["input"]})
    # As the gate has it: random, the same at every run, and of nothing but what an implementation is told.
    question = f"{operation}\n{clock}\n{canonical_json.line(data)}"
    result = perform(operation, clock, data, random=hashlib.sha256(question.encode()).digest())
    trace = {} if operation in UNTRACED else result.get("trace", {})
    if result["status"] == "accepted":
        expect = {"verdict": "accepted", "output": result["output"]}
    elif result["status"] == "rejected":
        error = {name: result["error"][name] for name in ("code", "status", "field") if name in result["error"]}
        if not is_receiving(operation) and "error" in case["expect"]:
            # Any code satisfies.
            error["code"] = case["expect"]["error"].get("code")
        expect = {"verdict": "rejected", "error": error}
    else:
        raise SystemExit(f"{case['id']}: {result['status']}: {result['error']['message']}")
    if data.get("algorithm") == "AWS4-ECDSA-P256-SHA256":
        # Another signature every time: nothing of it can be expected.
        expect.pop("output", None)
        trace = {name: value for name, value in trace.items() if name != "signature"}
    return expect, trace


def is_receiving(operation):
    return operation.startswith(RECEIVING)


def expanded(value):
    """A value as the gate sends it: {"repeat", "count"} written out."""
    if isinstance(value, dict):
        if value.keys() == {"repeat", "count"}:
            return value["repeat"] * value["count"]
        return {name: expanded(member) for name, member in value.items()}
    return [expanded(item) for item in value] if isinstance(value, list) else value


def shortened(value):
    """The other way round, for a long text of one character."""
    if isinstance(value, str) and len(value) >= LONG and value == value[0] * len(value):
        return {"repeat": value[0], "count": len(value)}
    if isinstance(value, dict):
        return {name: shortened(member) for name, member in value.items()}
    return [shortened(item) for item in value] if isinstance(value, list) else value


def differences(case, operation, expect, trace):
    """What the file says otherwise, as lines of text; what it does not say is no difference, but for a receiver's code."""
    said = expanded(case["expect"])
    if said["verdict"] == "rejected" and "error" not in said and is_receiving(operation):
        yield f"{case['id']}: it does not say which code S3 rejects with ({{}}: any)"
    for name in ("verdict", "error", "output"):
        if name in said and not agrees(name, said[name], expect.get(name)):
            yield f"{case['id']}: {name} is {said[name]!r}, and should be {expect.get(name)!r}"
    for name, value in case.get("trace", {}).items():
        if expanded(value) != trace.get(name):
            yield f"{case['id']}: {name} is {value!r}, and should be {trace.get(name)!r}"


def agrees(name, said, answered):
    """Of an error only what is said counts: without a code any rejection satisfies."""
    if name == "error":
        return answered is not None and said.items() <= answered.items()
    return said == answered


def missing(case, expect, trace):
    """The members that a case lacks: `(where, name, value)`."""
    for name in ("output", "error"):
        if name in expect and name not in case["expect"]:
            yield case["expect"], name, expect[name]
    for name, value in trace.items():
        if name not in case.get("trace", {}):
            yield case.setdefault("trace", {}), name, value


def work_through(path, checks):
    """Fills or checks one file, and counts what is wrong with it."""
    file, wrong = canonical_json.load(path), 0
    if path.resolve().parent.name != file["subject"].lower():
        raise SystemExit(f"{path}: vectors of {file['subject']} belong into the folder {file['subject'].lower()}")
    for group in file["groups"]:
        for case in group["cases"] if group["operation"] not in SCENARIOS else ():
            expect, trace = answer(file, group["operation"], case)
            complaints = list(differences(case, group["operation"], expect, trace))
            if not complaints:
                gaps = list(missing(case, expect, trace))
                if checks:
                    complaints = [f"{case['id']}: {name} is missing" for _, name, _ in gaps]
                for where, name, value in gaps:
                    where[name] = shortened(value)
            for complaint in complaints:
                print(f"{path}: {complaint}")
            wrong += len(complaints)
    content = canonical_json.document(file)
    if checks:
        if path.read_bytes() != content and not wrong:
            print(f"{path}: is not in canonical form")
            wrong += 1
    else:
        path.write_bytes(content)
    return wrong


def main(arguments):
    checks = "--check" in arguments
    paths = [Path(each) for each in arguments if each != "--check"]
    if not paths:
        raise SystemExit(__doc__)
    return 1 if sum(work_through(path, checks) for path in paths) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
