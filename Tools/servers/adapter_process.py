"""Runs an adapter and speaks the gate's side of the adapter protocol (Docs/Protocol.md) with it."""

import collections
import json
import subprocess

# The result of a run: `status` is "accepted" with an output, or "rejected" with a code.
Result = collections.namedtuple("Result", "status output code")


class AdapterError(Exception):
    """The adapter does not start, lacks an operation, or violates the protocol."""


class AdapterProcess:
    """`with AdapterProcess(command, operations) as adapter:` starts the adapter, and ends it as the protocol says."""

    def __init__(self, command, operations):
        self._command, self._operations, self._sequence = command, operations, 0
        self.name = None

    def __enter__(self):
        try:
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            raise AdapterError(
                f"cannot start the adapter {self._command[0]}: {error.strerror}. "
                "`make check` builds the default one; --adapter names another.") from error
        ready = self._ask({"type": "hello", "protocols": [1], "suite": {"version": "1.0.0", "corpus": ""}}, "ready")
        missing = set(self._operations) - set(ready["operations"])
        if missing:
            raise AdapterError(f"the adapter {self._command[0]} lacks operations: {', '.join(sorted(missing))}")
        self.name = "{name} {version}".format(**ready["implementation"])
        return self

    def __exit__(self, *_):
        try:
            self._ask({"type": "bye"}, "bye")
        except (AdapterError, OSError):
            self._process.kill()
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def run(self, operation, clock, data):
        """Returns the result of one run. Raises AdapterError for a result that is neither accepted nor rejected."""
        self._sequence += 1
        result = self._ask({
            "type": "run", "seq": self._sequence, "operation": operation, "clock": clock, "random": "00" * 32,
            "deadlineMs": 60_000, "input": data}, "result")
        if result["status"] == "accepted":
            return Result("accepted", result["output"], None)
        error = result.get("error", {})
        if result["status"] == "rejected":
            return Result("rejected", None, error["code"])
        raise AdapterError(f"{operation}: {result['status']}: {error.get('message', '')}")

    def output(self, operation, clock, data):
        """Returns the output of a run that must be accepted."""
        result = self.run(operation, clock, data)
        if result.status != "accepted":
            raise AdapterError(f"the adapter rejected {operation} with {result.code}")
        return result.output

    def _ask(self, message, expected):
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise AdapterError(f"the adapter {self._command[0]} ended without replying to a {message['type']!r} message")
        reply = json.loads(line)
        if reply.get("type") != expected:
            raise AdapterError(f"the adapter {self._command[0]} sent a {reply.get('type')!r} message instead of {expected!r}")
        return reply
