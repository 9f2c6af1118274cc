"""An adapter over standard input and output: the side of Docs/Protocol.md that asks."""

import collections
import json
import subprocess

# The answer to a run: `status` is "ok" with an output, or "rejected" with a code.
Answer = collections.namedtuple("Answer", "status output code")


class AdapterTrouble(Exception):
    """The adapter could not be started, cannot do what is needed, or did not answer as it must."""


class AdapterProcess:
    """`with AdapterProcess(command, operations) as adapter:` starts it, and ends it by the protocol."""

    def __init__(self, command, operations):
        self._command, self._operations, self._sequence = command, operations, 0
        self.name = None

    def __enter__(self):
        try:
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            raise AdapterTrouble(f"{self._command[0]}: {error.strerror}. (make check builds it.)") from error
        ready = self._ask({"type": "hello", "protocols": [1], "suite": {"version": "1.0.0", "corpus": ""}}, "ready")
        missing = set(self._operations) - set(ready["operations"])
        if missing:
            raise AdapterTrouble(f"{self._command[0]} has no {', '.join(sorted(missing))}")
        self.name = "{name} {version}".format(**ready["implementation"])
        return self

    def __exit__(self, *_):
        try:
            self._ask({"type": "bye"}, "bye")
        except (AdapterTrouble, OSError):
            self._process.kill()
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def run(self, operation, clock, data):
        """Asks one question; what is neither an output nor a rejection is trouble."""
        self._sequence += 1
        result = self._ask({
            "type": "run", "seq": self._sequence, "operation": operation, "clock": clock, "random": "00" * 32,
            "deadlineMs": 60_000, "input": data}, "result")
        if result["status"] == "accepted":
            return Answer("accepted", result["output"], None)
        error = result.get("error", {})
        if result["status"] == "rejected":
            return Answer("rejected", None, error["code"])
        raise AdapterTrouble(f"{operation}: {result['status']}: {error.get('message', '')}")

    def output(self, operation, clock, data):
        """The output of a question that is not to be rejected."""
        answer = self.run(operation, clock, data)
        if answer.status != "accepted":
            raise AdapterTrouble(f"{operation} was rejected: {answer.code}")
        return answer.output

    def _ask(self, message, expected):
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise AdapterTrouble(f"{self._command[0]} ended without an answer")
        answer = json.loads(line)
        if answer.get("type") != expected:
            raise AdapterTrouble(f"{self._command[0]} answered {answer.get('type')!r} where {expected!r} was expected")
        return answer
