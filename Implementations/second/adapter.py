"""Serves the second implementation, or a mutant of it, over the adapter protocol.

    python3 adapter.py                      follows every rule
    python3 adapter.py --break NAME ...     is the mutant of these names, and follows every other rule
    python3 adapter.py --each               breaks what each run's input lists in its member "break", so that one
                                            process can be hundreds of mutants
    python3 adapter.py --list               prints one line of JSON for each mutant

The suite must accept the first and catch every mutant.
"""

import json
import sys
import time

from implementation import OPERATIONS, perform
from recording import POINTS

PROTOCOL = 1
NAME = "second implementation"
READY = {
    "type": "ready",
    "protocol": PROTOCOL,
    "implementation": {"name": NAME, "version": "1.0.0", "language": "python"},
    "operations": list(OPERATIONS),
    "profiles": [
        "canonical", "presign-core", "presign-url", "sign-headers", "presign-post", "chunked", "sigv4a",
        "services", "wire", "robustness", "verify", "verify-services",
        "post-evaluate", "form", "keys", "validate", "record",
    ],
    "clock": "injected",
    "random": "injected",
    "variants": {"output": "meaning"},
    "unsupported": [],
    "faults": POINTS,
}


def main(arguments):
    if arguments == ["--list"]:
        from mutants import MUTANTS

        for mutant in MUTANTS:
            print(json.dumps(mutant))
        return 0
    if arguments == ["--each"]:
        return serve(sys.stdin.buffer, sys.stdout, None)
    broken = arguments[1::2]
    if arguments[0::2] != ["--break"] * len(broken):
        print("usage: adapter.py [--list | --each | --break NAME [--break NAME ...]]", file=sys.stderr)
        return 2
    if broken:
        from mutants import MUTANTS

        unknown = set(broken) - {mutant["name"] for mutant in MUTANTS}
        if unknown:
            print("unknown mutant: " + ", ".join(sorted(unknown)) + ". --list prints all names.", file=sys.stderr)
            return 2
        READY["implementation"]["name"] = "mutant " + ", ".join(broken)
    return serve(sys.stdin.buffer, sys.stdout, frozenset(broken))


def serve(messages, output, broken):
    """Replies to each message of the gate until it says bye. `broken` is None if each run says what is broken."""
    for line in messages:
        reply = reply_to(json.loads(line), broken, output)
        send(reply, output)
        if reply["type"] == "bye":
            return 0
    return 0


def send(message, output):
    output.write(json.dumps(message) + "\n")
    output.flush()


def reply_to(message, broken, output):
    kind = message["type"]
    if kind == "hello":
        if PROTOCOL not in message["protocols"]:
            raise SystemExit(f"the gate does not offer protocol {PROTOCOL}, the only one that this adapter speaks")
        return READY
    if kind == "run":
        return {"type": "result", "seq": message["seq"], **run(message, broken, output)}
    if kind == "bye":
        return {"type": "bye"}
    raise SystemExit(f'the message type "{kind}" is unknown; it must be "hello", "run" or "bye"')


def run(message, broken, output):
    def halt(point):
        """Reports the fault point that the step has reached, then waits to be killed."""
        send({"type": "at", "seq": message["seq"], "point": point}, output)
        while True:
            time.sleep(3600)

    if broken is None:
        broken = frozenset(message["input"].pop("break"))
    try:
        random = bytes.fromhex(message.get("random", ""))
        return perform(message["operation"], message["clock"], message["input"], broken, random, halt)
    except Exception as error:
        # The message gives only the place. The exception's text could quote the input, and with it a secret.
        place = error.__traceback__
        while place.tb_next:
            place = place.tb_next
        function, line = place.tb_frame.f_code.co_name, place.tb_lineno
        return {"status": "error", "error": {"message": f"{type(error).__name__} in {function}, line {line}"}}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
