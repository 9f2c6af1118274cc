"""Puts boto3 behind the suite: Docs/Protocol.md over standard input and output.

    video-spec check --profile presign-url -- python Implementations/boto3/adapter.py
"""

import json
import sys
import traceback

from botocore_setup import clock, trace
import boto3

from operations import OPERATIONS
from rejections import Rejected
from text import Unsupported
from urls import s3_client

READY = {
    "type": "ready",
    "protocol": 1,
    "implementation": {
        "name": "boto3", "version": boto3.__version__, "language": "python", "source": "https://github.com/boto/boto3",
    },
    "operations": list(OPERATIONS),
    "profiles": ["canonical", "presign-url", "sign-headers", "presign-post", "services"],
    "clock": "injected",
    "random": "injected",
    "variants": {},
    "unsupported": [],
}


def ready():
    # The first client reads the models of S3, which takes longer than a run may: here there is time.
    s3_client("https://s3.us-east-1.amazonaws.com", "us-east-1", "virtual")
    return READY


def result(run):
    """What came back, as the protocol's `result`."""
    trace.steps = {}
    operation = OPERATIONS.get(run["operation"])
    try:
        clock.set(run["clock"])
        if operation is None:
            raise Unsupported("boto3 has no such operation")
        answer = {"status": "accepted", "output": operation(run["input"])}
    except Unsupported as reason:
        answer = {"status": "unsupported", "error": {"code": "Unsupported", "message": str(reason)}}
    except Rejected as rejection:
        answer = {"status": "rejected", "error": {"code": rejection.code, "message": str(rejection)}}
    except Exception as trouble:  # the run fails, the adapter goes on
        traceback.print_exc()
        answer = {"status": "error", "error": {"code": type(trouble).__name__, "message": str(trouble)}}
    if trace.steps:
        answer["trace"] = trace.steps
    return {"type": "result", "seq": run["seq"], **answer}


def main():
    answers = {"hello": lambda _: ready(), "run": result, "bye": lambda _: {"type": "bye"}}
    for line in sys.stdin.buffer:
        message = json.loads(line)
        sys.stdout.write(json.dumps(answers[message["type"]](message)) + "\n")
        sys.stdout.flush()
        if message["type"] == "bye":
            return


if __name__ == "__main__":
    main()
