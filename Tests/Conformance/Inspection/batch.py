"""Answers requests for many mutants in one process: a line of JSON with break, operation, clock and input, a line for each answer."""

import json
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

from implementation import perform  # noqa: E402

for line in sys.stdin:
    request = json.loads(line)
    broken = frozenset((request["break"],) if request["break"] else ())
    try:
        answer = perform(request["operation"], request["clock"], request["input"], broken)
    except Exception as fault:  # An input that a mutant cannot take is no answer.
        answer = {"status": "error", "error": {"message": str(fault)}}
    print(json.dumps({"status": answer["status"], "output": answer.get("output")}), flush=False)
