#!/usr/bin/env python3
"""Fills in what vector files expect. The author of a case writes its input and its verdict.

    fill.py FILE...            adds missing outputs and traces, and writes the files in canonical form
    fill.py --check FILE...    writes nothing; lists what is missing or different

The results come from the second implementation (Implementations/second), asked over the adapter protocol. fill.py never fills in a
verdict, nor the code that a receiver rejects with (`"error": {}` if S3's code is unknown), and it never replaces what is there: it
reports a difference and exits with status 1. The expectations of scenarios (`record.scenario`) are written by hand; fill.py only
writes their files in canonical form.
"""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import canonical_json

ADAPTER = Path(__file__).resolve().parents[2] / "Implementations" / "second" / "adapter.py"

# A run of one character that is at least this long is written as {"repeat", "count"}.
LONG = 200
RUN = re.compile(r"(.)\1{%d,}" % (LONG - 1), re.DOTALL)

# Operations whose rejection codes are S3's, or are fixed by the protocol. Signers and builders choose their own codes.
RECEIVING = ("verify.", "policy.evaluate", "form.parse", "object.validate")

# Only the gate can run these: it has to kill the adapter.
SCENARIOS = ("record.scenario",)

# The string to sign of a form is its policy field, so a trace would repeat it.
UNTRACED = ("policy.evaluate",)


class SecondImplementation:
    """The second implementation behind its adapter, in a child process."""

    def __init__(self):
        command = [sys.executable, "-B", str(ADAPTER)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._runs = 0
        self._exchange({"type": "hello", "protocols": [1], "suite": {}})

    def run(self, operation, clock, data, random):
        self._runs += 1
        return self._exchange({
            "type": "run", "seq": self._runs, "operation": operation, "clock": clock, "random": random.hex(), "input": data})

    def _exchange(self, message):
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def expectation(second, file, operation, case):
    """Returns what the second implementation gives for a case, as the members `expect` and `trace`."""
    clock = case.get("clock", file["defaults"]["clock"])
    data = expanded({**file["defaults"]["input"], **case["input"]})
    # The gate derives the random bytes in the same way.
    question = f"{operation}\n{clock}\n{canonical_json.line(data)}"
    result = second.run(operation, clock, data, hashlib.sha256(question.encode()).digest())
    trace = {} if operation in UNTRACED else result.get("trace", {})
    if result["status"] == "accepted":
        expect = {"verdict": "accepted", "output": result["output"]}
    elif result["status"] == "rejected":
        error = {name: result["error"][name] for name in ("code", "status", "field") if name in result["error"]}
        if not is_receiving(operation) and "error" in case["expect"]:
            # Any code is accepted.
            error["code"] = case["expect"]["error"].get("code")
        expect = {"verdict": "rejected", "error": error}
    else:
        raise SystemExit(f"{case['id']}: {result['status']}: {result['error']['message']}")
    if data.get("algorithm") == "AWS4-ECDSA-P256-SHA256":
        # ECDSA signatures differ at every run, so nothing of them can be expected.
        expect.pop("output", None)
        trace = {name: value for name, value in trace.items() if name != "signature"}
    return expect, trace


def is_receiving(operation):
    return operation.startswith(RECEIVING)


def expanded(value):
    """Returns a value as the gate sends it, with {"repeat", "count"} and {"parts"} written out."""
    if isinstance(value, dict):
        if value.keys() == {"repeat", "count"}:
            return value["repeat"] * value["count"]
        if value.keys() == {"parts"} and isinstance(value["parts"], list):
            return "".join(map(expanded, value["parts"]))
        return {name: expanded(member) for name, member in value.items()}
    return [expanded(item) for item in value] if isinstance(value, list) else value


def shortened(value):
    """Returns a value as vector files have it, with long runs of one character as {"repeat", "count"}."""
    if isinstance(value, str):
        parts, start = [], 0
        for run in RUN.finditer(value):
            parts += [value[start : run.start()], {"repeat": run[1], "count": len(run[0])}]
            start = run.end()
        parts = [part for part in [*parts, value[start:]] if part]
        return value if not parts else parts[0] if len(parts) == 1 else {"parts": parts}
    if isinstance(value, dict):
        return {name: shortened(member) for name, member in value.items()}
    return [shortened(item) for item in value] if isinstance(value, list) else value


def differences(case, operation, expect, trace):
    """Yields a line for each difference. A member that the file lacks is not a difference, except a receiver's code."""
    written = expanded(case["expect"])
    if written["verdict"] == "rejected" and "error" not in written and is_receiving(operation):
        yield f"{case['id']}: the code of the rejection is missing (write {{}} if S3's code is unknown)"
    for name in ("verdict", "error", "output"):
        if name in written and not agrees(name, written[name], expect.get(name)):
            yield f"{case['id']}: {name} is {written[name]!r}, but should be {expect.get(name)!r}"
    for name, value in case.get("trace", {}).items():
        if expanded(value) != trace.get(name):
            yield f"{case['id']}: {name} is {value!r}, but should be {trace.get(name)!r}"


def agrees(name, written, computed):
    """Returns whether a member agrees. Of an error and an output, only the members that the file has are compared."""
    if isinstance(written, dict):
        return computed is not None and written.items() <= computed.items()
    return written == computed


def missing(case, expect, trace):
    """Yields the members that a case lacks: `(where, name, value)`."""
    for name in ("output", "error"):
        if name in expect and name not in case["expect"]:
            yield case["expect"], name, expect[name]
    for name, value in trace.items():
        if name not in case.get("trace", {}):
            yield case.setdefault("trace", {}), name, value


def work_through(second, path, checks):
    """Fills or checks one file, and returns the number of faults."""
    file, wrong = canonical_json.load(path), 0
    if path.resolve().parent.name != file["subject"].lower():
        raise SystemExit(f"{path}: vectors of {file['subject']} belong in the folder {file['subject'].lower()}")
    for group in file["groups"]:
        for case in group["cases"] if group["operation"] not in SCENARIOS else ():
            expect, trace = expectation(second, file, group["operation"], case)
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
            print(f"{path}: not in canonical form")
            wrong += 1
    else:
        path.write_bytes(content)
    return wrong


def main(arguments):
    options = {each for each in arguments if each.startswith("-")}
    paths = [Path(each) for each in arguments if each not in options]
    if "--help" in options:
        print(__doc__)
        return 0
    if options - {"--check"} or not paths:
        print("usage: fill.py [--check] FILE...", file=sys.stderr)
        return 2
    checks = "--check" in options
    second = SecondImplementation()
    return 1 if sum(work_through(second, path, checks) for path in paths) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
