"""The mutant behind the adapter protocol: a whole and independent implementation, with faults on request.

    python3 adapter.py                      follows every rule
    python3 adapter.py --break NAME ...     breaks the named rules and no others
    python3 adapter.py --each               breaks what each run's input names in a member "break" of its own: hundreds of
                                            mutants in one process
    python3 adapter.py --list               one line of JSON for each name

A suite that is worth anything passes the first, and notices every one of the second.
"""

import json
import sys
import time

from implementation import OPERATIONS, perform
from recording import POINTS

PROTOCOL = 1
READY = {
    "type": "ready",
    "protocol": PROTOCOL,
    "implementation": {"name": "mutant", "version": "1.0.0", "language": "python"},
    "operations": list(OPERATIONS),
    "profiles": [
        "canonical", "presign-url", "sign-headers", "presign-post", "chunked", "sigv4a",
        "services", "verify", "verify-services",
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
        print("usage: adapter.py [--list | --each | --break NAME ...]", file=sys.stderr)
        return 2
    if broken:
        from mutants import MUTANTS

        unknown = set(broken) - {mutant["name"] for mutant in MUTANTS}
        if unknown:
            print("no mutant is called " + ", ".join(sorted(unknown)) + "; --list shows all", file=sys.stderr)
            return 2
    return serve(sys.stdin.buffer, sys.stdout, frozenset(broken))


def serve(messages, answers, broken):
    for line in messages:
        message = json.loads(line)
        answer = respond(message, broken, answers)
        send(answer, answers)
        if answer["type"] == "bye":
            return 0
    return 0


def send(answer, answers):
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def respond(message, broken, answers):
    kind = message["type"]
    if kind == "hello":
        if PROTOCOL not in message["protocols"]:
            raise SystemExit("the gate speaks another protocol")
        return READY
    if kind == "run":
        return {"type": "result", "seq": message["seq"], **run(message, broken, answers)}
    if kind == "bye":
        return {"type": "bye"}
    raise SystemExit("a message of an unknown type")


def run(message, broken, answers):
    def halt(point):
        """Says where the step stands, and waits to be killed there."""
        send({"type": "at", "seq": message["seq"], "point": point}, answers)
        while True:
            time.sleep(3600)

    if broken is None:
        broken = frozenset(message["input"].pop("break"))
    try:
        random = bytes.fromhex(message.get("random", ""))
        return perform(message["operation"], message["clock"], message["input"], broken, random, halt)
    except Exception as trouble:
        # Where, not what: an exception's text could quote the input, and with it a secret.
        place = trouble.__traceback__
        while place.tb_next:
            place = place.tb_next
        function, line = place.tb_frame.f_code.co_name, place.tb_lineno
        return {"status": "error", "error": {"message": f"{type(trouble).__name__} in {function}, line {line}"}}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
